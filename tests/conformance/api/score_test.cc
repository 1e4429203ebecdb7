// What forms are worth, without keeping them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using heng::v1::Finding;
using heng::v1::FormContent;
using heng::v1::ScoreSheet;
using ::testing::Contains;
using ::testing::Not;

ScoreSheet Score(const FormContent& form, const std::string& policy) {
  heng::v1::ScoreEvaluationRequest request;
  *request.mutable_form() = form;
  request.set_policy(policy);
  auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message.score();
}

const Finding* Find(const ScoreSheet& sheet, const std::string& id) {
  for (const auto& finding : sheet.findings()) {
    if (finding.id() == id) return &finding;
  }
  return nullptr;
}

std::vector<std::string> Errors(const ScoreSheet& sheet) {
  std::vector<std::string> ids;
  for (const auto& finding : sheet.findings()) {
    if (finding.severity() == Finding::ERROR) ids.push_back(finding.id());
  }
  return ids;
}

// Scores as a sheet writes them: no more decimals than they need.
struct SeedCase {
  const char* file;
  const char* execution;
  const char* shanxi;
  heng::v1::Grade shanxi_grade;
  const char* mof;
  heng::v1::Grade mof_grade;
};

const SeedCase kSeeds[] = {
    {"1-canjiren-baozhangjin", "10", "100", heng::v1::EXCELLENT, "100", heng::v1::EXCELLENT},
    {"2-zhucun-bangfu", "4.77", "88.77", heng::v1::GOOD, "88.77", heng::v1::GOOD},
    {"3-shebao-wangluo", "10", "94", heng::v1::EXCELLENT, "82", heng::v1::GOOD},
    {"4-shebao-jingban", "8.76", "93.76", heng::v1::EXCELLENT, "93.76", heng::v1::EXCELLENT},
    {"5-dangan-guanli", "10", "95", heng::v1::EXCELLENT, "95", heng::v1::EXCELLENT},
    {"6-shebao-dalou", "10", "95", heng::v1::EXCELLENT, "95", heng::v1::EXCELLENT},
    {"7-jinbao-gongcheng", "7.76", "96.76", heng::v1::EXCELLENT, "96.76", heng::v1::EXCELLENT},
};

TEST(Score, TheSevenPublishedFormsComeOutAsPublishedUnderShanxi2022) {
  for (const SeedCase& seed : kSeeds) {
    SCOPED_TRACE(seed.file);
    const ScoreSheet sheet = Score(Seed(seed.file).form(), "policies/shanxi-2022");
    EXPECT_EQ(sheet.execution().score(), seed.execution);
    EXPECT_EQ(sheet.total(), seed.shanxi);
    EXPECT_EQ(sheet.grade(), seed.shanxi_grade);
    EXPECT_TRUE(sheet.complete());
    EXPECT_THAT(Errors(sheet), ::testing::IsEmpty());
    EXPECT_EQ(sheet.policy().name(), "policies/shanxi-2022@1");
  }
}

TEST(Score, TheSevenPublishedFormsUnderTheNationalRules) {
  for (const SeedCase& seed : kSeeds) {
    SCOPED_TRACE(seed.file);
    const ScoreSheet sheet = Score(Seed(seed.file).form(), "policies/mof-2020");
    EXPECT_EQ(sheet.total(), seed.mof);
    EXPECT_EQ(sheet.grade(), seed.mof_grade);
  }
}

TEST(Score, AFormWithoutItsTotalIsWorthTheSame) {
  for (const SeedCase& seed : kSeeds) {
    SCOPED_TRACE(seed.file);
    const auto twin = Seed(std::string("twins/") + seed.file + ".no-total").form();
    ASSERT_FALSE(twin.has_claimed_total());
    const ScoreSheet sheet = Score(twin, "policies/shanxi-2022");
    EXPECT_EQ(sheet.execution().score(), seed.execution);
    EXPECT_EQ(sheet.total(), seed.shanxi);
    EXPECT_EQ(sheet.grade(), seed.shanxi_grade);
  }
}

TEST(Score, AWrongPrintedTotalIsAFindingAndChangesNothing) {
  for (const SeedCase& seed : kSeeds) {
    SCOPED_TRACE(seed.file);
    const auto twin = Seed(std::string("twins/") + seed.file + ".wrong-total").form();
    const ScoreSheet sheet = Score(twin, "policies/shanxi-2022");
    EXPECT_EQ(sheet.total(), seed.shanxi);
    EXPECT_EQ(sheet.grade(), seed.shanxi_grade);
    const Finding* finding = Find(sheet, "total-not-sum");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->severity(), Finding::ERROR);
    EXPECT_EQ(finding->stated(), twin.claimed_total());
    EXPECT_EQ(finding->place().field(), "claimed_total");
  }
}

TEST(Score, AFormThatLostARowSaysHowManyPointsThereAre) {
  const std::pair<const char*, const char*> forms[] = {{"as-extracted/6-shebao-dalou", "95"},
                                                       {"as-extracted/7-jinbao-gongcheng", "97"}};
  for (const auto& [file, weights] : forms) {
    SCOPED_TRACE(file);
    const ScoreSheet sheet = Score(Seed(file).form(), "policies/shanxi-2022");
    const Finding* finding = Find(sheet, "weights-not-100");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->severity(), Finding::ERROR);
    EXPECT_EQ(finding->stated(), weights);
    EXPECT_EQ(finding->expected(), "100");
    EXPECT_THAT(finding->message().zh(), ::testing::HasSubstr(weights));
    EXPECT_THAT(finding->message().en(), ::testing::HasSubstr(weights));
  }
}

TEST(Score, AResultWithoutRowsIsScoredFromItsParagraph) {
  struct {
    const char* file;
    const char* shanxi;
    const char* mof;
  } const cases[] = {{"no-rows/1-jiguan-yanglao", "99.54", "99.55"},
                     {"no-rows/2-taizhang-yinshua", "97.61", "97.61"},
                     {"no-rows/3-goumai-fuwu", "100", "100"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.file);
    const auto form = Seed(c.file).form();
    EXPECT_EQ(Score(form, "policies/shanxi-2022").total(), c.shanxi);
    EXPECT_EQ(Score(form, "policies/mof-2020").total(), c.mof);
  }
}

TEST(Score, WithoutAPolicyTheOneInForceForTheOrgCounts) {
  FormContent form = SmallForm();
  EXPECT_EQ(Score(form, "").policy().name(), "policies/mof-2020@1") << "an org nobody knows: the server's default";
  Register(form);
  EXPECT_EQ(Score(form, "").policy().name(), "policies/shanxi-2022@1");
  EXPECT_EQ(Score(form, "policies/mof-2020@1").policy().name(), "policies/mof-2020@1");
}

TEST(Score, TheSameFormGivesTheSameBytes) {
  const auto form = Seed("3-shebao-wangluo").form();
  EXPECT_TRUE(SameBytes(Score(form, "policies/mof-2020"), Score(form, "policies/mof-2020")));
}

TEST(Score, NothingIsStored) {
  const FormContent form = SmallForm();
  Score(form, "");
  heng::v1::ListEvaluationsRequest list;
  list.set_org(form.org());
  const auto answer = Call(list);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_EQ(answer.message.evaluations_size(), 0);
}

TEST(Score, EveryRowHasItsNumbersAndItsSteps) {
  const FormContent form = SmallForm();
  const ScoreSheet sheet = Score(form, "");
  EXPECT_EQ(sheet.total(), "99");
  EXPECT_EQ(sheet.execution().rate(), "90");
  ASSERT_EQ(sheet.rows_size(), form.indicators_size());
  for (int i = 0; i < sheet.rows_size(); ++i) {
    SCOPED_TRACE(form.indicators(i).id());
    EXPECT_EQ(sheet.rows(i).row_id(), form.indicators(i).id());
    EXPECT_TRUE(sheet.rows(i).has_score());
    EXPECT_GT(sheet.rows(i).steps_size(), 0);
  }
}

// Findings travel in the message, not in an error, so that none is lost to a limit on metadata.
TEST(Score, TwoHundredFindingsReachTheCallerWhole) {
  FormContent form = FormWithRows(200);
  for (auto& row : *form.mutable_indicators()) {
    row.set_weight("0.45");  // 200 x 0.45 = 90
    row.set_claimed("0.5");  // more than the weight: an error each
  }
  const ScoreSheet sheet = Score(form, "");
  std::set<std::string> rows;
  for (const auto& finding : sheet.findings()) {
    if (finding.id() != "score-over-weight") continue;
    EXPECT_EQ(finding.severity(), Finding::ERROR);
    EXPECT_FALSE(finding.message().zh().empty());
    EXPECT_FALSE(finding.message().en().empty());
    rows.insert(finding.place().row_id());
  }
  EXPECT_EQ(rows.size(), 200u);
}

TEST(Score, AFormWithoutFindingsOfAnErrorHasNone) {
  EXPECT_THAT(Errors(Score(SmallForm(), "")), Not(Contains("weights-not-100")));
  EXPECT_THAT(Errors(Score(FormWithWrongWeights(), "")), ::testing::ElementsAre("weights-not-100"));
}

}  // namespace
}  // namespace heng::conformance
