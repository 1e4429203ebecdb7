#include "service/core/directory/directory.h"
namespace heng::core {
void Directory::MergeOrgs(const CallContext&, const heng::v1::MergeOrgsRequest&, Reply reply) {
  reply(absl::UnimplementedError("MergeOrgs"));
}
absl::Status Directory::FinishMergers() { return absl::OkStatus(); }
void Directory::ImportOrgs(const CallContext&, const heng::v1::ImportOrgsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ImportOrgs"));
}
void Directory::ReplaceProjects(const CallContext&, const heng::v1::ReplaceProjectsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ReplaceProjects"));
}
void Directory::ImportProjects(const CallContext&, const heng::v1::ImportProjectsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ImportProjects"));
}
}  // namespace heng::core
