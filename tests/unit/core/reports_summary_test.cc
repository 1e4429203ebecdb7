// 汇总: exact counts and sums over pages of forms, the table as CSV, and what is left out.
#include <gmock/gmock.h>

#include "absl/strings/str_split.h"
#include "service/core/reports/summary_count.h"
#include "service/core/workflow/workflows.h"
#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Project;
using heng::v1::SummaryLine;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string TextOf(const SummaryLine& line) {
  return line.key() + " " + line.title() + " " + std::to_string(line.count()) + " " + line.annual_budget() + " " +
         line.executed() + " " + (line.has_execution_rate() ? line.execution_rate() : "-");
}

class SummaryTest : public ReportsTest {
 protected:
  heng::v1::Summary Of(const std::string& org, const std::string& as = testing::kTester) {
    const auto answer = Summary(org, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->summary() : heng::v1::Summary();
  }
  template <typename Lines>
  static std::vector<std::string> Texts(const Lines& lines) {
    std::vector<std::string> texts;
    for (const auto& line : lines) texts.push_back(TextOf(line));
    return texts;
  }
  void PutMoney(const std::string& id, int64_t annual, int64_t executed, const Change& change = Nothing) {
    PutForm(id, Evaluation::APPROVED, [&](store::Header* form) {
      form->annual_budget = annual;
      form->executed = executed;
      change(form);
    });
  }
};

TEST_F(SummaryTest, ByGradeStateOrgAndTier) {
  PutOrg("z-office", "乙单位", "2");
  PutOrg("y-office", "甲单位", "3");
  PutProject("one", "z-office", Project::TIER_ONE);
  PutProject("two", "z-office", Project::TIER_TWO, "projects/one");
  PutMoney("one", 100'00, 33'33, [](auto* form) {
    form->org_id = "z-office";
    form->returned = 2;
    form->flags = store::kLate;
  });
  PutMoney("two", 200'00, 100'00, [](auto* form) {
    form->org_id = "z-office";
    form->grade = heng::v1::GOOD;
    form->state = Evaluation::DRAFT;
  });
  PutMoney("three", 0, 0, [](auto* form) {
    form->org_id = "y-office";
    form->grade = 0;
    form->total.reset();
    form->state = Evaluation::PUBLISHED;
  });
  const auto summary = Of(testing::kTestDepartment);
  EXPECT_EQ(TextOf(summary.total()), " 合计 3 300.00 133.33 44.44");
  EXPECT_THAT(Texts(summary.by_grade()),
              ElementsAre("EXCELLENT 优 1 100.00 33.33 33.33", "GOOD 良 1 200.00 100.00 50.00", "FAIR 中 0 0.00 0.00 -",
                          "POOR 差 0 0.00 0.00 -", "GRADE_UNSPECIFIED 无等级 1 0.00 0.00 -"));
  EXPECT_THAT(Texts(summary.by_state()),
              ElementsAre("DRAFT 草稿 1 200.00 100.00 50.00", "APPROVED 审核通过 1 100.00 33.33 33.33",
                          "PUBLISHED 已公开 1 0.00 0.00 -"));
  EXPECT_THAT(Texts(summary.by_org()),
              ElementsAre("orgs/z-office 乙单位 2 300.00 133.33 44.44", "orgs/y-office 甲单位 1 0.00 0.00 -"));
  EXPECT_THAT(Texts(summary.by_tier()),
              ElementsAre("1 一级项目 1 100.00 33.33 33.33", "2 二级项目 1 200.00 100.00 50.00",
                          "0 未标明级次的项目 1 0.00 0.00 -"));
  EXPECT_EQ(summary.returned(), 1);
  EXPECT_EQ(summary.late(), 1);
  EXPECT_EQ(summary.open(), 1);
  ASSERT_EQ(summary.rows_size(), 3);
  EXPECT_EQ(summary.rows(2).org_title(), "甲单位");
  EXPECT_FALSE(summary.rows(2).has_total());
  EXPECT_FALSE(summary.rows(2).has_execution_rate());
  EXPECT_EQ(summary.rows(0).total(), "100");
  ASSERT_GE(summary.risks_size(), 2);
  EXPECT_EQ(summary.risks(0).evaluation(), "evaluations/one");
  EXPECT_GT(summary.risks(0).points(), summary.risks(1).points());
  EXPECT_THAT(summary.risks(0).reasons(0).zh(), HasSubstr("被退回 2 次"));
}

TEST_F(SummaryTest, ExactOverPages) {
  // Binary floating point would lose the cents of these.
  constexpr int64_t kBudget = 99'999'999'999'907;
  constexpr int kForms = 2003;
  for (int i = 0; i < kForms; ++i) PutMoney("many-" + std::to_string(i), kBudget, 1);
  const auto summary = Of("an-office");
  EXPECT_EQ(TextOf(summary.total()), " 合计 2003 2002999999998137.21 20.03 0.00");
  EXPECT_EQ(summary.rows_size(), kForms);
  EXPECT_EQ(summary.rows_left_out(), 0);
  EXPECT_EQ(summary.risks_size(), 100);
  for (int i = 0; i < kForms; ++i) ASSERT_EQ(summary.rows(i).number(), i + 1);
}

TEST_F(SummaryTest, MissingAndOpenOnesAreWhatIsDue) {
  for (const char* id : {"one", "two", "three", "four"}) PutProject(id, "an-office", Project::TIER_TWO);
  ASSERT_TRUE(CloseProject("four", "1").ok());
  PutMoney("one", 1, 1);
  PutMoney("two", 1, 1, [](auto* form) { form->state = Evaluation::RETURNED; });
  const auto summary = Of("an-office");
  EXPECT_EQ(summary.open(), 1);
  EXPECT_EQ(summary.missing(), 1);
  heng::v1::ListMissingFormsRequest due;
  due.set_org("orgs/an-office");
  due.set_fiscal_year(2022);
  due.set_form_type(heng::v1::EVALUATION);
  const auto listed =
      CallOn<heng::v1::ListMissingFormsResponse>(&workflows_, &Workflows::ListMissingForms, due, testing::kTester);
  EXPECT_EQ(listed->forms_size(), summary.open() + summary.missing());
}

TEST_F(SummaryTest, WholeUnitsAreCountedApart) {
  PutMoney("one", 500, 100);
  PutMoney("two", 900, 900, [](auto* form) {
    form->subject = "orgs/an-office";
    form->subject_kind = heng::v1::WHOLE_UNIT;
  });
  const auto summary = Of("an-office");
  EXPECT_EQ(summary.whole_units(), 1);
  EXPECT_EQ(TextOf(summary.total()), " 合计 1 5.00 1.00 20.00");
  EXPECT_EQ(summary.rows_size(), 1);
}

TEST_F(SummaryTest, AClassifiedProjectIsInNoNumber) {
  AddPrincipal("reader", {{heng::v1::REVIEWER, testing::kTestDepartment}});
  PutProject("open", "an-office", Project::TIER_TWO);
  PutProject("missing-secret", "an-office", Project::TIER_TWO);
  PutProject("secret", "an-office", Project::TIER_ONE);
  PutMoney("open", 100, 50);
  Classify("missing-secret");
  Classify("secret");
  const auto before = Of("an-office", "reader");
  const auto known_before = Of("an-office");
  PutMoney("secret", 700, 0, [](auto* form) {
    form->state = Evaluation::DRAFT;
    form->returned = 3;
    form->flags = store::kLate;
  });
  EXPECT_EQ(Of("an-office", "reader").SerializeAsString(), before.SerializeAsString());
  auto known = Of("an-office");
  EXPECT_EQ(known.classified(), 1);
  known.clear_classified();
  EXPECT_EQ(known.SerializeAsString(), known_before.SerializeAsString());
  EXPECT_EQ(before.missing(), 0);
  EXPECT_EQ(before.classified(), 0);
}

TEST_F(SummaryTest, OnlyOfTheOrgAskedForAndForWhoReadsIt) {
  AddPrincipal("here", {{heng::v1::PREPARER, "an-office"}});
  PutMoney("one", 100, 50);
  PutMoney("two", 700, 50, [](auto* form) { form->org_id = "another-office"; });
  PutMoney("three", 700, 50, [](auto* form) { form->fiscal_year = 2021; });
  EXPECT_EQ(Of("an-office", "here").total().annual_budget(), "1.00");
  EXPECT_EQ(Of(testing::kTestRoot).total().annual_budget(), "8.00");
  EXPECT_EQ(ReasonFor(Summary("another-office", "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Summary("no-office", "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Summary("an-office", "here", heng::v1::HTML).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(Summary("an-office", "here", {}, 0).status()), "INVALID_FIELDS");
  EXPECT_EQ(Of("an-office", "here").org_title(), "an-office");
}

TEST_F(SummaryTest, TheTableAsCsv) {
  PutMoney("one", 100'00, 33'33, [](auto* form) { form->project_name = "=1+1,\"甲\""; });
  PutMoney("two", 0, 0, [](auto* form) {
    form->project_name = "乙";
    form->grade = 0;
    form->total.reset();
    form->annual_budget.reset();
  });
  const auto answer = Summary("an-office", testing::kTester, heng::v1::CSV);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->file().file_name(), "an-office-2022-绩效自评汇总表.csv");
  EXPECT_EQ(answer->file().content(),
            "\xEF\xBB\xBF序号,单位,项目,预算（元）,执行（元）,执行率（%）,得分,等级\r\n"
            "1,an-office,\"'=1+1,\"\"甲\"\"\",100.00,33.33,33.33,100,优\r\n"
            "2,an-office,乙,,0.00,,,\r\n"
            "合计,,2个,100.00,33.33,33.33,,\r\n");
  EXPECT_EQ(answer->summary().rows_size(), 0);
  EXPECT_EQ(answer->summary().total().count(), 2);
}

TEST_F(SummaryTest, TheTableAsASpreadsheetIsTheSameEveryTime) {
  PutMoney("one", 100'00, 33'33);
  const auto one = Summary("an-office", testing::kTester, heng::v1::XLSX);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->file().content().substr(0, 4), std::string("PK\x03\x04"));
  EXPECT_EQ(Summary("an-office", testing::kTester, heng::v1::XLSX)->file().content(), one->file().content());
}

// ---- counting alone, for what a store would be slow to hold ----

class Counting : public SummaryTest {
 protected:
  static store::Header FormOfOrg(const std::string& id, const std::string& org) {
    store::Header form = *store::NewForm(id).header;
    form.org_id = org;
    form.annual_budget = 100;
    form.executed = 50;
    form.sequence = 1;
    return form;
  }
};

TEST_F(Counting, RowsBeyondTheLimitAreLeftOutAndCounted) {
  const auto epoch = core_.residents()->Current();
  SummaryCount count(*epoch, "an-office", 2022);
  for (int i = 12'000; i > 0; --i) {
    store::Header form = FormOfOrg("form-" + std::to_string(i), "an-office");
    form.project_name = std::string(5 - std::to_string(i).size(), '0') + std::to_string(i);
    count.AddForm(form);
  }
  const auto summary = count.Finish();
  EXPECT_EQ(summary.rows_size(), 10'000);
  EXPECT_EQ(summary.rows_left_out(), 2000);
  EXPECT_EQ(summary.rows(0).project_name(), "00001");
  EXPECT_EQ(summary.rows(9999).project_name(), "10000");
  EXPECT_EQ(summary.total().annual_budget(), "12000.00");
  EXPECT_LT(summary.ByteSizeLong(), 4u << 20);
}

TEST_F(Counting, LongTitlesLeaveRowsOutSooner) {
  const auto epoch = core_.residents()->Current();
  SummaryCount count(*epoch, "an-office", 2022);
  for (int i = 0; i < 6000; ++i) {
    store::Header form = FormOfOrg("form-" + std::to_string(i), "an-office");
    form.project_name = std::string(600, 'x');
    form.sequence = i;
    count.AddForm(form);
  }
  const auto summary = count.Finish();
  EXPECT_LT(summary.ByteSizeLong(), 3u << 20);
  EXPECT_EQ(summary.rows_size() + summary.rows_left_out(), 6000);
  EXPECT_GT(summary.rows_left_out(), 0);
}

TEST_F(Counting, TooManyOrgsAreAddedUpByTheOneAboveThem) {
  OrgTree::Nodes nodes = core_.residents()->Current()->orgs->nodes();
  for (int i = 0; i < 1200; ++i) {
    auto node = std::make_shared<OrgNode>();
    node->id = "unit-" + std::to_string(i);
    node->org = Unit(node->id, "", i % 2 == 0 ? "an-office" : "another-office");
    nodes[node->id] = node;
  }
  Epoch epoch = *core_.residents()->Current();
  epoch.orgs = std::make_shared<OrgTree>(nodes);
  SummaryCount count(epoch, testing::kTestDepartment, 2022);
  for (int i = 0; i < 1200; ++i) count.AddForm(FormOfOrg("form-" + std::to_string(i), "unit-" + std::to_string(i)));
  const auto summary = count.Finish();
  EXPECT_THAT(Texts(summary.by_org()), ElementsAre("orgs/an-office an-office 600 600.00 300.00 50.00",
                                                   "orgs/another-office another-office 600 600.00 300.00 50.00"));
  EXPECT_EQ(summary.orgs_left_out(), 0);
}

TEST_F(Counting, NothingIsNothing) {
  const auto epoch = core_.residents()->Current();
  const auto summary = SummaryCount(*epoch, "an-office", 2022).Finish();
  EXPECT_EQ(TextOf(summary.total()), " 合计 0 0.00 0.00 -");
  EXPECT_EQ(summary.by_grade_size(), 5);
  EXPECT_THAT(summary.by_org(), IsEmpty());
  EXPECT_EQ(summary.by_tier_size(), 2);
}

}  // namespace
}  // namespace heng::core
