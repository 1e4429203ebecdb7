// A layout prepared for finding it on a sheet: which label a field belongs to. Inner part of read_form.h.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heng/v1/layout.pb.h"
#include "service/forms/read_label.h"

namespace heng::forms {

// How the place of a field is found.
enum class Binding {
  kNone,   // the row has no label for it: a title
  kOwn,    // in the cell of its own label: 负责人：张三
  kRight,  // right of the label `of`
  kBelow,  // below the label `of`, in the row's turn
};

struct LayoutPart {
  const heng::v1::LayoutCell* cell = nullptr;
  int row = 0, last_row = 0;  // of the layout, from 0
  int first = 0, last = 0;    // columns, from 0
  bool label = false;         // has a label that things are found by
  bool field = false;
  bool note = false;   // a label only, that may stand there or not
  bool alone = false;  // a label with one field right of it, which may stand in its cell as well
  std::vector<LabelPattern> patterns;
  Binding binding = Binding::kNone;
  int of = -1;     // the label's part
  int above = -1;  // the part right above that has most of its columns; it tells where they are on a sheet
};

class ReadLayout {
 public:
  explicit ReadLayout(const heng::v1::Layout& layout);

  const heng::v1::Layout& layout() const { return *layout_; }
  const std::vector<LayoutPart>& parts() const { return parts_; }
  const LayoutPart& part(int i) const { return parts_[static_cast<size_t>(i)]; }
  int rows() const { return layout_->rows_size(); }
  const heng::v1::LayoutRow& row(int i) const { return layout_->rows(i); }
  bool Repeats(int row) const { return layout_->rows(row).repeat() != heng::v1::LayoutRow::REPEAT_UNSPECIFIED; }
  // The parts of a row, from left to right.
  const std::vector<int>& PartsOf(int row) const { return by_row_[static_cast<size_t>(row)]; }
  // The parts whose label may be what `cell` says.
  const std::vector<int>& Candidates(const SpelledText& cell) const;
  // Labels that a sheet of this layout has, whatever it leaves out.
  int wanted() const { return wanted_; }

 private:
  void AddRow(int row);
  void Bind(int index);
  int Above(int index) const;

  const heng::v1::Layout* layout_;
  std::vector<LayoutPart> parts_;
  std::vector<std::vector<int>> by_row_;
  std::unordered_map<std::string, std::vector<int>> by_first_;  // by the first character of a spelling
  int wanted_ = 0;
};

}  // namespace heng::forms
