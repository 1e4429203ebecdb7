// heng budget, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  grpc::Status ImportBudgetBatch(grpc::ServerContext*, const heng::v1::ImportBudgetsRequest* request,
                                 heng::v1::ImportBudgetsResponse* response) override {
    imported.push_back(*request);
    for (const auto& row : request->rows()) {
      const Budget& budget = row.budget();
      auto* result = response->add_results();
      result->set_outcome(BudgetResult::UPDATED);
      result->set_name("budgets/" + budget.subject().substr(9));
      if (budget.subject() == "projects/stale") result->set_evaluation("evaluations/stale");
      if (budget.subject() != "projects/bad") continue;
      result->clear_name();
      result->set_outcome(BudgetResult::REFUSED);
      result->set_reason("INVALID_FIELDS");
      result->mutable_message()->set_en("executed is no amount");
      result->mutable_message()->set_zh("执行数不是金额");
    }
    return grpc::Status::OK;
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
                                        "a,dt,MMXXII,1,1,1,,\n");
  const auto ran = server_.Heng({"budget", "import", path, "--lang", "zh"});
  EXPECT_EQ(ran.code, 6) << ran.err;
  std::string out = ran.out;
  for (std::size_t at; (at = out.find(path)) != std::string::npos;) out.replace(at, path.size(), "b.csv");
  EXPECT_THAT(out, HasSubstr("b.csv:2  更新  budgets/a\n"));
  EXPECT_THAT(out, HasSubstr("evaluations/stale 按旧预算评分，要作者确认"));
  EXPECT_THAT(out, HasSubstr("b.csv:4  拒绝  projects/bad orgs/dt 2022  执行数不是金额"));
  EXPECT_THAT(out, HasSubstr("projects/a orgs/dt 2022 在第 2 行已经有了"));
  EXPECT_THAT(out, HasSubstr("项目、单位、年度都要写。"));
  EXPECT_THAT(out, HasSubstr("年度：\"MMXXII\" 不对：应当是整数。"));
  EXPECT_THAT(ran.err, HasSubstr("新建 0，更新 2，未变 0，拒绝 4。"));
  EXPECT_THAT(ran.err, HasSubstr("按旧预算评分、要作者确认的自评表：1。"));
  ASSERT_EQ(budgets_.imported.size(), 1u);
  ASSERT_EQ(budgets_.imported[0].rows_size(), 3);
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
                    {"subject": "projects/stale", "org": "orgs/dt", "fiscalYear": 2022}])");
  const auto ran = server_.Heng({"budget", "import", path, "--dry-run", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(budgets_.imported.at(0).validate_only());
  EXPECT_EQ(budgets_.imported[0].rows(0).budget().subject(), "projects/a");
  EXPECT_EQ(budgets_.imported[0].rows(0).budget().org(), "orgs/dt");
  EXPECT_THAT(ran.out, HasSubstr("\"line\":2,\"outcome\":\"UPDATED\",\"name\":\"budgets/stale\""));
  EXPECT_THAT(ran.out, HasSubstr("\"evaluation\":\"evaluations/stale\"}"));
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
