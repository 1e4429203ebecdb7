// Which cells hold percentages and dates: the number formats of styles.xml.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "service/forms/xlsx/number_format.h"
#include "service/forms/xlsx/xml_reader.h"

namespace heng::forms::xlsx {

inline constexpr size_t kMaxCellFormats = 100'000;  // Excel itself has at most 65 490

// The number format of each cell format, by the s="…" of a cell. Empty: the workbook has no styles, all is plain.
using CellFormats = std::vector<NumberFormat>;

class StylesReader final : public XmlHandler {
 public:
  explicit StylesReader(CellFormats* formats) : formats_(formats) {}
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;
  void OnEnd(int depth) override;

 private:
  enum class Section { kOther, kNumberFormats, kCellFormats };

  CellFormats* formats_;
  Section section_ = Section::kOther;
  std::map<int, NumberFormat> custom_;
  std::vector<int> used_;  // the number format of each cell format; what it is may be said later in the part
};

}  // namespace heng::forms::xlsx
