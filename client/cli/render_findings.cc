#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/render.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;

Color ColorOf(Finding::Severity severity) {
  if (severity == Finding::ERROR) return Color::kRed;
  return severity == Finding::WARNING ? Color::kYellow : Color::kCyan;
}

std::string RenderPlace(const RowNames& rows, const heng::v1::Place& place, Language language) {
  std::string text = place.row_id().empty() ? Say(language, "整张表", "whole form") : rows(place.row_id());
  if (!place.field().empty()) text += " · " + FieldLabel(place.field(), language);
  if (!place.cell().empty()) text += " (" + place.cell() + ")";
  return SafeText(text);
}

}  // namespace

std::string RowName(const heng::v1::FormContent& form, const std::string& id) {
  const auto named = [&id](const std::string& name) { return name.empty() ? id : name; };
  for (const auto& row : form.indicators()) {
    if (row.id() != id) continue;
    return row.name().empty() || row.level2().empty() ? named(row.level2() + row.name())
                                                      : row.level2() + "/" + row.name();
  }
  if (form.funds().total().id() == id) return named(form.funds().total().label());
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) {
      if (line.id() == id) return named(line.label());
    }
  }
  for (const auto& task : form.main_tasks()) {
    if (task.id() == id) return named(task.name());
  }
  return id;
}

std::string RenderPlace(const heng::v1::FormContent& form, const heng::v1::Place& place, Language language) {
  return RenderPlace([&form](const std::string& id) { return RowName(form, id); }, place, language);
}

std::string RenderFindings(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, const Look& look) {
  return RenderFindings(
      sheet.findings(), [&form](const std::string& id) { return RowName(form, id); }, look);
}

std::string RenderFindings(const google::protobuf::RepeatedPtrField<Finding>& findings, const RowNames& rows,
                           const Look& look) {
  std::string out;
  for (const auto severity : {Finding::ERROR, Finding::WARNING, Finding::INFO}) {
    int count = 0;
    std::string list;
    for (const Finding& finding : findings) {
      if (finding.severity() != severity) continue;
      ++count;
      list += "  " + SafeText(finding.id()) + " · " + RenderPlace(rows, finding.place(), look.language) + "\n";
      list += "    " + SafeLines(Say(look.language, finding.message()), "    ") + "\n";
      if (finding.has_waiver()) {
        list += std::string("    ") + Say(look.language, "已豁免：", "Waived: ") +
                SafeLines(finding.waiver().reason(), "    ") + "\n";
      }
    }
    if (count == 0) continue;
    const std::string title = SeverityLabel(severity, look.language) + " " + std::to_string(count);
    out += Paint(title, ColorOf(severity), look.color) + "\n" + list;
  }
  return out;
}

}  // namespace heng::cli
