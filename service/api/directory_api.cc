#include "service/api/directory_api.h"

namespace heng::api {

using core::Directory;
using core::Method;

DirectoryApi::Reactor* DirectoryApi::GetOrg(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetOrg, request, response, directory_, &Directory::GetOrg);
}

DirectoryApi::Reactor* DirectoryApi::ListOrgs(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListOrgs, request, response, directory_, &Directory::ListOrgs);
}

DirectoryApi::Reactor* DirectoryApi::CreateOrg(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreateOrg, request, response, directory_, &Directory::CreateOrg);
}

DirectoryApi::Reactor* DirectoryApi::UpdateOrg(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kUpdateOrg, request, response, directory_, &Directory::UpdateOrg);
}

DirectoryApi::Reactor* DirectoryApi::CloseOrg(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCloseOrg, request, response, directory_, &Directory::CloseOrg);
}

DirectoryApi::Reactor* DirectoryApi::MergeOrgs(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kMergeOrgs, request, response, directory_, &Directory::MergeOrgs);
}

DirectoryApi::Reactor* DirectoryApi::ImportOrgs(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kImportOrgs, request, response, directory_, &Directory::ImportOrgs);
}

DirectoryApi::Reactor* DirectoryApi::GetProject(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetProject, request, response, directory_, &Directory::GetProject);
}

DirectoryApi::Reactor* DirectoryApi::ListProjects(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListProjects, request, response, directory_, &Directory::ListProjects);
}

DirectoryApi::Reactor* DirectoryApi::CreateProject(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreateProject, request, response, directory_, &Directory::CreateProject);
}

DirectoryApi::Reactor* DirectoryApi::UpdateProject(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kUpdateProject, request, response, directory_, &Directory::UpdateProject);
}

DirectoryApi::Reactor* DirectoryApi::CloseProject(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCloseProject, request, response, directory_, &Directory::CloseProject);
}

DirectoryApi::Reactor* DirectoryApi::ReplaceProjects(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReplaceProjects, request, response, directory_, &Directory::ReplaceProjects);
}

DirectoryApi::Reactor* DirectoryApi::ImportProjects(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kImportProjects, request, response, directory_, &Directory::ImportProjects);
}

}  // namespace heng::api
