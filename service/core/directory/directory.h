// Orgs and projects as callers see them. One handler per method of DirectoryService; every front end calls these.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/directory_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

class Directory {
 public:
  // Not owned; outlives this.
  explicit Directory(Writes* writes) : writes_(writes) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in directory_service.proto.
  void GetOrg(const CallContext& call, const heng::v1::GetOrgRequest& request, Reply reply);
  void ListOrgs(const CallContext& call, const heng::v1::ListOrgsRequest& request, Reply reply);
  void CreateOrg(const CallContext& call, const heng::v1::CreateOrgRequest& request, Reply reply);
  void UpdateOrg(const CallContext& call, const heng::v1::UpdateOrgRequest& request, Reply reply);
  void CloseOrg(const CallContext& call, const heng::v1::CloseOrgRequest& request, Reply reply);
  void MergeOrgs(const CallContext& call, const heng::v1::MergeOrgsRequest& request, Reply reply);
  void ImportOrgs(const CallContext& call, const heng::v1::ImportOrgsRequest& request, Reply reply);
  void GetProject(const CallContext& call, const heng::v1::GetProjectRequest& request, Reply reply);
  void ListProjects(const CallContext& call, const heng::v1::ListProjectsRequest& request, Reply reply);
  void CreateProject(const CallContext& call, const heng::v1::CreateProjectRequest& request, Reply reply);
  void UpdateProject(const CallContext& call, const heng::v1::UpdateProjectRequest& request, Reply reply);
  void CloseProject(const CallContext& call, const heng::v1::CloseProjectRequest& request, Reply reply);
  void ReplaceProjects(const CallContext& call, const heng::v1::ReplaceProjectsRequest& request, Reply reply);
  void ImportProjects(const CallContext& call, const heng::v1::ImportProjectsRequest& request, Reply reply);

  // Moves what mergers that were interrupted have left behind. Called once at the start, after the residents were
  // read; blocks. What the store says where it can't: then the same merger, called again, goes on.
  absl::Status FinishMergers();

  // Whether the caller may close this org, by itself or by a merger: in their role, and with clearance.
  static absl::Status CheckClosing(const Authority& authority, Method method, const std::string& name,
                                   const std::string& id);

 private:
  Writes* const writes_;
};

}  // namespace heng::core
