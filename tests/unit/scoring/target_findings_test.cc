// Findings of target forms: each fault put into a clean target shows up once, where it was put, and nothing near it.
#include "scoring/target_findings.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "form_builder.h"
#include "gmock/gmock.h"
#include "scoring/findings/catalogue.h"
#include "scoring/findings/target_term.h"
#include "scoring/target_check.h"
#include "target_files.h"

namespace heng::scoring {
namespace {

using heng::v1::Finding;
using heng::v1::TargetContent;
using heng::v1::TargetFunds;
using heng::v1::TargetIndicator;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using FoundList = google::protobuf::RepeatedPtrField<Finding>;

void SetFunds(TargetFunds& funds, const char* total, const char* central, const char* local) {
  funds.Clear();
  funds.set_printed_unit(heng::v1::YUAN);
  funds.set_total(total);
  const auto add = [&](const char* id, const char* amount) {
    auto* line = funds.add_lines();
    line->set_id(id);
    line->set_label(id);
    line->set_amount(amount);
  };
  add("central", central);
  add("local", local);
  funds.add_lines()->set_id("other");  // blank
}

void AddRow(TargetContent& target, const char* level1, const char* level2, const char* name, const char* value) {
  TargetIndicator* row = target.add_indicators();
  row->set_id("r" + std::to_string(target.indicators_size()));
  row->set_level1(level1);
  for (auto* half : {row->mutable_term(), row->mutable_annual()}) {
    half->set_level2(level2);
    half->set_name(name);
    half->set_value(value);
  }
}

// Three years, a third of the money each, nothing to find.
TargetContent Clean() {
  TargetContent target;
  target.set_subject("projects/p-1");
  target.set_subject_kind(heng::v1::PROJECT);
  target.set_org("orgs/o-1");
  target.set_fiscal_year(2026);
  target.set_project_term("3年");
  SetFunds(*target.mutable_term_funds(), "300000", "100000", "200000");
  SetFunds(*target.mutable_annual_funds(), "100000", "40000", "60000");
  target.set_overview("为残疾人提供培训。");
  target.set_legal_basis("《中华人民共和国残疾人保障法》");
  target.set_term_goal("三年培训900人。");
  target.set_annual_goal("培训300人。");
  AddRow(target, "产出指标", "数量指标", "培训人数", "≥300人");
  AddRow(target, "产出指标", "时效指标", "完成时间", "2026年12月31日");
  AddRow(target, "产出指标", "成本指标", "培训成本", "≤10万元");
  AddRow(target, "效益指标", "社会效益", "就业率", "≥60%");
  AddRow(target, "效益指标", "生态效益", "", "");
  AddRow(target, "满意度指标", "服务对象满意度", "学员满意度", "≥95%");
  return target;
}

FoundList FindingsOf(const TargetContent& target, const char* policy = "shanxi-2022") {
  FoundList findings;
  AddTargetFindings(*testing::Shipped(policy), target, &findings);
  return findings;
}

// "id at r1 annual.value"
std::vector<std::string> Shown(const FoundList& findings) {
  std::vector<std::string> shown;
  for (const Finding& finding : findings) {
    const auto& place = finding.place();
    shown.push_back(finding.id() + " at " + place.row_id() + (place.row_id().empty() ? "" : " ") + place.field());
  }
  return shown;
}

std::vector<std::string> After(const std::function<void(TargetContent&)>& change) {
  TargetContent target = Clean();
  change(target);
  return Shown(FindingsOf(target));
}

TargetIndicator& Row(TargetContent& target, int i) { return *target.mutable_indicators(i); }

void SetBoth(TargetIndicator& row, const char* value) {
  row.mutable_term()->set_value(value);
  row.mutable_annual()->set_value(value);
}

TEST(TargetFindings, ACleanTargetHasNoneUnderAnyPolicy) {
  EXPECT_TRUE(CheckTarget(Clean()).empty());
  for (const char* policy : {"shanxi-2022", "mof-2020", "hubei-2020", "chongqing-2021"}) {
    EXPECT_THAT(Shown(FindingsOf(Clean(), policy)), IsEmpty()) << policy;
  }
  EXPECT_THAT(After([](TargetContent& target) { target.clear_term_funds(); }), IsEmpty());
}

// ---- every fault, once and at its place ----

struct Fault {
  const char* found;  // "id at row field"
  const char* stated;
  std::function<void(TargetContent&)> make;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.found; }

class TargetFaultTest : public ::testing::TestWithParam<Fault> {};

TEST_P(TargetFaultTest, IsFoundOnceAtItsPlace) {
  TargetContent target = Clean();
  GetParam().make(target);
  const FoundList findings = FindingsOf(target);
  ASSERT_THAT(Shown(findings), ElementsAre(GetParam().found));
  const Finding& finding = findings.Get(0);
  EXPECT_EQ(finding.has_stated() ? finding.stated() : "-", GetParam().stated);
  for (const std::string& text : {finding.message().zh(), finding.message().en()}) {
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find('{'), std::string::npos) << text;
    EXPECT_EQ(text.find("““"), std::string::npos) << text;
    // What only an evaluation can do is not asked of a target.
    EXPECT_EQ(text.find("得分的"), std::string::npos) << text;
    EXPECT_EQ(text.find("claimed score"), std::string::npos) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Funds, TargetFaultTest,
    ::testing::Values(
        Fault{"not-filled at annual_funds.total", "-", [](auto& f) { f.mutable_annual_funds()->clear_total(); }},
        Fault{"not-filled at annual_funds.total", "", [](auto& f) { f.mutable_annual_funds()->set_total(""); }},
        Fault{"not-filled at term_funds.total", "-", [](auto& f) { f.mutable_term_funds()->clear_total(); }},
        Fault{"funds-not-sum at annual_funds.total", "100000",
              [](auto& f) { f.mutable_annual_funds()->mutable_lines(1)->set_amount("60002"); }},
        Fault{"funds-not-sum at term_funds.total", "300000",
              [](auto& f) { f.mutable_term_funds()->mutable_lines(0)->clear_amount(); }},
        Fault{"money-unit-suspect at annual_funds.total", "30",
              [](auto& f) { SetFunds(*f.mutable_annual_funds(), "30", "10", "20"); }},
        Fault{"term-vs-funds at project_term", "3年",
              [](auto& f) { SetFunds(*f.mutable_term_funds(), "100000", "40000", "60000"); }},
        Fault{"term-vs-funds at project_term", "1年", [](auto& f) { f.set_project_term("1年"); }},
        Fault{"term-vs-funds at term_funds.total", "99999.5",
              [](auto& f) {
                SetFunds(*f.mutable_term_funds(), "99999.5", "39999.5", "60000");
                f.mutable_term_funds()->set_printed_decimals(2);
                f.mutable_annual_funds()->set_printed_decimals(2);
              }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

INSTANTIATE_TEST_SUITE_P(
    Rows, TargetFaultTest,
    ::testing::Values(
        Fault{"target-missing at r1 annual.value", "", [](auto& f) { SetBoth(Row(f, 0), ""); }},
        Fault{"target-missing at r1 annual.value", "未填报",
              [](auto& f) { Row(f, 0).mutable_annual()->set_value("未填报"); }},
        Fault{"target-missing at r1 term.value", "", [](auto& f) { Row(f, 0).mutable_term()->clear_value(); }},
        Fault{"value-corrupt at r4 annual.value", "=100100", [](auto& f) { SetBoth(Row(f, 3), "=100100"); }},
        Fault{"value-corrupt at r4 term.value", "=100100",
              [](auto& f) { Row(f, 3).mutable_term()->set_value("=100100"); }},
        Fault{"value-ambiguous at r1 annual.value", "3次5人", [](auto& f) { SetBoth(Row(f, 0), "3次5人"); }},
        Fault{"base-missing at r4 annual.value", "提高100%", [](auto& f) { SetBoth(Row(f, 3), "提高100%"); }},
        Fault{"value-under-wrong-kind at r2 annual.value", "21572元", [](auto& f) { SetBoth(Row(f, 1), "21572元"); }},
        Fault{"target-unreachable at r6 annual.value", "≥105%", [](auto& f) { SetBoth(Row(f, 5), "≥105%"); }},
        Fault{"target-on-zero at r1 annual.value", "0人", [](auto& f) { SetBoth(Row(f, 0), "0人"); }},
        Fault{"template-text at r1 annual.name", "请填写指标",
              [](auto& f) { Row(f, 0).mutable_annual()->set_name("请填写指标"); }},
        Fault{"execution-as-indicator at r3 annual.name", "预算执行率",
              [](auto& f) { Row(f, 2).mutable_annual()->set_name("预算执行率"); }},
        Fault{"duplicate-indicator at r7 annual.name", "就业率",
              [](auto& f) { AddRow(f, "效益指标", "社会效益", "就业率", "≥60%"); }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

INSTANTIATE_TEST_SUITE_P(
    Table, TargetFaultTest,
    ::testing::Values(Fault{"table-missing at indicators", "-", [](auto& f) { f.clear_indicators(); }},
                      Fault{"table-missing at indicators", "-",
                            [](auto& f) {
                              for (auto& row : *f.mutable_indicators()) row.clear_term(), row.clear_annual();
                            }},
                      Fault{"not-filled at indicators", "-",
                            [](auto& f) {
                              f.clear_indicators();
                              f.clear_term_goal();
                              f.set_annual_goal("/");
                            }},
                      Fault{"category-missing at indicators", "-",
                            [](auto& f) { f.mutable_indicators()->RemoveLast(); }},
                      Fault{"weights-not-100 at indicators", "30", [](auto& f) { Row(f, 0).set_weight("20"); }},
                      Fault{"goal-copied at annual_goal", "为残疾人提供培训。",
                            [](auto& f) { f.set_annual_goal("为残疾人提供培训。"); }},
                      Fault{"template-text at plan", "请填写实施计划", [](auto& f) { f.set_plan("请填写实施计划"); }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

// ---- rules behind them ----

TEST(TargetFindings, AHalfNobodyUsesIsNotAskedFor) {
  const auto clear_term = [](TargetContent& target) {
    for (auto& row : *target.mutable_indicators()) row.mutable_term()->clear_name(), row.mutable_term()->clear_value();
  };
  EXPECT_THAT(After(clear_term), IsEmpty());
  EXPECT_THAT(After([&](TargetContent& target) {
                clear_term(target);
                SetBoth(Row(target, 0), "");
              }),
              ElementsAre("target-missing at r1 annual.value"));
}

TEST(TargetFindings, WhatBothHalvesSayAlikeIsToldOnceAndNamesBoth) {
  TargetContent target = Clean();
  SetBoth(Row(target, 3), "提高100%");
  FoundList findings = FindingsOf(target);
  ASSERT_EQ(findings.size(), 1);
  EXPECT_THAT(findings.Get(0).message().zh(), HasSubstr("第4行“就业率”的实施期目标和年度目标"));
  EXPECT_THAT(findings.Get(0).message().en(), HasSubstr("row 4 \"就业率\" (term and year)"));
  Row(target, 3).mutable_term()->set_value("提高300%");
  findings = FindingsOf(target);
  EXPECT_THAT(Shown(findings), ElementsAre("base-missing at r4 term.value", "base-missing at r4 annual.value"));
  EXPECT_THAT(findings.Get(0).message().zh(), HasSubstr("第4行“就业率”的实施期目标的“提高300%”"));
}

TEST(TargetFindings, SumsAllowForPrintedDigitsAndBlankSources) {
  const auto with_total = [](const char* total, heng::v1::MoneyUnit unit, int decimals) {
    return After([=](TargetContent& target) {
      target.clear_term_funds();
      target.mutable_annual_funds()->set_total(total);
      target.mutable_annual_funds()->set_printed_unit(unit);
      target.mutable_annual_funds()->set_printed_decimals(decimals);
    });
  };
  // Half of 0.1 万元 for the total and each of the two sources given: 1 500 元.
  EXPECT_THAT(with_total("101500", heng::v1::WAN_YUAN, 1), IsEmpty());
  EXPECT_THAT(with_total("101500.01", heng::v1::WAN_YUAN, 1), ElementsAre("funds-not-sum at annual_funds.total"));
  EXPECT_THAT(with_total("100000.01", heng::v1::YUAN, 2), ElementsAre("funds-not-sum at annual_funds.total"));
  EXPECT_THAT(After([](TargetContent& target) {
                for (auto& line : *target.mutable_annual_funds()->mutable_lines()) line.clear_amount();
              }),
              IsEmpty());  // no source is named at all
}

TEST(TargetFindings, WeightsOfAnEvaluationAreRightForItsTarget) {
  TargetContent target = Clean();
  const char* const weights[] = {"20", "20", "10", "30", "0", "10"};
  for (int i = 0; i < 6; ++i) Row(target, i).set_weight(weights[i]);
  EXPECT_THAT(Shown(FindingsOf(target)), IsEmpty());
  Row(target, 0).set_weight("30");
  const FoundList findings = FindingsOf(target);
  ASSERT_THAT(Shown(findings), ElementsAre("weights-not-100 at indicators"));
  EXPECT_EQ(findings.Get(0).stated(), "110");
  EXPECT_EQ(findings.Get(0).severity(), Finding::ERROR);
  target.set_subject_kind(heng::v1::TRANSFER);
  EXPECT_THAT(Shown(FindingsOf(target)), IsEmpty());
}

TEST(TargetFindings, OneRowWithMoreThanThePolicyAllowsIsConcentrated) {
  TargetContent target = Clean();
  const char* const weights[] = {"41", "9", "5", "25", "0", "10"};
  for (int i = 0; i < 6; ++i) Row(target, i).set_weight(weights[i]);
  EXPECT_THAT(Shown(FindingsOf(target)), ElementsAre("weight-concentrated at r1 weight"));
}

TEST(TargetFindings, SeveritiesAreThePolicys) {
  heng::v1::Policy policy = testing::Shipped("shanxi-2022")->proto();
  auto* severity = policy.mutable_severities()->add_of();
  severity->set_finding("term-vs-funds");
  severity->set_severity(Finding::ERROR);
  const auto strict = CompiledPolicy::Compile(policy);
  ASSERT_TRUE(strict.ok()) << strict.status();
  TargetContent target = Clean();
  target.set_project_term("1年");
  EXPECT_EQ(FindingsOf(target).Get(0).severity(), Finding::WARNING);
  FoundList findings;
  AddTargetFindings(**strict, target, &findings);
  EXPECT_EQ(findings.Get(0).severity(), Finding::ERROR);
}

TEST(TargetFindings, ComeInTheOrderOfTheFormAndTwiceTheSame) {
  const auto spoil = [](TargetContent& target) {
    target.set_annual_goal(target.overview());
    target.mutable_indicators()->RemoveLast();
    SetBoth(Row(target, 3), "提高100%");
    SetBoth(Row(target, 0), "0人");
    target.mutable_annual_funds()->set_total("1");
  };
  EXPECT_THAT(After(spoil), ElementsAre("funds-not-sum at annual_funds.total", "target-on-zero at r1 annual.value",
                                        "base-missing at r4 annual.value", "category-missing at indicators",
                                        "goal-copied at annual_goal"));
  TargetContent target = Clean();
  spoil(target);
  const FoundList first = FindingsOf(target), second = FindingsOf(target);
  ASSERT_EQ(first.size(), second.size());
  for (int i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first.Get(i).SerializeAsString(), second.Get(i).SerializeAsString());
  }
}

TEST(TargetFindings, AnEmptyTargetIsToldWhatItLacks) {
  EXPECT_THAT(Shown(FindingsOf(TargetContent())),
              ElementsAre("not-filled at annual_funds.total", "not-filled at indicators"));
}

TEST(YearsOfTerm, ReadsWhatFormsPrint) {
  const auto years = [](const char* text) { return YearsOfTerm(text).value_or(0); };
  EXPECT_EQ(years("99年"), 99);
  EXPECT_EQ(years("1年"), 1);
  EXPECT_EQ(years("３年"), 3);
  EXPECT_EQ(years("三年"), 3);
  EXPECT_EQ(years("长期"), 99);
  EXPECT_EQ(years("6个月"), 1);
  EXPECT_EQ(years("18个月"), 2);
  EXPECT_EQ(years("2026年"), 1);
  EXPECT_EQ(years("2024-2026年"), 3);
  EXPECT_EQ(years("2026年1月1日至2026年12月31日"), 1);
  EXPECT_EQ(years("2025.07-2027.06"), 3);
  EXPECT_EQ(years("20260101-20271231"), 2);
  for (const char* unknown : {"", "2024年起", "99", "经常性", "0年", "12345678901234567890年"}) {
    EXPECT_EQ(years(unknown), 0) << unknown;
  }
}

}  // namespace
}  // namespace heng::scoring
