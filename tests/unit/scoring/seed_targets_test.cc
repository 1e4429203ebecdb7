// The six published target forms of 2026: their amounts, and everything found on them, as one table that a person of
// the field can read: tests/cases/six-targets.txt. Written anew as seven-forms.txt is.
#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "form_builder.h"
#include "golden_table.h"
#include "scoring/findings/catalogue.h"
#include "scoring/target_check.h"
#include "scoring/target_findings.h"
#include "target_files.h"

namespace heng::scoring {
namespace {

using heng::v1::Finding;
using heng::v1::TargetContent;
using testing::kSeedTargets;
using testing::SeedTarget;
using FoundList = google::protobuf::RepeatedPtrField<Finding>;

constexpr const char* kHead =
    "# 六张公布的绩效目标表（2026年度）在 shanxi-2022 下的全部发现，一行一条：位置 | 编号 | 级别 | 说明。\n"
    "# 由 scoring_target_test 逐字核对；怎样重新生成见 tests/README.md。重新生成之后请逐行读过：\n"
    "# 表上没有错的地方出现一条发现，就是误报，应当改程序，而不是改这里。\n";

FoundList FindingsOf(const std::string& policy, const TargetContent& target) {
  FoundList findings;
  AddTargetFindings(*testing::Shipped(policy), target, &findings);
  return findings;
}

std::string SeverityText(Finding::Severity severity) {
  return severity == Finding::ERROR ? "错误" : severity == Finding::WARNING ? "警告" : "提示";
}

// 第4行 年度指标值, 整张表 项目期.
std::string PlaceText(const TargetContent& target, const heng::v1::Place& place) {
  static const std::map<std::string, std::string> kFields = {{"project_term", "项目期"},
                                                             {"term.value", "实施期指标值"},
                                                             {"annual.value", "年度指标值"},
                                                             {"term_goal", "实施期目标"},
                                                             {"annual_goal", "年度目标"}};
  const auto field = kFields.find(place.field());
  EXPECT_NE(field, kFields.end()) << place.field();
  const auto& rows = target.indicators();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& at) { return at.id() == place.row_id(); });
  EXPECT_EQ(row == rows.end(), place.row_id().empty()) << "a finding stands at a row that is not on the form";
  const std::string at = row == rows.end() ? "整张表" : absl::StrCat("第", row - rows.begin() + 1, "行");
  return absl::StrCat(at, " ", field == kFields.end() ? place.field() : field->second);
}

std::string TableNow() {
  std::string out = kHead;
  for (const char* name : kSeedTargets) {
    const TargetContent target = SeedTarget(name).form();
    absl::StrAppend(&out, "\n", target.project_name(), "：年度资金总额 ", target.annual_funds().total(), " 元\n");
    for (const Finding& finding : FindingsOf("shanxi-2022", target)) {
      absl::StrAppend(&out, "  ", PlaceText(target, finding.place()), " | ", finding.id(), " | ",
                      SeverityText(finding.severity()), " | ", finding.message().zh(), "\n");
    }
  }
  return out;
}

TEST(SeedTargetsTest, FindingsAreTheOnesOfTheTable) {
  testing::ExpectGolden("six-targets.txt", "scoring_target_test", TableNow());
}

TEST(SeedTargetsTest, NoTargetHasAnErrorUnderAnyPolicy) {
  for (const std::string& policy : ShippedPolicies::Get().Names()) {
    for (const char* name : kSeedTargets) {
      const FoundList findings = FindingsOf(policy, SeedTarget(name).form());
      EXPECT_FALSE(HasErrors(findings)) << policy << " " << name;
      EXPECT_FALSE(findings.empty()) << name << " was not looked at";
    }
  }
}

// As the report prints them, in 元.
TEST(SeedTargetsTest, AmountsAreThoseOfTheReport) {
  const std::map<std::string, std::string> kAnnual = {
      {"1-canjiren-baozhangjin", "179400.00"}, {"2-danwei-yunzhuan", "1910000.00"},
      {"3-yishu-buzhu", "21572.00"},           {"4-zhucun-bangfu", "210000.00"},
      {"5-shebao-yewu", "2810000.00"},         {"6-dangzhibu-huodong", "32000.00"}};
  for (const char* name : kSeedTargets) {
    const TargetContent target = SeedTarget(name).form();
    EXPECT_EQ(target.annual_funds().total(), kAnnual.at(name)) << name;
    EXPECT_EQ(target.term_funds().total(), kAnnual.at(name)) << name;
    for (const auto* funds : {&target.annual_funds(), &target.term_funds()}) {
      ASSERT_EQ(funds->lines_size(), 5) << name;
      EXPECT_EQ(funds->lines(2).amount(), kAnnual.at(name)) << name << ": all of it is the city's";
      EXPECT_FALSE(funds->lines(4).has_amount()) << name << ": 其他资金 is blank";
    }
    ASSERT_EQ(target.indicators_size(), 9) << name;
    EXPECT_EQ(target.org(), "orgs/sx-datong-121005");
    EXPECT_EQ(target.fiscal_year(), 2026);
    EXPECT_EQ(SeedTarget(name).contacts().filled_on().substr(0, 6), "202511") << name;
  }
}

// Taking the row of a category off, or changing one source, shows up on every one of them.
TEST(SeedTargetsTest, AFaultPutIntoThemIsFound) {
  const auto has = [](const TargetContent& target, const std::string& id, const std::string& field) {
    const FoundList findings = FindingsOf("shanxi-2022", target);
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.id() == id && finding.place().field() == field; });
  };
  for (const char* name : kSeedTargets) {
    TargetContent target = SeedTarget(name).form();
    target.mutable_indicators()->RemoveLast();  // 满意度指标
    EXPECT_TRUE(has(target, "category-missing", "indicators")) << name;
    target = SeedTarget(name).form();
    target.mutable_term_funds()->mutable_lines(2)->set_amount("1");
    EXPECT_TRUE(has(target, "funds-not-sum", "term_funds.total")) << name;
    EXPECT_FALSE(has(target, "funds-not-sum", "annual_funds.total")) << name;
    EXPECT_TRUE(HasErrors(FindingsOf("shanxi-2022", target))) << name;
  }
}

}  // namespace
}  // namespace heng::scoring
