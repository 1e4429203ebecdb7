#include "service/core/paper/file_name.h"

#include <gtest/gtest.h>

#include "scoring/text.h"

namespace heng::core {
namespace {

TEST(FileName, IsMadeOfWhatPeopleKnow) {
  EXPECT_EQ(FileNameOf({"大同市社会保险中心", "2022", "残疾人就业保障金", "自评表"}, ".xlsx"),
            "大同市社会保险中心-2022-残疾人就业保障金-自评表.xlsx");
  EXPECT_EQ(FileNameOf({"", "2022", "", "自评表"}, ".pdf"), "2022-自评表.pdf");
  EXPECT_EQ(FileNameOf({}, ".pdf"), "form.pdf");
}

TEST(FileName, HoldsNothingAFileSystemRefuses) {
  EXPECT_EQ(FileNameOf({"../../etc/passwd"}, ".html"), "_.._etc_passwd.html");
  EXPECT_EQ(FileNameOf({"a/b\\c:d*e?f\"g<h>i|j", "k\nl\x01"}, ".html"), "a_b_c_d_e_f_g_h_i_j-k_l_.html");
  EXPECT_EQ(FileNameOf({".hidden", "end. "}, ".html"), "hidden-end.html");
  EXPECT_EQ(FileNameOf({"abc\xE2\x80\xAEgpj"}, ".html"), "abc_gpj.html") << "U+202E turns the extension around";
  EXPECT_EQ(FileNameOf({"broken\xFF"}, ".html"), "broken_.html");
  EXPECT_EQ(FileNameOf({"...", "-"}, ".html"), "form.html");
}

TEST(FileName, IsCutBetweenCharacters) {
  std::string longer;
  for (int i = 0; i < 500; ++i) longer += "长";
  const std::string name = FileNameOf({longer, "2022", longer, "自评表"}, ".xlsx");
  EXPECT_LE(name.size(), 255u);
  EXPECT_TRUE(scoring::IsValidUtf8(name));
  EXPECT_TRUE(name.ends_with(".xlsx"));
}

}  // namespace
}  // namespace heng::core
