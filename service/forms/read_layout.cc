#include "service/forms/read_layout.h"

#include <algorithm>

#include "scoring/text.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;
using heng::v1::LayoutRow;

std::string FirstCharacter(std::string_view spelled) {
  if (spelled.starts_with('*')) spelled.remove_prefix(1);
  return std::string(spelled.substr(0, scoring::FirstCodePoint(spelled).length));
}

// What goes over many columns tells nothing of a single one of them: （2022年度）.
constexpr int kWide = 3;

}  // namespace

ReadLayout::ReadLayout(const heng::v1::Layout& layout)
    : layout_(&layout), by_row_(static_cast<size_t>(layout.rows_size())) {
  for (int row = 0; row < layout.rows_size(); ++row) AddRow(row);
  for (size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].above = Above(static_cast<int>(i));
    if (parts_[i].field) Bind(static_cast<int>(i));
    for (const LabelPattern& pattern : parts_[i].patterns) {
      std::vector<int>& same = by_first_[FirstCharacter(pattern.text())];
      if (same.empty() || same.back() != static_cast<int>(i)) same.push_back(static_cast<int>(i));
    }
  }
}

void ReadLayout::AddRow(int row) {
  for (const LayoutCell& cell : layout_->rows(row).cells()) {
    LayoutPart part;
    part.cell = &cell;
    part.row = part.last_row = row;
    part.first = cell.column() - 1;
    part.last = part.first + std::max(cell.columns(), 1) - 1;
    for (int down = row; down < layout_->rows_size() && !cell.down_to().empty(); ++down) {
      if (layout_->rows(down).id() == cell.down_to()) part.last_row = down;
    }
    part.field = !cell.field().empty();
    part.note = cell.style() == LayoutCell::NOTE && !part.field;
    if (!cell.label().empty() && !part.note) {
      part.patterns.emplace_back(cell.label());
      for (const std::string& alias : cell.aliases()) part.patterns.emplace_back(alias);
      part.label = !part.patterns.front().is_number();
      if (!part.label) part.patterns.clear();
    }
    if (part.label && !part.field && !layout_->rows(row).optional()) ++wanted_;
    by_row_[static_cast<size_t>(row)].push_back(static_cast<int>(parts_.size()));
    parts_.push_back(std::move(part));
  }
}

// The nearest label to the left in its row that has this field alone, else the label right above, else the label to
// the left.
void ReadLayout::Bind(int index) {
  LayoutPart& part = parts_[static_cast<size_t>(index)];
  if (part.label) {
    part.binding = Binding::kOwn;
    return;
  }
  int left = -1, fields = 0;
  for (const int other : by_row_[static_cast<size_t>(part.row)]) {
    const LayoutPart& neighbour = parts_[static_cast<size_t>(other)];
    if (neighbour.label && !neighbour.field) {
      if (other > index) break;  // fields of the next label
      left = other;
      fields = 0;
    } else if (neighbour.field) {
      ++fields;
    }
  }
  const bool headed = part.above >= 0 && parts_[static_cast<size_t>(part.above)].label &&
                      !parts_[static_cast<size_t>(part.above)].field;
  if (left >= 0 && (fields == 1 || !headed)) {
    part.binding = Binding::kRight;
    part.of = left;
    parts_[static_cast<size_t>(left)].alone = fields == 1;
  } else if (headed) {
    part.binding = Binding::kBelow;
    part.of = part.above;
  }
}

int ReadLayout::Above(int index) const {
  const LayoutPart& part = parts_[static_cast<size_t>(index)];
  int best = -1, most = 0;
  for (int i = 0; i < index; ++i) {
    const LayoutPart& other = parts_[static_cast<size_t>(i)];
    if (other.last_row != part.row - 1) continue;
    if (other.last - other.first + 1 > kWide * (part.last - part.first + 1)) continue;
    const int overlap = std::min(other.last, part.last) - std::max(other.first, part.first) + 1;
    if (overlap > most) {
      best = i;
      most = overlap;
    }
  }
  return best;
}

const std::vector<int>& ReadLayout::Candidates(const SpelledText& cell) const {
  static const std::vector<int> none;
  const auto found = by_first_.find(FirstCharacter(cell.text));
  return found == by_first_.end() ? none : found->second;
}

}  // namespace heng::forms
