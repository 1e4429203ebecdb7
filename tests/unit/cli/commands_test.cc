// The commands against a server in this process that answers as each test says.
#include "client/cli/commands.h"

#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "client/cli/rpc.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  details.add_details()->PackFrom(info);
  return {code, "refused", details.SerializeAsString()};
}

class FakeService : public heng::v1::EvaluationService::Service {
 public:
  grpc::Status ScoreEvaluation(grpc::ServerContext*, const heng::v1::ScoreEvaluationRequest* request,
                               heng::v1::ScoreEvaluationResponse* response) override {
    scored.push_back(*request);
    *response->mutable_score() = sheet;
    return grpc::Status::OK;
  }

  grpc::Status SubmitEvaluation(grpc::ServerContext*, const heng::v1::SubmitEvaluationRequest* request,
                                Evaluation* response) override {
    submitted.push_back(*request);
    if (!answers.empty()) {
      const grpc::Status status = answers.front();
      answers.erase(answers.begin());
      if (!status.ok()) return status;
    }
    response->set_name("evaluations/" + request->evaluation().form().title());
    response->set_state(Evaluation::SUBMITTED);
    response->mutable_summary()->set_total("95");
    response->mutable_summary()->set_grade(heng::v1::EXCELLENT);
    response->mutable_summary()->set_execution_score("8.76");
    return grpc::Status::OK;
  }

  grpc::Status ListEvaluations(grpc::ServerContext*, const heng::v1::ListEvaluationsRequest* request,
                               heng::v1::ListEvaluationsResponse* response) override {
    listed.push_back(*request);
    int first = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    const int end = std::min(first + std::min(request->page_size(), 2), 5);
    for (; first < end; ++first) {
      auto* evaluation = response->add_evaluations();
      evaluation->set_name("evaluations/e" + std::to_string(first));
      evaluation->mutable_summary()->set_project_name("项目" + std::to_string(first));
      evaluation->mutable_summary()->set_total("100");
      evaluation->mutable_summary()->set_fiscal_year(2022);
    }
    if (end < 5) response->set_next_page_token(std::to_string(end));
    return grpc::Status::OK;
  }

  grpc::Status GetEvaluation(grpc::ServerContext*, const heng::v1::GetEvaluationRequest* request,
                             Evaluation* response) override {
    if (request->name() == "evaluations/none") return Refusal(grpc::StatusCode::NOT_FOUND, "EVALUATION_NOT_FOUND");
    response->set_name(request->name());
    response->set_etag("7");
    if (!draft_policy.empty()) response->mutable_policy()->set_name(draft_policy);
    return grpc::Status::OK;
  }

  grpc::Status DiscardEvaluation(grpc::ServerContext*, const heng::v1::DiscardEvaluationRequest* request,
                                 Evaluation* response) override {
    discarded.push_back(*request);
    response->set_name(request->name());
    return grpc::Status::OK;
  }

  heng::v1::ScoreSheet sheet;
  std::string draft_policy;           // of what GetEvaluation finds
  std::vector<grpc::Status> answers;  // to the next submissions, first one first; none left: accepted
  std::vector<heng::v1::ScoreEvaluationRequest> scored;
  std::vector<heng::v1::SubmitEvaluationRequest> submitted;
  std::vector<heng::v1::ListEvaluationsRequest> listed;
  std::vector<heng::v1::DiscardEvaluationRequest> discarded;
};

class CommandsTest : public testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
    std::string pattern = testing::TempDir() + "heng-commands-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }

  void TearDown() override {
    server_->Shutdown();
    std::ignore = std::system(("rm -rf '" + folder_ + "'").c_str());
  }

  std::string File(const std::string& name, const std::string& content) {
    std::ofstream(folder_ + "/" + name) << content;
    return folder_ + "/" + name;
  }

  // Runs `heng` with these arguments; what it printed is in out_ and err_.
  int Heng(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", address_});
    const auto parsed = ParseCommandLine(arguments, [](const char*) { return std::nullopt; });
    if (const auto* exit = std::get_if<Exit>(&parsed)) {
      err_ = exit->text;
      return static_cast<int>(exit->code);
    }
    const Options& options = std::get<Options>(parsed);
    std::istringstream in(in_);
    std::ostringstream out, err;
    Console console{in, out, err};
    console.language = options.language;
    console.quiet = options.quiet;
    console.in_is_terminal = in_is_terminal_;
    const ExitCode code = RunCommand(options, console);
    out_ = out.str();
    err_ = err.str();
    return static_cast<int>(code);
  }

  void AddFinding(heng::v1::Finding::Severity severity) {
    auto* finding = service_.sheet.add_findings();
    finding->set_id("weights-not-100");
    finding->set_severity(severity);
    finding->mutable_message()->set_zh("分值合计 95。");
  }

  FakeService service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_, folder_, in_, out_, err_;
  bool in_is_terminal_ = false;
};

TEST_F(CommandsTest, ScorePrintsTableAndFindings) {
  service_.sheet.set_total("93.76");
  service_.sheet.set_grade(heng::v1::EXCELLENT);
  service_.sheet.mutable_execution()->set_rate("87.61");
  service_.sheet.mutable_execution()->set_score("8.76");
  AddFinding(heng::v1::Finding::ERROR);
  in_ = R"({"projectName": "Z社保经办"})";
  EXPECT_EQ(Heng({"score", "-", "--policy", "mof-2020"}), 0) << err_;
  EXPECT_EQ(out_,
            "项目        得分  等级  执行率  执行得分  错误  警告\n"
            "Z社保经办  93.76  优    87.61%      8.76     1     0\n"
            "\n"
            "错误 1\n"
            "  weights-not-100 · 整张表\n"
            "    分值合计 95。\n");
  EXPECT_EQ(err_, "");
  EXPECT_EQ(service_.scored[0].policy(), "policies/mof-2020");
}

TEST_F(CommandsTest, FailOnTurnsFindingsIntoAnExitCode) {
  in_ = "{}";
  AddFinding(heng::v1::Finding::WARNING);
  EXPECT_EQ(Heng({"score", "-"}), 0);
  EXPECT_EQ(Heng({"score", "-", "--fail-on", "error"}), 0);
  EXPECT_EQ(Heng({"score", "-", "--fail-on", "warning"}), 5);
  AddFinding(heng::v1::Finding::ERROR);
  EXPECT_EQ(Heng({"score", "-", "--fail-on", "error"}), 5);
}

TEST_F(CommandsTest, ExplainAddsRowsAndSentences) {
  in_ = R"({"projectName": "x", "indicators": [{"level2": "数量指标", "name": "人数", "weight": "20"}]})";
  auto* row = service_.sheet.add_rows();
  row->set_row_id("r1");
  row->set_weight("20");
  row->set_score("20");
  auto* step = row->add_steps();
  step->set_rule("some-new-rule");
  step->set_result("20");
  EXPECT_EQ(Heng({"score", "-", "--explain"}), 0);
  EXPECT_THAT(out_, HasSubstr("数量指标  人数"));
  EXPECT_THAT(out_, HasSubstr("\n评分说明\n"));
  EXPECT_THAT(out_, HasSubstr("\n  数量指标/人数\n    some-new-rule"));
}

TEST_F(CommandsTest, JsonOfOneFileIsTheMessageItself) {
  service_.sheet.set_total("93.76");
  in_ = "{}";
  EXPECT_EQ(Heng({"score", "-", "-o", "json"}), 0);
  EXPECT_EQ(out_, "{\n \"total\": \"93.76\"\n}\n");
}

TEST_F(CommandsTest, JsonOfSeveralFilesIsALineEach) {
  service_.sheet.set_total("93.76");
  const std::string good = File("good.json", "{}");
  const std::string bad = File("bad.json", "{\"titel\": \"\"}");
  EXPECT_EQ(Heng({"score", good, bad, "-o", "json"}), 6);
  EXPECT_EQ(out_, "{\"file\":\"" + good + "\",\"score\":{\"total\":\"93.76\"}}\n{\"file\":\"" + bad +
                      "\",\"error\":{\"reason\":\"WRONG_FILE\",\"message\":\"Unknown field \\\"titel\\\": did you mean "
                      "\\\"title\\\"?\"}}\n");
}

TEST_F(CommandsTest, WrongFileNamesEveryMistakeAndSendsNothing) {
  const std::string path = File("a.json", "{\"titel\": \"\",\n \"indicators\": [{\"weight\": 10}]}");
  EXPECT_EQ(Heng({"submit", path}), 1);
  EXPECT_EQ(err_, path + ":1:2: titel：没有 \"titel\" 这个字段，是不是 \"title\"？\n" + path +
                      ":2:28: indicators[0].weight：数字要加引号：请写 \"10\"。\n");
  EXPECT_THAT(service_.submitted, IsEmpty());
}

TEST_F(CommandsTest, SubmitPrintsAlignedLines) {
  EXPECT_EQ(Heng({"submit", File("a.json", R"({"title": "a", "projectName": "残疾人"})"),
                  File("b.json", R"({"title": "b", "projectName": "社保大楼维护"})")}),
            0);
  EXPECT_EQ(out_,
            "项目           得分  等级  执行率得分  名称           状态\n"
            "残疾人        95.00  优          8.76  evaluations/a  已提交\n"
            "社保大楼维护  95.00  优          8.76  evaluations/b  已提交\n");
  EXPECT_EQ(err_, "成功 2，失败 0。\n");
}

TEST_F(CommandsTest, SubmittingTheSameFileTwiceIsTheSameRequest) {
  const std::string a = File("a.json", R"({"title": "a"})");
  Heng({"submit", a});
  Heng({"submit", a});
  Heng({"submit", File("copy.json", R"({"title": "a"})")});
  Heng({"submit", File("b.json", R"({"title": "b"})")});
  Heng({"submit", a, "--policy", "mof-2020"});
  Heng({"submit", a, "--dry-run"});
  Heng({"submit", a, "--request-id", "mine"});
  std::vector<std::string> ids;
  for (const auto& request : service_.submitted) ids.push_back(request.request_id());
  ASSERT_EQ(ids.size(), 7u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[0], ids[2]);
  EXPECT_NE(ids[0], ids[3]);
  EXPECT_NE(ids[0], ids[4]);
  EXPECT_NE(ids[0], ids[5]);
  EXPECT_EQ(ids[6], "mine");
  EXPECT_LE(ids[0].size(), 64u);
  EXPECT_EQ(service_.submitted[0].SerializeAsString(), service_.submitted[1].SerializeAsString());
  EXPECT_TRUE(service_.submitted[5].validate_only());
}

TEST_F(CommandsTest, BusyServerIsTriedAgainWithTheSameRequestId) {
  service_.answers = {Refusal(grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"),
                      Refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "STORE_BUSY")};
  in_ = "{}";
  EXPECT_EQ(Heng({"submit", "-"}), 0);
  ASSERT_EQ(service_.submitted.size(), 3u);
  EXPECT_EQ(service_.submitted[0].request_id(), service_.submitted[2].request_id());
}

TEST_F(CommandsTest, OtherErrorsAreNotTriedAgain) {
  service_.answers = {Refusal(grpc::StatusCode::ABORTED, "ETAG_MISMATCH")};
  in_ = "{}";
  EXPECT_EQ(Heng({"submit", "-"}), 4);
  EXPECT_EQ(service_.submitted.size(), 1u);
  EXPECT_THAT(err_, HasSubstr("ETAG_MISMATCH"));
  EXPECT_THAT(err_, HasSubstr(service_.submitted[0].request_id()));
}

TEST_F(CommandsTest, RetriesStayWithinTheTimeout) {
  service_.answers.assign(20, Refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "STORE_BUSY"));
  in_ = "{}";
  EXPECT_EQ(Heng({"submit", "-", "--timeout", "300ms"}), 1);
  EXPECT_LE(service_.submitted.size(), 2u);
}

TEST_F(CommandsTest, BlockedSubmissionPrintsTheFindings) {
  service_.answers = {Refusal(grpc::StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS")};
  AddFinding(heng::v1::Finding::ERROR);
  in_ = R"({"projectName": "x"})";
  EXPECT_EQ(Heng({"submit", "-"}), 5);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("BLOCKED_BY_FINDINGS"));
  EXPECT_THAT(err_, HasSubstr("错误 1\n  weights-not-100 · 整张表\n    分值合计 95。\n"));
}

TEST_F(CommandsTest, FindingsOfABlockedDraftAreThoseOfItsPolicy) {
  service_.answers.assign(2, Refusal(grpc::StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS"));
  service_.draft_policy = "policies/mof-2020@1";
  in_ = R"({"name": "evaluations/x", "form": {}})";
  EXPECT_EQ(Heng({"submit", "-"}), 5);
  EXPECT_EQ(Heng({"submit", "-", "--policy", "shanxi-2022"}), 5);
  ASSERT_EQ(service_.scored.size(), 2u);
  EXPECT_EQ(service_.scored[0].policy(), "policies/mof-2020@1");
  EXPECT_EQ(service_.scored[1].policy(), "policies/shanxi-2022");
}

TEST_F(CommandsTest, BatchGoesOnAfterAFailure) {
  service_.answers = {Refusal(grpc::StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN")};
  EXPECT_EQ(Heng({"submit", File("a.json", R"({"title": "a"})"), folder_ + "/none.json",
                  File("b.json", R"({"title": "b"})")}),
            6);
  EXPECT_THAT(out_, HasSubstr("evaluations/b"));
  EXPECT_THAT(out_, Not(HasSubstr("evaluations/a")));
  EXPECT_THAT(err_, HasSubstr("FORM_KEY_TAKEN"));
  EXPECT_THAT(err_, HasSubstr("none.json: 没有这个文件"));
  EXPECT_THAT(err_, HasSubstr("成功 1，失败 2。"));
}

TEST_F(CommandsTest, DryRunSaysThatNothingWasWritten) {
  in_ = "{}";
  EXPECT_EQ(Heng({"submit", "-", "--dry-run"}), 0);
  EXPECT_THAT(err_, HasSubstr("没有写入"));
  EXPECT_EQ(Heng({"submit", "-", "--dry-run", "--quiet"}), 0);
  EXPECT_EQ(err_, "");
}

TEST_F(CommandsTest, UnreachableServerStopsTheBatch) {
  server_->Shutdown();
  EXPECT_EQ(Heng({"submit", File("a.json", "{}"), File("b.json", "{}"), "--timeout", "150ms"}), 7);
  EXPECT_THAT(err_, HasSubstr("连接不上服务器 " + address_));
  EXPECT_THAT(err_, HasSubstr("还有 1 个文件没有处理"));
}

TEST_F(CommandsTest, LongBatchesReportProgressInPlainLines) {
  std::vector<std::string> arguments = {"submit"};
  for (int i = 0; i < 21; ++i) arguments.push_back(File(std::to_string(i) + ".json", "{}"));
  EXPECT_EQ(Heng(arguments), 0);
  EXPECT_THAT(err_, HasSubstr("21/21 " + arguments.back() + "\n"));
  arguments.push_back("--quiet");
  EXPECT_EQ(Heng(arguments), 0);
  EXPECT_EQ(err_, "");
}

TEST_F(CommandsTest, ListGoesThroughAllPages) {
  EXPECT_EQ(Heng({"eval", "list", "--org", "dt", "--year", "2022", "--state", "submitted", "--grade", "优"}), 0);
  EXPECT_EQ(service_.listed.size(), 3u);
  EXPECT_EQ(service_.listed[2].page_token(), "4");
  EXPECT_EQ(service_.listed[2].org(), "orgs/dt");
  EXPECT_EQ(service_.listed[2].fiscal_year(), 2022);
  EXPECT_EQ(service_.listed[2].state(), Evaluation::SUBMITTED);
  EXPECT_EQ(service_.listed[2].grade(), heng::v1::EXCELLENT);
  EXPECT_THAT(out_, HasSubstr("项目0  100.00"));
  EXPECT_THAT(out_, HasSubstr("项目4  100.00"));
}

TEST_F(CommandsTest, ListStopsAtTheLimit) {
  EXPECT_EQ(Heng({"eval", "list", "--limit", "3", "-o", "json"}), 0);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3);
  EXPECT_EQ(service_.listed.size(), 2u);
  EXPECT_EQ(service_.listed[1].page_size(), 1);
}

TEST_F(CommandsTest, ShowPrintsTableOrJson) {
  EXPECT_EQ(Heng({"eval", "show", "x"}), 0);
  EXPECT_THAT(out_, HasSubstr("名称  evaluations/x"));
  EXPECT_EQ(Heng({"eval", "show", "evaluations/x", "-o", "json"}), 0);
  EXPECT_EQ(out_, "{\n \"name\": \"evaluations/x\",\n \"etag\": \"7\"\n}\n");
  EXPECT_EQ(Heng({"eval", "show", "none"}), 1);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("EVALUATION_NOT_FOUND"));
}

TEST_F(CommandsTest, DiscardWantsConfirmationAndTheCurrentVersion) {
  EXPECT_EQ(Heng({"eval", "discard", "x"}), 2);
  EXPECT_THAT(service_.discarded, IsEmpty());
  EXPECT_EQ(Heng({"eval", "discard", "x", "--yes"}), 0);
  ASSERT_EQ(service_.discarded.size(), 1u);
  EXPECT_EQ(service_.discarded[0].etag(), "7");
  EXPECT_FALSE(service_.discarded[0].request_id().empty());
  in_is_terminal_ = true;
  in_ = "n\n";
  EXPECT_EQ(Heng({"eval", "discard", "x"}), 1);
  in_ = "y\n";
  EXPECT_EQ(Heng({"eval", "discard", "x", "--etag", "3"}), 0);
  ASSERT_EQ(service_.discarded.size(), 2u);
  EXPECT_EQ(service_.discarded[1].etag(), "3");
}

TEST_F(CommandsTest, OutputThatCanNotBeWrittenIsAFailure) {
  const auto parsed = ParseCommandLine({"version"}, [](const char*) { return std::nullopt; });
  std::istringstream in;
  std::ofstream full("/dev/full");
  std::ostringstream err;
  const Console console{in, full, err};
  EXPECT_EQ(RunCommand(std::get<Options>(parsed), console), ExitCode::kFailure);
  EXPECT_THAT(err.str(), HasSubstr("输出不完整"));
}

}  // namespace
}  // namespace heng::cli
