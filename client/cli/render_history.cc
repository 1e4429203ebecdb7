#include "client/cli/render_history.h"

#include "client/cli/choices.h"
#include "client/cli/form_labels.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/policy_source.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using heng::v1::Comment;
using heng::v1::Recheck;
using heng::v1::Transition;
using heng::v1::Waiver;

constexpr std::size_t kShortHash = 12;
constexpr int kShownWords = 60;  // columns of what was said

// What the cells of a line say.
struct Line {
  std::string who, role, action, states, etag, policy, hash, words;
};

class Lines {
 public:
  Lines(const std::string& form, const RowNames& rows, bool full, Language language)
      : form_(form), rows_(rows), full_(full), language_(language) {}

  Line Of(const HistoryEntry& entry) const {
    if (entry.comment) return OfComment(*entry.comment);
    if (entry.answer) return OfAnswer(*entry.answer);
    if (entry.waiver) return OfWaiver(*entry.waiver);
    if (entry.recheck) return OfRecheck(*entry.recheck);
    return OfStep(entry);
  }

 private:
  const char* Say(const char* zh, const char* en) const { return cli::Say(language_, zh, en); }

  std::string States(const Transition& step) const {
    std::string to = StateText(form_, step.to(), language_);
    if (step.from().empty()) return to;
    return step.from() == step.to() ? to : StateText(form_, step.from(), language_) + " → " + to;
  }

  // Of an event the part behind the thing it is of: "evaluation.submit".
  std::string Action(const std::string& action) const {
    return FormActionText(form_, action.substr(action.rfind('.') + 1), language_);
  }

  Line OfStep(const HistoryEntry& entry) const {
    Line line;
    if (entry.event) {
      const auto& event = *entry.event;
      const std::string& hash = event.header_sha256();
      line = {event.caller(),
              event.role(),
              Action(event.action()),
              "",
              event.etag(),
              ShortPolicyName(event.policy()),
              full_ ? hash : hash.substr(0, kShortHash),
              ""};
    }
    if (!entry.transition) return line;
    const Transition& step = *entry.transition;
    if (!entry.event) {
      line = {step.principal(),
              step.role(),
              Action(step.action()),
              "",
              step.etag(),
              ShortPolicyName(step.policy().name()),
              "",
              ""};
    }
    line.states = States(step);
    line.words = step.reason();
    if (step.late()) line.words += Say("（逾期）", " (late)");
    if (step.own_work()) line.words += Say("（自己改过的表）", " (own work)");
    return line;
  }

  std::string Place(const std::string& row, const std::string& field) const {
    std::string place = row.empty() ? "" : rows_(row);
    if (!field.empty()) place += (place.empty() ? "" : "·") + FieldLabel(field, language_);
    return place.empty() ? "" : place + Say("：", ": ");
  }

  Line OfComment(const Comment& comment) const {
    return {comment.author(),
            comment.role(),
            Say("意见 ", "comment ") + comment.id(),
            "",
            "",
            "",
            "",
            Place(comment.row_id(), comment.field()) + comment.text()};
  }
  Line OfAnswer(const Comment& comment) const {
    return {comment.answered_by(), "", Say("答复 ", "answer ") + comment.id(), "", "", "", "", comment.answer()};
  }
  Line OfWaiver(const Waiver& waiver) const {
    return {waiver.principal(),
            waiver.role() == Waiver::REVIEWER ? "reviewer" : "preparer",
            Say("豁免 ", "waive ") + waiver.finding(),
            "",
            "",
            "",
            "",
            Place(waiver.row_id(), waiver.field()) + waiver.reason()};
  }
  Line OfRecheck(const Recheck& recheck) const {
    std::string words = ChoiceLabel(recheck.conclusion(), language_);
    if (recheck.has_self_total()) words += " " + TwoDecimals(recheck.self_total());
    if (recheck.conclusion() == Recheck::ADJUST && recheck.has_total()) {
      words += " → " + TwoDecimals(recheck.total()) + " " + GradeLabel(recheck.grade(), language_);
    }
    return {recheck.principal(),
            recheck.role(),
            Say("复核 ", "recheck ") + recheck.id(),
            "",
            "",
            ShortPolicyName(recheck.policy().name()),
            "",
            words + Say("，", ", ") + recheck.reason()};
  }

  const std::string& form_;
  const RowNames& rows_;
  const bool full_;
  const Language language_;
};

void Add(const char* key, const google::protobuf::Message& message, std::string* text) {
  *text += (text->empty() ? "\"" : ",\"") + std::string(key) + "\":" + json::WriteMessage(message, json::Style::kLine);
}

}  // namespace

std::string RenderHistory(const std::string& form, const std::vector<HistoryEntry>& entries, const RowNames& rows,
                          bool full, const Look& look) {
  const Language language = look.language;
  Table table({{Say(language, "时间（北京）", "Time (+08:00)")},
               {Say(language, "操作人", "Who")},
               {Say(language, "角色", "Role")},
               {Say(language, "操作", "Action")},
               {Say(language, "状态", "State")},
               {Say(language, "版本", "Etag"), Align::kRight},
               {Say(language, "规则", "Policy")},
               {Say(language, "哈希", "Hash")},
               {Say(language, "说明", "Words"), Align::kLeft, !full}});
  const Lines lines(form, rows, full, language);
  for (const HistoryEntry& entry : entries) {
    Line line = lines.Of(entry);
    const std::string words = SafeText(line.words);
    table.AddRow({TimeText(entry.time), std::move(line.who), RoleText(line.role, language), std::move(line.action),
                  std::move(line.states), std::move(line.etag), std::move(line.policy), std::move(line.hash),
                  full ? words : Shorten(words, kShownWords)});
  }
  return table.Render(full ? 0 : look.width);
}

std::string HistoryJson(const HistoryEntry& entry) {
  std::string text;
  if (entry.event) Add("event", *entry.event, &text);
  if (entry.transition) Add("transition", *entry.transition, &text);
  if (entry.comment) Add("comment", *entry.comment, &text);
  if (entry.answer) Add("answer", *entry.answer, &text);
  if (entry.waiver) Add("waiver", *entry.waiver, &text);
  if (entry.recheck) Add("recheck", *entry.recheck, &text);
  return "{" + text + "}";
}

}  // namespace heng::cli
