#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;

const Look kZh{Language::kChinese, false, 0};
const Look kEn{Language::kEnglish, false, 0};

heng::v1::FormContent Form() {
  heng::v1::FormContent form;
  auto* row = form.add_indicators();
  row->set_id("r1");
  row->set_name("第三方满意度");
  auto* total = form.mutable_funds()->mutable_total();
  total->set_id("total");
  total->set_label("年度资金总额");
  return form;
}

void Add(heng::v1::ScoreSheet* sheet, Finding::Severity severity, const std::string& id, const std::string& row,
         const std::string& field, const std::string& zh, const std::string& en) {
  Finding* finding = sheet->add_findings();
  finding->set_id(id);
  finding->set_severity(severity);
  finding->mutable_place()->set_row_id(row);
  finding->mutable_place()->set_field(field);
  finding->mutable_message()->set_zh(zh);
  finding->mutable_message()->set_en(en);
}

heng::v1::ScoreSheet Sheet() {
  heng::v1::ScoreSheet sheet;
  Add(&sheet, Finding::INFO, "direction-inferred", "r1", "actual", "按反向指标处理。", "Read as lower is better.");
  Add(&sheet, Finding::ERROR, "weights-not-100", "", "indicators", "分值合计 95，应为 100。\n请补上缺少的行。",
      "The weights sum to 95, not 100.\nAdd the missing rows.");
  Add(&sheet, Finding::ERROR, "rate-mismatch", "total", "claimed_rate", "执行率应为 47.74%。", "The rate is 47.74 %.");
  return sheet;
}

TEST(RenderFindings, AllBySeverityWithPlaceAndMessage) {
  EXPECT_EQ(RenderFindings(Form(), Sheet(), kZh),
            "错误 2\n"
            "  weights-not-100 · 整张表 · 绩效指标\n"
            "    分值合计 95，应为 100。\n"
            "    请补上缺少的行。\n"
            "  rate-mismatch · 年度资金总额 · 执行率\n"
            "    执行率应为 47.74%。\n"
            "提示 1\n"
            "  direction-inferred · 第三方满意度 · 实际完成值\n"
            "    按反向指标处理。\n");
}

TEST(RenderFindings, InEnglish) {
  EXPECT_EQ(RenderFindings(Form(), Sheet(), kEn),
            "Errors 2\n"
            "  weights-not-100 · whole form · indicators\n"
            "    The weights sum to 95, not 100.\n"
            "    Add the missing rows.\n"
            "  rate-mismatch · 年度资金总额 · rate as printed\n"
            "    The rate is 47.74 %.\n"
            "Notes 1\n"
            "  direction-inferred · 第三方满意度 · actual\n"
            "    Read as lower is better.\n");
}

TEST(RenderFindings, WaivedOnesSayWhy) {
  auto sheet = Sheet();
  sheet.mutable_findings(0)->mutable_waiver()->set_reason("系统导出\x1b[2J");
  EXPECT_THAT(RenderFindings(Form(), sheet, kZh),
              testing::EndsWith("    按反向指标处理。\n    已豁免：系统导出\\x1b[2J\n"));
}

TEST(RenderFindings, NoneIsEmpty) { EXPECT_EQ(RenderFindings(Form(), {}, kZh), ""); }

TEST(RenderFindings, TwoHundredAreAllThere) {
  heng::v1::ScoreSheet sheet;
  for (int i = 0; i < 200; ++i) Add(&sheet, Finding::WARNING, "empty-reason", "r1", "", std::to_string(i) + "号", "");
  const std::string text = RenderFindings(Form(), sheet, kZh);
  EXPECT_THAT(text, testing::StartsWith("警告 200\n"));
  for (int i = 0; i < 200; ++i) EXPECT_THAT(text, testing::HasSubstr("    " + std::to_string(i) + "号\n"));
}

TEST(RenderFindings, TextsOfTheFormAreMadeSafe) {
  heng::v1::FormContent form = Form();
  form.mutable_indicators(0)->set_name("\x1b[31m");
  heng::v1::ScoreSheet sheet;
  Add(&sheet, Finding::ERROR, "value-corrupt", "r1", "actual", "值 \x1b[0m 有误", "");
  EXPECT_EQ(RenderFindings(form, sheet, kZh),
            "错误 1\n  value-corrupt · \\x1b[31m · 实际完成值\n    值 \\x1b[0m 有误\n");
}

TEST(RenderFindings, ColourOnlyWhenAsked) {
  EXPECT_THAT(RenderFindings(Form(), Sheet(), {Language::kChinese, true, 0}),
              testing::StartsWith("\x1b[31m错误 2\x1b[0m\n"));
}

TEST(RenderPlace, UnknownRowsAndFieldsStandAsTheyAre) {
  heng::v1::Place place;
  place.set_row_id("r9");
  place.set_field("somethingNew");
  place.set_cell("F12");
  EXPECT_EQ(RenderPlace(Form(), place, Language::kChinese), "r9 · something_new (F12)");
}

}  // namespace
}  // namespace heng::cli
