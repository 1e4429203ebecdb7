// The cross-check, figure by figure: what is read, with what it is compared, what rounding explains.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "service/core/reports/crosscheck/compare.h"
#include "service/core/reports/crosscheck/match.h"
#include "service/core/reports/crosscheck/tolerance.h"

namespace heng::core::crosscheck {
namespace {

using heng::v1::CrossCheckItem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// 21 万元, 10.026 of it spent, 88.77 points: 44 + 30 + 10 + 4.77.
FormFacts Village() {
  FormFacts form;
  form.resource = "evaluations/zc";
  form.project_name = "驻村帮扶工作人员经费";
  form.total = form.claimed_total = D("88.77");
  form.indicator_total = D("84");
  form.execution_score = D("4.77");
  form.annual_budget = D("210000");
  form.executed = D("100260");
  form.printed_half = D("5");
  form.grade = heng::v1::GOOD;
  form.levels = {{"产出", D("44")}, {"效益", D("30")}, {"满意度", D("10")}};
  return form;
}

Facts WithForms(std::vector<FormFacts> forms) {
  Facts facts;
  facts.forms = std::move(forms);
  return facts;
}

// "label stated verdict expected" of every item.
std::vector<std::string> Lines(std::string_view text, const Facts& facts) {
  std::vector<std::string> lines;
  for (const auto& item : Compare(text, facts).items) {
    lines.push_back(absl::StrCat(item.label(), " ", item.stated(), " ", CrossCheckItem::Verdict_Name(item.verdict()),
                                 " ", item.expected()));
  }
  return lines;
}

TEST(CrossCheckFigures, TheSameParagraphRightAndWrong) {
  const Facts facts = WithForms({Village()});
  EXPECT_THAT(
      Lines("1. 驻村帮扶工作人员经费项目自评综述：得分为88.77分，属于“良”。全年预算数为21万元，执行数为100260元，"
            "执行率为47.74%。一是产出指标，得分44分；二是效益指标，得分30分；三是满意度指标，得分10分。",
            facts),
      ElementsAre("得分 88.77 CONSISTENT 88.77", "等级 良 CONSISTENT 良", "全年预算数 210000.00 CONSISTENT 210000.00",
                  "执行数 100260.00 CONSISTENT 100260.00", "执行率 47.74% CONSISTENT 47.74%",
                  "产出指标得分 44 CONSISTENT 44", "效益指标得分 30 CONSISTENT 30", "满意度指标得分 10 CONSISTENT 10",
                  "各项得分合计 88.77 CONSISTENT 88.77"));
  EXPECT_THAT(
      Lines("1. 驻村帮扶工作人员经费项目自评综述：得分为88.97分，属于“优秀”。全年预算数为21元，执行数为100270元，"
            "执行率为47.47%。",
            facts),
      ElementsAre("得分 88.97 CONTRADICTION 88.77", "等级 优 CONTRADICTION 良",
                  "全年预算数 21.00 CONTRADICTION 210000.00", "执行数 100270.00 CONTRADICTION 100260.00",
                  "执行率 47.47% CONTRADICTION 47.74%"));
}

TEST(CrossCheckFigures, FullWidthSignsBlanksAndOtherWords) {
  const Facts facts = WithForms({Village()});
  EXPECT_THAT(Lines("（3）驻村帮扶工作人员经费项目支出绩效自评综述：自评得分 ８８．７７ 分，全年预算：２１ 万元，"
                    "实际执行数达到１０．０２６万元，完成预算的４７．７４％。",
                    facts),
              ElementsAre("得分 88.77 CONSISTENT 88.77", "全年预算数 210000.00 CONSISTENT 210000.00",
                          "执行数 100260.00 CONSISTENT 100260.00", "执行率 47.74% CONSISTENT 47.74%"));
}

TEST(CrossCheckFigures, ProseAndOtherRatesAreNotRead) {
  const Facts facts = WithForms({Village()});
  EXPECT_THAT(Lines("驻村帮扶工作人员经费项目自评综述：政府采购执行率为90%，服务群众42万人，打分5分钟，得分原因有3个，"
                    "本年节约5元，满意，信息畅通率为100%，年初预算数为30万元，属于中央项目。",
                    facts),
              IsEmpty());
}

TEST(CrossCheckFigures, PartsOtherYearsAndTargetsAreNotTheFormsOwn) {
  const Facts facts = WithForms({Village()});
  EXPECT_THAT(
      Lines("驻村帮扶工作人员经费项目自评综述：总分100分，数量指标得分20分，产出方面，得分44分，上年自评得分90分，"
            "其中：市级财政资金全年预算数为5万元，省级执行数3万元，去年执行率为99%，满意度指标值≥95%。",
            facts),
      IsEmpty());
  EXPECT_THAT(Lines("驻村帮扶工作人员经费项目自评综述：执行率达到40%以上。", facts),
              ElementsAre("执行率 ≥40% CONSISTENT 47.74%"));
  EXPECT_THAT(Lines("驻村帮扶工作人员经费项目自评综述：执行率大于50%。", facts),
              ElementsAre("执行率 >50% CONTRADICTION 47.74%"));
}

TEST(CrossCheckFigures, ANameInASentenceOfItsOwn) {
  EXPECT_THAT(Lines("项目名称：驻村帮扶工作人员经费。项目自评得分90分。", WithForms({Village()})),
              ElementsAre("得分 90 CONTRADICTION 88.77"));
}

TEST(CrossCheckFigures, TheSecondTierMayBeWhatTheFirstIsMadeOf) {
  EXPECT_THAT(
      Lines("根据预算绩效管理要求，涵盖一级项目1个，二级项目3个，共涉及资金5万元。\n"
            "一级项目绩效自评个数1个，涉及资金5万元。二级项目绩效自评个数3个，涉及资金5万元。",
            {}),
      ElementsAre("一级项目数 1 CONSISTENT 1", "二级项目数 3 CONSISTENT 3", "涉及资金 50000.00 CONSISTENT 50000.00",
                  "一级项目自评个数 1 NOT_COMPARABLE ", "二级项目自评个数 3 NOT_COMPARABLE "));
}

TEST(CrossCheckFigures, AFormIsFoundByANameThatDriftedOrByItsAmounts) {
  FormFacts other = Village();
  other.resource = "evaluations/other";
  other.project_name = "社保网络运行维护费";
  other.annual_budget = D("550000");
  other.executed = D("550000");
  const Facts facts = WithForms({other, Village()});
  const auto source = [&](const std::string& text) {
    const Checked checked = Compare(text, facts);
    return checked.items.empty() || checked.items[0].sources_size() == 0 ? std::string()
                                                                         : checked.items[0].sources(0).resource();
  };
  EXPECT_EQ(source("驻村帮扶工作经费项目自评综述：得分为1分。"), "evaluations/zc");
  EXPECT_EQ(source("J驻村帮扶工作人员经费项目自评综述：得分为1分。"), "evaluations/zc");
  EXPECT_EQ(source("工作队补助项目自评综述：得分为1分，全年预算数为21万元，执行数为10.026万元。"), "evaluations/zc");
  EXPECT_EQ(source("工作队补助项目自评综述：得分为1分，全年预算数为21万元，执行数为10万元。"), "");
}

TEST(CrossCheckFigures, WithoutAFormTheParagraphIsComparedWithItself) {
  EXPECT_THAT(Lines("甲项目自评综述：综合考虑预算执行情况得分7.76分，指标完成情况得分88分，总得分96.76分，属于“良”。"
                    "全年预算数为100万元，执行数为90万元，执行率为99%。",
                    {}),
              ElementsAre("预算执行得分 7.76 NOT_COMPARABLE ", "指标得分 88 NOT_COMPARABLE ",
                          "各项得分合计 95.76 CONTRADICTION 96.76", "得分 96.76 NOT_COMPARABLE ",
                          "等级 良 CONTRADICTION 优", "全年预算数 1000000.00 NOT_COMPARABLE ",
                          "执行数 900000.00 NOT_COMPARABLE ", "执行率 99% CONTRADICTION 90.00%"));
}

TEST(CrossCheckFigures, PartsThatWereRoundedDoNotContradict) {
  FormFacts form = Village();
  form.levels = {{"产出", D("43.6")}, {"效益", D("30.4")}, {"满意度", D("10")}};
  EXPECT_THAT(
      Lines("驻村帮扶工作人员经费项目自评综述：得分为88.77分。一是产出指标，得分44分；二是效益指标，得分30分；"
            "三是满意度指标，得分10分。",
            WithForms({form})),
      ElementsAre("得分 88.77 CONSISTENT 88.77", "产出指标得分 44 ROUNDING 43.6", "效益指标得分 30 ROUNDING 30.4",
                  "满意度指标得分 10 CONSISTENT 10", "各项得分合计 88.77 CONSISTENT 88.77"));
}

TEST(CrossCheckFigures, PartsAreNotAddedUpWhereOneIsNotTold) {
  EXPECT_THAT(
      Lines("驻村帮扶工作人员经费项目自评综述：得分为88.77分。一是产出指标，得分44分；二是效益指标，得分30分。",
            WithForms({Village()})),
      ElementsAre("得分 88.77 CONSISTENT 88.77", "产出指标得分 44 CONSISTENT 44", "效益指标得分 30 CONSISTENT 30"));
}

TEST(CrossCheckFigures, ThePrintedTotalIsABasisOfItsOwn) {
  FormFacts form = Village();
  form.total = D("82");
  form.claimed_total = D("94");
  const Checked checked = Compare("驻村帮扶工作人员经费项目自评综述：得分为94分。", WithForms({form}));
  ASSERT_EQ(checked.items.size(), 1);
  EXPECT_EQ(checked.items[0].verdict(), CrossCheckItem::OTHER_BASIS);
  EXPECT_EQ(checked.items[0].expected(), "82");
  EXPECT_THAT(checked.items[0].message().zh(), HasSubstr("打印的总分"));
}

TEST(CrossCheckFigures, TenThousandTimesAsMuchIsSaidSo) {
  const Checked checked = Compare("驻村帮扶工作人员经费项目自评综述：全年预算数为210000万元。", WithForms({Village()}));
  ASSERT_EQ(checked.items.size(), 1);
  EXPECT_EQ(checked.items[0].verdict(), CrossCheckItem::CONTRADICTION);
  EXPECT_THAT(checked.items[0].message().zh(), HasSubstr("一万倍"));
}

TEST(CrossCheckFigures, SatisfactionOfTheSamePeople) {
  FormFacts form = Village();
  form.satisfaction = {{"r1", "服务对象满意度", D("98"), Sign::kAtLeast}, {"r2", "职工满意度", D("95"), Sign::kNone}};
  const Facts facts = WithForms({form});
  const std::string name = "驻村帮扶工作人员经费项目自评综述：";
  EXPECT_THAT(Lines(name + "服务对象满意度达到98%以上。", facts), ElementsAre("满意度 ≥98% CONSISTENT ≥98%"));
  EXPECT_THAT(Lines(name + "服务对象满意度≥90%。", facts), ElementsAre("满意度 ≥90% CONTRADICTION ≥98%"));
  EXPECT_THAT(Lines(name + "职工满意度大于等于90%。", facts), ElementsAre("满意度 ≥90% CONSISTENT 95%"));
  EXPECT_THAT(Lines(name + "村民满意率为99%。", facts), ElementsAre("满意度 99% NOT_COMPARABLE "));
}

TEST(CrossCheckFigures, GradesAndFormsThatAreStored) {
  const std::string text =
      "某中心2022年度二级项目绩效自评个数2个，涉及资金42万元：1个项目自评等级为“优”，1个项目自评等级为“良”，"
      "0个项目自评等级为“中”，0个项目自评等级为“差”。";
  FormFacts other = Village();
  other.project_name = "社保网络";
  EXPECT_THAT(Lines(text, WithForms({Village(), other})),
              ElementsAre("二级项目自评个数 2 CONSISTENT 2", "二级项目“优”项目数 1 CONTRADICTION 0",
                          "二级项目“良”项目数 1 CONTRADICTION 2", "各等级项目数合计 2 CONSISTENT 2"));
  EXPECT_THAT(Lines(text, WithForms({Village()})),
              ElementsAre("二级项目自评个数 2 NOT_COMPARABLE ", "二级项目“优”项目数 1 NOT_COMPARABLE ",
                          "二级项目“良”项目数 1 CONSISTENT 1", "各等级项目数合计 2 CONSISTENT 2"));
  EXPECT_THAT(Lines(text, WithForms({Village(), other, other}))[0], "二级项目自评个数 2 CONTRADICTION 3");
}

TEST(CrossCheckFigures, FundsOfTheTiersAndOfTheFourBudgets) {
  const std::string overview =
      "根据预算绩效管理要求，涵盖一级项目1个，二级项目1个，共涉及资金50000元，其中一般公共预算项目支出30000元、"
      "政府性基金预算项目支出1.5万元、国有资金经营预算项目支出0万元、社会保险基金预算项目支出0万元。\n";
  const std::string tiers =
      "一级项目绩效自评个数1个，涉及资金20000元：1个项目自评等级为“优”。二级项目绩效自评个数2个，涉及资金25000元。";
  EXPECT_THAT(Lines(overview + tiers, {}),
              ElementsAre("一级项目数 1 CONSISTENT 1", "二级项目数 1 CONTRADICTION 2",
                          "涉及资金 50000.00 CONTRADICTION 45000.00", "四项预算合计 45000.00 CONTRADICTION 50000.00",
                          "一级项目自评个数 1 NOT_COMPARABLE ", "各等级项目数合计 1 CONSISTENT 1",
                          "二级项目自评个数 2 NOT_COMPARABLE "));
}

TEST(CrossCheckFigures, TheWholeUnit) {
  const std::string text =
      "组织开展了2022年度整体支出绩效自评，涉及资金100元，其中一般公共预算支出100元、政府性基金预算支出0元。\n"
      "整体支出绩效自评综述：整体绩效自评得分为94分，属于“优”。全年预算数为100元，执行数为90元，执行率为90%。";
  EXPECT_THAT(Lines(text, {}),
              ElementsAre("整体支出涉及资金 100.00 CONSISTENT 100.00", "四项预算合计 100.00 CONSISTENT 100.00",
                          "得分 94 NOT_COMPARABLE ", "等级 优 CONSISTENT 优", "全年预算数 100.00 NOT_COMPARABLE ",
                          "执行数 90.00 NOT_COMPARABLE ", "执行率 90% CONSISTENT 90.00%"));
  Facts facts;
  facts.whole_unit = Village();
  const auto lines = Lines(text, facts);
  EXPECT_EQ(lines[0], "整体支出涉及资金 100.00 CONTRADICTION 210000.00");
  EXPECT_EQ(lines[2], "得分 94 CONTRADICTION 88.77");
}

TEST(CrossCheckFigures, AUnitThatSaysItWasNotCarriedOut) {
  EXPECT_THAT(
      Lines("组织开展了2022年度整体支出绩效自评，涉及资金100元。\n整体支出绩效自评综述：本单位无整体支出绩效自评。",
            {}),
      ElementsAre("整体支出涉及资金 100.00 CONTRADICTION 0.00"));
}

TEST(CrossCheckFigures, ItemsAreLimited) {
  std::string text;
  for (int i = 0; i < 2500; ++i) text += "甲项目自评综述：得分为94分。\n";
  const Checked checked = Compare(text, {});
  EXPECT_EQ(checked.items.size(), kMaxItems);
  EXPECT_EQ(checked.left_out, 500);
}

TEST(CrossCheckFigures, TheUnreadable) {
  for (const std::string& text :
       {std::string(), std::string("\n\n\t\t\n"),
        std::string("自评综述：得分为99999999999999999999999分，执行率为1.2.3%"),
        std::string("\xFF\xFE自评综述：得分为5分\xE9"), std::string("项目名称\t\t\n满意度情况\t满意度100%"),
        std::string("自评综述：全年预算数为999999999999999999亿元。"),
        std::string("支出合计0元，项目支出0元，占比0%")}) {
    for (const auto& item : Compare(text, WithForms({Village()})).items) {
      EXPECT_NE(item.verdict(), CrossCheckItem::CONTRADICTION) << item.DebugString();
    }
  }
}

// Would take hours if anything went back and forth over the text.
TEST(CrossCheckFigures, AMebibyteOfAnything) {
  const Facts facts = WithForms(std::vector<FormFacts>(20, Village()));
  for (const std::string part : {"自评综述",
                                 "项目绩效名称:",
                                 "1",
                                 "1,",
                                 "1,234",
                                 "得分为1分，",
                                 "(",
                                 "\t",
                                 "项目名称\tx\n",
                                 "\n",
                                 " ",
                                 "\xE5",
                                 "，",
                                 "满意度",
                                 "驻村帮扶工作经费项目自评综述：得分为1分。",
                                 "整体支出绩效自评",
                                 "开展了部门评价",
                                 "支出合计1元",
                                 "属于“优”",
                                 "≥",
                                 "满意度情况\t满意度≥9%\n",
                                 "一级项目绩效自评个数1个：1个项目自评等级为“优”",
                                 "支出决算情况说明年初预算1元，支出决算2元，完成年初预算的3%",
                                 "#一\n",
                                 "一、",
                                 "根据预算绩效管理要求涉及资金1元，"}) {
    std::string text;
    text.reserve(kMaxTextBytes + part.size());
    while (text.size() < kMaxTextBytes) text += part;
    const Checked checked = Compare(text, facts);
    EXPECT_LE(checked.items.size(), kMaxItems) << part;
  }
}

TEST(Tolerance, WhatRoundingExplains) {
  const auto ratio = [](const char* percent, const char* half, const char* part, const char* whole,
                        const char* printed_half) {
    return ComparedRatio({D(percent), D(half)}, {D(part), D(printed_half)}, {D(whole), D(printed_half)});
  };
  // The five published rates.
  EXPECT_EQ(ratio("95.45", "0.005", "210000000", "220000000", "0"), CrossCheckItem::CONSISTENT);
  EXPECT_EQ(ratio("76.13", "0.005", "22.84", "30", "0.005"), CrossCheckItem::CONSISTENT);
  EXPECT_EQ(ratio("87.61", "0.005", "221.51", "252.83", "0.005"), CrossCheckItem::CONSISTENT);
  EXPECT_EQ(ratio("77.58", "0.005", "78.194", "100.794", "0.0005"), CrossCheckItem::CONSISTENT);
  EXPECT_EQ(ratio("47.74", "0.005", "100260", "210000", "0"), CrossCheckItem::CONSISTENT);
  // Explained by the operands' last digits; cut off; neither.
  EXPECT_EQ(ratio("33.00", "0.005", "0.3", "1", "0.05"), CrossCheckItem::ROUNDING);
  EXPECT_EQ(ratio("66.66", "0.005", "2", "3", "0"), CrossCheckItem::ROUNDING);
  EXPECT_EQ(ratio("66.65", "0.005", "2", "3", "0"), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(ratio("66.68", "0.005", "2", "3", "0"), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(ratio("99", "0.5", "999", "1000", "0"), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(Compared({D("100794"), D("0")}, {D("100800"), D("5")}), CrossCheckItem::CONTRADICTION);
  EXPECT_EQ(Compared({D("100796"), D("0")}, {D("100800"), D("5")}), CrossCheckItem::ROUNDING);
  EXPECT_EQ(PlacesOf(D("0.5")), 0);
  EXPECT_EQ(PlacesOf(D("0.005")), 2);
  EXPECT_EQ(PlacesOf(D("0")), 6);
}

TEST(Match, LikenessOfNames) {
  const auto alike = [](const char* a, const char* b) { return Likeness(PairsOf(a), PairsOf(b)); };
  EXPECT_EQ(alike("档案管理", "档案管理"), 100);
  EXPECT_EQ(alike("档案管理", "社保网络"), 0);
  EXPECT_EQ(alike("驻村帮扶工作人员经费", "驻村帮扶工作经费"), 75);
  EXPECT_EQ(alike("", "驻村"), 0);
}

}  // namespace
}  // namespace heng::core::crosscheck
