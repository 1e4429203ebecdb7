// Units that are merged or renamed and projects that are split or closed while forms are under way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::MergeOrgsResponse;
using heng::v1::Target;
using ::testing::HasSubstr;

// A unit beside that of the office, with a preparer of the office in it.
std::string NewSuccessor(const Office& office) {
  const std::string name = "orgs/" + UniqueId("o");
  office.Must<heng::v1::Org>("tester", "DirectoryService/CreateOrg",
                             Parsed<heng::v1::CreateOrgRequest>("org { name: '" + name +
                                                                "' title: '新单位' type: UNIT "
                                                                "parent: '" +
                                                                office.department() + "' }"));
  office.Must<heng::v1::Principal>("tester", "AccessService/AddGrant",
                                   Parsed<heng::v1::AddGrantRequest>("principal: '" + office.PrincipalOf("preparer2") +
                                                                     "' grant { role: PREPARER org: '" + name + "' }"));
  return name;
}

heng::v1::MergeOrgsRequest MergerInto(const Office& office, const std::string& successor) {
  return Parsed<heng::v1::MergeOrgsRequest>("predecessors: '" + office.unit() + "' successor: '" + successor + "'");
}

TEST(Merger, MovesOpenEvaluationsAndOpenTargets) {
  const Office office;
  const std::string successor = NewSuccessor(office);
  const Evaluation draft = office.Draft();
  const Evaluation returned = office.Return("reviewer", office.Submit("preparer", office.Draft()), "r1", "不符");
  const Evaluation submitted = office.Submit("preparer", office.Draft());
  const Target target = office.TargetDraft();
  const Target returned_target =
      office.Return("reviewer", office.Submit("preparer", office.TargetDraft()), "r1", "偏低");
  const Target filed_target = office.Submit("preparer", office.TargetDraft());

  heng::v1::CloseOrgRequest close;
  close.set_name(office.unit());
  close.set_etag("1");
  const Error in_use = office.As<heng::v1::Org>("tester", "DirectoryService/CloseOrg", close).error();
  ExpectRefusal(in_use, "ORG_IN_USE", "未提交的表 4 份", "4 forms that are not submitted");

  auto request = MergerInto(office, successor);
  request.set_validate_only(true);
  for (const bool only : {true, false}) {
    request.set_validate_only(only);
    const auto merged = office.Must<MergeOrgsResponse>("tester", "DirectoryService/MergeOrgs", request);
    EXPECT_EQ(merged.moved_evaluations(), 2);
    EXPECT_EQ(merged.moved_targets(), 2);
    EXPECT_EQ(merged.not_moved_count(), 0);
  }
  for (const Evaluation& form : {draft, returned}) {
    EXPECT_EQ(office.Read("tester", form).summary().org(), successor);
  }
  for (const Target& form : {target, returned_target}) {
    EXPECT_EQ(office.Read("tester", form).summary().org(), successor);
  }
  EXPECT_EQ(office.Read("tester", submitted).summary().org(), office.unit()) << "what is submitted stays";
  EXPECT_EQ(office.Read("tester", filed_target).summary().org(), office.unit());
  // The unit that is gone can't take it back. Its reviewer goes on with it; what is returned goes to the successor.
  const Error closed = office.Refused("preparer", "WithdrawEvaluation", submitted);
  ExpectRefusal(closed, "ORG_CLOSED", "由 " + successor + " 承继", "was succeeded by " + successor);
  EXPECT_EQ(office.Do("reviewer", "ApproveEvaluation", submitted).state(), Evaluation::APPROVED);
  const Target handed_on = office.Return("reviewer", filed_target, "r1", "偏低");
  EXPECT_EQ(handed_on.state(), Target::RETURNED);
  EXPECT_EQ(handed_on.summary().org(), successor);
  office.AnswerAll("preparer2", office.Read("preparer2", handed_on));

  heng::v1::ListEventsRequest list;
  list.set_resource(target.name());
  const auto events = Call(list);
  ASSERT_TRUE(events.ok()) << events.error();
  EXPECT_EQ(events.message.events(events.message.events_size() - 1).action(), "target.move");

  // The successor's people go on with it; those of the unit that is gone can't begin anything.
  Target mine = office.AnswerAll("preparer2", office.Read("preparer2", returned_target));
  EXPECT_EQ(office.Submit("preparer2", mine).state(), Target::SUBMITTED);
  EXPECT_EQ(office.Submit("preparer2", office.Read("preparer2", draft)).state(), Evaluation::SUBMITTED);
}

TEST(Merger, AFormWhoseKeyIsTakenStaysAndIsNamed) {
  const Office office;
  const std::string successor = NewSuccessor(office);
  // A project of the department, for which both units file.
  const std::string project = "projects/" + UniqueId("p");
  office.Must<heng::v1::Project>(
      "tester", "DirectoryService/CreateProject",
      Parsed<heng::v1::CreateProjectRequest>("project { name: '" + project + "' title: '共同项目' org: '" +
                                             office.department() + "' }"));
  heng::v1::CreateTargetRequest create;
  *create.mutable_target()->mutable_form() = SmallTarget();
  create.mutable_target()->mutable_form()->set_subject(project);
  create.mutable_target()->mutable_form()->set_org(office.unit());
  const Target stays = office.Must<Target>("preparer", "TargetService/CreateTarget", create);
  create.mutable_target()->mutable_form()->set_org(successor);
  const Target theirs = office.Must<Target>("preparer2", "TargetService/CreateTarget", create);

  const auto merged =
      office.Must<MergeOrgsResponse>("tester", "DirectoryService/MergeOrgs", MergerInto(office, successor));
  EXPECT_EQ(merged.moved_targets(), 0);
  ASSERT_EQ(merged.not_moved_size(), 1);
  EXPECT_EQ(merged.not_moved(0).name(), stays.name());
  EXPECT_EQ(merged.not_moved(0).reason(), "FORM_KEY_TAKEN");
  EXPECT_THAT(merged.not_moved(0).message().zh(), HasSubstr("已有目标表 " + theirs.name()));
  EXPECT_THAT(merged.not_moved(0).message().en(), HasSubstr("already has the target " + theirs.name()));
}

TEST(Rename, ChangesNothingOfFormsUnderWay) {
  const Office office;
  const Evaluation form = office.Submit("preparer", office.Draft());
  office.Must<heng::v1::Org>(
      "tester", "DirectoryService/UpdateOrg",
      Parsed<heng::v1::UpdateOrgRequest>("org { name: '" + office.unit() +
                                         "' etag: '1' title: '某局（更名）' } update_mask { paths: 'title' }"));
  EXPECT_EQ(office.Do("reviewer", "ApproveEvaluation", form).state(), Evaluation::APPROVED);
}

TEST(Projects, OfASplitProjectNothingMoreIsFiled) {
  const Office office;
  Evaluation form = office.Draft();
  const std::string first = office.NewProject(), second = office.NewProject();
  office.Must<heng::v1::ReplaceProjectsResponse>(
      "tester", "DirectoryService/ReplaceProjects",
      Parsed<heng::v1::ReplaceProjectsRequest>("predecessors: '" + form.form().subject() + "' successors: '" + first +
                                               "' successors: '" + second + "'"));
  ExpectRefusal(office.SubmitRefused("preparer", form), "PROJECT_UNUSABLE", "没有在用的项目", "has no project");
  // It is moved to a successor, or thrown away.
  heng::v1::UpdateEvaluationRequest update;
  update.mutable_evaluation()->set_name(form.name());
  update.mutable_evaluation()->set_etag(form.etag());
  update.mutable_evaluation()->mutable_form()->set_subject(first);
  update.mutable_update_mask()->add_paths("form.subject");
  form = office.Must<Evaluation>("preparer", "EvaluationService/UpdateEvaluation", update);
  EXPECT_EQ(office.Submit("preparer", form).state(), Evaluation::SUBMITTED);
}

TEST(Projects, OfAClosedProjectADraftCanBeDiscardedAndWhatIsSubmittedGoesOn) {
  const Office office;
  const Evaluation draft = office.Draft();
  const Evaluation submitted = office.Submit("preparer", office.Draft());
  for (const Evaluation& form : {draft, submitted}) {
    heng::v1::CloseProjectRequest close;
    close.set_name(form.form().subject());
    close.set_etag("1");
    office.Must<heng::v1::Project>("tester", "DirectoryService/CloseProject", close);
  }
  ExpectRefusal(office.SubmitRefused("preparer", draft), "PROJECT_UNUSABLE", "没有在用的项目", "in use");
  EXPECT_EQ(office.Do("preparer", "DiscardEvaluation", draft).state(), Evaluation::DISCARDED);
  EXPECT_EQ(office.Do("reviewer", "ApproveEvaluation", submitted).state(), Evaluation::APPROVED);
}

}  // namespace
}  // namespace heng::conformance
