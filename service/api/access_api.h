// AccessService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/access_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/access/access.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
using RawAccessService =
    heng::v1::AccessService::WithRawCallbackMethod_WhoAmI<heng::v1::AccessService::WithRawCallbackMethod_GetPrincipal<
        heng::v1::AccessService::WithRawCallbackMethod_ListPrincipals<
            heng::v1::AccessService::WithRawCallbackMethod_CreatePrincipal<
                heng::v1::AccessService::WithRawCallbackMethod_UpdatePrincipal<
                    heng::v1::AccessService::WithRawCallbackMethod_AddGrant<
                        heng::v1::AccessService::WithRawCallbackMethod_RemoveGrant<
                            heng::v1::AccessService::WithRawCallbackMethod_CreateToken<
                                heng::v1::AccessService::WithRawCallbackMethod_ListTokens<
                                    heng::v1::AccessService::WithRawCallbackMethod_RevokeToken<
                                        heng::v1::AccessService::WithRawCallbackMethod_ListFilingWindows<
                                            heng::v1::AccessService::WithRawCallbackMethod_SetFilingWindow<
                                                heng::v1::AccessService::WithRawCallbackMethod_DeleteFilingWindow<
                                                    heng::v1::AccessService::WithRawCallbackMethod_SetFilingExtension<
                                                        heng::v1::AccessService::
                                                            WithRawCallbackMethod_DeleteFilingExtension<
                                                                heng::v1::AccessService::Service>>>>>>>>>>>>>>>;

class AccessApi final : public RawAccessService {
 public:
  // Neither is owned; both outlive this.
  AccessApi(core::Access* access, const CallRunner* runner) : access_(access), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* WhoAmI(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetPrincipal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListPrincipals(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreatePrincipal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* UpdatePrincipal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AddGrant(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* RemoveGrant(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreateToken(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListTokens(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* RevokeToken(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListFilingWindows(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SetFilingWindow(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DeleteFilingWindow(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SetFilingExtension(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DeleteFilingExtension(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Access* access_;
  const CallRunner* runner_;
};

}  // namespace heng::api
