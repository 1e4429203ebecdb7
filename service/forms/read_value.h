// What the text of a cell says: amounts, scores, rates, dates. Exact; nothing is rounded. Inner part of read_form.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heng/v1/form.pb.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

// A number as people type it as plain digits: full-width digits, thousands separators, ￥, +, (1,234) for a negative
// one. "１，２３４．５０" is "1234.50". nullopt: no number.
std::optional<std::string> PlainNumber(std::string_view text);
// Equal as numbers: "8.810" and "8.81", "1,910,000" and "1910000".
bool SameNumber(std::string_view a, std::string_view b);

enum class Trouble { kNone, kNotUnderstood, kTooPrecise };

struct AmountRead {
  Trouble trouble = Trouble::kNone;
  std::string yuan;       // "88100.00"
  int decimals = 0;       // places as it stands there
  bool own_unit = false;  // the cell names a unit, and another than the form's
};
// An amount in `unit`, or in the unit the cell names: "88100元", "8.81万元".
AmountRead ReadAmount(std::string_view text, heng::v1::MoneyUnit unit);

struct NumberRead {
  Trouble trouble = Trouble::kNone;
  std::string number;  // as written, in plain digits: "10.00"
};
NumberRead ReadScore(std::string_view text);  // also "20分"
NumberRead ReadRate(std::string_view text);   // in percent, with % or without

// The text of a cell as the form keeps it: a date as people write it, 2022年12月31日; else as it stands.
std::string CellText(const WorkbookCell& cell);

// J of J残疾人就业保障金: one of the prefixes in use (J, Z, QT, XM) before Chinese; empty: there is none.
std::string LocalPrefix(std::string_view project_name);
// 51092324T000010263357 of 51092324T000010263357-2023年…; empty: there is none.
std::string ProjectCode(std::string_view project_name);
// The year a title names: 2022年度…; 0: none.
int YearIn(std::string_view text);

}  // namespace heng::forms
