// Everything scoring says of the seven published forms, as one table that a person of the field can read:
// tests/cases/seven-forms.txt. A change of any line shows up here as a difference, to be read before it is accepted:
//   HENG_WRITE_GOLDEN=1 build/dev/bin/scoring_seed_findings_test
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/labels.h"
#include "form_builder.h"
#include "golden_table.h"
#include "policy_files.h"

namespace heng::scoring {
namespace {

using cli::Language;
using heng::v1::Finding;
using heng::v1::FormContent;
using heng::v1::Place;
using heng::v1::ScoreSheet;
using testing::Difference;
using testing::ScoreUnder;
using testing::SeedForm;

constexpr const char* kForms[] = {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo",  "4-shebao-jingban",
                                  "5-dangan-guanli",        "6-shebao-dalou",  "7-jinbao-gongcheng"};
constexpr const char* kHead =
    "# 七张公布的自评表在 shanxi-2022 下的总分、等级和全部发现，一行一条：位置 | 编号 | 级别 | 说明。\n"
    "# 由 scoring_seed_findings_test 逐字核对；怎样重新生成见 tests/README.md。重新生成之后请逐行读过：\n"
    "# 表上没有错的地方出现一条发现，就是误报，应当改程序，而不是改这里。\n";

// 第4行“线路租赁成本”, “资金总额”, 整张表.
std::string RowText(const FormContent& form, const std::string& id) {
  for (int i = 0; i < form.indicators_size(); ++i) {
    if (form.indicators(i).id() == id) return absl::StrCat("第", i + 1, "行“", form.indicators(i).name(), "”");
  }
  if (form.funds().total().id() == id) return absl::StrCat("“", form.funds().total().label(), "”");
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) {
      if (line.id() == id) return absl::StrCat("“", line.label(), "”");
    }
  }
  EXPECT_EQ(id, "") << "a finding stands at a row that is not on the form";
  return "整张表";
}

std::string PlaceText(const FormContent& form, const Place& place) {
  return absl::StrCat(RowText(form, place.row_id()), " ", cli::FieldLabel(place.field(), Language::kChinese));
}

std::string FormText(const FormContent& form, const ScoreSheet& sheet) {
  std::string out = absl::StrCat("\n", form.project_name(), "：总分 ", sheet.total(), "，等级 ",
                                 cli::GradeLabel(sheet.grade(), Language::kChinese), "\n");
  for (const Finding& finding : sheet.findings()) {
    absl::StrAppend(&out, "  ", PlaceText(form, finding.place()), " | ", finding.id(), " | ",
                    cli::SeverityName(finding.severity(), Language::kChinese), " | ", finding.message().zh(), "\n");
  }
  return out;
}

std::string TableNow() {
  std::string out = kHead;
  for (const char* name : kForms) {
    const FormContent form = SeedForm(name);
    out += FormText(form, ScoreUnder("shanxi-2022", form));
  }
  return out;
}

TEST(SeedFindingsTest, AreTheOnesOfTheTable) {
  testing::ExpectGolden("seven-forms.txt", "scoring_seed_findings_test", TableNow());
}

TEST(SeedFindingsTest, NoFormHasAnError) {
  for (const char* name : kForms) {
    const ScoreSheet sheet = ScoreUnder("shanxi-2022", SeedForm(name));
    for (const Finding& finding : sheet.findings()) {
      EXPECT_NE(finding.severity(), Finding::ERROR) << name << ": " << finding.message().zh();
    }
    EXPECT_FALSE(sheet.findings().empty()) << name << " was not looked at";
  }
}

TEST(SeedFindingsTest, EveryPlaceHasAChineseName) {
  for (const char* name : kForms) {
    const FormContent form = SeedForm(name);
    const ScoreSheet sheet = ScoreUnder("shanxi-2022", form);
    for (const Finding& finding : sheet.findings()) {
      const std::string label = cli::FieldLabel(finding.place().field(), Language::kChinese);
      EXPECT_TRUE(std::none_of(label.begin(), label.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
          << finding.id() << " stands at " << label;
    }
  }
}

TEST(DifferenceTest, ShowsWhatOnlyOneSideHas) {
  EXPECT_EQ(Difference({"a", "b", "c"}, {"a", "b", "c"}), "");
  EXPECT_EQ(Difference({"a", "b", "c"}, {"a", "x", "c"}), "- b\n+ x\n");
  EXPECT_EQ(Difference({"a", "c"}, {"a", "b", "c", "d"}), "+ b\n+ d\n");
  EXPECT_EQ(Difference({"a", "b"}, {}), "- a\n- b\n");
}

}  // namespace
}  // namespace heng::scoring
