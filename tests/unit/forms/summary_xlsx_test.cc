// 汇总表 as a spreadsheet: the same bytes every time. What stands in it is read by tests/e2e/reports_test.py.
#include <gtest/gtest.h>

#include "service/forms/write_summary_xlsx.h"

namespace heng::forms {
namespace {

heng::v1::Summary SmallSummary() {
  heng::v1::Summary summary;
  summary.set_org_title("大同市社会保险中心");
  summary.set_fiscal_year(2022);
  auto* const row = summary.add_rows();
  row->set_number(1);
  row->set_org_title("大同");
  row->set_project_name("=1+1");
  row->set_annual_budget("88100.00");
  row->set_total("100");
  row->set_grade(heng::v1::EXCELLENT);
  summary.mutable_total()->set_count(1);
  summary.mutable_total()->set_annual_budget("88100.00");
  return summary;
}

TEST(SummaryXlsx, IsAZipAndTheSameEveryTime) {
  const auto one = WriteSummaryXlsx(SmallSummary(), 1'600'000'000'000'000);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->substr(0, 4), std::string("PK\x03\x04"));
  EXPECT_EQ(*WriteSummaryXlsx(SmallSummary(), 1'600'000'000'000'000), *one);
  EXPECT_NE(*WriteSummaryXlsx(SmallSummary(), 1'700'000'000'000'000), *one);
}

TEST(SummaryXlsx, OfNothingAndOfWhatNoRowHas) {
  ASSERT_TRUE(WriteSummaryXlsx({}, 0).ok());
  EXPECT_EQ(*WriteSummaryXlsx({}, 0), *WriteSummaryXlsx({}, 0));
  heng::v1::Summary left = SmallSummary();
  left.set_rows_left_out(3);
  EXPECT_TRUE(WriteSummaryXlsx(left, 0).ok());
  left.mutable_rows(0)->set_project_name(std::string(40'000, 'x'));  // beyond what a cell holds
  EXPECT_TRUE(absl::IsResourceExhausted(WriteSummaryXlsx(left, 0).status()));
}

}  // namespace
}  // namespace heng::forms
