#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "service/forms/printable.h"
#include "service/forms/write_html.h"
#include "service/forms/write_report.h"
#include "tests/unit/forms/made_page.h"
#include "tests/unit/forms/run_tool.h"

namespace heng::forms {
namespace {

TEST(Printable, KeepsWhatIsReadAndShowsWhatIsHidden) {
  EXPECT_EQ(Printable("1200㎡ ≥50次 😀 a"), "1200㎡ ≥50次 😀 a");
  EXPECT_EQ(Printable("a\r\nb\rc\nd\te\xE2\x80\xA8"
                      "f"),
            "a\nb\nc\nd e\nf");
  EXPECT_EQ(Printable(std::string("\x00\x1B\x7F", 3)), "���");
  EXPECT_EQ(Printable("\xC2\x85"), "�") << "C1";
  EXPECT_EQ(Printable("得分\u202E001"), "得分�001");
  EXPECT_EQ(Printable("\u2066\u200F"), "��");
  EXPECT_EQ(Printable("\xFF\xFE x \xE9\xA1"), "�� x �") << "no UTF-8";
  EXPECT_EQ(Printable("\uFFFE\U000E0041"), "��");
}

TEST(Html, EscapesForElementsAndAttributes) {
  EXPECT_EQ(EscapeHtml("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
  EXPECT_EQ(EscapeHtml("\u202E<"), "�&lt;");
}

TEST(Html, SaysWhatThePageSays) {
  const auto made = FormOfRows(9);
  const std::string html = WriteHtml(made->page(), "社保网络运行维护费");
  EXPECT_EQ(html, WriteHtml(made->page(), "社保网络运行维护费"));
  EXPECT_TRUE(absl::StartsWith(html, "<!DOCTYPE html>\n<html lang=\"zh-CN\">"));
  EXPECT_TRUE(absl::StrContains(html, "<title>社保网络运行维护费</title>"));
  EXPECT_TRUE(absl::StrContains(html, "@page{size:A4 portrait;"));
  // Header rows stand in a <thead>, though the label beside them goes on below.
  const std::string read = CheckedHtml(html);
  EXPECT_TRUE(absl::StrContains(read, "thead: |一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n")) << read;
  for (const PageCell& cell : made->page().cells) {
    EXPECT_TRUE(absl::StrContains(html, ">" + cell.text + "</t")) << cell.text;
  }
  EXPECT_TRUE(absl::StrContains(html, "class=\"c v\">88.77<"));
}

TEST(Html, LandscapeAndColumns) {
  MadePage made({30, 60, 10}, true);
  made.Row().Text(0, 2, "a").Text(2, 1, "b");
  const std::string html = WriteHtml(made.page(), "");
  EXPECT_TRUE(absl::StrContains(html, "@page{size:A4 landscape;"));
  EXPECT_TRUE(
      absl::StrContains(html, "<col style=\"width:30.00%\"><col style=\"width:60.00%\"><col style=\"width:10.00%\">"));
  CheckedHtml(html);
}

TEST(Html, HolesAndRowsCoveredFromAboveKeepTheGrid) {
  MadePage made({10, 10, 10}, false);
  made.Row().Text(0, 3, "a", 2).Row().Row().Text(1, 1, "b");
  EXPECT_EQ(CheckedHtml(WriteHtml(made.page(), "t")), "tbody: a\ntbody: |b|\n");
}

TEST(Html, HostileTextsStayText) {
  MadePage made({40, 40}, false);
  const std::string hostile = "<script>alert(1)</script>\"'&<!--]]>\u202E\x01</td></table><img src=x onerror=alert(1)>";
  made.Row().Label(0, 1, hostile).Text(1, 1, hostile);
  const std::string html = WriteHtml(made.page(), hostile);
  EXPECT_EQ(CheckedHtml(html).find("script: "), std::string::npos);
  EXPECT_FALSE(absl::StrContains(html, "<script"));
  EXPECT_FALSE(absl::StrContains(html, "<img"));
  EXPECT_FALSE(absl::StrContains(html, "\u202E"));
  EXPECT_TRUE(absl::StrContains(html, "default-src 'none'"));
}

TEST(Html, Empty) {
  CheckedHtml(WriteHtml(Page{}, ""));
  MadePage made({40}, false);
  made.Row().Text(0, 1, "");
  CheckedHtml(WriteHtml(made.page(), "t"));
}

TEST(Report, HtmlAndText) {
  heng::v1::ReportText text;
  const auto add = [&text](int level, const std::string& words) {
    auto* paragraph = text.add_paragraphs();
    paragraph->set_heading_level(level);
    paragraph->set_text(words);
  };
  add(1, "（四）预算绩效情况说明");
  add(2, "1.绩效自评");
  add(0, "得分93.76分，<b>&\u202E\n第二行");
  add(3, "小节");
  text.add_remarks()->set_zh("只给作者看");
  EXPECT_EQ(WriteReportText(text), "（四）预算绩效情况说明\n\n1.绩效自评\n\n得分93.76分，<b>&�\n第二行\n\n小节\n");
  const std::string html = WriteReportHtml(text, "2022年度 <绩效>");
  CheckedHtml(html);
  EXPECT_TRUE(absl::StrContains(html,
                                "<h1>2022年度 &lt;绩效&gt;</h1>\n<h2>（四）预算绩效情况说明</h2>\n<h3>1.绩效自评</h3>\n"
                                "<p>得分93.76分，&lt;b&gt;&amp;�\n第二行</p>\n<h4>小节</h4>\n"));
  EXPECT_FALSE(absl::StrContains(html, "只给作者看"));
  EXPECT_EQ(WriteReportText({}), "");
  CheckedHtml(WriteReportHtml({}, ""));
}

}  // namespace
}  // namespace heng::forms
