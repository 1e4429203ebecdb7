#include "client/cli/table.h"

#include <algorithm>
#include <numeric>

#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 8;  // a shortened column keeps at least this

void AppendCell(const std::string& text, int width, Align align, std::string* line) {
  const std::string shown = Shorten(text, std::max(width, 1));
  const auto padding = static_cast<std::size_t>(std::max(0, width - DisplayWidth(shown)));
  if (align == Align::kRight) line->append(padding, ' ');
  *line += shown;
  if (align == Align::kLeft) line->append(padding, ' ');
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = SafeText(cell);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::Widths(int max_width) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int width = std::max(DisplayWidth(columns_[i].title), columns_[i].at_least);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i]));
    widths.push_back(width);
  }
  const int total = std::accumulate(widths.begin(), widths.end(), kGap * (static_cast<int>(widths.size()) - 1));
  int excess = max_width > 0 ? total - max_width : 0;
  for (std::size_t i = 0; i < columns_.size() && excess > 0; ++i) {
    if (!columns_[i].may_shrink || widths[i] <= kNarrowest) continue;
    const int taken = std::min(excess, widths[i] - kNarrowest);
    widths[i] -= taken;
    excess -= taken;
  }
  return widths;
}

std::string Table::Render(int max_width) const {
  const std::vector<int> widths = Widths(max_width);
  std::string out;
  const auto add_line = [&](auto cell_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      AppendCell(cell_of(i), widths[i], columns_[i].align, &line);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  const bool titled = std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return !c.title.empty(); });
  if (titled) add_line([this](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) add_line([&row](std::size_t i) { return row[i]; });
  return out;
}

std::string Table::RenderPart(int max_width) {
  const std::vector<int> widths = Widths(max_width);
  std::string out = Render(max_width);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].title.clear();
    columns_[i].at_least = widths[i];
  }
  rows_.clear();
  return out;
}

}  // namespace heng::cli
