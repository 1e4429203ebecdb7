#include "client/cli/render_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/choices.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using testing::HasSubstr;

heng::v1::Project SplitProject() {
  heng::v1::Project project;
  project.set_name("projects/dt-zhucun");
  project.set_title("驻村帮扶工作经费");
  project.set_local_prefix("J");
  project.set_org("orgs/dt");
  project.set_category(heng::v1::Project::SPECIFIC_TARGET);
  project.set_tier(heng::v1::Project::TIER_TWO);
  project.set_classified(true);
  auto* renamed = project.add_lineage();
  renamed->set_kind(heng::v1::Lineage::RENAMED);
  renamed->set_date("2023-01-01");
  renamed->set_former_title("驻村帮扶\x1b[2J人员经费");
  auto* split = project.add_lineage();
  split->set_kind(heng::v1::Lineage::SPLIT_INTO);
  split->set_date("2024-01-01");
  split->add_projects("projects/a");
  split->add_projects("projects/b");
  project.set_etag("3");
  return project;
}

TEST(RenderDirectory, AProjectWithItsLineageAndSafeToPrint) {
  EXPECT_EQ(RenderProject(SplitProject(), Language::kChinese),
            "项目      驻村帮扶工作经费\n"
            "名称      projects/dt-zhucun\n"
            "前缀      J\n"
            "单位      orgs/dt\n"
            "项目类别  特定目标类\n"
            "项目级次  二级项目\n"
            "涉密      是\n"
            "沿革      2023-01-01 更名 驻村帮扶\\x1b[2J人员经费\n"
            "沿革      2024-01-01 拆分为 projects/a, projects/b\n"
            "版本      3\n");
  EXPECT_THAT(RenderProject(SplitProject(), Language::kEnglish),
              HasSubstr("Lineage       2024-01-01 split into projects/a, "));
}

TEST(RenderDirectory, AnOrgThatWasMerged) {
  heng::v1::Org org;
  org.set_name("orgs/xz");
  org.set_title("忻州市失业保险中心");
  org.set_type(heng::v1::Org::UNIT);
  org.set_end_date("2021-02-28");
  org.set_successor("orgs/xz-shebao");
  EXPECT_EQ(RenderOrg(org, Language::kEnglish),
            "Title      忻州市失业保险中心\n"
            "Name       orgs/xz\n"
            "Type       unit\n"
            "Last day   2021-02-28\n"
            "Successor  orgs/xz-shebao\n");
}

// Every value of the contract's enumerations that a person may see has a name in both languages.
TEST(Choices, EveryValueHasANameAndIsUnderstood) {
  const google::protobuf::EnumDescriptor* const choices[] = {
      heng::v1::Org::Type_descriptor(),     heng::v1::Project::Category_descriptor(),
      heng::v1::Project::Tier_descriptor(), heng::v1::Lineage::Kind_descriptor(),
      heng::v1::Role_descriptor(),          heng::v1::FormType_descriptor()};
  for (const auto* choice : choices) {
    for (int i = 1; i < choice->value_count(); ++i) {
      const int number = choice->value(i)->number();
      EXPECT_NE(ChoiceLabel(choice, number, Language::kChinese), choice->value(i)->name())
          << choice->value(i)->full_name();
      for (const Language language : {Language::kChinese, Language::kEnglish}) {
        EXPECT_EQ(ParseChoice(choice, ChoiceLabel(choice, number, language)), number);
      }
      EXPECT_EQ(ParseChoice(choice, choice->value(i)->name()), number);
    }
    EXPECT_EQ(ParseChoice(choice, "x"), std::nullopt);
    EXPECT_EQ(ParseChoice(choice, ""), std::nullopt);
  }
}

TEST(SetField, TextChoicesNumbersAndTruth) {
  heng::v1::Project project;
  EXPECT_FALSE(SetField("classified", "是", &project));
  EXPECT_TRUE(project.classified());
  EXPECT_FALSE(SetField("classified", "false", &project));
  EXPECT_FALSE(project.classified());
  EXPECT_TRUE(SetField("classified", "perhaps", &project));
  EXPECT_FALSE(SetField("category", "人员类", &project));
  EXPECT_EQ(project.category(), heng::v1::Project::PERSONNEL);
  EXPECT_FALSE(SetField("category", "", &project));
  EXPECT_EQ(project.category(), heng::v1::Project::CATEGORY_UNSPECIFIED);
  heng::v1::FilingWindow window;
  EXPECT_FALSE(SetField("fiscal_year", "2022", &window));
  EXPECT_TRUE(SetField("fiscal_year", "2022年", &window));
  EXPECT_EQ(window.fiscal_year(), 2022);
  heng::v1::Principal principal;
  principal.add_certificate_names("old");
  EXPECT_FALSE(SetFields({{"certificate_names", {"a", "b"}}, {"title", {"张三"}}}, &principal));
  EXPECT_THAT(principal.certificate_names(), testing::ElementsAre("a", "b"));
  EXPECT_EQ(principal.title(), "张三");
}

}  // namespace
}  // namespace heng::cli
