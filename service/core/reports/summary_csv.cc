#include "absl/strings/str_cat.h"
#include "service/core/csv.h"
#include "service/core/reports/labels.h"
#include "service/core/reports/summary_count.h"

namespace heng::core {

std::string SummaryCsv(const heng::v1::Summary& summary) {
  std::string csv(kByteOrderMark);
  AppendCsvRow({"序号", "单位", "项目", "预算（元）", "执行（元）", "执行率（%）", "得分", "等级"}, &csv);
  for (const auto& row : summary.rows()) {
    AppendCsvRow({absl::StrCat(row.number()), row.org_title(), row.project_name(), row.annual_budget(), row.executed(),
                  row.execution_rate(), row.total(), row.grade() == 0 ? "" : GradeInChinese(row.grade())},
                 &csv);
  }
  const auto& total = summary.total();
  AppendCsvRow({"合计", "", absl::StrCat(total.count(), "个"), total.annual_budget(), total.executed(),
                total.execution_rate(), "", ""},
               &csv);
  return csv;
}

}  // namespace heng::core
