// 抽查: drawing samples of approved forms, and how their rechecks stand. One handler per method of SampleService; every
// front end calls these.
#pragma once

#include <cstddef>

#include "heng/v1/sample_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

// Forms a sample may be drawn from; their names are held in memory while it is.
inline constexpr size_t kMaxPopulation = 1'000'000;
inline constexpr int kMaxSampleSize = 1000;

class Samples {
 public:
  // Not owned; outlives this. `max_population`: smaller in tests.
  explicit Samples(Writes* writes, size_t max_population = kMaxPopulation)
      : writes_(writes), max_population_(max_population) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in sample_service.proto.
  void DrawSample(const CallContext& call, const heng::v1::DrawSampleRequest& request, Reply reply);
  void GetSample(const CallContext& call, const heng::v1::GetSampleRequest& request, Reply reply);
  void ListSamples(const CallContext& call, const heng::v1::ListSamplesRequest& request, Reply reply);

 private:
  Writes* const writes_;
  const size_t max_population_;
};

}  // namespace heng::core
