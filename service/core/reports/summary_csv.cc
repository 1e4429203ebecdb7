#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "service/core/reports/labels.h"
#include "service/core/reports/summary_count.h"

namespace heng::core {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string Cell(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string cell = absl::StrCat(formula ? "'" : "", std::string(text));
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

void AddRow(std::initializer_list<std::string_view> cells, std::string* csv) {
  bool first = true;
  for (const std::string_view cell : cells) {
    absl::StrAppend(csv, first ? "" : ",", Cell(cell));
    first = false;
  }
  absl::StrAppend(csv, "\r\n");
}

}  // namespace

std::string SummaryCsv(const heng::v1::Summary& summary) {
  std::string csv(kByteOrderMark);
  AddRow({"序号", "单位", "项目", "预算（元）", "执行（元）", "执行率（%）", "得分", "等级"}, &csv);
  for (const auto& row : summary.rows()) {
    AddRow({absl::StrCat(row.number()), row.org_title(), row.project_name(), row.annual_budget(), row.executed(),
            row.execution_rate(), row.total(), row.grade() == 0 ? "" : GradeInChinese(row.grade())},
           &csv);
  }
  const auto& total = summary.total();
  AddRow({"合计", "", absl::StrCat(total.count(), "个"), total.annual_budget(), total.executed(),
          total.execution_rate(), "", ""},
         &csv);
  return csv;
}

}  // namespace heng::core
