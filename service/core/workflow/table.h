// The workflow as tables: which action is allowed in which state, to whom, on what condition, and what becomes of the
// form. One table per kind of form (evaluation_table.cc, target_table.cc); decisions, allowed_actions, the checks of
// the log, the docs (workflow.md) and the tests read them and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "service/core/access/methods.h"

namespace heng::core {

enum class Action : uint8_t {
  kUpdate,
  kCheck,
  kSubmit,
  kWithdraw,
  kAskWithdrawal,
  kAllowWithdrawal,
  kOpen,
  kReturn,
  kReview,
  kApprove,
  kAccept,
  kPublish,
  kReopen,
  kRecheck,
  kSendBack,
  kAmend,
  kComment,
  kAnswer,
  kWaive,
  kApplyBudget,
  kDiscard,
};
inline constexpr size_t kActionCount = static_cast<size_t>(Action::kDiscard) + 1;

// As allowed_actions and the event log name it: "submit".
std::string_view ActionName(Action action);
std::string ActionInChinese(Action action);  // 提交

// What may hold of a form and its caller. A set is a sum of them.
enum Condition : uint32_t {
  kCheckOff = 1 << 0,          // the office does without the unit head's check
  kWindowOpen = 1 << 1,        // within the filing window, or late filing is only marked
  kNoErrors = 1 << 2,          // no finding of severity ERROR that is not waived
  kCommentsAnswered = 1 << 3,  // no comment waits for an answer
  kCommentsOpen = 1 << 4,      // one does
  kFresh = 1 << 5,             // the budget is still the one it was scored on
  kBudgetChanged = 1 << 6,     // it is not
  kFourEyes = 1 << 7,          // the caller did not edit it last, or the office allows it
  kMyTurn = 1 << 8,            // the caller is a reviewer of the org whose turn it is
  kUnopened = 1 << 9,          // the reviewer has not opened it yet
  kReviewerOpened = 1 << 10,   // they have
  kAskedBack = 1 << 11,        // the author asks for it back
  kMoreReviewers = 1 << 12,    // after this one comes another reviewer
  kLastReviewer = 1 << 13,     // none does
  kAcceptanceOff = 1 << 14,    // finance does not accept forms of this office
  kAcceptanceOn = 1 << 15,     // it does
  kNoRecheckDue = 1 << 16,     // not drawn for a recheck that is still to be made
  kDrawn = 1 << 17,            // drawn for a recheck
  kScored = 1 << 18,           // it has a total
  kNotClassified = 1 << 19,    // its project is not classified
  kAmendment = 1 << 20,        // another revision of it is in force
  kFirst = 1 << 21,            // none is
  kOrgOpen = 1 << 22,          // its org is in use
  kHasTaker = 1 << 23,         // its org is in use, or was succeeded by one that is
};
inline constexpr int kConditionCount = 24;
using Conditions = uint32_t;

// What an action does besides the new state and the new etag.
enum Effect : uint32_t {
  kNewContent = 1 << 0,    // the content is replaced, and the caller is its editor
  kBecomesFiled = 1 << 1,  // submission time, late or not; reviewers begin anew
  kMarkOpened = 1 << 2,
  kMarkAsked = 1 << 3,   // withdrawal
  kReviewEnds = 1 << 4,  // neither opened nor asked for any more
  kNextReviewer = 1 << 5,
  kCountReturn = 1 << 6,
  kInForce = 1 << 7,      // this revision is in force from now on
  kBackInForce = 1 << 8,  // the content is the one in force again
  kBudgetConfirmed = 1 << 9,
  kRecheckMade = 1 << 10,
  kFreesKey = 1 << 11,     // its key may be used for another form
  kToSuccessor = 1 << 12,  // where its org was succeeded, the form goes to the successor
};
inline constexpr int kEffectCount = 13;
using Effects = uint32_t;

// A set of states; bit n is the state with number n.
using StateSet = uint32_t;
template <typename... States>
constexpr StateSet In(States... states) {
  return ((StateSet{1} << states) | ...);
}

inline constexpr int32_t kSameState = -1;

struct WorkflowRow {
  Action action;
  Method method;  // by which it is called
  StateSet from;
  RoleSet roles;      // of those that may call the method
  Conditions when;    // this row is meant where all of these hold
  Conditions guards;  // it is refused where one of these does not hold; the first is said
  int32_t to;         // kSameState: the state stays
  Effects effects;
  bool needs_reason;
};

struct Workflow {
  heng::v1::FormType type;
  std::vector<WorkflowRow> rows;  // of one action together; the first that is meant counts
};

const Workflow& EvaluationWorkflow();  // evaluation_table.cc
const Workflow& TargetWorkflow();      // target_table.cc

// "DRAFT", 草稿.
std::string StateName(heng::v1::FormType type, int32_t state);
std::string StateInChinese(heng::v1::FormType type, int32_t state);
int StateCount(heng::v1::FormType type);

// The tables as Markdown: workflow.md.
std::string WorkflowDocument();

}  // namespace heng::core
