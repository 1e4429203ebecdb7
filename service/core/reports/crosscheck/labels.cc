#include "service/core/reports/crosscheck/labels.h"

#include <algorithm>
#include <array>

#include "scoring/text.h"

namespace heng::core::crosscheck {
namespace {

struct Word {
  std::string_view text;
  Kind kind;
  std::string_view detail = {};
};

// Longest first where one ends with the other. 得分 alone may be that of anything.
constexpr std::array<Word, 17> kPointWords = {{
    {"预算执行情况得分", Kind::kExecutionScore},
    {"预算执行得分", Kind::kExecutionScore},
    {"预算执行率得分", Kind::kExecutionScore},
    {"执行率得分", Kind::kExecutionScore},
    {"指标完成情况得分", Kind::kIndicatorScore},
    {"绩效指标得分", Kind::kIndicatorScore},
    {"自评总分", Kind::kScore},
    {"自评得分", Kind::kScore},
    {"自评综述:得分", Kind::kScore},
    {"自评价得分", Kind::kScore},
    {"评价得分", Kind::kScore},
    {"绩效得分", Kind::kScore},
    {"综合得分", Kind::kScore},
    {"最终得分", Kind::kScore},
    {"最后得分", Kind::kScore},
    {"项目得分", Kind::kScore},
    {"总得分", Kind::kScore},
}};

// Words of a clause whose figure is not that of the form as a whole, or not of this year, or what was to be reached.
constexpr std::array<std::string_view, 6> kOtherYearOrTarget = {"上年", "去年", "上一年", "目标值", "指标值", "计划"};
constexpr std::array<std::string_view, 8> kPartOfFunds = {"其中", "财政", "中央", "省级",
                                                          "市级", "县级", "自筹", "结转"};

constexpr std::array<Word, 6> kProjectMoney = {{
    {"全年预算数", Kind::kBudget},
    {"全年预算", Kind::kBudget},
    {"年度预算数", Kind::kBudget},
    {"全年执行数", Kind::kExecuted},
    {"实际执行数", Kind::kExecuted},
    {"执行数", Kind::kExecuted},
}};

constexpr std::array<Word, 14> kUnitMoney = {{
    {"涉及资金", Kind::kFunds},
    {"涉及预算金额", Kind::kFunds},
    {"涉及预算资金", Kind::kFunds},
    {"涉及金额", Kind::kFunds},
    {"一般公共预算项目支出", Kind::kBudgetPart, "一般公共预算"},
    {"一般公共预算支出", Kind::kBudgetPart, "一般公共预算"},
    {"政府性基金预算项目支出", Kind::kBudgetPart, "政府性基金预算"},
    {"政府性基金预算支出", Kind::kBudgetPart, "政府性基金预算"},
    {"国有资金经营预算项目支出", Kind::kBudgetPart, "国有资本经营预算"},
    {"国有资金经营预算支出", Kind::kBudgetPart, "国有资本经营预算"},
    {"国有资本经营预算项目支出", Kind::kBudgetPart, "国有资本经营预算"},
    {"国有资本经营预算支出", Kind::kBudgetPart, "国有资本经营预算"},
    {"社会保险基金预算项目支出", Kind::kBudgetPart, "社会保险基金预算"},
    {"社会保险基金预算支出", Kind::kBudgetPart, "社会保险基金预算"},
}};

constexpr std::array<Word, 6> kSpendingMoney = {{
    {"支出合计", Kind::kSpending},
    {"基本支出", Kind::kSpendingPart, "基本支出"},
    {"项目支出", Kind::kSpendingPart, "项目支出"},
    {"上缴上级支出", Kind::kSpendingPart, "上缴上级支出"},
    {"对附属单位补助支出", Kind::kSpendingPart, "对附属单位补助支出"},
    {"经营支出", Kind::kSpendingPart, "经营支出"},
}};

constexpr std::array<Word, 5> kAccountsMoney = {{
    {"年初预算数", Kind::kPlanned},
    {"年初预算", Kind::kPlanned},
    {"支出预算", Kind::kPlanned},
    {"支出决算数", Kind::kSpent},
    {"支出决算", Kind::kSpent},
}};

constexpr std::array<Word, 3> kRates = {{
    {"执行率", Kind::kRate},
    {"完成预算的", Kind::kRate},
    {"完成全年预算的", Kind::kRate},
}};

constexpr std::array<Word, 3> kPlanRates = {{
    {"完成年初预算的", Kind::kPlanRate},
    {"完成全年预算的", Kind::kPlanRate},
    {"完成预算的", Kind::kPlanRate},
}};

constexpr std::array<Word, 6> kPieces = {{
    {"一级项目绩效自评个数", Kind::kFormCount},
    {"二级项目绩效自评个数", Kind::kFormCount},
    {"自评个数", Kind::kFormCount},
    {"一级项目", Kind::kTier1Count},
    {"二级项目", Kind::kTier2Count},
    {"自评项目", Kind::kFormCount},
}};

// What may stand between a label and its number. Longest first where one ends with the other.
struct Filler {
  std::string_view text;
  Sign sign = Sign::kNone;
};
constexpr std::array<Filler, 27> kFillers = {{
    {"大于等于", Sign::kAtLeast},
    {"大于或等于", Sign::kAtLeast},
    {"小于等于", Sign::kAtMost},
    {"不低于", Sign::kAtLeast},
    {"不少于", Sign::kAtLeast},
    {"不超过", Sign::kAtMost},
    {">=", Sign::kAtLeast},
    {"<=", Sign::kAtMost},
    {"≥", Sign::kAtLeast},
    {"≤", Sign::kAtMost},
    {"大于", Sign::kMore},
    {"高于", Sign::kMore},
    {"超过", Sign::kMore},
    {">", Sign::kMore},
    {"小于", Sign::kLess},
    {"低于", Sign::kLess},
    {"<", Sign::kLess},
    {"等于"},
    {"="},
    {"达到"},
    {"达"},
    {"为"},
    {"是"},
    {"了"},
    {"在"},
    {":"},
    {","},
}};

struct Before {
  std::string_view text;  // without fillers
  Sign sign = Sign::kNone;
};

Before WithoutFillers(std::string_view before) {
  Before result{before};
  for (int taken = 0; taken < 4; ++taken) {
    const auto* const filler = std::find_if(kFillers.begin(), kFillers.end(), [&](const Filler& candidate) {
      return result.text.ends_with(candidate.text);
    });
    if (filler == kFillers.end()) break;
    result.text.remove_suffix(filler->text.size());
    if (filler->sign != Sign::kNone) result.sign = filler->sign;
  }
  return result;
}

// The clause the number stands in.
std::string_view LastClause(std::string_view before) {
  constexpr std::array<std::string_view, 6> kEnds = {",", "、", "，", ":", "。", "\""};
  size_t begin = 0;
  for (const std::string_view end : kEnds) {
    const size_t at = before.rfind(end);
    if (at != std::string_view::npos) begin = std::max(begin, at + end.size());
  }
  return before.substr(begin);
}

template <typename Words>
bool HasAny(std::string_view clause, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [clause](std::string_view word) { return clause.find(word) != std::string_view::npos; });
}

template <typename Words>
std::optional<Labelled> Ending(const Words& words, const Before& before, std::string_view all) {
  for (const Word& word : words) {
    if (!before.text.ends_with(word.text)) continue;
    Labelled labelled{word.kind, word.detail, all.size() - before.text.size() + word.text.size(), before.sign};
    return labelled;
  }
  return std::nullopt;
}

// 一是产出指标，得分50分: the level before 得分.
std::optional<Labelled> LevelScore(const Before& before, std::string_view all) {
  constexpr std::string_view kPoints = "得分", kIndicator = "指标";
  constexpr std::array<std::string_view, 8> kLevels = {"产出",           "效益", "满意度", "成本",
                                                       "服务对象满意度", "决策", "过程",   "效果"};
  if (!before.text.ends_with(kPoints)) return std::nullopt;
  const std::string_view rest = WithoutFillers(before.text.substr(0, before.text.size() - kPoints.size())).text;
  if (!rest.ends_with(kIndicator)) return std::nullopt;
  const std::string_view stem = rest.substr(0, rest.size() - kIndicator.size());
  for (const std::string_view level : kLevels) {
    if (!stem.ends_with(level)) continue;
    const size_t begin = stem.size() - level.size();
    return Labelled{Kind::kLevelScore, before.text.substr(begin, level.size() + kIndicator.size()), all.size() - begin,
                    Sign::kNone};
  }
  return std::nullopt;
}

std::optional<Labelled> Satisfaction(const Before& before, std::string_view all) {
  std::string_view clause = LastClause(before.text);
  for (const std::string_view item : {"一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是"}) {
    if (clause.starts_with(item)) clause.remove_prefix(item.size());
  }
  if (clause.find("满意度") == std::string_view::npos && clause.find("满意率") == std::string_view::npos) {
    return std::nullopt;
  }
  if (clause.size() > 90 || scoring::HasDigit(clause)) return std::nullopt;
  const size_t begin = static_cast<size_t>(clause.data() - all.data());
  return Labelled{Kind::kSatisfaction, clause, all.size() - begin, before.sign};
}

bool IsAbout(PassageKind passage, PassageKind a, PassageKind b, PassageKind c = PassageKind::kOther) {
  return passage == a || passage == b || (c != PassageKind::kOther && passage == c);
}

bool TellsScores(PassageKind passage) {
  return IsAbout(passage, PassageKind::kProject, PassageKind::kUnit, PassageKind::kReviews) ||
         IsAbout(passage, PassageKind::kUnitMention, PassageKind::kOverview);
}

std::optional<Labelled> Percent(PassageKind passage, const Before& before, std::string_view all) {
  if (passage == PassageKind::kAccounts) return Ending(kPlanRates, before, all);
  if (passage == PassageKind::kSpending) {
    constexpr std::array<Word, 1> kShareWord = {{{"占比", Kind::kSpendingShare}}};
    return Ending(kShareWord, before, all);
  }
  if (IsAbout(passage, PassageKind::kOverview, PassageKind::kUnitMention)) {
    constexpr std::array<Word, 2> kShareWords = {{{"项目支出总额的", Kind::kShare}, {"项目支出的", Kind::kShare}}};
    return Ending(kShareWords, before, all);
  }
  if (!IsAbout(passage, PassageKind::kProject, PassageKind::kUnit, PassageKind::kForm)) return std::nullopt;
  if (before.text.ends_with("到位率")) {
    constexpr std::array<Word, 2> kArrivals = {{{"资金到位率", Kind::kArrival}, {"到位率", Kind::kArrival}}};
    return Ending(kArrivals, before, all);
  }
  // 政府采购执行率 is an indicator of its own.
  if (before.text.ends_with("采购执行率") || before.text.ends_with("采购预算执行率")) return std::nullopt;
  if (auto rate = Ending(kRates, before, all)) return rate;
  if (passage == PassageKind::kUnit) return std::nullopt;
  return Satisfaction(before, all);
}

std::optional<Labelled> Money(PassageKind passage, const Before& before, std::string_view all) {
  switch (passage) {
    case PassageKind::kProject:
    case PassageKind::kUnit:
      if (HasAny(LastClause(before.text), kPartOfFunds)) return std::nullopt;
      return Ending(kProjectMoney, before, all);
    case PassageKind::kOverview:
    case PassageKind::kUnitMention:
    case PassageKind::kReviews:
    case PassageKind::kTier1:
    case PassageKind::kTier2:
      return Ending(kUnitMoney, before, all);
    case PassageKind::kSpending:
      return Ending(kSpendingMoney, before, all);
    case PassageKind::kAccounts:
      return Ending(kAccountsMoney, before, all);
    default:
      return std::nullopt;
  }
}

std::optional<Labelled> Pieces(PassageKind passage, const Before& before, std::string_view all,
                               std::string_view behind) {
  if (passage == PassageKind::kReviews) {
    if (behind.substr(0, 120).find("项目开展了部门评价") == std::string_view::npos) return std::nullopt;
    return Labelled{Kind::kReviewedCount, {}, 0, Sign::kNone};
  }
  if (IsAbout(passage, PassageKind::kTier1, PassageKind::kTier2)) {
    for (const std::string_view phrase : {"项目自评等级为", "项目评价等级为", "项目等级为"}) {
      if (!behind.starts_with(phrase)) continue;
      const std::string_view grade = GradeIn(behind.substr(phrase.size()));
      if (!grade.empty()) return Labelled{Kind::kGradeCount, grade, 0, Sign::kNone};
    }
    return Ending(kPieces, before, all);
  }
  if (passage == PassageKind::kOverview) return Ending(kPieces, before, all);
  return std::nullopt;
}

}  // namespace

std::string_view GradeIn(std::string_view text) {
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  for (const std::string_view grade : {"优", "良", "中", "差"}) {
    if (!text.starts_with(grade)) continue;
    scoring::Cursor in(text.substr(grade.size()));
    constexpr std::array<std::string_view, 3> kMore = {"秀", "好", "等"};
    in.TakeAny(kMore);
    // 属于中央… is no grade.
    constexpr std::array<std::string_view, 7> kEnds = {"\"", ",", "。", ";", "、", ")", "\n"};
    if (quoted ? in.Take("\"") : in.AtEnd() || in.TakeAny(kEnds)) return text.substr(0, grade.size());
  }
  return {};
}

std::optional<Labelled> LabelOf(PassageKind passage, Unit unit, std::string_view before, std::string_view behind) {
  Before stripped = WithoutFillers(before);
  const bool accounts = passage == PassageKind::kSpending || passage == PassageKind::kAccounts;
  if (!accounts && HasAny(LastClause(stripped.text), kOtherYearOrTarget)) return std::nullopt;
  if (stripped.sign == Sign::kNone && (behind.starts_with("以上") || behind.starts_with("及以上"))) {
    stripped.sign = Sign::kAtLeast;
  }
  switch (unit) {
    case Unit::kPoints: {
      if (!TellsScores(passage)) return std::nullopt;
      if (auto level = LevelScore(stripped, before)) return level;
      return Ending(kPointWords, stripped, before);
    }
    case Unit::kYuan:
      return Money(passage, stripped, before);
    case Unit::kPercent:
      return Percent(passage, stripped, before);
    case Unit::kPieces:
      return Pieces(passage, stripped, before, behind);
    case Unit::kNone:
      break;
  }
  return std::nullopt;
}

}  // namespace heng::core::crosscheck
