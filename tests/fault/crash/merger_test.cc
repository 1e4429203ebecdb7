// 忻州 2021: five centres become one, and the server is killed in the middle. After the restart every open form and
// project is the successor's, each moved once; what was submitted stays where it was filed and is read by the
// successor's people, who can't change it.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "heng/v1/access_service.grpc.pb.h"
#include "heng/v1/directory_service.grpc.pb.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/event_service.grpc.pb.h"
#include "tests/support/office.h"
#include "tests/support/server_process.h"

namespace heng::testing {
namespace {

using heng::v1::AccessService;
using heng::v1::DirectoryService;
using heng::v1::Evaluation;
using heng::v1::EvaluationService;
using heng::v1::EventService;

constexpr int kDrafts = 40;  // of each centre
constexpr char kSuccessor[] = "xz-shebao";
const std::vector<std::pair<std::string, std::string>> kCentres = {
    {"xz-jiguan-yanglao", "忻州市机关事业单位养老保险服务中心"},
    {"xz-qiye-yanglao", "忻州市企业养老保险服务中心"},
    {"xz-jumin-yanglao", "忻州市城乡居民养老保险中心"},
    {"xz-gongshang", "忻州市工伤保险中心"},
    {"xz-shiye", "忻州市失业保险中心"},
};

class MergerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start()) << server_.log();
    Connect();
    MakeOrg(kSuccessor, "忻州市社会保险中心");
    for (const auto& [id, title] : kCentres) MakeOrg(id, title);
    for (const auto& [id, title] : kCentres) Fill(id);
  }

  void Connect() { channel_ = grpc::CreateChannel(server_.address(), grpc::InsecureChannelCredentials()); }

  template <typename Service, typename Request, typename Response>
  grpc::Status Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response, const std::string& token = "") {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + (token.empty() ? token_ : token));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
    const auto stub = Service::NewStub(channel_);
    return (*stub.*method)(&context, request, response);
  }
  template <typename Service, typename Response, typename Request>
  Response Must(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request, const std::string& token = "") {
    Response response;
    const grpc::Status status = Call<Service>(method, request, &response, token);
    EXPECT_TRUE(status.ok()) << Request::descriptor()->name() << ": " << status.error_message();
    return response;
  }

  void MakeOrg(const std::string& id, const std::string& title) {
    heng::v1::CreateOrgRequest request;
    request.mutable_org()->set_name("orgs/" + id);
    request.mutable_org()->set_title(title);
    request.mutable_org()->set_type(heng::v1::Org::UNIT);
    request.mutable_org()->set_parent(std::string("orgs/") + kTestDepartment);
    Must<DirectoryService>(&DirectoryService::Stub::CreateOrg, request);
  }

  static heng::v1::FormContent FormOf(const std::string& org, int year) {
    heng::v1::FormContent form;
    form.set_subject("projects/" + org + "-jingfei");
    form.set_subject_kind(heng::v1::PROJECT);
    form.set_org("orgs/" + org);
    form.set_fiscal_year(year);
    auto* total = form.mutable_funds()->mutable_total();
    total->set_id("total");
    total->set_annual_budget("200000.00");
    total->set_executed("180000.00");
    form.set_claimed_indicator_total("90");
    form.set_claimed_total("99");
    return form;
  }

  // A project, drafts of it, and one submitted form.
  void Fill(const std::string& org) {
    heng::v1::CreateProjectRequest project;
    project.mutable_project()->set_name("projects/" + org + "-jingfei");
    project.mutable_project()->set_title("经办专项业务工作经费");
    project.mutable_project()->set_org("orgs/" + org);
    Must<DirectoryService>(&DirectoryService::Stub::CreateProject, project);
    for (int i = 0; i < kDrafts; ++i) {
      heng::v1::CreateEvaluationRequest request;
      *request.mutable_evaluation()->mutable_form() = FormOf(org, 2022 + i);
      drafts_.push_back(Must<EvaluationService>(&EvaluationService::Stub::CreateEvaluation, request).name());
    }
    heng::v1::SubmitEvaluationRequest submit;
    *submit.mutable_evaluation()->mutable_form() = FormOf(org, 2020);
    submitted_.push_back(Must<EvaluationService>(&EvaluationService::Stub::SubmitEvaluation, submit).name());
  }

  // The token of somebody who prepares forms of an org.
  std::string PreparerOf(const std::string& org) {
    heng::v1::CreatePrincipalRequest create;
    create.mutable_principal()->set_name("principals/preparer-of-" + org);
    create.mutable_principal()->set_title("经办");
    create.mutable_principal()->set_org("orgs/" + org);
    Must<AccessService>(&AccessService::Stub::CreatePrincipal, create);
    heng::v1::AddGrantRequest grant;
    grant.set_principal(create.principal().name());
    grant.mutable_grant()->set_role(heng::v1::PREPARER);
    grant.mutable_grant()->set_org("orgs/" + org);
    Must<AccessService>(&AccessService::Stub::AddGrant, grant);
    heng::v1::CreateTokenRequest token;
    token.mutable_token()->set_principal(create.principal().name());
    token.mutable_token()->set_title("测试");
    return Must<AccessService>(&AccessService::Stub::CreateToken, token).secret();
  }

  static heng::v1::MergeOrgsRequest Merger() {
    heng::v1::MergeOrgsRequest request;
    for (const auto& [id, title] : kCentres) request.add_predecessors("orgs/" + id);
    request.set_successor(std::string("orgs/") + kSuccessor);
    request.set_date("2021-03-01");
    return request;
  }

  bool IsClosed(const std::string& org) {
    heng::v1::GetOrgRequest request;
    request.set_name("orgs/" + org);
    return !Must<DirectoryService>(&DirectoryService::Stub::GetOrg, request).end_date().empty();
  }

  int MovesOf(const std::string& resource) {
    heng::v1::ListEventsRequest request;
    request.set_resource(resource);
    int moves = 0;
    const auto listed = Must<EventService>(&EventService::Stub::ListEvents, request);
    for (const auto& event : listed.events()) {
      moves += event.action() == "evaluation.move" || event.action() == "project.move";
      if (event.action() != "evaluation.move") continue;
      EXPECT_EQ(event.org(), std::string("orgs/") + kSuccessor);
    }
    return moves;
  }

  TempDir folder_;
  std::string token_ = SetUpOfficeAt(folder_.path() + "/heng.db", {.units = {}, .projects = {}});
  ServerProcess server_{folder_.path() + "/heng.db", {"--no-log-calls"}};
  std::shared_ptr<grpc::Channel> channel_;
  std::vector<std::string> drafts_, submitted_;
};

TEST_F(MergerTest, FiveCentresBecomeOneThoughTheServerIsKilled) {
  std::thread merging([this] {
    heng::v1::MergeOrgsResponse response;
    Call<DirectoryService>(&DirectoryService::Stub::MergeOrgs, Merger(), &response);  // whatever it comes to
  });
  while (!IsClosed(kCentres.front().first)) {
  }
  server_.Kill();
  merging.join();
  ASSERT_TRUE(server_.Start()) << server_.log();
  Connect();

  const auto again = Must<DirectoryService>(&DirectoryService::Stub::MergeOrgs, Merger());
  EXPECT_EQ(again.moved_evaluations() + again.moved_projects() + again.not_moved_count(), 0)
      << "the start has finished it";
  EXPECT_EQ(again.successor().predecessors_size(), 5);
  for (const auto& org : again.predecessors()) EXPECT_EQ(org.end_date(), "2021-02-28");
  for (const std::string& draft : drafts_) EXPECT_EQ(MovesOf(draft), 1) << draft;
  for (const std::string& form : submitted_) EXPECT_EQ(MovesOf(form), 0) << form;
  for (const auto& [id, title] : kCentres) EXPECT_EQ(MovesOf("projects/" + id + "-jingfei"), 1);

  const std::string preparer = PreparerOf(kSuccessor);
  for (const std::string& name : submitted_) {
    heng::v1::GetEvaluationRequest get;
    get.set_name(name);
    const Evaluation read = Must<EvaluationService>(&EvaluationService::Stub::GetEvaluation, get, preparer);
    heng::v1::UpdateEvaluationRequest update;
    *update.mutable_evaluation() = read;
    update.mutable_update_mask()->add_paths("form");
    Evaluation changed;
    EXPECT_EQ(
        Call<EvaluationService>(&EvaluationService::Stub::UpdateEvaluation, update, &changed, preparer).error_code(),
        grpc::StatusCode::PERMISSION_DENIED);
  }
  heng::v1::GetEvaluationRequest get;
  get.set_name(drafts_.front());
  heng::v1::UpdateEvaluationRequest update;
  *update.mutable_evaluation() = Must<EvaluationService>(&EvaluationService::Stub::GetEvaluation, get, preparer);
  EXPECT_EQ(update.evaluation().form().org(), "orgs/" + kCentres.front().first) << "as it was printed";
  update.mutable_update_mask()->add_paths("form");
  Must<EvaluationService>(&EvaluationService::Stub::UpdateEvaluation, update, preparer);

  heng::v1::VerifyEventsRequest verify;
  const auto verified = Must<EventService>(&EventService::Stub::VerifyEvents, verify);
  EXPECT_EQ(verified.problems_size(), 0) << verified.DebugString();
}

}  // namespace
}  // namespace heng::testing
