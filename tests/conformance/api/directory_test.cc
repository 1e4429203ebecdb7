// Orgs and projects: what DirectoryService promises, seen from outside.
#include <gmock/gmock.h>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::ImportResult;
using heng::v1::Org;
using heng::v1::Project;
using ::testing::ElementsAre;

constexpr char kDepartment[] = "orgs/test-department";

Org UnitOf(const std::string& id) {
  Org org;
  org.set_name("orgs/" + id);
  org.set_title("大同市社会保险中心");
  org.set_type(Org::UNIT);
  org.set_parent(kDepartment);
  return org;
}

Org MakeUnit(const std::string& prefix) {
  heng::v1::CreateOrgRequest request;
  *request.mutable_org() = UnitOf(UniqueId(prefix));
  const auto made = Call(request);
  EXPECT_TRUE(made.ok()) << made.error();
  return made.message;
}

Project MakeProject(const std::string& org) {
  heng::v1::CreateProjectRequest request;
  request.mutable_project()->set_name("projects/" + UniqueId("project"));
  request.mutable_project()->set_title("残疾人就业保障金");
  request.mutable_project()->set_org(org);
  const auto made = Call(request);
  EXPECT_TRUE(made.ok()) << made.error();
  return made.message;
}

Org GetOrg(const std::string& name) {
  heng::v1::GetOrgRequest request;
  request.set_name(name);
  const auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message;
}

TEST(Directory, AnOrgIsMadeReadChangedAndClosed) {
  const Org made = MakeUnit("unit");
  EXPECT_EQ(made.etag(), "1");
  EXPECT_TRUE(SameBytes(GetOrg(made.name()), made));
  heng::v1::UpdateOrgRequest update;
  *update.mutable_org() = made;
  update.mutable_org()->set_title("新名称");
  update.mutable_update_mask()->add_paths("title");
  const auto changed = Call(update);
  ASSERT_TRUE(changed.ok()) << changed.error();
  EXPECT_EQ(changed.message.title(), "新名称");
  EXPECT_EQ(changed.message.etag(), "2");
  ExpectError(Call(update).error(), StatusCode::ABORTED, "ETAG_MISMATCH");
  heng::v1::CloseOrgRequest close;
  close.set_name(made.name());
  close.set_etag("2");
  close.set_end_date("2022-12-31");
  const auto closed = Call(close);
  ASSERT_TRUE(closed.ok()) << closed.error();
  EXPECT_EQ(closed.message.end_date(), "2022-12-31");
  ExpectError(Call(close).error(), StatusCode::FAILED_PRECONDITION, "ORG_CLOSED");
}

TEST(Directory, EveryWrongFieldOfAnOrgIsNamed) {
  heng::v1::CreateOrgRequest request;
  request.mutable_org()->set_name("orgs/X");
  request.mutable_org()->set_code("12 1");
  request.mutable_org()->set_start_date("2022-02-30");
  const Error error = Call(request).error();
  for (const char* field : {"org.name", "org.title", "org.type", "org.parent", "org.code", "org.startDate"}) {
    ExpectInvalidField(error, field);
  }
}

TEST(Directory, NamesAndCodesAreTakenOnce) {
  const Org made = MakeUnit("unit");
  heng::v1::CreateOrgRequest request;
  *request.mutable_org() = made;
  ExpectError(Call(request).error(), StatusCode::ALREADY_EXISTS, "RESOURCE_EXISTS");
  *request.mutable_org() = UnitOf(UniqueId("unit"));
  request.mutable_org()->set_code(UniqueId("c").substr(0, 32));
  ASSERT_TRUE(Call(request).ok());
  request.mutable_org()->set_name("orgs/" + UniqueId("unit"));
  ExpectError(Call(request).error(), StatusCode::ALREADY_EXISTS, "ORG_CODE_TAKEN");
}

TEST(Directory, OrgsAreListedParentsFirst) {
  const Org parent = MakeUnit("unit");
  heng::v1::CreateOrgRequest request;
  *request.mutable_org() = UnitOf(UniqueId("sub"));
  request.mutable_org()->set_parent(parent.name());
  ASSERT_TRUE(Call(request).ok());
  heng::v1::ListOrgsRequest list;
  list.set_org(parent.name());
  list.set_page_size(1);
  const auto first = Call(list);
  ASSERT_TRUE(first.ok()) << first.error();
  ASSERT_EQ(first.message.orgs_size(), 1);
  EXPECT_EQ(first.message.orgs(0).name(), parent.name());
  list.set_page_token(first.message.next_page_token());
  const auto second = Call(list);
  ASSERT_TRUE(second.ok()) << second.error();
  ASSERT_EQ(second.message.orgs_size(), 1);
  EXPECT_EQ(second.message.orgs(0).name(), request.org().name());
  EXPECT_EQ(second.message.next_page_token(), "");
}

TEST(Directory, AnImportAnswersEveryRow) {
  heng::v1::ImportOrgsRequest request;
  *request.add_orgs() = UnitOf(UniqueId("unit"));
  *request.add_orgs() = UnitOf(UniqueId("unit"));
  request.mutable_orgs(1)->set_parent(request.orgs(0).name());
  *request.add_orgs() = request.orgs(0);
  *request.add_orgs() = UnitOf(UniqueId("unit"));
  request.mutable_orgs(3)->clear_title();
  for (const auto expected : {ImportResult::CREATED, ImportResult::UNCHANGED}) {
    const auto answer = Call(request);
    ASSERT_TRUE(answer.ok()) << answer.error();
    ASSERT_EQ(answer.message.results_size(), 4);
    EXPECT_EQ(answer.message.results(0).outcome(), expected);
    EXPECT_EQ(answer.message.results(1).outcome(), expected);
    for (int i : {2, 3}) {
      EXPECT_EQ(answer.message.results(i).outcome(), ImportResult::REFUSED);
      EXPECT_EQ(answer.message.results(i).reason(), "INVALID_FIELDS");
      EXPECT_NE(answer.message.results(i).message().zh(), "");
      EXPECT_NE(answer.message.results(i).message().en(), "");
    }
  }
}

TEST(Directory, AMergerMovesWhatIsOpenAndLeavesWhatIsSubmitted) {
  const Org from = MakeUnit("from"), to = MakeUnit("to");
  const Project project = MakeProject(from.name());
  heng::v1::FormContent form = SmallForm();
  form.set_org(from.name());
  form.set_subject(project.name());
  const auto draft = CreateDraft(form);
  form.set_fiscal_year(form.fiscal_year() - 1);
  heng::v1::SubmitEvaluationRequest submit;
  *submit.mutable_evaluation()->mutable_form() = form;
  const auto submitted = Call(submit);
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  heng::v1::MergeOrgsRequest merge;
  merge.add_predecessors(from.name());
  merge.set_successor(to.name());
  merge.set_date("2021-03-01");
  merge.set_validate_only(true);
  const auto trial = Call(merge);
  ASSERT_TRUE(trial.ok()) << trial.error();
  EXPECT_EQ(trial.message.moved_evaluations(), 1);
  EXPECT_EQ(GetOrg(from.name()).end_date(), "");
  merge.set_validate_only(false);
  const auto merged = Call(merge);
  ASSERT_TRUE(merged.ok()) << merged.error();
  EXPECT_EQ(merged.message.moved_evaluations(), 1);
  EXPECT_EQ(merged.message.moved_projects(), 1);
  EXPECT_EQ(GetOrg(from.name()).end_date(), "2021-02-28");
  EXPECT_EQ(GetOrg(from.name()).successor(), to.name());
  EXPECT_THAT(GetOrg(to.name()).predecessors(), ElementsAre(from.name()));
  heng::v1::ListEvaluationsRequest list;
  list.set_org(to.name());
  const auto moved = Call(list);
  ASSERT_TRUE(moved.ok()) << moved.error();
  ASSERT_EQ(moved.message.evaluations_size(), 1);
  EXPECT_EQ(moved.message.evaluations(0).name(), draft.name());
  EXPECT_EQ(Get(submitted.message.name()).etag(), submitted.message.etag());
  const auto again = Call(merge);
  ASSERT_TRUE(again.ok()) << again.error();
  EXPECT_EQ(again.message.moved_evaluations(), 0);
}

TEST(Directory, AProjectKeepsItsOldTitlesAndItsSuccessors) {
  const Org unit = MakeUnit("unit");
  const Project old = MakeProject(unit.name()), next = MakeProject(unit.name());
  heng::v1::UpdateProjectRequest update;
  *update.mutable_project() = old;
  update.mutable_project()->set_title("新名称");
  const auto renamed = Call(update);
  ASSERT_TRUE(renamed.ok()) << renamed.error();
  ASSERT_EQ(renamed.message.lineage_size(), 1);
  EXPECT_EQ(renamed.message.lineage(0).former_title(), old.title());
  heng::v1::ReplaceProjectsRequest replace;
  replace.add_predecessors(old.name());
  replace.add_successors(next.name());
  const auto replaced = Call(replace);
  ASSERT_TRUE(replaced.ok()) << replaced.error();
  EXPECT_EQ(replaced.message.successors(0).lineage(0).kind(), heng::v1::Lineage::MERGED_FROM);
  heng::v1::CloseProjectRequest close;
  close.set_name(old.name());
  close.set_etag(replaced.message.predecessors(0).etag());
  ExpectError(Call(close).error(), StatusCode::FAILED_PRECONDITION, "PROJECT_CLOSED");
}

}  // namespace
}  // namespace heng::conformance
