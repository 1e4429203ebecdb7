// Golden cases: every file in tests/cases, see README.md there. A case that fails is reported with its file and line,
// and all cases are run before the test fails.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "all_cases.h"
#include "form_builder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scoring/decimal.h"
#include "scoring/findings/catalogue.h"
#include "scoring/policy.h"
#include "scoring/score.h"
#include "scoring/waivers.h"
#include "tests/cases/case_file.h"

namespace heng::scoring {
namespace {

using cases::Case;
using cases::CaseFile;
using cases::Expectation;
using cases::Expected;
using cases::ExpectedFindings;
using cases::ExpectedWaiver;
using heng::v1::Finding;
using heng::v1::ScoreSheet;
using testing::AllCases;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::PolicyOf;

std::string TextOf(bool has, const std::string& text) { return has ? text : "无"; }

std::string GradeText(heng::v1::Grade grade) {
  switch (grade) {
    case heng::v1::EXCELLENT:
      return "优";
    case heng::v1::GOOD:
      return "良";
    case heng::v1::FAIR:
      return "中";
    case heng::v1::POOR:
      return "差";
    default:
      return "无";
  }
}

std::string LightText(heng::v1::Light light) {
  switch (light) {
    case heng::v1::GREEN:
      return "绿";
    case heng::v1::YELLOW:
      return "黄";
    case heng::v1::RED:
      return "红";
    default:
      return "无";
  }
}

// What the sheet says of an expected value.
std::string Got(const ScoreSheet& sheet, const Expected& expected) {
  const std::string& key = expected.key;
  if (expected.section == "行") {
    const auto& row = sheet.rows(expected.row - 1);
    return key == "计算" ? TextOf(row.has_computed(), row.computed()) : TextOf(row.has_score(), row.score());
  }
  if (expected.section == "执行") {
    const auto& execution = sheet.execution();
    if (key == "执行率") return TextOf(execution.has_rate(), execution.rate());
    return key == "得分" ? TextOf(execution.has_score(), execution.score())
                         : TextOf(execution.has_unspent(), execution.unspent());
  }
  if (key == "总分") return TextOf(sheet.has_total(), sheet.total());
  if (key == "等级") return GradeText(sheet.grade());
  if (key == "指标合计") return TextOf(sheet.has_indicator_total(), sheet.indicator_total());
  if (key == "计算总分") return TextOf(sheet.has_computed_total(), sheet.computed_total());
  if (key == "折算") return TextOf(sheet.has_scaled_indicator_total(), sheet.scaled_indicator_total());
  if (key == "灯") return LightText(sheet.light());
  return sheet.complete() ? "是" : "否";
}

// Numbers are compared as numbers: 9.50 is 9.5.
bool Same(const std::string& expected, const std::string& got) {
  const auto number = Decimal::Parse(expected);
  return expected == got || (number && number == Decimal::Parse(got));
}

std::set<std::string> IdsOf(const ScoreSheet& sheet, std::optional<Finding::Severity> severity = std::nullopt) {
  std::set<std::string> ids;
  for (const Finding& finding : sheet.findings()) {
    if (!severity || finding.severity() == *severity) ids.insert(finding.id());
  }
  return ids;
}

// One expectation against one sheet; every difference is reported at its line.
class SheetCheck {
 public:
  SheetCheck(std::string path, std::string where, const CompiledPolicy& policy, const ScoreSheet& sheet)
      : path_(std::move(path)), where_(std::move(where)), policy_(policy), sheet_(sheet) {}

  void Run(const Expectation& expectation) {
    for (const Expected& expected : expectation.values) {
      const std::string got = Got(sheet_, expected);
      const std::string what = expected.row > 0 ? absl::StrCat("第", expected.row, "行") : expected.section;
      if (!Same(expected.value, got)) {
        Fail(expected.line, absl::StrCat(what, " ", expected.key, "：应为 ", expected.value, "，得到 ", got));
      }
    }
    for (const ExpectedFindings& findings : expectation.findings) Findings(findings);
    for (const ExpectedWaiver& waiver : expectation.waivers) Waive(waiver);
  }

 private:
  void Fail(int line, const std::string& text) { ADD_FAILURE_AT(path_.c_str(), line) << where_ << "：" << text; }

  void Findings(const ExpectedFindings& expected) {
    const std::set<std::string> all = IdsOf(sheet_);
    for (const std::string& id : expected.ids) {
      if (FindFinding(id) == nullptr) Fail(expected.line, "没有这一发现：" + id);
    }
    if (expected.key == "只有") {
      const std::set<std::string> wanted(expected.ids.begin(), expected.ids.end());
      if (all != wanted) Fail(expected.line, absl::StrCat("应只有 ", List(wanted), "，得到 ", List(all)));
      return;
    }
    const std::set<std::string> of_severity = Wanted(expected.key);
    for (const std::string& id : expected.ids) {
      const bool there = expected.key == "无" ? all.contains(id) : of_severity.contains(id);
      if (there != (expected.key != "无")) {
        Fail(expected.line, absl::StrCat(expected.key, " ", id, "：得到 ", List(all)));
      }
    }
  }

  // Tries the waiver on the first finding of that id; without one, on the form as a whole.
  void Waive(const ExpectedWaiver& expected) {
    heng::v1::Waiver waiver;
    waiver.set_finding(expected.finding);
    waiver.set_reason(expected.reason);
    waiver.set_role(expected.role == "审核人" ? heng::v1::Waiver::REVIEWER : heng::v1::Waiver::PREPARER);
    const Finding* finding = testing::Find(sheet_, expected.finding);
    if (finding != nullptr) {
      waiver.set_row_id(finding->place().row_id());
      waiver.set_field(finding->place().field());
    }
    ScoreSheet sheet = sheet_;
    const bool accepted = ApplyWaivers(policy_, {waiver}, &sheet).empty();
    if (accepted == expected.accepted) return;
    Fail(expected.line, absl::StrCat(expected.role, "豁免 ", expected.finding, accepted ? "：被接受" : "：被拒绝"));
  }

  std::set<std::string> Wanted(const std::string& key) const {
    if (key == "错误") return IdsOf(sheet_, Finding::ERROR);
    if (key == "警告") return IdsOf(sheet_, Finding::WARNING);
    if (key == "提示") return IdsOf(sheet_, Finding::INFO);
    return IdsOf(sheet_);
  }

  static std::string List(const std::set<std::string>& ids) { return ids.empty() ? "没有" : absl::StrJoin(ids, " "); }

  const std::string path_, where_;
  const CompiledPolicy& policy_;
  const ScoreSheet& sheet_;
};

void RunCase(const std::string& path, const Case& golden) {
  for (const Expectation& expectation : golden.expectations) {
    for (const std::string& name : expectation.policies) {
      std::string why;
      const auto policy = PolicyOf(name, expectation.change, why);
      if (policy == nullptr) {
        ADD_FAILURE_AT(path.c_str(), expectation.line) << why;
        continue;
      }
      const ScoreSheet sheet = Score(*policy, golden.form, golden.imported ? &*golden.imported : nullptr);
      SheetCheck(path, absl::StrCat("“", golden.name, "” ", name), *policy, sheet).Run(expectation);
    }
  }
}

TEST(GoldenCasesTest, EveryCaseHolds) {
  int run = 0;
  for (const auto& [path, file] : AllCases()) {
    for (const auto& mistake : file.mistakes) ADD_FAILURE_AT(path.c_str(), mistake.line) << mistake.text;
    for (const Case& golden : file.cases) {
      RunCase(path, golden);
      ++run;
    }
  }
  EXPECT_GT(run, 0);
}

TEST(GoldenCasesTest, NamesAreUnique) {
  std::set<std::string> names;
  for (const auto& [path, file] : AllCases()) {
    for (const Case& golden : file.cases) {
      if (!names.insert(golden.name).second) ADD_FAILURE_AT(path.c_str(), golden.line) << "重名：" << golden.name;
    }
  }
}

// Whoever adds a finding adds a case that has it and one that nearly has it.
TEST(GoldenCasesTest, EveryFindingFiresInOneCaseAndIsSilentInAnother) {
  std::set<std::string> fires, silent;
  for (const auto& [path, file] : AllCases()) {
    for (const Case& golden : file.cases) {
      for (const Expectation& expectation : golden.expectations) {
        for (const ExpectedFindings& findings : expectation.findings) {
          (findings.key == "无" ? silent : fires).insert(findings.ids.begin(), findings.ids.end());
        }
      }
    }
  }
  std::vector<std::string> missing;
  for (const auto& entry : Catalogue().entries()) {
    if (entry.id() == "term-vs-funds") continue;  // of target forms only: six-targets.txt, target_findings_test.cc
    if (!fires.contains(entry.id())) missing.push_back("有 " + entry.id());
    if (!silent.contains(entry.id())) missing.push_back("无 " + entry.id());
  }
  EXPECT_THAT(missing, IsEmpty()) << "no case says so";
}

// ---- the format itself ----

std::string MistakesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& mistake : cases::ReadCases(text).mistakes) {
    lines.push_back(absl::StrCat(mistake.line, "：", mistake.text));
  }
  return absl::StrJoin(lines, "\n");
}

constexpr std::string_view kGood =
    "样表 甲\n"
    "行 目标 ≥50次 | 实际 96次 | 分值 20\n"
    "行 目标 及时 | 实际 | 分值 10\n"
    "# 说明\n"
    "例 一\n"
    "格 至少 高于 缺\n"
    "照 甲\n"
    "第1行 自评 20 | 实际\n"
    "删 第2行 分值\n"
    "规则 mof-2020 shanxi-2022 + rows { at_most: INVERSE }\n"
    "  第1行 计算 20 | 采用 无\n"
    "  无 rate-mismatch\n"
    "  豁免 审核人 | 发现 rate-mismatch | 理由 已核实 | 结果 拒绝\n";

TEST(CaseFormatTest, SaysWhatStandsOnTheForm) {
  const CaseFile file = cases::ReadCases(kGood);
  EXPECT_EQ(MistakesOf(kGood), "");
  ASSERT_EQ(file.cases.size(), 1U);
  const Case& golden = file.cases[0];
  EXPECT_EQ(golden.line, 5);
  ASSERT_EQ(golden.cells.size(), 1U);
  EXPECT_EQ(golden.cells[0].kind, "至少");
  EXPECT_EQ(golden.cells[0].situations, (std::vector<std::string>{"高于", "缺"}));
  ASSERT_EQ(golden.form.indicators_size(), 2);
  EXPECT_EQ(golden.form.indicators(0).initial_target(), "≥50次");
  EXPECT_TRUE(golden.form.indicators(0).has_actual());
  EXPECT_EQ(golden.form.indicators(0).actual(), "");
  EXPECT_EQ(golden.form.indicators(0).claimed(), "20");
  EXPECT_FALSE(golden.form.indicators(0).has_adjusted_target());
  EXPECT_FALSE(golden.form.indicators(1).has_weight());
  ASSERT_EQ(golden.expectations.size(), 1U);
  EXPECT_EQ(golden.expectations[0].policies, (std::vector<std::string>{"mof-2020", "shanxi-2022"}));
  EXPECT_EQ(golden.expectations[0].change, "rows { at_most: INVERSE }");
  ASSERT_EQ(golden.expectations[0].values.size(), 2U);
  EXPECT_EQ(golden.expectations[0].values[1].line, 11);
  EXPECT_EQ(golden.expectations[0].values[1].value, "无");
  ASSERT_EQ(golden.expectations[0].waivers.size(), 1U);
  EXPECT_EQ(golden.expectations[0].waivers[0].role, "审核人");
  EXPECT_EQ(golden.expectations[0].waivers[0].reason, "已核实");
  EXPECT_FALSE(golden.expectations[0].waivers[0].accepted);
}

struct Mistaken {
  const char *text, *mistake;
};

TEST(CaseFormatTest, EveryMistakeIsNamedWithItsLine) {
  const std::string end = "\n规则 mof-2020\n结果 总分 无\n";
  const Mistaken mistaken[] = {
      {"", "没有案例"},
      {"行 目标 5", "1：应以“例”或“样表”开头"},
      {"例 a\n行 目的 5", "2：没有这一栏：目的"},
      {"例 a\n行 分值 二十", "1：表格有误：indicators[0].weight"},
      {"例 a\n行 性质 左", "2：没有这一选项：左"},
      {"例 a\n行 其中 对", "2：应为 是 或 否：对"},
      {"例 a\n表 年度 去年", "2：应为整数：去年"},
      {"例 a\n第2行 分值 5", "2：没有这一行：第2行"},
      {"例 a\n删 第2行", "2：没有这一行：第2行"},
      {"例 a\n行 分值 5\n删 第1行 重量", "3：没有这一栏：重量"},
      {"例 a\n删 全部", "2：不能删除：全部"},
      {"例 a\n照 乙", "2：前面没有样表：乙"},
      {"例 a\n胡写 5", "2：不认识：胡写"},
      {"例\n行 分值 5", "1：没有名称"},
      {"样表 a\n规则 mof-2020", "2：样表里没有“规则”"},
      {"样表 a\n格 至少 低于", "2：样表里没有“格”"},
      {"例 a\n格 至少", "2：“格”应写规则种类和情形"},
  };
  for (const auto& [text, mistake] : mistaken) EXPECT_THAT(MistakesOf(text + end), HasSubstr(mistake)) << text;

  const Mistaken expectations[] = {
      {"规则\n结果 总分 5", "3：没有写哪些规则"},
      {"规则 mof-2020", "3：这里没有写应有的结果"},
      {"", "1：没有“规则”"},
      {"规则 mof-2020\n第2行 计算 5", "4：没有这一行：第2行"},
      {"规则 mof-2020\n第1行 总分 5", "4：没有这一项：总分"},
      {"规则 mof-2020\n第1行 计算", "4：没有写应是多少：计算"},
      {"规则 mof-2020\n行 分值 5", "4：不认识：行"},
      {"规则 mof-2020\n有", "4：没有写哪些发现"},
      {"规则 mof-2020\n结论 总分 5", "4：不认识：结论"},
      {"规则 mof-2020\n豁免 填报人 | 发现 x | 结果 接受", "4：豁免应写 理由"},
      {"规则 mof-2020\n豁免 局长 | 发现 x | 理由 y | 结果 接受", "4：不认识：局长"},
      {"规则 mof-2020\n豁免 填报人 | 发现 x | 理由 y | 结果 好", "4：应为 接受 或 拒绝：好"},
  };
  for (const auto& [text, mistake] : expectations) {
    EXPECT_THAT(MistakesOf(std::string("例 a\n行 分值 5\n") + text), HasSubstr(mistake)) << text;
  }
}

TEST(CaseFormatTest, APolicyThatIsNotThereIsNamed) {
  std::string why;
  EXPECT_EQ(PolicyOf("no-such", "", why), nullptr);
  EXPECT_THAT(why, HasSubstr("no-such"));
  EXPECT_EQ(PolicyOf("mof-2020", "rows { at_most: SIDEWAYS }", why), nullptr);
  EXPECT_THAT(why, HasSubstr("SIDEWAYS"));
  EXPECT_EQ(PolicyOf("mof-2020", "execution { weight: \"20\" }", why), nullptr);
  EXPECT_THAT(why, Not(IsEmpty()));
}

}  // namespace
}  // namespace heng::scoring
