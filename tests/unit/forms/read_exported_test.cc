// What Heng exported and somebody changed: what was left alone keeps its exact value, what was changed is read anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "service/forms/hidden_sheet.h"
#include "service/forms/layouts.h"
#include "service/forms/read_form.h"
#include "service/forms/write_xlsx.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormContent;
using ::testing::IsEmpty;

std::string Export(const PaperForm& paper, const heng::v1::Layout& layout) {
  const auto file = WriteXlsx(Place(layout, paper), paper);
  EXPECT_TRUE(file.ok()) << file.status();
  return *file;
}
ReadResult ReadBack(const std::variant<ReadResult, Mistake>& read) {
  const auto* result = std::get_if<ReadResult>(&read);
  if (result == nullptr) ADD_FAILURE() << std::get<Mistake>(read).en;
  return result == nullptr ? ReadResult{} : *result;
}
std::string Bytes(const google::protobuf::Message& message) { return message.SerializeAsString(); }

Evaluation Load(const std::string& name) {
  Evaluation evaluation;
  EXPECT_TRUE(
      heng::json::ReadMessage(ReadText(std::string(HENG_SOURCE_DIR) + "/tests/data/" + name), &evaluation).empty());
  return evaluation;
}

bool Fits(const heng::v1::Layout& layout, const SeedForm& form) {
  const auto kind = form.is_target ? form.target.form().subject_kind() : form.evaluation.form().subject_kind();
  return (layout.form_type() == heng::v1::TARGET) == form.is_target && layout.subject_kind() == kind;
}

TEST(ReadExported, TheSameBytesInEveryLayout) {
  std::vector<SeedForm> forms = SeedForms();
  for (const auto& entry : std::filesystem::directory_iterator(std::string(HENG_SOURCE_DIR) + "/tests/data/forms")) {
    if (entry.path().extension() != ".json") continue;
    forms.emplace_back().id = entry.path().filename();
    forms.back().evaluation = Load("forms/" + forms.back().id);
  }
  int written = 0;
  for (const SeedForm& form : forms) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if (!Fits(layout, form)) continue;
      SCOPED_TRACE(form.id + " " + layout.id());
      ++written;
      const ReadResult result = ReadBack(ReadFormFile(Export(form.paper(), layout)));
      EXPECT_EQ(result.layout, layout.id());
      EXPECT_EQ(result.is_target, form.is_target);
      EXPECT_THAT(result.problems, IsEmpty());
      if (form.is_target) {
        EXPECT_EQ(Bytes(result.target.form()), Bytes(form.target.form()));
        EXPECT_EQ(Bytes(result.target.contacts()), Bytes(form.target.contacts()));
        EXPECT_EQ(result.target.name(), form.target.name());
      } else {
        EXPECT_EQ(Bytes(result.evaluation.form()), Bytes(form.evaluation.form()));
        EXPECT_EQ(result.evaluation.name(), form.evaluation.name());
      }
    }
  }
  EXPECT_EQ(written, 7 * 2 + 6 + 12 * 2 + 1);
}

// The first seed form in its layout, as a workbook to change.
class Changed : public ::testing::Test {
 protected:
  void SetUp() override {
    evaluation_ = Load("seeds/1-canjiren-baozhangjin.json");
    evaluation_.set_etag("7");
    Open("zp-shanxi-2022");
  }
  void Open(const std::string& layout) {
    auto book = ReadWorkbook(Export(PaperFormOf(evaluation_), *FindLayout(layout)));
    ASSERT_TRUE(std::holds_alternative<Workbook>(book));
    book_ = std::get<Workbook>(std::move(book));
    before_ = evaluation_.form();
  }
  WorkbookSheet& sheet() { return book_.sheets.front(); }
  WorkbookSheet& hidden() { return book_.sheets.back(); }

  std::string CellOf(std::string_view row_id, std::string_view field) {
    for (const auto& cell : ReadBack(ReadFormWorkbook(book_)).cells) {
      if (cell.row_id() == row_id && cell.field() == field) return cell.cell();
    }
    ADD_FAILURE() << "no cell of " << row_id << " " << field;
    return "A1";
  }
  void Put(const std::string& name, const std::string& text) {
    CellAt at;
    ASSERT_TRUE(ReadCellName(name, &at));
    std::erase_if(sheet().cells, [&](const WorkbookCell& cell) { return cell.at == at; });
    if (text.empty()) return;
    WorkbookCell cell;
    cell.at = at;
    cell.text = text;
    const auto after = std::find_if(sheet().cells.begin(), sheet().cells.end(), [&](const WorkbookCell& other) {
      return std::pair(other.at.row, other.at.column) > std::pair(at.row, at.column);
    });
    sheet().cells.insert(after, cell);
  }
  int RowOf(std::string_view row_id) {
    CellAt at;
    EXPECT_TRUE(ReadCellName(CellOf(row_id, "name"), &at));
    return at.row;
  }
  // As a spreadsheet does: cells and merges below move up, merges over it shrink.
  void DeleteRow(int row) {
    std::erase_if(sheet().cells, [row](const WorkbookCell& cell) { return cell.at.row == row; });
    for (WorkbookCell& cell : sheet().cells) cell.at.row -= cell.at.row > row ? 1 : 0;
    for (CellRange& range : sheet().merges) {
      range.first.row -= range.first.row > row ? 1 : 0;
      range.last.row -= range.last.row >= row ? 1 : 0;
    }
  }
  void InsertRow(int row) {
    for (WorkbookCell& cell : sheet().cells) cell.at.row += cell.at.row >= row ? 1 : 0;
    for (CellRange& range : sheet().merges) {
      range.first.row += range.first.row >= row ? 1 : 0;
      range.last.row += range.last.row >= row ? 1 : 0;
    }
  }
  FormContent Read() {
    result_ = ReadBack(ReadFormWorkbook(book_));
    return result_.evaluation.form();
  }
  void ExpectUnchanged() { EXPECT_EQ(Read().DebugString(), before_.DebugString()); }

  Evaluation evaluation_;
  Workbook book_;
  FormContent before_;
  ReadResult result_;
};

TEST_F(Changed, NothingIsTheSame) {
  ExpectUnchanged();
  EXPECT_EQ(result_.evaluation.etag(), "7");
  EXPECT_EQ(result_.evaluation.name(), evaluation_.name());
}

TEST_F(Changed, AValue) {
  Put(CellOf("r3", "actual"), "=98%");
  before_.mutable_indicators(2)->set_actual("=98%");
  ExpectUnchanged();
}

TEST_F(Changed, AnEqualNumberIsNoChange) {
  Put(CellOf("local", "claimed_rate"), "100");  // it was 100.00
  Put(CellOf("total", "annual_budget"), "８．８１0");
  ExpectUnchanged();
}

TEST_F(Changed, AnAmountMorePreciseThanTheForm) {
  Put(CellOf("total", "executed"), "8.8099");
  before_.mutable_funds()->mutable_total()->set_executed("88099.00");
  before_.mutable_funds()->set_printed_decimals(4);
  ExpectUnchanged();
}

TEST_F(Changed, AnEmptiedCell) {
  Put(CellOf("r3", "claimed"), "");
  Put(CellOf("", "narrative.experience"), "");
  before_.mutable_indicators(2)->clear_claimed();
  before_.mutable_narrative()->clear_experience();
  ExpectUnchanged();
}

TEST_F(Changed, ARowIsDeleted) {
  DeleteRow(RowOf("r4"));
  before_.mutable_indicators()->DeleteSubrange(3, 1);
  ExpectUnchanged();
}

TEST_F(Changed, ARowIsEmptied) {
  for (const char* field : {"level2", "name", "initial_target", "adjusted_target", "actual", "weight", "claimed"}) {
    Put(CellOf("r4", field), "");
  }
  before_.mutable_indicators()->DeleteSubrange(3, 1);
  ExpectUnchanged();
}

TEST_F(Changed, ANewRow) {
  const int row = RowOf("r4");
  InsertRow(row);
  const std::string at = std::to_string(row + 1);
  Put("C" + at, "质量指标");
  Put("D" + at, "新指标");
  Put("E" + at, "≥1个");
  const FormContent form = Read();
  ASSERT_EQ(form.indicators_size(), before_.indicators_size() + 1);
  EXPECT_EQ(form.indicators(3).id(), "r12");
  EXPECT_EQ(form.indicators(3).level1(), "产出指标");
  EXPECT_EQ(form.indicators(3).name(), "新指标");
  EXPECT_EQ(form.indicators(4).DebugString(), before_.indicators(3).DebugString());
}

TEST_F(Changed, ARowCopiedWithItsIdIsNew) {
  const int row = RowOf("r4");
  InsertRow(row + 1);
  std::vector<WorkbookCell> copies;
  for (const WorkbookCell& cell : sheet().cells) {
    if (cell.at.row == row) copies.push_back(cell);
  }
  for (WorkbookCell& cell : copies) {
    cell.at.row = row + 1;
    const auto after = std::find_if(sheet().cells.begin(), sheet().cells.end(), [&](const WorkbookCell& other) {
      return std::pair(other.at.row, other.at.column) > std::pair(cell.at.row, cell.at.column);
    });
    sheet().cells.insert(after, cell);
  }
  const FormContent form = Read();
  ASSERT_EQ(form.indicators_size(), before_.indicators_size() + 1);
  EXPECT_EQ(form.indicators(3).DebugString(), before_.indicators(3).DebugString());
  EXPECT_EQ(form.indicators(4).id(), "r12");
  EXPECT_EQ(form.indicators(4).name(), before_.indicators(3).name());
}

TEST_F(Changed, TheScoreOfAGroup) {
  Put(CellOf("r6", "claimed"), "25");
  before_.mutable_indicators(5)->set_claimed("25");
  ExpectUnchanged();
}

TEST_F(Changed, TheUnitOfTheHeading) {
  std::string heading;
  for (const WorkbookCell& cell : sheet().cells) {
    if (cell.text.find("（万元）") != std::string::npos) heading = CellName(cell.at);
  }
  Put(heading, "项目资金预算安排及执行进度（元）");
  const FormContent form = Read();
  EXPECT_EQ(form.funds().printed_unit(), heng::v1::YUAN);
  EXPECT_EQ(form.funds().total().annual_budget(), "8.81");
}

TEST_F(Changed, WhatTheLayoutDoesNotShowStays) {
  Open("zp-national-2020");  // no adjusted targets, no declared amounts, no texts
  Put(CellOf("r1", "actual"), "99");
  before_.mutable_indicators(0)->set_actual("99");
  ExpectUnchanged();
  EXPECT_EQ(result_.layout, "zp-national-2020");
}

TEST_F(Changed, ComputedValuesAreNotClaims) {
  evaluation_.mutable_form()->clear_claimed_total();
  evaluation_.mutable_form()->clear_claimed_grade();
  evaluation_.mutable_score()->set_total("100.00");
  evaluation_.mutable_score()->set_grade(heng::v1::EXCELLENT);
  Open("zp-shanxi-2022");
  ExpectUnchanged();
  Put(CellOf("", "claimed_total"), "98");
  before_.set_claimed_total("98");
  ExpectUnchanged();
}

TEST_F(Changed, AnEmptyFormThatWasFilledIn) {
  const heng::v1::Layout& layout = *FindLayout("zp-national-2020");
  const Evaluation empty;
  const PaperForm paper = PaperFormOf(empty);
  const auto file = WriteXlsx(Place(layout, paper, 3), paper);
  ASSERT_TRUE(file.ok());
  book_ = std::get<Workbook>(ReadWorkbook(*file));
  EXPECT_EQ(Read().project_name(), "");
  EXPECT_EQ(Read().indicators_size(), 0);
  EXPECT_THAT(result_.problems, IsEmpty());
  // Behind and below the labels.
  const auto find = [&](std::string_view label, int skip = 0) {
    for (const WorkbookCell& cell : sheet().cells) {
      if (cell.text == label && skip-- == 0) return cell.at;
    }
    ADD_FAILURE() << label;
    return CellAt{};
  };
  const CellAt name = find("项目名称"), budget = find("全年预算数"), weight = find("分值", 1), third = find("三级指标");
  const CellAt source = find("年度资金总额");
  Put(CellName({name.row, 2}), "新项目");
  Put(CellName({budget.row + 1, budget.column}), "31.59");
  Put(CellName({budget.row + 2, budget.column}), "31.59");
  Put(CellName({source.row + 1, source.column}), "当年财政拨款");
  Put(CellName({third.row + 1, 1}), "产出指标");
  Put(CellName({third.row + 1, third.column}), "一");
  Put(CellName({third.row + 1, weight.column}), "10");
  Put(CellName({third.row + 2, third.column}), "二");
  const FormContent form = Read();
  EXPECT_THAT(result_.problems, IsEmpty());
  EXPECT_EQ(form.layout(), "zp-national-2020");
  EXPECT_EQ(form.subject_kind(), heng::v1::PROJECT);
  EXPECT_EQ(form.project_name(), "新项目");
  EXPECT_EQ(form.funds().printed_unit(), heng::v1::WAN_YUAN);
  EXPECT_EQ(form.funds().printed_decimals(), 2);
  EXPECT_EQ(form.funds().total().id(), "total");
  EXPECT_EQ(form.funds().total().label(), "年度资金总额");
  EXPECT_EQ(form.funds().total().annual_budget(), "315900.00");
  ASSERT_EQ(form.funds().breakdowns_size(), 1);
  EXPECT_EQ(form.funds().breakdowns(0).lines(0).label(), "当年财政拨款");
  ASSERT_EQ(form.indicators_size(), 2);
  EXPECT_EQ(form.indicators(0).id(), "r1");
  EXPECT_EQ(form.indicators(0).weight(), "10");
  EXPECT_EQ(form.indicators(1).level1(), "产出指标");
  EXPECT_EQ(form.indicators(1).name(), "二");
}

TEST_F(Changed, WithoutTheHiddenSheetThePageCounts) {
  book_.sheets.pop_back();
  const FormContent form = Read();
  EXPECT_EQ(result_.evaluation.name(), "");
  EXPECT_EQ(form.subject(), "");
  EXPECT_EQ(form.narrative().summary(), "");
  EXPECT_EQ(form.indicators_size(), before_.indicators_size());
  EXPECT_EQ(form.indicators(5).score_group(), "g1");
  EXPECT_EQ(form.indicators(8).score_group(), "g1");
  EXPECT_EQ(form.funds().total().annual_budget(), "88100.00");
  EXPECT_THAT(result_.problems, IsEmpty());  // the hidden column is not taken for part of the form
}

TEST_F(Changed, AHiddenSheetThatWasTamperedWith) {
  const WorkbookSheet whole = hidden();
  const auto expect_page_alone = [&] {
    EXPECT_EQ(UnpackHidden(book_), std::nullopt);
    EXPECT_EQ(Read().subject(), "");
    hidden() = whole;
  };
  hidden().cells[0].text = "heng-form-2";
  expect_page_alone();
  hidden().cells[1].text.pop_back();
  expect_page_alone();
  hidden().cells[1].text = "{}";
  expect_page_alone();
  hidden().cells[1].text = R"({"layout":"zp-shanxi-2022","evaluation":{"form":{"frobnicate":1}},"shown":[]})";
  expect_page_alone();
  hidden().cells[1].text = R"({"layout":"zp-shanxi-2022","evaluation":{},"target":{},"shown":[]})";
  expect_page_alone();
  hidden().cells[1].text = R"({"layout":"zp-shanxi-2022","evaluation":{},"shown":[["a","b"]]})";
  expect_page_alone();
  hidden().cells[1].text = std::string(200, '[');
  expect_page_alone();
  hidden().cells[1].text.assign(kMaxHiddenBytes + 1, ' ');
  expect_page_alone();
  hidden().hidden = false;
  expect_page_alone();
}

TEST_F(Changed, AHiddenFormOfAnotherKindIsNotMixedIn) {
  hidden().cells.resize(2);
  hidden().cells[1].text = R"({"layout":"mb-datong-2026","target":{"form":{"projectName":"x"}},"shown":[]})";
  EXPECT_EQ(Read().project_name(), before_.project_name());
  EXPECT_FALSE(result_.is_target);
}

}  // namespace
}  // namespace heng::forms
