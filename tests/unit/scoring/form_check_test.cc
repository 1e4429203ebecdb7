#include "scoring/form_check.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "scoring/text.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FormContent GoodForm() {
  FormContent form;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        subject: "projects/dt-canjiren"
        subject_kind: PROJECT
        org: "orgs/dt-121005"
        fiscal_year: 2022
        title: "项目支出绩效自评表"
        project_name: "J残疾人就业保障金"
        target: "targets/dt-2022-canjiren"
        funds {
          printed_unit: WAN_YUAN
          printed_decimals: 3
          total {
            id: "total"
            declared_in_target: "88100.00"
            initial_budget: "88100"
            annual_budget: "88100.5"
            executed: "0"
            claimed_unspent: "-0.50"
            claimed_rate: "100.00"
            claimed_score: "10"
            weight: "10"
          }
          breakdowns {
            name: "按资金来源"
            lines { id: "local" source: LOCAL annual_budget: "" }
            lines { id: "other" }
          }
          breakdowns {
            name: "按支出类别"
            lines { id: "basic" }
          }
        }
        goals { expected: "按时足额拨付" achieved: "完成" }
        indicators {
          id: "q1"
          level1: "产出指标"
          level2: "数量指标"
          name: "残疾人保障金"
          initial_target: "100"
          actual: "达成预期指标"
          weight: "20"
          claimed: "20"
        }
        indicators { id: "q2" weight: "8.5" claimed: "-1.5" direction: LOWER score_coefficient: "0.95" bonus_max: "2" }
        indicators { id: "q3" weight: "" claimed: "120" }
        headings { level1: "产出指标" weight: "60" claimed: "59.5" }
        claimed_total: "110"
        claimed_grade: "优"
        claimed_indicator_total: "90.0000"
        narrative { summary: "综述" }
        main_tasks { id: "t1" annual_budget: "1.00" }
        attachments { id: "a1" name: "报告.pdf" size_bytes: 12 }
      )pb",
      &form));
  form.mutable_attachments(0)->set_sha256(std::string(64, 'a'));
  return form;
}

std::vector<std::string> FieldsOf(const std::vector<Violation>& violations) {
  std::vector<std::string> fields;
  for (const Violation& violation : violations) fields.push_back(violation.field);
  return fields;
}

// The violations of the good form after `change`.
std::vector<Violation> CheckAfter(const std::function<void(FormContent&)>& change) {
  FormContent form = GoodForm();
  change(form);
  return CheckForm(form);
}

std::string Chars(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "字";
  return text;
}

TEST(CheckForm, AcceptsAWellMadeForm) { EXPECT_THAT(FieldsOf(CheckForm(GoodForm())), IsEmpty()); }

TEST(CheckForm, AcceptsAFormWithoutFundsAndRows) {
  FormContent form;
  form.set_subject("orgs/xz-304");
  form.set_subject_kind(heng::v1::WHOLE_UNIT);
  form.set_org("orgs/xz-304");
  form.set_fiscal_year(2021);
  EXPECT_THAT(FieldsOf(CheckForm(form)), IsEmpty());
}

TEST(CheckForm, NamesEverythingAnEmptyFormLacks) {
  const std::vector<Violation> violations = CheckForm(FormContent());
  EXPECT_THAT(FieldsOf(violations), ElementsAre("subject", "subjectKind", "org", "fiscalYear"));
  EXPECT_EQ(violations[1].en, "subject kind is missing; write one of PROJECT, WHOLE_UNIT, TRANSFER");
  EXPECT_EQ(violations[1].zh, "评价对象类型未填写；请填 PROJECT, WHOLE_UNIT, TRANSFER 之一");
}

TEST(CheckForm, SaysWhatIsWrongWithANumberAndWhatToWrite) {
  const auto violations = CheckAfter([](FormContent& form) { form.mutable_indicators(2)->set_weight("abc"); });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("indicators[2].weight"));
  EXPECT_EQ(violations[0].en, "weight of row 3 is \"abc\": not a number; write a decimal such as \"10\" or \"8.5\"");
  EXPECT_EQ(violations[0].zh, "第3行的分值为“abc”：不是数字；请写成小数，如 \"10\" 或 \"8.5\"");
}

TEST(CheckForm, RefusesNumbersThatAreNone) {
  for (const char* text : {"abc", "1,000", "１", "+1", "1e3", ".5", "5.", " 1", "10分", "≥10", "——", "NaN", "-"}) {
    const auto violations = CheckAfter([&](FormContent& form) { form.mutable_indicators(0)->set_weight(text); });
    ASSERT_THAT(FieldsOf(violations), ElementsAre("indicators[0].weight")) << text;
    EXPECT_THAT(violations[0].en, HasSubstr("not a number")) << text;
  }
}

TEST(CheckForm, RefusesTooManyDecimals) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.mutable_funds()->mutable_total()->set_executed("1.005");
    form.mutable_indicators(0)->set_weight("8.12345");
    form.mutable_indicators(1)->set_claimed("0." + std::string(500, '1'));
  });
  ASSERT_THAT(FieldsOf(violations),
              ElementsAre("funds.total.executed", "indicators[0].weight", "indicators[1].claimed"));
  EXPECT_EQ(violations[0].en, "executed amount of the funds total is \"1.005\": more than 2 decimals; write at most 2");
  EXPECT_EQ(violations[0].zh, "资金总额行的全年执行数为“1.005”：小数超过2位；最多写2位小数");
}

TEST(CheckForm, RefusesNumbersOutOfRange) {
  const auto violations = CheckAfter([](FormContent& form) {
    heng::v1::FundLine& total = *form.mutable_funds()->mutable_total();
    total.set_annual_budget("-0.01");
    total.set_executed("1000000000000");
    total.set_claimed_rate("100000.5");
    form.mutable_indicators(0)->set_weight("-1");
    form.mutable_indicators(0)->set_claimed("1000.0001");
    form.mutable_indicators(1)->set_weight("100.0001");
    form.mutable_indicators(1)->set_claimed("-100.5");
    form.mutable_indicators(1)->set_score_coefficient("1.01");
    form.mutable_indicators(2)->set_weight(std::string(5'000, '9'));
    form.set_claimed_total("1001");
  });
  ASSERT_THAT(
      FieldsOf(violations),
      ElementsAre("funds.total.annualBudget", "funds.total.executed", "funds.total.claimedRate", "indicators[0].weight",
                  "indicators[0].claimed", "indicators[1].weight", "indicators[1].claimed",
                  "indicators[1].scoreCoefficient", "indicators[2].weight", "claimedTotal"));
  EXPECT_EQ(violations[3].en, "weight of row 1 is \"-1\": out of range; write a number from 0 to 100");
  EXPECT_EQ(violations[3].zh, "第1行的分值为“-1”：超出范围；请填写 0 到 100 之间的数");
  EXPECT_LT(violations[8].en.size(), 200u);
}

TEST(CheckForm, ChecksEveryDecimalField) {
  FormContent form = GoodForm();
  heng::v1::FundLine& total = *form.mutable_funds()->mutable_total();
  total.set_declared_in_target("x");
  total.set_initial_budget("x");
  total.set_annual_budget("x");
  total.set_executed("x");
  total.set_claimed_unspent("x");
  total.set_claimed_rate("x");
  total.set_claimed_score("x");
  total.set_weight("x");
  form.mutable_funds()->mutable_breakdowns(0)->mutable_lines(1)->set_annual_budget("x");
  heng::v1::Indicator& row = *form.mutable_indicators(0);
  row.set_weight("x");
  row.set_claimed("x");
  row.set_bonus_max("x");
  row.set_score_coefficient("x");
  form.mutable_headings(0)->set_weight("x");
  form.mutable_headings(0)->set_claimed("x");
  form.set_claimed_total("x");
  form.set_claimed_indicator_total("x");
  form.mutable_main_tasks(0)->set_annual_budget("x");
  form.mutable_main_tasks(0)->set_executed("x");
  EXPECT_THAT(FieldsOf(CheckForm(form)),
              ElementsAre("funds.total.declaredInTarget", "funds.total.initialBudget", "funds.total.annualBudget",
                          "funds.total.executed", "funds.total.claimedUnspent", "funds.total.claimedRate",
                          "funds.total.claimedScore", "funds.total.weight", "funds.breakdowns[0].lines[1].annualBudget",
                          "indicators[0].weight", "indicators[0].claimed", "indicators[0].bonusMax",
                          "indicators[0].scoreCoefficient", "headings[0].weight", "headings[0].claimed", "claimedTotal",
                          "claimedIndicatorTotal", "mainTasks[0].annualBudget", "mainTasks[0].executed"));
}

TEST(CheckForm, SubjectFitsTheKind) {
  const auto subject = [](heng::v1::SubjectKind kind, const char* name) {
    return FieldsOf(CheckAfter([&](FormContent& form) {
      form.set_subject_kind(kind);
      form.set_subject(name);
    }));
  };
  EXPECT_THAT(subject(heng::v1::PROJECT, "orgs/dt-121005"), ElementsAre("subject"));
  EXPECT_THAT(subject(heng::v1::WHOLE_UNIT, "projects/dt-canjiren"), ElementsAre("subject"));
  EXPECT_THAT(subject(heng::v1::WHOLE_UNIT, "orgs/dt-121005"), IsEmpty());
  EXPECT_THAT(subject(heng::v1::TRANSFER, "projects/dt-canjiren"), IsEmpty());
  EXPECT_THAT(subject(heng::v1::SUBJECT_KIND_UNSPECIFIED, "orgs/dt-121005"), ElementsAre("subjectKind"));
}

TEST(CheckForm, ResourceNamesAreWellFormed) {
  for (const std::string org : {"dt-121005", "orgs/", "orgs/ab", "orgs/Dt-121005", "orgs/1dt", "orgs/-dt", "orgs/dt_1",
                                "orgs/dt/1", "orgsdt-1", "org/dt-121005", "orgs/市局"}) {
    EXPECT_THAT(FieldsOf(CheckAfter([&](FormContent& form) { form.set_org(org); })), ElementsAre("org")) << org;
  }
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.set_org("orgs/a" + std::string(62, 'b')); })),
              IsEmpty());
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.set_org("orgs/a" + std::string(63, 'b')); })),
              ElementsAre("org"));
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.set_target("dt-2022"); })), ElementsAre("target"));
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.clear_target(); })), IsEmpty());
}

TEST(CheckForm, FiscalYearIsOfThisCentury) {
  for (const int year : {0, 1999, 2101, -2022}) {
    EXPECT_THAT(FieldsOf(CheckAfter([&](FormContent& form) { form.set_fiscal_year(year); })),
                ElementsAre("fiscalYear"));
  }
  for (const int year : {2000, 2100}) {
    EXPECT_THAT(FieldsOf(CheckAfter([&](FormContent& form) { form.set_fiscal_year(year); })), IsEmpty());
  }
}

TEST(CheckForm, EnumValuesAreKnown) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.set_subject_kind(static_cast<heng::v1::SubjectKind>(9));
    form.mutable_funds()->set_printed_unit(static_cast<heng::v1::MoneyUnit>(9));
    form.mutable_funds()->set_printed_decimals(7);
    form.mutable_funds()->mutable_total()->set_source(static_cast<heng::v1::FundSource>(-1));
    form.mutable_indicators(0)->set_direction(static_cast<heng::v1::Direction>(9));
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("subjectKind", "funds.printedUnit", "funds.printedDecimals",
                                                "funds.total.source", "indicators[0].direction"));
  EXPECT_EQ(violations[4].en, "direction of row 1 is \"9\": no such value; write one of HIGHER, LOWER, QUALITATIVE");
}

TEST(CheckForm, RowIdsArePresentAndWellFormed) {
  for (const std::string id : {"", "A1", "-a", "a_b", "a b", "行1"}) {
    const auto violations = CheckAfter([&](FormContent& form) { form.mutable_indicators(1)->set_id(id); });
    EXPECT_THAT(FieldsOf(violations), ElementsAre("indicators[1].id")) << id;
  }
  for (const std::string id : {"1", "a-1", "0", "a-"}) {
    EXPECT_THAT(FieldsOf(CheckAfter([&](FormContent& form) { form.mutable_indicators(1)->set_id(id); })), IsEmpty());
  }
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.mutable_indicators(1)->set_id(std::string(32, 'a')); })),
              IsEmpty());
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.mutable_indicators(1)->set_id(std::string(33, 'a')); })),
              ElementsAre("indicators[1].id"));
}

TEST(CheckForm, RowIdsAreUniqueWithinTheirKind) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.mutable_funds()->mutable_breakdowns(0)->mutable_lines(1)->set_id("total");
    form.mutable_funds()->mutable_breakdowns(1)->mutable_lines(0)->set_id("local");
    form.mutable_indicators(2)->set_id("q1");
    form.add_main_tasks()->set_id("t1");
    *form.add_attachments() = form.attachments(0);
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("funds.breakdowns[0].lines[1].id", "funds.breakdowns[1].lines[0].id",
                                                "indicators[2].id", "mainTasks[1].id", "attachments[1].id"));
  EXPECT_EQ(violations[2].en, "row id of row 3 is \"q1\": already used by row 1; choose another one");
  EXPECT_EQ(violations[2].zh, "第3行的行标识为“q1”：与第1行相同；请改成不同的");
  EXPECT_EQ(violations[1].en,
            "row id of line 1 of breakdown 2 is \"local\": already used by line 1 of breakdown 1; choose another one");
  // An indicator and a fund line may share an id: they are told apart by where they stand.
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.mutable_indicators(0)->set_id("total"); })), IsEmpty());
}

TEST(CheckForm, BreakdownNamesAreUnique) {
  const auto violations =
      CheckAfter([](FormContent& form) { form.mutable_funds()->mutable_breakdowns(1)->set_name("按资金来源"); });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("funds.breakdowns[1].name"));
  EXPECT_THAT(violations[0].en, HasSubstr("already used by breakdown 1"));
}

TEST(CheckForm, TextsAreCountedInCodePoints) {
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) {
                form.set_title(Chars(kMaxCellChars));
                form.mutable_goals(0)->set_expected(Chars(kMaxTextChars));
                form.mutable_narrative()->set_other(Chars(kMaxTextChars));
                form.set_transcription_note(Chars(kMaxTextChars));
              })),
              IsEmpty());
  const auto violations = CheckAfter([](FormContent& form) {
    form.set_title(Chars(kMaxCellChars + 1));
    form.mutable_goals(0)->set_achieved(Chars(kMaxTextChars + 1));
    form.mutable_indicators(0)->set_actual(Chars(kMaxCellChars + 1));
    form.mutable_narrative()->set_problems(Chars(kMaxTextChars + 1));
    form.mutable_attachments(0)->set_name(Chars(kMaxCellChars + 1));
    form.set_transcription_note(Chars(kMaxTextChars + 1));
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("title", "goals[0].achieved", "indicators[0].actual",
                                                "narrative.problems", "attachments[0].name", "transcriptionNote"));
  EXPECT_EQ(violations[2].en,
            "actual of row 1 is \"" + Chars(40) + "…\": 2001 characters, at most 2000 are allowed; shorten it");
  EXPECT_EQ(violations[0].zh, "标题为“" + Chars(40) + "…”：有2001个字，最多2000个字；请缩短");
}

TEST(CheckForm, BrokenUtf8IsNamedAndShownSafely) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.mutable_indicators(0)->set_actual("达成\xE9\xA2");
    form.mutable_indicators(0)->set_weight("\xFF\n");
    form.mutable_indicators(1)->set_id("\xC0");
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("indicators[0].actual", "indicators[0].weight", "indicators[1].id"));
  EXPECT_EQ(violations[0].en, "actual of row 1 is \"达成\uFFFD\uFFFD\": not valid UTF-8; save the text as UTF-8");
  for (const Violation& violation : violations) {
    EXPECT_TRUE(IsValidUtf8(violation.zh) && IsValidUtf8(violation.en));
    EXPECT_EQ(violation.en.find('\n'), std::string::npos);
  }
}

TEST(CheckForm, TooManyRowsAreOneViolation) {
  const auto violations = CheckAfter([](FormContent& form) {
    for (int i = 0; i < 10'000; ++i) form.add_indicators()->set_weight("abc");
  });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("indicators"));
  EXPECT_EQ(violations[0].en, "indicators has 10003 rows, at most 300 are allowed; split or shorten it");
  EXPECT_EQ(violations[0].zh, "绩效指标有10003行，最多300行；请拆分或删减");
}

TEST(CheckForm, EveryListHasALimit) {
  const auto violations = CheckAfter([](FormContent& form) {
    while (form.funds().breakdowns(1).lines_size() <= kMaxFundLines)
      form.mutable_funds()->mutable_breakdowns(1)->add_lines();
    while (form.goals_size() <= kMaxGoals) form.add_goals();
    while (form.headings_size() <= kMaxHeadings) form.add_headings();
    while (form.main_tasks_size() <= kMaxMainTasks) form.add_main_tasks();
    while (form.attachments_size() <= kMaxAttachments) form.add_attachments();
  });
  EXPECT_THAT(FieldsOf(violations),
              ElementsAre("funds.breakdowns[1].lines", "goals", "headings", "mainTasks", "attachments"));
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) {
                while (form.funds().breakdowns_size() <= kMaxFundBreakdowns) form.mutable_funds()->add_breakdowns();
              })),
              ElementsAre("funds.breakdowns"));
}

TEST(CheckForm, TheWholeFormHasALimit) {
  const auto violations =
      CheckAfter([](FormContent& form) { form.mutable_narrative()->set_other(std::string(3'000'000, 'x')); });
  ASSERT_THAT(FieldsOf(violations), ElementsAre("", "narrative.other"));
  EXPECT_THAT(violations[0].en, HasSubstr("at most 1048576 are allowed"));
  EXPECT_THAT(violations[0].en, testing::StartsWith("the form has 3000"));
}

TEST(CheckForm, AttachmentsCarryTheirHash) {
  for (const std::string& hash : {std::string(), std::string(63, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    EXPECT_THAT(FieldsOf(CheckAfter([&](FormContent& form) { form.mutable_attachments(0)->set_sha256(hash); })),
                ElementsAre("attachments[0].sha256"));
  }
  EXPECT_THAT(FieldsOf(CheckAfter([](FormContent& form) { form.mutable_attachments(0)->set_size_bytes(-1); })),
              ElementsAre("attachments[0].sizeBytes"));
}

TEST(CheckForm, AllViolationsComeAtOnceInFieldOrder) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.set_transcription_note(Chars(kMaxTextChars + 1));
    form.mutable_indicators(2)->set_weight("abc");
    form.mutable_indicators(0)->set_claimed("x");
    form.mutable_indicators(0)->set_id("");
    form.set_fiscal_year(22);
    form.set_subject("");
    form.mutable_funds()->mutable_total()->set_annual_budget("8.81万元");
  });
  EXPECT_THAT(FieldsOf(violations), ElementsAre("subject", "fiscalYear", "funds.total.annualBudget", "indicators[0].id",
                                                "indicators[0].claimed", "indicators[2].weight", "transcriptionNote"));
}

TEST(CheckForm, StopsAtTheMostViolationsACallerCanUse) {
  const auto violations = CheckAfter([](FormContent& form) {
    form.clear_indicators();
    for (int i = 0; i < kMaxIndicators; ++i) form.add_indicators()->set_weight("abc");
  });
  ASSERT_EQ(violations.size(), static_cast<size_t>(kMaxViolations));
  EXPECT_EQ(violations.back().field, "indicators[49].weight");
}

TEST(CheckContacts, LimitsEveryField) {
  heng::v1::Contacts contacts;
  contacts.set_unit_head(Chars(200));
  EXPECT_THAT(CheckContacts(contacts).size(), 0u);
  contacts.set_unit_head(Chars(201));
  contacts.set_preparer(Chars(201));
  contacts.set_phone("\xFF");
  contacts.set_filled_on(Chars(201));
  const std::vector<Violation> violations = CheckContacts(contacts);
  ASSERT_THAT(FieldsOf(violations), ElementsAre("unitHead", "preparer", "phone", "filledOn"));
  EXPECT_THAT(violations[0].en, HasSubstr("201 characters, at most 200 are allowed"));
}

}  // namespace
}  // namespace heng::scoring
