// Scoring without a server: the same output as with one, byte for byte.
#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include "heng/v1/evaluation_service.grpc.pb.h"
#include "run_heng.h"
#include "scoring/score.h"

namespace heng::cli {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::Joined;
using ::testing::Not;
using testing::Ran;
using testing::RunHeng;
using testing::Seed;
using testing::SevenSeeds;
using ::testing::StartsWith;

class ScoringService : public heng::v1::EvaluationService::Service {
 public:
  grpc::Status ScoreEvaluation(grpc::ServerContext*, const heng::v1::ScoreEvaluationRequest* request,
                               heng::v1::ScoreEvaluationResponse* response) override {
    const std::string policy = request->policy().empty() ? "policies/mof-2020" : request->policy();
    *response->mutable_score() = scoring::Score(*scoring::ShippedPolicies::Get().Find(policy), request->form());
    return grpc::Status::OK;
  }
};

class OfflineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  void TearDown() override { server_->Shutdown(); }

  // Runs `score` with and without the server and expects the same; returns what it was.
  Ran SameBothWays(const std::vector<std::string>& arguments, const std::string& in = "") {
    const Ran server = RunHeng(Joined({"score", "--server", address_}, arguments), in);
    const Ran here = RunHeng(Joined({"score", "--offline"}, arguments), in);
    EXPECT_EQ(here.out, server.out);
    EXPECT_EQ(here.err, server.err);
    EXPECT_EQ(here.code, server.code);
    return here;
  }

  ScoringService service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  Folder folder_;
};

TEST_F(OfflineTest, OneForm) {
  for (const std::string& file : SevenSeeds()) {
    for (const char* policy : {"mof-2020", "shanxi-2022"}) {
      for (const char* lang : {"zh", "en"}) {
        const Ran ran = SameBothWays({file, "--policy", policy, "--lang", lang, "--explain"});
        EXPECT_EQ(ran.code, 0);
        EXPECT_NE(ran.out, "");
      }
    }
  }
}

TEST_F(OfflineTest, SeveralForms) {
  const Ran ran = SameBothWays(Joined({"--policy", "shanxi-2022"}, SevenSeeds()));
  EXPECT_THAT(ran.out, HasSubstr("88.77"));
  SameBothWays(Joined({"--explain"}, SevenSeeds()));
  SameBothWays(Joined({"-o", "json"}, SevenSeeds()));
  SameBothWays({"-o", "json", Seed("2-zhucun-bangfu")});
}

TEST_F(OfflineTest, DefaultPolicyStandardInputAndFailures) {
  SameBothWays({"-"}, testing::ReadAll(Seed("3-shebao-wangluo")));
  const std::string bad = folder_.File("bad.json", "{\"titel\": \"\"}");
  EXPECT_EQ(SameBothWays({bad}).code, 1);
  EXPECT_EQ(SameBothWays({Seed("5-dangan-guanli"), bad, folder_.path() + "/none.json", "-o", "json"}).code, 6);
}

TEST_F(OfflineTest, FailOn) {
  EXPECT_EQ(SameBothWays({Seed("as-extracted/6-shebao-dalou"), "--fail-on", "error"}).code, 5);
  EXPECT_EQ(SameBothWays(Joined({"--policy", "shanxi-2022", "--fail-on", "error"}, SevenSeeds())).code, 0);
}

TEST(Offline, NeedsNoServerWhateverTheEnvironmentSays) {
  const auto parsed = ParseCommandLine({"check", "a"}, [](const char* name) -> std::optional<std::string> {
    return std::string(name) == "HENG_SERVER" ? std::optional<std::string>("far.example.com:1") : std::nullopt;
  });
  EXPECT_TRUE(std::holds_alternative<Options>(parsed));
}

TEST(Offline, WrongFieldsAreNamedAsTheServerDoes) {
  const Ran ran = RunHeng({"score", "--offline", "-"}, R"({"fiscalYear": 1900, "indicators": [{"weight": "-1"}]})");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("[INVALID_FIELDS]"));
  EXPECT_THAT(ran.err, HasSubstr("\n  form.fiscalYear："));
  EXPECT_THAT(ran.err, HasSubstr("\n  form.indicators[0].weight："));
}

TEST(Offline, EnglishExplanationsNameTheGradeInEnglish) {
  const std::vector<std::string> form = {Seed("2-zhucun-bangfu"), "--policy", "shanxi-2022", "--explain"};
  EXPECT_THAT(RunHeng(Joined({"score", "--offline", "--lang", "en"}, form)).out,
              HasSubstr("from 80 on it is \"Good\""));
  EXPECT_THAT(RunHeng(Joined({"score", "--offline"}, form)).out, HasSubstr("80 及以上为“良”"));
}

TEST(Offline, UnknownPolicyNamesThoseThereAre) {
  const Ran ran = RunHeng({"check", Seed("5-dangan-guanli"), "--policy", "mars-1999"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("POLICY_NOT_FOUND"));
  EXPECT_THAT(ran.err, HasSubstr("policies/shanxi-2022"));
}

TEST(Offline, PolicyOfAFile) {
  const Folder folder;
  const std::string path = folder.File("own.textproto", testing::ShippedPolicyText("shanxi-2022"));
  const std::vector<std::string> form = {Seed("3-shebao-wangluo")};
  EXPECT_EQ(RunHeng(Joined({"score", "--offline", "--policy-file", path}, form)).out,
            RunHeng(Joined({"score", "--offline", "--policy", "shanxi-2022"}, form)).out);
  EXPECT_EQ(RunHeng(Joined({"score", "--policy-file", path}, form)).code, 2);
  EXPECT_EQ(RunHeng(Joined({"check", "--policy-file", path, "--policy", "mof-2020"}, form)).code, 2);
  EXPECT_EQ(RunHeng(Joined({"score", "--policy", path}, form)).code, 2);
  EXPECT_EQ(RunHeng(Joined({"check", "--policy", path}, form)).out,
            RunHeng(Joined({"check", "--policy-file", path}, form)).out);
  const Ran wrong = RunHeng(Joined({"check", "--policy-file", folder.File("x.textproto", "nme: 1")}, form));
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("x.textproto:1:"));
  EXPECT_THAT(wrong.err, HasSubstr("[WRONG_POLICY]"));
}

TEST(Check, PrintsFindingsOnly) {
  const Ran one = RunHeng({"check", Seed("as-extracted/6-shebao-dalou"), "--policy", "shanxi-2022"});
  EXPECT_EQ(one.code, 0);
  EXPECT_THAT(one.out, StartsWith("错误 "));
  EXPECT_THAT(one.out, HasSubstr("weights-not-100"));
  EXPECT_THAT(one.err, HasSubstr("检查 1 份：错误 "));
  const Ran scored = RunHeng({"score", "--offline", Seed("as-extracted/6-shebao-dalou"), "--policy", "shanxi-2022"});
  EXPECT_THAT(scored.out, ::testing::EndsWith("\n" + one.out));
}

TEST(Check, NamesTheFileOfEveryFinding) {
  const std::string a = Seed("as-extracted/6-shebao-dalou"), b = Seed("as-extracted/7-jinbao-gongcheng");
  const Ran ran = RunHeng({"check", a, b, "--quiet"});
  EXPECT_THAT(ran.out, StartsWith(a + " · "));
  EXPECT_THAT(ran.out, HasSubstr("\n\n" + b + " · "));
  EXPECT_EQ(ran.err, "");
}

TEST(Check, JsonHasFindingsAndNoScores) {
  const Ran ran = RunHeng({"check", Seed("as-extracted/6-shebao-dalou"), "-o", "json", "--fail-on", "error"});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.out, HasSubstr("\"findings\""));
  EXPECT_THAT(ran.out, Not(HasSubstr("\"rows\"")));
  EXPECT_THAT(ran.out, Not(HasSubstr("\"total\"")));
  EXPECT_EQ(ran.err, "");
}

TEST(Check, LooksAtContactsToo) {
  const std::string contacts = R"({"form": {}, "contacts": {"phone": ")" + std::string(5000, '1') + "\"}}";
  EXPECT_THAT(RunHeng({"check", "-"}, contacts).err, HasSubstr("contacts.phone"));
}

TEST(Check, ManyFilesKeepTheirOrderAndSayHowFarTheyAre) {
  const Folder folder;
  std::vector<std::string> arguments = {"check", "-o", "json"};
  for (int i = 0; i < 2050; ++i) {
    arguments.push_back(folder.File(std::to_string(i) + ".json", R"({"projectName": "项目"})"));
  }
  // Every form has no subject: an error each, told in order.
  const Ran ran = RunHeng(arguments);
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.err, HasSubstr("\n1000/2050 " + folder.path() + "/999.json\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n2000/2050 " + folder.path() + "/1999.json\n"));
  EXPECT_THAT(ran.err, Not(HasSubstr("\n1001/2050")));
  std::istringstream lines(ran.out);
  int i = 0;
  for (std::string line; std::getline(lines, line); ++i) {
    ASSERT_THAT(line, StartsWith("{\"file\":\"" + folder.path() + "/" + std::to_string(i) + ".json\","));
  }
  EXPECT_EQ(i, 2050);
}

TEST(Check, OnATerminalProgressIsOneLineThatGoesAway) {
  const Folder folder;
  std::vector<std::string> arguments = {"check"};
  const std::string form = testing::ReadAll(Seed("5-dangan-guanli"));
  for (int i = 0; i < 60; ++i) arguments.push_back(folder.File(std::to_string(i) + ".json", form));
  const Ran ran = RunHeng(arguments, "", true);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("\r\x1b[K50/60 "));
  EXPECT_THAT(ran.err, HasSubstr("\r\x1b[K检查 60 份"));
}

}  // namespace
}  // namespace heng::cli
