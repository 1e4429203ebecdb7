#include "tests/bench/submits.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "heng/v1/evaluation_service.pb.h"
#include "tests/support/office.h"
#include "tests/support/server_process.h"

namespace heng::bench {

namespace {

std::string KeyOf(int round, size_t number) { return "bench-" + std::to_string(round) + "-" + std::to_string(number); }

}  // namespace

std::string SetUpSubmits(const std::string& store_path, size_t count, int round) {
  testing::OfficePlan office = testing::SeedOffice();
  for (size_t i = 0; i < count; ++i) office.projects.push_back(KeyOf(round, i));
  return testing::SetUpOfficeAt(store_path, office);
}

std::vector<std::string> SubmitRequests(size_t count, int round) {
  heng::v1::SubmitEvaluationRequest request;
  const auto status = google::protobuf::util::JsonStringToMessage(
      testing::ReadSourceFile("tests/data/seeds/4-shebao-jingban.json"), request.mutable_evaluation());
  if (!status.ok()) std::exit(1);
  request.mutable_evaluation()->clear_name();
  std::vector<std::string> out;
  for (size_t i = 0; i < count; ++i) {
    const std::string key = KeyOf(round, i);
    request.mutable_evaluation()->mutable_form()->set_subject("projects/" + key);
    request.set_request_id(key);
    out.push_back(request.SerializeAsString());
  }
  return out;
}

size_t GroupSize(const std::string& log) {
  const size_t words = log.find("stopped after ");
  double writes = 0, groups = 0;
  if (words == std::string::npos ||
      std::sscanf(log.c_str() + words, "stopped after %lf writes in %lf groups", &writes, &groups) != 2 ||
      groups == 0) {
    std::fprintf(stderr, "the server did not say how many groups it wrote\n");
    std::exit(1);
  }
  return std::max<size_t>(1, static_cast<size_t>(writes / groups + 0.5));
}

void ExitOnFailure(const char* what, const LoadResult& result) {
  if (result.failures == 0) return;
  std::fprintf(stderr, "%s: %zu of %zu calls failed, the first with: %s\n", what, result.failures, result.calls,
               result.first_error.c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace heng::bench
