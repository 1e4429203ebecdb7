#include "service/api/sample_api.h"

namespace heng::api {

using core::Method;
using core::Samples;

SampleApi::Reactor* SampleApi::DrawSample(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDrawSample, request, response, samples_, &Samples::DrawSample);
}

SampleApi::Reactor* SampleApi::GetSample(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetSample, request, response, samples_, &Samples::GetSample);
}

SampleApi::Reactor* SampleApi::ListSamples(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListSamples, request, response, samples_, &Samples::ListSamples);
}

}  // namespace heng::api
