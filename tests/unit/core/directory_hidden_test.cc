// What somebody without clearance can learn of a classified project: nothing. Everything they may ask is asked before
// and after things happen to one, and compared byte by byte.
#include <gmock/gmock.h>

#include <map>

#include "tests/unit/core/directory_testing.h"

namespace heng::core {
namespace {

using heng::v1::Project;
using ::testing::ElementsAre;

class DirectoryHiddenTest : public DirectoryTest {
 protected:
  void SetUp() override {
    AddPrincipal("reviewer", {{heng::v1::REVIEWER, testing::kTestDepartment}});
    AddPrincipal("finance", {{heng::v1::FINANCE, testing::kTestRoot}});
    AddPrincipal("auditor", {{heng::v1::AUDITOR, testing::kTestRoot}});
    AddPrincipal("admin", {{heng::v1::ADMIN, testing::kTestRoot}});
    AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
    ASSERT_TRUE(CreateProject(ProjectOf("open")).ok());
    ASSERT_TRUE(CreateForm(FormOf("open")).ok());
  }

  template <typename Response, typename Service, typename Request>
  void Add(std::string* seen, Service* service, void (Service::*handler)(const CallContext&, const Request&, Reply),
           const Request& request, const std::string& as) {
    const auto answer = CallOn<Response>(service, handler, request, as);
    google::rpc::Status details;
    ReadDetails(answer.status(), &details);
    absl::StrAppend(seen, "\n", Request::descriptor()->name(), ": ",
                    answer.ok() ? answer->DebugString() : details.DebugString());
  }

  // Everything one caller can ask about projects and forms, with the answers.
  std::string Seen(const std::string& as) {
    std::string seen;
    Add<heng::v1::ListProjectsResponse>(&seen, &directory_, &Directory::ListProjects, {}, as);
    heng::v1::ListProjectsRequest closed;
    closed.set_show_closed(true);
    closed.set_page_size(1);
    Add<heng::v1::ListProjectsResponse>(&seen, &directory_, &Directory::ListProjects, closed, as);
    heng::v1::GetProjectRequest get;
    get.set_name("projects/secret");
    Add<Project>(&seen, &directory_, &Directory::GetProject, get, as);
    heng::v1::UpdateProjectRequest update;
    *update.mutable_project() = ProjectOf("secret");
    update.mutable_project()->set_etag("1");
    update.set_validate_only(true);
    Add<Project>(&seen, &directory_, &Directory::UpdateProject, update, as);
    heng::v1::CloseProjectRequest close;
    close.set_name("projects/secret");
    close.set_etag("9");
    close.set_validate_only(true);
    Add<Project>(&seen, &directory_, &Directory::CloseProject, close, as);
    heng::v1::ReplaceProjectsRequest replace;
    replace.add_predecessors("projects/secret");
    replace.add_successors("projects/open");
    replace.set_validate_only(true);
    Add<heng::v1::ReplaceProjectsResponse>(&seen, &directory_, &Directory::ReplaceProjects, replace, as);
    heng::v1::CreateProjectRequest child;
    *child.mutable_project() = ProjectOf("child");
    child.mutable_project()->set_tier(Project::TIER_TWO);
    child.mutable_project()->set_parent("projects/secret");
    child.set_validate_only(true);
    Add<Project>(&seen, &directory_, &Directory::CreateProject, child, as);
    heng::v1::CloseOrgRequest close_org;
    close_org.set_name("orgs/another-office");
    close_org.set_etag("1");
    close_org.set_validate_only(true);
    Add<heng::v1::Org>(&seen, &directory_, &Directory::CloseOrg, close_org, as);
    Add<heng::v1::ListEvaluationsResponse>(&seen, &evaluations_, &Evaluations::List, {}, as);
    Add<heng::v1::CountEvaluationsResponse>(&seen, &evaluations_, &Evaluations::Count, {}, as);
    heng::v1::GetEvaluationRequest form;
    form.set_name("evaluations/form-2");
    Add<heng::v1::Evaluation>(&seen, &evaluations_, &Evaluations::Get, form, as);
    heng::v1::CreateEvaluationRequest create;
    *create.mutable_evaluation()->mutable_form() = FormOf("secret", "another-office");
    create.set_validate_only(true);
    create.mutable_evaluation()->set_name("evaluations/tried");
    Add<heng::v1::Evaluation>(&seen, &evaluations_, &Evaluations::Create, create, as);
    heng::v1::ListEventsRequest events;
    Add<heng::v1::ListEventsResponse>(&seen, &events_, &Events::List, events, as);
    events.set_resource("projects/secret");
    Add<heng::v1::ListEventsResponse>(&seen, &events_, &Events::List, events, as);
    return seen;
  }

  std::map<std::string, std::string> AllSeen() {
    std::map<std::string, std::string> seen;
    for (const char* as : {"reviewer", "finance", "auditor", "admin", "preparer"}) seen[as] = Seen(as);
    return seen;
  }
  void ExpectUnchanged(const std::map<std::string, std::string>& before, const char* what) {
    for (const auto& [as, seen] : AllSeen()) EXPECT_EQ(seen, before.at(as)) << as << " after " << what;
  }

  static Project Secret() {
    Project project = ProjectOf("secret", "another-office");
    project.set_classified(true);
    return project;
  }
};

TEST_F(DirectoryHiddenTest, NothingThatHappensToAClassifiedProjectIsSeen) {
  const auto before = AllSeen();
  auto project = CreateProject(Secret());
  ASSERT_TRUE(project.ok()) << project.status();
  ExpectUnchanged(before, "creating it");
  project->set_title("新名称");
  project = UpdateProject(*project, {"title"});
  ASSERT_TRUE(project.ok()) << project.status();
  ExpectUnchanged(before, "renaming it");
  auto form = CreateForm(FormOf("secret", "another-office"));
  ASSERT_TRUE(form.ok()) << form.status();
  ExpectUnchanged(before, "a draft");
  form = SubmitForm(*form);
  ASSERT_TRUE(form.ok()) << form.status();
  ExpectUnchanged(before, "submitting its form");
  project->set_classified(false);
  project = UpdateProject(*project, {"classified"});
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_NE(Seen("reviewer"), before.at("reviewer")) << "the comparison sees what is not classified";
  project->set_classified(true);
  project = UpdateProject(*project, {"classified"});
  ASSERT_TRUE(project.ok()) << project.status();
  ExpectUnchanged(before, "declassifying and classifying it");
  ASSERT_TRUE(CloseProject("secret", project->etag()).ok());
  ExpectUnchanged(before, "closing it");
}

TEST_F(DirectoryHiddenTest, WhoHasClearanceSeesIt) {
  AddPrincipal("cleared", {{heng::v1::REVIEWER, "another-office", true}});
  AddPrincipal("beside", {{heng::v1::REVIEWER, "another-office"}, {heng::v1::REVIEWER, "an-office", true}});
  ASSERT_TRUE(CreateProject(Secret(), "cleared").ok());
  EXPECT_TRUE(GetProject("secret", "cleared").ok());
  EXPECT_THAT(ListProjects({}, "cleared"), ElementsAre("secret"));
  EXPECT_EQ(ReasonFor(GetProject("secret", "beside").status()), "PERMISSION_DENIED") << "clearance for another org";
}

TEST_F(DirectoryHiddenTest, OnlyWhoHasClearanceClassifies) {
  EXPECT_EQ(ReasonFor(CreateProject(Secret(), "finance").status()), "CLEARANCE_NEEDED");
  ASSERT_TRUE(CreateProject(ProjectOf("secret", "another-office")).ok());
  Project change = Secret();
  change.set_etag("1");
  EXPECT_EQ(ReasonFor(UpdateProject(change, {"classified"}, "finance").status()), "CLEARANCE_NEEDED");
  EXPECT_TRUE(UpdateProject(change, {"classified"}).ok());
}

TEST_F(DirectoryHiddenTest, ATakenNameTellsThatItIsTakenAndNoMore) {
  ASSERT_TRUE(CreateProject(Secret()).ok());
  const auto denied = CreateProject(ProjectOf("secret"), "finance").status();
  EXPECT_EQ(ReasonFor(denied), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(CreateProject(Secret()).status()), "RESOURCE_EXISTS");
}

TEST_F(DirectoryHiddenTest, NamesOfHiddenProjectsAreLeftOutAndNotLost) {
  Project secret = Secret();
  secret.set_org("orgs/an-office");
  secret.set_tier(Project::TIER_ONE);
  ASSERT_TRUE(CreateProject(secret).ok());
  Project child = ProjectOf("child");
  child.set_tier(Project::TIER_TWO);
  child.set_parent("projects/secret");
  ASSERT_TRUE(CreateProject(child).ok());
  heng::v1::ReplaceProjectsRequest replace;
  ASSERT_TRUE(CreateProject([&] {
                Project old = secret;
                old.set_name("projects/old-secret");
                return old;
              }())
                  .ok());
  replace.add_predecessors("projects/old-secret");
  replace.add_successors("projects/child");
  ASSERT_TRUE(Call<heng::v1::ReplaceProjectsResponse>(&Directory::ReplaceProjects, replace).ok());

  auto seen = GetProject("child", "reviewer");
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->DebugString().find("secret"), std::string::npos) << seen->DebugString();
  seen->set_attribute("新增项目");
  seen = UpdateProject(*seen, {}, "reviewer");
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->DebugString().find("secret"), std::string::npos) << "in the answer of a change, too";
  const auto whole = GetProject("child");
  EXPECT_EQ(whole->parent(), "projects/secret") << "who did not see it did not remove it";
  EXPECT_THAT(whole->lineage(0).projects(), ElementsAre("projects/old-secret"));
  EXPECT_EQ(whole->attribute(), "新增项目");
}

}  // namespace
}  // namespace heng::core
