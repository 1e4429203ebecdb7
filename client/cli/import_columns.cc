#include "client/cli/import_columns.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/choices.h"
#include "heng/v1/budget.pb.h"
#include "heng/v1/directory.pb.h"

namespace heng::cli {
namespace {

using google::protobuf::Message;
using heng::v1::Budget;
using heng::v1::FundLine;

// What the amounts of a row are of, until the row is complete.
constexpr char kSourceField[] = "total.source";

std::vector<ImportColumn> BudgetColumns() {
  const std::vector<ImportColumn> amounts = {
      {"total.declared_in_target", "", {"目标申报数", "declared_in_target"}},
      {"total.initial_budget", "", {"年初预算数", "预算编制数", "年初批复数", "initial_budget"}},
      {"total.annual_budget", "", {"全年预算数", "变动后预算数", "annual_budget"}},
      {"total.executed", "", {"全年执行数", "executed"}},
  };
  std::vector<ImportColumn> columns = {
      {"subject", "projects", {"项目", "项目编号", "project", "subject"}, true},
      {"org", "orgs", {"单位", "单位编号", "org"}, true},
      {"fiscal_year", "", {"年度", "预算年度", "year", "fiscal_year"}, true},
      {kSourceField, "", {"资金来源", "来源", "source"}},
  };
  columns.insert(columns.end(), amounts.begin(), amounts.end());
  columns.push_back({"as_of", "", {"截止日期", "as_of"}});
  const auto* const sources = heng::v1::FundSource_descriptor();
  for (int source = 1; source < sources->value_count(); ++source) {
    const int number = sources->value(source)->number();
    const std::string zh = ChoiceLabel(sources, number, Language::kChinese);
    const std::string en = absl::StrReplaceAll(ChoiceLabel(sources, number, Language::kEnglish), {{"-", "_"}}) + "_";
    for (const ImportColumn& amount : amounts) {
      ImportColumn column{"lines." + sources->value(source)->name() + "." + amount.titles.back(), "", {}};
      for (const std::string& title : amount.titles) {
        column.titles.push_back((title == amount.titles.back() ? en : zh) + title);
      }
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

// A source as a cell names it; the unspecified one: the total. nullopt: none of them.
std::optional<heng::v1::FundSource> SourceCell(const std::string& text) {
  static const std::map<std::string, heng::v1::FundSource> kNames = {
      {"", heng::v1::FUND_SOURCE_UNSPECIFIED},      {"合计", heng::v1::FUND_SOURCE_UNSPECIFIED},
      {"总额", heng::v1::FUND_SOURCE_UNSPECIFIED},  {"资金总额", heng::v1::FUND_SOURCE_UNSPECIFIED},
      {"total", heng::v1::FUND_SOURCE_UNSPECIFIED}, {"中央财政资金", heng::v1::CENTRAL},
      {"省级财政资金", heng::v1::PROVINCIAL},       {"市县区财政资金", heng::v1::LOCAL},
      {"市县(区)财政资金", heng::v1::LOCAL},        {"市县（区）财政资金", heng::v1::LOCAL},
      {"单位自筹", heng::v1::SELF_RAISED},          {"其他资金", heng::v1::OTHER_FUNDS},
      {"上年结转", heng::v1::CARRIED_OVER}};
  const auto named = kNames.find(absl::AsciiStrToLower(text));
  if (named != kNames.end()) return named->second;
  const auto choice = ParseChoice(heng::v1::FundSource_descriptor(), text);
  return choice ? std::optional(static_cast<heng::v1::FundSource>(*choice)) : std::nullopt;
}

std::optional<WrongValue> SetSource(const std::string& text, Budget* budget) {
  const auto source = SourceCell(text);
  if (!source) {
    const auto* const all = heng::v1::FundSource_descriptor();
    return WrongValue{
        "\"" + text + "\" 不是资金来源。可写：合计、" + ChoiceList(all, Language::kChinese) + "。",
        "\"" + text + "\" is no source of money. There are: total, " + ChoiceList(all, Language::kEnglish) + "."};
  }
  budget->mutable_total()->set_source(*source);
  return std::nullopt;
}

// "2022/1/31" as "2022-01-31": Excel rewrites dates like that. Anything else stays as it is.
std::string DateCell(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  const auto is_number = [](const std::string& part, std::size_t most) {
    return !part.empty() && part.size() <= most && std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  if (parts.size() != 3 || parts[0].size() != 4 || !is_number(parts[0], 4) || !is_number(parts[1], 2) ||
      !is_number(parts[2], 2)) {
    return text;
  }
  const auto two = [](const std::string& part) { return part.size() == 1 ? "0" + part : part; };
  return parts[0] + "-" + two(parts[1]) + "-" + two(parts[2]);
}

// "1,234,567.89" as "1234567.89"; commas at other places stay, so that they are refused.
std::string AmountCell(const std::string& text) {
  const std::vector<std::string> groups = absl::StrSplit(text.substr(0, text.find('.')), ',');
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool digits = std::all_of(groups[i].begin(), groups[i].end(), absl::ascii_isdigit);
    if (!digits || (i == 0 ? groups[i].empty() || groups[i].size() > 3 : groups[i].size() != 3)) return text;
  }
  return absl::StrReplaceAll(text, {{",", ""}});
}

FundLine* LineOf(const std::string& source, Budget* budget) {
  heng::v1::FundSource wanted = heng::v1::FUND_SOURCE_UNSPECIFIED;
  heng::v1::FundSource_Parse(source, &wanted);
  for (FundLine& line : *budget->mutable_lines()) {
    if (line.source() == wanted) return &line;
  }
  budget->add_lines()->set_source(wanted);
  return budget->mutable_lines(budget->lines_size() - 1);
}

// Without any amount.
bool EmptyLine(const FundLine& line) {
  return !line.has_declared_in_target() && !line.has_initial_budget() && !line.has_annual_budget() &&
         !line.has_executed();
}

std::string WithCollectionOf(const ImportColumn& column, const std::string& text) {
  const bool add = !column.collection.empty() && !text.empty() && !text.starts_with(column.collection + "/");
  return add ? column.collection + "/" + text : text;
}

std::string TextField(const Message& message, const std::string& field) {
  return message.GetReflection()->GetString(message, message.GetDescriptor()->FindFieldByName(field));
}

}  // namespace

const std::vector<ImportColumn>& ImportColumnsOf(const Message& prototype) {
  static const std::vector<ImportColumn> kOrg = {
      {"name", "orgs", {"编号", "名称编号", "单位编号", "id", "name"}, true},
      {"title", "", {"名称", "单位名称", "title"}},
      {"type", "", {"类型", "单位类型", "type"}},
      {"parent", "orgs", {"上级", "上级编号", "parent"}},
      {"code", "", {"代码", "单位代码", "code"}},
      {"start_date", "", {"启用日期", "start_date"}},
  };
  static const std::vector<ImportColumn> kProject = {
      {"name", "projects", {"编号", "名称编号", "项目编号", "id", "name"}, true},
      {"title", "", {"项目名称", "名称", "title"}},
      {"local_prefix", "", {"前缀", "项目前缀", "local_prefix"}},
      {"org", "orgs", {"单位", "单位编号", "org"}},
      {"code", "", {"项目代码", "代码", "code"}},
      {"category", "", {"项目类别", "类别", "category"}},
      {"attribute", "", {"项目属性", "属性", "attribute"}},
      {"tier", "", {"项目级次", "级次", "tier"}},
      {"parent", "projects", {"一级项目", "一级项目编号", "parent"}},
      {"classified", "", {"涉密", "是否涉密", "classified"}},
  };
  static const std::vector<ImportColumn> kBudget = BudgetColumns();
  if (prototype.GetDescriptor() == Budget::descriptor()) return kBudget;
  return prototype.GetDescriptor() == heng::v1::Org::descriptor() ? kOrg : kProject;
}

std::optional<WrongValue> SetColumn(const ImportColumn& column, const std::string& text, Message* message) {
  const std::vector<std::string> path = absl::StrSplit(column.field, '.');
  if (path.size() == 1) {
    const bool date = column.field.ends_with("_date") || column.field == "as_of";
    return SetField(column.field, date ? DateCell(text) : WithCollectionOf(column, text), message);
  }
  auto* const budget = dynamic_cast<Budget*>(message);
  if (column.field == kSourceField) return SetSource(text, budget);
  if (text.empty()) return std::nullopt;  // a source without amounts is none
  FundLine* const line = path[0] == "lines" ? LineOf(path[1], budget) : budget->mutable_total();
  return SetField(path.back(), AmountCell(text), line);
}

std::string ImportKeyOf(const Message& message) {
  const auto* const budget = dynamic_cast<const Budget*>(&message);
  if (budget == nullptr) return TextField(message, "name");
  if (budget->subject().empty() || budget->org().empty() || budget->fiscal_year() == 0) return "";
  return budget->subject() + " " + budget->org() + " " + std::to_string(budget->fiscal_year());
}

std::vector<std::string> ImportKeysOf(const Message& message) {
  const auto* const budget = dynamic_cast<const Budget*>(&message);
  const std::string key = ImportKeyOf(message);
  if (budget == nullptr || key.empty()) return {key};
  std::vector<std::string> keys;
  if (!EmptyLine(budget->total())) keys.push_back(key);
  for (const FundLine& line : budget->lines()) keys.push_back(key + " " + std::to_string(line.source()));
  return keys;
}

void CompleteRow(Message* message) {
  auto* const budget = dynamic_cast<Budget*>(message);
  if (budget == nullptr || budget->total().source() == heng::v1::FUND_SOURCE_UNSPECIFIED) return;
  if (!EmptyLine(budget->total())) *budget->add_lines() = budget->total();
  budget->clear_total();
}

void CompleteNames(Message* message) {
  for (const ImportColumn& column : ImportColumnsOf(*message)) {
    if (!column.key || column.collection.empty()) continue;
    SetField(column.field, WithCollectionOf(column, TextField(*message, column.field)), message);
  }
}

}  // namespace heng::cli
