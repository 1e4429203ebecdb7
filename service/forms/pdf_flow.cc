#include "service/forms/pdf_flow.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace heng::forms {
namespace {

constexpr double kEpsilon = 0.01;
constexpr double kMinDividedShare = 0.1;  // of a sheet: less than this of a divided row is not begun at its bottom
constexpr double kMaxHeaderShare = 0.4;   // of a sheet: higher headers are not repeated
constexpr double kMaxKeptShare = 0.34;    // of a sheet: higher rows don't come along with the notes below them
constexpr double kMaxLabelShare = 0.3;    // of a sheet: longer labels are repeated only where there is room anyway
constexpr int kMaxPulled = 8;             // rows that a better break may cost a sheet

class Pager {
 public:
  explicit Pager(const Flow& flow)
      : flow_(flow), ending_(flow.rows.size()), printed_(flow.cells.size(), 0), heights_(flow.rows.size(), 0.0) {
    for (size_t at = 0; at < flow.cells.size(); ++at)
      ending_[static_cast<size_t>(End(flow.cells[at]) - 1)].push_back(at);
  }

  absl::StatusOr<std::vector<Sheet>> Run() {
    std::vector<Sheet> sheets;
    while (row_ < Rows()) {
      if (static_cast<int>(sheets.size()) == flow_.max_sheets) {
        return absl::ResourceExhaustedError(
            absl::StrCat("the form takes more than ", flow_.max_sheets, " sheets of paper"));
      }
      BeginSheet();
      FillSheet();
      sheets.push_back(EndSheet());
    }
    for (size_t at = 0; at < printed_.size(); ++at) {
      if (printed_[at] != flow_.cells[at].lines.size()) return absl::InternalError("a text was not printed to its end");
    }
    return sheets;
  }

 private:
  // A row, or a part of one, on the sheet being filled.
  struct Band {
    int row = 0;
    double height = 0;
  };

  int Rows() const { return static_cast<int>(flow_.rows.size()); }
  int End(const FlowCell& cell) const { return std::min(cell.row + cell.rows, Rows()); }
  bool Covers(const FlowCell& cell, int row) const { return cell.row <= row && row < End(cell); }

  double Used() const {
    return std::accumulate(bands_.begin(), bands_.end(), 0.0, [](double sum, const Band& b) { return sum + b.height; });
  }

  // Height that the cell has on this sheet in the first `bands` of it.
  double Placed(const FlowCell& cell, size_t bands) const {
    double sum = 0;
    for (size_t at = 0; at < bands; ++at) sum += Covers(cell, bands_[at].row) ? bands_[at].height : 0;
    return sum;
  }

  static double LinesHeight(const FlowCell& cell, size_t first) {
    return std::accumulate(cell.lines.begin() + static_cast<ptrdiff_t>(std::min(first, cell.lines.size())),
                           cell.lines.end(), 0.0);
  }

  // The line after the last one from `first` on that stands in a box so high.
  size_t LinesIn(const FlowCell& cell, size_t first, double height) const {
    double left = height - 2 * flow_.padding + kEpsilon;
    size_t at = first;
    while (at < cell.lines.size() && cell.lines[at] <= left) left -= cell.lines[at++];
    return at;
  }

  // The first line that a cell still needs room for, or again: a label on another sheet.
  size_t Wanted(size_t at) const {
    const FlowCell& cell = flow_.cells[at];
    const bool again =
        cell.repeat && printed_[at] == cell.lines.size() && LinesHeight(cell, 0) <= kMaxLabelShare * flow_.height;
    return again ? 0 : printed_[at];
  }

  // How high the row has to be here, so that every text that ends in it does.
  double Required(int row) const {
    double need = divided_ && row == row_ ? 2 * flow_.padding : flow_.rows[static_cast<size_t>(row)].min_height;
    for (const size_t at : ending_[static_cast<size_t>(row)]) {
      const FlowCell& cell = flow_.cells[at];
      need = std::max(need, LinesHeight(cell, Wanted(at)) + 2 * flow_.padding - Placed(cell, bands_.size()));
    }
    return need;
  }

  // The same at the top of the next sheet, if this one ends above the row.
  double RequiredOnNext(int row) const {
    double need = flow_.rows[static_cast<size_t>(row)].min_height;
    for (const size_t at : ending_[static_cast<size_t>(row)]) {
      const FlowCell& cell = flow_.cells[at];
      const double placed = Placed(cell, bands_.size());
      const size_t first = placed > 0 && !cell.repeat ? LinesIn(cell, printed_[at], placed) : Wanted(at);
      need = std::max(need, LinesHeight(cell, first) + 2 * flow_.padding);
    }
    return need;
  }

  // Null: none, or too high.
  const HeaderGroup* HeaderOf(int row) const {
    for (const HeaderGroup& group : flow_.headers) {
      if (row < group.body || row >= group.end) continue;
      double height = 0;
      for (int at = group.first; at < group.body; ++at) height += heights_[static_cast<size_t>(at)];
      return height <= kMaxHeaderShare * flow_.height ? &group : nullptr;
    }
    return nullptr;
  }

  void BeginSheet() {
    bands_.clear();
    if (const HeaderGroup* group = HeaderOf(row_)) {
      for (int at = group->first; at < group->body; ++at) bands_.push_back({at, heights_[static_cast<size_t>(at)]});
    }
    repeated_ = bands_.size();
  }

  void FillSheet() {
    while (row_ < Rows()) {
      const double need = Required(row_);
      const double space = flow_.height - Used();
      if (need <= space + kEpsilon) {
        bands_.push_back({row_, need});
        if (!divided_) heights_[static_cast<size_t>(row_)] = need;
        divided_ = false;
        ++row_;
        continue;
      }
      const bool fresh = bands_.size() == repeated_;
      const bool fits_on_next = RequiredOnNext(row_) <= flow_.height - RepeatedOnNext(row_) + kEpsilon;
      if (fresh || (!fits_on_next && space >= kMinDividedShare * flow_.height)) {
        bands_.push_back({row_, space});
        divided_ = true;
      } else {
        BreakBefore();
      }
      return;
    }
  }

  double RepeatedOnNext(int row) const {
    double height = 0;
    if (const HeaderGroup* group = HeaderOf(row)) {
      for (int at = group->first; at < group->body; ++at) height += heights_[static_cast<size_t>(at)];
    }
    return height;
  }

  // The sheet ends above row_, or a few rows higher where that is better.
  void BreakBefore() {
    const size_t least = std::max(repeated_ + 1, bands_.size() - std::min<size_t>(bands_.size(), kMaxPulled));
    for (size_t bands = bands_.size(); bands >= least; --bands) {
      const int next = bands < bands_.size() ? bands_[bands].row : row_;
      if (BadBreak(bands, next)) continue;
      bands_.resize(bands);
      row_ = next;
      return;
    }
  }

  bool BadBreak(size_t bands, int next) const {
    const size_t row = static_cast<size_t>(next);
    if (flow_.rows[row - 1].header) return true;
    // The row below a list (总分) belongs to it.
    for (const HeaderGroup& group : flow_.headers) {
      if (next == group.end && group.body < group.end) return true;
    }
    if (flow_.rows[row].tail && bands_[bands - 1].height <= kMaxKeptShare * flow_.height) return true;
    for (size_t at = 0; at < flow_.cells.size(); ++at) {
      const FlowCell& cell = flow_.cells[at];
      const bool begins = cell.repeat && printed_[at] == 0 && cell.row < next && next < End(cell);
      if (begins && LinesIn(cell, 0, Placed(cell, bands)) < cell.lines.size()) return true;
    }
    return false;
  }

  Sheet EndSheet() {
    Sheet sheet;
    for (size_t at = 0; at < flow_.cells.size(); ++at) {
      const FlowCell& cell = flow_.cells[at];
      Piece piece{.cell = static_cast<int>(at)};
      double top = 0;
      bool here = false, only_repeated = true;
      for (size_t band = 0; band < bands_.size(); top += bands_[band++].height) {
        if (!Covers(cell, bands_[band].row)) continue;
        if (!here) piece.top = top;
        here = true;
        only_repeated = only_repeated && band < repeated_;
        piece.height += bands_[band].height;
      }
      if (!here) continue;
      Print(at, only_repeated, &piece);
      sheet.push_back(piece);
    }
    return sheet;
  }

  void Print(size_t at, bool header, Piece* piece) {
    const FlowCell& cell = flow_.cells[at];
    size_t first = printed_[at];
    const bool done = first == cell.lines.size();
    // A header stands above the rows it heads as it did before, whatever is in it.
    if (done && (header || (cell.repeat && LinesIn(cell, 0, piece->height) == cell.lines.size()))) first = 0;
    const size_t end = done ? cell.lines.size() : LinesIn(cell, first, piece->height);
    piece->first_line = static_cast<int>(first);
    piece->end_line = static_cast<int>(end);
    printed_[at] = end;
  }

  const Flow& flow_;
  std::vector<std::vector<size_t>> ending_;  // cells by the row they end in
  std::vector<size_t> printed_;              // lines of each cell that stand on earlier sheets
  std::vector<double> heights_;              // of the rows that were placed whole
  int row_ = 0;                              // the next one
  bool divided_ = false;                     // it began on an earlier sheet
  std::vector<Band> bands_;                  // of the sheet being filled
  size_t repeated_ = 0;                      // so many of them are repeated headers
};

}  // namespace

absl::StatusOr<std::vector<Sheet>> FlowOver(const Flow& flow) { return Pager(flow).Run(); }

}  // namespace heng::forms
