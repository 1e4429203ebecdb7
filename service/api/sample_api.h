// SampleService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/sample_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/samples/samples.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
template <typename S = heng::v1::SampleService>
using RawSampleService =
    Raw<typename S::Service, S::template WithRawCallbackMethod_DrawSample, S::template WithRawCallbackMethod_GetSample,
        S::template WithRawCallbackMethod_ListSamples>;

class SampleApi final : public RawSampleService<> {
 public:
  // Neither is owned; both outlive this.
  SampleApi(core::Samples* samples, const CallRunner* runner) : samples_(samples), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* DrawSample(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetSample(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListSamples(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Samples* samples_;
  const CallRunner* runner_;
};

}  // namespace heng::api
