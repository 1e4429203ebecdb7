// heng budget, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/import_file.h"
#include "fake_server.h"
#include "heng/v1/budget_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetResult;
using testing::From;
using ::testing::HasSubstr;
using testing::RefusedBy;

constexpr char kBudget[] = R"({"name": "budgets/b1", "subject": "projects/a", "org": "orgs/dt", "fiscalYear": 2022,
  "total": {"initialBudget": "100000", "annualBudget": "90000", "executed": "85000.5"},
  "lines": [{"source": "CENTRAL", "annualBudget": "60000", "executed": "60000"},
            {"source": "LOCAL", "annualBudget": "30000", "executed": "25000.5"}],
  "asOf": "2022-12-31", "etag": "2", "updateTime": "2023-01-05T01:00:00Z"})";

class FakeBudgets : public heng::v1::BudgetService::Service {
 public:
  grpc::Status ImportBudgets(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<heng::v1::ImportBudgetsResponse, heng::v1::ImportBudgetsRequest>* stream) override {
    heng::v1::ImportBudgetsRequest request;
    while (stream->Read(&request)) {
      if (imported.size() == break_behind) {
        break_behind = std::string::npos;
        return {grpc::StatusCode::UNAVAILABLE, "gone"};
      }
      imported.push_back(request);
      heng::v1::ImportBudgetsResponse response;
      for (const auto& row : request.rows()) *response.add_results() = ResultOf(row);
      stream->Write(response);
    }
    return grpc::Status::OK;
  }
  static BudgetResult ResultOf(const heng::v1::BudgetRow& row) {
    const Budget& budget = row.budget();
    BudgetResult result;
    result.set_row(row.row());
    result.set_outcome(BudgetResult::UPDATED);
    result.set_name("budgets/" + budget.subject().substr(9));
    if (budget.subject() == "projects/stale") {
      result.set_evaluation("evaluations/stale");
      result.mutable_preview()->set_old_total("97.55");
      result.mutable_preview()->set_old_grade(heng::v1::EXCELLENT);
      result.mutable_preview()->set_new_total("88.1");
      result.mutable_preview()->set_new_grade(heng::v1::GOOD);
    }
    if (budget.subject() == "projects/late") {
      result.set_outcome(BudgetResult::SUPERSEDED);
      result.mutable_message()->set_zh("资金总额保留较晚的数据。");
      result.mutable_message()->set_en("total: kept as it is");
    }
    if (budget.subject() == "projects/blank") {
      result.set_filled("evaluations/blank");
      result.set_repeated_row(true);
      result.add_findings()->set_id("money-unit-suspect");
      result.mutable_findings(0)->mutable_message()->set_zh("疑似元与万元混用。");
      result.mutable_findings(0)->mutable_message()->set_en("yuan and 万元 seem to be mixed up");
    }
    if (budget.subject() != "projects/bad") return result;
    result.clear_name();
    result.set_outcome(BudgetResult::REFUSED);
    result.set_reason("INVALID_FIELDS");
    result.mutable_message()->set_en("executed is no amount");
    result.mutable_message()->set_zh("执行数不是金额");
    return result;
  }
  grpc::Status GetBudget(grpc::ServerContext*, const heng::v1::GetBudgetRequest* request, Budget* budget) override {
    if (request->subject() != "projects/a") return RefusedBy(grpc::StatusCode::NOT_FOUND, "NOT_FOUND", "no budget");
    asked = *request;
    *budget = From<Budget>(kBudget);
    return grpc::Status::OK;
  }
  grpc::Status ListBudgets(grpc::ServerContext*, const heng::v1::ListBudgetsRequest* request,
                           heng::v1::ListBudgetsResponse* response) override {
    if (request->org() == "orgs/none") return grpc::Status::OK;
    *response->add_budgets() = From<Budget>(kBudget);
    if (request->page_token().empty()) response->set_next_page_token("2");
    return grpc::Status::OK;
  }

  std::vector<heng::v1::ImportBudgetsRequest> imported;
  std::size_t break_behind = std::string::npos;  // requests
  heng::v1::GetBudgetRequest asked;
};

class BudgetCommands : public ::testing::Test {
 protected:
  FakeBudgets budgets_;
  testing::FakeServer server_{{&budgets_}};
};

TEST_F(BudgetCommands, ShowAndList) {
  const auto shown =
      server_.Heng({"budget", "show", "--project", "a", "--org", "dt", "--year", "2022", "--lang", "zh"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(shown.out, R"(名称      budgets/b1
项目      projects/a
单位      orgs/dt
年度      2022
截止日期  2022-12-31
版本      2
修改时间  2023-01-05 09:00:00

资金（元）  年初预算数  全年预算数  全年执行数
资金总额        100000       90000     85000.5
  中央                       60000       60000
  市县                       30000     25000.5
)");
  EXPECT_EQ(budgets_.asked.org(), "orgs/dt");
  EXPECT_EQ(budgets_.asked.fiscal_year(), 2022);
  const auto listed = server_.Heng({"budget", "list"});
  EXPECT_EQ(listed.out,
            R"(Project     Organisation  Year  Initial (yuan)  Annual (yuan)  Executed (yuan)  As of       Name
projects/a  orgs/dt       2022          100000          90000          85000.5  2022-12-31  budgets/b1
projects/a  orgs/dt       2022          100000          90000          85000.5  2022-12-31  budgets/b1
)");
  EXPECT_EQ(server_.Heng({"budget", "list", "--org", "none"}).err, "No budgets were imported.\n");
  EXPECT_THAT(server_.Heng({"budget", "show", "--project", "a", "--org", "dt", "--year", "2022", "-o", "json"}).out,
              HasSubstr("\"executed\": \"85000.5\""));
  const auto missing = server_.Heng({"budget", "show", "--project", "b", "--org", "dt", "--year", "2022"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("[NOT_FOUND]"));
}

TEST_F(BudgetCommands, ImportAnswersRowByRow) {
  const std::string path = server_.File("b.csv",
                                        "项目,单位,年度,年初预算数,全年预算数,全年执行数,截止日期,中央全年执行数\n"
                                        "a,dt,2022,\"100,000.00\",90000,85000.5,2022/12/31,60000\n"
                                        "projects/stale,orgs/dt,2022,1,1,1,,\n"
                                        "bad,dt,2022,1,1,\"1,00\",,\n"
                                        "a,dt,2022,1,1,1,,\n"
                                        "a,,2022,1,1,1,,\n"
                                        "a,dt,MMXXII,1,1,1,,\n"
                                        "late,dt,2022,1,1,1,,\n"
                                        "blank,dt,2022,1,1,1,,\n");
  const auto ran = server_.Heng({"budget", "import", path, "--as-of", "2022-11-30", "--lang", "zh"});
  EXPECT_EQ(ran.code, 6) << ran.err;
  std::string out = ran.out;
  for (std::size_t at; (at = out.find(path)) != std::string::npos;) out.replace(at, path.size(), "b.csv");
  EXPECT_THAT(out, HasSubstr("b.csv:2  更新      budgets/a\n"));
  EXPECT_THAT(out, HasSubstr("evaluations/stale 按旧预算评分，要作者确认 (97.55 优 -> 88.1 良)"));
  EXPECT_THAT(out, HasSubstr("b.csv:8  已有更新  budgets/late"));
  EXPECT_THAT(out, HasSubstr("已填入草稿 evaluations/blank 疑似元与万元混用。"));
  EXPECT_THAT(out, HasSubstr("b.csv:4  拒绝      projects/bad orgs/dt 2022  执行数不是金额"));
  EXPECT_THAT(out, HasSubstr("projects/a orgs/dt 2022 在第 2 行已经有了"));
  EXPECT_THAT(out, HasSubstr("项目、单位、年度都要写。"));
  EXPECT_THAT(out, HasSubstr("年度：\"MMXXII\" 不对：应当是整数。"));
  EXPECT_THAT(ran.err, HasSubstr("新建 0，更新 3，未变 0，已有更新 1，拒绝 4；其中以前已经导入的 1。"));
  EXPECT_THAT(ran.err, HasSubstr("按旧预算评分、要作者确认的自评表：1。"));
  ASSERT_EQ(budgets_.imported.size(), 1u);
  ASSERT_EQ(budgets_.imported[0].rows_size(), 5);
  EXPECT_EQ(budgets_.imported[0].system(), "heng");
  EXPECT_THAT(budgets_.imported[0].batch(), ::testing::MatchesRegex("file-[0-9a-f]{40}"));
  EXPECT_EQ(budgets_.imported[0].rows(0).row(), "2");
  EXPECT_EQ(budgets_.imported[0].rows(1).row(), "3");
  EXPECT_EQ(budgets_.imported[0].rows(1).budget().as_of(), "2022-11-30");
  const Budget& first = budgets_.imported[0].rows(0).budget();
  EXPECT_EQ(first.subject(), "projects/a");
  EXPECT_EQ(first.org(), "orgs/dt");
  EXPECT_EQ(first.fiscal_year(), 2022);
  EXPECT_EQ(first.total().initial_budget(), "100000.00");
  EXPECT_EQ(first.as_of(), "2022-12-31");
  ASSERT_EQ(first.lines_size(), 1);
  EXPECT_EQ(first.lines(0).source(), heng::v1::CENTRAL);
  EXPECT_EQ(first.lines(0).executed(), "60000");
  EXPECT_EQ(budgets_.imported[0].rows(1).budget().lines_size(), 0);
  EXPECT_EQ(budgets_.imported[0].rows(2).budget().total().executed(), "1,00");  // no amount: the server says so
}

TEST_F(BudgetCommands, ImportTakesJsonToo) {
  const std::string path =
      server_.File("b.json", R"([{"subject": "a", "org": "dt", "fiscalYear": 2022, "total": {"executed": "1"}},
                    {"row": "r-2", "budget": {"subject": "projects/stale", "org": "orgs/dt", "fiscalYear": 2022,
                                              "asOf": "2022-12-31", "total": {"executed": "1"}}}])");
  const auto ran = server_.Heng({"budget", "import", path, "--dry-run", "-o", "json", "--as-of", "2022-12-30",
                                 "--system", "s1", "--batch", "b1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(budgets_.imported.at(0).validate_only());
  EXPECT_EQ(budgets_.imported[0].rows(0).budget().subject(), "projects/a");
  EXPECT_EQ(budgets_.imported[0].rows(0).budget().org(), "orgs/dt");
  EXPECT_EQ(budgets_.imported[0].system(), "s1");
  EXPECT_EQ(budgets_.imported[0].batch(), "b1");
  EXPECT_EQ(budgets_.imported[0].rows(0).budget().as_of(), "2022-12-30");
  EXPECT_EQ(budgets_.imported[0].rows(0).row(), "1");
  EXPECT_EQ(budgets_.imported[0].rows(1).budget().as_of(), "2022-12-31");
  EXPECT_EQ(budgets_.imported[0].rows(1).row(), "r-2");
  EXPECT_THAT(ran.out, HasSubstr("\"line\":2,\"outcome\":\"UPDATED\",\"name\":\"budgets/stale\""));
  EXPECT_THAT(ran.out,
              HasSubstr("\"row\":\"r-2\",\"evaluation\":\"evaluations/stale\",\"preview\":{\"oldTotal\":\"97.55\","
                        "\"oldGrade\":\"EXCELLENT\",\"newTotal\":\"88.1\",\"newGrade\":\"GOOD\"}}"));
}

TEST_F(BudgetCommands, SourcesMayStandInRowsOfTheirOwn) {
  const auto ran =
      server_.Heng({"budget", "import",
                    server_.File("b.csv",
                                 "project,org,year,source,预算编制数,变动后预算数,全年执行数,目标申报数,as_of\n"
                                 "a,dt,2022,合计,3,4,2,5,2022-12-31\n"
                                 "a,dt,2022,中央财政资金,1,2,1,,2022-12-31\n"
                                 "a,dt,2022,local,2,2,1,,2022-12-31\n"
                                 "a,dt,2022,市县,2,2,1,,2022-12-31\n"
                                 "b,dt,2022,彩票,2,2,1,,2022-12-31\n")});
  EXPECT_EQ(ran.code, 6) << ran.err;
  ASSERT_EQ(budgets_.imported.size(), 1u);
  ASSERT_EQ(budgets_.imported[0].rows_size(), 3);
  const Budget& total = budgets_.imported[0].rows(0).budget();
  EXPECT_EQ(total.total().declared_in_target(), "5");
  EXPECT_EQ(total.total().initial_budget(), "3");
  EXPECT_EQ(total.total().annual_budget(), "4");
  EXPECT_EQ(total.lines_size(), 0);
  const Budget& central = budgets_.imported[0].rows(1).budget();
  EXPECT_FALSE(central.has_total());
  ASSERT_EQ(central.lines_size(), 1);
  EXPECT_EQ(central.lines(0).source(), heng::v1::CENTRAL);
  EXPECT_EQ(central.lines(0).annual_budget(), "2");
  EXPECT_THAT(ran.out, HasSubstr("projects/a orgs/dt 2022 stands on line 4 already."));
  EXPECT_THAT(ran.out, HasSubstr("\"彩票\" is no source of money. There are: total, central"));
}

TEST_F(BudgetCommands, ABatchGoesOnWhereItsStreamBrokeAndIsTheSameWhenItIsSentAgain) {
  std::string csv = "project,org,year,executed,as_of\n";
  for (int i = 0; i < 1100; ++i) csv += "p" + std::to_string(i) + ",dt,2022,1,2022-12-31\n";
  const std::string path = server_.File("b.csv", csv);
  budgets_.break_behind = 1;
  const auto ran = server_.Heng({"budget", "import", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("created 0, updated 1100, unchanged 0, refused 0."));
  ASSERT_EQ(budgets_.imported.size(), 3u);
  EXPECT_EQ(budgets_.imported[1].rows(0).row(), "502");
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1101);
  const std::string batch = budgets_.imported[0].batch();
  budgets_.imported.clear();
  server_.Heng({"budget", "import", path});
  EXPECT_EQ(budgets_.imported.at(0).batch(), batch);
}

TEST_F(BudgetCommands, RowsWithoutADayAndOneBatchOfSeveralFilesAreRefused) {
  const std::string path = server_.File("b.csv", "project,org,year,executed\na,dt,2022,1\n");
  const auto ran = server_.Heng({"budget", "import", path});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("no day: add a column as_of, or give --as-of"));
  EXPECT_TRUE(budgets_.imported.empty());
  const auto two = server_.Heng({"budget", "import", path, path, "--batch", "b"});
  EXPECT_EQ(two.code, 2);
  EXPECT_THAT(two.err, HasSubstr("--batch goes with one file"));
}

TEST_F(BudgetCommands, AFileWithoutItsColumnsIsRefused) {
  const auto ran = server_.Heng({"budget", "import", server_.File("b.csv", "项目,年度\na,2022\n")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("column \"org\" (单位) is missing"));
  EXPECT_THAT(server_.Heng({"budget", "import", server_.File("c.csv", "project,org,year,price\n")}).err,
              HasSubstr("unknown column \"price\""));
}

}  // namespace
}  // namespace heng::cli
