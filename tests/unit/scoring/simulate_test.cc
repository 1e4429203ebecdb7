// What if other rules were in force: eight published results under the what-if policies.
#include "scoring/simulate.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "policy_files.h"
#include "scoring/explain.h"
#include "scoring/score.h"

namespace heng::scoring {
namespace {

using ::testing::ElementsAre;

const char* const kForms[] = {"1-canjiren-baozhangjin", "2-zhucun-bangfu",           "3-shebao-wangluo",
                              "4-shebao-jingban",       "5-dangan-guanli",           "6-shebao-dalou",
                              "7-jinbao-gongcheng",     "no-rows/2-taizhang-yinshua"};

std::vector<heng::v1::FormContent> EightForms() {
  std::vector<heng::v1::FormContent> forms;
  for (const char* name : kForms) forms.push_back(testing::SeedForm(name));
  return forms;
}

Simulation SimulateTo(const std::string& what_if) {
  return Simulate(*ShippedPolicies::Get().Find("shanxi-2022"), *testing::WhatIf(what_if), EightForms());
}

std::string Letter(heng::v1::Grade grade) {
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
      return "-";
  }
}

std::vector<std::string> NewResults(const Simulation& simulation) {
  std::vector<std::string> results;
  for (const SimulatedForm& form : simulation.forms) {
    results.push_back(form.new_total.value_or("-") + " " + Letter(form.new_grade));
  }
  return results;
}

TEST(SimulateTest, TheOldNumbersAreThePublishedOnes) {
  const Simulation simulation = SimulateTo("caps");
  std::vector<std::string> results;
  for (const SimulatedForm& form : simulation.forms) {
    results.push_back(form.old_total.value_or("-") + " " + Letter(form.old_grade));
  }
  EXPECT_THAT(results,
              ElementsAre("100 优", "88.77 良", "94 优", "93.76 优", "95 优", "95 优", "96.76 优", "97.61 优"));
}

TEST(SimulateTest, CapsByExecutionRate) {
  const Simulation simulation = SimulateTo("caps");
  EXPECT_THAT(NewResults(simulation),
              ElementsAre("100 优", "59 差", "94 优", "93.76 优", "95 优", "95 优", "89 良", "89 良"));
  EXPECT_EQ(simulation.grade_changes, 3);
  EXPECT_EQ(simulation.total_changes, 3);
  EXPECT_TRUE(simulation.forms[1].GradeChanges());
  EXPECT_FALSE(simulation.forms[3].TotalChanges());
}

TEST(SimulateTest, PartlyReachedIsEightyPercentAtMost) {
  const Simulation simulation = SimulateTo("partial-band-80");
  EXPECT_THAT(NewResults(simulation),
              ElementsAre("100 优", "88.77 良", "82 良", "93.76 优", "95 优", "95 优", "96.76 优", "97.61 优"));
  EXPECT_EQ(simulation.grade_changes, 1);
}

TEST(SimulateTest, ExecutionTwentyAndIndicatorsEighty) {
  EXPECT_THAT(NewResults(SimulateTo("execution-20")), ElementsAre("100 优", "84.22 良", "94.67 优", "93.08 优",
                                                                  "95.56 优", "95.56 优", "94.63 优", "95.23 优"));
}

TEST(SimulateTest, LightsOfTheGap) {
  const Simulation simulation = SimulateTo("gap-light");
  std::vector<heng::v1::Light> lights;
  for (const SimulatedForm& form : simulation.forms) {
    EXPECT_EQ(form.old_light, heng::v1::LIGHT_UNSPECIFIED);
    lights.push_back(form.new_light);
  }
  using heng::v1::GREEN;
  using heng::v1::RED;
  EXPECT_THAT(lights, ElementsAre(GREEN, RED, GREEN, RED, GREEN, GREEN, RED, RED));
  EXPECT_EQ(simulation.total_changes, 0);
}

TEST(SimulateTest, AnIncompleteFormHasNoTotal) {
  heng::v1::FormContent form = testing::SeedForm(kForms[0]);
  form.mutable_funds()->mutable_total()->set_annual_budget("0");
  const auto shanxi = ShippedPolicies::Get().Find("shanxi-2022");
  const SimulatedForm simulated = SimulateForm(*shanxi, *testing::WhatIf("caps"), form);
  EXPECT_FALSE(simulated.old_total.has_value());
  EXPECT_FALSE(simulated.new_total.has_value());
  EXPECT_FALSE(simulated.TotalChanges());
}

// Both policies read the cells themselves where they read them differently.
TEST(SimulateTest, TheNumbersAreThoseOfTheSheets) {
  const auto shanxi = ShippedPolicies::Get().Find("shanxi-2022");
  heng::v1::Policy strict = ShippedPolicies::Get().Find("mof-2020")->proto();
  for (auto& phrase : *strict.mutable_phrases()->mutable_bands()) phrase.set_band(3);
  const auto harsh = CompiledPolicy::Compile(strict);
  ASSERT_TRUE(harsh.ok()) << harsh.status();
  const Simulator simulator(*shanxi, **harsh);
  int regraded = 0;
  for (const heng::v1::FormContent& form : EightForms()) {
    const SimulatedForm simulated = simulator.Run(form);
    const auto before = Score(*shanxi, form), after = Score(**harsh, form);
    EXPECT_EQ(simulated.old_total.value_or(""), before.total());
    EXPECT_EQ(simulated.new_total.value_or(""), after.total());
    EXPECT_EQ(simulated.old_grade, before.grade());
    EXPECT_EQ(simulated.new_grade, after.grade());
    EXPECT_EQ(simulated.new_light, after.light());
    if (simulated.GradeChanges()) ++regraded;
  }
  EXPECT_GE(regraded, 3);
}

TEST(SimulateTest, EveryStepOfTheWhatIfsHasASentence) {
  for (const char* what_if : {"caps", "partial-band-80", "execution-20", "gap-light"}) {
    const auto policy = testing::WhatIf(what_if);
    for (const heng::v1::FormContent& form : EightForms()) {
      const auto sheet = Score(*policy, form);
      for (const auto& step : sheet.steps()) {
        for (const Locale locale : {Locale::kZh, Locale::kEn}) {
          const std::string text = RenderStep(step, locale);
          EXPECT_NE(text.rfind(step.rule() + ":", 0), 0U) << text;
          EXPECT_EQ(text.find('{'), std::string::npos) << text;
        }
      }
    }
  }
}

}  // namespace
}  // namespace heng::scoring
