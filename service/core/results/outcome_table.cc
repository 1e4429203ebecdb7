#include "service/core/results/outcome_table.h"

#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "scoring/grade.h"
#include "service/core/entries.h"
#include "service/core/reports/labels.h"

namespace heng::core {
namespace {

using heng::v1::EvaluationOutcome;
using heng::v1::Recheck;
using Kind = forms::TableColumn::Kind;

// An enum's name as a word: "FINANCE_BUREAU" is "finance bureau"; that of the number 0 is none.
std::string EnglishWord(const std::string& name, int number) {
  if (number == 0) return "";
  std::string word = absl::AsciiStrToLower(name);
  for (char& c : word) {
    if (c == '_') c = ' ';
  }
  return word;
}

std::string StateWord(const EvaluationOutcome& outcome, bool english) {
  return english ? EnglishWord(heng::v1::Evaluation::State_Name(outcome.state()), outcome.state())
                 : StateInChinese(outcome.state());
}

std::string GradeWord(heng::v1::Grade grade, bool english) {
  return english ? EnglishWord(heng::v1::Grade_Name(grade), grade) : std::string(scoring::GradeWord(grade));
}

std::string SourceWord(heng::v1::ScoreSource source, bool english) {
  if (source == heng::v1::SCORE_SOURCE_UNSPECIFIED) source = heng::v1::SELF;
  if (english) return EnglishWord(heng::v1::ScoreSource_Name(source), source);
  switch (source) {
    case heng::v1::DEPARTMENT:
      return "主管部门复评";
    case heng::v1::FINANCE_BUREAU:
      return "财政部门复核";
    default:
      return "单位自评";
  }
}

std::string ConclusionWord(Recheck::Conclusion conclusion, bool english) {
  if (english) return EnglishWord(Recheck::Conclusion_Name(conclusion), conclusion);
  switch (conclusion) {
    case Recheck::UPHOLD:
      return "维持";
    case Recheck::ADJUST:
      return "调整";
    case Recheck::SEND_BACK:
      return "退回";
    default:
      return "";
  }
}

std::string YesWord(bool yes, bool english) {
  if (!yes) return "";
  return english ? "yes" : "是";
}

struct Column {
  const char *zh, *en;
  int width;  // mm
  Kind kind;
  std::string (*cell)(const EvaluationOutcome&, bool english);
};

using O = const EvaluationOutcome&;

const std::array kColumns = {
    Column{"单位代码", "org code", 24, Kind::kText, [](O o, bool) { return o.org_code(); }},
    Column{"单位名称", "org", 60, Kind::kText, [](O o, bool) { return o.org_title(); }},
    Column{"项目代码", "project code", 44, Kind::kText, [](O o, bool) { return o.project_code(); }},
    Column{"项目名称", "project", 70, Kind::kText, [](O o, bool) { return o.project_name(); }},
    Column{"年度", "fiscal year", 14, Kind::kCount, [](O o, bool) { return absl::StrCat(o.fiscal_year()); }},
    Column{"状态", "state", 20, Kind::kText, [](O o, bool english) { return StateWord(o, english); }},
    Column{"得分", "total", 18, Kind::kPoints, [](O o, bool) { return o.total(); }},
    Column{"等级", "grade", 14, Kind::kText, [](O o, bool english) { return GradeWord(o.grade(), english); }},
    Column{"评分来源", "score source", 28, Kind::kText,
           [](O o, bool english) { return SourceWord(o.score_source(), english); }},
    Column{"复核结论", "recheck", 20, Kind::kText,
           [](O o, bool english) { return ConclusionWord(o.recheck().conclusion(), english); }},
    Column{"自评得分", "own total", 18, Kind::kPoints, [](O o, bool) { return o.recheck().self_total(); }},
    Column{"自评等级", "own grade", 18, Kind::kText,
           [](O o, bool english) { return GradeWord(o.recheck().self_grade(), english); }},
    Column{"复核说明", "recheck reason", 60, Kind::kText, [](O o, bool) { return o.recheck().reason(); }},
    Column{"全年预算数（元）", "annual budget", 34, Kind::kMoney, [](O o, bool) { return o.annual_budget(); }},
    Column{"全年执行数（元）", "executed", 34, Kind::kMoney, [](O o, bool) { return o.executed(); }},
    Column{"结余（元）", "unspent", 34, Kind::kMoney, [](O o, bool) { return o.unspent(); }},
    Column{"执行率（%）", "execution rate", 24, Kind::kPoints, [](O o, bool) { return o.execution_rate(); }},
    Column{"执行率得分", "execution score", 24, Kind::kPoints, [](O o, bool) { return o.execution_score(); }},
    Column{"预算已变", "stale", 20, Kind::kText, [](O o, bool english) { return YesWord(o.stale(), english); }},
    Column{"逾期", "late", 14, Kind::kText, [](O o, bool english) { return YesWord(o.late(), english); }},
    Column{"待复核", "sampled", 16, Kind::kText, [](O o, bool english) { return YesWord(o.sampled(), english); }},
    Column{"错误", "errors", 12, Kind::kCount, [](O o, bool) { return absl::StrCat(o.errors()); }},
    Column{"警告", "warnings", 12, Kind::kCount, [](O o, bool) { return absl::StrCat(o.warnings()); }},
    Column{"评分办法", "policy", 50, Kind::kText, [](O o, bool) { return o.policy().name(); }},
    Column{"办法哈希", "policy sha256", 60, Kind::kText, [](O o, bool) { return o.policy().content_sha256(); }},
    Column{"自评表", "evaluation", 60, Kind::kText, [](O o, bool) { return o.evaluation(); }},
    Column{"评价对象", "subject", 60, Kind::kText, [](O o, bool) { return o.subject(); }},
    Column{"单位", "org name", 40, Kind::kText, [](O o, bool) { return o.org(); }},
    Column{"版本", "etag", 14, Kind::kText, [](O o, bool) { return o.etag(); }},
    Column{"更新时间", "updated", 34, Kind::kText,
           [](O o, bool) { return MinuteOf(o.update_time().seconds() * 1'000'000); }},
};

}  // namespace

std::vector<forms::TableColumn> OutcomeColumns(bool english) {
  std::vector<forms::TableColumn> columns;
  for (const Column& column : kColumns) columns.push_back({english ? column.en : column.zh, column.width, column.kind});
  return columns;
}

std::vector<std::string> OutcomeCells(const EvaluationOutcome& outcome, bool english) {
  std::vector<std::string> cells;
  cells.reserve(kColumns.size());
  for (const Column& column : kColumns) cells.push_back(column.cell(outcome, english));
  return cells;
}

}  // namespace heng::core
