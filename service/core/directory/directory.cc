#include "service/core/directory/directory.h"

#include "service/core/errors.h"

namespace heng::core {

void Directory::GetOrg(const CallContext&, const heng::v1::GetOrgRequest&, Reply reply) {
  reply(absl::UnimplementedError("GetOrg"));
}

void Directory::ListOrgs(const CallContext&, const heng::v1::ListOrgsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ListOrgs"));
}

void Directory::CreateOrg(const CallContext&, const heng::v1::CreateOrgRequest&, Reply reply) {
  reply(absl::UnimplementedError("CreateOrg"));
}

void Directory::UpdateOrg(const CallContext&, const heng::v1::UpdateOrgRequest&, Reply reply) {
  reply(absl::UnimplementedError("UpdateOrg"));
}

void Directory::CloseOrg(const CallContext&, const heng::v1::CloseOrgRequest&, Reply reply) {
  reply(absl::UnimplementedError("CloseOrg"));
}

void Directory::MergeOrgs(const CallContext&, const heng::v1::MergeOrgsRequest&, Reply reply) {
  reply(absl::UnimplementedError("MergeOrgs"));
}

void Directory::ImportOrgs(const CallContext&, const heng::v1::ImportOrgsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ImportOrgs"));
}

void Directory::GetProject(const CallContext&, const heng::v1::GetProjectRequest&, Reply reply) {
  reply(absl::UnimplementedError("GetProject"));
}

void Directory::ListProjects(const CallContext&, const heng::v1::ListProjectsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ListProjects"));
}

void Directory::CreateProject(const CallContext&, const heng::v1::CreateProjectRequest&, Reply reply) {
  reply(absl::UnimplementedError("CreateProject"));
}

void Directory::UpdateProject(const CallContext&, const heng::v1::UpdateProjectRequest&, Reply reply) {
  reply(absl::UnimplementedError("UpdateProject"));
}

void Directory::CloseProject(const CallContext&, const heng::v1::CloseProjectRequest&, Reply reply) {
  reply(absl::UnimplementedError("CloseProject"));
}

void Directory::ReplaceProjects(const CallContext&, const heng::v1::ReplaceProjectsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ReplaceProjects"));
}

void Directory::ImportProjects(const CallContext&, const heng::v1::ImportProjectsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ImportProjects"));
}

}  // namespace heng::core
