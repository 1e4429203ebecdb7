#include "tests/conformance/api/forms.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <tuple>

#include "tests/support/server_process.h"

namespace heng::conformance {
namespace {

using heng::v1::FormContent;
using heng::v1::Indicator;

// What tells this run from all others against the same server.
std::string RunTag() {
  constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string tag;
  for (int i = 0; i < 10; ++i) tag.push_back(kLetters[random() % (sizeof(kLetters) - 1)]);
  return tag;
}

struct Row {
  const char* level1;
  const char* level2;
  const char* name;
  const char* target;
  const char* actual;
  const char* weight;
};

void AddRow(const Row& row, FormContent* form) {
  Indicator* out = form->add_indicators();
  out->set_id("r" + std::to_string(form->indicators_size()));
  out->set_level1(row.level1);
  out->set_level2(row.level2);
  out->set_name(row.name);
  out->set_initial_target(row.target);
  out->set_adjusted_target(row.target);
  out->set_actual(row.actual);
  out->set_weight(row.weight);
  out->set_claimed(row.weight);
}

void AddFunds(FormContent* form) {
  auto* funds = form->mutable_funds();
  funds->set_printed_unit(heng::v1::YUAN);
  funds->set_printed_decimals(2);
  auto* total = funds->mutable_total();
  total->set_id("total");
  total->set_label("资金总额");
  total->set_initial_budget("200000.00");
  total->set_annual_budget("200000.00");
  total->set_executed("180000.00");
}

}  // namespace

std::string UniqueId(const std::string& prefix) {
  static const std::string tag = RunTag();
  static std::atomic<int> next{0};
  return prefix + "-" + tag + "-" + std::to_string(next++);
}

FormContent SmallForm() {
  FormContent form;
  form.set_subject("projects/" + UniqueId("p"));
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/" + UniqueId("o"));
  form.set_fiscal_year(2022);
  form.set_project_name("档案管理专项经费");
  AddFunds(&form);
  auto* goal = form.add_goals();
  goal->set_expected("完成年度档案整理");
  goal->set_achieved("全年整理档案1250卷");
  AddRow({"产出指标", "数量指标", "档案电子化数量", "≥1200卷", "1250卷", "20"}, &form);
  AddRow({"产出指标", "质量指标", "档案归档准确率", "≥95%", "98%", "20"}, &form);
  AddRow({"产出指标", "时效指标", "完成时间", "2022年12月31日", "2022年11月30日", "10"}, &form);
  AddRow({"效益指标", "社会效益指标", "档案保存完好率", "≥98%", "99%", "30"}, &form);
  AddRow({"满意度指标", "服务对象满意度指标", "查档人员满意度", "≥95%", "96%", "10"}, &form);
  form.set_claimed_total("99.00");
  form.set_claimed_grade("优");
  return form;
}

FormContent FormWithRows(int rows) {
  FormContent form = SmallForm();
  form.clear_indicators();
  for (int i = 1; i <= rows; ++i) {
    const std::string name = "指标" + std::to_string(i);
    AddRow({"产出指标", "数量指标", name.c_str(), "≥10个", "12个", "0"}, &form);
  }
  return form;
}

std::string Chinese(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "绩";
  return text;
}

FormContent LargeForm() {
  FormContent form = FormWithRows(80);
  for (auto& row : *form.mutable_indicators()) {
    row.set_initial_target(Chinese(1990));
    row.set_actual(Chinese(1990));
    row.set_weight("1");
    row.set_claimed("1.5");
    row.set_deviation_reason("无");
  }
  return form;
}

FormContent FormWithWrongWeights() {
  FormContent form = SmallForm();
  form.mutable_indicators(0)->set_weight("15");
  form.mutable_indicators(0)->set_claimed("15");
  form.set_claimed_total("94.00");
  return form;
}

heng::v1::TargetContent SmallTarget() {
  heng::v1::TargetContent form;
  form.set_subject("projects/" + UniqueId("p"));
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/" + UniqueId("o"));
  form.set_fiscal_year(2022);
  form.set_project_name("档案管理专项经费");
  form.set_overview("整理并保管全局档案");
  form.set_annual_goal("完成年度档案整理");
  auto* const funds = form.mutable_annual_funds();
  funds->set_printed_unit(heng::v1::YUAN);
  funds->set_printed_decimals(2);
  funds->set_total("200000.00");
  for (const auto& [level1, level2, name, value] :
       {std::tuple{"产出指标", "数量指标", "档案电子化数量", "≥1200卷"},
        std::tuple{"产出指标", "质量指标", "档案归档准确率", "≥95%"},
        std::tuple{"效益指标", "社会效益指标", "档案保存完好率", "≥98%"},
        std::tuple{"满意度指标", "服务对象满意度指标", "查档人员满意度", "≥95%"}}) {
    auto* const row = form.add_indicators();
    row->set_id("r" + std::to_string(form.indicators_size()));
    row->set_level1(level1);
    row->mutable_annual()->set_level2(level2);
    row->mutable_annual()->set_name(name);
    row->mutable_annual()->set_value(value);
  }
  return form;
}

heng::v1::Evaluation Seed(const std::string& file) {
  heng::v1::Evaluation evaluation;
  const auto status = google::protobuf::util::JsonStringToMessage(
      testing::ReadSourceFile("tests/data/seeds/" + file + ".json"), &evaluation);
  EXPECT_TRUE(status.ok()) << file << ": " << status.ToString();
  return evaluation;
}

}  // namespace heng::conformance
