// The life of an evaluation (绩效自评表).
#include "service/core/workflow/table.h"

namespace heng::core {
namespace {

using namespace heng::v1;  // NOLINT(google-build-using-namespace): a table of role names
using E = Evaluation;

constexpr RoleSet kAuthors = Set(PREPARER, UNIT_HEAD, INTEGRATOR);
constexpr RoleSet kHead = Set(UNIT_HEAD);
constexpr RoleSet kReviewers = Set(REVIEWER);
constexpr RoleSet kFinance = Set(FINANCE);

constexpr StateSet kWorkedOn = In(E::DRAFT, E::RETURNED);
constexpr Conditions kReady = kWindowOpen | kNoErrors | kCommentsAnswered | kFresh;
constexpr Effects kTakenBack = kReviewEnds | kCountReturn | kToSuccessor;

}  // namespace

const Workflow& EvaluationWorkflow() {
  static const auto* const kWorkflow = new Workflow{
      EVALUATION,
      {
          {Action::kUpdate, Method::kUpdateEvaluation, kWorkedOn, kAuthors, 0, kOrgOpen, kSameState, kNewContent,
           false},
          {Action::kUpdate, Method::kUpdateEvaluation, In(E::CHECKED), kAuthors, 0, kOrgOpen, E::DRAFT, kNewContent,
           false},
          {Action::kCheck, Method::kCheckEvaluation, kWorkedOn, kHead, 0,
           kFourEyes | kNoErrors | kCommentsAnswered | kFresh | kOrgOpen, E::CHECKED, 0, false},
          {Action::kSubmit, Method::kSubmitEvaluation, In(E::CHECKED), kAuthors, 0, kReady | kOrgOpen, E::SUBMITTED,
           kBecomesFiled, false},
          {Action::kSubmit, Method::kSubmitEvaluation, kWorkedOn, kAuthors, 0, kCheckOff | kReady | kOrgOpen,
           E::SUBMITTED, kBecomesFiled, false},
          {Action::kWithdraw, Method::kWithdrawEvaluation, In(E::CHECKED), kAuthors, 0, kOrgOpen, E::DRAFT, 0, false},
          {Action::kWithdraw, Method::kWithdrawEvaluation, In(E::SUBMITTED), kAuthors, 0, kUnopened | kOrgOpen,
           E::DRAFT, kReviewEnds, false},
          {Action::kAskWithdrawal, Method::kAskEvaluationWithdrawal, In(E::SUBMITTED), kAuthors, 0,
           kReviewerOpened | kOrgOpen, kSameState, kMarkAsked, true},
          {Action::kAllowWithdrawal, Method::kAllowEvaluationWithdrawal, In(E::SUBMITTED), kReviewers, 0,
           kMyTurn | kAskedBack | kHasTaker, E::DRAFT, kReviewEnds | kToSuccessor, false},
          {Action::kOpen, Method::kOpenEvaluation, In(E::SUBMITTED), kReviewers, 0, kMyTurn | kUnopened, kSameState,
           kMarkOpened, false},
          {Action::kReturn, Method::kReturnEvaluation, In(E::SUBMITTED), kReviewers, 0, kMyTurn | kHasTaker,
           E::RETURNED, kTakenBack, false},
          {Action::kApprove, Method::kApproveEvaluation, In(E::SUBMITTED), kReviewers, kMoreReviewers,
           kMyTurn | kFourEyes | kFresh, kSameState, kReviewEnds | kNextReviewer, false},
          {Action::kApprove, Method::kApproveEvaluation, In(E::SUBMITTED), kReviewers, kLastReviewer,
           kMyTurn | kFourEyes | kFresh, E::APPROVED, kReviewEnds | kNextReviewer, false},
          {Action::kAccept, Method::kAcceptEvaluation, In(E::APPROVED), kFinance, 0,
           kAcceptanceOn | kFresh | kNoRecheckDue, E::ACCEPTED, 0, false},
          {Action::kPublish, Method::kPublishEvaluation, In(E::APPROVED), Set(UNIT_HEAD, REVIEWER), 0,
           kNotClassified | kAcceptanceOff | kFresh | kNoRecheckDue, E::PUBLISHED, 0, false},
          {Action::kPublish, Method::kPublishEvaluation, In(E::ACCEPTED), Set(UNIT_HEAD, REVIEWER), 0,
           kNotClassified | kFresh | kNoRecheckDue, E::PUBLISHED, 0, false},
          {Action::kReopen, Method::kReopenEvaluation, In(E::APPROVED, E::ACCEPTED, E::PUBLISHED), kFinance, 0,
           kHasTaker, E::RETURNED, kTakenBack, true},
          {Action::kRecheck, Method::kRecheckEvaluation, In(E::SUBMITTED), kReviewers, 0, kScored | kMyTurn | kFourEyes,
           kSameState, 0, true},
          {Action::kRecheck, Method::kRecheckEvaluation, In(E::APPROVED, E::ACCEPTED), kFinance, 0,
           kScored | kDrawn | kFourEyes, kSameState, kRecheckMade, true},
          {Action::kSendBack, Method::kRecheckEvaluation, In(E::APPROVED, E::ACCEPTED), kFinance, 0, kDrawn | kHasTaker,
           E::RETURNED, kTakenBack | kRecheckMade, true},
          {Action::kComment, Method::kCommentEvaluation, In(E::DRAFT, E::CHECKED, E::RETURNED), kHead, 0, 0, kSameState,
           0, false},
          {Action::kComment, Method::kCommentEvaluation,
           In(E::DRAFT, E::CHECKED, E::RETURNED, E::SUBMITTED, E::APPROVED, E::ACCEPTED), Set(REVIEWER, FINANCE), 0, 0,
           kSameState, 0, false},
          {Action::kAnswer, Method::kAnswerEvaluationComments,
           In(E::DRAFT, E::CHECKED, E::RETURNED, E::SUBMITTED, E::APPROVED, E::ACCEPTED), kAuthors, 0,
           kCommentsOpen | kOrgOpen, kSameState, 0, false},
          {Action::kWaive, Method::kWaiveEvaluationFinding, kWorkedOn, Set(PREPARER, UNIT_HEAD, REVIEWER), 0, kOrgOpen,
           kSameState, 0, true},
          {Action::kApplyBudget, Method::kApplyBudget, kWorkedOn, kAuthors, 0, kBudgetChanged | kOrgOpen, kSameState,
           kNewContent | kBudgetConfirmed, false},
          {Action::kApplyBudget, Method::kApplyBudget, In(E::CHECKED), kAuthors, 0, kBudgetChanged | kOrgOpen, E::DRAFT,
           kNewContent | kBudgetConfirmed, false},
          {Action::kDiscard, Method::kDiscardEvaluation, kWorkedOn, kAuthors, 0, 0, E::DISCARDED, kFreesKey, false},
      }};
  return *kWorkflow;
}

}  // namespace heng::core
