// CrossCheckReport over a real store: which forms a report is compared with, and who may ask.
#include <gmock/gmock.h>

#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::CrossCheckItem;
using heng::v1::CrossCheckReportRequest;
using heng::v1::CrossCheckReportResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CrossCheckReportTest : public ReportsTest {
 protected:
  absl::StatusOr<CrossCheckReportResponse> Check(const std::string& text, const std::string& org,
                                                 const std::string& as = testing::kTester, int year = 2022) {
    CrossCheckReportRequest request;
    request.set_text(text);
    request.set_org("orgs/" + org);
    request.set_fiscal_year(year);
    return CallOn<CrossCheckReportResponse>(&reports_, &Reports::CrossCheckReport, request, as);
  }
  // The only item with this label.
  CrossCheckItem One(const std::string& text, const std::string& label, const std::string& org = "an-office",
                     const std::string& as = testing::kTester) {
    const auto answer = Check(text, org, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    CrossCheckItem found;
    int count = 0;
    if (!answer.ok()) return found;
    for (const auto& item : answer->items()) {
      if (item.label() != label) continue;
      found = item;
      ++count;
    }
    EXPECT_EQ(count, 1) << label << "\n" << answer->DebugString();
    return found;
  }
  static std::string Summary(const std::string& project, const std::string& budget, const std::string& executed) {
    return project + "自评综述：全年预算数为" + budget + "元，执行数为" + executed + "元。";
  }
};

TEST_F(CrossCheckReportTest, APublishedReportAgainstItsForms) {
  PutDatong();
  const auto answer = Check(ReadDataFile("reports/datong-2022.txt"), kShebao);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->left_out(), 0);
  int parts = 0;
  for (const auto& item : answer->items()) {
    EXPECT_FALSE(item.message().zh().empty() || item.message().en().empty());
    if (item.label() == "得分" && item.stated() == "88.77") {
      EXPECT_EQ(item.verdict(), CrossCheckItem::CONSISTENT);
      EXPECT_EQ(item.project(), "驻村帮扶工作人员经费");
      ASSERT_EQ(item.sources_size(), 1);
      EXPECT_EQ(item.sources(0).resource(), "evaluations/dt-2");
      EXPECT_EQ(item.sources(0).field(), "summary.total");
    }
    if (item.label() == "各项得分合计" && item.expected() == "88.77") {
      EXPECT_EQ(item.verdict(), CrossCheckItem::CONTRADICTION);
      EXPECT_EQ(item.line(), 139);
      EXPECT_THAT(item.quote(), HasSubstr("产出指标，得分40分"));
      ++parts;
    }
  }
  EXPECT_EQ(parts, 1);
}

TEST_F(CrossCheckReportTest, FiguresOfTheAccountsAreTheBasisWhereTheyAreSet) {
  const std::string text =
      "根据预算绩效管理要求，涵盖一级项目0个，二级项目1个，共涉及资金600元，占本单位项目支出总额的100%。";
  EXPECT_EQ(One(text, "占项目支出总额").verdict(), CrossCheckItem::NOT_COMPARABLE);
  heng::v1::YearFacts facts = FactsOf("an-office");
  facts.set_project_expenditure("1000");
  ASSERT_TRUE(SetFacts(facts).ok());
  EXPECT_EQ(One(text, "占项目支出总额").verdict(), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(One(text, "占项目支出总额").expected(), "60.00%");
  facts.set_project_budget("600");
  ASSERT_TRUE(SetFacts(facts).ok());
  const CrossCheckItem share = One(text, "占项目支出总额");
  EXPECT_EQ(share.verdict(), CrossCheckItem::OTHER_BASIS);
  EXPECT_THAT(share.message().zh(), HasSubstr("年初项目支出预算（600.00 元）"));
}

TEST_F(CrossCheckReportTest, ReviewsAreComparedWithTheirRecords) {
  PutProject("one", "an-office", heng::v1::Project::TIER_ONE);
  const std::string text = "组织对道路等2个2级项目开展了部门评价，涉及资金500元。";
  EXPECT_EQ(One(text, "部门评价项目数").verdict(), CrossCheckItem::NOT_COMPARABLE);
  auto record = RecordOf("an-office", {"one"});
  record.set_funds("500");
  ASSERT_TRUE(Record(record).ok());
  EXPECT_EQ(One(text, "部门评价项目数").verdict(), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(One(text, "部门评价项目数").expected(), "1");
  EXPECT_EQ(One(text, "部门评价涉及资金").verdict(), CrossCheckItem::CONSISTENT);
}

TEST_F(CrossCheckReportTest, FormsOfTheOrgAndYearThatAreInUse) {
  const std::string text = Summary("项目one项目", "100", "50");
  EXPECT_EQ(One(text, "全年预算数").verdict(), CrossCheckItem::NOT_COMPARABLE);
  PutContent("last", Budgeted("one", "an-office", "100", "50"), [](store::Header* form) { form->fiscal_year = 2021; });
  EXPECT_EQ(One(text, "全年预算数").verdict(), CrossCheckItem::NOT_COMPARABLE);
  PutContent("one", Budgeted("one", "an-office", "100", "60"),
             [](store::Header* form) { form->state = heng::v1::Evaluation::DRAFT; });
  EXPECT_EQ(One(text, "全年预算数").verdict(), CrossCheckItem::CONSISTENT);
  EXPECT_EQ(One(text, "执行数").verdict(), CrossCheckItem::CONTRADICTION);
  // From above as well.
  EXPECT_EQ(One(text, "全年预算数", testing::kTestDepartment).verdict(), CrossCheckItem::CONSISTENT);
  ChangeForm("one", [](store::Header* form) { form->active = false; });
  EXPECT_EQ(One(text, "全年预算数").verdict(), CrossCheckItem::NOT_COMPARABLE);
}

TEST_F(CrossCheckReportTest, NothingIsToldOfAClassifiedProject) {
  PutProject("secret", "an-office", heng::v1::Project::TIER_TWO);
  PutContent("one", Budgeted("secret", "an-office", "100", "50"));
  const std::string text = Summary("项目secret项目", "100", "50");
  EXPECT_EQ(One(text, "全年预算数").verdict(), CrossCheckItem::CONSISTENT);
  Classify("secret");
  const CrossCheckItem hidden = One(text, "全年预算数");
  EXPECT_EQ(hidden.verdict(), CrossCheckItem::NOT_COMPARABLE);
  EXPECT_THAT(hidden.sources(), IsEmpty());
}

TEST_F(CrossCheckReportTest, WhatIsRefused) {
  AddPrincipal("reader", {{heng::v1::REVIEWER, testing::kTestDepartment}});
  AddPrincipal("elsewhere", {{heng::v1::REVIEWER, "an-office"}});
  EXPECT_TRUE(Check("无", "an-office", "reader").ok());
  EXPECT_EQ(ReasonOf(Check("无", testing::kTestDepartment, "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Check("无", "no-such-org", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Check("", "an-office").status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Check("无", "an-office", testing::kTester, 22).status()), "INVALID_FIELDS");
  EXPECT_TRUE(Check(std::string(1 << 20, 'a'), "an-office").ok());
  EXPECT_EQ(ReasonOf(Check(std::string((1 << 20) + 1, 'a'), "an-office").status()), "INVALID_FIELDS");
}

}  // namespace
}  // namespace heng::core
