#include "service/api/call_stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "heng/v1/evaluation_service.pb.h"

namespace heng::api {
namespace {

TEST(CallStats, KnowsTheMethodsOfItsServices) {
  heng::v1::GetEvaluationRequest linked;  // the service's description is linked with its messages
  CallStats stats({"heng.v1.EvaluationService"});
  EXPECT_EQ(stats.methods().front()->name(), "ScoreEvaluation");
  EXPECT_EQ(stats.methods().back()->name(), "other");
  EXPECT_EQ(&stats.Of("GetEvaluation"), &stats.Of(std::string("Get") + "Evaluation"));
  EXPECT_NE(&stats.Of("GetEvaluation"), &stats.Of("ListEvaluations"));
  EXPECT_EQ(&stats.Of("NoSuchMethod"), stats.methods().back().get());
}

TEST(CallStats, CountsByCodeAndTime) {
  CallStats stats({});
  MethodStats& method = stats.Of("any");
  method.Begin();
  method.Begin();
  EXPECT_EQ(method.in_flight(), 2);
  method.End(absl::StatusCode::kOk, absl::Microseconds(250));
  method.End(absl::StatusCode::kAborted, absl::Seconds(60));
  EXPECT_EQ(method.in_flight(), 0);
  EXPECT_EQ(method.ended(absl::StatusCode::kOk), 1);
  EXPECT_EQ(method.ended(absl::StatusCode::kAborted), 1);
  EXPECT_EQ(method.ended(absl::StatusCode::kInternal), 0);
  const store::HistogramCounts latency = method.latency_micros();
  EXPECT_EQ(latency.counts.size(), latency.bounds.size() + 1);
  EXPECT_EQ(latency.counts.front(), 1) << "bounds are inclusive";
  EXPECT_EQ(latency.counts.back(), 1);
  EXPECT_EQ(latency.sum, 60'000'250);
}

TEST(CallStats, LosesNothingUnderThreads) {
  CallStats stats({});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        stats.Of("any").Begin();
        stats.Of("any").End(absl::StatusCode::kOk, absl::Microseconds(1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stats.Of("any").ended(absl::StatusCode::kOk), 40'000);
  EXPECT_EQ(stats.Of("any").latency_micros().sum, 40'000);
}

}  // namespace
}  // namespace heng::api
