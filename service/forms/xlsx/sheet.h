// One worksheet: its cells as texts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/rich_text.h"
#include "service/forms/xlsx/shared_strings.h"
#include "service/forms/xlsx/styles.h"
#include "service/forms/xlsx/workbook.h"
#include "service/forms/xlsx/xml_reader.h"

namespace heng::forms::xlsx {

// Merged ranges are cut to the rows and columns that are read; all of a sheet's together cover at most so many cells.
inline constexpr size_t kMaxMergedCells = 1'000'000;

// What a worksheet refers to.
struct SheetContext {
  const WorkbookLimits& limits;
  const SharedStrings* strings;  // nullptr: the workbook has none
  const CellFormats& formats;
  bool date1904 = false;
};

// What all sheets together have used of the limits.
struct SheetBudget {
  int cells = 0;
  size_t text_bytes = 0;
};

class SheetReader final : public XmlHandler {
 public:
  // `part` is named in mistakes. `sheet` has its name already.
  SheetReader(std::string_view part, const SheetContext& context, SheetBudget* budget, WorkbookSheet* sheet);
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;
  void OnEnd(int depth) override;
  void OnText(std::string_view text) override;

 private:
  enum class Section { kOther, kData, kMerges, kColumns };
  enum class Type { kNumber, kShared, kText, kInline, kBoolean, kError, kDate };

  void StartRow(const XmlAttributes& attributes);
  void StartCell(const XmlAttributes& attributes);
  void StartInCell(std::string_view name);
  void EndCell();
  // The text of a cell from what stands in it; false: refused.
  bool TakeContent(WorkbookCell* cell);
  bool TakeShared(WorkbookCell* cell);
  void TakeNumber(WorkbookCell* cell);
  void TakeDate(WorkbookCell* cell);
  bool WithinLimits(const WorkbookCell& cell);
  void AddMerge(const XmlAttributes& attributes);
  void HideColumns(const XmlAttributes& attributes);
  void Finish();
  void RefuseCell(Words why);

  std::string part_;
  SheetContext context_;
  SheetBudget* budget_;
  WorkbookSheet* sheet_;
  std::vector<bool> hidden_columns_;
  size_t merged_cells_ = 0;

  Section section_ = Section::kOther;
  bool in_row_ = false, in_cell_ = false, in_value_ = false, in_inline_ = false;
  CellAt at_ = {-1, -1};  // the row and the cell last begun
  Type type_ = Type::kNumber;
  NumberFormat format_;
  bool formula_ = false;
  bool has_value_ = false;  // a <v>, which may be empty
  RichText rich_;
  std::string value_;   // of <v>
  std::string inline_;  // of <is>
  bool in_order_ = true;
};

}  // namespace heng::forms::xlsx
