// What the benchmarks of whole servers share: the forms they submit and what is read from a server's last words.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/load_client.h"

namespace heng::bench {

inline constexpr char kEvaluationService[] = "/heng.v1.EvaluationService/";
inline constexpr int kConcurrency = 64;

// Serialized SubmitEvaluationRequests of `count` different forms; another `round`, other forms.
std::vector<std::string> SubmitRequests(size_t count, int round);
// Sets up the office whose forms these are, in a store no server has open; returns a token.
std::string SetUpSubmits(const std::string& store_path, size_t count, int round);

// How many writes shared a transaction, from the server's log after it has stopped ("stopped after 20000 writes in 950
// groups").
size_t GroupSize(const std::string& log);

// Ends the program with a message if a call failed.
void ExitOnFailure(const char* what, const LoadResult& result);

double Median(std::vector<double> values);

}  // namespace heng::bench
