#include "service/forms/read_anchors.h"

#include <algorithm>
#include <map>
#include <utility>

namespace heng::forms {
namespace {

constexpr int kAlone = 4, kEmbedded = 3;  // points of a label alone in its cell, and of one with more text

struct Match {
  int part = -1;
  int cell = -1;
  LabelHit hit;
  int points = 0;
};

// A row of the layout on a row of the sheet, and the best ones above.
struct Step {
  int layout_row = 0;
  int sheet_row = 0;
  int points = 0;  // with all above
  int before = -1;
};

class Finder {
 public:
  Finder(const ReadLayout& layout, const Grid& grid) : layout_(layout), grid_(grid) {}

  Anchors Find() {
    anchors_.rows.assign(static_cast<size_t>(layout_.rows()), -1);
    anchors_.cells.assign(layout_.parts().size(), -1);
    anchors_.hits.resize(layout_.parts().size());
    taken_.assign(grid_.size(), false);
    MatchCells();
    Align();
    FindStrays();
    Count();
    return std::move(anchors_);
  }

 private:
  void MatchCells() {
    for (int row = 0; row < grid_.rows(); ++row) {
      for (const int cell : grid_.Covering(row)) {
        if (grid_.BeginsIn(cell, row)) MatchCell(cell, row);
      }
    }
  }

  void MatchCell(int cell, int row) {
    const SpelledText& text = grid_.at(cell).spelled;
    for (const int part : layout_.Candidates(text)) {
      const LayoutPart& label = layout_.part(part);
      for (const LabelPattern& pattern : label.patterns) {
        const auto hit = pattern.Match(text, label.field);
        if (!hit || (hit->embedded && !label.field && !label.alone)) continue;
        matches_[row].push_back({part, cell, *hit, hit->embedded ? kEmbedded : kAlone});
        break;
      }
    }
  }

  // The labels of one row of the layout in one row of the sheet, each cell for one of them, in their order.
  std::vector<Match> InOrder(const std::vector<Match>& matches, int layout_row) const {
    std::vector<Match> usable;
    for (const Match& match : matches) {
      if (layout_.part(match.part).row == layout_row) usable.push_back(match);
    }
    // By cell, then part: the best increasing chain.
    std::vector<int> best(usable.size()), before(usable.size(), -1);
    int last = -1;
    for (size_t i = 0; i < usable.size(); ++i) {
      best[i] = usable[i].points;
      for (size_t j = 0; j < i; ++j) {
        const bool follows = Column(usable[j]) < Column(usable[i]) && usable[j].part < usable[i].part;
        if (follows && best[j] + usable[i].points > best[i]) {
          best[i] = best[j] + usable[i].points;
          before[i] = static_cast<int>(j);
        }
      }
      if (last < 0 || best[i] > best[static_cast<size_t>(last)]) last = static_cast<int>(i);
    }
    std::vector<Match> chain;
    for (int i = last; i >= 0; i = before[static_cast<size_t>(i)]) chain.push_back(usable[static_cast<size_t>(i)]);
    return chain;
  }
  int Column(const Match& match) const { return grid_.at(match.cell).range.first.column; }

  // The chain of rows with most labels, both in order.
  void Align() {
    std::vector<Step> steps;
    std::vector<std::pair<int, int>> best;  // by sheet row of `matches_`: points of the best chain up to it, its step
    best.assign(matches_.size() + 1, {0, -1});
    for (int layout_row = 0; layout_row < layout_.rows(); ++layout_row) {
      if (layout_.Repeats(layout_row) || !HasLabel(layout_row)) continue;
      AddSteps(layout_row, steps, best);
    }
    for (int i = best.back().second; i >= 0; i = steps[static_cast<size_t>(i)].before) {
      const Step& step = steps[static_cast<size_t>(i)];
      anchors_.rows[static_cast<size_t>(step.layout_row)] = step.sheet_row;
      for (const Match& match : InOrder(matches_[step.sheet_row], step.layout_row)) Take(match);
    }
  }

  void AddSteps(int layout_row, std::vector<Step>& steps, std::vector<std::pair<int, int>>& best) {
    std::vector<std::pair<int, int>> next = best;
    size_t at = 0;
    for (const auto& [sheet_row, matches] : matches_) {
      ++at;
      next[at] = std::max(next[at], next[at - 1], [](const auto& a, const auto& b) { return a.first < b.first; });
      int points = 0;
      for (const Match& match : InOrder(matches, layout_row)) points += match.points;
      if (points == 0) continue;
      points += best[at - 1].first;
      if (points <= next[at].first) continue;
      next[at] = {points, static_cast<int>(steps.size())};
      steps.push_back({layout_row, sheet_row, points, best[at - 1].second});
    }
    best = std::move(next);
  }

  bool HasLabel(int layout_row) const {
    const std::vector<int>& parts = layout_.PartsOf(layout_row);
    return std::any_of(parts.begin(), parts.end(), [this](int part) { return layout_.part(part).label; });
  }

  void Take(const Match& match) {
    anchors_.cells[static_cast<size_t>(match.part)] = match.cell;
    anchors_.hits[static_cast<size_t>(match.part)] = match.hit;
    taken_[static_cast<size_t>(match.cell)] = true;
  }

  // Labels that stand in another row than their neighbours in the layout: looked for between the rows found before and
  // after.
  void FindStrays() {
    for (size_t i = 0; i < layout_.parts().size(); ++i) {
      const LayoutPart& part = layout_.parts()[i];
      if (!part.label || anchors_.cells[i] >= 0 || layout_.Repeats(part.row)) continue;
      const auto [first, last] = Room(part.row);
      for (auto row = matches_.lower_bound(first); row != matches_.end() && row->first <= last; ++row) {
        const auto hit = std::find_if(row->second.begin(), row->second.end(), [&](const Match& match) {
          return match.part == static_cast<int>(i) && !taken_[static_cast<size_t>(match.cell)];
        });
        if (hit == row->second.end()) continue;
        Take(*hit);
        if (!part.field && anchors_.rows[static_cast<size_t>(part.row)] < 0 && IsFree(row->first)) {
          anchors_.rows[static_cast<size_t>(part.row)] = row->first;
        }
        break;
      }
    }
  }
  bool IsFree(int sheet_row) const {
    return std::find(anchors_.rows.begin(), anchors_.rows.end(), sheet_row) == anchors_.rows.end();
  }

  std::pair<int, int> Room(int layout_row) const {
    int first = 0, last = grid_.rows() - 1;
    for (int row = layout_row; row >= 0; --row) {
      if (anchors_.rows[static_cast<size_t>(row)] < 0) continue;
      first = anchors_.rows[static_cast<size_t>(row)];
      break;
    }
    for (int row = layout_row + (first > 0 ? 1 : 0); row < layout_.rows(); ++row) {
      if (anchors_.rows[static_cast<size_t>(row)] < first || anchors_.rows[static_cast<size_t>(row)] < 0) continue;
      if (row == layout_row) continue;
      last = anchors_.rows[static_cast<size_t>(row)];
      break;
    }
    return {first, last};
  }

  void Count() {
    int all = 0;
    for (size_t i = 0; i < layout_.parts().size(); ++i) {
      const LayoutPart& part = layout_.parts()[i];
      if (!part.label) continue;
      if (anchors_.cells[i] >= 0) ++all;
      if (part.field || layout_.row(part.row).optional()) continue;
      if (anchors_.cells[i] >= 0) {
        ++anchors_.found;
      } else {
        anchors_.missing.push_back(static_cast<int>(i));
      }
    }
    anchors_.score = 2 * all - static_cast<int>(anchors_.missing.size());
  }

  const ReadLayout& layout_;
  const Grid& grid_;
  Anchors anchors_;
  std::map<int, std::vector<Match>> matches_;  // by row of the sheet, from left to right
  std::vector<bool> taken_;
};

}  // namespace

Anchors FindAnchors(const ReadLayout& layout, const Grid& grid) { return Finder(layout, grid).Find(); }

}  // namespace heng::forms
