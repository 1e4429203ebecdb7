#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/render.h"
#include "client/cli/text_width.h"
#include "scoring/explain.h"

namespace heng::cli {
namespace {

std::string Line(const std::string& name, const std::string& sentence) {
  if (sentence.empty()) return "";
  return "  " + (name.empty() ? "" : SafeText(name) + "\n    ") + SafeLines(sentence, "    ") + "\n";
}

// The policy's own label of the grade is Chinese; an English sentence says it in English.
heng::v1::Step InLanguage(heng::v1::Step step, const heng::v1::ScoreSheet& sheet, Language language) {
  const std::string grade = GradeLabel(sheet.grade(), language);
  if (step.rule() == "grade" && language == Language::kEnglish && !grade.empty()) step.set_result(grade);
  return step;
}

}  // namespace

std::string RenderExplanation(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, const Look& look) {
  const auto locale = look.language == Language::kChinese ? scoring::Locale::kZh : scoring::Locale::kEn;
  std::string out = Paint(Say(look.language, "评分说明", "How the scores came about"), Color::kBold, look.color) + "\n";
  if (sheet.has_execution()) {
    out +=
        Line(Say(look.language, "预算执行率", "Budget execution"), scoring::RenderExecution(sheet.execution(), locale));
  }
  for (const auto& row : sheet.rows()) out += Line(RowName(form, row.row_id()), scoring::RenderRow(row, locale));
  for (const auto& step : sheet.steps()) {
    out += Line("", scoring::RenderStep(InLanguage(step, sheet, look.language), locale));
  }
  return out;
}

}  // namespace heng::cli
