#include "scoring/project_name.h"

#include <gtest/gtest.h>

namespace heng::scoring {
namespace {

std::string NameOf(const std::string& printed, const std::string& prefix) {
  heng::v1::FormContent form;
  form.set_project_name(printed);
  form.set_local_prefix(prefix);
  return ProjectName(form);
}

TEST(ProjectNameTest, DropsThePrefixTheFormNamesAndNothingElse) {
  EXPECT_EQ(NameOf("J残疾人就业保障金", "J"), "残疾人就业保障金");
  EXPECT_EQ(NameOf("QT社保专项业务费", "QT"), "社保专项业务费");
  EXPECT_EQ(NameOf("J残疾人就业保障金", ""), "J残疾人就业保障金");
  EXPECT_EQ(NameOf("残疾人就业保障金", "J"), "残疾人就业保障金");
  EXPECT_EQ(NameOf("J", "J"), "J");
  EXPECT_EQ(NameOf("", "J"), "");
}

}  // namespace
}  // namespace heng::scoring
