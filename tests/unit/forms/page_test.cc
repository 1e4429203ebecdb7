#include "service/forms/page.h"

#include <cstdlib>
#include <set>

#include "gmock/gmock.h"
#include "service/forms/layouts.h"
#include "tests/unit/forms/page_text.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

bool Fits(const heng::v1::Layout& layout, const SeedForm& form) {
  return (layout.form_type() == heng::v1::TARGET) == form.is_target && layout.subject_kind() == heng::v1::PROJECT;
}

void ExpectGolden(const std::string& name, const Page& page) {
  const std::string file =
      std::string(HENG_SOURCE_DIR) + "/tests/data/paper/" + name + "." + page.layout->id() + ".txt";
  const std::string text = PageText(page);
  if (std::getenv("HENG_UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(ReadText(file), text) << file;
}

// HENG_UPDATE_GOLDEN=1 writes the files anew.
TEST(Page, SeedFormsStandAsTheFilesSay) {
  int pages = 0;
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if (!Fits(layout, form)) continue;
      ++pages;
      ExpectGolden(form.id, Place(layout, form.paper()));
    }
  }
  EXPECT_EQ(pages, 7 * 2 + 6);
}

void ExpectEveryPlaceTakenOnce(const Page& page, const std::string& name) {
  std::set<std::pair<int, int>> taken;
  for (const PageCell& cell : page.cells) {
    for (int row = cell.row; row < cell.row + cell.rows; ++row) {
      for (int column = cell.column; column < cell.column + cell.columns; ++column) {
        EXPECT_TRUE(taken.emplace(row, column).second) << name << " " << CellName({row, column});
      }
    }
  }
  EXPECT_EQ(taken.size(), page.rows.size() * static_cast<size_t>(page.layout->column_widths_size())) << name;
}

TEST(Page, NoCellOverlapsAnotherAndEveryPlaceOfTheGridBelongsToOne) {
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if (Fits(layout, form)) ExpectEveryPlaceTakenOnce(Place(layout, form.paper()), form.id);
    }
  }
  const heng::v1::Evaluation evaluation;
  const heng::v1::Target target;
  for (const heng::v1::Layout& layout : Layouts()) {
    const PaperForm paper = layout.form_type() == heng::v1::TARGET ? PaperFormOf(target) : PaperFormOf(evaluation);
    ExpectEveryPlaceTakenOnce(Place(layout, paper, 7), layout.id());
    ExpectEveryPlaceTakenOnce(Place(layout, paper), layout.id());
  }
}

TEST(Page, TransfersHaveNeitherWeightsNorScores) {
  const heng::v1::Evaluation form = OtherForm("019-hengshan-chubeiliang.json");
  const Page page = Place(*FindLayout("zy-national-2020"), PaperFormOf(form));
  ExpectGolden("019-hengshan-chubeiliang", page);
  ExpectEveryPlaceTakenOnce(page, "transfer");
}

TEST(Page, WholeUnitsHaveTheirMainTasksAndEveryBreakdown) {
  const heng::v1::Evaluation form = WholeUnit();
  const Page page = Place(*FindLayout("zt-common"), PaperFormOf(form));
  ExpectGolden("whole-unit", page);
  ExpectEveryPlaceTakenOnce(page, "whole unit");
}

// A seed form that is changed, placed.
struct Placed {
  explicit Placed(heng::v1::Evaluation changed, const char* layout = "zp-shanxi-2022", int blank_rows = 0)
      : evaluation(std::move(changed)), page(Place(*FindLayout(layout), PaperFormOf(evaluation), blank_rows)) {}

  const PageCell& At(const std::string& name) const {
    for (const PageCell& cell : page.cells) {
      if (CellName({cell.row, cell.column}) == name) return cell;
    }
    ADD_FAILURE() << name;
    return page.cells.front();
  }
  const PageCell* Find(const std::string& row_id, const std::string& field) const {
    for (const PageCell& cell : page.cells) {
      if (cell.row_id == row_id && cell.field == field && !cell.label) return &cell;
    }
    return nullptr;
  }
  std::string Text(const std::string& row_id, const std::string& field) const {
    const PageCell* cell = Find(row_id, field);
    return cell == nullptr ? "no such cell" : (cell->derived ? "*" : "") + cell->text;
  }

  heng::v1::Evaluation evaluation;
  Page page;
};

heng::v1::Evaluation Seed(size_t i) { return SeedForms()[i].evaluation; }

TEST(Page, TheSystemsNumbersStandWhereTheAuthorClaimsNothing) {
  heng::v1::Evaluation form = Seed(1);
  form.mutable_form()->clear_claimed_total();
  form.mutable_form()->clear_claimed_grade();
  auto& line = *form.mutable_form()->mutable_funds()->mutable_total();
  line.clear_claimed_rate();
  line.clear_claimed_score();
  line.clear_claimed_unspent();
  form.mutable_form()->mutable_indicators(0)->clear_claimed();
  auto& source = *form.mutable_form()->mutable_funds()->mutable_breakdowns(0)->mutable_lines(0);
  source.clear_claimed_rate();
  source.clear_claimed_unspent();

  // Not scored: nothing.
  EXPECT_EQ(Placed(form).Text("", "claimed_total"), "");

  auto& score = *form.mutable_score();
  score.set_total("88.77");
  score.set_grade(heng::v1::GOOD);
  score.mutable_execution()->set_rate("47.742857");
  score.mutable_execution()->set_score("4.77");
  score.mutable_execution()->set_weight("10");
  auto& row = *score.add_rows();
  row.set_row_id("r1");
  row.set_score("19.5");
  const Placed placed(form);
  EXPECT_EQ(placed.Text("", "claimed_total"), "*88.77");
  EXPECT_EQ(placed.Text("", "claimed_grade"), "*良");
  EXPECT_EQ(placed.Text("total", "claimed_rate"), "*47.74");
  EXPECT_EQ(placed.Text("total", "claimed_score"), "*4.77");
  EXPECT_EQ(placed.Text("total", "claimed_unspent"), "*10.974");
  EXPECT_EQ(placed.Text("local", "claimed_unspent"), "*10.974");
  EXPECT_EQ(placed.Text("local", "claimed_rate"), "*47.74");
  EXPECT_EQ(placed.Text("local", "claimed_score"), "4.77");
  EXPECT_EQ(placed.Text("r1", "claimed"), "*19.5");
  EXPECT_EQ(placed.Text("r2", "claimed"), "10");
  EXPECT_EQ(Placed(form, "zp-national-2020").Text("total", "weight"), "*10");
}

TEST(Page, MoneyIsExactInTheUnitOfTheForm) {
  heng::v1::Evaluation form = Seed(0);
  auto& funds = *form.mutable_form()->mutable_funds();
  const auto printed = [&](const char* yuan) {
    funds.mutable_total()->set_executed(yuan);
    return Placed(form).Text("total", "executed");
  };
  EXPECT_EQ(printed("88100.00"), "8.81");
  EXPECT_EQ(printed("210000"), "21.00");
  EXPECT_EQ(printed("1007943.96"), "100.794396");
  EXPECT_EQ(printed("0.01"), "0.000001");
  EXPECT_EQ(printed("999999999999.99"), "99999999.999999");
  EXPECT_EQ(printed("-50000"), "-5.00");
  // No amounts: as they stand.
  EXPECT_EQ(printed("1,000"), "1,000");
  EXPECT_EQ(printed("0.001"), "0.001");
  EXPECT_EQ(printed("——"), "——");
  EXPECT_FALSE(Placed(form).Find("total", "executed")->number.has_value());
  funds.set_printed_unit(heng::v1::YUAN);
  EXPECT_EQ(printed("88100.5"), "88100.50");
  funds.clear_printed_unit();
  EXPECT_EQ(printed("88100"), "8.81");

  SeedForm target = SeedForms()[7];
  const auto thousands = [&](const char* yuan) {
    target.target.mutable_form()->mutable_annual_funds()->set_total(yuan);
    const Page page = Place(*FindLayout("mb-datong-2026"), target.paper());
    for (const PageCell& cell : page.cells) {
      if (cell.path == "annual_funds.total") return cell.text + " " + cell.number.value_or("");
    }
    return std::string();
  };
  EXPECT_EQ(thousands("1910000.00"), "1,910,000 1910000");
  EXPECT_EQ(thousands("999"), "999 999");
  EXPECT_EQ(thousands("-123456.5"), "-123,456.5 -123456.5");
}

TEST(Page, HeadingsAreOneCellOnlyUnderTheSameHeading) {
  heng::v1::Evaluation form = Seed(1);
  auto& rows = *form.mutable_form()->mutable_indicators();
  for (int i = 0; i < 4; ++i) {
    rows[i].set_level1(i < 2 ? "产出指标" : "成本指标");
    rows[i].set_level2("成本指标");
  }
  rows[4].set_level1("");
  rows[4].set_level2("");
  rows[5].set_level1("");
  rows[5].set_level2("");
  const Placed placed(form);
  const int first = placed.Find("r1", "level1")->row;
  EXPECT_EQ(placed.Find("r1", "level1")->rows, 2);
  EXPECT_EQ(placed.Find("r1", "level2")->rows, 2);
  EXPECT_EQ(placed.Find("r3", "level2")->rows, 2);
  EXPECT_EQ(placed.Find("r3", "level2")->row, first + 2);
  EXPECT_EQ(placed.Find("r5", "level1")->rows, 1);
  EXPECT_EQ(placed.Find("r6", "level1")->rows, 1);
}

TEST(Page, TheScoreOfAGroupIsOneCell) {
  heng::v1::Evaluation form = Seed(0);
  auto& rows = *form.mutable_form()->mutable_indicators();
  // Not on the first row of the group.
  std::swap(*rows[5].mutable_weight(), *rows[6].mutable_weight());
  rows[5].clear_weight();
  const Placed placed(form);
  EXPECT_EQ(placed.Text("r7", "weight"), "30");
  EXPECT_EQ(placed.Find("r7", "weight")->rows, 4);
  EXPECT_EQ(placed.Find("r7", "weight")->row, placed.Find("r6", "name")->row);
  EXPECT_EQ(placed.Find("r6", "weight"), nullptr);
  // Two that both say something stay apart, so that nothing is lost.
  rows[5].set_weight("15");
  EXPECT_EQ(Placed(form).Find("r7", "weight")->rows, 1);
  EXPECT_EQ(Placed(form).Text("r6", "weight"), "15");
}

TEST(Page, SaysWhatItLeavesOut) {
  heng::v1::Evaluation form = Seed(0);
  form.mutable_form()->set_project_code("51092324T000010263357");
  form.mutable_form()->mutable_funds()->mutable_total()->set_weight("10");
  form.mutable_form()->mutable_indicators(2)->set_core(true);
  form.mutable_form()->mutable_indicators(3)->set_core(true);
  form.mutable_contacts()->set_phone("1");
  EXPECT_THAT(Placed(form).page.left_out, testing::ElementsAre("project_code", "funds.total.weight", "indicators.core",
                                                               "narrative.summary", "transcription_note"));
  form = Seed(1);
  form.mutable_form()->clear_narrative();
  form.mutable_form()->clear_transcription_note();
  EXPECT_THAT(Placed(form, "zp-national-2020").page.left_out,
              testing::ElementsAre("funds.total.declared_in_target", "funds.total.claimed_unspent",
                                   "funds.breakdowns.lines.declared_in_target",
                                   "funds.breakdowns.lines.claimed_unspent", "indicators.adjusted_target"));
  form.mutable_form()->mutable_funds()->mutable_total()->set_label("项目总投资");
  form.mutable_form()->mutable_funds()->mutable_breakdowns(0)->set_name("按支出");
  EXPECT_THAT(Placed(form).page.left_out, testing::ElementsAre("funds.total.label", "funds.breakdowns.name"));
}

TEST(Page, RowsThatSayNothingAreLeftOutButForATemplate) {
  const heng::v1::Evaluation empty;
  const Placed placed(empty);
  EXPECT_EQ(placed.At("A1").text, "项目名称");
  const Placed in_rows(empty, "zp-shanxi-2022", 5);
  EXPECT_EQ(in_rows.At("A1").path, "title");
  // Three sources instead of one line, five indicators, one goal; title, year, 其他, 签字.
  EXPECT_EQ(in_rows.page.rows.size(), placed.page.rows.size() + 2 + 4 + 4);
  EXPECT_EQ(in_rows.At("B8").text, "中央财政资金");
  EXPECT_EQ(in_rows.At("B8").path, "label");
  const heng::v1::Target target;
  const Page sides = Place(*FindLayout("mb-datong-2026"), PaperFormOf(target), 1);
  EXPECT_THAT(PageText(sides), testing::HasSubstr("= 单位自筹 {|annual.label}"));

  heng::v1::Evaluation form = Seed(0);
  form.mutable_contacts()->set_phone("0352-1234567");
  form.mutable_form()->mutable_narrative()->set_other("有");
  const Placed signed_form(form);
  EXPECT_EQ(signed_form.page.cells.back().text, "填报日期：");
  EXPECT_EQ(signed_form.Text("", "contacts.phone"), "联系电话：0352-1234567");
  EXPECT_EQ(signed_form.Text("", "narrative.other"), "有");
  // 项目绩效分析 reaches down to 其他需要说明的事项, where that is.
  EXPECT_EQ(signed_form.At("A23").rows, 8);
  EXPECT_EQ(Placed(Seed(0)).At("A23").rows, 7);
}

TEST(Page, PlacesAreThoseOfFindings) {
  heng::v1::Evaluation form = Seed(0);
  *form.mutable_form()->add_goals() = form.form().goals(0);
  form.mutable_form()->mutable_funds()->mutable_total()->set_id("sum");
  const Placed placed(form);
  EXPECT_NE(placed.Find("sum", "claimed_rate"), nullptr);
  EXPECT_NE(placed.Find("", "goals[1].achieved"), nullptr);
  EXPECT_EQ(placed.Find("", "goals[1].achieved")->path, "achieved");
  EXPECT_NE(placed.Find("", "narrative.problems"), nullptr);
  EXPECT_NE(placed.Find("r11", "deviation_reason"), nullptr);
}

TEST(Page, RowsAreAsHighAsTheirText) {
  heng::v1::Evaluation form = Seed(0);
  form.mutable_form()->mutable_indicators(0)->set_name(std::string(400, 'x'));
  form.mutable_form()->mutable_indicators(1)->set_name("一\n二\n三");
  const Placed placed(form);
  EXPECT_EQ(placed.page.rows[10].lines, 400 / 21 + 1);  // 42 mm
  EXPECT_EQ(placed.page.rows[11].lines, 3);
}

TEST(Page, AFundLineOnOneSideOfATargetLeavesTheOtherEmpty) {
  SeedForm seed = SeedForms()[7];
  seed.target.mutable_form()->mutable_term_funds()->mutable_lines()->DeleteSubrange(3, 2);
  const Page page = Place(*FindLayout("mb-datong-2026"), seed.paper());
  std::vector<std::string> last;
  for (const PageCell& cell : page.cells) {
    if (cell.row == 10 && cell.column > 0) last.push_back(cell.path + "=" + cell.text + "@" + cell.row_id);
  }
  EXPECT_THAT(last, testing::ElementsAre("term.label=@other", "term.amount=@other", "annual.label=其他资金@other",
                                         "annual.amount=@other"));
}

}  // namespace
}  // namespace heng::forms
