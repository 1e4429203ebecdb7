#include "scoring/policy.h"

#include <functional>
#include <set>

#include "form_builder.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "scoring/findings/catalogue.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {
namespace {

using heng::v1::Policy;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Shipped;

std::string TextOf(const std::string& policy) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(Shipped(policy)->proto(), &text);
  return text;
}

std::string MessageOf(const absl::StatusOr<std::shared_ptr<const CompiledPolicy>>& result) {
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(result.status().message());
}

TEST(ShippedPoliciesTest, AreTheFiveAndPassTheirOwnCases) {
  EXPECT_THAT(ShippedPolicies::Get().Names(),
              ElementsAre("policies/chongqing-2021", "policies/hubei-2020", "policies/mof-2020",
                          "policies/mof-2021-cost", "policies/shanxi-2022"));
  for (const char* name : {"mof-2020", "shanxi-2022"}) EXPECT_GE(Shipped(name)->proto().cases_size(), 30);
  for (const std::string& name : ShippedPolicies::Get().Names()) EXPECT_GE(Shipped(name)->proto().cases_size(), 3);
}

TEST(ShippedPoliciesTest, AreFoundByNamePinAndShortName) {
  const auto policy = Shipped("policies/shanxi-2022");
  EXPECT_EQ(Shipped("policies/shanxi-2022@1"), policy);
  EXPECT_EQ(Shipped("shanxi-2022"), policy);
  EXPECT_EQ(Shipped("shanxi-2022@1"), policy);
  EXPECT_EQ(ShippedPolicies::Get().Find("policies/shanxi-2022@2"), nullptr);
  EXPECT_EQ(ShippedPolicies::Get().Find("orgs/shanxi-2022"), nullptr);
  EXPECT_EQ(ShippedPolicies::Get().Find(""), nullptr);
}

TEST(PolicyTest, PinNamesRevisionAndContent) {
  const auto policy = Shipped("mof-2020");
  EXPECT_EQ(policy->pin().name(), "policies/mof-2020@1");
  EXPECT_EQ(policy->pin().content_sha256().size(), 64U);
  const auto again = CompiledPolicy::Compile(policy->proto());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->pin().content_sha256(), policy->pin().content_sha256());
  Policy changed = policy->proto();
  changed.mutable_thresholds()->set_overshoot_ratio("1.4");
  const auto other = CompiledPolicy::Compile(changed);
  ASSERT_TRUE(other.ok());
  EXPECT_NE((*other)->pin().content_sha256(), policy->pin().content_sha256());
}

TEST(LoadPolicyTest, SyntaxErrorsCarryFileLineAndColumn) {
  EXPECT_THAT(MessageOf(LoadPolicy("name: \"policies/x-1\"\nrevision: one\n", "x.textproto")),
              HasSubstr("x.textproto:2:11: "));
  EXPECT_THAT(MessageOf(LoadPolicy("name: \"policies/x-1\"\n\n  rouding { }\n", "x.textproto")),
              AllOf(HasSubstr("x.textproto:3:"), HasSubstr("rouding")));
}

TEST(LoadPolicyTest, AnEmptyPolicyListsWhatIsMissing) {
  const std::string message = MessageOf(LoadPolicy("", "empty.textproto"));
  for (const char* field : {"name:",
                            "revision:",
                            "title.zh:",
                            "title.en:",
                            "authority:",
                            "effective_date:",
                            "claims:",
                            "full_marks:",
                            "level_weights:",
                            "execution.weight:",
                            "execution.score_rounding:",
                            "rows.target_missing:",
                            "rows.actual_missing:",
                            "rows.at_most:",
                            "rows.late_date:",
                            "bands:",
                            "rounding.row:",
                            "rounding.total:",
                            "grades:",
                            "phrases.bands:",
                            "phrases.missing:",
                            "severities.default_severity:",
                            "thresholds.overshoot_ratio:",
                            "clauses:"}) {
    EXPECT_THAT(message, HasSubstr(std::string("\n") + field));
  }
}

TEST(LoadPolicyTest, RefusesAFileThatIsTooLarge) {
  EXPECT_THAT(MessageOf(LoadPolicy(std::string(2'000'000, ' '), "big.textproto")), HasSubstr("larger than"));
}

TEST(LoadPolicyTest, AFailingCaseNamesCaseExpectedAndGot) {
  const std::string text = TextOf("mof-2020") + R"(
    cases {
      name: "wrong on purpose"
      form {
        subject_kind: PROJECT
        funds { total { id: "t" annual_budget: "100" executed: "50" } }
        indicators { id: "a" initial_target: "≥10次" actual: "5次" weight: "90" }
      }
      execution_score: "6"
      total: "51"
      grade: GOOD
      incomplete: true
      rows { row_id: "a" computed: "46" score: "" }
      rows { row_id: "b" }
      findings: "late-date"
      no_findings: "deduction-without-reason"
    })";
  const std::string message = MessageOf(LoadPolicy(text, "x.textproto"));
  const std::string prefix = "case \"wrong on purpose\": ";
  EXPECT_THAT(message, HasSubstr(prefix + "execution_score: expected 6, got 5"));
  EXPECT_THAT(message, HasSubstr(prefix + "total: expected 51, got 50"));
  EXPECT_THAT(message, HasSubstr(prefix + "grade: expected GOOD, got POOR"));
  EXPECT_THAT(message, HasSubstr(prefix + "complete: expected false, got true"));
  EXPECT_THAT(message, HasSubstr(prefix + "row a computed: expected 46, got 45"));
  EXPECT_THAT(message, HasSubstr(prefix + "row a score: expected none, got 45"));
  EXPECT_THAT(message, HasSubstr(prefix + "row b: expected a row, got no such row"));
  EXPECT_THAT(message, HasSubstr(prefix + "findings: expected late-date, got no such finding"));
  EXPECT_THAT(message, HasSubstr(prefix + "findings: expected no deduction-without-reason, got it is there"));
}

// One mistake each, made in a policy that is right.
struct Mistake {
  const char* field;  // begins the line of the message
  std::function<void(Policy&)> make;
};

class PolicyMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(PolicyMistakeTest, IsNamedWithItsField) {
  Policy policy = Shipped("mof-2020")->proto();
  GetParam().make(policy);
  const std::string message = "\n" + MessageOf(CompiledPolicy::Compile(policy));
  EXPECT_THAT(message, HasSubstr("\n" + std::string(GetParam().field) + ": "));
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyMistakeTest,
    ::testing::Values(
        Mistake{"name", [](Policy& p) { p.set_name("policies/Mof 2020"); }},
        Mistake{"revision", [](Policy& p) { p.set_revision(0); }},
        Mistake{"effective_date", [](Policy& p) { p.set_effective_date("2020-02-30"); }},
        Mistake{"effective_date", [](Policy& p) { p.set_effective_date("2020-2-3"); }},
        Mistake{"full_marks", [](Policy& p) { p.set_full_marks("hundred"); }},
        Mistake{"level_weights", [](Policy& p) { p.mutable_level_weights(0)->set_weight("51"); }},
        Mistake{"level_weights[1].level1", [](Policy& p) { p.mutable_level_weights(1)->set_level1("产出指标"); }},
        Mistake{"level_weights[0].weight", [](Policy& p) { p.mutable_level_weights(0)->set_weight("-50"); }},
        Mistake{"execution.weight", [](Policy& p) { p.mutable_execution()->set_weight("10.00001"); }},
        Mistake{"execution.rate_rounding.mode",
                [](Policy& p) { p.mutable_execution()->mutable_rate_rounding()->set_places(2); }},
        Mistake{"execution.score_rounding", [](Policy& p) { p.mutable_execution()->clear_score_rounding(); }},
        Mistake{"rounding.row.places", [](Policy& p) { p.mutable_rounding()->mutable_row()->set_places(7); }},
        Mistake{"rounding.total", [](Policy& p) { p.mutable_rounding()->clear_total(); }},
        Mistake{"bands[1].upper", [](Policy& p) { p.mutable_bands(1)->set_upper("0.7"); }},
        Mistake{"bands[0].upper", [](Policy& p) { p.mutable_bands(0)->set_upper("0.95"); }},
        Mistake{"bands[1].lower", [](Policy& p) { p.mutable_bands(1)->set_lower("0.8"); }},
        Mistake{"bands[2].lower", [](Policy& p) { p.mutable_bands(2)->set_lower("0.1"); }},
        Mistake{"bands[2].number", [](Policy& p) { p.mutable_bands(2)->set_number(2); }},
        Mistake{"grades[1].from", [](Policy& p) { p.mutable_grades(1)->set_from("90"); }},
        Mistake{"grades[3].from", [](Policy& p) { p.mutable_grades(3)->set_from("10"); }},
        Mistake{"grades[3].grade", [](Policy& p) { p.mutable_grades(3)->set_grade(heng::v1::FAIR); }},
        Mistake{"grades[1].aliases", [](Policy& p) { p.mutable_grades(1)->add_aliases("优秀"); }},
        Mistake{"phrases.bands[0].band", [](Policy& p) { p.mutable_phrases()->mutable_bands(0)->set_band(4); }},
        Mistake{"phrases.bands[0].match", [](Policy& p) { p.mutable_phrases()->mutable_bands(0)->clear_match(); }},
        Mistake{"phrases.doubled_digits", [](Policy& p) { p.mutable_phrases()->set_doubled_digits(-1); }},
        Mistake{"severities.of[0].finding",
                [](Policy& p) { p.mutable_severities()->mutable_of(0)->set_finding("weight-not-100"); }},
        Mistake{"severities.of[1].finding",
                [](Policy& p) { *p.mutable_severities()->mutable_of(1) = p.severities().of(0); }},
        Mistake{"thresholds.undershoot_ratio", [](Policy& p) { p.mutable_thresholds()->set_undershoot_ratio("1.7"); }},
        Mistake{"thresholds.execution_tolerance",
                [](Policy& p) { p.mutable_thresholds()->clear_execution_tolerance(); }},
        Mistake{"clauses", [](Policy& p) { p.mutable_clauses()->DeleteSubrange(0, 1); }},
        Mistake{"cases[1].name", [](Policy& p) { p.mutable_cases(1)->set_name(p.cases(0).name()); }}));

TEST(PolicyTest, ListsAllMistakesAtOnce) {
  Policy policy = Shipped("mof-2020")->proto();
  policy.set_revision(-1);
  policy.mutable_bands(1)->set_upper("0.7");
  policy.mutable_thresholds()->set_overshoot_ratio("x");
  EXPECT_THAT(MessageOf(CompiledPolicy::Compile(policy)),
              AllOf(HasSubstr("revision: "), HasSubstr("bands[1].upper: "), HasSubstr("thresholds.overshoot_ratio: ")));
}

TEST(CatalogueTest, EveryEntryIsWholeInBothLanguages) {
  std::set<std::string> ids;
  for (const auto& entry : Catalogue().entries()) {
    EXPECT_TRUE(ids.insert(entry.id()).second) << entry.id() << " is there twice";
    EXPECT_FALSE(entry.zh().empty() || entry.en().empty() || entry.mend_zh().empty() || entry.mend_en().empty())
        << entry.id();
    // When it shows up is told without a form at hand: no values to fill in, and not the text again.
    EXPECT_THAT(entry.when_zh(), AllOf(::testing::EndsWith("。"), Not(HasSubstr("{")))) << entry.id();
    EXPECT_THAT(entry.when_en(), AllOf(::testing::EndsWith("."), Not(HasSubstr("{")))) << entry.id();
    for (const auto& variant : entry.variants()) {
      EXPECT_FALSE(variant.name().empty() || variant.zh().empty() || variant.en().empty()) << entry.id();
    }
  }
  EXPECT_GE(ids.size(), 45U);
}

}  // namespace
}  // namespace heng::scoring
