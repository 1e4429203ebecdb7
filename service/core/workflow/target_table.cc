// The life of a target (绩效目标表).
#include "service/core/workflow/table.h"

namespace heng::core {
namespace {

using namespace heng::v1;  // NOLINT(google-build-using-namespace): a table of role names
using T = Target;

constexpr RoleSet kAuthors = Set(PREPARER, UNIT_HEAD, INTEGRATOR);
constexpr RoleSet kReviewers = Set(REVIEWER);
constexpr RoleSet kFinance = Set(FINANCE);

constexpr StateSet kWorkedOn = In(T::DRAFT, T::RETURNED);
constexpr Effects kTakenBack = kReviewEnds | kCountReturn | kToSuccessor;

}  // namespace

const Workflow& TargetWorkflow() {
  static const auto* const kWorkflow = new Workflow{
      TARGET,
      {
          {Action::kUpdate, Method::kUpdateTarget, kWorkedOn, kAuthors, 0, kOrgOpen, kSameState, kNewContent, false},
          {Action::kSubmit, Method::kSubmitTarget, kWorkedOn, kAuthors, 0,
           kWindowOpen | kNoErrors | kCommentsAnswered | kOrgOpen, T::SUBMITTED, kBecomesFiled, false},
          {Action::kWithdraw, Method::kWithdrawTarget, In(T::SUBMITTED), kAuthors, 0, kUnopened | kOrgOpen, T::DRAFT,
           kReviewEnds, false},
          {Action::kAskWithdrawal, Method::kAskTargetWithdrawal, In(T::SUBMITTED), kAuthors, 0,
           kReviewerOpened | kOrgOpen, kSameState, kMarkAsked, true},
          {Action::kAllowWithdrawal, Method::kAllowTargetWithdrawal, In(T::SUBMITTED), kReviewers, 0,
           kMyTurn | kAskedBack | kHasTaker, T::DRAFT, kReviewEnds | kToSuccessor, false},
          {Action::kOpen, Method::kOpenTarget, In(T::SUBMITTED), kReviewers, 0, kMyTurn | kUnopened, kSameState,
           kMarkOpened, false},
          {Action::kReturn, Method::kReturnTarget, In(T::SUBMITTED), kReviewers, 0, kMyTurn | kHasTaker, T::RETURNED,
           kTakenBack, false},
          {Action::kReturn, Method::kReturnTarget, In(T::REVIEWED), kFinance, 0, kHasTaker, T::RETURNED, kTakenBack,
           false},
          {Action::kReview, Method::kReviewTarget, In(T::SUBMITTED), kReviewers, kMoreReviewers, kMyTurn | kFourEyes,
           kSameState, kReviewEnds | kNextReviewer, false},
          {Action::kReview, Method::kReviewTarget, In(T::SUBMITTED), kReviewers, kLastReviewer, kMyTurn | kFourEyes,
           T::REVIEWED, kReviewEnds | kNextReviewer, false},
          {Action::kApprove, Method::kApproveTarget, In(T::REVIEWED), kFinance, 0, kFourEyes, T::APPROVED, kInForce,
           false},
          {Action::kAmend, Method::kAmendTarget, In(T::APPROVED), kAuthors, 0, kOrgOpen, T::DRAFT, 0, true},
          {Action::kComment, Method::kCommentTarget, In(T::DRAFT, T::RETURNED), Set(UNIT_HEAD), 0, 0, kSameState, 0,
           false},
          {Action::kComment, Method::kCommentTarget, In(T::DRAFT, T::RETURNED, T::SUBMITTED, T::REVIEWED),
           Set(REVIEWER, FINANCE), 0, 0, kSameState, 0, false},
          {Action::kAnswer, Method::kAnswerTargetComments, In(T::DRAFT, T::RETURNED, T::SUBMITTED, T::REVIEWED),
           kAuthors, 0, kCommentsOpen | kOrgOpen, kSameState, 0, false},
          {Action::kWaive, Method::kWaiveTargetFinding, kWorkedOn, Set(PREPARER, UNIT_HEAD, REVIEWER), 0, kOrgOpen,
           kSameState, 0, true},
          {Action::kDiscard, Method::kDiscardTarget, kWorkedOn, kAuthors, kFirst, 0, T::DISCARDED, kFreesKey, false},
          {Action::kDiscard, Method::kDiscardTarget, kWorkedOn, kAuthors, kAmendment, 0, T::APPROVED, kBackInForce,
           false},
      }};
  return *kWorkflow;
}

}  // namespace heng::core
