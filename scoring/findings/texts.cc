// Leftovers of a template in the texts of a form: hints, holes.
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

class TextCheck {
 public:
  TextCheck(const CheckedForm& checked, Findings& findings) : checked_(checked), findings_(findings) {}

  void Text(std::string_view field, const std::string& text) {
    if (const std::string* leftover = Leftover(text)) AddLeftover(FormPlace(field), text, *leftover, findings_);
  }
  void Goal(int i, std::string_view field, const std::string& text) {
    const std::string* const leftover = Leftover(text);
    if (leftover == nullptr) return;
    const absl::string_view name(field.data(), field.size());
    AddLeftover(FormPlace(absl::StrCat("goals[", i, "].", name)), text, *leftover, findings_);
  }
  void Cell(const heng::v1::Indicator& row, std::string_view field, const std::string& text) {
    if (const std::string* leftover = Leftover(text)) AddLeftover(PlaceOf(row, field), text, *leftover, findings_);
  }

 private:
  const std::string* Leftover(const std::string& text) const {
    return LeftoverIn(checked_.rules, checked_.texts, text);
  }

  const CheckedForm& checked_;
  Findings& findings_;
};

}  // namespace

const std::string* LeftoverIn(const PolicyRules& rules, FormTexts& texts, const std::string& text) {
  return text.empty() ? nullptr : rules.template_texts.FirstIn(texts.Glyphs(text));
}

void AddLeftover(heng::v1::Place place, const std::string& text, const std::string& leftover, Findings& findings) {
  Found found;
  found.id = "template-text";
  found.place = std::move(place);
  found.stated = text;
  findings.Add(std::move(found), {{"leftover", leftover}});
}

void CheckTexts(const CheckedForm& checked, Findings& findings) {
  const auto& form = checked.form;
  if (checked.not_filled) return;  // a template that was never filled in has all its hints
  TextCheck check(checked, findings);
  for (const auto& row : form.indicators()) {
    check.Cell(row, "name", row.name());
    check.Cell(row, "actual", row.actual());
    check.Cell(row, "deviation_reason", row.deviation_reason());
  }
  for (int i = 0; i < form.goals_size(); ++i) {
    check.Goal(i, "expected", form.goals(i).expected());
    check.Goal(i, "achieved", form.goals(i).achieved());
  }
  check.Text("funds.adjustment_reason", form.funds().adjustment_reason());
  check.Text("funds.execution_reason", form.funds().execution_reason());
  const auto& narrative = form.narrative();
  check.Text("narrative.implementation", narrative.implementation());
  check.Text("narrative.output", narrative.output());
  check.Text("narrative.benefit", narrative.benefit());
  check.Text("narrative.satisfaction", narrative.satisfaction());
  check.Text("narrative.experience", narrative.experience());
  check.Text("narrative.problems", narrative.problems());
  check.Text("narrative.next_steps", narrative.next_steps());
  check.Text("narrative.other", narrative.other());
  check.Text("narrative.summary", narrative.summary());
}

}  // namespace heng::scoring
