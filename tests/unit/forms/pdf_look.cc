#include "tests/unit/forms/pdf_look.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/forms/printable.h"
#include "tests/unit/forms/made_page.h"
#include "tests/unit/forms/run_tool.h"

namespace heng::forms {
namespace {

constexpr int kDotsPerInch = 60;
constexpr int kMarginDots = 14 * kDotsPerInch * 10 / 254;  // 14 mm: a millimetre for soft edges

// What is wrong with the margins of a picture (PGM: "P5 width height 255 bytes"); empty: nothing.
std::string OutsideMargins(const std::string& pgm) {
  std::istringstream in(pgm);
  std::string magic;
  int width = 0, height = 0, white = 0;
  in >> magic >> width >> height >> white;
  if (magic != "P5" || width <= 0 || height <= 0) return "no picture";
  in.get();
  const auto start = static_cast<size_t>(in.tellg());
  int drawn = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto at = start + static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x);
      if (at >= pgm.size()) return "a cut picture";
      if (static_cast<unsigned char>(pgm[at]) >= 250) continue;
      ++drawn;
      if (x < kMarginDots || y < kMarginDots || x >= width - kMarginDots || y >= height - kMarginDots) {
        return absl::StrCat("something at ", x, ",", y, " of ", width, "x", height);
      }
    }
  }
  return drawn == 0 ? "an empty picture" : "";
}

}  // namespace

PdfLook::PdfLook(const std::string& pdf) {
  const heng::testing::TempDir dir;
  const std::string path = dir.path() + "/form.pdf";
  WriteFile(path, pdf);
  fonts_ = RunTool("pdffonts " + path);
  info_ = RunTool("TZ=UTC pdfinfo -enc UTF-8 " + path);
  lines_ = RunTool("pdftotext -enc UTF-8 -raw " + path + " -");
  text_ = WithoutSpace(lines_);
  pages_ = static_cast<int>(std::count(lines_.begin(), lines_.end(), '\f'));
  RunTool(absl::StrCat("pdftoppm -gray -r ", kDotsPerInch, " ", path, " ", dir.path(), "/page"));
  std::istringstream names(RunTool("ls " + dir.path() + "/*.pgm"));
  for (std::string name; std::getline(names, name);) {
    const std::string outside = OutsideMargins(ReadFile(name));
    if (!outside.empty()) absl::StrAppend(&pictures_outside_, name, ": ", outside, "\n");
  }
  if (const char* keep = std::getenv("HENG_KEEP_PDF")) {
    static int count = 0;
    WriteFile(
        absl::StrCat(keep, "/", ::testing::UnitTest::GetInstance()->current_test_info()->name(), "-", count++, ".pdf"),
        pdf);
  }
}

std::string PdfLook::PageText(int number) const {
  const std::vector<std::string> pages = absl::StrSplit(lines_, '\f');
  return WithoutSpace(pages[static_cast<size_t>(number - 1)]);
}

void PdfLook::ExpectTexts(const Page& page) const {
  for (const PageCell& cell : page.cells) {
    const std::string text = WithoutSpace(Printable(cell.text));
    if (absl::StrContains(text_, text)) continue;
    // It stands on several sheets, or another cell's lines stand between its own: then word for word, in order.
    size_t at = 0, missing = 0;
    for (size_t from = 0; from < text.size();) {
      size_t length = 1;
      while (from + length < text.size() && (text[from + length] & 0xC0) == 0x80) ++length;
      const size_t found = text_.find(text.substr(from, length), at);
      if (found == std::string::npos) {
        ++missing;
      } else {
        at = found + length;
      }
      from += length;
    }
    EXPECT_EQ(missing, 0u) << "characters are missing of: " << cell.text;
  }
}

void PdfLook::ExpectFontsEmbedded() const {
  const std::vector<std::string> lines = absl::StrSplit(fonts_, '\n', absl::SkipEmpty());
  ASSERT_GT(lines.size(), 2u) << fonts_;
  // name type encoding emb sub uni object-id; names have no spaces, types have
  for (size_t at = 2; at < lines.size(); ++at) {
    const std::vector<std::string> words = absl::StrSplit(lines[at], ' ', absl::SkipEmpty());
    ASSERT_GE(words.size(), 7u) << lines[at];
    const size_t embedded = words.size() - 5;
    EXPECT_EQ(words[embedded] + words[embedded + 1] + words[embedded + 2], "yesyesyes") << lines[at];
  }
  EXPECT_TRUE(absl::StrContains(fonts_, "NotoSerifCJK")) << fonts_;
}

void PdfLook::ExpectNothingInTheMargins() const { EXPECT_EQ(pictures_outside_, ""); }

}  // namespace heng::forms
