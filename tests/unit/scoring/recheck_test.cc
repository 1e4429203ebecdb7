// Rechecks: scores of somebody else in the place of the unit's own, and the total they come to.
#include "scoring/recheck.h"

#include <string>
#include <vector>

#include "form_builder.h"
#include "gmock/gmock.h"
#include "policy_files.h"
#include "scoring/explain.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::Recheck;
using heng::v1::ScoreSheet;
using ::testing::ElementsAre;
using testing::FormBuilder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::SeedForm;
using testing::Shipped;

struct Given {
  std::string row_id, score;
};

struct Rechecked {
  Recheck recheck;
  std::vector<Violation> violations;
  std::vector<std::string> Fields() const {
    std::vector<std::string> fields;
    for (const Violation& violation : violations) fields.push_back(violation.field);
    return fields;
  }
};

Rechecked RunRecheck(const CompiledPolicy& policy, const FormContent& form, const std::vector<Given>& given) {
  Rechecked rechecked;
  rechecked.recheck.set_reason("抽查");
  for (const Given& row : given) {
    auto* added = rechecked.recheck.add_rows();
    added->set_row_id(row.row_id);
    added->set_score(row.score);
    added->set_reason("佐证材料不足");
  }
  rechecked.violations = WorkOutRecheck(policy, form, Score(policy, form), &rechecked.recheck);
  return rechecked;
}

// 88.77 良; the cost row r4 has 4 of 10.
FormContent Village() { return SeedForm("2-zhucun-bangfu"); }

TEST(RecheckTest, WithoutRowsTheTotalIsTheForms) {
  for (const char* name : {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "7-jinbao-gongcheng"}) {
    for (const char* policy : {"shanxi-2022", "mof-2020", "hubei-2020", "chongqing-2021"}) {
      const ScoreSheet sheet = Score(*Shipped(policy), SeedForm(name));
      const Recheck recheck = RunRecheck(*Shipped(policy), SeedForm(name), {}).recheck;
      EXPECT_EQ(recheck.total(), sheet.total()) << policy << " " << name;
      EXPECT_EQ(recheck.has_total(), sheet.has_total());
      EXPECT_EQ(recheck.grade(), sheet.grade());
      EXPECT_EQ(recheck.self_total(), sheet.total());
      EXPECT_EQ(recheck.self_grade(), sheet.grade());
      EXPECT_EQ(recheck.policy().content_sha256(), sheet.policy().content_sha256());
      EXPECT_EQ(recheck.reason(), "抽查");
    }
  }
}

TEST(RecheckTest, AGivenScoreTakesThePlaceOfTheUnits) {
  const Rechecked up = RunRecheck(*Shipped("shanxi-2022"), Village(), {{"r4", "6"}});
  ASSERT_THAT(up.Fields(), IsEmpty());
  EXPECT_EQ(up.recheck.self_total(), "88.77");
  EXPECT_EQ(up.recheck.self_grade(), heng::v1::GOOD);
  EXPECT_EQ(up.recheck.total(), "90.77");
  EXPECT_EQ(up.recheck.grade(), heng::v1::EXCELLENT);
  EXPECT_EQ(up.recheck.rows(0).self_score(), "4");
  EXPECT_EQ(up.recheck.rows(0).score(), "6");
  EXPECT_EQ(up.recheck.rows(0).reason(), "佐证材料不足");
  const Rechecked down = RunRecheck(*Shipped("shanxi-2022"), Village(), {{"r1", "12.5"}, {"r4", "0"}});
  EXPECT_EQ(down.recheck.total(), "77.27");  // 88.77 - 7.5 - 4
  EXPECT_EQ(down.recheck.grade(), heng::v1::FAIR);
}

// Where claims count as they are, a recheck is worth what the form with these claims is: scaled, capped and rounded
// alike.
TEST(RecheckTest, ScalesCapsAndRoundsAsTheFormItself) {
  const std::vector<std::shared_ptr<const CompiledPolicy>> policies = {
      Shipped("shanxi-2022"), testing::WhatIf("caps"), testing::WhatIf("execution-20"), testing::WhatIf("gap-light")};
  for (const auto& policy : policies) {
    for (const char* name : {"2-zhucun-bangfu", "4-shebao-jingban", "7-jinbao-gongcheng"}) {
      for (const char* score : {"0", "1.2345", "2.5"}) {
        FormContent claimed = SeedForm(name);
        claimed.mutable_indicators(0)->set_claimed(score);
        const ScoreSheet expected = Score(*policy, claimed);
        const Rechecked rechecked = RunRecheck(*policy, SeedForm(name), {{"r1", score}});
        ASSERT_THAT(rechecked.Fields(), IsEmpty());
        EXPECT_EQ(rechecked.recheck.total(), expected.total()) << policy->pin().name() << " " << name;
        EXPECT_EQ(rechecked.recheck.grade(), expected.grade());
      }
    }
  }
  EXPECT_EQ(RunRecheck(*testing::WhatIf("caps"), Village(), {{"r4", "10"}}).recheck.total(), "59");  // 47.74 %
}

TEST(RecheckTest, CountsWhateverTheRulesCompute) {
  FormBuilder builder;
  builder.Add({"≥50次", "40次", "20", "20"}).Add({"≥50次", "50次", "70", "70"});
  const Rechecked rechecked = RunRecheck(*Shipped("mof-2020"), builder.form(), {{"r1", "18"}});
  EXPECT_EQ(rechecked.recheck.rows(0).self_score(), "16");  // the claim of 20 was cut
  EXPECT_EQ(rechecked.recheck.total(), "98");
}

TEST(RecheckTest, MayGiveAScoreWhereTheFormHasNone) {
  FormBuilder builder;
  builder.Add({"=100100", "=100100", "20", ""}).Add({"≥50次", "50次", "70", "70"});
  EXPECT_FALSE(RunRecheck(*Shipped("mof-2020"), builder.form(), {}).recheck.has_total());
  const Rechecked rechecked = RunRecheck(*Shipped("mof-2020"), builder.form(), {{"r1", "15"}});
  EXPECT_EQ(rechecked.recheck.total(), "95");
  EXPECT_FALSE(rechecked.recheck.has_self_total());
  EXPECT_FALSE(rechecked.recheck.rows(0).has_self_score());
  EXPECT_EQ(rechecked.recheck.steps(0).rule(), "score-given");
  builder.Funds("0", "0");  // execution stays open, so the total does
  const Rechecked open = RunRecheck(*Shipped("mof-2020"), builder.form(), {{"r1", "15"}});
  EXPECT_THAT(open.Fields(), IsEmpty());
  EXPECT_FALSE(open.recheck.has_total());
  EXPECT_EQ(open.recheck.grade(), heng::v1::GRADE_UNSPECIFIED);
}

TEST(RecheckTest, RefusesRowsAndScoresThatDoNotFit) {
  const Rechecked refused = RunRecheck(
      *Shipped("shanxi-2022"), Village(),
      {{"r4", "10.5"}, {"r1", "-1"}, {"r2", "abc"}, {"r3", "1.00001"}, {"r5", ""}, {"r99", "1"}, {"r4", "3"}});
  EXPECT_THAT(refused.Fields(), ElementsAre("rows[0].score", "rows[1].score", "rows[2].score", "rows[3].score",
                                            "rows[4].score", "rows[5].rowId", "rows[6].rowId"));
  EXPECT_EQ(refused.violations[0].zh, "复核第1行的得分为“10.5”：超出范围；请填写 0 到 10 之间的数");
  EXPECT_THAT(refused.violations[4].en, HasSubstr("is missing"));
  EXPECT_THAT(refused.violations[5].zh, HasSubstr("“r99”：表中没有这一行"));
  EXPECT_THAT(refused.violations[6].en, HasSubstr("already used by rechecked row 1"));
  // Nothing of it was worked out.
  EXPECT_FALSE(refused.recheck.has_total());
  EXPECT_FALSE(refused.recheck.has_self_total());
  EXPECT_EQ(refused.recheck.steps_size(), 0);
  EXPECT_FALSE(refused.recheck.rows(0).has_self_score());
  EXPECT_THAT(RunRecheck(*Shipped("shanxi-2022"), Village(), std::vector<Given>(kMaxIndicators + 1)).Fields(),
              ElementsAre("rows"));
}

TEST(RecheckTest, AGroupIsRecheckedAtTheRowWithItsWeight) {
  FormBuilder builder;
  builder.Add({"≥50次", "50次", "60", "60"});
  builder.Add({"≥5次", "5次", "30", "30", "", "效益指标", "社会效益", "", "g"});
  builder.Add({"≥5次", "5次", "", "", "", "效益指标", "生态效益", "", "g"});
  const Rechecked member = RunRecheck(*Shipped("shanxi-2022"), builder.form(), {{"r3", "10"}});
  ASSERT_THAT(member.Fields(), ElementsAre("rows[0].rowId"));
  EXPECT_THAT(member.violations[0].zh, HasSubstr("与第2行合并计分；请复核 r2"));
  EXPECT_EQ(RunRecheck(*Shipped("shanxi-2022"), builder.form(), {{"r2", "10"}}).recheck.total(), "80");
  builder.Add({"", "", "", ""});
  EXPECT_THAT(RunRecheck(*Shipped("shanxi-2022"), builder.form(), {{"r4", "1"}}).violations.at(0).en,
              HasSubstr("counts for nothing"));
}

TEST(RecheckTest, ABonusMayBeGivenUpToItsLimit) {
  FormBuilder builder;
  builder.Add({"≥50次", "60次", "80", "80"}).Add({"≥5次", "5次", "10", "10"});
  builder.last().set_bonus_max("2");
  EXPECT_THAT(RunRecheck(*Shipped("shanxi-2022"), builder.form(), {{"r2", "12"}}).Fields(), IsEmpty());
  EXPECT_THAT(RunRecheck(*Shipped("shanxi-2022"), builder.form(), {{"r2", "12.01"}}).Fields(),
              ElementsAre("rows[0].score"));
}

TEST(RecheckTest, AFormWithoutWeightsKeepsItsClaimsForTheRest) {
  FormBuilder builder;
  builder.Add({"≥50次", "50次", "", "50"}).Add({"≥5次", "5次", "", "30"});
  const Rechecked rechecked = RunRecheck(*Shipped("hubei-2020"), builder.form(), {{"r1", "40"}});
  ASSERT_THAT(rechecked.Fields(), IsEmpty());
  EXPECT_EQ(rechecked.recheck.self_total(), "100");
  EXPECT_EQ(rechecked.recheck.total(), "90");
  EXPECT_THAT(RunRecheck(*Shipped("hubei-2020"), builder.form(), {{"r1", "80.5"}}).Fields(),
              ElementsAre("rows[0].score"));
}

TEST(RecheckTest, ATransferHasNothingToRecheck) {
  FormBuilder builder;
  builder.Add({"≥50次", "50次", "60", "60"}).form().set_subject_kind(heng::v1::TRANSFER);
  EXPECT_THAT(RunRecheck(*Shipped("mof-2020"), builder.form(), {{"r1", "1"}}).Fields(), ElementsAre("rows[0].rowId"));
  EXPECT_FALSE(RunRecheck(*Shipped("mof-2020"), builder.form(), {}).recheck.has_total());
}

TEST(RecheckTest, ItsStepsCanBeFollowedByHand) {
  const Rechecked rechecked = RunRecheck(*Shipped("shanxi-2022"), Village(), {{"r4", "6"}});
  std::vector<std::string> rules, sentences;
  for (const auto& step : rechecked.recheck.steps()) {
    rules.push_back(step.rule());
    sentences.push_back(RenderStep(step, Locale::kZh));
    for (const Locale locale : {Locale::kZh, Locale::kEn}) {
      EXPECT_EQ(RenderStep(step, locale).find('{'), std::string::npos);
      EXPECT_NE(RenderStep(step, locale).rfind(step.rule() + ":", 0), 0U) << step.rule() << " has no sentence";
    }
  }
  EXPECT_THAT(rules, ElementsAre("score-rechecked", "indicator-total", "total", "grade"));
  EXPECT_THAT(sentences[0], HasSubstr("复核 4 → 6"));
  EXPECT_THAT(sentences[2], HasSubstr("执行 4.77 + 指标 86 = 90.77"));
  const auto& step = rechecked.recheck.steps(0);
  EXPECT_EQ(step.operands(1).place().row_id(), "r4");
  EXPECT_EQ(step.operands(1).place().field(), "score");
}

TEST(RecheckTest, WorkedOutAgainItIsTheSame) {
  Rechecked rechecked = RunRecheck(*Shipped("shanxi-2022"), Village(), {{"r4", "6"}});
  const std::string before = rechecked.recheck.SerializeAsString();
  const ScoreSheet sheet = Score(*Shipped("shanxi-2022"), Village());
  EXPECT_TRUE(WorkOutRecheck(*Shipped("shanxi-2022"), Village(), sheet, &rechecked.recheck).empty());
  EXPECT_EQ(rechecked.recheck.SerializeAsString(), before);
}

}  // namespace
}  // namespace heng::scoring
