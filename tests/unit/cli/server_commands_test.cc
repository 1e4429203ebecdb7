// The commands of directory, access, policies and windows, against a server in this process that answers as each test
// says.
#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client/cli/rpc.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using heng::v1::ImportResult;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MadeUpToken;
using ::testing::Not;
using ::testing::StartsWith;

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  details.add_details()->PackFrom(info);
  return {code, "refused", details.SerializeAsString()};
}

std::string BearerOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  return found == context.client_metadata().end() ? "" : std::string(found->second.data(), found->second.size());
}

class FakeDirectory : public heng::v1::DirectoryService::Service {
 public:
  grpc::Status GetOrg(grpc::ServerContext*, const heng::v1::GetOrgRequest* request, heng::v1::Org* org) override {
    org->set_name(request->name());
    org->set_title("大同市");
    org->set_etag("7");
    return grpc::Status::OK;
  }
  grpc::Status ListOrgs(grpc::ServerContext*, const heng::v1::ListOrgsRequest* request,
                        heng::v1::ListOrgsResponse* response) override {
    listed.push_back(*request);
    const bool first = request->page_token().empty();
    auto* org = response->add_orgs();
    org->set_name(first ? "orgs/sx" : "orgs/sx-datong");
    org->set_title(first ? "山西省" : "大同市");
    org->set_type(heng::v1::Org::REGION);
    if (!first) org->set_parent("orgs/sx");
    if (!first) org->set_code("140200");
    if (first) response->set_next_page_token("2");
    return grpc::Status::OK;
  }
  grpc::Status CreateOrg(grpc::ServerContext*, const heng::v1::CreateOrgRequest* request, heng::v1::Org* org) override {
    created.push_back(*request);
    *org = request->org();
    return grpc::Status::OK;
  }
  grpc::Status UpdateOrg(grpc::ServerContext*, const heng::v1::UpdateOrgRequest* request, heng::v1::Org* org) override {
    updated.push_back(*request);
    *org = request->org();
    return grpc::Status::OK;
  }
  grpc::Status CloseOrg(grpc::ServerContext*, const heng::v1::CloseOrgRequest* request, heng::v1::Org*) override {
    closed.push_back(*request);
    return grpc::Status::OK;
  }
  grpc::Status MergeOrgs(grpc::ServerContext*, const heng::v1::MergeOrgsRequest* request,
                         heng::v1::MergeOrgsResponse* response) override {
    merged.push_back(*request);
    response->mutable_successor()->set_name(request->successor());
    response->set_moved_evaluations(3);
    response->set_moved_targets(1);
    response->set_moved_projects(2);
    *response->mutable_not_moved() = {not_moved.begin(), not_moved.end()};
    response->set_not_moved_count(static_cast<int>(not_moved.size()));
    return grpc::Status::OK;
  }
  grpc::Status ImportOrgs(grpc::ServerContext*, const heng::v1::ImportOrgsRequest* request,
                          heng::v1::ImportOrgsResponse* response) override {
    if (imported.size() == fail_at) return {grpc::StatusCode::PERMISSION_DENIED, "no"};
    imported.push_back(*request);
    for (const auto& org : request->orgs()) {
      auto* result = response->add_results();
      result->set_name(org.name());
      result->set_outcome(org.title() == "旧" ? ImportResult::UNCHANGED : ImportResult::CREATED);
      if (org.title() != "坏") continue;
      result->set_outcome(ImportResult::REFUSED);
      result->set_reason("INVALID_FIELDS");
      result->mutable_message()->set_zh("上级不存在, 请核对。");
    }
    if (drop_result) response->mutable_results()->RemoveLast();
    return grpc::Status::OK;
  }
  grpc::Status ReplaceProjects(grpc::ServerContext*, const heng::v1::ReplaceProjectsRequest* request,
                               heng::v1::ReplaceProjectsResponse*) override {
    replaced.push_back(*request);
    return grpc::Status::OK;
  }

  std::size_t fail_at = 1000;  // of the imports
  bool drop_result = false;
  std::vector<heng::v1::NotMoved> not_moved;
  std::vector<heng::v1::ListOrgsRequest> listed;
  std::vector<heng::v1::CreateOrgRequest> created;
  std::vector<heng::v1::UpdateOrgRequest> updated;
  std::vector<heng::v1::CloseOrgRequest> closed;
  std::vector<heng::v1::MergeOrgsRequest> merged;
  std::vector<heng::v1::ImportOrgsRequest> imported;
  std::vector<heng::v1::ReplaceProjectsRequest> replaced;
};

class FakeAccess : public heng::v1::AccessService::Service {
 public:
  grpc::Status WhoAmI(grpc::ServerContext* context, const heng::v1::WhoAmIRequest*,
                      heng::v1::WhoAmIResponse* response) override {
    bearer = BearerOf(*context);
    if (bearer != "Bearer " + good_token) return Refusal(grpc::StatusCode::UNAUTHENTICATED, "TOKEN_UNKNOWN");
    response->mutable_principal()->set_name("principals/zhang-san");
    response->mutable_principal()->set_title("张三");
    response->mutable_principal()->set_org("orgs/dt");
    auto* grant = response->mutable_principal()->add_grants();
    grant->set_role(heng::v1::PREPARER);
    grant->set_org("orgs/dt");
    grant->set_clearance(true);
    response->set_token("tokens/t1");
    response->mutable_expire_time()->set_seconds(1700000000);
    response->add_methods("SubmitEvaluation");
    response->add_methods("GetEvaluation");
    return grpc::Status::OK;
  }
  grpc::Status GetPrincipal(grpc::ServerContext*, const heng::v1::GetPrincipalRequest* request,
                            heng::v1::Principal* principal) override {
    principal->set_name(request->name());
    principal->set_etag("5");
    return grpc::Status::OK;
  }
  grpc::Status UpdatePrincipal(grpc::ServerContext*, const heng::v1::UpdatePrincipalRequest* request,
                               heng::v1::Principal* principal) override {
    updated.push_back(*request);
    *principal = request->principal();
    return grpc::Status::OK;
  }
  grpc::Status AddGrant(grpc::ServerContext*, const heng::v1::AddGrantRequest* request,
                        heng::v1::Principal* principal) override {
    granted.push_back(*request);
    principal->set_name(request->principal());
    return grpc::Status::OK;
  }
  grpc::Status CreateToken(grpc::ServerContext*, const heng::v1::CreateTokenRequest* request,
                           heng::v1::Token* token) override {
    tokens.push_back(*request);
    *token = request->token();
    token->set_name("tokens/t2");
    token->set_secret(new_secret);
    return grpc::Status::OK;
  }
  grpc::Status RevokeToken(grpc::ServerContext*, const heng::v1::RevokeTokenRequest* request,
                           heng::v1::Token* token) override {
    revoked.push_back(request->name());
    token->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status SetFilingWindow(grpc::ServerContext*, const heng::v1::SetFilingWindowRequest* request,
                               heng::v1::FilingWindow* window) override {
    windows.push_back(*request);
    *window = request->window();
    return grpc::Status::OK;
  }

  std::string good_token = MadeUpToken(), new_secret = MadeUpToken('n'), bearer;
  std::vector<heng::v1::UpdatePrincipalRequest> updated;
  std::vector<heng::v1::AddGrantRequest> granted;
  std::vector<heng::v1::CreateTokenRequest> tokens;
  std::vector<heng::v1::SetFilingWindowRequest> windows;
  std::vector<std::string> revoked;
};

class FakePolicies : public heng::v1::PolicyService::Service {
 public:
  grpc::Status ListActivations(grpc::ServerContext*, const heng::v1::ListActivationsRequest*,
                               heng::v1::ListActivationsResponse* response) override {
    auto* activation = response->add_activations();
    activation->set_name("activations/a");
    activation->set_org("orgs/sx");
    activation->set_from_year(2022);
    activation->set_policy("policies/shanxi-2022@1");
    response->set_default_policy("policies/mof-2020@1");
    return grpc::Status::OK;
  }
  grpc::Status CreatePolicy(grpc::ServerContext*, const heng::v1::CreatePolicyRequest* request,
                            heng::v1::PolicyRevision* revision) override {
    created.push_back(*request);
    revision->set_name(request->policy().name() + "@1");
    return grpc::Status::OK;
  }
  grpc::Status ListPolicies(grpc::ServerContext*, const heng::v1::ListPoliciesRequest*,
                            heng::v1::ListPoliciesResponse* response) override {
    response->add_policies()->set_name("policies/local@3");
    return grpc::Status::OK;
  }
  std::vector<heng::v1::CreatePolicyRequest> created;
};

class ServerCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&directory_).RegisterService(&access_).RegisterService(&policies_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
    config_ = folder_.path() + "/config.toml";
  }
  void TearDown() override { server_->Shutdown(); }

  // With --server, and in English unless `arguments` say otherwise.
  testing::Ran Heng(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", address_});
    return Bare(arguments);
  }
  testing::Ran Bare(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--config", config_});
    if (std::find(arguments.begin(), arguments.end(), "--lang") == arguments.end()) {
      arguments.insert(arguments.end(), {"--lang", "en"});
    }
    return testing::RunHeng(arguments, around_);
  }

  testing::Folder folder_;
  testing::Around around_;
  FakeDirectory directory_;
  FakeAccess access_;
  FakePolicies policies_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_, config_;
};

TEST_F(ServerCommands, ListsFollowThePages) {
  const auto ran = Heng({"org", "list", "--org", "sx", "--all", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "单位    类型  代码  名称     上级  停用\n"
            "山西省  地区        orgs/sx\n"
            "大同市  地区  140200  orgs/sx-datong  orgs/sx\n");
  ASSERT_EQ(directory_.listed.size(), 2u);
  EXPECT_EQ(directory_.listed[0].org(), "orgs/sx");
  EXPECT_TRUE(directory_.listed[1].show_closed());
  EXPECT_EQ(Heng({"org", "list", "--limit", "1", "-o", "json"}).out,
            "{\"name\":\"orgs/sx\",\"title\":\"山西省\",\"type\":\"REGION\"}\n");
  EXPECT_EQ(directory_.listed.size(), 3u);
}

TEST_F(ServerCommands, CreatingTwiceIsOneRequest) {
  const std::vector<std::string> command = {"org",    "create", "dt",       "--title", "大同市",
                                            "--type", "地区",   "--parent", "sx"};
  const auto ran = Heng(command);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, StartsWith("Create orgs/dt (大同市)\nNext: "));
  Heng(command);
  ASSERT_EQ(directory_.created.size(), 2u);
  const auto request = directory_.created[0];
  EXPECT_EQ(request.org().type(), heng::v1::Org::REGION);
  EXPECT_EQ(request.org().parent(), "orgs/sx");
  EXPECT_THAT(request.request_id(), StartsWith("heng-"));
  EXPECT_EQ(request.request_id(), directory_.created[1].request_id());
  auto dry = command;
  dry.push_back("--dry-run");
  EXPECT_THAT(Heng(dry).err, HasSubstr("nothing was written"));
  EXPECT_TRUE(directory_.created[2].validate_only());
  EXPECT_NE(directory_.created[2].request_id(), request.request_id());
}

// What may be undone and wanted again is a new request each time: the same id would be answered and not done.
TEST_F(ServerCommands, GrantingAgainIsANewRequest) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Heng({"access", "grant", "li", "--role", "经办", "--org", "dt", "--clearance"}).code, 0);
    EXPECT_EQ(Heng({"window", "set", "--org", "dt", "--year", "2022", "--type", "自评", "--close", "2023-04-30"}).code,
              0);
  }
  ASSERT_EQ(access_.granted.size(), 2u);
  EXPECT_NE(access_.granted[0].request_id(), access_.granted[1].request_id());
  EXPECT_NE(access_.windows[0].request_id(), access_.windows[1].request_id());
  EXPECT_EQ(access_.granted[0].grant().role(), heng::v1::PREPARER);
  EXPECT_TRUE(access_.granted[0].grant().clearance());
  EXPECT_EQ(access_.windows[0].window().form_type(), heng::v1::EVALUATION);
  EXPECT_EQ(access_.windows[0].window().fiscal_year(), 2022);
}

TEST_F(ServerCommands, UpdatesSendWhatWasGivenAndTheEtag) {
  EXPECT_EQ(Heng({"org", "update", "dt", "--code", "", "--title", "新名"}).code, 0);
  ASSERT_EQ(directory_.updated.size(), 1u);
  EXPECT_EQ(directory_.updated[0].org().etag(), "7");
  EXPECT_THAT(directory_.updated[0].update_mask().paths(), ElementsAre("code", "title"));
  EXPECT_EQ(Heng({"org", "update", "dt"}).code, 2);
  EXPECT_EQ(Heng({"access", "disable", "li", "--yes"}).code, 0);
  EXPECT_THAT(access_.updated[0].update_mask().paths(), ElementsAre("disabled"));
  EXPECT_TRUE(access_.updated[0].principal().disabled());
}

TEST_F(ServerCommands, WhatTakesAwayAsksFirst) {
  for (const auto& command : std::vector<std::vector<std::string>>{{"org", "close", "dt"},
                                                                   {"org", "merge", "a", "b", "--into", "c"},
                                                                   {"project", "replace", "a", "--by", "b", "c"},
                                                                   {"token", "revoke", "t1"},
                                                                   {"access", "disable", "li"}}) {
    const auto unsure = Heng(command);
    EXPECT_EQ(unsure.code, 2) << command[1];
    EXPECT_THAT(unsure.err, HasSubstr("--yes"));
    around_.in_is_terminal = true;
    around_.standard_input = "n\n";
    EXPECT_EQ(Heng(command).code, 1) << command[1];
    around_ = {};
  }
  EXPECT_TRUE(directory_.closed.empty() && directory_.merged.empty() && directory_.replaced.empty());
  EXPECT_TRUE(access_.revoked.empty() && access_.updated.empty());
  around_.in_is_terminal = true;
  around_.standard_input = "y\n";
  const auto merged = Heng({"org", "merge", "a", "b", "--into", "c", "--date", "2021-03-01"});
  EXPECT_EQ(merged.code, 0);
  EXPECT_THAT(merged.err,
              HasSubstr("Merge into orgs/c: orgs/a, orgs/b; moved 3 evaluation(s), 1 target(s) and 2 project(s)"));
  EXPECT_THAT(directory_.merged[0].predecessors(), ElementsAre("orgs/a", "orgs/b"));
  around_ = {};
  heng::v1::NotMoved stayed;
  stayed.set_name("evaluations/x");
  stayed.set_reason("FORM_KEY_TAKEN");
  stayed.mutable_message()->set_en("there is one already");
  directory_.not_moved.push_back(stayed);
  const auto part = Heng({"org", "merge", "a", "--into", "c", "--yes"});
  EXPECT_EQ(part.code, 6);
  EXPECT_THAT(part.err, HasSubstr("Not moved: 1 evaluation(s); mend them and repeat the command:\n"
                                  "  evaluations/x [FORM_KEY_TAKEN]\n    there is one already\n"));
  EXPECT_EQ(Heng({"org", "close", "dt", "--yes", "--end-date", "2022-12-31"}).code, 0);
  EXPECT_EQ(directory_.closed[0].etag(), "7");
  EXPECT_EQ(directory_.closed[0].end_date(), "2022-12-31");
}

TEST_F(ServerCommands, ImportAnswersRowByRow) {
  const std::string path = folder_.File("orgs.csv", "编号,名称,类型\na,新,单位\nb,旧,单位\nc,坏,单位\nd,错,城市\n");
  const std::string results = folder_.path() + "/results.csv";
  const auto ran = Heng({"org", "import", path, "--results", results, "--lang", "zh"});
  EXPECT_EQ(ran.code, 6) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(path + ":2  新建  orgs/a"), HasSubstr(path + ":3  未变  orgs/b"),
                             HasSubstr(path + ":4  拒绝  orgs/c  上级不存在"), HasSubstr(path + ":5  拒绝")));
  EXPECT_THAT(ran.err, HasSubstr("新建 1，更新 0，未变 1，拒绝 2。"));
  EXPECT_EQ(directory_.imported.at(0).orgs_size(), 3);  // the wrong row is not sent
  EXPECT_EQ(testing::ReadAll(results),
            "\xEF\xBB\xBF文件,行,结果,名称,原因,说明\r\n" + path + ",2,新建,orgs/a,,\r\n" + path +
                ",3,未变,orgs/b,,\r\n" + path + ",4,拒绝,orgs/c,INVALID_FIELDS,\"上级不存在, 请核对。\"\r\n" + path +
                ",5,拒绝,,WRONG_ROW,\"类型：\"\"城市\"\" 不对：应当是地区、主管部门、预算单位。\"\r\n");
  const auto again = Heng({"org", "import", path, "--results", results});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("exists and is not overwritten"));
  EXPECT_EQ(directory_.imported.size(), 1u);  // nothing was sent
}

TEST_F(ServerCommands, ImportGoesInBatches) {
  std::string text = "id,title\n";
  for (int i = 0; i < 1001; ++i) text += "o" + std::to_string(i) + ",新\n";
  const std::string path = folder_.File("orgs.csv", text);
  EXPECT_EQ(Heng({"org", "import", path, "--dry-run"}).code, 0);
  ASSERT_EQ(directory_.imported.size(), 3u);
  EXPECT_EQ(directory_.imported[0].orgs_size(), 500);
  EXPECT_EQ(directory_.imported[2].orgs_size(), 1);
  EXPECT_TRUE(directory_.imported[0].validate_only());
  // A refusal of a whole batch: what came before stays told.
  directory_.imported.clear();
  directory_.fail_at = 1;
  const auto ran = Heng({"org", "import", path, "-o", "json"});
  EXPECT_EQ(ran.code, 6);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 500);
  EXPECT_THAT(ran.out,
              StartsWith("{\"file\":\"" + path + "\",\"line\":2,\"outcome\":\"CREATED\",\"name\":\"orgs/o0\""));
  EXPECT_THAT(ran.err, HasSubstr("created 500, updated 0, unchanged 0, refused 0, without result 501."));
}

TEST_F(ServerCommands, ImportOfAnAnswerThatDoesNotFitIsAFailure) {
  directory_.drop_result = true;
  const auto ran = Heng({"org", "import", folder_.File("o.csv", "id\na\nb\n")});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("did not answer row by row"));
}

TEST_F(ServerCommands, LoginKeepsTheTokenForItsOwnerAndLogoutForgetsIt) {
  EXPECT_EQ(Bare({"login", "--stdin"}).code, 2);  // no context yet
  ASSERT_EQ(Bare({"config", "set-context", "office", "--server", address_}).code, 0);
  EXPECT_EQ(Bare({"login"}).code, 2);  // no terminal
  around_.standard_input = MadeUpToken('w') + "\n";
  const auto wrong = Bare({"login", "--stdin"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, Not(HasSubstr("wwww")));
  around_.standard_input = " " + MadeUpToken() + " \r\n";
  const auto login = Bare({"login", "--stdin"});
  EXPECT_EQ(login.code, 0) << login.err;
  EXPECT_THAT(login.err,
              HasSubstr("Logged in as principals/zhang-san (张三); the token is valid until 2023-11-15 06:13:20"));
  EXPECT_THAT(login.err + login.out, Not(HasSubstr("xxxx")));
  const std::string kept = folder_.path() + "/tokens/office";
  struct stat info {};
  ASSERT_EQ(stat(kept.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777u, 0600u);
  EXPECT_THAT(testing::ReadAll(config_), Not(HasSubstr("xxxx")));

  EXPECT_EQ(Bare({"whoami"}).out, "Server        " + address_ + "\n" +
                                      "Title         张三\n"
                                      "Name          principals/zhang-san\n"
                                      "Organisation  orgs/dt\n"
                                      "By            tokens/t1\n"
                                      "Expires       2023-11-15 06:13:20\n"
                                      "Role          preparer @ orgs/dt, classified\n"
                                      "May call      SubmitEvaluation, GetEvaluation\n");
  EXPECT_EQ(Heng({"whoami"}).code, 3);  // --server: the token of the context is not for it
  EXPECT_EQ(access_.bearer, "");
  EXPECT_EQ(Bare({"logout", "--revoke"}).code, 0);
  EXPECT_THAT(access_.revoked, ElementsAre("tokens/t1"));
  EXPECT_NE(stat(kept.c_str(), &info), 0);
  EXPECT_EQ(Bare({"logout"}).code, 0);  // twice is harmless
}

TEST_F(ServerCommands, RefusalsSayWhatToDo) {
  const auto ran = Heng({"whoami"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("[TOKEN_UNKNOWN]"), HasSubstr("heng login"), HasSubstr("--token-file")));
  directory_.fail_at = 0;
  const auto denied = Heng({"org", "import", folder_.File("o.csv", "id\na\n")});
  EXPECT_EQ(denied.code, 3);
  EXPECT_THAT(denied.err, HasSubstr("heng whoami"));
}

TEST_F(ServerCommands, ANewTokenGoesWhereItWasWantedAndNowhereElse) {
  const std::string secret = access_.new_secret;
  const auto nowhere = Heng({"token", "create", "--title", "t"});
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_TRUE(access_.tokens.empty());
  const std::string out = folder_.path() + "/li.token";
  const auto ran = Heng({"token", "create", "--principal", "li", "--title", "t", "--out", out, "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(testing::ReadAll(out), secret + "\n");
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(secret)));
  struct stat info {};
  ASSERT_EQ(stat(out.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777u, 0600u);
  EXPECT_EQ(access_.tokens[0].token().principal(), "principals/li");
  EXPECT_NE(Heng({"token", "create", "--title", "t", "--out", out}).code, 0);  // never over a file
  EXPECT_EQ(access_.tokens.size(), 1u);
  EXPECT_EQ(Heng({"token", "create", "--title", "t", "--out", "-"}).out, secret + "\n");
  around_.width = 80;
  const auto shown = Heng({"token", "create", "--title", "t", "--days", "30"});
  EXPECT_EQ(shown.out, secret + "\n");
  EXPECT_THAT(shown.err, HasSubstr("shown only now"));
  EXPECT_NE(access_.tokens[1].request_id(), access_.tokens[2].request_id());
  EXPECT_TRUE(access_.tokens[2].token().has_expire_time());
  EXPECT_EQ(Heng({"token", "create", "--title", "t", "--days", "401"}).code, 2);
  access_.new_secret.clear();
  const auto lost = Heng({"token", "create", "--title", "t"});
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.err, HasSubstr("heng token revoke tokens/t2"));
}

TEST_F(ServerCommands, PoliciesHereAndThere) {
  EXPECT_THAT(Heng({"policy", "list"}).out, HasSubstr("shanxi-2022"));
  const auto remote = Heng({"policy", "list", "--remote"});
  EXPECT_THAT(remote.out, AllOf(HasSubstr("local@3"), Not(HasSubstr("shanxi-2022"))));
  const auto activations = Heng({"policy", "activations"});
  EXPECT_EQ(activations.out,
            "Organisation  From year  Policy         Name\n"
            "orgs/sx            2022  shanxi-2022@1  activations/a\n");
  EXPECT_EQ(activations.err, "Everywhere else: mof-2020@1\n");
  const std::string path = folder_.File("p.textproto", testing::ShippedPolicyText("mof-2020"));
  const auto created = Heng({"policy", "create", path});
  EXPECT_EQ(created.code, 0) << created.err;
  EXPECT_EQ(policies_.created.at(0).policy().name(), "policies/mof-2020");
  EXPECT_THAT(created.err, HasSubstr("heng policy activate mof-2020@1"));
}

}  // namespace
}  // namespace heng::cli
