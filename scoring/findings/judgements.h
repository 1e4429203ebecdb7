// What evaluations and target forms are judged by alike. Each stands with the checks of the evaluation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "heng/v1/form.pb.h"
#include "scoring/decimal.h"
#include "scoring/findings/catalogue.h"
#include "scoring/policy_rules.h"
#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {

// The texts of a form with their glyphs folded, the long ones once for all checks. Views live as long as this and the
// form.
class FormTexts {
 public:
  std::string_view Glyphs(const std::string& text);

 private:
  TextPool pool_;
  absl::flat_hash_map<const std::string*, std::string_view> long_texts_;
};

// Half of the last digit printed with so many decimals of that unit, in 元; 0 where amounts are printed to the 分 and
// so are exact.
Decimal HalfLastPrintedDigit(heng::v1::MoneyUnit printed, int decimals);  // funds.cc
// How far the sum of so many printed amounts may be from their printed total.
Decimal SumTolerance(Decimal half_digit, int amounts);  // funds.cc
// One amount is exactly 10 000 times the other.
bool IsOffByTenThousand(Decimal a, Decimal b);  // money_unit.cc

// Money under timeliness, a date under quantity …
bool IsWrongKind(const PolicyRules& rules, std::string_view level2, const Value& value);  // kinds.cc
// A target beyond 100 % of what is a part of a whole by its name.
bool IsUnreachable(std::string_view name, const Value& target);  // kinds.cc
// A quantity to be reached of 0.
bool IsZeroQuantity(std::string_view level2, const Value& target);  // structure.cc
// A row of these levels is of the category 产出指标, spelled one way or the other.
bool IsOfCategory(std::string_view level1, std::string_view level2, std::string_view category);  // structure.cc
// 预算执行率, 预算资金执行率; not 价格执行率.
bool IsExecutionRate(std::string_view name);  // structure.cc

// weights-not-100 for rows that weigh `rows` together; nullopt: with execution they come to full marks.
std::optional<Found> WrongWeights(const PolicyRules& rules, Decimal rows);  // weights.cc

// By how much they are short of it or beyond.
Decimal OffFullMarks(const PolicyRules& rules, Decimal rows);  // weights.cc

// True if a reason says nothing: blank, or a phrase such as 无偏差.
bool SaysNothing(const PolicyRules& rules, std::string_view text);  // reasons.cc
// The first phrase of a template that stands in `text`, a text of the form; null: none.
const std::string* LeftoverIn(const PolicyRules& rules, FormTexts& texts, const std::string& text);  // texts.cc
// template-text for it.
void AddLeftover(heng::v1::Place place, const std::string& text, const std::string& leftover,
                 Findings& findings);  // texts.cc

}  // namespace heng::scoring
