#include "service/core/workflow/texts.h"

#include <array>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormType;
using heng::v1::Target;

struct ActionWords {
  const char* name;
  const char* zh;
};

constexpr std::array<ActionWords, kActionCount> kActions{{
    {"update", "修改"},
    {"check", "核对"},
    {"submit", "提交"},
    {"withdraw", "撤回"},
    {"ask-withdrawal", "申请撤回"},
    {"allow-withdrawal", "同意撤回"},
    {"open", "打开审阅"},
    {"return", "退回"},
    {"review", "审核"},
    {"approve", "审核通过"},
    {"accept", "接收"},
    {"publish", "公开"},
    {"reopen", "重新打开"},
    {"recheck", "复核"},
    {"send-back", "复核退回"},
    {"amend", "调整"},
    {"comment", "提意见"},
    {"answer", "答复意见"},
    {"waive", "豁免"},
    {"apply-budget", "确认预算"},
    {"discard", "作废"},
}};

std::string JoinStates(FormType type, StateSet states, const char* separator,
                       const std::function<std::string(FormType, int32_t)>& word) {
  std::vector<std::string> words;
  for (int32_t state = 1; state < StateCount(type); ++state) {
    if ((states >> state & 1) != 0) words.push_back(word(type, state));
  }
  return absl::StrJoin(words, separator);
}

}  // namespace

std::string_view ActionName(Action action) { return kActions[static_cast<size_t>(action)].name; }
std::string ActionInChinese(Action action) { return kActions[static_cast<size_t>(action)].zh; }

int StateCount(FormType type) {
  return type == heng::v1::TARGET ? Target::State_ARRAYSIZE : Evaluation::State_ARRAYSIZE;
}

std::string StateName(FormType type, int32_t state) {
  return type == heng::v1::TARGET ? Target::State_Name(static_cast<Target::State>(state))
                                  : Evaluation::State_Name(static_cast<Evaluation::State>(state));
}

std::string StateInChinese(FormType type, int32_t state) {
  if (type == heng::v1::TARGET) {
    switch (state) {
      case Target::DRAFT:
        return "草稿";
      case Target::SUBMITTED:
        return "已提交";
      case Target::REVIEWED:
        return "已审核";
      case Target::APPROVED:
        return "已批复";
      case Target::RETURNED:
        return "已退回";
      case Target::DISCARDED:
        return "已作废";
      default:
        return "未知";
    }
  }
  switch (state) {
    case Evaluation::DRAFT:
      return "草稿";
    case Evaluation::CHECKED:
      return "已核对";
    case Evaluation::SUBMITTED:
      return "已提交";
    case Evaluation::RETURNED:
      return "已退回";
    case Evaluation::APPROVED:
      return "审核通过";
    case Evaluation::ACCEPTED:
      return "已接收";
    case Evaluation::PUBLISHED:
      return "已公开";
    case Evaluation::DISCARDED:
      return "已作废";
    default:
      return "未知";
  }
}

std::string StateNames(FormType type, StateSet states) { return JoinStates(type, states, ", ", StateName); }
std::string StatesInChinese(FormType type, StateSet states) {
  return JoinStates(type, states, "、", [](FormType t, int32_t state) { return StateInChinese(t, state); });
}

heng::v1::LocalizedText WrongStateText(FormType type, Action action, int32_t state, StateSet from) {
  heng::v1::LocalizedText text;
  const std::string name(ActionName(action));
  text.set_zh(absl::StrCat("状态是", StateInChinese(type, state), "，不能", ActionInChinese(action), "；只有",
                           StatesInChinese(type, from), "可以。"));
  text.set_en(absl::StrCat("it is ", StateName(type, state), " and can't be changed by \"", name, "\"; only ",
                           StateNames(type, from), " can"));
  return text;
}

RefusalText TextOf(Condition condition) {
  switch (condition) {
    case kCheckOff:
      return {"CHECK_NEEDED", "须先由单位负责人核对（heng eval check），再提交。",
              "the unit head has to check it first (heng eval check)"};
    case kWindowOpen:
      return {"WINDOW_CLOSED", "不在填报期内。请联系财政部门申请延期。",
              "it is outside of the filing window; ask the finance bureau for an extension"};
    case kNoErrors:
      return {"BLOCKED_BY_FINDINGS", "有错误未改正，也没有豁免。请先改正（heng check 列出全部问题）。",
              "it has error findings that are neither mended nor waived; `heng check` lists them"};
    case kCommentsAnswered:
      return {"COMMENTS_OPEN", "还有审核意见没有答复。请逐条答复（heng eval answer）后再提交。",
              "comments wait for an answer; answer each of them first (heng eval answer)"};
    case kCommentsOpen:
      return {"NO_COMMENTS_OPEN", "没有等待答复的审核意见。", "no comment waits for an answer"};
    case kFresh:
      return {"BUDGET_CHANGED", "评分之后预算数据有变化。请填报人先确认（heng eval budget）。",
              "the budget changed after it was scored; its author has to confirm first (heng eval budget)"};
    case kBudgetChanged:
      return {"BUDGET_UNCHANGED", "预算数据与评分时一致，没有需要确认的变化。",
              "the budget is the one it was scored on; there is nothing to confirm"};
    case kFourEyes:
      return {"FOUR_EYES",
              "本表最后由您本人修改，须由另一人办理。只有一人的单位可请财政部门放宽（heng workflow set "
              "--four-eyes warn）。",
              "you edited this form last, so somebody else has to act; an office of one person asks finance for "
              "`heng workflow set --four-eyes warn`"};
    case kMyTurn:
      return {"NOT_YOUR_TURN", "现在不由您所在的单位审核。", "it is not your office's turn to review it"};
    case kUnopened:
      return {"REVIEW_BEGUN", "审核人已开始审核。填报人要修改的，须申请撤回并说明理由，由审核人同意。",
              "its review has begun; its author may ask for it back with a reason, and the reviewer may agree"};
    case kReviewerOpened:
      return {"REVIEW_NOT_BEGUN", "审核尚未开始，可以直接撤回，不必申请。",
              "its review has not begun; it can be withdrawn without asking"};
    case kAskedBack:
      return {"NOT_ASKED_BACK", "填报人没有申请撤回。需要修改的，请退回并写明意见。",
              "its author has not asked for it back; to have it changed, return it with comments"};
    case kAcceptanceOff:
      return {"ACCEPTANCE_NEEDED", "须先由财政部门接收，再公开。", "finance has to accept it before it is published"};
    case kAcceptanceOn:
      return {"ACCEPTANCE_OFF", "本单位不设接收环节，审核通过后即可公开。",
              "this office has no acceptance step; what is approved can be published"};
    case kNoRecheckDue:
      return {"RECHECK_DUE", "已被抽中复核，复核完成前不能办理。",
              "it was drawn for a recheck that is still to be made"};
    case kDrawn:
      return {"NOT_DRAWN", "不在抽查样本中，或已经复核。需要修改的，请重新打开。",
              "it is not in a sample, or was rechecked already; to have it changed, reopen it"};
    case kScored:
      return {"NOT_SCORED", "本表没有总分，不能复核分数。", "it has no total, so there is no score to recheck"};
    case kNotClassified:
      return {"CLASSIFIED", "涉密项目不公开。", "classified projects are never published"};
    case kOrgOpen:
    case kHasTaker:
      return {"ORG_CLOSED", "本表所属的单位已撤并，由承继单位办理。",
              "its org is no longer in use; the successor goes on with its work"};
    case kMoreReviewers:
    case kLastReviewer:
    case kAmendment:
    case kFirst:
      break;  // these choose between rows and never refuse
  }
  return {"INTERNAL", "", ""};
}

ConditionText MeaningOf(Condition condition) {
  switch (condition) {
    case kCheckOff:
      return {"不设单位核对", "the office does without the unit head's check"};
    case kWindowOpen:
      return {"在填报期内，或允许逾期", "within the filing window, or late filing is only marked"};
    case kNoErrors:
      return {"没有未豁免的错误", "no error finding that is not waived"};
    case kCommentsAnswered:
      return {"意见均已答复", "every comment is answered"};
    case kCommentsOpen:
      return {"有待答复的意见", "a comment waits for an answer"};
    case kFresh:
      return {"预算未变", "the budget is the one it was scored on"};
    case kBudgetChanged:
      return {"预算已变", "the budget changed after it was scored"};
    case kFourEyes:
      return {"最后修改的不是本人，或单位允许", "the caller did not edit it last, or the office allows it"};
    case kMyTurn:
      return {"轮到本单位审核", "the caller is reviewer of the org whose turn it is"};
    case kUnopened:
      return {"审核未开始", "the reviewer has not opened it"};
    case kReviewerOpened:
      return {"审核已开始", "the reviewer has opened it"};
    case kAskedBack:
      return {"已申请撤回", "its author has asked for it back"};
    case kMoreReviewers:
      return {"后面还有审核人", "another reviewer follows"};
    case kLastReviewer:
      return {"是最后一级审核", "no other reviewer follows"};
    case kAcceptanceOff:
      return {"不设接收环节", "finance does not accept forms of this office"};
    case kAcceptanceOn:
      return {"设接收环节", "finance accepts forms of this office"};
    case kNoRecheckDue:
      return {"没有待复核", "no recheck is due"};
    case kDrawn:
      return {"已抽中，待复核", "drawn for a recheck"};
    case kScored:
      return {"有总分", "it has a total"};
    case kNotClassified:
      return {"不是涉密项目", "its project is not classified"};
    case kAmendment:
      return {"已有批复的版本", "a revision of it is in force"};
    case kFirst:
      return {"没有批复过", "no revision of it is in force"};
    case kOrgOpen:
      return {"单位未撤并", "its org is in use"};
    case kHasTaker:
      return {"单位未撤并，或有承继单位", "its org is in use, or was succeeded by one that is"};
  }
  return {"", ""};
}

ConditionText MeaningOf(Effect effect) {
  switch (effect) {
    case kNewContent:
      return {"内容更新并重新评分", "new content, scored anew; rechecked scores no longer count"};
    case kBecomesFiled:
      return {"记提交时间和是否逾期", "submission time and lateness are set; reviewers begin anew"};
    case kMarkOpened:
      return {"记为已开始审核", "marked as opened"};
    case kMarkAsked:
      return {"记为申请撤回", "marked as asked back"};
    case kReviewEnds:
      return {"清除审核标记", "no longer opened or asked back"};
    case kNextReviewer:
      return {"交下一级审核", "one reviewer more has agreed"};
    case kCountReturn:
      return {"退回次数加一", "counted as returned"};
    case kInForce:
      return {"本版本生效", "this revision is in force"};
    case kBackInForce:
      return {"恢复生效的版本", "the content is the one in force again"};
    case kBudgetConfirmed:
      return {"预算已确认", "the budget is confirmed"};
    case kRecheckMade:
      return {"复核完成", "the recheck is made"};
    case kFreesKey:
      return {"可另建同一表", "its key is free again"};
    case kToSuccessor:
      return {"单位已撤并的转给承继单位", "goes to the successor of its org, where there is one"};
  }
  return {"", ""};
}

}  // namespace heng::core
