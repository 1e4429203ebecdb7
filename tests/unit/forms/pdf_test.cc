#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/forms/printable.h"
#include "service/forms/write_pdf.h"
#include "tests/unit/forms/made_page.h"
#include "tests/unit/forms/pdf_look.h"
#include "tests/unit/forms/run_tool.h"

namespace heng::forms {
namespace {

using ::heng::testing::TempDir;

constexpr int64_t kCreated = 1'672'444'800'000'000;  // 2022-12-31T00:00:00Z

std::string Pdf(const Page& page, const std::string& title = "社保网络运行维护费") {
  const auto pdf = WritePdf(page, {.title = title, .created = kCreated});
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return pdf.ok() ? *pdf : "";
}

std::string Repeated(const std::string& text, int times) {
  std::string out;
  for (int at = 0; at < times; ++at) out += text;
  return out;
}

TEST(Pdf, SaysWhatThePageSays) {
  const auto made = FormOfRows(9);
  const PdfLook look(Pdf(made->page()));
  EXPECT_EQ(look.pages(), 1);
  look.ExpectTexts(made->page());
  look.ExpectFontsEmbedded();
  look.ExpectNothingInTheMargins();
  EXPECT_TRUE(absl::StrContains(look.text(), "第1页共1页"));
  EXPECT_TRUE(absl::StrContains(look.info(), "Title:           社保网络运行维护费")) << look.info();
  EXPECT_TRUE(absl::StrContains(look.info(), "CreationDate:    Sat Dec 31 00:00:00 2022 UTC")) << look.info();
  EXPECT_TRUE(absl::StrContains(look.info(), "595.276 x 841.89 pts (A4)")) << look.info();
}

TEST(Pdf, LandscapeIsTheLayouts) {
  MadePage made({30, 60}, true);
  made.Row().Label(0, 1, "项目").Text(1, 1, "名称");
  EXPECT_TRUE(absl::StrContains(PdfLook(Pdf(made.page())).info(), "841.89 x 595.276 pts (A4)"));
}

TEST(Pdf, TheSameBytesInTwoRunsAndTwoProcesses) {
  const auto made = FormOfRows(40);
  const std::string pdf = Pdf(made->page());
  EXPECT_EQ(Pdf(made->page()), pdf);
  const char* other = std::getenv("HENG_PDF_OF_OTHER_PROCESS");
  if (other != nullptr) {  // this is the other process
    WriteFile(other, pdf);
    return;
  }
  const TempDir dir;
  const std::string path = dir.path() + "/other.pdf";
  RunTool("HENG_PDF_OF_OTHER_PROCESS=" + path + " TZ=Asia/Shanghai LC_ALL=de_DE.UTF-8 /proc/" +
          std::to_string(getpid()) + "/exe --gtest_filter=Pdf.TheSameBytesInTwoRunsAndTwoProcesses");
  EXPECT_EQ(ReadFile(path), pdf);
}

TEST(Pdf, ManyAtOnce) {
  const auto made = FormOfRows(20);
  const std::string pdf = Pdf(made->page());
  std::vector<std::thread> threads;
  std::vector<int> different(8, 0);
  for (size_t at = 0; at < different.size(); ++at) {
    threads.emplace_back([&made, &pdf, &count = different[at]] {
      for (int round = 0; round < 5; ++round) {
        const auto other = WritePdf(made->page(), {.title = "社保网络运行维护费", .created = kCreated});
        count += other.ok() && *other == pdf ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, std::vector<int>(8, 0));
}

// Cairo 1.16 loses 768 bytes with every font it embeds as CFF; a surface, fonts or texts of ours would be far more.
TEST(Pdf, MemoryIsGivenBack) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer counts by itself";
#endif
  MadePage made({40, 140}, false);
  made.Row().Label(0, 1, "项目名称").Text(1, 1, "社保网络运行维护费");
  const auto used_after = [&made](int files) {
    for (int at = 0; at < files; ++at) EXPECT_TRUE(WritePdf(made.page(), {}).ok());
    return static_cast<int64_t>(mallinfo2().uordblks);
  };
  const int64_t before = used_after(100);  // what libraries keep is there by then
  ASSERT_GT(before, 0);
  EXPECT_LT((used_after(100) - before) / 100, 1024) << "bytes a file";
}

TEST(Pdf, HeadersAreRepeatedAndPagesNumbered) {
  const auto made = FormOfRows(300);
  const PdfLook look(Pdf(made->page()));
  ASSERT_GT(look.pages(), 5);
  for (int number = 1; number <= look.pages(); ++number) {
    const std::string text = look.PageText(number);
    EXPECT_TRUE(absl::StrContains(text, absl::StrCat("第", number, "页共", look.pages(), "页"))) << number;
    // The last one may have nothing but the total and the signatures.
    EXPECT_TRUE(number == look.pages() || absl::StrContains(text, "三级指标")) << number << text;
  }
  look.ExpectTexts(made->page());
  look.ExpectNothingInTheMargins();
}

TEST(Pdf, AVeryLongTextGoesOn) {
  MadePage made({40, 140}, false);
  made.Row().Styled(0, 2, "标题", heng::v1::LayoutCell::TITLE);
  std::string text;
  for (int at = 0; at < 2000; ++at) absl::StrAppend(&text, "第", at + 10000, "条经办。");
  made.Row().Label(0, 1, "主要经验做法").Text(1, 1, text);
  const PdfLook look(Pdf(made.page()));
  EXPECT_GT(look.pages(), 5);
  look.ExpectTexts(made.page());
  look.ExpectNothingInTheMargins();
}

TEST(Pdf, TooMuchIsRefused) {
  MadePage made({12, 168}, false);
  made.Row().Label(0, 1, Repeated("经验", 15'000)).Text(1, 1, "x");
  EXPECT_EQ(WritePdf(made.page(), {}).status().code(), absl::StatusCode::kResourceExhausted);
  MadePage more({180}, false);
  more.Row().Text(0, 1, std::string(3 << 20, 'x'));
  EXPECT_EQ(WritePdf(more.page(), {}).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(Pdf, EmptyTemplate) {
  MadePage made({60, 120}, false);
  made.Row().Label(0, 1, "项目名称").Text(1, 1, "").Row().Label(0, 1, "").Text(1, 1, "");
  EXPECT_EQ(PdfLook(Pdf(made.page())).pages(), 1);
  EXPECT_EQ(PdfLook(Pdf(Page{})).pages(), 1);
}

TEST(Pdf, ANumberIsNeverBroken) {
  MadePage made({16, 12, 100}, false);
  made.Row().Number(0, 1, "1,910,000.00").Text(1, 1, "是").Text(2, 1, "名称");
  EXPECT_TRUE(absl::StrContains(PdfLook(Pdf(made.page())).lines(), "1,910,000.00"));

  // Nor within a value, neither for want of room nor for the sake of looks.
  MadePage values({20, 16, 100}, false);
  values.Row().Text(0, 1, "≥6000平方米");
  values.from().set_align(heng::v1::LayoutCell::CENTER);
  values.Text(1, 1, "=1001001000").Text(2, 1, "名称");
  const std::string lines = PdfLook(Pdf(values.page())).lines();
  EXPECT_TRUE(absl::StrContains(lines, "≥6000")) << lines;
  EXPECT_TRUE(absl::StrContains(lines, "=1001001000")) << lines;
}

TEST(Pdf, HostileTexts) {
  MadePage made({90, 90}, false);
  made.Row().Text(0, 1, "<b>&\u202E001\x01\xFF(\\)").Text(1, 1, "😀 مرحبا 100% ㎡");
  const PdfLook look(Pdf(made.page(), "标题\x01\xFF\u202E"));
  EXPECT_TRUE(absl::StrContains(look.text(), "<b>&�001��(\\)")) << look.text();
  look.ExpectFontsEmbedded();
}

// Without a font for Chinese, and with no font at all, a sentence says what to install.
TEST(Pdf, WithoutFonts) {
  const char* folder = std::getenv("HENG_TEST_WITHOUT_FONTS");
  if (folder != nullptr) {  // this is the process without fonts
    MadePage made({60}, false);
    made.Row().Label(0, 1, "项目名称");
    const auto pdf = WritePdf(made.page(), {});
    ASSERT_EQ(pdf.status().code(), absl::StatusCode::kInternal);
    EXPECT_TRUE(absl::StrContains(pdf.status().message(), "fonts-noto-cjk"));
    return;
  }
  const TempDir dir;
  for (const std::string& fonts : {dir.path(), std::string("/usr/share/fonts/truetype/dejavu")}) {
    const std::string config = dir.path() + "/fonts.conf";
    WriteFile(config, "<?xml version=\"1.0\"?><fontconfig><dir>" + fonts + "</dir><cachedir>" + dir.path() +
                          "/cache</cachedir></fontconfig>");
    RunTool("HENG_TEST_WITHOUT_FONTS=1 FONTCONFIG_FILE=" + config + " /proc/" + std::to_string(getpid()) +
            "/exe --gtest_filter=Pdf.WithoutFonts");
  }
}

// A machine where fontconfig was never set up still finds what is installed.
TEST(Pdf, WithoutFontconfigsSettings) {
  const auto made = FormOfRows(3);
  const char* other = std::getenv("HENG_PDF_OF_OTHER_PROCESS");
  if (other != nullptr) {
    WriteFile(other, Pdf(made->page()));
    return;
  }
  const TempDir dir;
  const std::string path = dir.path() + "/other.pdf";
  RunTool("HENG_PDF_OF_OTHER_PROCESS=" + path + " FONTCONFIG_FILE=/nonexistent /proc/" + std::to_string(getpid()) +
          "/exe --gtest_filter=Pdf.WithoutFontconfigsSettings");
  EXPECT_EQ(ReadFile(path), Pdf(made->page()));
}

}  // namespace
}  // namespace heng::forms
