// heng summary, narrative, disclosure, department-evaluation and year-facts, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "client/cli/render_report.h"
#include "fake_server.h"
#include "heng/v1/report_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::YearFacts;
using testing::From;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RefusedBy;

constexpr char kSummary[] = R"json({
  "org": "orgs/dt", "orgTitle": "大同市社会保险中心", "fiscalYear": 2022,
  "total": {"count": 4, "annualBudget": "848100.00", "executed": "738360.00", "executionRate": "87.06"},
  "byGrade": [
    {"key": "EXCELLENT", "title": "优", "count": 2, "annualBudget": "638100.00", "executed": "638100.00", "executionRate": "100.00"},
    {"key": "GOOD", "title": "良", "count": 1, "annualBudget": "210000.00", "executed": "100260.00", "executionRate": "47.74"},
    {"key": "FAIR", "title": "中", "annualBudget": "0.00", "executed": "0.00"},
    {"key": "POOR", "title": "差", "annualBudget": "0.00", "executed": "0.00"},
    {"key": "GRADE_UNSPECIFIED", "title": "无等级", "count": 1, "annualBudget": "0.00", "executed": "0.00"}],
  "byState": [{"key": "APPROVED", "title": "审核通过", "count": 4, "annualBudget": "848100.00", "executed": "738360.00", "executionRate": "87.06"}],
  "byOrg": [{"key": "orgs/dt", "title": "大同市社会保险中心", "count": 4, "annualBudget": "848100.00", "executed": "738360.00", "executionRate": "87.06"}],
  "byTier": [{"key": "1", "title": "一级项目", "annualBudget": "0.00", "executed": "0.00"},
             {"key": "2", "title": "二级项目", "count": 4, "annualBudget": "848100.00", "executed": "738360.00", "executionRate": "87.06"}],
  "returned": 1, "late": 2, "open": 3, "missing": 4, "wholeUnits": 1, "classified": 5,
  "risks": [{"evaluation": "evaluations/zc", "projectName": "驻村帮扶", "orgTitle": "大同", "points": 23,
             "reasons": [{"zh": "被退回 1 次（5 分）", "en": "returned 1 times (5 points)"}, {"zh": "预算执行率低于 50%（15 分）", "en": "less than 50 % of the budget was spent (15 points)"}]}],
  "rows": [{"number": 1, "orgTitle": "大同", "projectName": "驻村帮扶\u001b[31m", "annualBudget": "210000.00", "executed": "100260.00", "executionRate": "47.74", "total": "88.77", "grade": "GOOD", "state": "APPROVED", "evaluation": "evaluations/zc"},
           {"number": 2, "orgTitle": "大同", "projectName": "空", "evaluation": "evaluations/k"}],
  "rowsLeftOut": 2})json";

constexpr char kText[] = R"({
  "paragraphs": [{"headingLevel": 1, "text": "（四）预算绩效情况说明"}, {"text": "涉及资金5113100元。"}],
  "remarks": [{"zh": "没有基数。", "en": "no basis."}]})";

class FakeReports : public heng::v1::ReportService::Service {
 public:
  grpc::Status GetSummary(grpc::ServerContext*, const heng::v1::GetSummaryRequest* request,
                          heng::v1::GetSummaryResponse* response) override {
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "not for you");
    summaries.push_back(*request);
    *response->mutable_summary() = summary;
    if (request->format() != 0) response->mutable_file()->set_content("a table");
    return grpc::Status::OK;
  }
  grpc::Status GetNarrative(grpc::ServerContext*, const heng::v1::GetNarrativeRequest* request,
                            heng::v1::ReportTextResponse* response) override {
    narratives.push_back(*request);
    return Text(request->format(), response);
  }
  grpc::Status GetDisclosure(grpc::ServerContext*, const heng::v1::GetDisclosureRequest* request,
                             heng::v1::ReportTextResponse* response) override {
    disclosures.push_back(*request);
    return Text(request->format(), response);
  }
  grpc::Status RecordDepartmentEvaluation(grpc::ServerContext*,
                                          const heng::v1::RecordDepartmentEvaluationRequest* request,
                                          DepartmentEvaluation* evaluation) override {
    recorded.push_back(*request);
    *evaluation = request->department_evaluation();
    if (evaluation->name().empty()) evaluation->set_name("departmentEvaluations/d-1");
    return grpc::Status::OK;
  }
  grpc::Status DeleteDepartmentEvaluation(grpc::ServerContext*,
                                          const heng::v1::DeleteDepartmentEvaluationRequest* request,
                                          DepartmentEvaluation* evaluation) override {
    deleted.push_back(*request);
    evaluation->set_name(request->name());
    evaluation->set_deleted(true);
    return grpc::Status::OK;
  }
  grpc::Status ListDepartmentEvaluations(grpc::ServerContext*,
                                         const heng::v1::ListDepartmentEvaluationsRequest* request,
                                         heng::v1::ListDepartmentEvaluationsResponse* response) override {
    const bool first = request->page_token().empty();
    *response->add_department_evaluations() = From<DepartmentEvaluation>(
        first
            ? R"({"name": "departmentEvaluations/a", "org": "orgs/rs", "fiscalYear": 2022, "title": "甲", "etag": "3"})"
            : R"({"name": "departmentEvaluations/b", "org": "orgs/rs", "fiscalYear": 2022, "title": "乙", "etag": "7",
                    "projects": ["projects/x", "projects/y"], "funds": "550000", "score": "91.5", "grade": "优"})");
    if (first) response->set_next_page_token("2");
    return grpc::Status::OK;
  }
  grpc::Status SetYearFacts(grpc::ServerContext*, const heng::v1::SetYearFactsRequest* request,
                            YearFacts* answer) override {
    facts_set.push_back(*request);
    *answer = request->facts();
    return grpc::Status::OK;
  }
  grpc::Status GetYearFacts(grpc::ServerContext*, const heng::v1::GetYearFactsRequest*, YearFacts* answer) override {
    if (facts.name().empty()) return RefusedBy(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "there is none");
    *answer = facts;
    return grpc::Status::OK;
  }

  bool refuse = false;
  heng::v1::Summary summary = From<heng::v1::Summary>(kSummary);
  YearFacts facts;
  std::vector<heng::v1::GetSummaryRequest> summaries;
  std::vector<heng::v1::GetNarrativeRequest> narratives;
  std::vector<heng::v1::GetDisclosureRequest> disclosures;
  std::vector<heng::v1::RecordDepartmentEvaluationRequest> recorded;
  std::vector<heng::v1::DeleteDepartmentEvaluationRequest> deleted;
  std::vector<heng::v1::SetYearFactsRequest> facts_set;

 private:
  static grpc::Status Text(heng::v1::FileFormat format, heng::v1::ReportTextResponse* response) {
    *response->mutable_text() = From<heng::v1::ReportText>(kText);
    if (format != 0) response->mutable_file()->set_content("<p>a file</p>\n");
    return grpc::Status::OK;
  }
};

class ReportCommands : public ::testing::Test {
 protected:
  FakeReports reports_;
  testing::FakeServer server_{{&reports_}};
};

TEST_F(ReportCommands, SummaryAsATable) {
  const auto ran = server_.Heng({"summary", "dt", "--year", "2022", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(大同市社会保险中心 2022 年度

                      份数  预算（元）  执行（元）  执行率（%）
合计                     4   848100.00   738360.00        87.06
等级
  优                     2   638100.00   638100.00       100.00
  良                     1   210000.00   100260.00        47.74
  中                     0        0.00        0.00
  差                     0        0.00        0.00
  无等级                 1        0.00        0.00
级次
  一级项目               0        0.00        0.00
  二级项目               4   848100.00   738360.00        87.06
状态
  审核通过               4   848100.00   738360.00        87.06
单位
  大同市社会保险中心     4   848100.00   738360.00        87.06

退回过 1，逾期 2，未提交 3，没有表 4，整体支出（不在合计中） 1，涉密（未计入） 5

风险分  项目      单位  名称            原因
    23  驻村帮扶  大同  evaluations/zc  被退回 1 次（5 分）；预算执行率低于 50%（15 分）

序号  单位  项目              预算（元）  执行（元）  执行率（%）   得分  等级
   1  大同  驻村帮扶\x1b[31m   210000.00   100260.00        47.74  88.77  良
   2  大同  空

汇总表还有 2 行超出上限，请按下级单位分别汇总。
)");
  EXPECT_EQ(reports_.summaries.at(0).org(), "orgs/dt");
  EXPECT_EQ(reports_.summaries.at(0).fiscal_year(), 2022);
}

TEST_F(ReportCommands, OnATerminalGradesHaveBars) {
  testing::Around terminal;
  terminal.width = 140;
  terminal.environment["NO_COLOR"] = "1";
  const auto ran = server_.Heng({"summary", "dt", "--year", "2022"}, terminal);
  EXPECT_THAT(ran.out, HasSubstr("  Excellent               2      638100.00        638100.00    100.00  "
                                 "███████████████\n"));
  EXPECT_THAT(ran.out, HasSubstr("  Fair                    0           0.00             0.00\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(server_.Heng({"summary", "dt", "--year", "2022"}).out, Not(HasSubstr("█")));
}

TEST_F(ReportCommands, ALongTableIsShownOnRequest) {
  reports_.summary.clear_rows_left_out();
  for (int i = 0; i < 40; ++i) *reports_.summary.add_rows() = reports_.summary.rows(0);
  EXPECT_THAT(server_.Heng({"summary", "dt", "--year", "2022"}).out,
              HasSubstr("The table has 42 more rows: --full lists them, --out table.xlsx writes them."));
  EXPECT_THAT(server_.Heng({"summary", "dt", "--year", "2022", "--full"}).out, Not(HasSubstr("more rows")));
}

TEST_F(ReportCommands, SummaryAsJsonAndAsAFile) {
  EXPECT_THAT(server_.Heng({"summary", "dt", "--year", "2022", "-o", "json"}).out,
              HasSubstr("\"annualBudget\": \"848100.00\""));
  EXPECT_EQ(server_.Heng({"summary", "dt", "--year", "2022", "--format", "csv"}).out, "a table");
  EXPECT_EQ(reports_.summaries.back().format(), heng::v1::CSV);
  const std::string path = std::filesystem::path(server_.File("x", "")).parent_path().string() + "/table.xlsx";
  const auto ran = server_.Heng({"summary", "dt", "--year", "2022", "--out", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("Rows left out (the total has them): 2"));
  EXPECT_EQ(reports_.summaries.back().format(), heng::v1::XLSX);
  EXPECT_EQ(testing::ReadAll(path), "a table");
  // Nothing is overwritten, and nothing asked for before that is known.
  const size_t asked = reports_.summaries.size();
  EXPECT_EQ(server_.Heng({"summary", "dt", "--year", "2022", "--out", path}).code, 1);
  EXPECT_EQ(reports_.summaries.size(), asked);
}

TEST_F(ReportCommands, MistakesOfFormatAndPlace) {
  EXPECT_EQ(server_.Heng({"summary", "dt"}).code, 2);
  EXPECT_EQ(server_.Heng({"summary", "--year", "2022"}).code, 2);
  EXPECT_EQ(server_.Heng({"summary", "dt", "--year", "2022", "--format", "pdf"}).code, 2);
  EXPECT_EQ(server_.Heng({"summary", "dt", "--year", "2022", "--out", "x.pdf"}).code, 2);
  EXPECT_EQ(server_.Heng({"narrative", "a", "--format", "csv"}).code, 2);
  EXPECT_EQ(server_.Heng({"narrative", "a", "--out", "x.csv"}).code, 2);
  testing::Around terminal;
  terminal.width = 80;
  EXPECT_EQ(server_.Heng({"summary", "dt", "--year", "2022", "--format", "xlsx"}, terminal).code, 2);
  EXPECT_THAT(reports_.summaries, IsEmpty());
  EXPECT_THAT(reports_.narratives, IsEmpty());
  reports_.refuse = true;
  const auto ran = server_.Heng({"summary", "dt", "--year", "2022"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("[PERMISSION_DENIED]"));
}

TEST_F(ReportCommands, TextsGoToStdoutAndRemarksToStderr) {
  const auto ran = server_.Heng({"disclosure", "dt", "--year", "2022"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "（四）预算绩效情况说明\n\n涉及资金5113100元。\n");
  EXPECT_EQ(ran.err, "Remark: no basis.\n");
  EXPECT_EQ(reports_.disclosures.at(0).org(), "orgs/dt");
  EXPECT_EQ(server_.Heng({"disclosure", "dt", "--year", "2022", "--lang", "zh"}).err, "提示：没有基数。\n");
  EXPECT_EQ(server_.Heng({"disclosure", "dt", "--year", "2022", "--quiet"}).err, "");
  EXPECT_THAT(server_.Heng({"disclosure", "dt", "--year", "2022", "-o", "json"}).out, HasSubstr("\"remarks\": ["));
}

TEST_F(ReportCommands, ANarrativeAsHtml) {
  const auto ran = server_.Heng({"narrative", "zc", "--appendix", "3", "--format", "html"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "<p>a file</p>\n");
  EXPECT_EQ(reports_.narratives.at(0).evaluation(), "evaluations/zc");
  EXPECT_EQ(reports_.narratives.at(0).appendix(), 3);
  EXPECT_EQ(reports_.narratives.at(0).format(), heng::v1::HTML);
}

TEST_F(ReportCommands, DepartmentEvaluations) {
  auto ran = server_.Heng({"department-evaluation", "record", "--org", "rs", "--year", "2022", "--title", "评价",
                           "--project", "x", "--project", "projects/y", "--funds", "550000", "--grade", "优"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "Record departmentEvaluations/d-1 (评价)\n");
  const DepartmentEvaluation& made = reports_.recorded.at(0).department_evaluation();
  EXPECT_EQ(json::WriteMessage(made, json::Style::kLine),
            R"({"org":"orgs/rs","fiscalYear":2022,"title":"评价","projects":["projects/x","projects/y"],)"
            R"("funds":"550000","grade":"优"})");
  EXPECT_EQ(server_.Heng({"department-evaluation", "list", "--year", "2022", "--lang", "zh"}).out,
            "评价  部门     年度  项目  资金（元）  得分  等级  名称\n"
            "甲    orgs/rs  2022     0                          departmentEvaluations/a\n"
            "乙    orgs/rs  2022     2      550000  91.50  优    departmentEvaluations/b\n");
  // A change keeps what is not named, and is of the version that was read.
  ran = server_.Heng({"department-evaluation", "record", "b", "--score", ""});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(reports_.recorded.at(1).department_evaluation().etag(), "7");
  EXPECT_EQ(reports_.recorded.at(1).department_evaluation().title(), "乙");
  EXPECT_FALSE(reports_.recorded.at(1).department_evaluation().has_score());
  EXPECT_EQ(server_.Heng({"department-evaluation", "record", "none", "--score", "1"}).code, 1);
  EXPECT_EQ(server_.Heng({"department-evaluation", "delete", "b"}).code, 2);
  EXPECT_EQ(server_.Heng({"department-evaluation", "delete", "b", "--yes"}).code, 0);
  EXPECT_EQ(reports_.deleted.at(0).name(), "departmentEvaluations/b");
  EXPECT_EQ(reports_.deleted.at(0).etag(), "7");
}

TEST_F(ReportCommands, YearFacts) {
  EXPECT_EQ(server_.Heng({"year-facts", "set", "--org", "dt", "--year", "2022"}).code, 2);
  auto ran = server_.Heng({"year-facts", "set", "--org", "dt", "--year", "2022", "--project-expenditure", "7110994.38",
                           "--source", "公开03表"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "Organisation                orgs/dt\nFiscal year                 2022\n"
            "Project expenditure (yuan)  7110994.38\nSource                      公开03表\n");
  EXPECT_THAT(ran.err, HasSubstr("Next: heng disclosure orgs/dt --year 2022"));
  reports_.facts = reports_.facts_set.at(0).facts();
  reports_.facts.set_name("yearFacts/dt");
  reports_.facts.set_etag("4");
  ran = server_.Heng({"year-facts", "set", "--org", "dt", "--year", "2022", "--other", "无", "--source", ""});
  const YearFacts& next = reports_.facts_set.at(1).facts();
  EXPECT_EQ(next.etag(), "4");
  EXPECT_EQ(next.project_expenditure(), "7110994.38");
  EXPECT_EQ(next.source(), "");
  EXPECT_EQ(next.other_matters(), "无");
  EXPECT_THAT(server_.Heng({"year-facts", "show", "--org", "dt", "--year", "2022"}).out, HasSubstr("7110994.38"));
  reports_.facts.clear_name();
  EXPECT_EQ(server_.Heng({"year-facts", "show", "--org", "dt", "--year", "2022"}).code, 1);
}

}  // namespace
}  // namespace heng::cli
