// Findings of a target form as a whole: no table, no indicator of a category, weights, goals that say nothing of their
// own, leftovers of the template.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "scoring/findings/target_checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::TargetContent;

struct NamedText {
  std::string_view field, zh, en;
  const std::string& (TargetContent::*get)() const;
};

// In the order of the form.
const NamedText kTexts[] = {
    {"overview", "项目概况", "overview", &TargetContent::overview},
    {"legal_basis", "立项依据", "legal basis", &TargetContent::legal_basis},
    {"necessity", "项目设立必要性", "necessity", &TargetContent::necessity},
    {"safeguards", "保证项目实施的制度、措施", "safeguards", &TargetContent::safeguards},
    {"plan", "项目实施计划", "plan", &TargetContent::plan},
};
const NamedText kTermGoal = {"term_goal", "实施期目标", "goal of the term", &TargetContent::term_goal};
const NamedText kAnnualGoal = {"annual_goal", "年度目标", "goal of the year", &TargetContent::annual_goal};

bool HasGoal(const CheckedTarget& checked) {
  return SaysSomething(checked.rules, checked.target.term_goal()) ||
         SaysSomething(checked.rules, checked.target.annual_goal());
}

bool HasTable(const CheckedTarget& checked) {
  return std::any_of(checked.rows.begin(), checked.rows.end(), [](const TargetRow& row) { return !row.IsBlank(); });
}

void AddNoTable(const CheckedTarget& checked, Findings& findings) {
  Found found;
  found.id = HasGoal(checked) ? "table-missing" : "not-filled";
  found.variant = "target";
  found.place = FormPlace("indicators");
  findings.Add(std::move(found));
}

void CheckCategories(const CheckedTarget& checked, Findings& findings) {
  if (checked.target.subject_kind() != heng::v1::PROJECT) return;
  for (const LevelWeightRule& level : checked.rules.level_weights) {
    if (level.weight.IsZero()) continue;
    const bool is_there = std::any_of(checked.rows.begin(), checked.rows.end(), [&](const TargetRow& row) {
      return !row.IsBlank() && IsOfCategory(row.indicator->level1(), row.Main().cell.level2(), level.level1);
    });
    if (is_there) continue;
    Found found;
    found.id = "category-missing";
    found.variant = "target";
    found.place = FormPlace("indicators");
    found.expected = level.level1;
    findings.Add(std::move(found), {{"weight", level.weight.ToString()}});
  }
}

void CheckWeightSum(const CheckedTarget& checked, Findings& findings) {
  if (checked.target.subject_kind() == heng::v1::TRANSFER) return;
  Decimal sum;
  bool any = false;
  for (const auto& row : checked.target.indicators()) {
    const auto weight = FieldDecimal(row.has_weight(), row.weight());
    if (!weight) continue;
    sum += *weight;
    any = true;
  }
  std::optional<Found> found = any ? WrongWeights(checked.rules, sum) : std::nullopt;
  if (!found) return;
  findings.Add(*std::move(found), {{"off", OffFullMarks(checked.rules, sum).ToString()},
                                   {"execution", checked.rules.execution_weight.ToString()}});
}

// A goal that repeats the overview or another text word for word is none.
void CheckGoal(const CheckedTarget& checked, const NamedText& goal, Findings& findings) {
  const std::string& text = (checked.target.*goal.get)();
  if (!SaysSomething(checked.rules, text)) return;
  for (const NamedText& other : kTexts) {
    if (checked.texts.Glyphs(text) != checked.texts.Glyphs((checked.target.*other.get)())) continue;
    Found found;
    found.id = "goal-copied";
    found.variant = "target";
    found.place = FormPlace(goal.field);
    found.stated = text;
    findings.Add(std::move(found), {{"text", std::string(other.zh), std::string(other.en)}});
    return;
  }
}

void CheckText(const CheckedTarget& checked, const NamedText& named, Findings& findings) {
  const std::string& text = (checked.target.*named.get)();
  const std::string* const leftover = LeftoverIn(checked.rules, checked.texts, text);
  if (leftover != nullptr) AddLeftover(FormPlace(named.field), text, *leftover, findings);
}

}  // namespace

void CheckTargetTable(const CheckedTarget& checked, Findings& findings) {
  if (!HasTable(checked)) return AddNoTable(checked, findings);
  CheckCategories(checked, findings);
  CheckWeightSum(checked, findings);
}

void CheckTargetTexts(const CheckedTarget& checked, Findings& findings) {
  for (const NamedText& named : kTexts) CheckText(checked, named, findings);
  for (const NamedText& goal : {kTermGoal, kAnnualGoal}) {
    CheckText(checked, goal, findings);
    CheckGoal(checked, goal, findings);
  }
}

}  // namespace heng::scoring
