#include "client/cli/form_diff.h"

#include <algorithm>
#include <optional>

#include "client/cli/form_rows.h"

namespace heng::cli {
namespace {

using heng::v1::FormContent;
using heng::v1::TargetContent;

// Which side is the target where a target and an evaluation are compared: only what it fills in counts.
enum class Mixed { kNo, kBefore, kAfter };

struct TwoForms {
  std::vector<FormRow> before, after;
  Mixed mixed = Mixed::kNo;
};

TwoForms RowsOfBoth(const ComparedForm& before, const ComparedForm& after) {
  const auto* const old_form = std::get_if<FormContent>(&before.content);
  const auto* const new_form = std::get_if<FormContent>(&after.content);
  if (old_form != nullptr && new_form != nullptr) {
    const bool scores = before.HasScore() && after.HasScore();
    return {RowsOf(*old_form, scores ? &before.score : nullptr), RowsOf(*new_form, scores ? &after.score : nullptr),
            Mixed::kNo};
  }
  if (old_form == nullptr && new_form == nullptr) {
    return {RowsOf(std::get<TargetContent>(before.content)), RowsOf(std::get<TargetContent>(after.content)),
            Mixed::kNo};
  }
  if (old_form == nullptr) {
    const FormContent target = AsEvaluation(std::get<TargetContent>(before.content), *new_form);
    return {RowsOf(target, nullptr), RowsOf(*new_form, nullptr), Mixed::kBefore};
  }
  const FormContent target = AsEvaluation(std::get<TargetContent>(after.content), *old_form);
  return {RowsOf(*old_form, nullptr), RowsOf(target, nullptr), Mixed::kAfter};
}

// The parts both kinds of form have.
bool BothKindsHave(const std::string& part) {
  return part == "form" || part == "funds" || part == "goals" || part == "indicators";
}

// For each row of `before` the index of the same row in `after`; nullopt: it was removed.
std::vector<std::optional<std::size_t>> Match(const std::vector<FormRow>& before, const std::vector<FormRow>& after) {
  std::vector<std::optional<std::size_t>> matches(before.size());
  std::vector<bool> taken(after.size());
  using Same = bool (*)(const FormRow& a, const FormRow& b);
  const Same ways[] = {
      [](const FormRow& a, const FormRow& b) { return a.id == b.id && a.key == b.key; },
      [](const FormRow& a, const FormRow& b) { return a.key == b.key; },
      [](const FormRow& a, const FormRow& b) { return a.id == b.id && !a.id.empty(); },
  };
  for (const Same same : ways) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (std::size_t j = 0; j < after.size() && !matches[i]; ++j) {
        if (taken[j] || before[i].part != after[j].part || !same(before[i], after[j])) continue;
        matches[i] = j;
        taken[j] = true;
      }
    }
  }
  return matches;
}

// Rows of one part have the same cells in the same order.
std::vector<CellDifference> DiffCells(const FormRow& before, const FormRow& after, Mixed mixed) {
  std::vector<CellDifference> cells;
  for (std::size_t i = 0; i < before.cells.size(); ++i) {
    const std::string& old_text = before.cells[i].text;
    const std::string& new_text = after.cells[i].text;
    const bool not_in_target =
        (mixed == Mixed::kBefore && old_text.empty()) || (mixed == Mixed::kAfter && new_text.empty());
    if (old_text == new_text || not_in_target) continue;
    cells.push_back({before.cells[i].path, before.cells[i].field, old_text, new_text});
  }
  return cells;
}

RowDifference WholeRow(RowDifference::Kind kind, const FormRow& row) {
  RowDifference difference{kind, row.part, row.id, row.name, {}};
  for (const FormCell& cell : row.cells) {
    if (cell.text.empty()) continue;
    const bool removed = kind == RowDifference::kRemoved;
    difference.cells.push_back({cell.path, cell.field, removed ? cell.text : "", removed ? "" : cell.text});
  }
  return difference;
}

// The parts of both, in the order they first come.
std::vector<std::string> PartsOf(const TwoForms& forms) {
  std::vector<std::string> parts;
  for (const auto* rows : {&forms.before, &forms.after}) {
    for (const FormRow& row : *rows) {
      if (std::find(parts.begin(), parts.end(), row.part) == parts.end()) parts.push_back(row.part);
    }
  }
  return parts;
}

}  // namespace

std::vector<RowDifference> DiffForms(const ComparedForm& before, const ComparedForm& after) {
  const TwoForms forms = RowsOfBoth(before, after);
  const auto matches = Match(forms.before, forms.after);
  std::vector<bool> matched(forms.after.size());
  for (const auto& match : matches) {
    if (match) matched[*match] = true;
  }
  std::vector<RowDifference> differences;
  for (const std::string& part : PartsOf(forms)) {
    if (forms.mixed != Mixed::kNo && !BothKindsHave(part)) continue;
    for (std::size_t i = 0; i < forms.before.size(); ++i) {
      const FormRow& row = forms.before[i];
      if (row.part != part) continue;
      if (!matches[i]) {
        differences.push_back(WholeRow(RowDifference::kRemoved, row));
        continue;
      }
      const FormRow& now = forms.after[*matches[i]];
      auto cells = DiffCells(row, now, forms.mixed);
      if (!cells.empty()) {
        differences.push_back({RowDifference::kChanged, part, now.id, now.name, std::move(cells)});
      }
    }
    for (std::size_t j = 0; j < forms.after.size(); ++j) {
      if (forms.after[j].part == part && !matched[j]) {
        differences.push_back(WholeRow(RowDifference::kAdded, forms.after[j]));
      }
    }
  }
  return differences;
}

}  // namespace heng::cli
