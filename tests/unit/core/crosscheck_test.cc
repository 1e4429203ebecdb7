// The cross-check of reports against their forms, pure: text and facts in, items out.
//
// What the four published reports get is kept line by line in tests/data/reports/*.expected.txt, with the reason of
// each contradiction; lines that begin with # are for people. With HENG_WRITE_GOLDEN set NAME.now.txt is written
// beside.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "scoring/score.h"
#include "scoring/text.h"
#include "service/core/reports/crosscheck/compare.h"
#include "tests/unit/scoring/golden_table.h"
#include "tests/unit/scoring/policy_files.h"

namespace heng::core::crosscheck {
namespace {

using heng::v1::CrossCheckItem;
using ::testing::IsEmpty;

constexpr char kReports[] = HENG_SOURCE_DIR "/tests/data/reports/";

std::string ReportText(const std::string& name) { return scoring::testing::FileText(kReports + name + ".txt"); }

FormFacts FactsOfFile(const std::string& path) {
  heng::v1::Evaluation evaluation;
  EXPECT_THAT(json::ReadMessage(scoring::testing::FileText(HENG_SOURCE_DIR "/tests/data/seeds/" + path), &evaluation),
              IsEmpty());
  const auto policy = scoring::ShippedPolicies::Get().Find("policies/shanxi-2022");
  const auto sheet = scoring::Score(*policy, evaluation.form());
  return FactsOf(evaluation.name(), evaluation.form(), sheet);
}

Facts FactsOfFiles(const std::vector<std::string>& paths) {
  Facts facts;
  for (const std::string& path : paths) facts.forms.push_back(FactsOfFile(path));
  return facts;
}

const Facts& Datong() {
  static const auto& facts =
      *new Facts(FactsOfFiles({"1-canjiren-baozhangjin.json", "2-zhucun-bangfu.json", "3-shebao-wangluo.json"}));
  return facts;
}
const Facts& Xinzhou() {
  static const auto& facts = *new Facts(
      FactsOfFiles({"no-rows/1-jiguan-yanglao.json", "no-rows/2-taizhang-yinshua.json", "no-rows/3-goumai-fuwu.json"}));
  return facts;
}
const Facts& Shanxi() {
  static const auto& facts =
      *new Facts(FactsOfFiles({"4-shebao-jingban.json", "5-dangan-guanli.json", "6-shebao-dalou.json"}));
  return facts;
}
const Facts& Card() {
  static const auto& facts = *new Facts(FactsOfFiles({"7-jinbao-gongcheng.json"}));
  return facts;
}

// One line of the golden text.
std::string LineOf(const CrossCheckItem& item) {
  return absl::StrCat(item.line(), ":", item.column(), " ", CrossCheckItem::Verdict_Name(item.verdict()), " ",
                      item.label(), " ", item.stated(), item.expected().empty() ? "" : " <> ", item.expected(),
                      item.project().empty() ? "" : absl::StrCat(" [", item.project(), "]"), " ", item.message().zh());
}

std::string AllLines(const Checked& checked) {
  std::string all;
  for (const CrossCheckItem& item : checked.items) absl::StrAppend(&all, LineOf(item), "\n");
  return all;
}

// Lines that only one of the two has.
std::string Changed(const std::string& expected, const std::string& now) {
  return scoring::testing::Difference(absl::StrSplit(expected, '\n'), absl::StrSplit(now, '\n'));
}

// Items of this label whose stated figure is `stated`; "" is any.
std::vector<CrossCheckItem> Find(const Checked& checked, std::string_view label, std::string_view stated,
                                 std::string_view project = "") {
  std::vector<CrossCheckItem> found;
  for (const CrossCheckItem& item : checked.items) {
    if (item.label() == label && (stated.empty() || item.stated() == stated) &&
        (project.empty() || item.project() == project)) {
      found.push_back(item);
    }
  }
  return found;
}

void ExpectVerdict(const Checked& checked, std::string_view label, std::string_view stated, std::string_view project,
                   CrossCheckItem::Verdict verdict, std::string_view expected) {
  const auto found = Find(checked, label, stated, project);
  ASSERT_FALSE(found.empty()) << label << " " << stated << " not found in\n" << AllLines(checked);
  for (const CrossCheckItem& item : found) {
    EXPECT_EQ(CrossCheckItem::Verdict_Name(item.verdict()), CrossCheckItem::Verdict_Name(verdict)) << LineOf(item);
    if (!expected.empty()) {
      EXPECT_EQ(item.expected(), expected) << LineOf(item);
    }
  }
}

TEST(CrossCheckTest, PartScoresThatDoNotAddUpToTheTotal) {
  const Checked checked = Compare(ReportText("datong-2022"), Datong());
  ExpectVerdict(checked, "产出指标得分", "40", "驻村帮扶工作人员经费", CrossCheckItem::CONTRADICTION, "44");
  ExpectVerdict(checked, "各项得分合计", "84.77", "驻村帮扶工作人员经费", CrossCheckItem::CONTRADICTION, "88.77");
  ExpectVerdict(checked, "产出指标得分", "40", "社保网络运行维护费", CrossCheckItem::CONTRADICTION, "44");
  ExpectVerdict(checked, "各项得分合计", "90", "社保网络运行维护费", CrossCheckItem::CONTRADICTION, "94");
  ExpectVerdict(checked, "各项得分合计", "100", "残疾人就业保障金", CrossCheckItem::CONSISTENT, "100");
}

TEST(CrossCheckTest, SatisfactionInTheTextOfAFormAgainstItsTable) {
  const Checked checked = Compare(ReportText("datong-2022"), Datong());
  ExpectVerdict(checked, "满意度", "≥95%", "残疾人就业保障金", CrossCheckItem::CONTRADICTION, "≥100%");
}

TEST(CrossCheckTest, WhatWasCoveredOfProjectSpending) {
  ExpectVerdict(Compare(ReportText("datong-2022"), Datong()), "占项目支出总额", "100%", "",
                CrossCheckItem::CONTRADICTION, "71.90%");
  ExpectVerdict(Compare(ReportText("xinzhou-2021"), Xinzhou()), "占项目支出总额", "100%", "",
                CrossCheckItem::CONTRADICTION, "28010.15%");
  // 781 943.33 元 were spent of the 1 007 943.96 元 that were evaluated: 100 % of what was spent.
  ExpectVerdict(Compare(ReportText("xinzhou-ka-2022"), Card()), "占项目支出总额", "100%", "",
                CrossCheckItem::OTHER_BASIS, "128.90%");
  ExpectVerdict(Compare(ReportText("shanxi-2022"), Shanxi()), "占项目支出总额", "14.77%", "",
                CrossCheckItem::CONSISTENT, "14.77%");
}

TEST(CrossCheckTest, CountsThatContradictOneAnother) {
  const Checked checked = Compare(ReportText("shanxi-2022"), Shanxi());
  const auto found = Find(checked, "各等级项目数合计", "8");  // of tier 1, which has 0, and of tier 2, which has 8
  ASSERT_EQ(found.size(), 2) << AllLines(checked);
  EXPECT_EQ(found[0].verdict(), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(found[0].expected(), "0");
  EXPECT_EQ(found[1].verdict(), CrossCheckItem::CONSISTENT);
}

TEST(CrossCheckTest, ARateInTheTextOfAFormBesideTheTrueOne) {
  const Checked checked = Compare(ReportText("shanxi-2022"), Shanxi());
  const auto found = Find(checked, "执行率", "100%", "社会保险经办专项业务工作经费");
  ASSERT_EQ(found.size(), 1) << AllLines(checked);
  EXPECT_EQ(found[0].verdict(), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(found[0].expected(), "87.61%");
}

TEST(CrossCheckTest, WhatIsRightIsNeverCalledWrong) {
  const auto fine = [](const Checked& checked, std::string_view label, std::string_view stated,
                       std::string_view project) {
    const auto found = Find(checked, label, stated, project);
    EXPECT_FALSE(found.empty()) << label << " " << stated << "\n" << AllLines(checked);
    for (const CrossCheckItem& item : found) {
      EXPECT_TRUE(item.verdict() == CrossCheckItem::CONSISTENT || item.verdict() == CrossCheckItem::ROUNDING)
          << LineOf(item);
    }
  };
  const Checked datong = Compare(ReportText("datong-2022"), Datong());
  fine(datong, "全年预算数", "88100.00", "残疾人就业保障金");
  fine(datong, "执行数", "88100.00", "残疾人就业保障金");
  fine(datong, "执行率", "100%", "残疾人就业保障金");
  fine(datong, "执行率", "47.74%", "驻村帮扶工作人员经费");
  const Checked xinzhou = Compare(ReportText("xinzhou-2021"), Xinzhou());
  fine(xinzhou, "执行率", "95.45%", "");
  fine(xinzhou, "执行率", "76.13%", "");
  const Checked card = Compare(ReportText("xinzhou-ka-2022"), Card());
  fine(card, "执行率", "77.58%", "");
  fine(card, "全年预算数", "1007943.96", "金保工程信息系统日常运营维护");  // the form prints 100.794 万元
  fine(card, "执行数", "781943.33", "金保工程信息系统日常运营维护");
}

// Where a figure stands depends on line breaks, what it is does not: sentences are broken at every kind of place.
TEST(CrossCheckTest, LineWrapsInsideSentencesDoNotMatter) {
  const auto without_places = [](Checked checked) {
    std::string all;
    for (CrossCheckItem& item : checked.items) {
      item.set_line(0);
      item.set_column(0);
      absl::StrAppend(&all, LineOf(item), "\n");
    }
    return all;
  };
  const auto begins_list = [](std::string_view rest) {
    for (const std::string_view start :
         {"（", "(", "第", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "附件", "备注", "项目名称"}) {
      if (rest.starts_with(start)) return true;
    }
    size_t digits = 0;
    while (digits < rest.size() && scoring::IsDigit(rest[digits])) ++digits;
    const std::string_view behind = rest.substr(digits);
    return digits > 0 && (behind.starts_with(".") || behind.starts_with("、"));
  };
  for (const auto& [name, facts] : std::vector<std::pair<std::string, const Facts*>>{{"datong-2022", &Datong()},
                                                                                     {"xinzhou-2021", &Xinzhou()},
                                                                                     {"shanxi-2022", &Shanxi()},
                                                                                     {"xinzhou-ka-2022", &Card()}}) {
    const std::string text = ReportText(name);
    const std::string expected = without_places(Compare(text, *facts));
    for (size_t every : {5, 6, 7, 9, 11, 17, 24, 35, 40, 61}) {
      std::string wrapped;
      size_t since = 0;
      bool in_table = false;
      for (size_t i = 0; i < text.size();) {
        const size_t line_end = std::min(text.find('\n', i), text.size());
        if (i == 0 || text[i - 1] == '\n')
          since = 0, in_table = text.substr(i, line_end - i).find('\t') != std::string::npos;
        const size_t length = scoring::FirstCodePoint(std::string_view(text).substr(i)).length;
        wrapped.append(text, i, length);
        i += length;
        if (++since < every || in_table || i >= text.size() || text[i] == '\n' || text[i - 1] == '\n') continue;
        if (begins_list(std::string_view(text).substr(i))) continue;
        wrapped += every % 2 == 0 ? "\n" : "\r\n\r\n";
        since = 0;
      }
      const std::string difference = Changed(expected, without_places(Compare(wrapped, *facts)));
      EXPECT_TRUE(difference.empty()) << name << " every " << every << "\n" << difference;
    }
  }
}

// Every figure of the four reports, with its verdict.
TEST(CrossCheckTest, EveryItemOfThePublishedReports) {
  const std::vector<std::pair<std::string, const Facts*>> reports = {{"datong-2022", &Datong()},
                                                                     {"xinzhou-2021", &Xinzhou()},
                                                                     {"shanxi-2022", &Shanxi()},
                                                                     {"xinzhou-ka-2022", &Card()}};
  for (const auto& [name, facts] : reports) {
    const std::string now = AllLines(Compare(ReportText(name), *facts));
    const std::string path = absl::StrCat(kReports, name, ".expected.txt");
    if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) {
      std::ofstream(absl::StrCat(kReports, name, ".now.txt"), std::ios::binary) << now;
      continue;
    }
    std::string expected;
    for (const std::string& line : std::vector<std::string>(absl::StrSplit(scoring::testing::FileText(path), '\n'))) {
      if (!line.empty() && line.front() != '#') absl::StrAppend(&expected, line, "\n");
    }
    const std::string difference = Changed(expected, now);
    EXPECT_TRUE(difference.empty()) << path << " (-) and what came out (+) differ:\n" << difference;
  }
}

}  // namespace
}  // namespace heng::core::crosscheck
