// Findings: each one fires where it should, stays silent where it should, and says what is wrong.
#include <functional>
#include <set>

#include "form_builder.h"
#include "gmock/gmock.h"
#include "scoring/findings/catalogue.h"

namespace heng::scoring {
namespace {

using heng::v1::Finding;
using heng::v1::FormContent;
using heng::v1::FundLine;
using heng::v1::ScoreSheet;
using testing::Count;
using ::testing::ElementsAre;
using testing::Find;
using testing::FormBuilder;
using ::testing::HasSubstr;
using testing::Row;
using testing::ScoreUnder;
using testing::Shipped;

// A form with nothing to find: every category, weights to 100, everything met.
FormBuilder Clean() {
  FormBuilder builder;
  builder.Add({"≥50次", "55次", "50", "50", "", "产出指标", "数量指标"});
  builder.form().mutable_indicators(0)->set_weight("40");
  builder.form().mutable_indicators(0)->set_claimed("40");
  builder.Add({"及时", "达成预期指标", "10", "10", "", "产出指标", "时效指标"});
  builder.Add({"≥98%", "99%", "30", "30", "", "效益指标", "社会效益指标"});
  builder.Add({"≥90%", "95%", "10", "10", "", "满意度指标", "服务对象满意度指标"});
  FormContent& form = builder.form();
  form.set_claimed_total("100");
  form.set_claimed_grade("优");
  FundLine* total = form.mutable_funds()->mutable_total();
  total->set_claimed_rate("100");
  total->set_claimed_score("10");
  total->set_claimed_unspent("0");
  auto* goal = form.add_goals();
  goal->set_expected("保障网络运行");
  goal->set_achieved("全年未中断");
  return builder;
}

FundLine* AddSource(FormContent& form, const char* id, const char* budget, const char* executed) {
  auto* funds = form.mutable_funds();
  if (funds->breakdowns().empty()) funds->add_breakdowns()->set_name("按资金来源");
  FundLine* line = funds->mutable_breakdowns(0)->add_lines();
  line->set_id(id);
  if (budget != nullptr) line->set_annual_budget(budget);
  if (executed != nullptr) line->set_executed(executed);
  return line;
}

TEST(FindingsTest, ACleanFormHasNone) {
  for (const char* policy : {"mof-2020", "shanxi-2022"}) {
    const ScoreSheet sheet = ScoreUnder(policy, Clean().form());
    EXPECT_EQ(sheet.findings_size(), 0) << sheet.findings(0).ShortDebugString();
    EXPECT_EQ(sheet.total(), "100");
  }
}

struct Fault {
  const char* id;
  const char *row_id, *field;     // place
  const char *stated, *expected;  // "-": absent
  std::function<void(FormContent&)> make;
};

void PrintTo(const Fault& fault, std::ostream* os) { *os << fault.id; }

class FaultTest : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultTest, IsFoundAtItsPlaceWithBothTexts) {
  FormBuilder builder = Clean();
  GetParam().make(builder.form());
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  const Finding* finding = Find(sheet, GetParam().id);
  ASSERT_NE(finding, nullptr) << sheet.ShortDebugString();
  EXPECT_EQ(finding->place().row_id(), GetParam().row_id);
  EXPECT_EQ(finding->place().field(), GetParam().field);
  EXPECT_EQ(testing::Or(finding->has_stated(), finding->stated()), GetParam().stated);
  EXPECT_EQ(testing::Or(finding->has_expected(), finding->expected()), GetParam().expected);
  if (!finding->place().row_id().empty() && finding->place().row_id().front() == 'r') {
    EXPECT_EQ(finding->place().cell(), "F" + finding->place().row_id().substr(1));
  }
  for (const std::string& text : {finding->message().zh(), finding->message().en()}) {
    EXPECT_FALSE(text.empty());
    EXPECT_THAT(text, ::testing::Not(HasSubstr("{")));
    if (FindFinding(GetParam().id)->zh().find("{stated}") != std::string::npos) {
      EXPECT_THAT(text, HasSubstr(finding->stated()));
    }
  }
}

heng::v1::Indicator& At(FormContent& form, int index) { return *form.mutable_indicators(index); }

INSTANTIATE_TEST_SUITE_P(
    Rows, FaultTest,
    ::testing::Values(
        Fault{"target-missing", "r1", "initial_target", "未填报", "-", [](auto& f) { At(f, 0).set_initial_target("未填报"); }},
        Fault{"actual-missing", "r1", "actual", "—", "-", [](auto& f) { At(f, 0).set_actual("—"); }},
        Fault{"value-corrupt", "r1", "actual", "=100100", "-", [](auto& f) { At(f, 0).set_actual("=100100"); }},
        Fault{"value-corrupt", "r1", "adjusted_target", "=100100", "-",
              [](auto& f) { At(f, 0).set_adjusted_target("=100100"); }},
        Fault{"value-ambiguous", "r1", "actual", "3次5人", "-", [](auto& f) { At(f, 0).set_actual("3次5人"); }},
        Fault{"value-ambiguous", "r1", "actual", "开展顺利", "-", [](auto& f) { At(f, 0).set_actual("开展顺利"); }},
        Fault{"text-for-number", "r1", "actual", "达成预期指标", "-", [](auto& f) { At(f, 0).set_actual("达成预期指标"); }},
        Fault{"base-missing", "r1", "initial_target", "提高10%", "-",
              [](auto& f) { At(f, 0).set_initial_target("提高10%"); }},
        Fault{"percent-scale-suspect", "r3", "actual", "0.99", "99%", [](auto& f) { At(f, 2).set_actual("0.99"); }},
        Fault{"unit-mismatch", "r1", "actual", "55人", "次", [](auto& f) { At(f, 0).set_actual("55人"); }},
        Fault{"not-proportional", "r3", "actual", "-6%", "-",
              [](auto& f) {
                At(f, 2).set_initial_target("≥-5%");
                At(f, 2).set_actual("-6%");
              }},
        Fault{"late-date", "r2", "actual", "2022年7月2日", "2022-06-30",
              [](auto& f) {
                At(f, 1).set_initial_target("2022年6月30日");
                At(f, 1).set_actual("2022年7月2日");
              }},
        Fault{"direction-inferred", "r1", "initial_target", "50次", "-",
              [](auto& f) { At(f, 0).set_initial_target("50次"); }},
        Fault{"band-not-stated", "r2", "actual", "较好地推进", "-", [](auto& f) { At(f, 1).set_actual("较好地推进"); }},
        Fault{"score-not-claimed", "r2", "claimed", "-", "10", [](auto& f) { At(f, 1).clear_claimed(); }},
        Fault{"score-over-weight", "r1", "claimed", "41", "40", [](auto& f) { At(f, 0).set_claimed("41"); }},
        Fault{"score-negative", "r1", "claimed", "-1", "0", [](auto& f) { At(f, 0).set_claimed("-1"); }},
        Fault{"missed-but-full", "r1", "claimed", "40", "32", [](auto& f) { At(f, 0).set_actual("40次"); }},
        Fault{"met-but-deducted", "r1", "claimed", "38", "40", [](auto& f) { At(f, 0).set_claimed("38"); }},
        Fault{"band-exceeded", "r2", "claimed", "10", "8", [](auto& f) { At(f, 1).set_actual("部分达成预期指标"); }},
        Fault{"deduction-without-reason", "r1", "deviation_reason", "", "-", [](auto& f) { At(f, 0).set_claimed("38"); }},
        Fault{"empty-reason", "r1", "deviation_reason", "无偏差", "-",
              [](auto& f) {
                At(f, 0).set_claimed("38");
                At(f, 0).set_deviation_reason("无偏差");
              }},
        Fault{"overshoot-without-reason", "r1", "deviation_reason", "", "-", [](auto& f) { At(f, 0).set_actual("65次"); }},
        Fault{"undershoot-without-reason", "r1", "deviation_reason", "无", "-",
              [](auto& f) {
                At(f, 0).set_initial_target("≤50次");
                At(f, 0).set_actual("35次");
                At(f, 0).set_deviation_reason("无");
              }},
        Fault{"weight-concentrated", "r1", "weight", "41", "40", [](auto& f) { At(f, 0).set_weight("41"); }},
        Fault{"execution-as-indicator", "r1", "name", "预算执行率", "-", [](auto& f) { At(f, 0).set_name("预算执行率"); }},
        Fault{"target-on-zero", "r1", "initial_target", "≥0次", "-",
              [](auto& f) { At(f, 0).set_initial_target("≥0次"); }},
        Fault{"duplicate-indicator", "r5", "name", "指标1", "-",
              [](auto& f) {
                *f.add_indicators() = At(f, 0);
                At(f, 4).set_id("r5");
                At(f, 4).set_cell("F5");
              }},
        Fault{"target-unreachable", "r4", "initial_target", "≥110%", "-",
              [](auto& f) {
                At(f, 3).set_initial_target("≥110%");
                At(f, 3).set_name("群众满意度");
              }},
        Fault{"target-lowered", "r1", "adjusted_target", "≥45次", "-",
              [](auto& f) { At(f, 0).set_adjusted_target("≥45次"); }},
        Fault{"value-under-wrong-kind", "r2", "initial_target", "21572元", "-",
              [](auto& f) { At(f, 1).set_initial_target("21572元"); }},
        Fault{"template-text", "r1", "deviation_reason", "请填写原因", "-",
              [](auto& f) { At(f, 0).set_deviation_reason("请填写原因"); }},
        Fault{"actual-repeats-operator", "r1", "actual", "≥55次", "-", [](auto& f) { At(f, 0).set_actual("≥55次"); }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

INSTANTIATE_TEST_SUITE_P(
    Form, FaultTest,
    ::testing::Values(
        Fault{"weights-not-100", "", "indicators", "95", "100", [](auto& f) { At(f, 0).set_weight("35"); }},
        Fault{"weights-not-100", "", "indicators", "110", "100", [](auto& f) { At(f, 1).set_weight("20"); }},
        Fault{"heading-weights-mismatch", "", "headings[0].weight", "60", "50",
              [](auto& f) {
                f.add_headings()->set_level1("产出指标(60分)");
                f.mutable_headings(0)->set_weight("60");
              }},
        Fault{"total-not-sum", "", "claimed_total", "99", "100", [](auto& f) { f.set_claimed_total("99"); }},
        Fault{"total-not-sum", "", "claimed_indicator_total", "80", "90",
              [](auto& f) { f.set_claimed_indicator_total("80"); }},
        Fault{"grade-mismatch", "", "claimed_grade", "良", "优", [](auto& f) { f.set_claimed_grade("良"); }},
        Fault{"grade-mismatch", "", "claimed_grade", "合格", "优", [](auto& f) { f.set_claimed_grade("合格"); }},
        Fault{"grade-alias", "", "claimed_grade", "优秀", "优", [](auto& f) { f.set_claimed_grade("优秀"); }},
        Fault{"category-missing", "", "indicators", "-", "满意度指标",
              [](auto& f) {
                At(f, 3).set_level1("效益指标");
                At(f, 3).set_level2("社会效益指标");
              }},
        Fault{"actuals-copy-targets", "", "indicators", "-", "-",
              [](auto& f) {
                for (const int i : {0, 2, 3}) At(f, i).set_actual(At(f, i).initial_target());
              }},
        Fault{"narrative-mismatch", "", "narrative.summary", "98", "100",
              [](auto& f) { f.mutable_narrative()->set_summary("自评得分为98分"); }},
        Fault{"goal-copied", "", "goals[0].achieved", "保障网络运行", "-",
              [](auto& f) { f.mutable_goals(0)->set_achieved("保障网络运行"); }},
        Fault{"table-missing", "", "indicators", "-", "-",
              [](auto& f) {
                f.clear_indicators();
                f.set_claimed_indicator_total("90");
              }},
        Fault{"not-filled", "", "indicators", "-", "-",
              [](auto& f) {
                for (auto& row : *f.mutable_indicators()) {
                  row.clear_claimed();
                  row.clear_actual();
                }
              }},
        Fault{"not-filled", "", "indicators", "-", "-", [](auto& f) { f.clear_indicators(); }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

INSTANTIATE_TEST_SUITE_P(
    Funds, FaultTest,
    ::testing::Values(Fault{"rate-mismatch", "total", "claimed_rate", "95", "100",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_claimed_rate("95"); }},
                      Fault{"rate-over-100", "total", "executed", "120", "-",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_executed("120"); }},
                      Fault{"execution-score-mismatch", "total", "claimed_score", "9.98", "10",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_claimed_score("9.98"); }},
                      Fault{"source-score-mismatch", "s1", "claimed_score", "9", "10",
                            [](auto& f) { AddSource(f, "s1", "100", "100")->set_claimed_score("9"); }},
                      Fault{"budget-zero", "total", "annual_budget", "0", "-",
                            [](auto& f) {
                              f.mutable_funds()->mutable_total()->set_annual_budget("0");
                              f.mutable_funds()->mutable_total()->set_executed("0");
                            }},
                      Fault{"funds-not-sum", "total", "annual_budget", "100.00", "90.00",
                            [](auto& f) {
                              AddSource(f, "s1", "60", "60");
                              AddSource(f, "s2", "30", "40");
                            }},
                      Fault{"unspent-mismatch", "total", "claimed_unspent", "5", "0.00",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_claimed_unspent("5"); }},
                      Fault{"money-unit-suspect", "total", "annual_budget", "100.00", "-",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_initial_budget("1000000"); }},
                      Fault{"targets-not-adjusted", "total", "annual_budget", "100.00", "-",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_initial_budget("200"); }},
                      Fault{"indicators-outrun-spending", "", "funds.execution_reason", "-", "-",
                            [](auto& f) { f.mutable_funds()->mutable_total()->set_executed("90"); }},
                      Fault{"low-execution-unexplained", "", "funds.execution_reason", "无", "-",
                            [](auto& f) {
                              f.mutable_funds()->mutable_total()->set_executed("89.99");
                              f.mutable_funds()->set_execution_reason("无");
                            }},
                      Fault{"not-filled", "total", "annual_budget", "-", "-",
                            [](auto& f) { f.mutable_funds()->mutable_total()->clear_annual_budget(); }}),
    [](const auto& param) { return "n" + std::to_string(param.index); });

TEST(FindingsTest, EveryEntryOfTheCatalogueIsProducedBySomeFault) {
  // The ids of all instantiations above; a new entry needs a fault of its own.
  std::set<std::string> produced;
  const auto* unit_test = ::testing::UnitTest::GetInstance();
  for (int i = 0; i < unit_test->total_test_suite_count(); ++i) {
    const auto* suite = unit_test->GetTestSuite(i);
    for (int j = 0; j < suite->total_test_count(); ++j) {
      const char* value = suite->GetTestInfo(j)->value_param();
      if (value != nullptr) produced.insert(value);
    }
  }
  produced.insert("term-vs-funds");               // of target forms only: target_findings_test.cc
  produced.insert("budget-differs-from-import");  // needs what was imported: below, and findings-funds.case
  for (const auto& entry : Catalogue().entries()) EXPECT_TRUE(produced.contains(entry.id())) << entry.id();
}

TEST(FindingsTest, AnImportIsNamedWithItsDayAndChangesNoNumber) {
  heng::v1::Budget imported;
  imported.set_as_of("2022-12-31");
  imported.mutable_total()->set_annual_budget("101");
  imported.mutable_total()->set_executed("1000000");
  auto* stamp = imported.add_stamps();
  stamp->set_as_of("2022-11-30");
  ScoreSheet without = ScoreUnder("mof-2020", Clean().form());
  ScoreSheet sheet = Score(*Shipped("mof-2020"), Clean().form(), &imported);
  ASSERT_EQ(sheet.findings_size(), 2);
  const Finding& differs = sheet.findings(0);
  EXPECT_EQ(differs.id(), "budget-differs-from-import");
  EXPECT_EQ(differs.place().row_id(), "total");
  EXPECT_EQ(differs.place().field(), "annual_budget");
  EXPECT_EQ(differs.stated(), "100.00");
  EXPECT_EQ(differs.expected(), "101");
  EXPECT_THAT(differs.message().zh(),
              HasSubstr("“资金总额”的全年预算数 100.00 元与预算系统的 101 元（截至 2022-11-30）"));
  EXPECT_THAT(differs.message().en(), HasSubstr("(as of 2022-11-30)"));
  EXPECT_EQ(sheet.findings(1).id(), "money-unit-suspect");
  sheet.clear_findings();
  without.clear_findings();
  EXPECT_EQ(sheet.SerializeAsString(), without.SerializeAsString());
}

// ---- silence ----

TEST(FindingsTest, ReasonsThatSaySomethingSilence) {
  FormBuilder builder = Clean();
  At(builder.form(), 0).set_actual("65次");
  At(builder.form(), 0).set_claimed("38");
  At(builder.form(), 0).set_deviation_reason("年初指标偏低，扣2分");
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  for (const char* id : {"overshoot-without-reason", "deduction-without-reason", "empty-reason"}) {
    EXPECT_EQ(Find(sheet, id), nullptr) << id;
  }
}

TEST(FindingsTest, ThresholdsAreInclusiveOrExclusiveAsThePolicySays) {
  const auto with_actual = [](const char* target, const char* actual) {
    FormBuilder builder = Clean();
    At(builder.form(), 0).set_initial_target(target);
    At(builder.form(), 0).set_actual(actual);
    return ScoreUnder("mof-2020", builder.form());
  };
  EXPECT_EQ(Find(with_actual("≥50次", "64.9次"), "overshoot-without-reason"), nullptr);
  EXPECT_NE(Find(with_actual("≥50次", "65次"), "overshoot-without-reason"), nullptr);
  EXPECT_EQ(Find(with_actual("≤50次", "35.1次"), "undershoot-without-reason"), nullptr);
  EXPECT_NE(Find(with_actual("≤50次", "35次"), "undershoot-without-reason"), nullptr);
  FormBuilder builder = Clean();
  builder.form().mutable_funds()->mutable_total()->set_executed("90");
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "low-execution-unexplained"), nullptr);
  builder.form().mutable_funds()->mutable_total()->set_executed("89.99");
  builder.form().mutable_narrative()->set_problems("疫情影响采购");
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "low-execution-unexplained"), nullptr);
}

TEST(FindingsTest, PrintedPrecisionIsNoMismatch) {
  FormBuilder builder = Clean();
  auto* funds = builder.form().mutable_funds();
  funds->set_printed_unit(heng::v1::WAN_YUAN);
  funds->set_printed_decimals(2);
  FundLine* total = funds->mutable_total();
  total->set_annual_budget("2528300");
  total->set_executed("2215100");
  total->set_claimed_unspent("313300");  // 31.33: a hundredth of 万元 off
  total->set_claimed_rate("87.61");
  total->set_claimed_score("8.77");  // 0.01 off
  ScoreSheet sheet = ScoreUnder("shanxi-2022", builder.form());
  for (const char* id : {"unspent-mismatch", "rate-mismatch", "execution-score-mismatch"}) {
    EXPECT_EQ(Find(sheet, id), nullptr) << id;
  }
  total->set_claimed_unspent("313400");
  total->set_claimed_rate("87.63");
  total->set_claimed_score("8.78");
  sheet = ScoreUnder("shanxi-2022", builder.form());
  for (const char* id : {"unspent-mismatch", "rate-mismatch", "execution-score-mismatch"}) {
    EXPECT_NE(Find(sheet, id), nullptr) << id;
  }
}

TEST(FindingsTest, YuanWithTwoDecimalsIsExact) {
  FormBuilder builder = Clean();
  auto* funds = builder.form().mutable_funds();
  funds->set_printed_unit(heng::v1::YUAN);
  funds->set_printed_decimals(2);
  funds->mutable_total()->set_claimed_unspent("0.01");
  EXPECT_NE(Find(ScoreUnder("mof-2020", builder.form()), "unspent-mismatch"), nullptr);
}

TEST(FindingsTest, ARateIsComparedAtItsPrintedPrecision) {
  FormBuilder builder = Clean();
  FundLine* total = builder.form().mutable_funds()->mutable_total();
  total->set_executed("86.21");
  total->set_claimed_rate("86");
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "rate-mismatch"), nullptr);
  total->set_claimed_rate("86.0");
  EXPECT_NE(Find(ScoreUnder("mof-2020", builder.form()), "rate-mismatch"), nullptr);
}

TEST(FindingsTest, SumsOfFundsWantEveryMember) {
  FormBuilder builder = Clean();
  AddSource(builder.form(), "s1", "60", nullptr);
  AddSource(builder.form(), "s2", nullptr, nullptr);
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "funds-not-sum"), nullptr);
}

TEST(FindingsTest, ATotalOfZeroOverSourcesIsNotABudgetOfZero) {
  FormBuilder builder = Clean();
  builder.Funds("0", "0");
  AddSource(builder.form(), "s1", "899740", "899740");
  AddSource(builder.form(), "s2", nullptr, nullptr);
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Count(sheet, "funds-not-sum"), 2);
  EXPECT_EQ(Find(sheet, "budget-zero"), nullptr);
}

TEST(FindingsTest, ABudgetOfZeroWantsAReason) {
  FormBuilder builder = Clean();
  builder.Funds("0", "0");
  EXPECT_THAT(Find(ScoreUnder("mof-2020", builder.form()), "budget-zero")->message().zh(), HasSubstr("没有说明原因"));
  builder.form().mutable_funds()->set_adjustment_reason("项目取消");
  EXPECT_THAT(Find(ScoreUnder("mof-2020", builder.form()), "budget-zero")->message().zh(),
              ::testing::Not(HasSubstr("没有说明原因")));
}

TEST(FindingsTest, HeadingsThatSumToTheTotalAreSilent) {
  FormBuilder builder = Clean();
  const char* headings[][2] = {{"产出指标", "50"}, {"效益指标", "30"}, {"满意度指标", "10"}};
  for (const auto& [level1, weight] : headings) {
    auto* heading = builder.form().add_headings();
    heading->set_level1(level1);
    heading->set_weight(weight);
  }
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "heading-weights-mismatch"), nullptr);
  builder.form().mutable_headings(0)->set_weight("80");
  EXPECT_EQ(Count(ScoreUnder("mof-2020", builder.form()), "heading-weights-mismatch"), 2);  // its rows, and the total
}

TEST(FindingsTest, ATotalThatAddsUpButClaimsTooMuchSaysSo) {
  FormBuilder builder = Clean();
  At(builder.form(), 0).set_actual("40次");
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  const Finding* finding = Find(sheet, "total-not-sum");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->expected(), "92");
  EXPECT_THAT(finding->message().zh(), HasSubstr("高于规则所给"));
  EXPECT_EQ(Find(ScoreUnder("shanxi-2022", builder.form()), "total-not-sum"), nullptr);
}

TEST(FindingsTest, AWeightsFindingSaysWhatIsMissing) {
  FormBuilder builder = Clean();
  builder.form().mutable_indicators()->RemoveLast();
  EXPECT_THAT(Find(ScoreUnder("mof-2020", builder.form()), "weights-not-100")->message().en(),
              HasSubstr("10 short of 100; by the printed total, a row of weight 10 scored 10 is probably missing"));
  builder.form().clear_claimed_total();
  EXPECT_THAT(Find(ScoreUnder("mof-2020", builder.form()), "weights-not-100")->message().en(),
              HasSubstr("10 short of 100; a row may be missing"));
}

TEST(FindingsTest, AnUnfilledFormGetsOneFinding) {
  FormBuilder builder;
  for (int i = 0; i < 9; ++i) builder.Add({"≥5次", "", "10", ""});
  EXPECT_EQ(Count(ScoreUnder("mof-2020", builder.form()), "not-filled"), 1);
  EXPECT_EQ(Count(ScoreUnder("mof-2020", builder.form()), "actual-missing"), 0);
  EXPECT_EQ(Count(ScoreUnder("mof-2020", builder.form()), "deduction-without-reason"), 0);
  FormBuilder unweighted;
  unweighted.Add({"≥5次", "6次"}).Add({"≥5次", "6次"});
  EXPECT_EQ(Count(ScoreUnder("mof-2020", unweighted.form()), "not-filled"), 1);
}

TEST(FindingsTest, AMissingTargetIsQuotedFromTheCellThatSaysSo) {
  FormBuilder builder = Clean();
  At(builder.form(), 0).set_initial_target("");
  At(builder.form(), 0).set_adjusted_target("未填报");
  ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Find(sheet, "target-missing")->place().field(), "adjusted_target");
  EXPECT_EQ(Find(sheet, "target-missing")->stated(), "未填报");
  At(builder.form(), 0).clear_adjusted_target();
  sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Find(sheet, "target-missing")->place().field(), "initial_target");
  EXPECT_THAT(Find(sheet, "target-missing")->message().en(), HasSubstr("row 1 \"指标1\" has a blank target"));
}

TEST(FindingsTest, AReportWithoutRowsIsNotAskedForCategories) {
  FormBuilder builder = Clean();
  builder.form().clear_indicators();
  builder.form().set_claimed_indicator_total("90");
  EXPECT_EQ(Find(ScoreUnder("mof-2020", builder.form()), "category-missing"), nullptr);
}

TEST(FindingsTest, TransfersAreNotAskedForScores) {
  FormBuilder builder;
  builder.Add({"≥5次", "6次"}).form().set_subject_kind(heng::v1::TRANSFER);
  EXPECT_EQ(ScoreUnder("mof-2020", builder.form()).findings_size(), 0);
}

TEST(FindingsTest, OneOperatorFindingStandsForAllRows) {
  FormBuilder builder = Clean();
  for (const int i : {0, 2, 3}) At(builder.form(), i).set_actual("≥" + At(builder.form(), i).actual());
  EXPECT_EQ(Count(ScoreUnder("mof-2020", builder.form()), "actual-repeats-operator"), 1);
}

// ---- severities, order, number ----

Finding::Severity SeverityUnder(const char* policy, const char* id) {
  Finding::Severity severity = Shipped(policy)->proto().severities().default_severity();
  for (const auto& of : Shipped(policy)->proto().severities().of()) {
    if (of.finding() == id) severity = of.severity();
  }
  return severity;
}

TEST(SeverityTest, IsAsTheRulesSay) {
  for (const char* id :
       {"weights-not-100", "total-not-sum", "score-over-weight", "score-negative", "rate-mismatch", "funds-not-sum",
        "unspent-mismatch", "grade-mismatch", "percent-scale-suspect", "not-filled"}) {
    EXPECT_EQ(SeverityUnder("mof-2020", id), Finding::ERROR) << id;
    EXPECT_EQ(SeverityUnder("shanxi-2022", id), Finding::ERROR) << id;
  }
  for (const char* id : {"missed-but-full", "band-exceeded", "execution-score-mismatch", "actual-missing",
                         "deduction-without-reason", "empty-reason"}) {
    EXPECT_EQ(SeverityUnder("mof-2020", id), Finding::ERROR) << id;
    EXPECT_EQ(SeverityUnder("shanxi-2022", id), Finding::WARNING) << id;
  }
  for (const char* id : {"text-for-number", "direction-inferred", "band-not-stated", "score-not-claimed",
                         "duplicate-indicator", "actual-repeats-operator", "grade-alias"}) {
    EXPECT_EQ(SeverityUnder("mof-2020", id), Finding::INFO) << id;
    EXPECT_EQ(SeverityUnder("shanxi-2022", id), Finding::INFO) << id;
  }
  EXPECT_EQ(SeverityUnder("mof-2020", "met-but-deducted"), Finding::WARNING);
  EXPECT_EQ(SeverityUnder("mof-2020", "budget-zero"), Finding::WARNING);
}

TEST(SeverityTest, ErrorsAreReportedByHasErrors) {
  FormBuilder builder = Clean();
  EXPECT_FALSE(HasErrors(ScoreUnder("mof-2020", builder.form())));
  At(builder.form(), 0).set_actual("40次");
  EXPECT_TRUE(HasErrors(ScoreUnder("mof-2020", builder.form())));
}

TEST(OrderTest, FollowsTheForm) {
  FormBuilder builder = Clean();
  FormContent& form = builder.form();
  form.mutable_goals(0)->set_achieved(form.goals(0).expected());
  form.set_claimed_grade("良");
  form.set_claimed_total("73");
  At(form, 2).set_actual("—");
  At(form, 0).set_actual("=100100");
  At(form, 3).set_weight("12");
  form.mutable_funds()->mutable_total()->set_claimed_rate("1");
  std::vector<std::string> ids;
  const ScoreSheet sheet = ScoreUnder("shanxi-2022", form);
  for (const Finding& finding : sheet.findings()) ids.push_back(finding.id());
  EXPECT_THAT(ids, ElementsAre("rate-mismatch", "value-corrupt", "actual-missing", "met-but-deducted",
                               "deduction-without-reason", "weights-not-100", "total-not-sum", "grade-mismatch",
                               "goal-copied"));
}

TEST(OrderTest, AHundredRowsYieldAllTheirFindings) {
  FormBuilder builder;
  for (int i = 0; i < 100; ++i) builder.Add({"≥50次", "40次", "0.9", "0.8"});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Count(sheet, "missed-but-full"), 100);
  EXPECT_EQ(Count(sheet, "deduction-without-reason"), 100);
  EXPECT_GE(sheet.findings_size(), 200);
}

TEST(TextTest, LongCellsAreCutInTextsAtACharacter) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "很";
  EXPECT_EQ(Quoted(text).size(), 40 * 3 + std::string("…").size());
  FormBuilder builder = Clean();
  At(builder.form(), 1).set_actual(text);
  At(builder.form(), 1).set_name(text);
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  const Finding* finding = Find(sheet, "band-not-stated");
  ASSERT_NE(finding, nullptr);
  EXPECT_LT(finding->ByteSizeLong(), 2'500U);
}

TEST(TextTest, BracesInACellAreNotFilled) {
  FormBuilder builder = Clean();
  At(builder.form(), 1).set_actual("{expected} 较好");
  EXPECT_THAT(Find(ScoreUnder("mof-2020", builder.form()), "band-not-stated")->message().zh(),
              HasSubstr("“{expected} 较好”"));
}

}  // namespace
}  // namespace heng::scoring
