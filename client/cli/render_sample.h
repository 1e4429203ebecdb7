// Samples as text for people, and whether one was drawn as its seed says. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/render.h"
#include "client/cli/table.h"
#include "heng/v1/sample.pb.h"

namespace heng::cli {

// An empty table of samples, and one more row of it.
Table SampleTable(Language language);
std::vector<std::string> Row(const heng::v1::Sample& sample, Language language);

// Everything known of a sample and its forms. Hashes are cut to 12 digits unless `full`.
std::string RenderSample(const heng::v1::Sample& sample, bool full, const Look& look);

// What is wrong with a sample drawn at random.
struct DrawProblem {
  int place = 0;  // of the form, from 1
  std::string evaluation;
  bool wrong_measure = false;  // it is not the hash of seed and name; else it stands at the wrong place
  std::string expected;        // wrong_measure: what it is to be
};

// Recomputes the measure of each form from seed and name, and whether they stand in its order. Empty: all is right.
// Pre: the method is RANDOM.
std::vector<DrawProblem> CheckDraw(const heng::v1::Sample& sample);
std::string RenderDrawProblem(const DrawProblem& problem, Language language);

}  // namespace heng::cli
