// What a report says: its labelled figures, passage by passage, each with its place. Free prose is not read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/decimal.h"
#include "service/core/reports/crosscheck/flat_text.h"

namespace heng::core::crosscheck {

using scoring::Decimal;

enum class Kind : uint8_t {
  kScore,           // 自评得分, 总得分
  kGrade,           // 属于“优”
  kExecutionScore,  // 预算执行情况得分
  kIndicatorScore,  // 指标完成情况得分
  kLevelScore,      // 产出指标，得分50分
  kBudget,          // 全年预算数
  kExecuted,        // 执行数
  kRate,            // 执行率, 完成预算的
  kArrival,         // 资金到位率
  kSatisfaction,    // …满意度≥95%
  kFunds,           // 涉及资金
  kBudgetPart,      // 一般公共预算(项目)支出 …: of the four budgets
  kShare,           // 占项目支出总额的
  kTier1Count,      // 一级项目n个
  kTier2Count,      // 二级项目n个
  kFormCount,       // 自评个数
  kGradeCount,      // n个项目自评等级为“优”
  kReviewedCount,   // n个2级项目开展了部门评价
  kSpending,        // 支出合计
  kSpendingPart,    // 基本支出, 项目支出 …
  kSpendingShare,   // 占比, behind a part
  kPlanned,         // 年初预算, 支出预算
  kSpent,           // 支出决算
  kPlanRate,        // 完成年初预算的
};

enum class Sign : uint8_t { kNone, kAtLeast, kMore, kAtMost, kLess };

struct ReportFigure {
  Kind kind = Kind::kScore;
  Decimal number;  // 元, points, percent or pieces
  Decimal half;    // half of the last digit written, in the same
  Sign sign = Sign::kNone;
  std::string detail;  // the level, the budget, the grade (one of 优良中差), the part of spending; for people: as read
  size_t begin = 0, end = 0;  // of label and figure in the flat text
  size_t at = 0;              // of the number
  size_t sentence = 0;        // where its sentence begins
};

enum class PassageKind : uint8_t {
  kOther,        // nothing is read here
  kSpending,     // 支出合计 …
  kAccounts,     // the rest of what accounts tell
  kOverview,     // 预算绩效管理工作开展情况
  kUnitMention,  // 组织开展了整体支出绩效自评，涉及资金…
  kReviews,      // 组织对…开展了部门评价
  kTier1,        // 一级项目绩效自评个数…
  kTier2,
  kProject,  // …项目自评综述
  kUnit,     // 整体支出绩效自评综述
  kForm,     // the texts of an attached form
};

struct Passage {
  PassageKind kind = PassageKind::kOther;
  size_t begin = 0, end = 0;          // in the flat text
  std::string project_name;           // of kProject and kForm: as the text names it
  std::vector<ReportFigure> figures;  // by place
  bool says_none = false;             // of the whole unit: 无整体支出绩效自评

  const ReportFigure* First(Kind wanted) const;
};

struct Report {
  FlatText flat;
  std::vector<Passage> passages;  // by place
};

// Figures read of one report; what is beyond them is left unread.
inline constexpr size_t kMaxFigures = 20'000;

// Linear in the text's length. `text` stays where it is.
Report ReadReport(std::string_view text);

}  // namespace heng::core::crosscheck
