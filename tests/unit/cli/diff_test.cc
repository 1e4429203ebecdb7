// heng diff: the differences themselves, and the command against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/form_diff.h"
#include "client/cli/render_diff.h"
#include "fake_server.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/target_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::FormContent;
using heng::v1::TargetContent;
using ::testing::ElementsAre;
using testing::From;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RefusedBy;

ComparedForm Evaluation(const std::string& json) { return {"evaluations/x", "1", From<FormContent>(json), {}}; }
ComparedForm Target(const std::string& json) { return {"targets/x", "1", From<TargetContent>(json), {}}; }

// "changed indicators r1 质量/甲: actual 5>4, weight >10", one a row.
std::vector<std::string> Said(const ComparedForm& before, const ComparedForm& after) {
  std::vector<std::string> said;
  for (const RowDifference& row : DiffForms(before, after)) {
    static const char* const kKinds[] = {"removed", "added", "changed"};
    std::string text = std::string(kKinds[row.kind]) + " " + row.part + " " + row.row_id + " " + row.row + ":";
    for (const CellDifference& cell : row.cells) text += " " + cell.path + " " + cell.before + ">" + cell.after;
    said.push_back(text);
  }
  return said;
}

std::string Indicators(const std::string& rows) { return R"({"indicators": [)" + rows + "]}"; }

TEST(FormDiff, TheSameFormHasNone) {
  const auto form = Evaluation(R"({"projectName": "甲", "goals": [{"expected": "多"}],
    "indicators": [{"id": "r1", "name": "甲", "actual": "5"}]})");
  EXPECT_THAT(Said(form, form), IsEmpty());
  // Absent, or an empty cell: nothing to be seen.
  EXPECT_THAT(Said(Evaluation(Indicators(R"({"id": "r1", "actual": ""})")), Evaluation(Indicators(R"({"id": "r1"})"))),
              IsEmpty());
}

TEST(FormDiff, RowsThatWereAddedRemovedAndChanged) {
  const auto before = Evaluation(Indicators(
      R"({"id": "r1", "level2": "质量", "name": "甲", "actual": "5"}, {"id": "r2", "name": "乙", "weight": "10"})"));
  const auto after = Evaluation(Indicators(
      R"({"id": "r1", "level2": "质量", "name": "甲", "actual": "4", "weight": "10"}, {"id": "r3", "name": "丙"})"));
  EXPECT_THAT(Said(before, after),
              ElementsAre("changed indicators r1 质量/甲: actual 5>4 weight >10",
                          "removed indicators r2 乙: name 乙> weight 10>", "added indicators r3 丙: name >丙"));
}

TEST(FormDiff, RowsAreFoundByNameWhereIdsMoved) {
  // A row put in at the front: ids that were given by position all move.
  const auto before =
      Evaluation(Indicators(R"({"id": "r1", "name": "甲", "actual": "1"}, {"id": "r2", "name": "乙"})"));
  const auto after = Evaluation(Indicators(
      R"({"id": "r1", "name": "新"}, {"id": "r2", "name": "甲", "actual": "2"}, {"id": "r3", "name": "乙"})"));
  EXPECT_THAT(Said(before, after),
              ElementsAre("changed indicators r2 甲: actual 1>2", "added indicators r1 新: name >新"));
}

TEST(FormDiff, ARowWithAnotherNameIsTheSameByItsId) {
  EXPECT_THAT(Said(Evaluation(Indicators(R"({"id": "x1", "name": "旧名"})")),
                   Evaluation(Indicators(R"({"id": "x1", "name": "新名"})"))),
              ElementsAre("changed indicators x1 新名: name 旧名>新名"));
}

TEST(FormDiff, RowsWithTheSameNameKeepTheirIds) {
  const auto before = Evaluation(Indicators(R"({"id": "a", "name": "补助", "actual": "1"},
                                               {"id": "b", "name": "补助", "actual": "2"})"));
  const auto after = Evaluation(Indicators(R"({"id": "b", "name": "补助", "actual": "2"},
                                              {"id": "a", "name": "补助", "actual": "3"})"));
  EXPECT_THAT(Said(before, after), ElementsAre("changed indicators a 补助: actual 1>3"));
}

TEST(FormDiff, EveryPartOfAnEvaluation) {
  const auto before = Evaluation(R"({"projectName": "甲", "funds": {"total": {"id": "total", "executed": "1"},
    "breakdowns": [{"name": "来源", "lines": [{"id": "f1", "label": "中央", "executed": "1"}]}]},
    "goals": [{"expected": "多"}], "headings": [{"level1": "产出", "weight": "50"}],
    "narrative": {"problems": "无"}, "mainTasks": [{"id": "t1", "name": "任务", "result": "好"}],
    "attachments": [{"id": "a1", "name": "证.pdf", "sha256": "aa"}]})");
  const auto after = Evaluation(R"({"projectName": "乙", "funds": {"executionReason": "迟", "total": {"id": "total",
    "executed": "2"}, "breakdowns": [{"name": "来源", "lines": [{"id": "f1", "label": "中央", "executed": "3"}]}]},
    "goals": [{"expected": "多", "achieved": "成"}], "headings": [{"level1": "产出", "weight": "40"}],
    "narrative": {"problems": "有"}, "mainTasks": [{"id": "t1", "name": "任务", "result": "差"}],
    "attachments": [{"id": "a1", "name": "证.pdf", "sha256": "bb"}]})");
  EXPECT_THAT(Said(before, after),
              ElementsAre("changed form  : project_name 甲>乙", "changed funds  : execution_reason >迟",
                          "changed funds total : executed 1>2", "changed funds f1 中央: executed 1>3",
                          "changed goals  1: achieved >成", "changed headings  产出: weight 50>40",
                          "changed narrative  : problems 无>有", "changed main_tasks t1 任务: result 好>差",
                          "changed attachments a1 证.pdf: sha256 aa>bb"));
}

TEST(FormDiff, TwoTargets) {
  const auto before = Target(R"({"overview": "旧", "annualFunds": {"total": "10"}, "indicators": [
    {"id": "r1", "level1": "产出", "annual": {"level2": "数量", "name": "人数", "value": "≥50"}}]})");
  const auto after = Target(R"({"overview": "新", "annualFunds": {"total": "12"}, "indicators": [
    {"id": "r1", "level1": "产出", "term": {"name": "人数", "value": "≥150"},
     "annual": {"level2": "数量", "name": "人数", "value": "≥60"}}]})");
  EXPECT_THAT(Said(before, after),
              ElementsAre("changed form  : overview 旧>新", "changed annual_funds  : total 10>12",
                          "changed indicators r1 数量/人数: term.name >人数 term.value >≥150 annual.value ≥50>≥60"));
}

TEST(FormDiff, ATargetAgainstItsEvaluation) {
  const auto target = Target(R"({"projectName": "甲", "annualFunds": {"total": "10", "lines": [{"id": "f1",
    "label": "中央", "amount": "10"}]}, "annualGoal": "多", "indicators": [
    {"id": "t1", "level1": "产出", "annual": {"level2": "数量", "name": "人数", "value": "≥50"}},
    {"id": "t2", "level1": "产出", "annual": {"level2": "数量", "name": "次数", "value": "3"}}]})");
  const auto evaluation = Evaluation(R"({"projectName": "甲", "title": "自评表", "claimedTotal": "90",
    "funds": {"total": {"id": "total", "declaredInTarget": "11", "initialBudget": "10", "annualBudget": "9"},
              "breakdowns": [{"name": "按来源", "lines": [{"id": "f1", "label": "中央", "initialBudget": "10"}]}]},
    "goals": [{"expected": "多", "achieved": "成"}], "narrative": {"problems": "无"}, "indicators": [
    {"id": "r1", "level1": "产出", "level2": "数量", "name": "人数", "initialTarget": "≥40", "actual": "≥50",
     "weight": "10"},
    {"id": "r2", "level1": "产出", "level2": "数量", "name": "场次", "initialTarget": "1", "actual": "1"}]})");
  EXPECT_THAT(
      Said(target, evaluation),
      ElementsAre("changed funds total : declared_in_target 10>11",
                  "changed indicators r1 数量/人数: initial_target ≥50>≥40",
                  "removed indicators t2 数量/次数: level1 产出> level2 数量> name 次数> initial_target 3> actual 3>",
                  "added indicators r2 数量/场次: level1 >产出 level2 >数量 name >场次 initial_target >1 actual >1"));
  EXPECT_THAT(
      Said(evaluation, target),
      ElementsAre("changed funds  : declared_in_target 11>10",
                  "changed indicators t1 数量/人数: initial_target ≥40>≥50",
                  "removed indicators r2 数量/场次: level1 产出> level2 数量> name 场次> initial_target 1> actual 1>",
                  "added indicators t2 数量/次数: level1 >产出 level2 >数量 name >次数 initial_target >3 actual >3"));
}

TEST(FormDiff, LongTextsAreShownWhereTheyDiffer) {
  const std::string same = "本项目全年按照实施方案有序推进，各项资金及时到位，";
  const auto before = Evaluation(R"({"narrative": {"problems": ")" + same + R"(台账完整。"}})");
  const auto after = Evaluation(R"({"narrative": {"problems": ")" + same + R"(台账缺失。"}})");
  const auto differences = DiffForms(before, after);
  const std::string cut = RenderDiff(before, after, differences, false, {Language::kChinese, false, 0});
  EXPECT_THAT(cut, HasSubstr("…，台账完整。"));
  EXPECT_THAT(cut, HasSubstr("…，台账缺失。"));
  EXPECT_THAT(cut, Not(HasSubstr("本项目全年")));
  const std::string full = RenderDiff(before, after, differences, true, {Language::kChinese, false, 80});
  EXPECT_THAT(full, HasSubstr(same + "台账完整。"));
  EXPECT_THAT(full, HasSubstr(same + "台账缺失。"));
}

class FakeEvaluations : public heng::v1::EvaluationService::Service {
 public:
  grpc::Status GetEvaluation(grpc::ServerContext*, const heng::v1::GetEvaluationRequest* request,
                             heng::v1::Evaluation* evaluation) override {
    if (request->name() != "evaluations/x") {
      return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "not for you");
    }
    const bool old = request->revision() == "3";
    *evaluation = From<heng::v1::Evaluation>(R"({"name": "evaluations/x",
      "form": {"projectName": "甲", "indicators": [
        {"id": "r1", "level1": "产出指标", "level2": "数量指标", "name": "培训次数", "initialTarget": "≥50次",
         "actual": "≥96次", "weight": "10", "claimed": "10", "direction": "HIGHER"}]},
      "score": {"policy": {"name": "policies/shanxi-2022@1"}, "total": "94", "grade": "EXCELLENT",
                "rows": [{"rowId": "r1", "score": "10"}]}})");
    evaluation->set_etag(old ? "3" : "5");
    if (old) return grpc::Status::OK;
    auto* row = evaluation->mutable_form()->mutable_indicators(0);
    row->set_actual("40次");
    row->set_direction(heng::v1::QUALITATIVE);
    row = evaluation->mutable_form()->add_indicators();
    row->set_id("r2");
    row->set_name("满意度");
    evaluation->mutable_score()->set_total("88.5");
    evaluation->mutable_score()->set_grade(heng::v1::GOOD);
    evaluation->mutable_score()->mutable_rows(0)->set_score("8");
    return grpc::Status::OK;
  }
};

class FakeTargets : public heng::v1::TargetService::Service {
 public:
  grpc::Status GetTarget(grpc::ServerContext*, const heng::v1::GetTargetRequest* request,
                         heng::v1::Target* target) override {
    asked.push_back(*request);
    *target = From<heng::v1::Target>(R"({"name": "targets/x", "etag": "2", "form": {"projectName": "甲", "indicators": [
      {"id": "r1", "level1": "产出指标", "annual": {"level2": "数量指标", "name": "培训次数", "value": "≥50次"}}]}})");
    return grpc::Status::OK;
  }
  std::vector<heng::v1::GetTargetRequest> asked;
};

class DiffCommand : public ::testing::Test {
 protected:
  FakeEvaluations evaluations_;
  FakeTargets targets_;
  testing::FakeServer server_{{&evaluations_, &targets_}};
};

TEST_F(DiffCommand, TwoRevisionsOfOne) {
  const auto ran = server_.Heng({"diff", "evaluations/x@3", "x@5", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(evaluations/x@3 → evaluations/x@5
总分 94.00 优 → 88.50 良

变化  位置                          栏目        旧     新
改动  绩效指标 · 数量指标/培训次数  实际完成值  ≥96次  40次
                                    指标性质    正向   定性
                                    采用得分    10     8
增加  绩效指标 · 满意度             名称               满意度

共 2 行：增加 1，删去 0，改动 1。
)");
  EXPECT_EQ(server_.Heng({"diff", "x@3", "x"}).out, R"(evaluations/x@3 → evaluations/x
Total 94.00 Excellent → 88.50 Good

Change   Place                           Field      Old     New
changed  indicators · 数量指标/培训次数  actual     ≥96次   40次
                                         direction  higher  qualitative
                                         score      10      8
added    indicators · 满意度             name               满意度

2 row(s): added 1, removed 0, changed 1.
)");
  EXPECT_EQ(
      server_.Heng({"diff", "x@3", "x", "-o", "json"}).out,
      R"({"change":"changed","part":"indicators","row":"r1","name":"数量指标/培训次数","cells":[{"field":"actual","old":"≥96次","new":"40次"},{"field":"direction","old":"HIGHER","new":"QUALITATIVE"},{"field":"score","old":"10","new":"8"}]}
{"change":"added","part":"indicators","row":"r2","name":"满意度","cells":[{"field":"name","new":"满意度"}]}
{"summary":{"old":{"name":"evaluations/x@3","etag":"3","total":"94","grade":"EXCELLENT"},"new":{"name":"evaluations/x","etag":"5","total":"88.5","grade":"GOOD"},"added":1,"removed":0,"changed":1}}
)");
}

TEST_F(DiffCommand, EndsWithFiveOnlyWhereAskedFor) {
  EXPECT_EQ(server_.Heng({"diff", "x@3", "x", "--exit-code"}).code, 5);
  const auto same = server_.Heng({"diff", "x", "x", "--exit-code"});
  EXPECT_EQ(same.code, 0);
  EXPECT_THAT(same.out, HasSubstr("They say the same."));
}

TEST_F(DiffCommand, ATargetItsEvaluationAndAFile) {
  const auto ran = server_.Heng({"diff", "targets/x@2", "x@5", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(targets_.asked.at(0).revision(), "2");
  EXPECT_THAT(ran.out, HasSubstr(R"({"field":"actual","old":"≥50次","new":"40次"})"));
  EXPECT_THAT(ran.out, Not(HasSubstr("initial_target\",\"old")));
  const std::string form = server_.File("form.json", R"({"projectName": "乙"})");
  const std::string with_file = server_.Heng({"diff", "x@3", form}).out;
  EXPECT_THAT(with_file, HasSubstr("project name    甲        乙\n"));
  EXPECT_THAT(with_file, Not(HasSubstr("Total")));  // a file has none
  const std::string target = server_.File("target.json", R"({"projectName": "甲", "annualGoal": "多", "indicators": [
      {"id": "r1", "level1": "产出指标", "annual": {"level2": "数量指标", "name": "培训次数", "value": "≥60次"}}]})");
  EXPECT_THAT(server_.Heng({"diff", "targets/x", target}).out, HasSubstr("≥50次  ≥60次"));
}

TEST_F(DiffCommand, Refusals) {
  const auto denied = server_.Heng({"diff", "x", "y"});
  EXPECT_EQ(denied.code, 3);
  EXPECT_THAT(denied.err, HasSubstr("[NOT_ALLOWED]"));
  EXPECT_EQ(denied.out, "");
  EXPECT_EQ(server_.Heng({"diff", "x"}).code, 2);
  EXPECT_EQ(server_.Heng({"diff", "x", "nowhere.json"}).code, 1);
  const auto wrong = server_.Heng({"diff", "x", server_.File("w.json", R"({"projectNam": "乙"})")});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("projectNam"));
}

}  // namespace
}  // namespace heng::cli
