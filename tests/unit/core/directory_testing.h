// The directory over a real store with a small office in it, called by principals with whatever grants a test wants.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "service/core/directory/directory.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "service/core/events.h"
#include "service/core/wait_for.h"
#include "tests/unit/core/core_testing.h"
#include "tests/unit/core/small_forms.h"
#include "tests/unit/store/store_testing.h"

namespace heng::core {

// The fields an INVALID_FIELDS error names.
inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  google::rpc::Status details;
  EXPECT_TRUE(ReadDetails(status, &details)) << status;
  google::rpc::BadRequest bad;
  for (const auto& any : details.details()) {
    if (!any.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

// "METHOD/RESOURCE_REASON": code and reason in one text, "" for OK.
inline std::string ReasonFor(const absl::Status& status) { return status.ok() ? "OK" : ReasonOf(status); }

class DirectoryTest : public ::testing::Test {
 protected:
  struct Granted {
    heng::v1::Role role;
    std::string org;  // id
    bool clearance = false;
  };

  // Writes a principal straight into the store.
  void AddPrincipal(const std::string& id, const std::vector<Granted>& grants) {
    heng::v1::Principal principal;
    principal.set_name("principals/" + id);
    principal.set_title(id);
    principal.set_org(std::string("orgs/") + testing::kTestRoot);
    for (const Granted& granted : grants) {
      auto* grant = principal.add_grants();
      grant->set_role(granted.role);
      grant->set_org("orgs/" + granted.org);
      grant->set_clearance(granted.clearance);
    }
    store::Write write;
    write.keys.entries = {principal.name()};
    write.decide = [&](const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
      auto mutation = ChangeTo(snapshot.entries[0], testing::kTestRoot, principal, snapshot.now, Resident::kYes);
      mutation.event.caller = "test";
      mutation.event.action = "test.setup";
      return std::vector<store::Mutation>{mutation};
    };
    EXPECT_TRUE(store::RunWrite(*store_, std::move(write)).status.ok());
    EXPECT_TRUE(core_.residents()->Refresh().ok());
  }

  // Calls a handler as a principal and returns its only reply, parsed.
  template <typename Response, typename Service, typename Request>
  absl::StatusOr<Response> CallOn(Service* service, void (Service::*handler)(const CallContext&, const Request&, Reply),
                                  const Request& request, const std::string& as) {
    const std::string body = request.SerializeAsString();
    const CallContext call{
        .authority = Authority(core_.residents()->Current(), as, ""), .deadline = absl::InfiniteFuture(), .body = body};
    const auto reply = WaitFor<std::string>([&](Reply answered) { (service->*handler)(call, request, answered); });
    if (!reply.ok()) return reply.status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(*reply));
    return response;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(void (Directory::*handler)(const CallContext&, const Request&, Reply),
                                const Request& request, const std::string& as = testing::kTester) {
    return CallOn<Response>(&directory_, handler, request, as);
  }

  // ---- orgs ----
  static heng::v1::Org OrgOf(const std::string& id, heng::v1::Org::Type type, const std::string& parent,
                             const std::string& code = "") {
    heng::v1::Org org;
    org.set_name("orgs/" + id);
    org.set_title("单位 " + id);
    org.set_type(type);
    if (!parent.empty()) org.set_parent("orgs/" + parent);
    org.set_code(code);
    return org;
  }
  static heng::v1::Org Unit(const std::string& id, const std::string& code = "",
                            const std::string& parent = testing::kTestDepartment) {
    return OrgOf(id, heng::v1::Org::UNIT, parent, code);
  }
  using OrgAnswer = absl::StatusOr<heng::v1::Org>;
  OrgAnswer CreateOrg(const heng::v1::Org& org, const std::string& as = testing::kTester) {
    heng::v1::CreateOrgRequest request;
    *request.mutable_org() = org;
    return Call<heng::v1::Org>(&Directory::CreateOrg, request, as);
  }
  OrgAnswer GetOrg(const std::string& id, const std::string& as = testing::kTester) {
    heng::v1::GetOrgRequest request;
    request.set_name("orgs/" + id);
    return Call<heng::v1::Org>(&Directory::GetOrg, request, as);
  }
  OrgAnswer UpdateOrg(const heng::v1::Org& org, const std::vector<std::string>& paths = {},
                      const std::string& as = testing::kTester) {
    heng::v1::UpdateOrgRequest request;
    *request.mutable_org() = org;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    return Call<heng::v1::Org>(&Directory::UpdateOrg, request, as);
  }
  OrgAnswer CloseOrg(const std::string& id, const std::string& etag, const std::string& end_date = "",
                     const std::string& as = testing::kTester) {
    heng::v1::CloseOrgRequest request;
    request.set_name("orgs/" + id);
    request.set_etag(etag);
    request.set_end_date(end_date);
    return Call<heng::v1::Org>(&Directory::CloseOrg, request, as);
  }
  // All pages.
  std::vector<std::string> ListOrgs(heng::v1::ListOrgsRequest request, const std::string& as = testing::kTester) {
    std::vector<std::string> ids;
    do {
      const auto page = Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request, as);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& org : page->orgs()) ids.push_back(org.name().substr(5));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  // ---- projects ----
  static heng::v1::Project ProjectOf(const std::string& id, const std::string& org = "an-office") {
    heng::v1::Project project;
    project.set_name("projects/" + id);
    project.set_title("项目 " + id);
    project.set_org("orgs/" + org);
    return project;
  }
  using ProjectAnswer = absl::StatusOr<heng::v1::Project>;
  ProjectAnswer CreateProject(const heng::v1::Project& project, const std::string& as = testing::kTester) {
    heng::v1::CreateProjectRequest request;
    *request.mutable_project() = project;
    return Call<heng::v1::Project>(&Directory::CreateProject, request, as);
  }
  ProjectAnswer GetProject(const std::string& id, const std::string& as = testing::kTester) {
    heng::v1::GetProjectRequest request;
    request.set_name("projects/" + id);
    return Call<heng::v1::Project>(&Directory::GetProject, request, as);
  }
  ProjectAnswer UpdateProject(const heng::v1::Project& project, const std::vector<std::string>& paths = {},
                              const std::string& as = testing::kTester) {
    heng::v1::UpdateProjectRequest request;
    *request.mutable_project() = project;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    return Call<heng::v1::Project>(&Directory::UpdateProject, request, as);
  }
  ProjectAnswer CloseProject(const std::string& id, const std::string& etag, const std::string& end_date = "",
                             const std::string& as = testing::kTester) {
    heng::v1::CloseProjectRequest request;
    request.set_name("projects/" + id);
    request.set_etag(etag);
    request.set_end_date(end_date);
    return Call<heng::v1::Project>(&Directory::CloseProject, request, as);
  }
  std::vector<std::string> ListProjects(heng::v1::ListProjectsRequest request,
                                        const std::string& as = testing::kTester) {
    std::vector<std::string> ids;
    do {
      const auto page = Call<heng::v1::ListProjectsResponse>(&Directory::ListProjects, request, as);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& project : page->projects()) ids.push_back(project.name().substr(9));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  // ---- forms ----
  using FormAnswer = absl::StatusOr<heng::v1::Evaluation>;
  static heng::v1::FormContent FormOf(const std::string& project, const std::string& org = "an-office",
                                      int year = 2022) {
    heng::v1::FormContent form = SmallForm("projects/" + project);
    form.set_org("orgs/" + org);
    form.set_fiscal_year(year);
    return form;
  }
  FormAnswer CreateForm(const heng::v1::FormContent& form, const std::string& as = testing::kTester) {
    heng::v1::CreateEvaluationRequest request;
    *request.mutable_evaluation()->mutable_form() = form;
    return CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Create, request, as);
  }
  FormAnswer GetForm(const std::string& name, const std::string& as = testing::kTester) {
    heng::v1::GetEvaluationRequest request;
    request.set_name(name);
    return CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Get, request, as);
  }
  FormAnswer UpdateForm(const heng::v1::Evaluation& form, const std::string& as = testing::kTester) {
    heng::v1::UpdateEvaluationRequest request;
    *request.mutable_evaluation() = form;
    request.mutable_update_mask()->add_paths("form");
    return CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Update, request, as);
  }
  FormAnswer SubmitForm(const heng::v1::Evaluation& form, const std::string& as = testing::kTester) {
    heng::v1::SubmitEvaluationRequest request;
    request.mutable_evaluation()->set_name(form.name());
    request.mutable_evaluation()->set_etag(form.etag());
    return CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Submit, request, as);
  }
  FormAnswer DiscardForm(const heng::v1::Evaluation& form, const std::string& as = testing::kTester) {
    heng::v1::DiscardEvaluationRequest request;
    request.set_name(form.name());
    request.set_etag(form.etag());
    return CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Discard, request, as);
  }

  // Whose the form is by now (org id).
  std::string OrgOfForm(const std::string& name) { return store_->Get(name.substr(12))->header.org_id; }

  // "action resource" of the events behind this one.
  std::vector<std::string> EventsBehind(int64_t sequence) {
    std::vector<std::string> events;
    const auto read = store::RunEvents(*store_, sequence, 1000);
    EXPECT_TRUE(read.ok()) << read.status();
    for (const auto& event : *read) events.push_back(event.draft.action + " " + event.draft.resource);
    return events;
  }
  int64_t LastSequence() { return store_->Head()->sequence; }

  store::TempFolder folder_{store::MemoryFolder()};
  std::unique_ptr<store::Store> store_ = store::MustOpen({.path = folder_.File("heng.db")});
  std::vector<std::string> logged_;
  TestCore core_{store_.get(),
                 {.units = {"an-office", "another-office"}, .projects = {"abc"}},
                 [this](std::string_view text) { logged_.emplace_back(text); }};
  Directory directory_{core_.writes()};
  std::atomic<int> ids_ = 0;
  Evaluations evaluations_{{.writes = core_.writes(), .new_id = [this] { return "form-" + std::to_string(++ids_); }}};
  Events events_{{.writes = core_.writes()}};
};

}  // namespace heng::core
