// Scores alone are those of the sheet: for the seed forms, the golden cases and the policies' own cases, under every
// shipped policy. properties_test.cc says the same of random forms.
#include "scoring/scores.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "policy_files.h"
#include "scores_match.h"
#include "scoring/score.h"
#include "tests/cases/case_file.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;

std::vector<std::shared_ptr<const CompiledPolicy>> Policies() {
  std::vector<std::shared_ptr<const CompiledPolicy>> policies;
  for (const std::string& name : ShippedPolicies::Get().Names()) policies.push_back(ShippedPolicies::Get().Find(name));
  for (const char* what_if : {"caps", "partial-band-80", "execution-20", "gap-light"}) {
    policies.push_back(testing::WhatIf(what_if));
  }
  return policies;
}

void ExpectSame(const std::vector<FormContent>& forms) {
  for (const auto& policy : Policies()) {
    for (size_t i = 0; i < forms.size(); ++i) {
      EXPECT_EQ(testing::Differences(Score(*policy, forms[i]), ScoresAlone(*policy, forms[i])), "")
          << policy->pin().name() << ", form " << i << ": " << forms[i].ShortDebugString();
    }
  }
}

TEST(ScoresAloneTest, SeedForms) {
  std::vector<FormContent> forms;
  const std::filesystem::path seeds = std::filesystem::path(HENG_SOURCE_DIR) / "tests/data/seeds";
  for (const char* folder : {"", "as-extracted", "no-rows", "twins"}) {
    for (const auto& entry : std::filesystem::directory_iterator(seeds / folder)) {
      if (entry.path().extension() != ".json") continue;
      forms.push_back(testing::SeedForm((std::filesystem::path(folder) / entry.path().stem()).string()));
    }
  }
  EXPECT_GE(forms.size(), 7U);
  ExpectSame(forms);
}

TEST(ScoresAloneTest, GoldenCases) {
  std::vector<FormContent> forms;
  for (const auto& entry : std::filesystem::directory_iterator(HENG_SOURCE_DIR "/tests/cases")) {
    if (entry.path().extension() != ".case") continue;
    for (const auto& golden : cases::ReadCases(testing::FileText(entry.path().string())).cases) {
      forms.push_back(golden.form);
    }
  }
  EXPECT_GE(forms.size(), 100U);
  ExpectSame(forms);
}

TEST(ScoresAloneTest, CasesOfThePolicies) {
  std::vector<FormContent> forms;
  for (const auto& policy : Policies()) {
    for (const auto& policy_case : policy->proto().cases()) forms.push_back(policy_case.form());
  }
  EXPECT_GE(forms.size(), 10U);
  ExpectSame(forms);
}

TEST(ScoresAloneTest, AKindWithoutScoresIsCompleteAndHasNone) {
  FormContent form = testing::SeedForm("4-shebao-jingban");
  form.set_subject_kind(heng::v1::TRANSFER);
  const Scores scores = ScoresAlone(*ShippedPolicies::Get().Find("shanxi-2022"), form);
  EXPECT_TRUE(scores.complete);
  EXPECT_FALSE(scores.total.has_value());
  EXPECT_TRUE(scores.execution_rate.has_value());
  EXPECT_FALSE(scores.execution_score.has_value());
  EXPECT_TRUE(std::none_of(scores.rows.begin(), scores.rows.end(), [](const RowPoints& row) { return row.score; }));
}

}  // namespace
}  // namespace heng::scoring
