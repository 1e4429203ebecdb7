// Findings of the form as a whole: what is there twice, copied, missing or in the wrong place.
#include <algorithm>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

constexpr std::string_view kQuantityLevel = "数量";
constexpr int kFewestCopies = 3;  // fewer equal pairs are no pattern

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// 产出 of 产出指标: how forms spell a level varies in the ending only.
std::string_view LevelStem(std::string_view level) { return level.substr(0, level.find("指标")); }

void CheckCategories(const CheckedForm& checked, Findings& findings) {
  if (checked.form.subject_kind() != heng::v1::PROJECT || checked.not_filled || HasNoTable(checked.form)) return;
  for (const LevelWeightRule& level : checked.rules.level_weights) {
    if (level.weight.IsZero()) continue;
    const bool found_level = std::any_of(checked.rows.begin(), checked.rows.end(), [&](const ScoredRow& row) {
      return row.Counts() && IsOfCategory(row.indicator->level1(), row.indicator->level2(), level.level1);
    });
    if (found_level) continue;
    Found found;
    found.id = "category-missing";
    found.place = FormPlace("indicators");
    found.expected = level.level1;
    findings.Add(std::move(found), {{"weight", level.weight.ToString()}});
  }
}

void CheckCopiedActuals(const CheckedForm& checked, Findings& findings) {
  const ScoredRow* repeats_operator = nullptr;
  int numeric = 0, copied = 0;
  for (const ScoredRow& row : checked.rows) {
    if (row.role != Role::kWeighted && row.role != Role::kMember) continue;
    if (row.reading->actual_has_operator && repeats_operator == nullptr) repeats_operator = &row;
    if (row.reading->target.state != Reading::NUMBER || row.reading->actual.state != Reading::NUMBER) continue;
    ++numeric;
    if (row.reading->same_text) ++copied;
  }
  if (repeats_operator != nullptr) {
    Found found = AtRow(*repeats_operator, "actual-repeats-operator", "actual");
    found.stated = std::string(repeats_operator->reading->actual_text);
    findings.Add(std::move(found));
  }
  if (numeric >= kFewestCopies && copied == numeric) {
    Found found;
    found.id = "actuals-copy-targets";
    found.place = FormPlace("indicators");
    findings.Add(std::move(found), {{"count", absl::StrCat(copied)}});
  }
}

void CheckTable(const CheckedForm& checked, Findings& findings) {
  const auto& form = checked.form;
  if (form.subject_kind() == heng::v1::TRANSFER) return;
  if (HasNoTable(form) && (form.has_claimed_indicator_total() || form.has_claimed_total())) {
    Found found;
    found.id = "table-missing";
    found.place = FormPlace("indicators");
    findings.Add(std::move(found));
  }
  if (checked.not_filled) {
    Found found;
    found.id = "not-filled";
    found.place = FormPlace("indicators");
    findings.Add(std::move(found));
  }
}

}  // namespace

bool IsZeroQuantity(std::string_view level2, const Value& target) {
  return Contains(level2, kQuantityLevel) && target.state == Reading::NUMBER && target.number.IsZero();
}

bool IsOfCategory(std::string_view level1, std::string_view level2, std::string_view category) {
  const std::string_view stem = LevelStem(category);
  return Contains(level1, stem) || Contains(level2, stem);
}

bool IsExecutionRate(std::string_view name) {
  return Contains(name, "执行率") && (Contains(name, "预算") || Contains(name, "资金"));
}

Found AtRow(const ScoredRow& row, std::string_view id, std::string_view field) {
  Found found;
  found.id = id;
  found.place = PlaceOf(*row.indicator, field);
  const std::string name = Quoted(row.indicator->name().empty() ? row.indicator->level2() : row.indicator->name());
  found.row_zh = absl::StrCat("第", row.number, "行“", name, "”");
  found.row_en = absl::StrCat("row ", row.number, " \"", name, "\"");
  return found;
}

bool HasNoTable(const heng::v1::FormContent& form) {
  return std::all_of(form.indicators().begin(), form.indicators().end(), IsBlankRow);
}

bool IsNotFilled(const CheckedForm& checked) {
  if (checked.form.subject_kind() == heng::v1::TRANSFER) return false;
  if (HasNoTable(checked.form)) return !checked.form.has_claimed_indicator_total();
  return std::none_of(checked.rows.begin(), checked.rows.end(), [](const ScoredRow& row) {
    if (row.role == Role::kClaimOnly) return true;
    return row.role == Role::kWeighted && (row.claimed || row.reading->actual.state != Reading::MISSING);
  });
}

void CheckRowStructure(const CheckedForm& checked, const ScoredRow& row, bool duplicate, Findings& findings) {
  const auto& indicator = *row.indicator;
  if (row.Counts() && IsExecutionRate(indicator.name())) {
    Found found = AtRow(row, "execution-as-indicator", "name");
    found.stated = indicator.name();
    findings.Add(std::move(found));
  }
  if (row.role != Role::kWeighted) return;
  if (!checked.not_filled && *row.weight > checked.rules.concentrated_weight) {
    Found found = AtRow(row, "weight-concentrated", "weight");
    found.stated = row.weight->ToString();
    found.expected = checked.rules.concentrated_weight.ToString();
    findings.Add(std::move(found));
  }
  if (IsZeroQuantity(indicator.level2(), row.reading->target)) {
    Found found = AtRow(row, "target-on-zero", row.reading->target_field);
    found.stated = std::string(row.reading->target_text);
    findings.Add(std::move(found));
  }
  if (duplicate) {
    Found found = AtRow(row, "duplicate-indicator", "name");
    found.stated = indicator.name();
    findings.Add(std::move(found));
  }
}

void CheckStructure(const CheckedForm& checked, Findings& findings) {
  CheckCopiedActuals(checked, findings);
  CheckCategories(checked, findings);
  CheckTable(checked, findings);
}

void CheckGoals(const CheckedForm& checked, Findings& findings) {
  for (int i = 0; i < checked.form.goals_size(); ++i) {
    const auto& goal = checked.form.goals(i);
    const std::string_view expected = checked.texts.Glyphs(goal.expected());
    if (checked.rules.reading.phrases.IsMissing(expected) || expected != checked.texts.Glyphs(goal.achieved())) {
      continue;
    }
    Found found;
    found.id = "goal-copied";
    found.place = FormPlace(absl::StrCat("goals[", i, "].achieved"));
    found.stated = goal.achieved();
    findings.Add(std::move(found));
  }
}

}  // namespace heng::scoring
