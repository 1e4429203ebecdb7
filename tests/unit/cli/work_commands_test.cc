// heng todo, due and workflow, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_server.h"
#include "heng/v1/workflow_service.grpc.pb.h"

namespace heng::cli {
namespace {

using testing::From;
using ::testing::HasSubstr;
using testing::RefusedBy;
using ::testing::StartsWith;

class FakeWorkflow : public heng::v1::WorkflowService::Service {
 public:
  grpc::Status ListTasks(grpc::ServerContext*, const heng::v1::ListTasksRequest* request,
                         heng::v1::ListTasksResponse* response) override {
    asked_tasks.push_back(*request);
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "not for you");
    if (no_tasks) return grpc::Status::OK;
    if (request->page_token().empty()) {
      *response = From<heng::v1::ListTasksResponse>(R"({"tasks": [
        {"action": "approve", "role": "REVIEWER", "form": "evaluations/a", "state": "SUBMITTED", "org": "orgs/dt",
         "projectName": "驻村帮扶", "fiscalYear": 2022, "since": "2023-04-01T02:00:00Z", "late": true},
        {"action": "answer", "role": "PREPARER", "form": "evaluations/b", "state": "RETURNED", "org": "orgs/dt",
         "projectName": "档案管理", "fiscalYear": 2022, "since": "2023-04-02T02:00:00Z", "dueDate": "2023-04-30",
         "returned": 2, "openComments": 3}], "nextPageToken": "2"})");
    } else {
      *response = From<heng::v1::ListTasksResponse>(R"({"tasks": [
        {"action": "approve", "role": "FINANCE", "form": "targets/c", "state": "REVIEWED", "org": "orgs/zy",
         "subject": "projects/c", "fiscalYear": 2024, "since": "2023-11-01T02:00:00Z"},
        {"action": "archive", "form": "evaluations/d", "state": "PUBLISHED", "org": "orgs/zy", "projectName": "丁",
         "fiscalYear": 2021, "since": "2023-04-01T02:00:00Z"}]})");
    }
    return grpc::Status::OK;
  }
  grpc::Status ListMissingForms(grpc::ServerContext*, const heng::v1::ListMissingFormsRequest* request,
                                heng::v1::ListMissingFormsResponse* response) override {
    asked_missing.push_back(*request);
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "not for you");
    if (no_tasks) return grpc::Status::OK;
    // A page may be empty and not the last one.
    if (request->page_token().empty()) {
      *response = From<heng::v1::ListMissingFormsResponse>(R"({"forms": [
        {"org": "orgs/dt", "orgTitle": "大同社保", "project": "projects/a", "projectTitle": "驻村帮扶",
         "dueDate": "2023-04-30", "daysLate": 12}], "nextPageToken": "2"})");
    } else if (request->page_token() == "2") {
      response->set_next_page_token("3");
    } else {
      *response = From<heng::v1::ListMissingFormsResponse>(R"({"forms": [
        {"org": "orgs/zy", "orgTitle": "左云社保", "project": "projects/b", "projectTitle": "网络",
         "form": "evaluations/b", "state": "RETURNED", "returned": 1},
        {"org": "orgs/dt", "orgTitle": "大同社保", "project": "projects/c", "projectTitle": "大楼",
         "form": "evaluations/c", "state": "DRAFT", "dueDate": "2023-05-30"}]})");
    }
    return grpc::Status::OK;
  }
  grpc::Status GetWorkflowRules(grpc::ServerContext*, const heng::v1::GetWorkflowRulesRequest* request,
                                heng::v1::WorkflowRules* rules) override {
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "not for you");
    *rules = From<heng::v1::WorkflowRules>(
        R"({"unitCheck": "OFF", "fourEyes": "REQUIRED", "reviewSteps": 2, "acceptance": "ON", "lateFiling": "REFUSED"})");
    rules->set_org(request->org());
    return grpc::Status::OK;
  }
  grpc::Status ListWorkflowRules(grpc::ServerContext*, const heng::v1::ListWorkflowRulesRequest*,
                                 heng::v1::ListWorkflowRulesResponse* response) override {
    *response = From<heng::v1::ListWorkflowRulesResponse>(R"({"rules": [
      {"name": "workflows/dt", "org": "orgs/dt", "unitCheck": "ON", "reviewSteps": 2, "etag": "4",
       "updateTime": "2023-04-01T02:00:00Z"},
      {"name": "workflows/dt-xz", "org": "orgs/dt-xz", "fourEyes": "WARN", "etag": "1"}]})");
    return grpc::Status::OK;
  }
  grpc::Status SetWorkflowRules(grpc::ServerContext*, const heng::v1::SetWorkflowRulesRequest* request,
                                heng::v1::WorkflowRules* rules) override {
    if (refuse) return RefusedBy(grpc::StatusCode::ABORTED, "ETAG_MISMATCH", "somebody was faster");
    set.push_back(*request);
    *rules = request->rules();
    return grpc::Status::OK;
  }
  grpc::Status DeleteWorkflowRules(grpc::ServerContext*, const heng::v1::DeleteWorkflowRulesRequest* request,
                                   heng::v1::WorkflowRules*) override {
    deleted.push_back(*request);
    return grpc::Status::OK;
  }

  bool refuse = false, no_tasks = false;
  std::vector<heng::v1::ListTasksRequest> asked_tasks;
  std::vector<heng::v1::ListMissingFormsRequest> asked_missing;
  std::vector<heng::v1::SetWorkflowRulesRequest> set;
  std::vector<heng::v1::DeleteWorkflowRulesRequest> deleted;
};

class WorkCommands : public ::testing::Test {
 protected:
  FakeWorkflow workflow_;
  testing::FakeServer server_{{&workflow_}};
};

TEST_F(WorkCommands, TodoGroupsByActionAndNamesTheCommand) {
  const auto ran = server_.Heng({"todo", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(答复意见（1）
项目      年度  单位     状态    上次变动    最后一天    备注                  命令
档案管理  2022  orgs/dt  已退回  2023-04-02  2023-04-30  待回复 3，退回次数 2  heng eval answer evaluations/b --comment 编号=答复

审核通过或批复（2）
项目        年度  单位     状态    上次变动    最后一天  备注  命令
驻村帮扶    2022  orgs/dt  已提交  2023-04-01            逾期  heng review approve evaluations/a
projects/c  2024  orgs/zy  已审核  2023-11-01                  heng target approve targets/c

archive（1）
项目  年度  单位     状态    上次变动    最后一天  备注  命令
丁    2021  orgs/zy  已公开  2023-04-01                  heng eval show evaluations/d

共 4 件：答复意见 1，审核通过或批复 2，archive 1。
)");
  EXPECT_EQ(workflow_.asked_tasks.size(), 2u);
}

TEST_F(WorkCommands, TodoInEnglish) {
  const auto ran = server_.Heng({"todo", "--org", "dt", "--year", "2022", "--type", "evaluation"});
  EXPECT_EQ(ran.out, R"(Answer the comments (1)
Project   Year  Organisation  State     Since       Last day    Remark                       Command
档案管理  2022  orgs/dt       Returned  2023-04-02  2023-04-30  open comments 3, returned 2  heng eval answer evaluations/b --comment ID=TEXT

Approve (2)
Project     Year  Organisation  State      Since       Last day  Remark  Command
驻村帮扶    2022  orgs/dt       Submitted  2023-04-01            late    heng review approve evaluations/a
projects/c  2024  orgs/zy       Reviewed   2023-11-01                    heng target approve targets/c

archive (1)
Project  Year  Organisation  State      Since       Last day  Remark  Command
丁       2021  orgs/zy       Published  2023-04-01                    heng eval show evaluations/d

Total 4: Answer the comments 1, Approve 2, archive 1.
)");
  EXPECT_EQ(workflow_.asked_tasks[0].org(), "orgs/dt");
  EXPECT_EQ(workflow_.asked_tasks[0].fiscal_year(), 2022);
  EXPECT_EQ(workflow_.asked_tasks[1].form_type(), heng::v1::EVALUATION);
}

TEST_F(WorkCommands, TodoAsJsonIsATaskALine) {
  const auto ran = server_.Heng({"todo", "-o", "json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 4);
  EXPECT_THAT(ran.out, StartsWith(R"({"action":"approve","role":"REVIEWER","form":"evaluations/a",)"));
}

TEST_F(WorkCommands, NothingToDoIsSaid) {
  workflow_.no_tasks = true;
  EXPECT_EQ(server_.Heng({"todo", "--lang", "zh"}).err, "没有待办。\n");
  EXPECT_EQ(server_.Heng({"todo", "-o", "json"}).out, "");
  const auto due = server_.Heng({"due", "--year", "2022"});
  EXPECT_EQ(due.code, 0);
  EXPECT_EQ(due.out, "");
  EXPECT_EQ(due.err, "All have filed; nobody needs a reminder.\n");
}

TEST_F(WorkCommands, RefusalsEndWithTheirCode) {
  workflow_.refuse = true;
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"todo"}, {"due", "--year", "2022"}, {"workflow", "show", "--org", "dt"}}) {
    const auto ran = server_.Heng(command);
    EXPECT_EQ(ran.code, 3) << command[0];
    EXPECT_THAT(ran.err, HasSubstr("[NOT_ALLOWED]"));
  }
  const auto conflict = server_.Heng({"workflow", "set", "--org", "dt", "--late", "marked"});
  EXPECT_EQ(conflict.code, 4);
  EXPECT_THAT(conflict.err, HasSubstr("[ETAG_MISMATCH]"));
  EXPECT_EQ(server_.Heng({"due"}).code, 2);  // of which year?
  EXPECT_EQ(server_.Heng({"todo", "--type", "monitoring"}).code, 2);
}

TEST_F(WorkCommands, DueListsWhoHasNotFiledAndCountsByOrg) {
  const auto ran = server_.Heng({"due", "--year", "2022", "--org", "dt", "--late", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(单位      项目      草稿状态  最后一天    逾期天数  退回次数  名称
大同社保  驻村帮扶  没有      2023-04-30        12            projects/a
左云社保  网络      已退回                                 1  evaluations/b
大同社保  大楼      草稿      2023-05-30                      evaluations/c

单位      未报  其中逾期  已有草稿  名称
大同社保     2         1         1  orgs/dt
左云社保     1         0         1  orgs/zy
合计         3         1         2
)");
  ASSERT_EQ(workflow_.asked_missing.size(), 3u);
  EXPECT_EQ(workflow_.asked_missing[2].form_type(), heng::v1::EVALUATION);
  EXPECT_EQ(workflow_.asked_missing[2].fiscal_year(), 2022);
  EXPECT_TRUE(workflow_.asked_missing[2].late());
  EXPECT_EQ(workflow_.asked_missing[2].org(), "orgs/dt");
  const auto json = server_.Heng({"due", "--year", "2022", "--type", "目标", "-o", "json"});
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 3);
  EXPECT_THAT(json.out, StartsWith(R"({"org":"orgs/dt","orgTitle":"大同社保","project":"projects/a",)"));
  EXPECT_EQ(workflow_.asked_missing[3].form_type(), heng::v1::TARGET);
}

TEST_F(WorkCommands, WorkflowShowsWhatCountsAndWhatWasSet) {
  EXPECT_EQ(server_.Heng({"workflow", "show", "--org", "dt", "--lang", "zh"}).out, R"(单位              orgs/dt
单位负责人先核对  关
不审自己改过的表  必须
审核级数          2
财政接收后才公开  开
逾期提交          不收
)");
  EXPECT_EQ(server_.Heng({"workflow", "list"}).out,
            R"(Organisation  Unit check  Four eyes  Review steps  Acceptance  Late filing  Changed
orgs/dt       on                                2                           2023-04-01 10:00:00
orgs/dt-xz                warn
)");
  EXPECT_THAT(server_.Heng({"workflow", "show", "--org", "dt", "-o", "json"}).out, HasSubstr("\"acceptance\": \"ON\""));
}

TEST_F(WorkCommands, SettingKeepsWhatIsNotNamed) {
  const auto ran = server_.Heng({"workflow", "set", "--org", "dt", "--acceptance", "on", "--unit-check", ""});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, StartsWith("Set the rules of orgs/dt\nNext: heng workflow show --org orgs/dt"));
  ASSERT_EQ(workflow_.set.size(), 1u);
  const auto& rules = workflow_.set[0].rules();
  EXPECT_EQ(rules.org(), "orgs/dt");
  EXPECT_EQ(rules.etag(), "4");
  EXPECT_EQ(rules.acceptance(), heng::v1::WorkflowRules::ON);
  EXPECT_EQ(rules.unit_check(), heng::v1::WorkflowRules::SWITCH_UNSPECIFIED);
  EXPECT_EQ(rules.review_steps(), 2);
  EXPECT_FALSE(workflow_.set[0].request_id().empty());
  // An org without rules of its own begins with none, whatever counts there from above.
  EXPECT_EQ(server_.Heng({"workflow", "set", "--org", "zy", "--four-eyes", "warn", "--dry-run"}).code, 0);
  EXPECT_EQ(workflow_.set[1].rules().etag(), "");
  EXPECT_EQ(workflow_.set[1].rules().review_steps(), 0);
  EXPECT_TRUE(workflow_.set[1].validate_only());
  EXPECT_EQ(server_.Heng({"workflow", "set", "--org", "dt"}).code, 2);
  EXPECT_EQ(server_.Heng({"workflow", "set", "--org", "dt", "--review-steps", "two"}).code, 2);
  EXPECT_EQ(server_.Heng({"workflow", "set", "--org", "dt", "--four-eyes", "maybe"}).code, 2);
  EXPECT_EQ(workflow_.set.size(), 2u);
}

TEST_F(WorkCommands, DeletingAsksAndNeedsRules) {
  const auto unsure = server_.Heng({"workflow", "delete", "--org", "dt"});
  EXPECT_EQ(unsure.code, 2);
  EXPECT_THAT(unsure.err, HasSubstr("--yes"));
  EXPECT_TRUE(workflow_.deleted.empty());
  EXPECT_EQ(server_.Heng({"workflow", "delete", "--org", "dt", "--yes"}).code, 0);
  EXPECT_EQ(workflow_.deleted.at(0).name(), "workflows/dt");
  EXPECT_EQ(workflow_.deleted[0].etag(), "4");
  const auto none = server_.Heng({"workflow", "delete", "--org", "zy", "--yes"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("[NO_RULES]"));
}

}  // namespace
}  // namespace heng::cli
