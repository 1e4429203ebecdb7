#include "client/cli/form_labels.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "client/cli/choices.h"
#include "client/cli/labels.h"
#include "heng/v1/access.pb.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;

struct NamedState {
  Target::State state;
  const char* zh;
  const char* en;
};

constexpr NamedState kStates[] = {{Target::DRAFT, "草稿", "Draft"},         {Target::SUBMITTED, "已提交", "Submitted"},
                                  {Target::REVIEWED, "已审核", "Reviewed"}, {Target::APPROVED, "已批复", "Approved"},
                                  {Target::RETURNED, "已退回", "Returned"}, {Target::DISCARDED, "已作废", "Discarded"}};

// An action and the commands that do it. "%" stands for the name; empty: there is none for that kind of form.
struct Action {
  const char* action;
  const char* zh;
  const char* en;
  const char* evaluation;
  const char* target;
};

constexpr Action kActions[] = {
    {"update", "修改", "update", "eval update % --file FILE", "target update % --file FILE"},
    {"edit", "填写", "edit", "eval update % --file FILE", "target update % --file FILE"},
    {"check", "核对", "check", "eval check %", ""},
    {"submit", "提交", "submit", "eval submit %", "target submit %"},
    {"discard", "作废", "discard", "eval discard %", "target discard %"},
    {"withdraw", "撤回", "withdraw", "eval withdraw %", "target withdraw %"},
    {"ask-withdrawal", "申请撤回", "ask back", "eval ask-withdrawal % --reason TEXT",
     "target ask-withdrawal % --reason TEXT"},
    {"allow-withdrawal", "同意撤回", "allow to withdraw", "review allow %", "review allow %"},
    {"consent", "同意撤回", "allow withdrawal", "review allow %", "review allow %"},
    {"open", "打开审阅", "open", "review show %", "review show %"},
    {"review", "审核", "review", "review show %", "target review %"},
    {"return", "退回", "return", "review return % --comment TEXT", "review return % --comment TEXT"},
    {"approve", "审核通过", "approve", "review approve %", "target approve %"},
    {"accept", "接收", "accept", "review accept %", ""},
    {"publish", "公开", "publish", "eval publish %", ""},
    {"reopen", "重新打开", "reopen", "eval reopen % --reason TEXT", ""},
    {"recheck", "复核", "recheck", "review score % --row ROW=SCORE:TEXT --reason TEXT", ""},
    {"send-back", "复核退回", "send back", "review score % --conclusion return --reason TEXT", ""},
    {"comment", "提意见", "comment", "review comment % --comment TEXT", "review comment % --comment TEXT"},
    {"answer", "答复意见", "answer comments", "eval answer % --comment ID=TEXT", "target answer % --comment ID=TEXT"},
    {"waive", "豁免问题", "waive a finding", "eval waive % --finding ID --reason TEXT",
     "target waive % --finding ID --reason TEXT"},
    {"apply-budget", "确认预算", "confirm the budget", "eval budget %", ""},
    {"budget", "确认预算", "confirm the budget", "eval budget %", ""},
    {"amend", "调整", "amend", "", "target amend % --reason TEXT"},
    // What others do to a form: in the event log only.
    {"sample", "抽查抽中", "drawn in a sample", "", ""},
    {"stale", "预算有变化", "the budget changed", "", ""},
    {"fresh", "预算与表一致", "the budget agrees again", "", ""},
    {"move", "转入承继单位", "moved to the successor", "", ""},
};

const Action* Find(const std::string& action) {
  const std::string name = absl::StrReplaceAll(action, {{"_", "-"}});
  for (const Action& known : kActions) {
    if (known.action == name) return &known;
  }
  return nullptr;
}

// The words to fill in, as the reader's language has them.
std::string FillIn(const char* command, const std::string& form, Language language) {
  std::string text = "heng " + absl::StrReplaceAll(command, {{"%", form}});
  if (language == Language::kEnglish) return text;
  return absl::StrReplaceAll(text, {{"--reason TEXT", "--reason 原因"},
                                    {"--comment TEXT", "--comment 意见"},
                                    {"ID=TEXT", "编号=答复"},
                                    {"ROW=SCORE:TEXT", "行=分数:原因"},
                                    {"FILE", "文件"},
                                    {" ID ", " 编号 "}});
}

}  // namespace

bool IsTarget(const std::string& form) { return absl::StartsWith(form, "targets/"); }

std::string StateLabel(Target::State state, Language language) {
  for (const NamedState& named : kStates) {
    if (named.state == state) return Say(language, named.zh, named.en);
  }
  return "";
}

bool ParseState(const std::string& text, Target::State* state) {
  for (const NamedState& named : kStates) {
    if (text != named.zh && !absl::EqualsIgnoreCase(text, named.en)) continue;
    *state = named.state;
    return true;
  }
  return false;
}

std::string TargetStateChoices(Language language) {
  std::string choices;
  for (const NamedState& named : kStates) {
    if (!choices.empty()) choices += Say(language, "、", ", ");
    choices += language == Language::kChinese ? named.zh : absl::AsciiStrToLower(named.en);
  }
  return choices;
}

std::string StateText(const std::string& form, const std::string& state, Language language) {
  std::string text;
  if (IsTarget(form)) {
    Target::State known = Target::STATE_UNSPECIFIED;
    if (Target::State_Parse(state, &known)) text = StateLabel(known, language);
  } else {
    Evaluation::State known = Evaluation::STATE_UNSPECIFIED;
    if (Evaluation::State_Parse(state, &known)) text = StateLabel(known, language);
  }
  return text.empty() ? state : text;
}

std::string FormActionText(const std::string& form, const std::string& action, Language language) {
  const Action* known = Find(action);
  if (known == nullptr) return ActionLabel(action, language);
  // Finance approves a target with the budget: it has another word for that.
  if (IsTarget(form) && language == Language::kChinese && std::string("approve") == known->action) return "批复";
  return Say(language, known->zh, known->en);
}

std::string RoleText(const std::string& role, Language language) {
  const auto known = ParseChoice(heng::v1::Role_descriptor(), role);
  return known ? ChoiceLabel(heng::v1::Role_descriptor(), *known, language) : role;
}

std::string CommandFor(const std::string& form, const std::string& action, Language language) {
  const Action* known = Find(action);
  if (known == nullptr) return "";
  const char* command = IsTarget(form) ? known->target : known->evaluation;
  return *command == '\0' ? "" : FillIn(command, form, language);
}

}  // namespace heng::cli
