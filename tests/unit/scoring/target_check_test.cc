// Is a target form well made: identity, numbers, texts, ids and limits, each named with its field.
#include "scoring/target_check.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "target_files.h"

namespace heng::scoring {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::TargetContent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The first of the published forms: two periods with five sources each, nine rows.
TargetContent GoodTarget() { return testing::SeedTarget(testing::kSeedTargets[0]).form(); }

std::vector<std::string> FieldsOf(const std::vector<Violation>& violations) {
  std::vector<std::string> fields;
  for (const Violation& violation : violations) fields.push_back(violation.field);
  return fields;
}

std::vector<Violation> CheckAfter(const std::function<void(TargetContent&)>& change) {
  TargetContent target = GoodTarget();
  change(target);
  return CheckTarget(target);
}

std::string Chars(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "字";
  return text;
}

TEST(CheckTarget, AcceptsThePublishedForms) {
  for (const char* name : testing::kSeedTargets) {
    const heng::v1::Target target = testing::SeedTarget(name);
    EXPECT_THAT(FieldsOf(CheckTarget(target.form())), IsEmpty()) << name;
    EXPECT_THAT(FieldsOf(CheckContacts(target.contacts())), IsEmpty()) << name;
  }
}

TEST(CheckTarget, NamesEverythingAnEmptyTargetLacks) {
  const auto violations = CheckTarget(TargetContent());
  EXPECT_THAT(FieldsOf(violations), ElementsAre("subject", "subjectKind", "org", "fiscalYear"));
  EXPECT_THAT(violations[2].zh, HasSubstr("实施单位未填写"));
  EXPECT_THAT(violations[2].en, HasSubstr("org is missing"));
}

TEST(CheckTarget, TheIdentityFollowsTheRulesOfTheEvaluation) {
  const auto violations = CheckAfter([](TargetContent& target) {
    target.set_subject_kind(heng::v1::WHOLE_UNIT);  // its subject would be an org
    target.set_org("orgs/DT");
    target.set_fiscal_year(26);
  });
  EXPECT_THAT(FieldsOf(violations), ElementsAre("subject", "org", "fiscalYear"));
}

TEST(CheckTarget, EveryDecimalFieldHasItsRange) {
  const auto violations = CheckAfter([](TargetContent& target) {
    target.mutable_term_funds()->set_total("17.94万元");
    target.mutable_term_funds()->mutable_lines(2)->set_amount("179,400");
    target.mutable_annual_funds()->set_total("-1");
    target.mutable_annual_funds()->mutable_lines(4)->set_amount("0.005");
    target.mutable_indicators(1)->set_weight("100.5");
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("termFunds.total", "termFunds.lines[2].amount", "annualFunds.total",
                                                "annualFunds.lines[4].amount", "indicators[1].weight"));
  EXPECT_EQ(violations[0].zh, "实施期资金的总额为“17.94万元”：不是数字；请写成小数，如 \"100260\" 或 \"100260.50\"");
  EXPECT_EQ(violations[1].en,
            "amount of line 3 of the funds of the term is \"179,400\": not a number; write a decimal such as "
            "\"100260\" or \"100260.50\"");
  EXPECT_THAT(violations[2].en, HasSubstr("out of range"));
  EXPECT_THAT(violations[3].en, HasSubstr("more than 2 decimals"));
}

TEST(CheckTarget, EnumsAndPrintedDecimalsAreKnown) {
  EXPECT_THAT(FieldsOf(CheckAfter([](TargetContent& target) {
                target.mutable_term_funds()->set_printed_unit(static_cast<heng::v1::MoneyUnit>(9));
                target.mutable_term_funds()->mutable_lines(0)->set_source(static_cast<heng::v1::FundSource>(-1));
                target.mutable_annual_funds()->set_printed_decimals(7);
                target.mutable_indicators(0)->set_direction(static_cast<heng::v1::Direction>(9));
              })),
              ElementsAre("termFunds.printedUnit", "termFunds.lines[0].source", "annualFunds.printedDecimals",
                          "indicators[0].direction"));
}

TEST(CheckTarget, IdsAreUniqueInTheirPeriodAndAmongTheRows) {
  const auto violations = CheckAfter([](TargetContent& target) {
    target.mutable_annual_funds()->mutable_lines(3)->set_id("central");
    target.mutable_indicators(0)->set_id("");
    target.mutable_indicators(4)->set_id("r4");
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("annualFunds.lines[3].id", "indicators[0].id", "indicators[4].id"));
  EXPECT_THAT(violations[0].en, HasSubstr("already used by line 1 of the funds of the year"));
  EXPECT_THAT(violations[2].zh, HasSubstr("与第4行相同"));
}

TEST(CheckTarget, ListsHaveTheLimitsOfTheEvaluation) {
  EXPECT_THAT(FieldsOf(CheckAfter([](TargetContent& target) {
                while (target.term_funds().lines_size() <= kMaxFundLines) target.mutable_term_funds()->add_lines();
                while (target.indicators_size() <= kMaxIndicators) target.add_indicators();
              })),
              ElementsAre("termFunds.lines", "indicators"));
}

TEST(CheckTarget, CellsAndTextsHaveTheirLengths) {
  EXPECT_THAT(FieldsOf(CheckAfter([](TargetContent& target) {
                target.set_project_term(Chars(kMaxCellChars));
                target.set_plan(Chars(kMaxTextChars));
              })),
              IsEmpty());
  const auto violations = CheckAfter([](TargetContent& target) {
    target.set_project_term(Chars(kMaxCellChars + 1));
    target.set_plan(Chars(kMaxTextChars + 1));
    target.mutable_indicators(2)->mutable_annual()->set_value(Chars(kMaxCellChars + 1));
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("projectTerm", "plan", "indicators[2].annual.value"));
  EXPECT_THAT(violations[2].zh, HasSubstr("第3行年度目标的指标值"));
  EXPECT_THAT(violations[2].en, HasSubstr("value of the year in row 3"));
}

TEST(CheckTarget, TheWholeFormHasALimit) {
  const auto violations = CheckAfter(
      [](TargetContent& target) { target.set_overview(std::string(static_cast<size_t>(kMaxFormBytes), 'x')); });
  EXPECT_THAT(FieldsOf(violations), ElementsAre("", "overview"));
}

// Puts `text` into every string below `message`, one row in each list, and notes the JSON path of each.
void FillStrings(Message& message, const std::string& text, const std::string& path, std::vector<std::string>& paths) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const std::string name = path + field->json_name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection->SetString(&message, field, text);
      paths.push_back(name);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated()) {
      FillStrings(*reflection->AddMessage(&message, field), text, name + "[0].", paths);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillStrings(*reflection->MutableMessage(&message, field), text, name + ".", paths);
    }
  }
}

// A field that is added to the message and forgotten here fails this test.
TEST(CheckTarget, NoTextEscapesTheCheck) {
  TargetContent target;
  std::vector<std::string> paths;
  FillStrings(target, "\xFF", "", paths);
  target.set_subject_kind(heng::v1::PROJECT);
  target.set_fiscal_year(2026);
  EXPECT_GE(paths.size(), 30U);
  EXPECT_THAT(FieldsOf(CheckTarget(target)), ::testing::UnorderedElementsAreArray(paths));
}

TEST(CheckTarget, StopsAtTheMostViolationsACallerCanUse) {
  const auto violations = CheckAfter([](TargetContent& target) {
    for (auto& row : *target.mutable_indicators()) row.set_weight("x");
    while (target.indicators_size() < kMaxIndicators) target.add_indicators()->set_weight("x");
  });
  EXPECT_EQ(violations.size(), static_cast<size_t>(kMaxViolations));
}

}  // namespace
}  // namespace heng::scoring
