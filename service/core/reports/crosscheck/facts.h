// What is known of an org and year: its forms, and figures that were recorded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// Points of one level, of a level 1 as rows name it without 指标: 产出.
struct LevelPoints {
  std::string level;
  std::optional<Decimal> points;  // as claimed, else as scored; absent: a row has none
};

// 实际完成值 of a row that is a percentage of content people: ≥98%.
struct SatisfactionRow {
  std::string row_id, name;
  Decimal number;
  Sign sign = Sign::kNone;
};

struct FormFacts {
  std::string resource;                  // "evaluations/…"; empty: what the report itself says of the project
  std::string project_name;              // without its local prefix
  std::optional<Decimal> total;          // that counts
  std::optional<Decimal> claimed_total;  // 总分 as printed
  std::optional<Decimal> indicator_total, execution_score;
  std::optional<Decimal> annual_budget, executed;  // 元
  Decimal printed_half;                            // half of the last digit the form prints, 元
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  std::vector<LevelPoints> levels;
  std::vector<SatisfactionRow> satisfaction;
};

// `sheet`: as it was scored. Total and grade that count may be set anew by the caller, where another's score counts.
FormFacts FactsOf(std::string_view resource, const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet);

// 部门评价 as recorded.
struct ReviewFacts {
  std::string resource;
  int projects = 0;
  Decimal funds;
};

struct Facts {
  std::vector<FormFacts> forms;  // of projects, in any order
  std::optional<FormFacts> whole_unit;
  std::string year_facts;                      // resource of the next two
  std::optional<Decimal> project_expenditure;  // 项目支出决算数
  std::optional<Decimal> project_budget;       // 年初项目支出预算
  std::vector<ReviewFacts> reviews;
};

// 产出指标 -> 产出.
std::string LevelStem(std::string_view level);

}  // namespace heng::core::crosscheck
