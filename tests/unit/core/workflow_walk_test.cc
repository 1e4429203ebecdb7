// Every state, action and role walked over the handlers and compared with the table: what the table allows succeeds and
// leads where it says, nothing else does, and allowed_actions say the same.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/core/evaluations.h"
#include "service/core/targets.h"
#include "service/core/workflow/texts.h"
#include "tests/unit/core/core_testing.h"
#include "tests/unit/core/fake_store.h"
#include "tests/unit/core/small_forms.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormActionRequest;
using heng::v1::Role;
using heng::v1::Target;
using store::Header;

constexpr char kOrg[] = "an-office";

// A header in `state` with all conditions at hand so that every row of the table that can be meant is. Several, where
// conditions exclude each other.
struct Setting {
  std::string name;
  int32_t flags = 0;
  int32_t open_comments = 0;
  int32_t errors = 0;
  int64_t in_force_rev = 0;
  bool own_work = false;  // the caller edited it last
  bool acceptance = false;
  bool unit_check = false;
};

const std::vector<Setting>& Settings() {
  static const auto* const kSettings = new std::vector<Setting>{
      {.name = "plain"},
      {.name = "opened", .flags = store::kOpened},
      {.name = "asked back", .flags = store::kOpened | store::kWithdrawalAsked},
      {.name = "stale", .flags = store::kStale},
      {.name = "sampled", .flags = store::kSampled},
      {.name = "comments open", .open_comments = 1},
      {.name = "errors", .errors = 1},
      {.name = "in force", .in_force_rev = 1},
      {.name = "own work", .own_work = true},
      {.name = "own work, sampled", .flags = store::kSampled, .own_work = true},
      {.name = "acceptance", .acceptance = true},
      {.name = "unit check", .unit_check = true},
  };
  return *kSettings;
}

// What the table says by hand, written down apart from situation.cc: whether a condition holds in a setting.
bool HoldsIn(Condition condition, const Setting& setting) {
  const auto flag = [&setting](int32_t wanted) { return (setting.flags & wanted) != 0; };
  const std::map<Condition, bool> holds = {
      {kCheckOff, !setting.unit_check},
      {kWindowOpen, true},
      {kNoErrors, setting.errors == 0},
      {kCommentsAnswered, setting.open_comments == 0},
      {kCommentsOpen, setting.open_comments > 0},
      {kFresh, !flag(store::kStale)},
      {kBudgetChanged, flag(store::kStale)},
      {kFourEyes, !setting.own_work},
      {kMyTurn, true},  // of the reviewer of the nearest org, who alone is walked with
      {kUnopened, !flag(store::kOpened)},
      {kReviewerOpened, flag(store::kOpened)},
      {kAskedBack, flag(store::kWithdrawalAsked)},
      {kMoreReviewers, false},
      {kLastReviewer, true},
      {kAcceptanceOff, !setting.acceptance},
      {kAcceptanceOn, setting.acceptance},
      {kNoRecheckDue, !flag(store::kSampled)},
      {kDrawn, flag(store::kSampled)},
      {kScored, true},
      {kNotClassified, true},
      {kAmendment, setting.in_force_rev != 0},
      {kFirst, setting.in_force_rev == 0},
      {kOrgOpen, true},  // orgs that were closed: in the tests of mergers
      {kHasTaker, true},
  };
  return holds.at(condition);
}

bool AllHold(Conditions conditions, const Setting& setting) {
  for (int i = 0; i < kConditionCount; ++i) {
    const auto condition = static_cast<Condition>(1u << i);
    if ((conditions & condition) != 0 && !HoldsIn(condition, setting)) return false;
  }
  return true;
}

// The row of the table for a single role; null: nothing is allowed.
const WorkflowRow* RowFor(const Workflow& workflow, Action action, int32_t state, Role role, const Setting& setting) {
  for (const WorkflowRow& row : workflow.rows) {
    if (row.action != action || (row.from >> state & 1) == 0 || !Contains(row.roles, role)) continue;
    if (!AllHold(row.when, setting)) continue;
    return AllHold(row.guards, setting) ? &row : nullptr;
  }
  return nullptr;
}

class WorkflowWalk : public ::testing::Test {
 protected:
  // An epoch in which the tester has one role, on the office itself, and the rules are those of the setting.
  Authority As(Role role, const Setting& setting) {
    auto epoch = std::make_shared<Epoch>(*core_.residents()->Current());
    auto principals = std::make_shared<KnownPrincipals>(*epoch->principals);
    auto principal = std::make_shared<heng::v1::Principal>(*principals->by_id.at(testing::kTester));
    principal->clear_grants();
    auto* const grant = principal->add_grants();
    grant->set_role(role);
    grant->set_org(absl::StrCat("orgs/", kOrg));
    grant->set_clearance(true);
    principals->by_id[testing::kTester] = principal;
    principals->reviewer_orgs = {kOrg};
    epoch->principals = principals;
    auto workflows = std::make_shared<WorkflowBook>();
    heng::v1::WorkflowRules rules;
    rules.set_acceptance(setting.acceptance ? heng::v1::WorkflowRules::ON : heng::v1::WorkflowRules::OFF);
    rules.set_unit_check(setting.unit_check ? heng::v1::WorkflowRules::ON : heng::v1::WorkflowRules::OFF);
    workflows->by_org[kOrg] = rules;
    epoch->workflows = workflows;
    return Authority(epoch, testing::kTester, "");
  }

  // A form kept as it would be after some life, in the store of its own case.
  void Keep(FakeStore& store, const FormKind& kind, int32_t state, const Setting& setting) {
    store::Mutation mutation;
    Header& header = mutation.header.emplace();
    auto content = kind.New();
    heng::v1::ReviewRecord record;
    for (int i = 0; i < setting.open_comments; ++i) {
      auto* const comment = record.add_comments();
      comment->set_id("c1");
      comment->set_needs_answer(true);
      comment->set_text("?");
    }
    const bool target = kind.type() == heng::v1::TARGET;
    heng::v1::FormContent form = WholeUnitForm(kOrg);
    heng::v1::TargetContent target_form;
    target_form.set_subject(form.subject());
    target_form.set_subject_kind(form.subject_kind());
    target_form.set_org(form.org());
    target_form.set_fiscal_year(form.fiscal_year());
    target_form.set_annual_goal("做好本年度工作");
    target_form.mutable_annual_funds()->set_total("200000.00");
    for (const char* level1 : {"产出指标", "效益指标", "满意度指标"}) {
      auto* const row = target_form.add_indicators();
      row->set_id(absl::StrCat("row-", target_form.indicators_size()));
      row->set_level1(level1);
      row->mutable_annual()->set_level2("数量指标");
      row->mutable_annual()->set_name(absl::StrCat("指标", target_form.indicators_size()));
      row->mutable_annual()->set_value("≥5次");
    }
    store::Revision& revision = mutation.revision.emplace();
    header.id = target ? "targets/walked" : "walked";
    header.form_type = kind.type();
    header.subject = form.subject();
    header.subject_kind = form.subject_kind();
    header.org_id = kOrg;
    header.fiscal_year = form.fiscal_year();
    header.etag = header.content_rev = header.review_rev = 1;
    const auto policy =
        core_.residents()->Current()->policies->InForce(*core_.residents()->Current()->orgs, kOrg, 2022);
    auto scored =
        target ? kind.Score(target_form, {}, *policy, {}, nullptr) : kind.Score(form, {}, *policy, {}, nullptr);
    ASSERT_TRUE(scored.ok()) << scored.status();
    revision = scored->content;
    revision.form = target ? target_form.SerializeAsString() : form.SerializeAsString();
    revision.review = record.SerializeAsString();
    if (revision.review.empty()) header.review_rev = 0;
    revision.id = header.id;
    revision.rev = 1;
    header.policy = scored->header.policy;
    header.policy_sha256 = scored->header.policy_sha256;
    header.total = 99'0000;
    header.state = state;
    header.active = StateName(kind.type(), state) != "DISCARDED";
    header.flags = setting.flags;
    header.open_comments = setting.open_comments;
    header.errors = setting.errors;
    header.in_force_rev = setting.in_force_rev;
    header.editor = setting.own_work ? testing::kTester : "somebody-else";
    mutation.event.resource = store::FormNameOf(header.id);
    mutation.event.org_id = kOrg;
    mutation.event.action = target ? "target.create" : "evaluation.create";
    store::Write write;
    write.keys.id = header.id;
    write.decide = [&mutation](const store::Snapshot&) { return std::vector<store::Mutation>{mutation}; };
    bool done = false;
    write.done = [&done](const store::WriteResult& result) {
      EXPECT_TRUE(result.status.ok()) << result.status;
      done = true;
    };
    store.Submit(std::move(write));
    ASSERT_TRUE(done);
  }

  FakeStore office_;
  TestCore core_{&office_, {.units = {kOrg}, .projects = {}}, [](std::string_view) {}};
};

// Calls the method that stands for the action, with what it needs besides.
template <typename Form>
absl::StatusOr<Form> Ask(Action action, const Authority& authority, Evaluations& evaluations, Targets& targets,
                         const std::string& name, const Form& form) {
  absl::StatusOr<std::string> answer = absl::InternalError("no answer");
  const Reply reply = [&answer](absl::StatusOr<std::string> given) { answer = std::move(given); };
  const auto send = [&](auto& core, auto handler, const auto& request) {
    const std::string body = request.SerializeAsString();
    (core.*handler)(CallContext{.authority = authority, .deadline = absl::InfiniteFuture(), .body = body}, request,
                    reply);
  };
  FormActionRequest simple;
  simple.set_name(name);
  simple.set_etag("1");
  simple.set_reason("理由");
  heng::v1::ReturnFormRequest back;
  back.set_name(name);
  back.set_etag("1");
  back.add_comments()->set_text("请补充");
  heng::v1::CommentFormRequest comment;
  comment.set_name(name);
  comment.set_etag("1");
  comment.add_comments()->set_text("请补充");
  heng::v1::AnswerCommentsRequest answers;
  answers.set_name(name);
  answers.set_etag("1");
  answers.add_answers()->set_comment("c1");
  answers.mutable_answers(0)->set_text("已补充");
  constexpr bool kIsTarget = std::is_same_v<Form, Target>;
  if constexpr (kIsTarget) {
    heng::v1::UpdateTargetRequest update;
    update.mutable_target()->set_name(name);
    update.mutable_target()->set_etag("1");
    *update.mutable_target()->mutable_form() = form.form();
    heng::v1::SubmitTargetRequest submit;
    submit.mutable_target()->set_name(name);
    submit.mutable_target()->set_etag("1");
    switch (action) {
      case Action::kUpdate:
        send(targets, &Targets::Update, update);
        break;
      case Action::kSubmit:
        send(targets, &Targets::Submit, submit);
        break;
      case Action::kWithdraw:
        send(targets, &Targets::Withdraw, simple);
        break;
      case Action::kAskWithdrawal:
        send(targets, &Targets::AskWithdrawal, simple);
        break;
      case Action::kAllowWithdrawal:
        send(targets, &Targets::AllowWithdrawal, simple);
        break;
      case Action::kOpen:
        send(targets, &Targets::Open, simple);
        break;
      case Action::kReturn:
        send(targets, &Targets::Return, back);
        break;
      case Action::kReview:
        send(targets, &Targets::Review, simple);
        break;
      case Action::kApprove:
        send(targets, &Targets::Approve, simple);
        break;
      case Action::kAmend:
        send(targets, &Targets::Amend, simple);
        break;
      case Action::kComment:
        send(targets, &Targets::Comment, comment);
        break;
      case Action::kAnswer:
        send(targets, &Targets::Answer, answers);
        break;
      case Action::kDiscard:
        send(targets, &Targets::Discard, simple);
        break;
      default:
        ADD_FAILURE() << ActionName(action) << " is not a target's";
    }
  } else {
    heng::v1::UpdateEvaluationRequest update;
    update.mutable_evaluation()->set_name(name);
    update.mutable_evaluation()->set_etag("1");
    *update.mutable_evaluation()->mutable_form() = form.form();
    heng::v1::SubmitEvaluationRequest submit;
    submit.mutable_evaluation()->set_name(name);
    submit.mutable_evaluation()->set_etag("1");
    heng::v1::DiscardEvaluationRequest discard;
    discard.set_name(name);
    discard.set_etag("1");
    heng::v1::RecheckEvaluationRequest recheck;
    recheck.set_name(name);
    recheck.set_etag("1");
    recheck.set_reason("理由");
    recheck.set_conclusion(action == Action::kSendBack ? heng::v1::Recheck::SEND_BACK : heng::v1::Recheck::UPHOLD);
    heng::v1::ApplyBudgetRequest budget;
    budget.set_name(name);
    budget.set_etag("1");
    budget.set_keep(true);
    budget.set_reason("理由");
    switch (action) {
      case Action::kUpdate:
        send(evaluations, &Evaluations::Update, update);
        break;
      case Action::kSubmit:
        send(evaluations, &Evaluations::Submit, submit);
        break;
      case Action::kDiscard:
        send(evaluations, &Evaluations::Discard, discard);
        break;
      case Action::kCheck:
        send(evaluations, &Evaluations::Check, simple);
        break;
      case Action::kWithdraw:
        send(evaluations, &Evaluations::Withdraw, simple);
        break;
      case Action::kAskWithdrawal:
        send(evaluations, &Evaluations::AskWithdrawal, simple);
        break;
      case Action::kAllowWithdrawal:
        send(evaluations, &Evaluations::AllowWithdrawal, simple);
        break;
      case Action::kOpen:
        send(evaluations, &Evaluations::Open, simple);
        break;
      case Action::kReturn:
        send(evaluations, &Evaluations::Return, back);
        break;
      case Action::kApprove:
        send(evaluations, &Evaluations::Approve, simple);
        break;
      case Action::kAccept:
        send(evaluations, &Evaluations::Accept, simple);
        break;
      case Action::kPublish:
        send(evaluations, &Evaluations::Publish, simple);
        break;
      case Action::kReopen:
        send(evaluations, &Evaluations::Reopen, simple);
        break;
      case Action::kRecheck:
      case Action::kSendBack:
        send(evaluations, &Evaluations::Recheck, recheck);
        break;
      case Action::kComment:
        send(evaluations, &Evaluations::Comment, comment);
        break;
      case Action::kAnswer:
        send(evaluations, &Evaluations::Answer, answers);
        break;
      case Action::kApplyBudget:
        send(evaluations, &Evaluations::ApplyBudget, budget);
        break;
      default:
        ADD_FAILURE() << ActionName(action) << " is not an evaluation's";
    }
  }
  if (!answer.ok()) return answer.status();
  Form parsed;
  EXPECT_TRUE(parsed.ParseFromString(*answer));
  return parsed;
}

// A submission is scored again, so what errors a stored form has is found out anew: walked in evaluations_test.
bool IsWalked(Action action, const Setting& setting) {
  return action != Action::kWaive && !(action == Action::kSubmit && setting.errors > 0);
}

template <typename Form>
class Walker {
 public:
  Walker(const FormKind& kind, std::function<Authority(Role, const Setting&)> as,
         std::function<void(FakeStore&, int32_t, const Setting&)> keep, Residents* residents)
      : kind_(kind), as_(std::move(as)), keep_(std::move(keep)), residents_(residents) {}

  // How many combinations were walked.
  int Walk() {
    std::set<Action> actions;
    for (const WorkflowRow& row : kind_.workflow().rows) actions.insert(row.action);
    int walked = 0;
    for (int32_t state = 1; state < StateCount(kind_.type()); ++state) {
      for (const Role role : kAllRoles) {
        for (const Setting& setting : Settings()) {
          for (const Action action : actions) {
            if (!IsWalked(action, setting)) continue;
            Step(state, role, setting, action);
            ++walked;
          }
        }
      }
    }
    return walked;
  }

 private:
  void Step(int32_t state, Role role, const Setting& setting, Action action) {
    SCOPED_TRACE(absl::StrCat(StateName(kind_.type(), state), " × ", std::string(ActionName(action)), " × ",
                              RoleName(role), ", ", setting.name));
    FakeStore store;
    keep_(store, state, setting);
    Writes writes(&store, residents_, [](std::string_view text) { ADD_FAILURE() << text; });
    Evaluations evaluations({.writes = &writes, .new_id = [] { return "unused"; }});
    Targets targets({.writes = &writes, .new_id = [] { return "targets/unused"; }});
    const Authority authority = as_(role, setting);
    const std::string name = kind_.type() == heng::v1::TARGET ? "targets/walked" : "evaluations/walked";
    Form form;
    const auto stored = store.Get(store::FormIdOf(name));
    ASSERT_TRUE(form.mutable_form()->ParseFromString(stored->revision.form));
    std::string actions;
    AppendActions(kind_.workflow(), authority, stored->header, Actions::kAll, &actions);
    Form listed;
    ASSERT_TRUE(listed.ParseFromString(actions));

    const WorkflowRow* const row = RowFor(kind_.workflow(), action, state, role, setting);
    const auto answer = Ask<Form>(action, authority, evaluations, targets, name, form);
    EXPECT_EQ(answer.ok(), row != nullptr) << answer.status();
    bool said = false;
    for (const auto& one : listed.allowed_actions()) {
      if (one.action() != std::string(ActionName(action))) continue;
      said = one.allowed();
      EXPECT_EQ(one.allowed(), one.reason().zh().empty() && one.reason().en().empty());
    }
    EXPECT_EQ(said, row != nullptr) << "allowed_actions";
    const auto after = store.Get(store::FormIdOf(name));
    if (row == nullptr) {
      EXPECT_EQ(after->header.etag, 1) << "nothing is written";
      const bool denied = absl::IsPermissionDenied(answer.status());
      EXPECT_TRUE(denied || absl::IsFailedPrecondition(answer.status())) << answer.status();
      return;
    }
    EXPECT_EQ(after->header.state, row->to == kSameState ? state : row->to);
    EXPECT_EQ(after->header.etag, 2);
    EXPECT_EQ(after->header.active, (row->effects & kFreesKey) == 0);
  }

  const FormKind& kind_;
  const std::function<Authority(Role, const Setting&)> as_;
  const std::function<void(FakeStore&, int32_t, const Setting&)> keep_;
  Residents* const residents_;
};

TEST_F(WorkflowWalk, Evaluations) {
  Walker<Evaluation> walker(
      EvaluationKind(), [this](Role role, const Setting& setting) { return As(role, setting); },
      [this](FakeStore& store, int32_t state, const Setting& setting) {
        Keep(store, EvaluationKind(), state, setting);
      },
      core_.residents());
  EXPECT_GT(walker.Walk(), 10'000);
}

TEST_F(WorkflowWalk, Targets) {
  Walker<Target> walker(
      TargetKind(), [this](Role role, const Setting& setting) { return As(role, setting); },
      [this](FakeStore& store, int32_t state, const Setting& setting) { Keep(store, TargetKind(), state, setting); },
      core_.residents());
  EXPECT_GT(walker.Walk(), 5'000);
}

TEST(WorkflowTable, RowsOfAnActionBelongToMethodsThatTheirRolesMayCall) {
  for (const Workflow* workflow : {&EvaluationWorkflow(), &TargetWorkflow()}) {
    std::map<Method, RoleSet> roles;
    for (const WorkflowRow& row : workflow->rows) roles[row.method] |= row.roles;
    for (const auto& [method, set] : roles) EXPECT_EQ(set, RuleOf(method).roles) << RuleOf(method).name;
  }
}

TEST(WorkflowTable, EveryGuardHasWordsAndEveryActionAName) {
  for (const Workflow* workflow : {&EvaluationWorkflow(), &TargetWorkflow()}) {
    for (const WorkflowRow& row : workflow->rows) {
      EXPECT_FALSE(std::string(ActionName(row.action)).empty());
      for (int i = 0; i < kConditionCount; ++i) {
        if ((row.guards >> i & 1) == 0) continue;
        EXPECT_STRNE(TextOf(static_cast<Condition>(1u << i)).reason, "INTERNAL") << i;
      }
    }
  }
}

}  // namespace
}  // namespace heng::core
