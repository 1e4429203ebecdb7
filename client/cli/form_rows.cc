#include "client/cli/form_rows.h"

#include <map>

namespace heng::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::FormContent;
using heng::v1::FundLine;
using heng::v1::TargetContent;
using heng::v1::TargetIndicator;

std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const auto* const reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const value = reflection->GetEnum(message, field);
      return value->number() == 0 ? "" : value->name();
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      const int32_t number = reflection->GetInt32(message, field);
      return number == 0 ? "" : std::to_string(number);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t number = reflection->GetInt64(message, field);
      return number == 0 ? "" : std::to_string(number);
    }
    default:
      return "";  // forms have no others
  }
}

enum class Depth { kOwn, kNested };

// All single fields. The id is what rows are matched by, and "cell" says where a row stood on a sheet: no content.
void AddCells(const Message& message, const std::string& before, Depth depth, std::vector<FormCell>* cells) {
  const auto* const descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* const field = descriptor->field(i);
    if (field->is_repeated() || field->name() == "id" || field->name() == "cell") continue;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      cells->push_back({before + field->name(), field, TextOf(message, field)});
    } else if (depth == Depth::kNested) {
      AddCells(message.GetReflection()->GetMessage(message, field), before + field->name() + ".", depth, cells);
    }
  }
}

class Rows {
 public:
  FormRow& Add(const std::string& part, const Message& message, const std::string& id, const std::string& key,
               const std::string& name, Depth depth = Depth::kOwn) {
    rows_.push_back({part, id, key, name, {}});
    AddCells(message, "", depth, &rows_.back().cells);
    return rows_.back();
  }
  std::vector<FormRow> Take() { return std::move(rows_); }

 private:
  std::vector<FormRow> rows_;
};

std::string Joined(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + "/" + second;
}

std::string Key(const std::string& level1, const std::string& level2, const std::string& name) {
  return level1 + "\n" + level2 + "\n" + name;
}

void AddScore(const heng::v1::RowScore& score, FormRow* row) {
  static const FieldDescriptor* const kField = heng::v1::RowScore::descriptor()->FindFieldByName("score");
  row->cells.push_back({"score", kField, score.score()});
}

void AddFunds(const heng::v1::Funds& funds, Rows* rows) {
  rows->Add("funds", funds, "", "", "");
  if (funds.has_total()) rows->Add("funds", funds.total(), funds.total().id(), "total", funds.total().label());
  for (const auto& breakdown : funds.breakdowns()) {
    for (const FundLine& line : breakdown.lines()) {
      const std::string name = line.label().empty() ? heng::v1::FundSource_Name(line.source()) : line.label();
      rows->Add("funds", line, line.id(), Key(breakdown.name(), "", name), name);
    }
  }
}

void AddTargetFunds(const std::string& part, const heng::v1::TargetFunds& funds, Rows* rows) {
  rows->Add(part, funds, "", "", "");
  for (const auto& line : funds.lines()) {
    const std::string name = line.label().empty() ? heng::v1::FundSource_Name(line.source()) : line.label();
    rows->Add(part, line, line.id(), name, name);
  }
}

// Half of the row that is filled; the year's where both are.
const heng::v1::TargetValue& HalfOf(const TargetIndicator& row) {
  return row.annual().name().empty() ? row.term() : row.annual();
}

void FillFundLine(const std::string& amount, const FundLine* other, FundLine* line) {
  line->set_initial_budget(amount);
  if (other != nullptr && !other->declared_in_target().empty()) line->set_declared_in_target(amount);
}

}  // namespace

std::vector<FormRow> RowsOf(const FormContent& form, const heng::v1::ScoreSheet* score) {
  Rows rows;
  rows.Add("form", form, "", "", "");
  AddFunds(form.funds(), &rows);
  for (int i = 0; i < form.goals_size(); ++i) {
    const std::string number = std::to_string(i + 1);
    rows.Add("goals", form.goals(i), "", number, number);
  }
  std::map<std::string, const heng::v1::RowScore*> scores;
  if (score != nullptr) {
    for (const auto& row : score->rows()) scores[row.row_id()] = &row;
  }
  for (const auto& row : form.indicators()) {
    FormRow& added = rows.Add("indicators", row, row.id(), Key(row.level1(), row.level2(), row.name()),
                              Joined(row.level2(), row.name()));
    if (score == nullptr) continue;
    const auto found = scores.find(row.id());
    AddScore(found == scores.end() ? heng::v1::RowScore::default_instance() : *found->second, &added);
  }
  for (const auto& row : form.headings()) {
    rows.Add("headings", row, "", Key(row.level1(), row.level2(), ""), Joined(row.level1(), row.level2()));
  }
  rows.Add("narrative", form.narrative(), "", "", "");
  for (const auto& row : form.main_tasks()) rows.Add("main_tasks", row, row.id(), row.name(), row.name());
  for (const auto& row : form.attachments()) rows.Add("attachments", row, row.id(), row.name(), row.name());
  return rows.Take();
}

std::vector<FormRow> RowsOf(const TargetContent& target) {
  Rows rows;
  rows.Add("form", target, "", "", "");
  AddTargetFunds("term_funds", target.term_funds(), &rows);
  AddTargetFunds("annual_funds", target.annual_funds(), &rows);
  for (const TargetIndicator& row : target.indicators()) {
    const auto& half = HalfOf(row);
    rows.Add("indicators", row, row.id(), Key(row.level1(), half.level2(), half.name()),
             Joined(half.level2(), half.name()), Depth::kNested);
  }
  return rows.Take();
}

FormContent AsEvaluation(const TargetContent& target, const FormContent& evaluation) {
  FormContent form;
  form.set_subject(target.subject());
  form.set_subject_kind(target.subject_kind());
  form.set_org(target.org());
  form.set_fiscal_year(target.fiscal_year());
  form.set_project_name(target.project_name());
  form.set_project_code(target.project_code());
  form.set_department_text(target.department_text());
  form.set_unit_text(target.unit_text());
  if (!target.annual_funds().total().empty()) {
    FillFundLine(target.annual_funds().total(), &evaluation.funds().total(), form.mutable_funds()->mutable_total());
  }
  if (target.annual_funds().lines_size() > 0) {
    auto* const breakdown = form.mutable_funds()->add_breakdowns();
    // The lines are the same whatever the evaluation calls this way of splitting the total.
    if (evaluation.funds().breakdowns_size() > 0) breakdown->set_name(evaluation.funds().breakdowns(0).name());
    for (const auto& line : target.annual_funds().lines()) {
      FundLine* const added = breakdown->add_lines();
      added->set_id(line.id());
      added->set_label(line.label());
      added->set_source(line.source());
      FillFundLine(line.amount(), nullptr, added);
    }
  }
  if (!target.annual_goal().empty()) form.add_goals()->set_expected(target.annual_goal());
  for (const TargetIndicator& row : target.indicators()) {
    auto* const added = form.add_indicators();
    added->set_id(row.id());
    added->set_level1(row.level1());
    added->set_level2(row.annual().level2());
    added->set_name(row.annual().name());
    added->set_initial_target(row.annual().value());
    added->set_actual(row.annual().value());
    added->set_weight(row.weight());
    added->set_direction(row.direction());
    added->set_unit(row.unit());
    added->set_core(row.core());
  }
  return form;
}

}  // namespace heng::cli
