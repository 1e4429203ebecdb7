#include "client/cli/render_review.h"

#include <algorithm>

#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Comment;
using heng::v1::Recheck;
using heng::v1::ReviewRecord;
using heng::v1::RowRecheck;
using heng::v1::TargetContent;
using heng::v1::Waiver;

// "principals/li（主管部门），2023-04-01 10:00:00".
std::string WhoWhen(const std::string& who, const std::string& role, const google::protobuf::Timestamp& time,
                    Language language) {
  std::string text = who;
  if (!role.empty()) text += Say(language, "（", " (") + RoleText(role, language) + Say(language, "）", ")");
  const std::string when = TimeText(time);
  if (!when.empty()) text += Say(language, "，", ", ") + when;
  return SafeText(text);
}

std::string TotalText(const std::string& total, heng::v1::Grade grade, Language language) {
  if (total.empty()) return Say(language, "无", "none");
  const std::string label = GradeLabel(grade, language);
  return TwoDecimals(total) + (label.empty() ? "" : " " + label);
}

std::string RowText(const RowRecheck& row, const RowNames& rows, Language language) {
  std::string text = "    " + PlaceText(row.row_id(), "", rows, language) + Say(language, "：", ": ");
  if (row.has_self_score()) text += SafeText(TwoDecimals(row.self_score())) + " → ";
  text += SafeText(TwoDecimals(row.score()));
  if (!row.reason().empty()) text += Say(language, "，", ", ") + SafeLines(row.reason(), "      ");
  return text + "\n";
}

template <typename Things, typename RenderOne>
std::string Section(const char* title, const Things& things, const Look& look, RenderOne render) {
  if (things.empty()) return "";
  std::string out = "\n" + Paint(title, Color::kBold, look.color) + "\n";
  for (const auto& thing : things) out += render(thing);
  return out;
}

const char* RoleOf(const Waiver& waiver) {
  if (waiver.role() == Waiver::PREPARER) return "preparer";
  return waiver.role() == Waiver::REVIEWER ? "reviewer" : "";
}

}  // namespace

std::string PlaceText(const std::string& row_id, const std::string& field, const RowNames& rows, Language language) {
  std::string place;
  if (!row_id.empty()) {
    const std::string name = rows(row_id);
    place = name == row_id ? row_id : row_id + " " + name;
  }
  if (!field.empty()) place += (place.empty() ? "" : " · ") + FieldLabel(field, language);
  return SafeText(place.empty() ? Say(language, "整张表", "whole form") : place);
}

bool HasRow(const heng::v1::FormContent& form, const std::string& row_id) {
  const auto in = [&row_id](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.id() == row_id; });
  };
  const auto& breakdowns = form.funds().breakdowns();
  return in(form.indicators()) || in(form.main_tasks()) || in(form.attachments()) ||
         (form.funds().has_total() && form.funds().total().id() == row_id) ||
         std::any_of(breakdowns.begin(), breakdowns.end(), [&](const auto& part) { return in(part.lines()); });
}

bool HasRow(const TargetContent& form, const std::string& row_id) {
  const auto in = [&row_id](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.id() == row_id; });
  };
  return in(form.indicators()) || in(form.term_funds().lines()) || in(form.annual_funds().lines());
}

RowNames RowNamesOf(const heng::v1::FormContent& form) {
  return [&form](const std::string& row_id) { return RowName(form, row_id); };
}

RowNames RowNamesOf(const TargetContent& form) {
  return [&form](const std::string& row_id) -> std::string {
    for (const auto& row : form.indicators()) {
      if (row.id() != row_id) continue;
      const auto& value = row.annual().name().empty() ? row.term() : row.annual();
      if (value.name().empty()) return row_id;
      return value.level2().empty() ? value.name() : value.level2() + "/" + value.name();
    }
    for (const auto* funds : {&form.term_funds(), &form.annual_funds()}) {
      for (const auto& line : funds->lines()) {
        if (line.id() == row_id && !line.label().empty()) return line.label();
      }
    }
    return row_id;
  };
}

std::string RenderComment(const Comment& comment, const RowNames& rows, Language language) {
  std::string out =
      "  " + SafeText(comment.id()) + " · " + PlaceText(comment.row_id(), comment.field(), rows, language) + "\n";
  out += "    " + SafeLines(comment.text(), "    ") + "\n";
  out += "    — " + WhoWhen(comment.author(), comment.role(), comment.time(), language) + "\n";
  if (!comment.answer().empty()) {
    out += std::string("    ") + Say(language, "答复：", "Answer: ") + SafeLines(comment.answer(), "    ") + "\n";
    out += "    — " + WhoWhen(comment.answered_by(), "", comment.answer_time(), language) + "\n";
  } else if (comment.needs_answer()) {
    out += std::string("    ") + Say(language, "等待答复", "waits for an answer") + "\n";
  }
  return out;
}

std::string RenderRecheck(const Recheck& recheck, const RowNames& rows, Language language) {
  std::string out = "  " + SafeText(recheck.id()) + " · " + ChoiceLabel(recheck.source(), language) +
                    Say(language, "：", ": ") + ChoiceLabel(recheck.conclusion(), language);
  out += Say(language, "，自评 ", ", unit's own ") +
         SafeText(TotalText(recheck.self_total(), recheck.self_grade(), language));
  if (recheck.conclusion() == Recheck::ADJUST) {
    out += " → " + SafeText(TotalText(recheck.total(), recheck.grade(), language));
  }
  out += "\n";
  for (const RowRecheck& row : recheck.rows()) out += RowText(row, rows, language);
  if (!recheck.reason().empty()) {
    out += std::string("    ") + Say(language, "原因：", "Reason: ") + SafeLines(recheck.reason(), "    ") + "\n";
  }
  return out + "    — " + WhoWhen(recheck.principal(), recheck.role(), recheck.time(), language) +
         (recheck.sample().empty() ? "" : Say(language, "，", ", ") + SafeText(recheck.sample())) + "\n";
}

std::string RenderWaiver(const Waiver& waiver, const RowNames& rows, Language language) {
  return "  " + SafeText(waiver.finding()) + " · " + PlaceText(waiver.row_id(), waiver.field(), rows, language) +
         "\n    " + SafeLines(waiver.reason(), "    ") + "\n    — " +
         WhoWhen(waiver.principal(), RoleOf(waiver), waiver.time(), language) + "\n";
}

std::string RenderActions(const std::string& form,
                          const google::protobuf::RepeatedPtrField<heng::v1::AllowedAction>& actions,
                          const Look& look) {
  const Language language = look.language;
  return Section(Say(language, "现在可以做什么", "What may be done now"), actions, look,
                 [&](const heng::v1::AllowedAction& action) {
                   std::string line =
                       "  " + SafeText(FormActionText(form, action.action(), language)) + Say(language, "：", ": ");
                   const std::string command = CommandFor(form, action.action(), language);
                   if (!action.allowed()) {
                     line += Say(language, "不可以。", "no; ") + SafeLines(Say(language, action.reason()), "    ");
                   } else {
                     line += command.empty() ? Say(language, "可以", "yes") : SafeText(command);
                   }
                   return line + "\n";
                 });
}

std::string RenderReview(const ReviewRecord& review, const RowNames& rows, const Look& look) {
  const Language language = look.language;
  return Section(Say(language, "审核意见", "Comments"), review.comments(), look,
                 [&](const Comment& comment) { return RenderComment(comment, rows, language); }) +
         Section(Say(language, "复评和复核", "Rechecks"), review.rechecks(), look,
                 [&](const Recheck& recheck) { return RenderRecheck(recheck, rows, language); }) +
         Section(Say(language, "豁免", "Waivers"), review.waivers(), look,
                 [&](const Waiver& waiver) { return RenderWaiver(waiver, rows, language); });
}

}  // namespace heng::cli
