// DirectoryService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/directory_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/directory/directory.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
using RawDirectoryService =
    heng::v1::DirectoryService::WithRawCallbackMethod_GetOrg<heng::v1::DirectoryService::WithRawCallbackMethod_ListOrgs<
        heng::v1::DirectoryService::WithRawCallbackMethod_CreateOrg<
            heng::v1::DirectoryService::WithRawCallbackMethod_UpdateOrg<
                heng::v1::DirectoryService::WithRawCallbackMethod_CloseOrg<
                    heng::v1::DirectoryService::WithRawCallbackMethod_MergeOrgs<
                        heng::v1::DirectoryService::WithRawCallbackMethod_ImportOrgs<
                            heng::v1::DirectoryService::WithRawCallbackMethod_GetProject<
                                heng::v1::DirectoryService::WithRawCallbackMethod_ListProjects<
                                    heng::v1::DirectoryService::WithRawCallbackMethod_CreateProject<
                                        heng::v1::DirectoryService::WithRawCallbackMethod_UpdateProject<
                                            heng::v1::DirectoryService::WithRawCallbackMethod_CloseProject<
                                                heng::v1::DirectoryService::WithRawCallbackMethod_ReplaceProjects<
                                                    heng::v1::DirectoryService::WithRawCallbackMethod_ImportProjects<
                                                        heng::v1::DirectoryService::Service>>>>>>>>>>>>>>;

class DirectoryApi final : public RawDirectoryService {
 public:
  // Neither is owned; both outlive this.
  DirectoryApi(core::Directory* directory, const CallRunner* runner) : directory_(directory), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetOrg(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListOrgs(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreateOrg(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* UpdateOrg(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CloseOrg(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* MergeOrgs(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ImportOrgs(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetProject(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListProjects(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreateProject(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* UpdateProject(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CloseProject(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReplaceProjects(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ImportProjects(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Directory* directory_;
  const CallRunner* runner_;
};

}  // namespace heng::api
