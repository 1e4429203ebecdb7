// One habit of people and programs each.
#include "service/forms/read_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "tests/unit/forms/sheet_maker.h"

namespace heng::forms {
namespace {

using heng::v1::FormContent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 自评表 山西 2022, filled in, in the ten columns A to J.
SheetMaker Shanxi() {
  SheetMaker sheet;
  sheet.Text("A1", "档案管理专项经费项目支出绩效自评表").Merge("A1", "J1");
  sheet.Text("A2", "(2022年度)").Merge("A2", "J2");
  sheet.Text("A3", "项目名称").Merge("A3", "B3").Text("C3", "J档案管理专项经费").Merge("C3", "J3");
  sheet.Text("A4", "主管部门及代码").Merge("A4", "B4").Text("C4", "209-山西省人力资源和社会保障厅").Merge("C4", "F4");
  sheet.Text("G4", "预算单位").Text("H4", "209100-山西省社会保险局").Merge("H4", "J4");
  sheet.Text("A5", "项目资金预算安排及执行进度（万元）").Merge("A5", "A8");
  sheet.Text("D5", "年初预算数").Merge("D5", "E5").Text("F5", "全年预算数").Merge("F5", "F6");
  sheet.Text("G5", "全年执行数").Merge("G5", "G6").Text("H5", "资金结（转）余").Merge("H5", "H6");
  sheet.Text("I5", "执行率").Merge("I5", "I6").Text("J5", "得分").Merge("J5", "J6");
  sheet.Text("D6", "目标申报数").Text("E6", "预算编制数");
  sheet.Text("B7", "资金总额：").Merge("B7", "C7");
  sheet.Text("B8", "其中：省级财政资金").Merge("B8", "C8");
  for (const char* row : {"7", "8"}) {
    for (const char* column : {"D", "E", "F", "G"}) sheet.Number(std::string(column) + row, "31.59");
    sheet.Number(std::string("H") + row, "0").Number(std::string("I") + row, "100");
    sheet.Number(std::string("J") + row, "10");
  }
  sheet.Text("A9", "项目年度绩效目标").Merge("A9", "A10");
  sheet.Text("B9", "年度目标").Merge("B9", "F9").Text("G9", "实际完成情况").Merge("G9", "J9");
  sheet.Text("B10", "做好档案整理。").Merge("B10", "F10").Text("G10", "完成了全年的目标。").Merge("G10", "J10");
  sheet.Text("A11", "绩效指标").Merge("A11", "A15");
  sheet.Row("B11", {"一级指标", "二级指标", "三级指标", "年初指标值", "调整后指标值", "实际完成值", "分值", "得分",
                    "偏差原因分析及改进措施"});
  sheet.Row("B12", {"产出指标", "数量指标", "档案设备购置数量", "≥2个", "≥2个", "≥2个"});
  sheet.Row("D13", {"电子化转化数", "≥1200卷", "≥1200卷", "≥1100卷", "", "", "设备故障"});
  sheet.Row("B14", {"效益指标", "社会效益指标", "保存完好率", "≥98%", "≥98%", "≥99%"});
  sheet.Row("B15", {"满意度指标", "服务对象满意度", "借阅人满意度", "≥95%", "≥95%", "≥98%"});
  sheet.Merge("B12", "B13").Merge("C12", "C13");
  sheet.Number("H12", "20").Number("I12", "20").Number("H13", "30").Number("I13", "27.5");
  sheet.Number("H14", "30").Number("I14", "30").Number("H15", "10").Number("I15", "10");
  sheet.Text("A16", "总分").Merge("A16", "G16").Number("H16", "97.5").Text("I16", "优");
  sheet.Text("A17", "项目绩效分析").Merge("A17", "A23").Text("B17", "自评结果分析").Merge("B17", "B20");
  const char* labels[] = {"项目实施和预算执行情况及分析",
                          "产出情况及分析",
                          "效益情况及分析",
                          "满意度情况及分析",
                          "主要经验做法",
                          "项目管理中存在的主要问题及原因分析",
                          "下一步改进措施及管理建议"};
  const char* texts[] = {"按计划实施。", "都已完成。", "方便查阅。", "满意。", "分工明确。", "无", "加强管理。"};
  for (int i = 0; i < 7; ++i) {
    const std::string row = std::to_string(17 + i);
    sheet.Text((i < 4 ? "C" : "B") + row, labels[i]).Merge((i < 4 ? "C" : "B") + row, "D" + row);
    sheet.Text("E" + row, texts[i]).Merge("E" + row, "J" + row);
  }
  return sheet;
}

ReadResult Read(const Workbook& workbook, const std::string& layout = "") {
  auto read = ReadFormWorkbook(workbook, {layout});
  if (const auto* mistake = std::get_if<Mistake>(&read)) {
    ADD_FAILURE() << mistake->id << ": " << mistake->en;
    return {};
  }
  return std::get<ReadResult>(std::move(read));
}
ReadResult Read(const SheetMaker& sheet) { return Read(sheet.Book()); }

Mistake Refused(const Workbook& workbook, const std::string& layout = "") {
  const auto read = ReadFormWorkbook(workbook, {layout});
  const auto* mistake = std::get_if<Mistake>(&read);
  EXPECT_NE(mistake, nullptr);
  return mistake == nullptr ? Mistake{} : *mistake;
}

// Problems as "F12 formula".
std::vector<std::string> ProblemsOf(const ReadResult& result) {
  std::vector<std::string> problems;
  for (const auto& problem : result.problems) problems.push_back(problem.cell() + " " + problem.id());
  return problems;
}
std::string CellOf(const ReadResult& result, std::string_view row_id, std::string_view field) {
  for (const auto& cell : result.cells) {
    if (cell.row_id() == row_id && cell.field() == field) return cell.cell();
  }
  return "";
}

// What another way to write the same form may differ in: nothing but where it stands.
std::string Content(const ReadResult& result) {
  FormContent form = result.evaluation.form();
  for (auto& row : *form.mutable_indicators()) row.clear_cell();
  return form.DebugString();
}
void ExpectSame(const SheetMaker& sheet) {
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
}

TEST(ReadForm, EveryFieldOfAForm) {
  const ReadResult result = Read(Shanxi());
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
  EXPECT_EQ(result.layout, "zp-shanxi-2022");
  EXPECT_FALSE(result.is_target);
  const FormContent& form = result.evaluation.form();
  EXPECT_EQ(form.layout(), "zp-shanxi-2022");
  EXPECT_EQ(form.subject_kind(), heng::v1::PROJECT);
  EXPECT_EQ(form.subject(), "");
  EXPECT_EQ(form.org(), "");
  EXPECT_EQ(form.fiscal_year(), 2022);
  EXPECT_EQ(form.title(), "档案管理专项经费项目支出绩效自评表");
  EXPECT_EQ(form.project_name(), "J档案管理专项经费");
  EXPECT_EQ(form.local_prefix(), "J");
  EXPECT_EQ(form.department_text(), "209-山西省人力资源和社会保障厅");
  EXPECT_EQ(form.unit_text(), "209100-山西省社会保险局");
  const auto& funds = form.funds();
  EXPECT_EQ(funds.printed_unit(), heng::v1::WAN_YUAN);
  EXPECT_EQ(funds.printed_decimals(), 2);
  EXPECT_EQ(funds.total().id(), "total");
  EXPECT_EQ(funds.total().label(), "资金总额");
  EXPECT_EQ(funds.total().annual_budget(), "315900.00");
  EXPECT_EQ(funds.total().claimed_unspent(), "0.00");
  EXPECT_EQ(funds.total().claimed_rate(), "100");
  EXPECT_EQ(funds.total().claimed_score(), "10");
  ASSERT_EQ(funds.breakdowns_size(), 1);
  ASSERT_EQ(funds.breakdowns(0).lines_size(), 1);
  EXPECT_EQ(funds.breakdowns(0).name(), "按资金来源");
  EXPECT_EQ(funds.breakdowns(0).lines(0).id(), "f1");
  EXPECT_EQ(funds.breakdowns(0).lines(0).label(), "省级财政资金");
  EXPECT_EQ(funds.breakdowns(0).lines(0).source(), heng::v1::PROVINCIAL);
  ASSERT_EQ(form.goals_size(), 1);
  EXPECT_EQ(form.goals(0).expected(), "做好档案整理。");
  EXPECT_EQ(form.goals(0).achieved(), "完成了全年的目标。");
  ASSERT_EQ(form.indicators_size(), 4);
  const auto& row = form.indicators(1);
  EXPECT_EQ(row.id(), "r2");
  EXPECT_EQ(row.level1(), "产出指标");
  EXPECT_EQ(row.level2(), "数量指标");
  EXPECT_EQ(row.name(), "电子化转化数");
  EXPECT_EQ(row.adjusted_target(), "≥1200卷");
  EXPECT_EQ(row.actual(), "≥1100卷");
  EXPECT_EQ(row.weight(), "30");
  EXPECT_EQ(row.claimed(), "27.5");
  EXPECT_EQ(row.deviation_reason(), "设备故障");
  EXPECT_EQ(row.cell(), "D13");
  EXPECT_FALSE(row.has_score_group());
  EXPECT_FALSE(form.indicators(0).has_deviation_reason());
  EXPECT_EQ(form.claimed_total(), "97.5");
  EXPECT_EQ(form.claimed_grade(), "优");
  EXPECT_EQ(form.narrative().implementation(), "按计划实施。");
  EXPECT_EQ(form.narrative().next_steps(), "加强管理。");
}

TEST(ReadForm, SaysWhichCellIsWhichField) {
  const ReadResult result = Read(Shanxi());
  EXPECT_EQ(CellOf(result, "", "project_name"), "C3");
  EXPECT_EQ(CellOf(result, "", "fiscal_year"), "A2");
  EXPECT_EQ(CellOf(result, "total", "annual_budget"), "F7");
  EXPECT_EQ(CellOf(result, "f1", "executed"), "G8");
  EXPECT_EQ(CellOf(result, "", "goals[0].achieved"), "G10");
  EXPECT_EQ(CellOf(result, "r2", "actual"), "G13");
  EXPECT_EQ(CellOf(result, "r2", "level1"), "B12");  // merged with the row above
  EXPECT_EQ(CellOf(result, "", "claimed_grade"), "I16");
  EXPECT_EQ(CellOf(result, "", "narrative.output"), "E18");
}

// ---- where things stand ----
TEST(ReadForm, WithoutTitleAndYear) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A1", "").Text("A2", "");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(result.evaluation.form().title(), "");
  EXPECT_EQ(result.evaluation.form().fiscal_year(), 0);
  EXPECT_EQ(result.evaluation.form().project_name(), "J档案管理专项经费");
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
}
TEST(ReadForm, TheYearFromTheTitle) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A1", "2023年度项目支出绩效自评表").Text("A2", "");
  EXPECT_EQ(Read(sheet).evaluation.form().fiscal_year(), 2023);
}
TEST(ReadForm, TheYearWithoutBracketsAndFullWidth) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A2", "２０２２ 年度");
  ExpectSame(sheet);
}
TEST(ReadForm, MovedDownAndRight) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(1, 3).MoveRight(2);
  ExpectSame(sheet);
}
TEST(ReadForm, AnAttachmentNumberAboveTheTitleIsReported) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(1, 1).Text("A1", "附件1");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_THAT(ProblemsOf(result), ElementsAre("A1 not-placed"));
  EXPECT_THAT(result.problems[0].message().zh(), HasSubstr("附件1"));
}
TEST(ReadForm, BlankRowsBetween) {
  SheetMaker sheet = Shanxi();
  sheet.ClearMerges();
  sheet.Merge("H5", "H6").MoveDown(17, 2).MoveDown(14, 1).MoveDown(9, 1).MoveDown(5, 1);
  ExpectSame(sheet);
}
TEST(ReadForm, NothingIsMerged) {
  SheetMaker sheet = Shanxi();
  sheet.ClearMerges();
  ExpectSame(sheet);
}
TEST(ReadForm, LevelsOnEveryRow) {
  SheetMaker sheet = Shanxi();
  sheet.ClearMerges().Row("B13", {"产出指标", "数量指标"});
  ExpectSame(sheet);
}
TEST(ReadForm, LabelsSpelledWithBlanksLineBreaksAndColons) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A3", "项 目 名 称：").Text("A11", "绩\n效\n指\n标").Text("A16", "总　分").Text("H5", "资金结(转)余 ");
  sheet.Text("F5", "全年预算数（A）").Text("G5", "全年执行数\n（B）").Text("I5", "执行率（B/A）");
  sheet.Text("A5", "项目资金预算安排及执行进度\n（单位：万元）").Text("B12", "产出\n指标");
  ExpectSame(sheet);
}
TEST(ReadForm, ALabelAndItsValueInOneCell) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A3", "项目名称：J档案管理专项经费").Text("C3", "");
  sheet.Text("G4", "预算单位:209100-山西省社会保险局").Text("H4", "");
  sheet.Row("A24", {"负责人：张三", "", "", "经办人 李四", "", "联系电话：", "0351-1234567", "填报日期"});
  sheet.Text("I24", "2023年3月1日");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_EQ(result.evaluation.contacts().unit_head(), "张三");
  EXPECT_EQ(result.evaluation.contacts().preparer(), "李四");
  EXPECT_EQ(result.evaluation.contacts().phone(), "0351-1234567");
  EXPECT_EQ(result.evaluation.contacts().filled_on(), "2023年3月1日");
  EXPECT_EQ(CellOf(result, "", "contacts.unit_head"), "A24");
}
TEST(ReadForm, TheWholeSignatureLineInOneCell) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A24", "负责人：张三    经办人: 李四\n联系电话：  填报日期：2023年3月1日");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_EQ(result.evaluation.contacts().unit_head(), "张三");
  EXPECT_EQ(result.evaluation.contacts().preparer(), "李四");
  EXPECT_EQ(result.evaluation.contacts().phone(), "");
  EXPECT_EQ(result.evaluation.contacts().filled_on(), "2023年3月1日");
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
  sheet.Text("A24", "负责人：          经办人：          联系电话：          填报日期：");
  EXPECT_EQ(Read(sheet).evaluation.contacts().DebugString(), "");
  EXPECT_THAT(ProblemsOf(Read(sheet)), IsEmpty());
}
TEST(ReadForm, RowsWithNumbersBeforeThem) {
  SheetMaker sheet = Shanxi();
  sheet.Text("K11", "序号").Number("K12", "1").Number("K13", "2").Text("K14", "三");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_THAT(ProblemsOf(result), ElementsAre("K14 not-placed"));
}
TEST(ReadForm, TheUnitInALineOfItsOwn) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A5", "项目资金预算安排及执行进度").MoveDown(3, 1).Text("J3", "金额单位：万元");
  ExpectSame(sheet);
}
TEST(ReadForm, TheHeaderPrintedAgainOnTheNextPage) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(14, 1);
  sheet.Row("B14", {"一级指标", "二级指标", "三级指标", "年初指标值", "调整后指标值", "实际完成值", "分值", "得分",
                    "偏差原因分析及改进措施"});
  ExpectSame(sheet);
}
TEST(ReadForm, ColumnsInAnotherOrder) {
  SheetMaker sheet = Shanxi();
  for (const char* row : {"11", "12", "13", "14", "15"}) {  // 分值 after 得分
    const std::string weight = std::string("H") + row, score = std::string("I") + row;
    const std::string was = sheet.TextAt(weight), other = sheet.TextAt(score);
    sheet.Text(weight, other).Text(score, was);
  }
  ExpectSame(sheet);
}
TEST(ReadForm, AColumnNobodyKnows) {
  SheetMaker sheet = Shanxi();
  sheet.Text("K11", "佐证材料").Text("K13", "验收单");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(Content(result), Content(Read(Shanxi())));
  EXPECT_THAT(ProblemsOf(result), ElementsAre("K11 not-placed", "K13 not-placed"));
}
TEST(ReadForm, AColumnThatIsNotThere) {
  SheetMaker sheet = Shanxi();
  for (const char* row : {"11", "12", "13", "14", "15"}) sheet.Text(std::string("F") + row, "");
  const ReadResult result = Read(sheet);
  EXPECT_FALSE(result.evaluation.form().indicators(0).has_adjusted_target());
  EXPECT_EQ(result.evaluation.form().indicators(0).initial_target(), "≥2个");
  EXPECT_EQ(result.evaluation.form().indicators(0).actual(), "≥2个");
}
TEST(ReadForm, TextUnderAMergedCellIsNotSeen) {
  SheetMaker sheet = Shanxi();
  sheet.Text("D3", "old").Text("B13", "旧");
  ExpectSame(sheet);
}
TEST(ReadForm, RowsUnderOneMergedScoreAreAGroup) {
  SheetMaker sheet = Shanxi();
  sheet.Text("H13", "").Text("I13", "").Merge("H12", "H13").Merge("I12", "I13");
  const ReadResult result = Read(sheet);
  const FormContent& form = result.evaluation.form();
  EXPECT_EQ(form.indicators(0).score_group(), "g1");
  EXPECT_EQ(form.indicators(1).score_group(), "g1");
  EXPECT_FALSE(form.indicators(2).has_score_group());
  EXPECT_EQ(form.indicators(0).weight(), "20");
  EXPECT_FALSE(form.indicators(1).has_weight());
  EXPECT_FALSE(form.indicators(1).has_claimed());
}
TEST(ReadForm, OneScoreForRowsWithWeightsOfTheirOwn) {
  SheetMaker sheet = Shanxi();
  sheet.Text("I13", "").Merge("I12", "I13");
  const ReadResult result = Read(sheet);
  EXPECT_FALSE(result.evaluation.form().indicators(0).has_score_group());
  EXPECT_EQ(result.evaluation.form().indicators(1).weight(), "30");
  EXPECT_THAT(ProblemsOf(result), ElementsAre("I12 merged-score"));
}
TEST(ReadForm, HeadingsThatPrintPoints) {
  SheetMaker sheet = Shanxi();
  sheet.Text("B12", "产出指标（50分）").Text("C14", "社会效益指标(30)");
  const ReadResult result = Read(sheet);
  const FormContent& form = result.evaluation.form();
  EXPECT_EQ(form.indicators(0).level1(), "产出指标");
  EXPECT_EQ(form.indicators(1).level1(), "产出指标");
  EXPECT_EQ(form.indicators(2).level2(), "社会效益指标");
  ASSERT_EQ(form.headings_size(), 2);
  EXPECT_EQ(form.headings(0).level1(), "产出指标");
  EXPECT_EQ(form.headings(0).weight(), "50");
  EXPECT_EQ(form.headings(1).level2(), "社会效益指标");
}
TEST(ReadForm, SeveralFundLinesWithEmptyOnes) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(9, 3).Text("B8", "其中").Text("C8", "中央财政资金");
  sheet.ClearMerges().Text("C9", "市、县（区）财政资金").Number("F9", "1.5").Text("C10", "其他资金");
  const ReadResult result = Read(sheet);
  const auto& lines = result.evaluation.form().funds().breakdowns(0).lines();
  ASSERT_EQ(lines.size(), 3);
  EXPECT_EQ(lines[0].label(), "中央财政资金");
  EXPECT_EQ(lines[0].source(), heng::v1::CENTRAL);
  EXPECT_EQ(lines[1].label(), "市、县（区）财政资金");
  EXPECT_EQ(lines[1].source(), heng::v1::LOCAL);
  EXPECT_EQ(lines[1].annual_budget(), "15000.00");
  EXPECT_FALSE(lines[1].has_executed());
  EXPECT_EQ(lines[2].label(), "其他资金");
  EXPECT_EQ(lines[2].source(), heng::v1::OTHER_FUNDS);
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
}
TEST(ReadForm, SeveralGoals) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(11, 1).Text("B11", "目标二").Text("G11", "完成二");
  const ReadResult result = Read(sheet);
  ASSERT_EQ(result.evaluation.form().goals_size(), 2);
  EXPECT_EQ(result.evaluation.form().goals(1).achieved(), "完成二");
  EXPECT_EQ(CellOf(result, "", "goals[1].achieved"), "G11");
}
TEST(ReadForm, AMemoRow) {
  SheetMaker sheet = Shanxi();
  sheet.MoveDown(13, 1).Row("D13", {"其中：扫描仪", "≥1个", "≥1个", "1"});
  const FormContent form = Read(sheet).evaluation.form();
  ASSERT_EQ(form.indicators_size(), 5);
  EXPECT_TRUE(form.indicators(1).memo());
  EXPECT_FALSE(form.indicators(0).memo());
}

// ---- values ----
TEST(ReadForm, NumbersAsText) {
  SheetMaker sheet = Shanxi();
  for (const char* cell : {"D7", "E7", "F7", "G7", "D8", "E8", "F8", "G8"}) sheet.Text(cell, "31.59 ");
  sheet.Text("H16", " 97.5").Text("I7", "100");
  ExpectSame(sheet);
}
TEST(ReadForm, FullWidthDigitsAndUnits) {
  SheetMaker sheet = Shanxi();
  sheet.Text("F7", "３１．５９").Text("G7", "￥31.59").Text("I12", "２０分").Text("I7", "１００％");
  ExpectSame(sheet);
}
TEST(ReadForm, ThousandsSeparators) {
  SheetMaker sheet = Shanxi();
  sheet.Text("F7", "1,234.50").Text("G7", "1，234.5").Text("D7", "12,34").Text("H7", "(1,000)");
  const ReadResult result = Read(sheet);
  const auto& total = result.evaluation.form().funds().total();
  EXPECT_EQ(total.annual_budget(), "12345000.00");
  EXPECT_EQ(total.executed(), "12345000.00");
  EXPECT_EQ(total.claimed_unspent(), "-10000000.00");
  EXPECT_FALSE(total.has_declared_in_target());
  EXPECT_THAT(ProblemsOf(result), ElementsAre("D7 not-understood"));
  EXPECT_EQ(result.problems[0].text(), "12,34");
}
TEST(ReadForm, PercentCells) {
  SheetMaker sheet = Shanxi();
  sheet.Percent("I7", "47.74%").Text("I8", "47.74 ％").Percent("G15", "98%");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(result.evaluation.form().funds().total().claimed_rate(), "47.74");
  EXPECT_EQ(result.evaluation.form().funds().breakdowns(0).lines(0).claimed_rate(), "47.74");
  EXPECT_EQ(result.evaluation.form().indicators(3).actual(), "98%");
}
TEST(ReadForm, AShareStoredAsANumberStaysOne) {
  SheetMaker sheet = Shanxi();
  sheet.Number("G15", "0.99");
  EXPECT_EQ(Read(sheet).evaluation.form().indicators(3).actual(), "0.99");
}
TEST(ReadForm, DatesAsPeopleWriteThem) {
  SheetMaker sheet = Shanxi();
  sheet.Date("G12", "2022-12-31").Date("G13", "2022-03-01 09:30").Date("G14", "2022-10-05");
  const FormContent form = Read(sheet).evaluation.form();
  EXPECT_EQ(form.indicators(0).actual(), "2022年12月31日");
  EXPECT_EQ(form.indicators(1).actual(), "2022年3月1日 09:30");
  EXPECT_EQ(form.indicators(2).actual(), "2022年10月5日");
}
TEST(ReadForm, TextsStayAsTheyStand) {
  SheetMaker sheet = Shanxi();
  sheet.Text("G12", " ≥２个\n").Text("E17", "　　一是…\n　　二是…").Text("G13", "——").Text("J12", "/");
  const FormContent form = Read(sheet).evaluation.form();
  EXPECT_EQ(form.indicators(0).actual(), " ≥２个\n");
  EXPECT_EQ(form.indicators(1).actual(), "——");
  EXPECT_EQ(form.indicators(0).deviation_reason(), "/");
  EXPECT_EQ(form.narrative().implementation(), "　　一是…\n　　二是…");
}
TEST(ReadForm, AmountsWithAUnitOfTheirOwn) {
  SheetMaker sheet = Shanxi();
  sheet.Text("F7", "315900元").Text("G7", "31.59万元").Text("D7", "0.003159亿元");
  const ReadResult result = Read(sheet);
  const auto& total = result.evaluation.form().funds().total();
  EXPECT_EQ(total.annual_budget(), "315900.00");
  EXPECT_EQ(total.executed(), "315900.00");
  EXPECT_EQ(total.declared_in_target(), "315900.00");
  EXPECT_THAT(ProblemsOf(result), ElementsAre("D7 unit-suspect", "F7 unit-suspect"));
}
TEST(ReadForm, AmountsInYuanUnderWanYuan) {
  SheetMaker sheet = Shanxi();
  for (const char* cell : {"D7", "E7", "F7", "G7", "D8", "E8", "F8", "G8"}) sheet.Number(cell, "88100");
  const ReadResult result = Read(sheet);
  EXPECT_EQ(result.evaluation.form().funds().total().annual_budget(), "881000000.00");  // as the heading says
  EXPECT_THAT(ProblemsOf(result), ElementsAre("F7 unit-suspect"));
}
TEST(ReadForm, LargeAmountsInWanYuanAreNotSuspected) {
  SheetMaker sheet = Shanxi();
  for (const char* cell : {"D7", "E7", "F7", "D8", "E8", "F8"}) sheet.Number(cell, "22000");
  sheet.Number("G7", "21000").Number("G8", "21000").Number("H7", "1000").Number("H8", "1000");
  EXPECT_THAT(ProblemsOf(Read(sheet)), IsEmpty());
}
TEST(ReadForm, TheTextsSayTheSameNumberInTheOtherUnit) {
  SheetMaker sheet = Shanxi();
  for (const char* cell : {"D7", "E7", "F7", "G7", "D8", "E8", "F8", "G8"}) sheet.Number(cell, "9500");
  EXPECT_THAT(ProblemsOf(Read(sheet)), IsEmpty());
  sheet.Text("E17", "全年预算9,500元，已全部执行。");
  EXPECT_THAT(ProblemsOf(Read(sheet)), ElementsAre("F7 unit-suspect"));
  sheet.Text("E17", "全年预算19,500元。");
  EXPECT_THAT(ProblemsOf(Read(sheet)), IsEmpty());
}
TEST(ReadForm, AmountsInYuanAsTheHeadingSays) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A5", "项目资金预算安排及执行进度（元）").Number("F7", "88100.5");
  const auto funds = Read(sheet).evaluation.form().funds();
  EXPECT_EQ(funds.printed_unit(), heng::v1::YUAN);
  EXPECT_EQ(funds.printed_decimals(), 2);  // 31.59
  EXPECT_EQ(funds.total().annual_budget(), "88100.50");
}
TEST(ReadForm, NotMorePreciseThanACent) {
  SheetMaker sheet = Shanxi();
  sheet.Number("F7", "10.0260000").Number("G7", "8.1234567").Number("D7", "0.000001").Number("E7", "8.123456");
  const ReadResult result = Read(sheet);
  const auto& funds = result.evaluation.form().funds();
  EXPECT_EQ(funds.total().annual_budget(), "100260.00");
  EXPECT_EQ(funds.total().initial_budget(), "81234.56");
  EXPECT_EQ(funds.total().declared_in_target(), "0.01");
  EXPECT_FALSE(funds.total().has_executed());
  EXPECT_EQ(funds.printed_decimals(), 6);
  EXPECT_THAT(ProblemsOf(result), ElementsAre("G7 too-precise"));
}
TEST(ReadForm, WhatIsNoAmountIsReported) {
  SheetMaker sheet = Shanxi();
  sheet.Text("F7", "——").Text("I12", "优").Text("I7", "全部").Number("I13", "8.76543").Text("H16", "");
  const ReadResult result = Read(sheet);
  EXPECT_THAT(ProblemsOf(result),
              ElementsAre("F7 not-understood", "I7 not-understood", "I12 not-understood", "I13 too-precise"));
  EXPECT_FALSE(result.evaluation.form().funds().total().has_annual_budget());
  EXPECT_FALSE(result.evaluation.form().indicators(0).has_claimed());
  EXPECT_FALSE(result.evaluation.form().has_claimed_total());
  EXPECT_EQ(result.evaluation.form().claimed_grade(), "优");
}
TEST(ReadForm, FormulasAndErrors) {
  SheetMaker sheet = Shanxi();
  sheet.Formula("H16", "97.5").Formula("I7", "").Error("J7", "#DIV/0!");
  const ReadResult result = Read(sheet);
  EXPECT_THAT(ProblemsOf(result), ElementsAre("I7 formula", "J7 error-value", "H16 formula"));
  EXPECT_EQ(result.evaluation.form().claimed_total(), "97.5");
  EXPECT_FALSE(result.evaluation.form().funds().total().has_claimed_rate());
  EXPECT_FALSE(result.evaluation.form().funds().total().has_claimed_score());
}
TEST(ReadForm, ProjectCodeAndPrefixes) {
  SheetMaker sheet = Shanxi();
  sheet.Text("C3", "51092324T000010263357-2023年全县安可替代补助资金项目");
  EXPECT_EQ(Read(sheet).evaluation.form().project_code(), "51092324T000010263357");
  EXPECT_EQ(Read(sheet).evaluation.form().local_prefix(), "");
  sheet.Text("C3", "QT社保专项业务费");
  EXPECT_EQ(Read(sheet).evaluation.form().local_prefix(), "QT");
  sheet.Text("C3", "IT设备购置");
  EXPECT_EQ(Read(sheet).evaluation.form().local_prefix(), "");
}
TEST(ReadForm, TheTotalBesideItsLabelInOtherColumns) {
  SheetMaker sheet = Shanxi();
  sheet.Text("H16", "").Text("I16", "").ClearMerges().Number("I16", "97.5").Text("J16", "优");
  ExpectSame(sheet);
}
TEST(ReadForm, TheGradeAlone) {
  SheetMaker sheet = Shanxi();
  sheet.Text("H16", "");
  const FormContent form = Read(sheet).evaluation.form();
  EXPECT_FALSE(form.has_claimed_total());
  EXPECT_EQ(form.claimed_grade(), "优");
}
TEST(ReadForm, NotesOfTheLayoutAreKnown) {
  SheetMaker sheet = Shanxi();
  sheet.Text("A25", "备注:\n3.“全年执行数”是指预算执行指标确认数。\n4.“执行率”是执行数与“全年预算数”相比较。");
  sheet.Text("A26", "备注：本表一式两份。");
  EXPECT_THAT(ProblemsOf(Read(sheet)), ElementsAre("A26 not-placed"));
}

// ---- which layout, which sheet ----
TEST(ReadForm, TheSheetWithTheForm) {
  Workbook book{
      {SheetMaker().Text("A1", "项目名称").Sheet("说明"), Shanxi().Sheet("自评表"), SheetMaker().Sheet("Sheet3")}};
  EXPECT_EQ(Content(Read(book)), Content(Read(Shanxi())));
  book.sheets[1].hidden = true;
  EXPECT_EQ(Refused(book).id, "no-layout");
}
TEST(ReadForm, ASecondFormIsReported) {
  const ReadResult result = Read(Workbook{{Shanxi().Sheet("一"), Shanxi().Sheet("二")}});
  ASSERT_THAT(ProblemsOf(result), ElementsAre(" more-forms"));
  EXPECT_EQ(result.problems[0].text(), "二");
}
TEST(ReadForm, NoFormAtAll) {
  const Mistake mistake = Refused(SheetMaker().Text("A1", "项目名称").Text("B2", "绩效指标").Book());
  EXPECT_EQ(mistake.id, "no-layout");
  EXPECT_THAT(mistake.zh, HasSubstr("zp-shanxi-2022"));
  EXPECT_THAT(mistake.zh, HasSubstr("主管部门"));
  EXPECT_THAT(mistake.zh, HasSubstr("（万元）"));
  EXPECT_THAT(mistake.en, HasSubstr("missing"));
  EXPECT_EQ(Refused(Workbook{}).id, "no-layout");
}
TEST(ReadForm, ALayoutThatIsAskedFor) {
  EXPECT_EQ(Refused(Shanxi().Book(), "zp-mars").id, "unknown-layout");
  EXPECT_EQ(Refused(Shanxi().Book(), "mb-datong-2026").id, "no-layout");
  EXPECT_EQ(Read(Shanxi().Book(), "zp-shanxi-2022").layout, "zp-shanxi-2022");
}
TEST(ReadForm, AnEmptyTemplate) {
  SheetMaker sheet = Shanxi();
  for (const char* cell : {"A1", "C3", "C4", "H4", "B8", "B10", "G10", "H16", "I16"}) sheet.Text(cell, "");
  for (int row = 7; row <= 8; ++row) {
    for (char column = 'D'; column <= 'J'; ++column) sheet.Text(column + std::to_string(row), "");
  }
  for (int row = 12; row <= 15; ++row) {
    for (char column = 'B'; column <= 'J'; ++column) sheet.Text(column + std::to_string(row), "");
  }
  for (int row = 17; row <= 23; ++row) sheet.Text("E" + std::to_string(row), "");
  sheet.Text("A2", "（    年度）");
  const ReadResult result = Read(sheet);
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
  EXPECT_EQ(result.evaluation.form().indicators_size(), 0);
  EXPECT_EQ(result.evaluation.form().goals_size(), 0);
  EXPECT_EQ(result.evaluation.form().funds().breakdowns_size(), 0);
  EXPECT_EQ(result.evaluation.form().project_name(), "");
}

// 财预〔2020〕10号, ten rows of it.
SheetMaker National() {
  SheetMaker sheet;
  sheet.Text("A1", "项目支出绩效自评表").Text("A2", "（2022年度）");
  sheet.Row("A3", {"项目名称", "", "营养改善计划"})
      .Row("A4", {"主管部门", "", "县教育体育局", "", "", "实施单位", "明朗中学"});
  sheet.Row("A5", {"项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"});
  sheet.Row("B6", {"年度资金总额", "", "38.76", "38.76", "38.76", "10", "100.00%", "10"});
  sheet.Row("B7", {"其中：当年财政拨款", "", "38.76", "38.76", "38.76", "——", "", "——"});
  sheet.Row("B8", {"上年结转资金", ""});
  sheet.Row("A9", {"年度总体目标", "预期目标", "", "", "", "实际完成情况"});
  sheet.Row("B10", {"改善营养", "", "", "", "已改善"});
  sheet.Row("A11", {"绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
                    "偏差原因分析及改进措施"});
  sheet.Row("B12", {"产出指标", "数量指标", "受益学生", "≧500人", "512人", "90", "86"});
  sheet.Row("A13", {"总分", "", "", "", "", "", "100", "96", "优"});
  return sheet;
}
TEST(ReadForm, TheNationalForm) {
  const ReadResult result = Read(National());
  EXPECT_EQ(result.layout, "zp-national-2020");
  const FormContent& form = result.evaluation.form();
  EXPECT_EQ(form.funds().total().label(), "年度资金总额");
  EXPECT_EQ(form.funds().total().initial_budget(), "387600.00");
  EXPECT_EQ(form.funds().total().weight(), "10");
  EXPECT_EQ(form.funds().total().claimed_rate(), "100.00");
  EXPECT_EQ(form.funds().breakdowns(0).lines(1).source(), heng::v1::CARRIED_OVER);
  EXPECT_EQ(form.indicators(0).initial_target(), "≧500人");
  EXPECT_FALSE(form.indicators(0).has_adjusted_target());
  EXPECT_EQ(form.claimed_total(), "96");
  EXPECT_EQ(form.claimed_grade(), "优");
  EXPECT_THAT(ProblemsOf(result), ElementsAre("G7 not-understood", "I7 not-understood"));
}
TEST(ReadForm, TheHundredBesideTheTotalIsNoScore) {
  SheetMaker sheet = National();
  sheet.Text("H13", "").Text("I13", "");
  EXPECT_FALSE(Read(sheet).evaluation.form().has_claimed_total());
  sheet.Text("H13", "100");
  EXPECT_EQ(Read(sheet).evaluation.form().claimed_total(), "100");
}

SheetMaker Datong() {
  SheetMaker sheet;
  sheet.Text("A1", "大同市市级预算部门（单位）项目支出绩效目标表").Text("A2", "(2026年度)");
  sheet.Row("A3", {"项目名称", "", "J残疾人就业保障金"});
  sheet.Row("A4",
            {"主管部门及代码", "", "121-大同市人力资源和社会保障局[部门]", "", "实施单位", "", "大同市社会保险中心"});
  sheet.Row("A5", {"项目属性", "", "经常性项目（长期开展）", "", "项目期", "", "99年"});
  sheet.Row("A6", {"项目资金(元)", "", "实施期资金总额:", "", "179,400", "年度资金总额:", "", "89,700"});
  sheet.Row("C7", {"其中:中央财政资金", "", "0", "其中:中央财政资金", "", "0"});
  sheet.Row("C8", {"市县(区)财政资 金", "", "179,400", "市县(区)财政资金", "", "89,700"});
  sheet.Row("C9", {"其他资金", "", "", "其他资金"});
  sheet.Row("A10", {"项目概况", "", "概况"}).Row("A11", {"立项依据", "", "依据"});
  sheet.Row("A12", {"项目设立必要性", "", "必要"}).Row("A13", {"保证项目实施的制度、措施", "", "措施"});
  sheet.Row("A14", {"项目实施计划", "", "一次性拨付到位。"});
  sheet.Row("C15", {"实施期目标", "", "", "年度目标"}).Row("A16", {"总体目标", "", "目标一", "", "", "目标二"});
  sheet.Row("A17", {"绩效 指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"});
  sheet.Row("B18", {"产出指标", "数量指标", "本单位残疾人", "0人", "数量指标", "残疾人", "1人"});
  sheet.Row("C19", {"质量指标", "", "", "质量指标"});
  sheet.Row("B20", {"效益指标", "社会效益", "带来的", "提高100%"});
  sheet.Row("A21", {"负责人:", "", "经办人:", "", "联系电话:", "", "填报日期:", "20251120092133"});
  return sheet;
}
TEST(ReadForm, TheTwoHalvesOfATarget) {
  const ReadResult result = Read(Datong());
  EXPECT_TRUE(result.is_target);
  EXPECT_EQ(result.layout, "mb-datong-2026");
  EXPECT_THAT(ProblemsOf(result), IsEmpty());
  const heng::v1::TargetContent& form = result.target.form();
  EXPECT_EQ(form.fiscal_year(), 2026);
  EXPECT_EQ(form.project_term(), "99年");
  EXPECT_EQ(form.term_funds().printed_unit(), heng::v1::YUAN);
  EXPECT_EQ(form.term_funds().printed_decimals(), 0);
  EXPECT_EQ(form.term_funds().total(), "179400.00");
  EXPECT_EQ(form.annual_funds().total(), "89700.00");
  ASSERT_EQ(form.term_funds().lines_size(), 3);
  EXPECT_EQ(form.term_funds().lines(0).label(), "中央财政资金");
  EXPECT_EQ(form.term_funds().lines(0).amount(), "0.00");
  EXPECT_EQ(form.term_funds().lines(1).label(), "市县(区)财政资金");
  EXPECT_EQ(form.annual_funds().lines(1).amount(), "89700.00");
  EXPECT_EQ(form.annual_funds().lines(1).source(), heng::v1::LOCAL);
  EXPECT_FALSE(form.annual_funds().lines(2).has_amount());
  EXPECT_EQ(form.overview(), "概况");
  EXPECT_EQ(form.term_goal(), "目标一");
  EXPECT_EQ(form.annual_goal(), "目标二");
  ASSERT_EQ(form.indicators_size(), 3);
  EXPECT_EQ(form.indicators(0).term().value(), "0人");
  EXPECT_EQ(form.indicators(0).annual().name(), "残疾人");
  EXPECT_EQ(form.indicators(1).level1(), "产出指标");
  EXPECT_EQ(form.indicators(1).term().level2(), "质量指标");
  EXPECT_FALSE(form.indicators(1).term().has_value());
  EXPECT_FALSE(form.indicators(2).has_annual());
  EXPECT_EQ(result.target.contacts().filled_on(), "20251120092133");
  EXPECT_EQ(CellOf(result, "r1", "annual.value"), "H18");
  EXPECT_EQ(CellOf(result, "", "annual_funds.total"), "H6");
}

// ---- sheets that nobody types ----
// As many cells as are read at most, all of them a label, a number or merged: never more than a moment.
Workbook Huge(const std::vector<std::string>& texts, int columns, bool merged) {
  WorkbookSheet sheet;
  sheet.name = "Sheet1";
  const WorkbookLimits limits;
  const int rows = std::min(limits.rows, limits.cells / columns);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      WorkbookCell cell;
      cell.at = {row, column};
      cell.text = texts[static_cast<size_t>(row * columns + column) % texts.size()];
      sheet.cells.push_back(cell);
    }
  }
  for (int i = 0; merged && i < limits.merges; ++i) sheet.merges.push_back({{i, 0}, {rows, columns - 1}});
  return {{sheet}};
}
TEST(ReadForm, HugeSheetsTakeAMoment) {
  constexpr std::clock_t kMoment = 20 * CLOCKS_PER_SEC;  // of this process; without sanitizers far below one second
  const std::vector<std::string> labels = {"项目名称", "主管部门", "一级指标", "二级指标",   "三级指标", "指标值",
                                           "分值",     "得分",     "执行率",   "全年预算数", "年度目标", "总分",
                                           "绩效指标", "项目概况", "x",        "8.1"};
  for (const int columns : {1, 7, 10, 16, 500}) {
    for (const bool merged : {false, true}) {
      SCOPED_TRACE(columns);
      const Workbook book = Huge(labels, columns, merged);
      const std::clock_t start = std::clock();
      (void)ReadFormWorkbook(book);
      EXPECT_LT(std::clock() - start, kMoment);
    }
  }
  // Indicators without end, under scores merged over all of them.
  Workbook long_form = Shanxi().MoveDown(13, WorkbookLimits().rows - 30).Book();
  WorkbookSheet& sheet = long_form.sheets[0];
  for (int row = 12; row < WorkbookLimits().rows - 20; ++row) {
    for (int column = 1; column < 10; ++column) {
      WorkbookCell cell;
      cell.at = {row, column};
      cell.text = column >= 7 ? "1" : "≥5个";
      sheet.cells.push_back(cell);
    }
    if (row % 2 == 0) sheet.merges.push_back({{row, 7}, {row + 1, 7}});
  }
  std::stable_sort(sheet.cells.begin(), sheet.cells.end(), [](const WorkbookCell& a, const WorkbookCell& b) {
    return std::pair(a.at.row, a.at.column) < std::pair(b.at.row, b.at.column);
  });
  const std::clock_t start = std::clock();
  EXPECT_GT(Read(long_form).evaluation.form().indicators_size(), 10'000);
  EXPECT_LT(std::clock() - start, kMoment);
  // A form below which the sheet never ends.
  Workbook book = Shanxi().Book();
  for (int row = 30; row < WorkbookLimits().rows; ++row) {
    WorkbookCell cell;
    cell.at = {row, 1};
    cell.text = "x";
    book.sheets[0].cells.push_back(cell);
  }
  const ReadResult result = Read(book);
  EXPECT_EQ(result.problems.size(), 501u);
  EXPECT_EQ(result.problems.back().id(), "more-problems");
}

}  // namespace
}  // namespace heng::forms
