// Reports over a real store with the seed forms in it, or forms as a test wants them.
#pragma once

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "proto/json/json.h"
#include "scoring/policy.h"
#include "scoring/project_name.h"
#include "scoring/score.h"
#include "service/core/envelope.h"
#include "service/core/reports/reports.h"
#include "tests/unit/core/office_testing.h"

namespace heng::core {

inline std::string DataFile(const std::string& path) { return std::string(HENG_SOURCE_DIR) + "/tests/data/" + path; }

inline std::string ReadDataFile(const std::string& path) {
  std::ifstream in(DataFile(path));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline heng::v1::FormContent SeedForm(const std::string& stem) {
  heng::v1::Evaluation evaluation;
  const auto mistakes = json::ReadMessage(ReadDataFile("seeds/" + stem + ".json"), &evaluation);
  EXPECT_TRUE(mistakes.empty()) << stem;
  return evaluation.form();
}

inline std::vector<std::string> SevenSeeds() {
  return {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo",  "4-shebao-jingban",
          "5-dangan-guanli",        "6-shebao-dalou",  "7-jinbao-gongcheng"};
}

// What of the text no source covers: the text with its sources taken out, in order.
inline std::string Uncovered(const heng::v1::ReportParagraph& paragraph) {
  std::string_view rest = paragraph.text();
  std::string uncovered;
  for (const auto& source : paragraph.sources()) {
    const size_t at = rest.find(source.text());
    if (at == std::string_view::npos) return "not in the text: " + source.text();
    uncovered += std::string(rest.substr(0, at));
    rest.remove_prefix(at + source.text().size());
  }
  return uncovered + std::string(rest);
}

// Every number has its source, and nothing of a template is left.
inline void ExpectEveryNumberHasItsSource(const heng::v1::ReportText& text) {
  for (const auto& paragraph : text.paragraphs()) {
    const std::string uncovered = Uncovered(paragraph);
    for (const char c : uncovered) {
      ASSERT_FALSE(absl::ascii_isdigit(static_cast<unsigned char>(c))) << paragraph.text() << "\n" << uncovered;
      ASSERT_TRUE(c != '{' && c != '}') << paragraph.text();
    }
    for (const auto& source : paragraph.sources()) {
      EXPECT_FALSE(source.resource().empty() && source.rule().empty()) << source.text();
    }
    EXPECT_FALSE(paragraph.text().empty());
  }
}

class ReportsTest : public OfficeTest {
 protected:
  static constexpr const char* kShebao = "sx-datong-121005";

  // A form as stored: of this org, approved unless the test wants otherwise.
  void PutContent(const std::string& id, heng::v1::FormContent form, const Change& change = Nothing,
                  const heng::v1::ReviewRecord& review = {}) {
    const auto policy = scoring::ShippedPolicies::Get().Find("policies/shanxi-2022");
    ASSERT_NE(policy, nullptr);
    const auto sheet = scoring::Score(*policy, form);
    store::Mutation mutation = store::NewForm(id, form.SerializeAsString());
    store::Header& header = *mutation.header;
    header.subject = form.subject();
    header.subject_kind = form.subject_kind();
    header.org_id = form.org().substr(5);
    header.fiscal_year = form.fiscal_year();
    header.project_name = scoring::ProjectName(form);
    header.state = heng::v1::Evaluation::APPROVED;
    header.policy = "policies/shanxi-2022@1";
    FillHeader(form, sheet, &header);
    change(&header);
    mutation.revision->score = sheet.SerializeAsString();
    if (review.rechecks_size() > 0) {
      header.review_rev = 1;
      mutation.revision->review = review.SerializeAsString();
    }
    mutation.event.org_id = header.org_id;
    mutation.event.policy = header.policy;
    store::Write write;
    write.keys.id = id;
    write.decide = [mutation](const store::Snapshot&) { return std::vector<store::Mutation>{mutation}; };
    const auto result = store::RunWrite(*store_, std::move(write));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  void PutOrg(const std::string& id, const std::string& title, const std::string& code = "",
              const std::string& parent = testing::kTestDepartment) {
    heng::v1::Org org = Unit(id, code, parent);
    org.set_title(title);
    const auto made = CreateOrg(org);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void PutProject(const std::string& id, const std::string& org, heng::v1::Project::Tier tier,
                  const std::string& parent = "") {
    heng::v1::Project project = ProjectOf(id, org);
    project.set_tier(tier);
    project.set_parent(parent);
    const auto made = CreateProject(project);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  // Classified from now on.
  void Classify(const std::string& id) {
    heng::v1::Project secret = *GetProject(id);
    secret.set_classified(true);
    ASSERT_TRUE(UpdateProject(secret, {"classified"}).ok());
  }
  // A small form of "projects/{id}" with this annual budget and what was spent (元), and 90 points of indicators.
  static heng::v1::FormContent Budgeted(const std::string& project, const std::string& org, const std::string& budget,
                                        const std::string& executed) {
    heng::v1::FormContent form = FormOf(project, org);
    form.set_project_name("项目" + project);
    form.mutable_funds()->mutable_total()->set_annual_budget(budget);
    form.mutable_funds()->mutable_total()->set_executed(executed);
    form.clear_claimed_total();
    return form;
  }

  // 大同市社会保险中心 with its three published forms, and four more that make 5 113 100 元 together.
  void PutDatong() {
    PutOrg(kShebao, "大同市社会保险中心", "121005");
    int number = 0;
    for (const char* stem : {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo"}) {
      const auto form = SeedForm(stem);
      PutProject(form.subject().substr(9), kShebao, heng::v1::Project::TIER_TWO);
      PutContent("dt-" + std::to_string(++number), form);
    }
    for (const char* budget : {"4000000", "200000.5", "64999.5", "0"}) {
      const std::string id = "more-" + std::to_string(++number);
      PutProject(id, kShebao, heng::v1::Project::TIER_TWO);
      PutContent(id, Budgeted(id, kShebao, budget, budget));
    }
  }

  absl::StatusOr<heng::v1::GetSummaryResponse> Summary(const std::string& org, const std::string& as = testing::kTester,
                                                       heng::v1::FileFormat format = {}, int year = 2022) {
    heng::v1::GetSummaryRequest request;
    request.set_org("orgs/" + org);
    request.set_fiscal_year(year);
    request.set_format(format);
    return CallOn<heng::v1::GetSummaryResponse>(&reports_, &Reports::GetSummary, request, as);
  }
  absl::StatusOr<heng::v1::ReportTextResponse> Narrative(const std::string& id,
                                                         const std::string& as = testing::kTester, int appendix = 0,
                                                         heng::v1::FileFormat format = {}) {
    heng::v1::GetNarrativeRequest request;
    request.set_evaluation("evaluations/" + id);
    request.set_appendix(appendix);
    request.set_format(format);
    return CallOn<heng::v1::ReportTextResponse>(&reports_, &Reports::GetNarrative, request, as);
  }
  absl::StatusOr<heng::v1::ReportTextResponse> Disclosure(const std::string& org,
                                                          const std::string& as = testing::kTester,
                                                          heng::v1::FileFormat format = {}, int year = 2022) {
    heng::v1::GetDisclosureRequest request;
    request.set_org("orgs/" + org);
    request.set_fiscal_year(year);
    request.set_format(format);
    return CallOn<heng::v1::ReportTextResponse>(&reports_, &Reports::GetDisclosure, request, as);
  }
  static std::string AllOf(const heng::v1::ReportText& text) {
    std::string all;
    for (const auto& paragraph : text.paragraphs()) all += paragraph.text() + "\n";
    return all;
  }
  static std::string RemarksOf(const heng::v1::ReportText& text) {
    std::string all;
    for (const auto& remark : text.remarks()) all += remark.zh() + "\n";
    return all;
  }
  // Of the tests below whose text is to be the published one.
  std::string DisclosureText(const std::string& org, const std::string& as = testing::kTester) {
    const auto answer = Disclosure(org, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return "";
    ExpectEveryNumberHasItsSource(answer->text());
    return AllOf(answer->text());
  }

  absl::StatusOr<heng::v1::YearFacts> SetFacts(const heng::v1::YearFacts& facts,
                                               const std::string& as = testing::kTester) {
    heng::v1::SetYearFactsRequest request;
    *request.mutable_facts() = facts;
    return CallOn<heng::v1::YearFacts>(&reports_, &Reports::SetYearFacts, request, as);
  }
  static heng::v1::YearFacts FactsOf(const std::string& org) {
    heng::v1::YearFacts facts;
    facts.set_org("orgs/" + org);
    facts.set_fiscal_year(2022);
    return facts;
  }
  using RecordAnswer = absl::StatusOr<heng::v1::DepartmentEvaluation>;
  RecordAnswer Record(const heng::v1::DepartmentEvaluation& evaluation, const std::string& as = testing::kTester) {
    heng::v1::RecordDepartmentEvaluationRequest request;
    *request.mutable_department_evaluation() = evaluation;
    return CallOn<heng::v1::DepartmentEvaluation>(&reports_, &Reports::RecordDepartmentEvaluation, request, as);
  }
  static heng::v1::DepartmentEvaluation RecordOf(const std::string& org, const std::vector<std::string>& projects) {
    heng::v1::DepartmentEvaluation evaluation;
    evaluation.set_org("orgs/" + org);
    evaluation.set_fiscal_year(2022);
    evaluation.set_title("社保项目评价");
    for (const auto& project : projects) evaluation.add_projects("projects/" + project);
    return evaluation;
  }

  Reports reports_{core_.writes()};
};

}  // namespace heng::core
