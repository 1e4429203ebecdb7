// heng policy …, heng explain-finding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/json_text.h"
#include "run_heng.h"
#include "scoring/findings/catalogue.h"

namespace heng::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using testing::Folder;
using ::testing::HasSubstr;
using testing::Joined;
using ::testing::Not;
using testing::Ran;
using testing::RunHeng;
using testing::SevenSeeds;
using ::testing::StartsWith;

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(PolicyList, NamesAuthorityAndDate) {
  const Ran ran = RunHeng({"policy", "list"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, ContainsRegex("mof-2020@[0-9]+ +2020-"));
  EXPECT_THAT(ran.out, HasSubstr("财预〔2020〕10号"));
  EXPECT_THAT(ran.out, ContainsRegex("shanxi-2022@[0-9]+ +2022-01-01"));
  const Ran json = RunHeng({"policy", "list", "-o", "json"});
  EXPECT_THAT(json.out, HasSubstr("\"effectiveDate\":\"2022-01-01\"}\n"));
  EXPECT_THAT(json.out, Not(HasSubstr("cases")));
}

TEST(PolicyShow, RulesAsTables) {
  const Ran ran = RunHeng({"policy", "show", "shanxi-2022"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("\n各级指标分值\n一级指标    分值\n产出指标    50\n"));
  EXPECT_THAT(ran.out, HasSubstr("得分取整    2 位小数，四舍六入五成双\n"));
  EXPECT_THAT(ran.out, HasSubstr("以填报为准"));
  EXPECT_THAT(ran.out, HasSubstr("全部完成"));
  const Ran english = RunHeng({"policy", "show", "shanxi-2022", "--lang", "en"});
  EXPECT_THAT(english.out, HasSubstr("score rounding  2 places, half even\n"));
  EXPECT_THAT(english.out, HasSubstr("the claim counts"));
}

TEST(PolicyShow, JsonIsTheMessage) {
  const Ran ran = RunHeng({"policy", "show", "policies/mof-2020", "-o", "json"});
  EXPECT_THAT(ran.out, StartsWith("{\n \"name\": \"policies/mof-2020\",\n"));
  EXPECT_EQ(RunHeng({"policy", "show", "none"}).code, 1);
  const Folder folder;
  const std::string path = folder.File("own.textproto", testing::ShippedPolicyText("mof-2020"));
  EXPECT_EQ(RunHeng({"policy", "show", path, "-o", "json"}).out, ran.out);
}

TEST(PolicyTest, OneLinePerCase) {
  const Folder folder;
  const std::string text = testing::ShippedPolicyText("shanxi-2022");
  const std::string path = folder.File("own.textproto", text);
  const Ran ran = RunHeng({"policy", "test", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::size_t cases = 0;
  for (std::size_t at = text.find("\ncases {"); at != std::string::npos; at = text.find("\ncases {", at + 1)) ++cases;
  EXPECT_GT(cases, 0u);
  EXPECT_EQ(static_cast<std::size_t>(std::count(ran.out.begin(), ran.out.end(), '\n')), cases);
  EXPECT_THAT(ran.out, HasSubstr(": 通过  transfers have no scores\n"));
  EXPECT_THAT(ran.err, HasSubstr("用例 " + std::to_string(cases) + "，不符 0"));
}

TEST(PolicyTest, AFailingCaseIsNamedWithItsLine) {
  const Folder folder;
  const std::string text = testing::ShippedPolicyText("shanxi-2022");
  const std::string wrong = Replaced(text, "no_findings: \"not-filled\"", "findings: \"not-filled\"");
  const std::string head = text.substr(0, text.find("name: \"transfers have no scores\""));
  const auto line = std::count(head.begin(), head.end(), '\n');  // of "cases {", from 1
  const Ran ran = RunHeng({"policy", "test", folder.File("own.textproto", wrong)});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("own.textproto:" + std::to_string(line) + ":1: 不符  transfers have no scores\n    "));
  EXPECT_THAT(ran.out, HasSubstr(": 通过  a lost row is named\n"));
  EXPECT_THAT(ran.err, HasSubstr("不符 1"));
}

TEST(PolicyTest, MistakesHaveLineAndColumn) {
  const Folder folder;
  const std::string path = folder.File("own.textproto", "name: \"policies/x\"\nclaimz: CHECKED\n");
  const Ran ran = RunHeng({"policy", "test", path});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("own.textproto:2:"));
  EXPECT_THAT(ran.err, HasSubstr("claimz"));
  const Ran json = RunHeng({"policy", "test", path, folder.path() + "/none", "-o", "json"});
  EXPECT_EQ(json.code, 6);
  EXPECT_THAT(json.out, HasSubstr("\"ok\":false,\"policy\":\"\",\"cases\":[],\"error\":{\"reason\":\"WRONG_POLICY\""));
  EXPECT_THAT(json.out, HasSubstr("\"error\":{\"reason\":\"WRONG_FILE\""));
}

TEST(PolicySimulate, OldAndNewSideBySide) {
  const std::vector<std::string> seeds = SevenSeeds();
  const Ran ran = RunHeng(Joined({"policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022"}, seeds));
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("等级变化\n"));
  EXPECT_THAT(ran.out, ContainsRegex("94\\.00 +优 +82\\.00 +良 +优→良\n"));
  EXPECT_THAT(ran.out, HasSubstr("\n共 7 份：得分改变 1，等级改变 1（优→良 1）。\n"));
  const Ran english = RunHeng(
      Joined({"policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022", "--lang", "en"}, seeds));
  EXPECT_THAT(english.out, HasSubstr("Forms: 7; total changes: 1, grade changes: 1 (Excellent→Good 1).\n"));
}

// The what-if policies of tests/data/policies, on the seven forms and a result without rows.
std::string Simulated(const std::string& policy) {
  const std::string path = std::string(HENG_SOURCE_DIR) + "/tests/data/policies/" + policy + ".textproto";
  const Ran ran = RunHeng(Joined({"policy", "simulate", "--policy", path, "--against", "shanxi-2022"},
                                 Joined(SevenSeeds(), {testing::Seed("no-rows/2-taizhang-yinshua")})));
  EXPECT_EQ(ran.code, 0) << ran.err;
  return ran.out;
}

TEST(PolicySimulate, CapsByExecutionRate) {
  const std::string out = Simulated("caps");
  EXPECT_THAT(out, ContainsRegex("88\\.77 +良 +59\\.00 +差 +良→差\n"));
  EXPECT_THAT(out, ContainsRegex("96\\.76 +优 +89\\.00 +良 +优→良\n"));
  EXPECT_THAT(out, ContainsRegex("97\\.61 +优 +89\\.00 +良 +优→良\n"));
  EXPECT_THAT(out, HasSubstr("共 8 份：得分改变 3，等级改变 3（优→良 2，良→差 1）。\n"));
}

TEST(PolicySimulate, ExecutionTwenty) {
  const std::string out = Simulated("execution-20");
  for (const char* total : {"100.00", "84.22", "94.67", "93.08", "95.56", "94.63", "95.23"}) {
    EXPECT_THAT(out, ContainsRegex(std::string(" ") + total + " +[优良]"));
  }
}

TEST(PolicySimulate, LightsWhereTheNewPolicyHasThem) {
  EXPECT_THAT(Simulated("gap-light"), AllOf(HasSubstr("预警\n"), HasSubstr("红灯\n")));
  EXPECT_THAT(Simulated("caps"), Not(HasSubstr("预警")));
}

TEST(PolicySimulate, JsonLinesAndASummary) {
  const Ran ran = RunHeng(
      {"policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022", "-o", "json", SevenSeeds()[2]});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out,
              HasSubstr("\"old\":{\"total\":\"94\",\"grade\":\"EXCELLENT\"},\"new\":{\"total\":\"82\",\"grade\":"
                        "\"GOOD\"},\"gradeChanged\":true}\n{\"summary\":{\"forms\":1,\"totalChanged\":1,"
                        "\"gradeChanged\":1,\"moves\":[{\"old\":\"EXCELLENT\",\"new\":\"GOOD\",\"forms\":1}]}}\n"));
}

TEST(PolicySimulate, AFileAsNewPolicy) {
  const Folder folder;
  const std::string path = folder.File("own.textproto", testing::ShippedPolicyText("shanxi-2022"));
  const Ran ran = RunHeng(Joined({"policy", "simulate", "--policy", path, "--against", "shanxi-2022"}, SevenSeeds()));
  EXPECT_THAT(ran.out, HasSubstr("共 7 份：得分改变 0，等级改变 0。\n"));
  EXPECT_EQ(RunHeng({"policy", "simulate", SevenSeeds()[0]}).code, 2);
  EXPECT_EQ(RunHeng({"policy", "simulate", "--policy", "none", SevenSeeds()[0]}).code, 1);
}

TEST(ExplainFinding, OneInBothLanguages) {
  const Ran ran = RunHeng({"explain-finding", "weights-not-100"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out,
              StartsWith("weights-not-100\n\n何时出现\n  "
                         "各行分值与预算执行率分值的合计不等于满分；绩效目标表只在有分值的时候看。\n\n怎样改正\n  "));
  EXPECT_THAT(ran.out, HasSubstr("\n怎样改正\n  "));
  EXPECT_THAT(ran.out, ContainsRegex("\n  mof-2020 +错误\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("{")));
  const Ran english = RunHeng({"explain-finding", "missed-but-full", "--lang", "en"});
  EXPECT_THAT(english.out, ContainsRegex("\n  mof-2020 +error\n"));
  EXPECT_THAT(english.out, ContainsRegex("\n  shanxi-2022 +warning\n"));
}

TEST(ExplainFinding, AllOfThemAndUnknownOnes) {
  const Ran all = RunHeng({"explain-finding"});
  const Ran json = RunHeng({"explain-finding", "-o", "json"});
  for (const auto& entry : scoring::Catalogue().entries()) {
    EXPECT_THAT(all.out, HasSubstr("\n" + entry.id() + " "));
    EXPECT_THAT(json.out, HasSubstr("{\"finding\":{\"id\":\"" + entry.id() + "\","));
    EXPECT_THAT(RunHeng({"explain-finding", entry.id()}).out, HasSubstr("\n  " + entry.when_zh() + "\n"));
    EXPECT_THAT(RunHeng({"explain-finding", entry.id(), "--lang", "en"}).out,
                HasSubstr("\n  " + entry.when_en() + "\n"));
  }
  EXPECT_THAT(json.out, HasSubstr("\"policies/mof-2020\":\"ERROR\""));
  const Ran unknown = RunHeng({"explain-finding", "no-such"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no-such"));
}

TEST(JsonString, EscapesAndRepairs) {
  EXPECT_EQ(JsonString("a\"b\\c\n\x01衡"), "\"a\\\"b\\\\c\\u000a\\u0001衡\"");
  EXPECT_EQ(JsonString("\xff"), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace heng::cli
