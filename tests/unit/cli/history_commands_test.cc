// heng history: how the story is put together, and the command against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/history.h"
#include "fake_server.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/event_service.grpc.pb.h"
#include "heng/v1/target_service.grpc.pb.h"

namespace heng::cli {
namespace {

using testing::From;
using ::testing::HasSubstr;
using testing::RefusedBy;

constexpr char kReview[] = R"({
  "transitions": [
    {"action": "submit", "from": "DRAFT", "to": "SUBMITTED", "principal": "principals/zhang", "role": "preparer",
     "time": "2023-04-02T01:00:00Z", "etag": "2", "policy": {"name": "policies/shanxi-2022@1"}, "late": true},
    {"action": "return", "from": "SUBMITTED", "to": "RETURNED", "principal": "principals/li", "role": "reviewer",
     "time": "2023-04-03T01:00:00Z", "reason": "缺少佐证", "etag": "4"}],
  "comments": [{"id": "c1", "rowId": "r1", "field": "actual", "text": "完成值没有依据", "author": "principals/li",
    "role": "reviewer", "time": "2023-04-03T01:00:00Z", "etag": "3", "needsAnswer": true, "answer": "已补台账",
    "answeredBy": "principals/zhang", "answerTime": "2023-04-04T01:00:00Z"}],
  "waivers": [{"finding": "weights-not-100", "reason": "口径不同", "role": "REVIEWER", "principal": "principals/li",
    "time": "2023-04-05T01:00:00Z"}],
  "rechecks": [{"id": "r1", "source": "FINANCE_BUREAU", "conclusion": "ADJUST", "selfTotal": "94", "total": "91.5",
    "grade": "EXCELLENT", "reason": "佐证不足", "principal": "principals/wang", "role": "finance",
    "time": "2023-05-08T01:00:00Z", "policy": {"name": "policies/shanxi-2022@1"}}]})";

constexpr char kEvents[] = R"({"events": [
  {"sequence": "1", "time": "2023-04-01T01:00:00Z", "caller": "principals/zhang", "role": "preparer",
   "action": "evaluation.create", "resource": "evaluations/x", "policy": "policies/shanxi-2022@1", "etag": "1",
   "headerSha256": "1111111111111111111111111111111111111111111111111111111111111111"},
  {"sequence": "5", "time": "2023-04-02T01:00:00Z", "caller": "principals/zhang", "role": "preparer",
   "action": "evaluation.submit", "resource": "evaluations/x", "policy": "policies/shanxi-2022@1", "etag": "2",
   "headerSha256": "2222222222222222222222222222222222222222222222222222222222222222"}], "nextPageToken": "2"})";

constexpr char kLaterEvents[] = R"({"events": [
  {"sequence": "9", "time": "2023-04-03T01:00:00Z", "caller": "principals/li", "role": "reviewer",
   "action": "evaluation.return", "resource": "evaluations/x", "policy": "policies/shanxi-2022@1", "etag": "4",
   "headerSha256": "4444444444444444444444444444444444444444444444444444444444444444"}]})";

class FakeEvents : public heng::v1::EventService::Service {
 public:
  grpc::Status ListEvents(grpc::ServerContext*, const heng::v1::ListEventsRequest* request,
                          heng::v1::ListEventsResponse* response) override {
    asked.push_back(*request);
    if (refusal.error_code() != grpc::StatusCode::OK) return refusal;
    *response = From<heng::v1::ListEventsResponse>(request->page_token().empty() ? kEvents : kLaterEvents);
    return grpc::Status::OK;
  }
  grpc::Status refusal;
  std::vector<heng::v1::ListEventsRequest> asked;
};

class FakeEvaluations : public heng::v1::EvaluationService::Service {
 public:
  grpc::Status GetEvaluation(grpc::ServerContext*, const heng::v1::GetEvaluationRequest* request,
                             heng::v1::Evaluation* evaluation) override {
    if (request->name() != "evaluations/x") return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "no");
    *evaluation->mutable_review() = From<heng::v1::ReviewRecord>(kReview);
    auto* row = evaluation->mutable_form()->add_indicators();
    row->set_id("r1");
    row->set_name("培训次数");
    return grpc::Status::OK;
  }
};

class FakeTargets : public heng::v1::TargetService::Service {
 public:
  grpc::Status GetTarget(grpc::ServerContext*, const heng::v1::GetTargetRequest*, heng::v1::Target* target) override {
    *target->mutable_review() = From<heng::v1::ReviewRecord>(R"({"transitions": [{"action": "review",
      "from": "SUBMITTED", "to": "REVIEWED", "principal": "principals/li", "role": "reviewer",
      "time": "2023-11-02T01:00:00Z", "etag": "4", "ownWork": true}]})");
    return grpc::Status::OK;
  }
};

class HistoryCommand : public ::testing::Test {
 protected:
  FakeEvents events_;
  FakeEvaluations evaluations_;
  FakeTargets targets_;
  testing::FakeServer server_{{&events_, &evaluations_, &targets_}};
};

TEST_F(HistoryCommand, TellsTheWholeStory) {
  const auto ran = server_.Heng({"history", "x", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(
      ran.out,
      R"(时间（北京）         操作人            角色      操作                  状态             版本  规则           哈希          说明
2023-04-01 09:00:00  principals/zhang  填报人    新建                                      1  shanxi-2022@1  111111111111
2023-04-02 09:00:00  principals/zhang  填报人    提交                  草稿 → 已提交       2  shanxi-2022@1  222222222222  （逾期）
2023-04-03 09:00:00  principals/li     主管部门  退回                  已提交 → 已退回     4  shanxi-2022@1  444444444444  缺少佐证
2023-04-03 09:00:00  principals/li     主管部门  意见 c1                                                                   培训次数·实际完成值：完成值没有依据
2023-04-04 09:00:00  principals/zhang            答复 c1                                                                   已补台账
2023-04-05 09:00:00  principals/li     主管部门  豁免 weights-not-100                                                      口径不同
2023-05-08 09:00:00  principals/wang   财政部门  复核 r1                                      shanxi-2022@1                调整 94.00 → 91.50 优，佐证不足
)");
  ASSERT_EQ(events_.asked.size(), 2u);
  EXPECT_EQ(events_.asked[1].resource(), "evaluations/x");
  EXPECT_THAT(server_.Heng({"history", "x", "--full"}).out, HasSubstr(std::string(64, '4')));
}

TEST_F(HistoryCommand, AsJsonALineForEachThing) {
  const auto ran = server_.Heng({"history", "evaluations/x", "-o", "json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 7);
  EXPECT_THAT(ran.out, HasSubstr("\n{\"event\":{\"sequence\":\"9\","));
  EXPECT_THAT(ran.out, HasSubstr("},\"transition\":{\"action\":\"return\",\"from\":\"SUBMITTED\""));
  EXPECT_THAT(ran.out, HasSubstr("\n{\"comment\":{\"id\":\"c1\""));
  EXPECT_THAT(ran.out, HasSubstr("\n{\"answer\":{\"id\":\"c1\""));
  EXPECT_THAT(ran.out, HasSubstr("\n{\"waiver\":{"));
  EXPECT_THAT(ran.out, HasSubstr("\n{\"recheck\":{\"id\":\"r1\""));
}

TEST_F(HistoryCommand, WithoutTheLogTheRecordIsStillTold) {
  events_.refusal = RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "no");
  const auto ran = server_.Heng({"history", "targets/y", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, R"(时间（北京）         操作人         角色      操作  状态             版本  规则  哈希  说明
2023-11-02 09:00:00  principals/li  主管部门  审核  已提交 → 已审核     4              （自己改过的表）
)");
  EXPECT_THAT(ran.err, HasSubstr("您不能查看事件日志"));
  events_.refusal = RefusedBy(grpc::StatusCode::INTERNAL, "INTERNAL", "broken");
  EXPECT_EQ(server_.Heng({"history", "x"}).code, 1);
  EXPECT_EQ(server_.Heng({"history", "y"}).code, 3);
}

TEST(JoinHistory, ByEtagThenByAction) {
  const auto events = From<heng::v1::ListEventsResponse>(R"({"events": [
    {"time": "2023-01-01T00:00:00Z", "action": "evaluation.comment", "etag": "3"},
    {"time": "2023-01-02T00:00:00Z", "action": "evaluation.ask_withdrawal", "etag": "3"},
    {"time": "2023-01-03T00:00:00Z", "action": "evaluation.sample", "etag": "4"}]})");
  const auto review = From<heng::v1::ReviewRecord>(R"({"transitions": [
    {"action": "ask-withdrawal", "etag": "3", "time": "2023-01-02T00:00:00Z"},
    {"action": "publish", "etag": "9", "time": "2023-01-02T12:00:00Z"}]})");
  const auto entries = JoinHistory({events.events().begin(), events.events().end()}, review);
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_FALSE(entries[0].transition);
  EXPECT_EQ(entries[1].transition->action(), "ask-withdrawal");
  EXPECT_FALSE(entries[2].event);  // the log does not have it, the record does
  EXPECT_EQ(entries[2].transition->action(), "publish");
  EXPECT_EQ(entries[3].event->action(), "evaluation.sample");
}

}  // namespace
}  // namespace heng::cli
