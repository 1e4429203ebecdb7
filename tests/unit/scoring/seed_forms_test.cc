// The seven published forms, row by row as far as points go, and the totals they were published with.
#include <functional>

#include "form_builder.h"
#include "gmock/gmock.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using testing::Find;
using testing::FormBuilder;
using testing::Row;
using testing::ScoreUnder;

const char kReached[] = "达成预期指标";
const char kPartly[] = "部分达成预期指标并具有一";

Row Output(const char* level2, const char* name, const char* target, const char* actual, const char* weight,
           const char* claimed, const char* reason = "") {
  return {target, actual, weight, claimed, reason, "产出指标", level2, name, ""};
}
Row Benefit(const char* level2, const char* name, const char* target, const char* actual, const char* weight,
            const char* claimed, const char* reason = "") {
  return {target, actual, weight, claimed, reason, "效益指标", level2, name, ""};
}
Row Satisfaction(const char* name, const char* target, const char* actual, const char* weight, const char* claimed,
                 const char* reason = "") {
  return {target, actual, weight, claimed, reason, "满意度指标", "服务对象满意度", name, ""};
}

FormBuilder Start(const char* project, const char* budget, const char* executed, const char* unspent, const char* rate,
                  const char* score, const char* total, const char* grade, int decimals) {
  FormBuilder builder;
  FormContent& form = builder.Funds(budget, executed).form();
  form.set_project_name(project);
  form.set_claimed_total(total);
  form.set_claimed_grade(grade);
  auto* funds = form.mutable_funds();
  funds->set_printed_unit(heng::v1::WAN_YUAN);
  funds->set_printed_decimals(decimals);
  funds->mutable_total()->set_initial_budget(budget);
  funds->mutable_total()->set_claimed_unspent(unspent);
  funds->mutable_total()->set_claimed_rate(rate);
  funds->mutable_total()->set_claimed_score(score);
  auto* source = funds->add_breakdowns()->add_lines();
  *source = funds->total();
  source->set_id("source");
  form.mutable_narrative()->set_problems("绩效管理制度不够完善");
  return builder;
}

FormContent DisabledEmployment() {
  FormBuilder b = Start("J残疾人就业保障金", "88100", "88100", "0", "100", "10", "100", "优", 2);
  b.Add(Output("数量指标", "残疾人保障金", "100", kReached, "20", "20"));
  b.Add(Output("质量指标", "补贴资金到位情况", "及时足额", kReached, "", ""));
  b.Add(Output("质量指标", "残疾评定准确率", "=100%", "=100%", "10", "10"));
  b.Add(Output("时效指标", "残疾人保障金", "100", "100", "10", "10"));
  b.Add(Output("成本指标", "残疾人保障金", "100", "100", "10", "10"));
  b.Add(Benefit("经济效益指标", "残疾人保障金", "100", "100", "30", "30")).last().set_score_group("benefit");
  for (const char* level2 : {"社会效益指标", "生态效益指标", "可持续影响指标"}) {
    b.Add(Benefit(level2, "残疾人保障金", "100", "100", "", "")).last().set_score_group("benefit");
  }
  b.Add(Satisfaction("残疾人满意度", "≥100%", "≥100%", "10", "10"));
  b.Add(Satisfaction("残疾人保障金", "100", "100", "", ""));
  return b.form();
}

FormContent VillageStaff() {
  FormBuilder b = Start("J驻村帮扶工作人员经费", "210000", "100260", "109740", "47.74", "4.77", "88.77", "良", 3);
  b.form().mutable_narrative()->set_problems("无");
  b.Add(Output("数量指标", "驻村人员补助", "100", kReached, "20", "20"));
  b.Add(Output("质量指标", "驻村人员补助", "100", kReached, "10", "10"));
  b.Add(Output("时效指标", "驻村人员补助", "=100100", "=100100", "10", "10"));
  b.Add(Output("成本指标", "成本指标", "未填报", kReached, "10", "4", "未能按预算及时完成"));
  b.Add(Benefit("经济效益指标", "驻村人员补助", "100", kReached, "10", "10"));
  b.Add(Benefit("社会效益指标", "单位正常运转保障", "100%", kReached, "10", "10"));
  b.Add(Benefit("社会效益指标", "工作效率提升度", "100%", kReached, "10", "10"));
  b.Add(Benefit("生态效益指标", "驻村人员补助", "=100100", "=100100", "", ""));
  b.Add(Satisfaction("单位人员满意度", "≥100%", "≥100%", "", ""));
  b.Add(Satisfaction("驻村人员补助", "提高100100", "提高100100", "10", "10"));
  return b.form();
}

FormContent Network() {
  FormBuilder b = Start("社保网络运行维护费", "550000", "550000", "0", "100", "10", "94", "优", 0);
  b.Add(Output("数量指标", "网络维护次数", "≥50次", "≥96次", "20", "20"));
  b.Add(Output("质量指标", "网络运行安全有效", "有所提高", kPartly, "10", "10"));
  b.Add(Output("时效指标", "项目完成时间", "22年12月31日", kPartly, "10", "10"));
  b.last().set_adjusted_target("2022年12月31日");
  b.Add(Output("成本指标", "成本指标", "", kPartly, "10", "4", "未能按预算填报"));
  b.last().set_adjusted_target("未填报");
  b.Add(Benefit("社会效益指标", "参保群众对缴费网络和发放的满意度", "有所提高", kPartly, "30", "30"));
  b.Add(Satisfaction("社会群众对社保工作的满意度", "有所提升", kPartly, "10", "10"));
  return b.form();
}

FormContent Handling() {
  FormBuilder b =
      Start("社会保险经办专项业务工作经费", "2528300", "2215100", "313200", "87.61", "8.76", "93.76", "优", 2);
  b.Add(Output("数量指标", "社保业务专项调研", "≥5次", "≥5次", "5", "5", "无偏差"));
  b.Add(Output("数量指标", "业务文件汇编等印刷数", "≥3000册", "≥3000册", "10", "10", "无偏差"));
  b.Add(Output("数量指标", "职工权益记录单制作邮寄", "≥42万人", "≥42万人", "5", "5", "无偏差"));
  b.Add(Output("质量指标", "资金使用合规性", "=100%", "=100%", "5", "5", "无偏差"));
  b.Add(Output("质量指标", "政府采购执行率", "≥98%", "≥99%", "5", "5", "无偏差"));
  b.Add(Output("时效指标", "养老金按时发放及时性", "及时", kReached, "10", "10", "无偏差"));
  b.Add(Output("成本指标", "成本指标", "未填报", kReached, "10", "5", "无偏差"));
  b.Add(Benefit("社会效益指标", "工作效率提升度", "提升", kReached, "30", "30", "无偏差"));
  b.Add(Satisfaction("服务人员满意度", "≥95%", "≥98%", "10", "10", "无偏差"));
  return b.form();
}

FormContent Archives() {
  FormBuilder b = Start("档案管理专项经费", "315900", "315900", "0", "100", "10", "95", "优", 2);
  b.Add(Output("数量指标", "档案设备购置数量", "≥2个", "≥2个", "10", "10", "无偏差"));
  b.Add(Output("数量指标", "纸质档案电子化转化数", "≥1200卷", "≥1200卷", "10", "10", "无偏差"));
  b.Add(Output("质量指标", "纸质档案电子化转化准确率", "≥95%", "≥98%", "10", "10", "无偏差"));
  b.Add(Output("时效指标", "档案归档及时性", "及时", kReached, "10", "10", "无偏差"));
  b.Add(Output("成本指标", "成本指标", "未填报", kReached, "10", "5", "无偏差"));
  b.Add(Benefit("社会效益指标", "档案保存完好率", "≥98%", "≥99%", "30", "30", "无偏差"));
  b.Add(Satisfaction("档案管理制度健全性", "健全", kReached, "10", "10", "无偏差"));
  return b.form();
}

FormContent Building(bool restored) {
  FormBuilder b = Start("社保大楼维护、安全及运行费", "487800", "487800", "0", "100", "10", "95", "优", 2);
  b.Add(Output("数量指标", "日常保洁人员配备到位数", "≥6人", "≥6人", "10", "10", "无偏差"));
  b.Add(Output("数量指标", "日常安保人员配备到位数", "≥4人", "≥4人", "5", "5", "无偏差"));
  b.Add(Output("数量指标", "缴纳水电费的面积", "≥6000平米", "≥6000平米", "5", "5", "无偏差"));
  b.Add(Output("质量指标", "公共场所整洁率", "≥95%", "≥96%", "10", "10", "无偏差"));
  b.Add(Output("时效指标", "设备维修响应及时性", "及时", kReached, "10", "10", "无偏差"));
  b.Add(Output("成本指标", "成本指标", "未填报", kReached, "10", "5", "无偏差"));
  b.Add(Benefit("社会效益指标", "大楼正常运行率", "≥98%", "≥99%", "15", "15", "无偏差"));
  b.Add(Benefit("社会效益指标", "安全事故发生次数", "=0次", "=0次", "15", "15", "无偏差"));
  b.Add(Satisfaction("服务对象满意度", "≥95%", "≥99%", "5", "5", "无偏差"));
  if (restored) b.Add(Satisfaction("工作人员满意度", "≥95%", "≥99%", "5", "5", "无偏差"));
  return b.form();
}

FormContent CardSystem(bool restored) {
  FormBuilder b =
      Start("金保工程信息系统日常运营维护", "1007940", "781940", "226000", "77.58", "7.76", "96.76", "优", 3);
  b.form().mutable_funds()->mutable_total()->set_initial_budget("1587740");
  b.form().mutable_funds()->mutable_breakdowns(0)->mutable_lines(0)->set_initial_budget("1587740");
  b.Add(Output("数量指标", "信息网络软件系统运维数量", "=3个", "=3个", "20", "20", "无"));
  b.Add(Output("质量指标", "信息系统全年无安全事故率", "=100%", "=100%", "10", "10", "无"));
  b.Add(Output("时效指标", "运行维护时间", "2022年12月31日", kReached, "10", "10", "无"));
  b.Add(
      Output("成本指标", "线路租赁成本", "≤49.88万元", "≤25.65万元", "3", "2.9", "按实际业务,年初预算已核减,稍有偏差"));
  b.Add(Output("成本指标", "电费成本", "≤0.7万元", "≤0.6万元", "4", "3.9", "按实际业务产生稍有偏差"));
  if (restored)
    b.Add(Output("成本指标", "软硬件维护成本", "≤90.69万元", "≤51.94万元", "3", "2.2", "按实际业务产生稍有偏差"));
  b.Add(Benefit("社会效益指标", "信息网络畅通率", "=100%", "=100%", "10", "10", "无"));
  b.Add(Benefit("社会效益指标", "社保卡持有率", "≥90%", "≥90%", "20", "20", "无"));
  b.Add(Satisfaction("服务对象满意度", "≥90%", "≥90%", "5", "5", "无"));
  b.Add(Satisfaction("持卡人员满意度", "≥90%", "≥90%", "5", "5", "无"));
  return b.form();
}

struct SeedForm {
  const char* id;
  std::function<FormContent()> make;
  const char *shanxi, *mof;
  heng::v1::Grade shanxi_grade, mof_grade;
};

void PrintTo(const SeedForm& form, std::ostream* os) { *os << form.id; }

class SeedFormTest : public ::testing::TestWithParam<SeedForm> {};

TEST_P(SeedFormTest, HasItsPublishedTotalUnderShanxi2022AndNoError) {
  const auto sheet = ScoreUnder("shanxi-2022", GetParam().make());
  EXPECT_EQ(sheet.total(), GetParam().shanxi);
  EXPECT_EQ(sheet.grade(), GetParam().shanxi_grade);
  EXPECT_EQ(sheet.claimed_grade(), GetParam().shanxi_grade);
  for (const auto& finding : sheet.findings()) {
    EXPECT_NE(finding.severity(), heng::v1::Finding::ERROR) << finding.ShortDebugString();
  }
  EXPECT_FALSE(HasErrors(sheet));
}

TEST_P(SeedFormTest, HasItsTotalUnderMof2020) {
  const auto sheet = ScoreUnder("mof-2020", GetParam().make());
  EXPECT_EQ(sheet.total(), GetParam().mof);
  EXPECT_EQ(sheet.grade(), GetParam().mof_grade);
}

TEST_P(SeedFormTest, DoesNotNeedThePrintedTotal) {
  FormContent form = GetParam().make();
  form.clear_claimed_total();
  form.clear_claimed_grade();
  const auto sheet = ScoreUnder("shanxi-2022", form);
  EXPECT_EQ(sheet.total(), GetParam().shanxi);
  EXPECT_EQ(sheet.grade(), GetParam().shanxi_grade);
  EXPECT_FALSE(sheet.has_claimed_total());
}

TEST_P(SeedFormTest, AWrongPrintedTotalIsFoundAndChangesNothing) {
  FormContent form = GetParam().make();
  form.set_claimed_total("73.21");
  const auto sheet = ScoreUnder("shanxi-2022", form);
  EXPECT_EQ(sheet.total(), GetParam().shanxi);
  const auto* finding = Find(sheet, "total-not-sum");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity(), heng::v1::Finding::ERROR);
  EXPECT_EQ(finding->stated(), "73.21");
  EXPECT_EQ(finding->expected(), GetParam().shanxi);
  EXPECT_EQ(finding->place().field(), "claimed_total");
}

using heng::v1::EXCELLENT;
using heng::v1::GOOD;
INSTANTIATE_TEST_SUITE_P(
    Seven, SeedFormTest,
    ::testing::Values(SeedForm{"DisabledEmployment", DisabledEmployment, "100", "100", EXCELLENT, EXCELLENT},
                      SeedForm{"VillageStaff", VillageStaff, "88.77", "88.77", GOOD, GOOD},
                      SeedForm{"Network", Network, "94", "82", EXCELLENT, GOOD},
                      SeedForm{"Handling", Handling, "93.76", "93.76", EXCELLENT, EXCELLENT},
                      SeedForm{"Archives", Archives, "95", "95", EXCELLENT, EXCELLENT},
                      SeedForm{"Building", [] { return Building(true); }, "95", "95", EXCELLENT, EXCELLENT},
                      SeedForm{"CardSystem", [] { return CardSystem(true); }, "96.76", "96.76", EXCELLENT, EXCELLENT}),
    [](const auto& param) { return std::string(param.param.id); });

TEST(SeedFormsTest, FourRowsOfTheNetworkFormExceedTheirBand) {
  const auto sheet = ScoreUnder("mof-2020", Network());
  EXPECT_EQ(testing::Count(sheet, "band-exceeded"), 4);
  EXPECT_EQ(sheet.rows(3).score(), "4");  // no target: the claim stands
  EXPECT_FALSE(sheet.rows(3).has_computed());
}

TEST(SeedFormsTest, ALostRowIsNamedWithItsPoints) {
  const auto building = ScoreUnder("shanxi-2022", Building(false));
  const auto* lost = Find(building, "weights-not-100");
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(lost->severity(), heng::v1::Finding::ERROR);
  EXPECT_EQ(lost->stated(), "95");
  EXPECT_EQ(lost->expected(), "100");
  EXPECT_THAT(lost->message().zh(), ::testing::HasSubstr("分值 5、得分 5 的一行"));
  EXPECT_THAT(lost->message().en(), ::testing::HasSubstr("a row of weight 5 scored 5"));

  const auto cards = ScoreUnder("shanxi-2022", CardSystem(false));
  lost = Find(cards, "weights-not-100");
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(lost->stated(), "97");
  EXPECT_THAT(lost->message().zh(), ::testing::HasSubstr("分值 3、得分 2.2 的一行"));
}

TEST(SeedFormsTest, NarrativesWithoutRowsStandAsClaimed) {
  struct Narrative {
    const char *budget, *executed, *indicators, *total;
  };
  for (const Narrative& n : {Narrative{"22000", "21000", "90", "99.54"}, Narrative{"300000", "228400", "90", "97.61"},
                             Narrative{"560000", "560000", "90", "100"}}) {
    FormBuilder builder;
    builder.Funds(n.budget, n.executed).form().set_claimed_indicator_total(n.indicators);
    builder.form().set_claimed_total(n.total);
    const auto sheet = ScoreUnder("shanxi-2022", builder.form());
    EXPECT_EQ(sheet.total(), n.total);
    EXPECT_NE(Find(sheet, "table-missing"), nullptr);
    EXPECT_FALSE(HasErrors(sheet));
  }
}

TEST(SeedFormsTest, LowExecutionIsExplainedOrFound) {
  EXPECT_NE(Find(ScoreUnder("shanxi-2022", VillageStaff()), "low-execution-unexplained"), nullptr);
  EXPECT_EQ(Find(ScoreUnder("shanxi-2022", Handling()), "low-execution-unexplained"), nullptr);
  EXPECT_EQ(Find(ScoreUnder("shanxi-2022", Archives()), "low-execution-unexplained"), nullptr);
}

}  // namespace
}  // namespace heng::scoring
