// FormService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/form_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/paper/form_files.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
template <typename S = heng::v1::FormService>
using RawFormService = Raw<typename S::Service, S::template WithRawCallbackMethod_ListLayouts,
                           S::template WithRawCallbackMethod_ExportForm, S::template WithRawCallbackMethod_ReadForm>;

class FormApi final : public RawFormService<> {
 public:
  // Neither is owned; both outlive this.
  FormApi(core::FormFiles* form_files, const CallRunner* runner) : form_files_(form_files), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ListLayouts(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ExportForm(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReadForm(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::FormFiles* form_files_;
  const CallRunner* runner_;
};

}  // namespace heng::api
