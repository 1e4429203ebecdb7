#include "service/forms/read_places.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "scoring/text.h"
#include "service/forms/read_value.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

struct Columns {
  int first = 0, last = 0;
};
constexpr int kNoEnd = std::numeric_limits<int>::max();

bool Meets(const CellRange& range, const Columns& columns) {
  return range.first.column <= columns.last && range.last.column >= columns.first;
}

// 2022年度, （2022年）: the year on a line of its own; 0: it is none.
int YearHeading(std::string_view text) {
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
  int year = 0;
  size_t digits = 0;
  while (digits < text.size() && digits < 4 && scoring::IsDigit(text[digits]))
    year = year * 10 + (text[digits++] - '0');
  const std::string_view rest = text.substr(digits);
  return digits == 4 && (rest == "年度" || rest == "年") ? year : 0;
}

class PlaceFinder {
 public:
  PlaceFinder(const ReadLayout& layout, const Anchors& anchors, Grid& grid, const std::vector<bool>& has_id)
      : layout_(layout), anchors_(anchors), grid_(grid), has_id_(has_id) {}

  Places Find() {
    in_element_.assign(grid_.size(), false);
    TakeLabels();
    TakeNotes();
    for (int row = 0; row < layout_.rows(); ++row) {
      if (!layout_.Repeats(row)) TakeSingles(row);
    }
    TakeGaps();
    std::stable_sort(places_.single.begin(), places_.single.end(),
                     [](const FieldPlace& a, const FieldPlace& b) { return a.part < b.part; });
    TakeLeftover();
    return std::move(places_);
  }

 private:
  int LabelCell(int part) const { return anchors_.cells[static_cast<size_t>(part)]; }

  void TakeLabels() {
    for (size_t i = 0; i < layout_.parts().size(); ++i) {
      const int cell = anchors_.cells[i];
      if (cell < 0) continue;
      grid_.at(cell).used = true;
      const LabelHit& hit = anchors_.hits[i];
      if (hit.year != 0) places_.year = hit.year;
      if (hit.unit != heng::v1::MONEY_UNIT_UNSPECIFIED && places_.unit == heng::v1::MONEY_UNIT_UNSPECIFIED) {
        places_.unit = hit.unit;
      }
    }
  }

  // Notes, units and years on lines of their own, and 其中 beside the lines it is about.
  void TakeNotes() {
    std::vector<std::string> notes;
    for (const LayoutPart& part : layout_.parts()) {
      if (part.note) notes.push_back(Spell(part.cell->label(), part.cell->label().size()).text);
    }
    for (size_t i = 0; i < grid_.size(); ++i) {
      GridCell& cell = grid_.at(static_cast<int>(i));
      if (cell.used) continue;
      const heng::v1::MoneyUnit unit = UnitHeading(cell.spelled);
      const int year = YearHeading(cell.spelled.text);
      cell.used = unit != heng::v1::MONEY_UNIT_UNSPECIFIED || cell.spelled.text == "其中" ||
                  cell.spelled.text == "其中:" || IsNote(cell, notes);
      if (places_.unit == heng::v1::MONEY_UNIT_UNSPECIFIED) places_.unit = unit;
      if (year != 0 && places_.year == 0 && cell.range.first.row < FirstAnchoredRow()) {
        places_.year = year;
        cell.used = true;
      }
    }
  }
  int FirstAnchoredRow() const {
    int first = grid_.rows();
    for (const int row : anchors_.rows) {
      if (row >= 0) first = std::min(first, row);
    }
    return first;
  }

  // All notes of the layout and nothing else, in one cell or several.
  static bool IsNote(const GridCell& cell, const std::vector<std::string>& notes) {
    if (notes.empty() || cell.spelled.text.empty()) return false;
    const bool begins = std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
      const std::string_view start = std::string_view(note).substr(0, cell.spelled.text.size());
      return std::string_view(cell.spelled.text).starts_with(start.substr(0, 30));
    });
    if (!begins && !cell.spelled.text.starts_with("备注")) return false;
    std::string text = Spell(cell.cell->text, cell.cell->text.size()).text;
    for (const std::string& note : notes) {
      const size_t at = text.find(note);
      if (at != std::string::npos) text.erase(at, note.size());
    }
    return text.empty() || text == "备注" || text == "备注:";
  }

  // ---- columns ----
  std::optional<Columns> ColumnsOf(int index) const {
    const LayoutPart& part = layout_.part(index);
    if (part.label && !part.field) {
      const int cell = LabelCell(index);
      if (cell < 0) return std::nullopt;
      return Columns{grid_.at(cell).range.first.column, grid_.at(cell).range.last.column};
    }
    if (part.binding == Binding::kRight && layout_.part(part.of).alone) return RightOf(part.of);
    std::optional<Columns> columns;
    if (part.above >= 0) columns = ColumnsOf(part.above);
    if (columns && IsLineLabel(part)) columns->last = std::max(columns->last, BeforeNext(index) - 1);
    return columns;
  }

  // The name of a fund line may stand anywhere left of its amounts.
  static bool IsLineLabel(const LayoutPart& part) {
    const std::string_view path = part.cell->field();
    return path == "label" || path.ends_with(".label");
  }
  // Where the next field of the row begins; 0: nobody knows.
  int BeforeNext(int index) const {
    const LayoutPart& part = layout_.part(index);
    for (const int other : layout_.PartsOf(part.row)) {
      if (other <= index || !layout_.part(other).field) continue;
      const std::optional<Columns> columns = ColumnsOf(other);
      return columns ? columns->first : 0;
    }
    return 0;
  }

  // From behind the label to the next label of its row.
  std::optional<Columns> RightOf(int label) const {
    const int cell = LabelCell(label);
    if (cell < 0) return std::nullopt;
    const CellRange& range = grid_.at(cell).range;
    Columns columns{range.last.column + 1, kNoEnd};
    for (const int other : grid_.Covering(range.first.row)) {
      const int column = grid_.at(other).range.first.column;
      if (column > range.last.column && IsLabelCell(other)) columns.last = std::min(columns.last, column - 1);
    }
    return columns;
  }
  bool IsLabelCell(int cell) const {
    return std::find(anchors_.cells.begin(), anchors_.cells.end(), cell) != anchors_.cells.end();
  }

  // ---- fields that stand once ----
  void TakeSingles(int row) {
    std::vector<int> group;  // fields that share a label left of them
    for (const int index : layout_.PartsOf(row)) {
      const LayoutPart& part = layout_.part(index);
      if (!part.field) continue;
      if (part.binding == Binding::kOwn) TakeOwn(index);
      if (part.binding == Binding::kBelow && anchors_.rows[static_cast<size_t>(row)] >= 0) {
        TakeInRow(index, anchors_.rows[static_cast<size_t>(row)]);
      }
      if (part.binding != Binding::kRight) continue;
      if (!group.empty() && layout_.part(group.front()).of != part.of) TakeRight(std::exchange(group, {}));
      group.push_back(index);
    }
    if (!group.empty()) TakeRight(group);
  }

  void AddSingle(int part, int cell, size_t value, size_t end = 0) {
    grid_.at(cell).used = true;
    places_.single.push_back({part, cell, value, false, end});
  }

  void TakeOwn(int index) {
    const int cell = LabelCell(index);
    if (cell < 0) return;
    const LabelHit& hit = anchors_.hits[static_cast<size_t>(index)];
    if (hit.embedded) return TakeAllIn(index, cell, hit.value);
    const std::vector<int> cells = CellsRightOf(index);
    if (!cells.empty()) AddSingle(index, cells.front(), 0);
  }

  // 负责人：张三  经办人：李四: several labels of the row in one cell.
  void TakeAllIn(int index, int cell, size_t value) {
    constexpr size_t kMostChars = 500;
    const SpelledText text = Spell(grid_.at(cell).cell->text, kMostChars);
    struct Found {
      size_t label = 0, value = 0;  // in the text
      int part = -1;
    };
    std::vector<Found> found = {{0, value, index}};
    for (const int other : layout_.PartsOf(layout_.part(index).row)) {
      if (other == index || layout_.part(other).binding != Binding::kOwn || LabelCell(other) >= 0) continue;
      for (const LabelPattern& pattern : layout_.part(other).patterns) {
        const size_t at = text.text.find(pattern.text() + ":");
        if (at == std::string::npos || text.at[at] < value) continue;
        found.push_back({text.at[at], text.at[at + pattern.text().size() + 1], other});
        break;
      }
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.label < b.label; });
    for (size_t i = 0; i < found.size(); ++i) {
      AddSingle(found[i].part, cell, found[i].value, i + 1 < found.size() ? found[i + 1].label : 0);
    }
  }

  // Unused cells behind the label, in all rows it covers.
  std::vector<int> CellsRightOf(int label) const {
    std::vector<int> cells;
    const std::optional<Columns> columns = RightOf(label);
    if (!columns) return cells;
    const CellRange& range = grid_.at(LabelCell(label)).range;
    for (int row = range.first.row; row <= range.last.row; ++row) {
      for (const int cell : grid_.Covering(row)) {
        const GridCell& at = grid_.at(cell);
        if (!at.used && grid_.BeginsIn(cell, row) && at.range.first.column >= columns->first &&
            at.range.first.column <= columns->last) {
          cells.push_back(cell);
        }
      }
    }
    return cells;
  }

  void TakeRight(const std::vector<int>& fields) {
    const int label = layout_.part(fields.front()).of;
    const int cell = LabelCell(label);
    if (cell < 0) return;
    const LabelHit& hit = anchors_.hits[static_cast<size_t>(label)];
    if (hit.embedded && fields.size() == 1) return AddSingle(fields.front(), cell, hit.value);
    std::vector<int> cells = CellsRightOf(label);
    if (fields.size() == 1 && layout_.part(fields.front()).cell->format() == LayoutCell::TEXT) {
      if (!cells.empty()) AddSingle(fields.front(), cells.front(), 0);
      return;
    }
    DropNumberLabels(layout_.part(label).row, cells);
    TakeInOrder(fields, cells);
  }

  // The 100 beside 总分 that every form has.
  void DropNumberLabels(int row, std::vector<int>& cells) {
    for (const int index : layout_.PartsOf(row)) {
      const LayoutPart& part = layout_.part(index);
      if (part.field || part.label || part.note || part.cell->label().empty()) continue;
      const std::optional<Columns> columns = ColumnsOf(index);
      const auto found = std::find_if(cells.begin(), cells.end(), [&](int cell) {
        return columns && Meets(grid_.at(cell).range, *columns) &&
               SameNumber(grid_.at(cell).cell->text, part.cell->label());
      });
      if (found == cells.end()) continue;
      grid_.at(*found).used = true;
      cells.erase(found);
    }
  }

  // Several fields behind one label: both in their order, by what a cell can be and by the column it stands in.
  void TakeInOrder(const std::vector<int>& fields, const std::vector<int>& cells) {
    const size_t n = fields.size(), m = cells.size();
    std::vector<std::vector<int>> best(n + 1, std::vector<int>(m + 1, 0));
    for (size_t i = n; i-- > 0;) {
      for (size_t j = m; j-- > 0;) {
        best[i][j] = std::max({best[i + 1][j], best[i][j + 1], Fit(fields[i], cells[j]) + best[i + 1][j + 1]});
      }
    }
    for (size_t i = 0, j = 0; i < n && j < m;) {
      const int fit = Fit(fields[i], cells[j]);
      if (fit > 0 && best[i][j] == fit + best[i + 1][j + 1]) {
        AddSingle(fields[i++], cells[j++], 0);
      } else if (best[i][j] == best[i + 1][j]) {
        ++i;
      } else {
        ++j;
      }
    }
  }
  int Fit(int field, int cell) const {
    const LayoutPart& part = layout_.part(field);
    const bool number = PlainNumber(grid_.at(cell).cell->text).has_value();
    const bool text = part.cell->format() == LayoutCell::TEXT;
    const std::optional<Columns> columns = ColumnsOf(field);
    const bool in_column = columns && Meets(grid_.at(cell).range, *columns);
    if (number == text) return in_column && !number ? 1 : -10;
    return 4 + (in_column ? 3 : 0);
  }

  // The cell of the row in the columns of the field.
  bool TakeInRow(int index, int row) {
    const std::optional<Columns> columns = ColumnsOf(index);
    if (!columns || row >= grid_.rows()) return false;
    for (const int cell : grid_.Covering(row)) {
      if (grid_.at(cell).used || !grid_.BeginsIn(cell, row) || !Meets(grid_.at(cell).range, *columns)) continue;
      AddSingle(index, cell, 0);
      return true;
    }
    return false;
  }

  // ---- rows without labels, between those that have some ----
  void TakeGaps() {
    int layout_row = -1, sheet_row = -1;
    for (int row = 0; row <= layout_.rows(); ++row) {
      const bool end = row == layout_.rows();
      const int found = end ? grid_.rows() : anchors_.rows[static_cast<size_t>(row)];
      if (found < 0) continue;
      TakeGap(layout_row + 1, row, sheet_row + 1, found);
      layout_row = row;
      sheet_row = found;
    }
  }

  bool HasUnused(int row) const {
    const std::vector<int>& cells = grid_.Covering(row);
    return std::any_of(cells.begin(), cells.end(),
                       [&](int cell) { return !grid_.at(cell).used && grid_.BeginsIn(cell, row); });
  }
  bool HasId(int row) const { return static_cast<size_t>(row) < has_id_.size() && has_id_[static_cast<size_t>(row)]; }

  void TakeGap(int layout_first, int layout_end, int sheet_first, int sheet_end) {
    std::vector<int> rows;
    for (int row = sheet_first; row < sheet_end; ++row) {
      if (IsRepeatedHeader(row)) continue;
      if (HasUnused(row) || HasId(row)) rows.push_back(row);
    }
    for (int row = layout_first; row < layout_end; ++row) {
      if (layout_.Repeats(row)) {
        TakeElements(row, rows);
        return;
      }
      TakeLine(row, rows);
    }
  }

  // A row of fields that stands once: the first row of the sheet that has something in their columns. The rows before
  // it are nobody's.
  void TakeLine(int layout_row, std::vector<int>& rows) {
    for (const int index : layout_.PartsOf(layout_row)) {
      if (layout_.part(index).binding == Binding::kNone && layout_.part(index).field) {
        TakeTitle(index, rows);
        return;
      }
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      bool any = false;
      for (const int index : layout_.PartsOf(layout_row)) {
        if (layout_.part(index).field && layout_.part(index).binding == Binding::kBelow) {
          any |= TakeInRow(index, rows[i]);
        }
      }
      if (!any) continue;
      rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return;
    }
  }

  // 附件1 and the like stand above the title: it is the last line that ends with 表, else the longest.
  void TakeTitle(int index, std::vector<int>& rows) {
    int best = -1, best_points = 0;
    for (const int row : rows) {
      for (const int cell : grid_.Covering(row)) {
        if (grid_.at(cell).used || !grid_.BeginsIn(cell, row)) continue;
        const std::string& text = grid_.at(cell).spelled.text;
        const int points = (absl::StrContains(text, "表") ? 1'000'000 + row * 100 : 0) +
                           static_cast<int>(std::min<size_t>(text.size(), 90));
        if (points > best_points) {
          best = cell;
          best_points = points;
        }
      }
    }
    if (best < 0) return;
    AddSingle(index, best, 0);
    const int row = grid_.at(best).range.first.row;
    rows.erase(std::remove_if(rows.begin(), rows.end(), [row](int other) { return other <= row; }), rows.end());
  }

  // The header printed again at the top of a page.
  bool IsRepeatedHeader(int row) {
    int labels = 0, others = 0;
    for (const int cell : grid_.Covering(row)) {
      if (!grid_.BeginsIn(cell, row) || grid_.at(cell).used) continue;
      IsSomeLabel(cell) ? ++labels : ++others;
    }
    constexpr int kFew = 3;
    if (labels < kFew || labels < 2 * others) return false;
    for (const int cell : grid_.Covering(row)) {
      if (grid_.BeginsIn(cell, row) && IsSomeLabel(cell)) grid_.at(cell).used = true;
    }
    return true;
  }
  bool IsSomeLabel(int cell) const {
    const SpelledText& text = grid_.at(cell).spelled;
    for (const int index : layout_.Candidates(text)) {
      for (const LabelPattern& pattern : layout_.part(index).patterns) {
        const auto hit = pattern.Match(text);
        if (hit && !hit->embedded) return true;
      }
    }
    return false;
  }

  // ---- lists ----
  void TakeElements(int layout_row, const std::vector<int>& rows) {
    for (const int row : rows) {
      ElementRow element{layout_row, row, {}};
      bool own = false;  // something begins in this row
      std::vector<int> here;
      for (const int index : layout_.PartsOf(layout_row)) {
        if (!layout_.part(index).field) continue;
        const int cell = ElementCell(index, row, here);
        if (cell < 0) continue;
        here.push_back(cell);
        element.places.push_back({index, cell, 0, !grid_.BeginsIn(cell, row)});
        own |= grid_.BeginsIn(cell, row);
      }
      if (own) AddLineLabel(layout_row, row, element);
      if (!own && !HasId(row)) continue;
      for (const FieldPlace& place : element.places) {
        grid_.at(place.cell).used = true;
        in_element_[static_cast<size_t>(place.cell)] = true;
      }
      places_.elements.push_back(std::move(element));
    }
  }

  // The cell that covers the row in the columns of the field; first one that begins in it.
  int ElementCell(int index, int row, const std::vector<int>& taken) const {
    const std::optional<Columns> columns = ColumnsOf(index);
    if (!columns) return -1;
    int merged = -1;
    for (const int cell : grid_.Covering(row)) {
      if (!Meets(grid_.at(cell).range, *columns) || IsLabelCell(cell)) continue;
      if (std::find(taken.begin(), taken.end(), cell) != taken.end()) continue;
      if (grid_.BeginsIn(cell, row)) {
        if (!grid_.at(cell).used) return cell;
      } else if (merged < 0 && in_element_[static_cast<size_t>(cell)]) {
        merged = cell;
      }
    }
    return merged;
  }
  // The name of a fund line stands left of its amounts, wherever that is.
  void AddLineLabel(int layout_row, int row, ElementRow& element) {
    for (const int index : layout_.PartsOf(layout_row)) {
      if (layout_.part(index).cell->field() != "label" || HasPart(element, index)) continue;
      for (const int cell : grid_.Covering(row)) {
        if (grid_.at(cell).used || !grid_.BeginsIn(cell, row) || PlainNumber(grid_.at(cell).cell->text)) continue;
        if (!element.places.empty() && cell == element.places.front().cell) return;
        element.places.insert(element.places.begin(), FieldPlace{index, cell, 0, false});
        return;
      }
    }
  }
  static bool HasPart(const ElementRow& element, int part) {
    return std::any_of(element.places.begin(), element.places.end(),
                       [part](const FieldPlace& place) { return place.part == part; });
  }

  // 序号 and the numbers below it.
  void TakeNumbering() {
    std::vector<std::pair<int, int>> columns;  // column, and the row of its heading
    for (size_t i = 0; i < grid_.size(); ++i) {
      GridCell& cell = grid_.at(static_cast<int>(i));
      if (cell.used) continue;
      const CellAt at = cell.range.first;
      const bool below = std::any_of(columns.begin(), columns.end(), [at](const auto& column) {
        return column.first == at.column && column.second < at.row;
      });
      if (cell.spelled.text == "序号") {
        columns.emplace_back(at.column, at.row);
        cell.used = true;
      } else if (below && PlainNumber(cell.cell->text)) {
        cell.used = true;
      }
    }
  }

  void TakeLeftover() {
    TakeNumbering();
    for (size_t i = 0; i < grid_.size(); ++i) {
      const int cell = static_cast<int>(i);
      if (!grid_.at(cell).used && !IsSomeLabel(cell)) places_.leftover.push_back(cell);
    }
  }

  const ReadLayout& layout_;
  const Anchors& anchors_;
  Grid& grid_;
  const std::vector<bool>& has_id_;
  Places places_;
  std::vector<bool> in_element_;  // cells taken for an element, which rows below may share
};

}  // namespace

Places FindPlaces(const ReadLayout& layout, const Anchors& anchors, Grid& grid, const std::vector<bool>& has_id) {
  return PlaceFinder(layout, anchors, grid, has_id).Find();
}

}  // namespace heng::forms
