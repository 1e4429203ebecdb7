// heng eval, target and review against a server in this process. What each command sends, prints and ends with stands
// in tests/data/cli/*.txt, for people to read:
//   $ the command          < what is typed on the terminal it runs on
//   > a call of it         what stands alone is stdout     ! stderr     = exit code
// With HENG_UPDATE_GOLDEN set the files are written anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "fake_forms.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kEvaluation[] = R"({
  "etag": "3", "summary": {"projectName": "驻村帮扶", "fiscalYear": 2022, "org": "orgs/dt", "total": "94",
                           "grade": "EXCELLENT"},
  "form": {"projectName": "J驻村帮扶", "fiscalYear": 2022, "funds": {"total": {"id": "total", "annualBudget": "210000.00"}},
           "indicators": [{"id": "r1", "level2": "数量指标", "name": "驻村人数", "actual": "3人"}]},
  "score": {"total": "94", "grade": "EXCELLENT"}})";

constexpr char kTarget[] = R"({
  "etag": "2", "summary": {"projectName": "驻村帮扶", "fiscalYear": 2023, "org": "orgs/dt", "annualFunds": "210000.00"},
  "form": {"projectName": "J驻村帮扶", "fiscalYear": 2023, "annualFunds": {"total": "210000.00"}, "annualGoal": "驻村三人",
           "indicators": [{"id": "r1", "level1": "产出指标",
                           "annual": {"level2": "数量指标", "name": "驻村人数", "value": "≥3人"}}]}})";

// Words between blanks; "…" keeps blanks.
std::vector<std::string> Words(const std::string& line) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      if (!open) words.emplace_back();
      open = true;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) words.emplace_back();
      open = true;
      words.back() += c;
    }
  }
  return words;
}

class FormCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&evaluations_).RegisterService(&targets_).RegisterService(&tasks_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
    for (const auto& [id, state] : {std::pair{"draft", "DRAFT"},
                                    {"draft2", "DRAFT"},
                                    {"e1", "SUBMITTED"},
                                    {"e2", "SUBMITTED"},
                                    {"back", "RETURNED"},
                                    {"ok", "APPROVED"},
                                    {"ok2", "APPROVED"}}) {
      Add(kEvaluation, std::string("evaluations/") + id, state, &world_.evaluations);
    }
    for (const auto& [id, state] : {std::pair{"draft", "DRAFT"},
                                    {"t1", "SUBMITTED"},
                                    {"t2", "SUBMITTED"},
                                    {"t3", "REVIEWED"},
                                    {"ok", "APPROVED"}}) {
      Add(kTarget, std::string("targets/") + id, state, &world_.targets);
    }
    for (const char* text : {"缺少佐证", "请附验收报告"}) {
      heng::v1::Comment comment;
      comment.set_text(text);
      comment.set_author("principals/li");
      comment.set_role("reviewer");
      testing::World::AddComments<heng::v1::Evaluation>(
          google::protobuf::RepeatedPtrField<heng::v1::Comment>(&comment, &comment + 1), true,
          &world_.evaluations["evaluations/back"]);
    }
    folder_.File("form.json", kEvaluation);
    folder_.File("target.json", kTarget);
    folder_.File("good.json",
                 R"({"projectName": "好", "fiscalYear": 2023, "indicators": [{"annual": {"name": "人数"}}]})");
    folder_.File("bad.json",
                 R"({"projectName": "坏", "fiscalYear": 2023, "indicators": [{"annual": {"name": "人数"}}]})");
    folder_.File("wrong.json", R"({"projectNam": "坏"})");
  }
  void TearDown() override { server_->Shutdown(); }

  template <typename Form>
  static void Add(const char* text, const std::string& name, const std::string& state,
                  std::map<std::string, Form>* forms) {
    Form form;
    EXPECT_TRUE(json::ReadMessage(text, &form).empty());
    form.set_name(name);
    testing::ParseStateName(state, &form);
    (*forms)[name] = form;
  }

  testing::Ran Heng(const std::vector<std::string>& words, const std::string& typed = "", bool terminal = false) {
    testing::Around around;
    around.standard_input = typed;
    around.in_is_terminal = terminal;
    return testing::RunHeng(testing::Joined(words, {"--server", address_, "--config", folder_.path() + "/none.toml"}),
                            around);
  }

  std::string Prefixed(const char* prefix, const std::string& text) const {
    std::string out;
    for (const auto line : absl::StrSplit(text, '\n')) {
      if (!line.empty()) out += std::string(prefix) + std::string(line) + "\n";
    }
    return out;
  }

  // Runs the commands of a transcript and tells what came of them.
  std::string Replay(const std::string& transcript) {
    std::string out;
    const std::vector<std::string> lines = absl::StrSplit(transcript, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& line = lines[i];
      if (line.starts_with("#")) out += (out.empty() ? "" : "\n") + line + "\n";
      if (!line.starts_with("$ heng ")) continue;
      std::string typed;
      out += line + "\n";
      for (; i + 1 < lines.size() && lines[i + 1].starts_with("<"); ++i) {
        typed += lines[i + 1].substr(lines[i + 1].size() > 1 ? 2 : 1) + "\n";
        out += lines[i + 1] + "\n";
      }
      world_.calls.clear();
      const auto ran =
          Heng(Words(absl::StrReplaceAll(line.substr(7), {{"{tmp}", folder_.path()}})), typed, !typed.empty());
      for (const std::string& call : world_.calls) out += "> " + call + "\n";
      out += ran.out;
      if (!ran.out.empty() && ran.out.back() != '\n') out += "\n";
      out += Prefixed("! ", ran.err) + "= " + std::to_string(ran.code) + "\n";
    }
    return absl::StrReplaceAll(out, {{folder_.path(), "{tmp}"}, {address_, "{server}"}});
  }

  void Check(const std::string& name) {
    const std::string path = std::string(HENG_SOURCE_DIR) + "/tests/data/cli/" + name + ".txt";
    const std::string expected = testing::ReadAll(path);
    ASSERT_THAT(expected, HasSubstr("$ heng ")) << path;
    std::string got = Replay(expected);
    // Request ids are made from the content: which they are says nothing to a reader.
    std::size_t at = 0;
    while ((at = got.find("heng-", at)) != std::string::npos) {
      std::size_t end = at + 5;
      while (end < got.size() && std::isxdigit(static_cast<unsigned char>(got[end])) != 0) ++end;
      if (end - at > 20) got.replace(at, end - at, "heng-{id}");
      at += 5;
    }
    if (std::getenv("HENG_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << got;
    EXPECT_EQ(got, expected) << path;
  }

  testing::World world_;
  testing::FakeEvaluations evaluations_{&world_};
  testing::FakeTargets targets_{&world_};
  testing::FakeTasks tasks_{&world_};
  testing::Folder folder_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

TEST_F(FormCommands, Evaluations) { Check("eval"); }
TEST_F(FormCommands, EvaluationsInEnglish) { Check("eval-en"); }
TEST_F(FormCommands, Targets) { Check("target"); }
TEST_F(FormCommands, Reviews) { Check("review"); }
TEST_F(FormCommands, ManyAtOnce) { Check("batch"); }
TEST_F(FormCommands, Refusals) { Check("refusals"); }

TEST_F(FormCommands, ManyGoInBatchesOf500) {
  world_.evaluations.clear();
  for (int i = 0; i < 1001; ++i) {
    Add(kEvaluation, "evaluations/n" + std::to_string(i), "SUBMITTED", &world_.evaluations);
  }
  const auto ran = Heng({"review", "approve", "--org", "dt", "--year", "2022", "--yes", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1001);
  const auto batches = std::count_if(world_.calls.begin(), world_.calls.end(), [](const std::string& call) {
    return call.starts_with("BatchApproveEvaluations ");
  });
  EXPECT_EQ(batches, 3);
  // A request id would name three requests.
  EXPECT_EQ(Heng({"review", "accept", "--org", "dt", "--year", "2022", "--yes", "--request-id", "x"}).code, 2);
}

// Two steps with the same name, etag and reason are two requests; the same step again is one.
TEST_F(FormCommands, RequestIdsTellStepsApart) {
  const std::vector<std::string> check = {"eval", "check", "draft", "--dry-run"};
  Heng(check);
  Heng(check);
  Heng({"eval", "withdraw", "draft", "--dry-run"});
  ASSERT_EQ(world_.request_ids.size(), 3u);
  EXPECT_EQ(world_.request_ids[0], world_.request_ids[1]);
  EXPECT_NE(world_.request_ids[0], world_.request_ids[2]);
}

TEST_F(FormCommands, TheEtagGivenIsTheOneSent) {
  const auto ran = Heng({"eval", "check", "draft", "--etag", "2"});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(world_.calls.back(), HasSubstr("\"etag\":\"2\""));
  EXPECT_EQ(Heng({"eval", "check", "draft", "draft2", "--etag", "2"}).code, 2);
}

}  // namespace
}  // namespace heng::cli
