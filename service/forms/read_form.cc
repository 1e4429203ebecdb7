#include "service/forms/read_form.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "scoring/text.h"
#include "service/forms/field_path.h"
#include "service/forms/hidden_sheet.h"
#include "service/forms/layouts.h"
#include "service/forms/read_anchors.h"
#include "service/forms/read_content.h"
#include "service/forms/read_places.h"

namespace heng::forms {
namespace {

// So many labels at least, and half of those that the layout has.
constexpr int kFewestLabels = 5;
constexpr int kShare = 2;

const std::vector<ReadLayout>& PreparedLayouts() {
  static const auto* const layouts = [] {
    auto* const prepared = new std::vector<ReadLayout>();
    for (const heng::v1::Layout& layout : Layouts()) prepared->emplace_back(layout);
    return prepared;
  }();
  return *layouts;
}

// A layout on a sheet.
struct Candidate {
  const ReadLayout* layout = nullptr;
  const WorkbookSheet* sheet = nullptr;
  size_t grid = 0;
  Anchors anchors;
  bool Enough() const { return anchors.found >= kFewestLabels && anchors.found * kShare >= layout->wanted(); }
};

bool IsRowId(std::string_view text) {
  constexpr size_t kMost = 40;  // goals[12] too
  return !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), [](char c) {
    return scoring::IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '[' || c == ']';
  });
}

// The hidden column behind the page in which Heng keeps the ids of rows; -1: there is none.
int IdColumn(const WorkbookSheet& sheet) {
  int column = -1;
  for (const int hidden : sheet.hidden_columns) {
    const bool beyond = std::none_of(sheet.cells.begin(), sheet.cells.end(),
                                     [hidden](const WorkbookCell& cell) { return cell.at.column > hidden; });
    const bool ids = std::all_of(sheet.cells.begin(), sheet.cells.end(), [hidden](const WorkbookCell& cell) {
      return cell.at.column != hidden || IsRowId(cell.text);
    });
    const bool any = std::any_of(sheet.cells.begin(), sheet.cells.end(),
                                 [hidden](const WorkbookCell& cell) { return cell.at.column == hidden; });
    if (beyond && ids && any) column = hidden;
  }
  return column;
}

std::vector<std::string> RowIds(const WorkbookSheet& sheet, int column) {
  std::vector<std::string> ids;
  for (const WorkbookCell& cell : sheet.cells) {
    if (cell.at.column != column) continue;
    ids.resize(static_cast<size_t>(cell.at.row) + 1);
    ids.back() = cell.text;
  }
  return ids;
}

std::string Names(bool english) {
  return absl::StrJoin(Layouts(), english ? ", " : "、", [english](std::string* out, const heng::v1::Layout& layout) {
    absl::StrAppend(out, layout.id(), english ? " (" : "（", layout.title(), english ? ")" : "）");
  });
}

std::string MissingLabels(const Candidate& candidate, std::string_view between) {
  constexpr size_t kMost = 8;
  std::vector<std::string> labels;
  for (const int part : candidate.anchors.missing) {
    if (labels.size() == kMost) break;
    labels.push_back(LabelText(candidate.layout->part(part).cell->label(), candidate.layout->layout().money_unit(), 0));
  }
  std::string text = absl::StrJoin(labels, absl::string_view(between.data(), between.size()));
  if (candidate.anchors.missing.size() > kMost) absl::StrAppend(&text, " …");
  return text;
}

Mistake UnknownLayout(const std::string& id) {
  const std::string asked = scoring::Excerpt(id);
  return {"unknown-layout", absl::StrCat("没有版式“", asked, "”；有的是：", Names(false), "。请换一个，或不写版式。"),
          absl::StrCat("there is no layout \"", asked, "\"; there are: ", Names(true), ". Name one of them, or none.")};
}

Mistake NoLayout(const Candidate* nearest) {
  std::string zh = absl::StrCat("没有认出是哪种表；认得的是：", Names(false), "。");
  std::string en = absl::StrCat("this is none of the layouts known: ", Names(true), ".");
  if (nearest != nullptr && nearest->anchors.found > 0) {
    absl::StrAppend(&zh, "最接近的是 ", nearest->layout->layout().id(), "，但缺少这些栏目：",
                    MissingLabels(*nearest, "、"), "。");
    absl::StrAppend(&en, " Nearest is ", nearest->layout->layout().id(),
                    ", but these labels are missing: ", MissingLabels(*nearest, ", "), ".");
  }
  absl::StrAppend(&zh, "请使用其中一种表（heng layout template 可以得到空表），不要改动表头。");
  absl::StrAppend(&en, " Use one of them (heng layout template gives an empty one) and leave its labels as they are.");
  return {"no-layout", std::move(zh), std::move(en)};
}

Mistake Unclear(const Candidate& one, const Candidate& other) {
  const std::string &a = one.layout->layout().id(), &b = other.layout->layout().id();
  return {"layout-unclear", absl::StrCat("这张表既像 ", a, " 又像 ", b, "；请说明是哪一种（--layout）。"),
          absl::StrCat("this may be ", a, " or ", b, "; say which (--layout).")};
}

class Reader {
 public:
  Reader(const Workbook& workbook, const ReadOptions& options) : workbook_(workbook), options_(options) {}

  std::variant<ReadResult, Mistake> Read() {
    if (!options_.layout.empty() && FindLayout(options_.layout) == nullptr) return UnknownLayout(options_.layout);
    base_ = UnpackHidden(workbook_);
    FindCandidates();
    const Candidate* const best = Best();
    if (best == nullptr || !best->Enough()) return NoLayout(best);
    for (const Candidate& other : candidates_) {
      const bool rival = &other != best && other.sheet == best->sheet && other.Enough();
      if (rival && other.anchors.score == best->anchors.score && !Preferred(*best)) return Unclear(*best, other);
    }
    return ReadFrom(*best);
  }

 private:
  void FindCandidates() {
    for (const WorkbookSheet& sheet : workbook_.sheets) {
      if (sheet.hidden) continue;
      grids_.emplace_back(sheet, IdColumn(sheet));
      for (const ReadLayout& layout : PreparedLayouts()) {
        if (!options_.layout.empty() && layout.layout().id() != options_.layout) continue;
        candidates_.push_back({&layout, &sheet, grids_.size() - 1, FindAnchors(layout, grids_.back())});
      }
    }
  }

  // What was exported in a layout is read in it.
  bool Preferred(const Candidate& candidate) const {
    return base_ && base_->layout == candidate.layout->layout().id() && candidate.Enough();
  }
  const Candidate* Best() const {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates_) {
      const bool better = best == nullptr || std::pair(Preferred(candidate), candidate.anchors.score) >
                                                 std::pair(Preferred(*best), best->anchors.score);
      if (better) best = &candidate;
    }
    return best;
  }

  ReadResult ReadFrom(const Candidate& best) {
    ReadResult result;
    Problems problems;
    result.layout = best.layout->layout().id();
    result.is_target = best.layout->layout().form_type() == heng::v1::TARGET;
    const bool use_base = base_ && base_->is_target == result.is_target && base_->layout == result.layout;
    const std::vector<std::string> ids = RowIds(*best.sheet, IdColumn(*best.sheet));
    std::vector<bool> has_id(ids.size(), false);
    for (size_t i = 0; i < ids.size() && use_base; ++i) has_id[i] = !ids[i].empty();
    Grid& grid = grids_[best.grid];
    const Places places = FindPlaces(*best.layout, best.anchors, grid, has_id);
    ReadContent({*best.layout, best.anchors, grid, places, use_base ? &*base_ : nullptr, ids}, result, problems);
    for (const WorkbookSheet& sheet : workbook_.sheets) {
      if (&sheet != best.sheet && IsForm(sheet)) problems.MoreForms(sheet.name, best.sheet->name);
    }
    result.problems = problems.Take();
    return result;
  }

  bool IsForm(const WorkbookSheet& sheet) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& candidate) { return candidate.sheet == &sheet && candidate.Enough(); });
  }

  const Workbook& workbook_;
  const ReadOptions& options_;
  std::optional<HiddenForm> base_;
  std::vector<Grid> grids_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::variant<ReadResult, Mistake> ReadFormWorkbook(const Workbook& workbook, const ReadOptions& options) {
  return Reader(workbook, options).Read();
}

std::variant<ReadResult, Mistake> ReadFormFile(std::string_view file, const ReadOptions& options,
                                               const WorkbookLimits& limits) {
  std::variant<Workbook, Mistake> workbook = ReadWorkbook(file, limits);
  if (Mistake* mistake = std::get_if<Mistake>(&workbook)) return std::move(*mistake);
  return ReadFormWorkbook(std::get<Workbook>(workbook), options);
}

}  // namespace heng::forms
