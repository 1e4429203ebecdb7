#include "tests/cases/form_lines.h"

#include <charconv>
#include <map>
#include <utility>

#include "google/protobuf/message.h"
#include "tests/cases/text_parts.h"

namespace heng::cases {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::FormContent;
using heng::v1::FundLine;

// Label of a cell -> field of the message.
using Cells = std::map<std::string_view, const char*>;

std::string Text(std::string_view before, std::string_view quoted) { return std::string(before) + std::string(quoted); }

bool ReadInt(std::string_view text, int& number) {
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && last == end && !text.empty();
}

const Cells& RowCells() {
  static const auto* const cells =
      new Cells{{"一级", "level1"}, {"二级", "level2"},          {"名称", "name"},      {"目标", "initial_target"},
                {"实际", "actual"}, {"调整", "adjusted_target"}, {"单位", "unit"},      {"性质", "direction"},
                {"分值", "weight"}, {"自评", "claimed"},         {"组", "score_group"}, {"原因", "deviation_reason"},
                {"核心", "core"},   {"加分上限", "bonus_max"},   {"其中", "memo"},      {"系数", "score_coefficient"}};
  return *cells;
}

const Cells& FundCells() {
  static const auto* const cells =
      new Cells{{"名称", "label"},          {"申报", "declared_in_target"}, {"年初", "initial_budget"},
                {"预算", "annual_budget"},  {"执行", "executed"},           {"结余", "claimed_unspent"},
                {"执行率", "claimed_rate"}, {"得分", "claimed_score"},      {"分值", "weight"},
                {"种类", "source"}};
  return *cells;
}

const Cells& HeadingCells() {
  static const auto* const cells =
      new Cells{{"一级", "level1"}, {"二级", "level2"}, {"分值", "weight"}, {"自评", "claimed"}};
  return *cells;
}

const Cells& FormCells() {
  static const auto* const cells =
      new Cells{{"总分", "claimed_total"}, {"等级", "claimed_grade"}, {"指标合计", "claimed_indicator_total"},
                {"类别", "subject_kind"},  {"年度", "fiscal_year"},   {"标题", "title"},
                {"项目", "project_name"}};
  return *cells;
}

const Cells& FundsCells() {
  static const auto* const cells = new Cells{{"单位", "printed_unit"},
                                             {"小数", "printed_decimals"},
                                             {"调整原因", "adjustment_reason"},
                                             {"执行原因", "execution_reason"}};
  return *cells;
}

const Cells& NarrativeCells() {
  static const auto* const cells = new Cells{{"实施", "implementation"}, {"产出", "output"},     {"效益", "benefit"},
                                             {"满意度", "satisfaction"}, {"经验", "experience"}, {"问题", "problems"},
                                             {"措施", "next_steps"},     {"其他", "other"},      {"综述", "summary"}};
  return *cells;
}

const Cells& GoalCells() {
  static const auto* const cells = new Cells{{"目标", "expected"}, {"完成", "achieved"}};
  return *cells;
}

const Cells& TaskCells() {
  static const auto* const cells = new Cells{
      {"名称", "name"}, {"内容", "description"}, {"预算", "annual_budget"}, {"执行", "executed"}, {"完成", "result"}};
  return *cells;
}

// What is written in a cell of a closed list -> name of the proto's value.
const char* EnumName(std::string_view text) {
  static const auto* const names =
      new Cells{{"正向", "HIGHER"},         {"反向", "LOWER"},        {"定性", "QUALITATIVE"}, {"项目", "PROJECT"},
                {"单位整体", "WHOLE_UNIT"}, {"转移支付", "TRANSFER"}, {"元", "YUAN"},          {"万元", "WAN_YUAN"},
                {"中央", "CENTRAL"},        {"省级", "PROVINCIAL"},   {"市县", "LOCAL"},       {"自筹", "SELF_RAISED"},
                {"其他", "OTHER_FUNDS"},    {"结转", "CARRIED_OVER"}};
  const auto it = names->find(text);
  return it == names->end() ? nullptr : it->second;
}

std::string SetCell(Message& message, const FieldDescriptor& field, const std::string& text) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(&message, &field, text);
      return "";
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "是" && text != "否") return Text("应为 是 或 否：", text);
      reflection.SetBool(&message, &field, text == "是");
      return "";
    case FieldDescriptor::CPPTYPE_INT32: {
      int number = 0;
      if (!ReadInt(text, number)) return Text("应为整数：", text);
      reflection.SetInt32(&message, &field, number);
      return "";
    }
    default: {
      const char* name = EnumName(text);
      const auto* value = name == nullptr ? nullptr : field.enum_type()->FindValueByName(name);
      if (value == nullptr) return Text("没有这一选项：", text);
      reflection.SetEnum(&message, &field, value);
      return "";
    }
  }
}

// "目标 ≥50次 | 实际 96次": each cell is its label and, after a blank, its text; a label alone is an empty cell.
std::string SetCells(std::string_view line, const Cells& cells, Message& message) {
  for (const std::string_view cell : Split(line, '|')) {
    const auto [label, text] = SplitOnce(cell, ' ');
    const auto it = cells.find(label);
    if (it == cells.end()) return Text("没有这一栏：", label);
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(it->second);
    std::string mistake = SetCell(message, *field, std::string(text));
    if (!mistake.empty()) return mistake;
  }
  return "";
}

std::string SetForm(std::string_view rest, FormContent& form) {
  std::string mistake = SetCells(rest, FormCells(), form);
  if (form.subject_kind() == heng::v1::WHOLE_UNIT) form.set_subject(form.org());  // a unit evaluates itself
  return mistake;
}

std::string AddRow(std::string_view rest, FormContent& form) {
  heng::v1::Indicator* row = form.add_indicators();
  const int number = form.indicators_size();
  row->set_id("r" + std::to_string(number));
  row->set_level1("产出指标");
  row->set_level2("质量指标");
  row->set_name("指标" + std::to_string(number));
  return SetCells(rest, RowCells(), *row);
}

std::string AddSource(std::string_view rest, FormContent& form) {
  auto* funds = form.mutable_funds();
  if (funds->breakdowns().empty()) funds->add_breakdowns()->set_name("按资金来源");
  auto* breakdown = funds->mutable_breakdowns(funds->breakdowns_size() - 1);
  FundLine* line = breakdown->add_lines();
  line->set_id("s" + std::to_string(funds->breakdowns_size()) + "-" + std::to_string(breakdown->lines_size()));
  return SetCells(rest, FundCells(), *line);
}

// "第4行" is taken off the form; of "第1行 自评" and "资金 预算" only that cell.
std::string Remove(std::string_view rest, FormContent& form) {
  const auto [what, label] = SplitOnce(rest, ' ');
  const int number = RowNumber(what);
  if (number > form.indicators_size()) return Text("没有这一行：", what);
  if (label.empty()) {
    if (number == 0) return Text("不能删除：", rest);
    form.mutable_indicators()->DeleteSubrange(number - 1, 1);
    return "";
  }
  const Cells* cells = &RowCells();
  Message* message = nullptr;
  if (number > 0) {
    message = form.mutable_indicators(number - 1);
  } else if (what == "资金") {
    message = form.mutable_funds()->mutable_total();
    cells = &FundCells();
  } else if (what == "表") {
    message = &form;
    cells = &FormCells();
  } else {
    return Text("不能删除：", rest);
  }
  const auto it = cells->find(label);
  if (it == cells->end()) return Text("没有这一栏：", label);
  message->GetReflection()->ClearField(message, message->GetDescriptor()->FindFieldByName(it->second));
  return "";
}

}  // namespace

bool IsImportWord(std::string_view word) { return word == "导入" || word == "导入来源"; }

std::string ApplyImportLine(std::string_view word, std::string_view rest, heng::v1::Budget& budget) {
  budget.set_as_of("2022-12-31");
  return SetCells(rest, FundCells(), word == "导入" ? *budget.mutable_total() : *budget.add_lines());
}

FormContent EmptyForm() {
  FormContent form;
  form.set_subject("projects/p-1");
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/o-1");
  form.set_fiscal_year(2022);
  form.mutable_funds()->mutable_total()->set_id("total");
  return form;
}

int RowNumber(std::string_view word) {
  int number = 0;
  if (!word.starts_with("第") || !word.ends_with("行")) return 0;
  word.remove_prefix(std::string_view("第").size());
  word.remove_suffix(std::string_view("行").size());
  return ReadInt(word, number) && number > 0 ? number : 0;
}

bool IsFormWord(std::string_view word) {
  for (const std::string_view known :
       {"行", "资金", "资金表", "来源", "划分", "标题", "表", "叙述", "目标", "任务", "删"}) {
    if (word == known) return true;
  }
  return RowNumber(word) > 0;
}

std::string ApplyFormLine(std::string_view word, std::string_view rest, FormContent& form) {
  if (word == "行") return AddRow(rest, form);
  if (word == "资金") return SetCells(rest, FundCells(), *form.mutable_funds()->mutable_total());
  if (word == "资金表") return SetCells(rest, FundsCells(), *form.mutable_funds());
  if (word == "来源") return AddSource(rest, form);
  if (word == "标题") return SetCells(rest, HeadingCells(), *form.add_headings());
  if (word == "表") return SetForm(rest, form);
  if (word == "叙述") return SetCells(rest, NarrativeCells(), *form.mutable_narrative());
  if (word == "目标") return SetCells(rest, GoalCells(), *form.add_goals());
  if (word == "删") return Remove(rest, form);
  if (word == "任务") {
    auto* task = form.add_main_tasks();
    task->set_id("m" + std::to_string(form.main_tasks_size()));
    return SetCells(rest, TaskCells(), *task);
  }
  if (word == "划分") {
    form.mutable_funds()->add_breakdowns()->set_name(std::string(rest));
    return "";
  }
  const int number = RowNumber(word);
  if (number == 0 || number > form.indicators_size()) return Text("没有这一行：", word);
  return SetCells(rest, RowCells(), *form.mutable_indicators(number - 1));
}

}  // namespace heng::cases
