#include "client/cli/import_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "client/cli/import_json.h"
#include "heng/v1/directory.pb.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using heng::v1::Org;
using heng::v1::Project;
using ::testing::HasSubstr;

std::vector<ImportRow> Orgs(const std::string& text) {
  auto rows = ReadImport(text, Org::default_instance());
  EXPECT_TRUE(rows.ok()) << rows.error->en;
  return std::move(rows.value);
}

std::string WrongFile(const std::string& text) {
  const auto rows = ReadImport(text, Org::default_instance());
  return rows.ok() ? "accepted" : rows.error->en;
}

const Org& OrgOf(const ImportRow& row) { return dynamic_cast<const Org&>(*row.message); }

TEST(ImportFile, ColumnsInAnyOrderAndLanguage) {
  const auto rows = Orgs("名称, 类型 ,上级,ID,Code,启用日期,\n大同市,地区,sx,sx-datong,140200,2022/1/5,\n");
  ASSERT_EQ(rows.size(), 1u);
  ASSERT_NE(rows[0].message, nullptr) << rows[0].en;
  EXPECT_EQ(rows[0].line, 2);
  EXPECT_EQ(rows[0].name, "orgs/sx-datong");
  const Org& org = OrgOf(rows[0]);
  EXPECT_EQ(org.name(), "orgs/sx-datong");
  EXPECT_EQ(org.title(), "大同市");
  EXPECT_EQ(org.type(), Org::REGION);
  EXPECT_EQ(org.parent(), "orgs/sx");
  EXPECT_EQ(org.code(), "140200");
  EXPECT_EQ(org.start_date(), "2022-01-05");
}

TEST(ImportFile, Projects) {
  const auto rows =
      ReadImport("编号,项目名称,前缀,单位,项目级次,涉密\nprojects/a,驻村帮扶,J,dt,二级项目,否\nb,运转,Z,dt,,是\n",
                 Project::default_instance());
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows.value.size(), 2u);
  const auto& first = dynamic_cast<const Project&>(*rows.value[0].message);
  EXPECT_EQ(first.name(), "projects/a");
  EXPECT_EQ(first.local_prefix(), "J");
  EXPECT_EQ(first.org(), "orgs/dt");
  EXPECT_EQ(first.tier(), Project::TIER_TWO);
  EXPECT_FALSE(first.classified());
  EXPECT_TRUE(dynamic_cast<const Project&>(*rows.value[1].message).classified());
}

TEST(ImportFile, AWrongRowIsRefusedAlone) {
  const auto rows = Orgs("编号,名称,类型\na,甲,单位\nb,乙,城市\n,丙,单位\na,丁,单位\ne,戊,单位,多\n,,\nf,己,部门,\n");
  ASSERT_EQ(rows.size(), 6u);  // the blank one is left out
  EXPECT_NE(rows[0].message, nullptr);
  EXPECT_EQ(rows[1].message, nullptr);
  EXPECT_THAT(rows[1].en, HasSubstr("\"城市\" is wrong: it is to be one of region, department, unit"));
  EXPECT_THAT(rows[1].zh, HasSubstr("类型："));
  EXPECT_THAT(rows[2].en, HasSubstr("no id"));
  EXPECT_THAT(rows[3].en, HasSubstr("stands on line 2 already"));
  EXPECT_THAT(rows[4].en, HasSubstr("\"多\" belongs to no column"));
  EXPECT_EQ(OrgOf(rows[5]).type(), Org::DEPARTMENT);
  EXPECT_EQ(rows[5].line, 8);
}

TEST(ImportFile, ADoubtfulFileIsRefusedWhole) {
  EXPECT_THAT(WrongFile("编号,面积\na,1\n"), HasSubstr("line 1: unknown column \"面积\""));
  EXPECT_THAT(WrongFile("编号,名称,title\n"), HasSubstr("given twice"));
  EXPECT_THAT(WrongFile("名称\n甲\n"), HasSubstr("column \"id\" (编号) is missing"));
  EXPECT_THAT(WrongFile(""), HasSubstr("empty"));
  EXPECT_THAT(WrongFile("编号\n\"a\n"), HasSubstr("line 2: a quotation mark is never closed"));
  EXPECT_THAT(WrongFile("编号\n\xFF\xFF\n"), HasSubstr("neither UTF-8 (line 2) nor GB18030"));
}

TEST(ImportFile, Gb18030) {
  const auto rows = Orgs("\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\na,\xB4\xF3\xCD\xAC\xCA\xD0\n");
  EXPECT_EQ(OrgOf(rows.at(0)).title(), "大同市");
}

TEST(ImportFile, JsonArrayAndJsonLines) {
  for (const std::string& text :
       {std::string(
            "\xEF\xBB\xBF[\n{\"name\": \"orgs/a\", \"title\": \"甲]{\"},\n\n{\"name\": \"b\", \"type\": \"UNIT\"}]\n"),
        std::string("{\"name\": \"orgs/a\", \"title\": \"甲]{\"}\n\n\n{\"name\": \"b\", \"type\": \"UNIT\"}")}) {
    const auto rows = Orgs(text);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(OrgOf(rows[0]).title(), "甲]{");
    EXPECT_EQ(rows[1].line, 4);
    EXPECT_EQ(rows[1].name, "orgs/b");
  }
}

TEST(ImportFile, JsonMistakes) {
  const auto rows = Orgs("[{\"name\": \"a\", \"titel\": \"x\"}, {\"name\": \"b\"}]");
  EXPECT_EQ(rows[0].message, nullptr);
  EXPECT_THAT(rows[0].en, HasSubstr("titel"));
  EXPECT_NE(rows[1].message, nullptr);
  EXPECT_THAT(WrongFile("[{\"name\": \"a\"}"), HasSubstr("the array does not end"));
  EXPECT_THAT(WrongFile("[{\"name\": \"a\"} {}]"), HasSubstr("a comma is missing"));
  EXPECT_THAT(WrongFile("[{},]"), HasSubstr("a comma too many"));
  EXPECT_THAT(WrongFile("[{}]\n{}"), HasSubstr("line 2: there is something behind"));
  EXPECT_THAT(WrongFile("{\"a\": \"\\\"}"), HasSubstr("does not end"));
  EXPECT_THAT(WrongFile("[1]"), HasSubstr("an object {…} is expected"));
  EXPECT_EQ(SplitJson("{}{}{}", 2).en, "there are too many rows; split the file");
}

TEST(ImportFile, BoundsOfFiles) {
  const testing::Folder folder;
  const std::string path = folder.File("large.csv", "");
  ASSERT_EQ(truncate(path.c_str(), kMaxImportBytes + 1), 0);
  EXPECT_THAT(ReadImportFile(path, Org::default_instance()).error->en, HasSubstr("Larger than 100 MiB"));
  EXPECT_THAT(ReadImportFile(folder.path() + "/none", Org::default_instance()).error->en, HasSubstr("No such file"));
  std::string rows = "id\n";
  for (std::size_t i = 0; i <= kMaxImportRows; ++i) rows += "a" + std::to_string(i) + "\n";
  EXPECT_THAT(WrongFile(rows), HasSubstr("too many rows"));
}

}  // namespace
}  // namespace heng::cli
