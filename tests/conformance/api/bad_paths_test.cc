// What goes wrong on a form's way, and the sentence each of it is answered with, in both languages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::Target;
using ::testing::HasSubstr;

// ---- late

void CloseWindow(const Office& office) {
  office.Must<heng::v1::FilingWindow>(
      "tester", "AccessService/SetFilingWindow",
      Parsed<heng::v1::SetFilingWindowRequest>("window { org: '" + office.bureau() +
                                               "' fiscal_year: 2022 form_type: EVALUATION close_date: '2023-03-31' }"));
}

TEST(Late, IsRefusedUntilFinanceExtendsAndThenMarked) {
  const Office office;
  CloseWindow(office);
  Evaluation form = office.Draft();
  ExpectRefusal(office.SubmitRefused("preparer", form), "WINDOW_CLOSED", "2022 年度的填报已于 2023-03-31 截止",
                "filing for 2022 ended on 2023-03-31");
  office.Must<heng::v1::FilingExtension>(
      "tester", "AccessService/SetFilingExtension",
      Parsed<heng::v1::SetFilingExtensionRequest>("extension { org: '" + office.unit() +
                                                  "' fiscal_year: 2022 form_type: EVALUATION until: '2099-12-31' "
                                                  "reason: '系统故障' }"));
  form = office.Submit("preparer", form);
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_FALSE(form.summary().late()) << "within its extension";
}

TEST(Late, IsMarkedWhereTheOfficeTakesIt) {
  const Office office("late_filing: MARKED");
  CloseWindow(office);
  Evaluation form = office.Submit("preparer", office.Draft());
  EXPECT_TRUE(form.summary().late());
  EXPECT_TRUE(form.review().transitions(0).late());
  // An evaluation's window is not that of targets.
  EXPECT_FALSE(office.Submit("preparer", office.TargetDraft()).summary().late());
}

// ---- returned again and again

TEST(Returned, IsCountedAndTheWholeHistoryStays) {
  const Office office;
  Evaluation form = office.Submit("preparer", office.Draft());
  for (int times = 1; times <= 4; ++times) {
    form = office.Return("reviewer", form, "r1", "第" + std::to_string(times) + "次退回");
    EXPECT_EQ(form.summary().returned(), times);
    form = office.Submit("preparer", office.AnswerAll("preparer", form));
  }
  ASSERT_EQ(form.review().comments_size(), 4);
  EXPECT_EQ(form.review().comments(0).text(), "第1次退回");
  EXPECT_EQ(form.review().comments(3).id(), "c4");
  EXPECT_EQ(form.review().transitions_size(), 9);
  EXPECT_EQ(form.review().transitions(8).action(), "submit");
}

// ---- the budget is imported anew after the form was scored

heng::v1::ApplyBudgetRequest ApplyTo(const Evaluation& form, bool validate_only) {
  heng::v1::ApplyBudgetRequest request;
  request.set_name(form.name());
  request.set_etag(form.etag());
  request.set_validate_only(validate_only);
  return request;
}

TEST(Budget, ImportedAnewIsShownFirstAndThenTakenOver) {
  const Office office;
  Evaluation form = office.Draft();
  EXPECT_EQ(office.ImportBudget(form.form().subject(), "200000.00", "170000.00").evaluation(), form.name());
  form = office.Read("preparer", form);
  EXPECT_TRUE(form.summary().stale());
  ExpectRefusal(office.SubmitRefused("preparer", form), "BUDGET_CHANGED", "评分之后预算数据有变化",
                "the budget changed after it was scored");

  const auto preview = office.Must<Evaluation>("preparer", "EvaluationService/ApplyBudget", ApplyTo(form, true));
  EXPECT_EQ(preview.form().funds().total().executed(), "170000.00");
  EXPECT_EQ(preview.score().total(), "98.5");
  EXPECT_TRUE(SameBytes(office.Read("preparer", form), form)) << "a preview keeps nothing";

  form = office.Must<Evaluation>("preparer", "EvaluationService/ApplyBudget", ApplyTo(form, false));
  EXPECT_FALSE(form.summary().stale());
  EXPECT_EQ(form.summary().executed(), "170000.00");
  ExpectRefusal(office.As<Evaluation>("preparer", "EvaluationService/ApplyBudget", ApplyTo(form, false)).error(),
                "BUDGET_UNCHANGED", "预算数据与评分时一致", "nothing to confirm");
  // The printed total was that of the old figures: its author mends it.
  ExpectRefusal(office.SubmitRefused("preparer", form), "BLOCKED_BY_FINDINGS", "处错误，不能提交", "total-not-sum");
  heng::v1::UpdateEvaluationRequest update;
  update.mutable_evaluation()->set_name(form.name());
  update.mutable_evaluation()->set_etag(form.etag());
  update.mutable_evaluation()->mutable_form()->set_claimed_total("98.50");
  update.mutable_update_mask()->add_paths("form.claimed_total");
  form = office.Must<Evaluation>("preparer", "EvaluationService/UpdateEvaluation", update);
  EXPECT_EQ(office.Submit("preparer", form).state(), Evaluation::SUBMITTED);
}

TEST(Budget, ImportedAnewMayBeContradictedWithAReason) {
  const Office office;
  Evaluation form = office.Draft();
  office.ImportBudget(form.form().subject(), "200000.00", "170000.00");
  auto keep = ApplyTo(office.Read("preparer", form), false);
  keep.set_keep(true);
  ExpectInvalidField(office.As<Evaluation>("preparer", "EvaluationService/ApplyBudget", keep).error(), "reason");
  keep.set_reason("年末调账未入系统");
  form = office.Must<Evaluation>("preparer", "EvaluationService/ApplyBudget", keep);
  EXPECT_FALSE(form.summary().stale());
  EXPECT_EQ(form.form().funds().total().executed(), "180000.00");
  EXPECT_EQ(form.review().transitions(0).reason(), "年末调账未入系统");
  EXPECT_EQ(office.Submit("preparer", form).state(), Evaluation::SUBMITTED);
}

TEST(Budget, ImportedAnewHoldsUpTheReviewer) {
  const Office office;
  Evaluation form = office.Submit("preparer", office.Draft());
  office.ImportBudget(form.form().subject(), "200000.00", "170000.00");
  form = office.Read("reviewer", form);
  ExpectRefusal(office.Refused("reviewer", "ApproveEvaluation", form), "BUDGET_CHANGED", "请填报人先确认",
                "its author has to confirm first");
  EXPECT_EQ(office.Return("reviewer", form, "", "请确认预算").state(), Evaluation::RETURNED);
}

TEST(Budget, TheSameFiguresAgainChangeNothing) {
  const Office office;
  const Evaluation form = office.Draft();
  EXPECT_EQ(office.ImportBudget(form.form().subject(), "200000.00", "180000.00").evaluation(), "");
  EXPECT_TRUE(SameBytes(office.Read("preparer", form), form));
}

// ---- money that is odd; a finding each

std::string FindingIn(const Evaluation& form, const std::string& id) {
  for (const auto& finding : form.score().findings()) {
    if (finding.id() == id) return finding.message().zh() + "|" + finding.message().en();
  }
  return "";
}

TEST(Money, ZeroOverspentAndSourcesThatDoNotSumAreSaid) {
  const Office office;
  FormContent zero = office.Form(), over = office.Form(), sources = office.Form();
  zero.mutable_funds()->mutable_total()->set_annual_budget("0.00");
  zero.mutable_funds()->mutable_total()->set_executed("0.00");
  const Evaluation of_zero = office.Draft(zero);
  EXPECT_THAT(FindingIn(of_zero, "budget-zero"), HasSubstr("预算执行率不适用"));
  EXPECT_THAT(FindingIn(of_zero, "budget-zero"), HasSubstr("the execution rate does not apply"));
  EXPECT_FALSE(of_zero.summary().has_execution_rate());

  over.mutable_funds()->mutable_total()->set_executed("220000.00");
  const Evaluation of_over = office.Draft(over);
  EXPECT_THAT(FindingIn(of_over, "rate-over-100"), HasSubstr("按 100% 封顶"));
  EXPECT_THAT(FindingIn(of_over, "rate-over-100"), HasSubstr("capped at 100 %"));
  EXPECT_EQ(of_over.summary().execution_score(), "10.00");

  auto* const by_source = sources.mutable_funds()->add_breakdowns();
  by_source->set_name("按资金来源");
  *by_source = Parsed<heng::v1::FundBreakdown>(
      "name: '按资金来源' "
      "lines { id: 's1' label: '中央' source: CENTRAL annual_budget: '150000.00' executed: '140000.00' } "
      "lines { id: 's2' label: '市县' source: LOCAL annual_budget: '40000.00' executed: '40000.00' }");
  const Evaluation of_sources = office.Draft(sources);
  EXPECT_THAT(FindingIn(of_sources, "funds-not-sum"), HasSubstr("各行合计为"));
  EXPECT_THAT(FindingIn(of_sources, "funds-not-sum"), HasSubstr("sum to"));
  ExpectRefusal(office.SubmitRefused("preparer", of_sources), "BLOCKED_BY_FINDINGS", "不能提交", "funds-not-sum");
}

// ---- the wrong unit, duplicates, a draft made by mistake

TEST(Mistakes, AnotherUnitsFormAndAnotherUnitsProject) {
  const Office office, other;
  heng::v1::CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = office.Form();
  request.mutable_evaluation()->mutable_form()->set_org(other.unit());
  const Error denied = office.As<Evaluation>("preparer", "EvaluationService/CreateEvaluation", request).error();
  ExpectError(denied, grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED");
  EXPECT_THAT(denied.chinese, HasSubstr("您不能对"));
  EXPECT_THAT(denied.message, HasSubstr("you may not call"));
  request.mutable_evaluation()->mutable_form()->set_org(office.unit());
  request.mutable_evaluation()->mutable_form()->set_subject(other.NewProject());
  ExpectRefusal(office.As<Evaluation>("preparer", "EvaluationService/CreateEvaluation", request).error(),
                "PROJECT_UNUSABLE", "没有在用的项目", "has no project");
}

TEST(Mistakes, TheSameFormTwice) {
  const Office office;
  const Evaluation form = office.Draft();
  heng::v1::CreateEvaluationRequest again;
  *again.mutable_evaluation()->mutable_form() = form.form();
  Error error = office.As<Evaluation>("preparer2", "EvaluationService/CreateEvaluation", again).error();
  ExpectError(error, grpc::StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  EXPECT_THAT(error.chinese, HasSubstr("已有自评表 " + form.name()));
  EXPECT_THAT(error.message, HasSubstr("already has the evaluation " + form.name()));

  const Target target = office.TargetDraft();
  heng::v1::CreateTargetRequest again_target;
  *again_target.mutable_target()->mutable_form() = target.form();
  error = office.As<Target>("preparer2", "TargetService/CreateTarget", again_target).error();
  ExpectError(error, grpc::StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  EXPECT_THAT(error.chinese, HasSubstr("已有目标表 " + target.name()));
  EXPECT_THAT(error.message, HasSubstr("already has the target " + target.name()));

  // A target and an evaluation of one project and year are two forms.
  heng::v1::CreateEvaluationRequest beside;
  *beside.mutable_evaluation()->mutable_form() = office.Form();
  beside.mutable_evaluation()->mutable_form()->set_subject(target.form().subject());
  office.Must<Evaluation>("preparer", "EvaluationService/CreateEvaluation", beside);
}

TEST(Mistakes, ADraftIsDiscardedAndItsKeyIsFreeAgain) {
  const Office office;
  Evaluation form = office.Do("preparer", "DiscardEvaluation", office.Draft());
  EXPECT_EQ(form.state(), Evaluation::DISCARDED);
  EXPECT_EQ(office.Read("preparer", form).state(), Evaluation::DISCARDED) << "it stays readable";
  const Evaluation next = office.Draft(form.form());
  const Evaluation submitted = office.Submit("preparer", next);
  ExpectRefusal(office.Refused("preparer", "DiscardEvaluation", submitted), "WRONG_STATE", "状态是已提交，不能作废",
                "it is SUBMITTED and can't be changed by \"discard\"");
}

// ---- findings somebody takes responsibility for

heng::v1::WaiveFindingRequest WaiverOf(const Evaluation& form, const std::string& id) {
  heng::v1::WaiveFindingRequest request;
  request.set_name(form.name());
  request.set_etag(form.etag());
  request.set_finding(id);
  request.set_reason("经核实属实");
  for (const auto& finding : form.score().findings()) {
    if (finding.id() != id) continue;
    request.set_row_id(finding.place().row_id());
    request.set_field(finding.place().field());
  }
  return request;
}

TEST(Waivers, AuthorsWaiveWhatThePolicyLetsThemAndReviewersAnything) {
  const Office office;
  FormContent content = office.Form();
  content.mutable_indicators(0)->set_weight("15");
  content.mutable_indicators(0)->set_claimed("15");
  content.set_claimed_total("94.00");
  content.mutable_indicators(3)->clear_initial_target();
  content.mutable_indicators(3)->clear_adjusted_target();
  Evaluation form = office.Draft(content);
  ASSERT_NE(FindingIn(form, "weights-not-100"), "");
  ASSERT_NE(FindingIn(form, "target-missing"), "");
  constexpr char kWaive[] = "EvaluationService/WaiveEvaluationFinding";
  ExpectRefusal(office.As<Evaluation>("preparer", kWaive, WaiverOf(form, "weights-not-100")).error(), "WAIVER_REFUSED",
                "应由填报人改正", "is its author's to mend");
  ExpectRefusal(office.As<Evaluation>("preparer", kWaive, WaiverOf(form, "grade-mismatch")).error(), "WAIVER_REFUSED",
                "无须豁免", "has no finding");
  auto no_reason = WaiverOf(form, "target-missing");
  no_reason.clear_reason();
  ExpectInvalidField(office.As<Evaluation>("preparer", kWaive, no_reason).error(), "reason");
  form = office.Must<Evaluation>("preparer", kWaive, WaiverOf(form, "target-missing"));
  EXPECT_EQ(form.review().waivers(0).role(), heng::v1::Waiver::PREPARER);
  EXPECT_EQ(form.review().waivers(0).principal(), office.PrincipalOf("preparer"));
  ExpectRefusal(office.SubmitRefused("preparer", form), "BLOCKED_BY_FINDINGS", "不能提交", "weights-not-100");
  form = office.Must<Evaluation>("reviewer", kWaive, WaiverOf(form, "weights-not-100"));
  EXPECT_EQ(form.summary().error_count(), 0);
  EXPECT_EQ(form.review().waivers(1).role(), heng::v1::Waiver::REVIEWER);
  form = office.Submit("preparer", form);
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_NE(FindingIn(form, "weights-not-100"), "") << "it is still said";
}

// ---- forms of other kinds

TEST(Kinds, ATransferGoesThroughWithoutATotalAndCannotBeRechecked) {
  const Office office;
  FormContent content = office.Form();
  content.set_subject_kind(heng::v1::TRANSFER);
  content.clear_claimed_total();
  content.clear_claimed_grade();
  for (auto& row : *content.mutable_indicators()) {
    row.clear_weight();
    row.clear_claimed();
  }
  Evaluation form = office.Submit("preparer", office.Draft(content));
  EXPECT_FALSE(form.summary().has_total());
  heng::v1::RecheckEvaluationRequest recheck;
  recheck.set_name(form.name());
  recheck.set_etag(form.etag());
  recheck.set_conclusion(heng::v1::Recheck::UPHOLD);
  recheck.set_reason("经复核");
  ExpectRefusal(office.As<Evaluation>("reviewer", "EvaluationService/RecheckEvaluation", recheck).error(), "NOT_SCORED",
                "没有总分，不能复核", "it has no total");
  form = office.Do("reviewer", "ApproveEvaluation", form);
  EXPECT_EQ(office.Do("head", "PublishEvaluation", form).state(), Evaluation::PUBLISHED);
}

TEST(Kinds, AWholeUnitsFormGoesThrough) {
  const Office office;
  FormContent content = SmallForm();
  content.set_subject_kind(heng::v1::WHOLE_UNIT);
  content.set_subject(office.unit());
  content.set_org(office.unit());
  Evaluation form = office.Submit("preparer", office.Draft(content));
  EXPECT_TRUE(form.summary().has_total());
  form = office.Do("reviewer", "ApproveEvaluation", form);
  EXPECT_EQ(office.Do("head", "PublishEvaluation", form).state(), Evaluation::PUBLISHED);
}

}  // namespace
}  // namespace heng::conformance
