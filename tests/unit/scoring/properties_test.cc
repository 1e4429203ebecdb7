// What holds for every form, tried on random ones: rows built from a pool of real and nasty cell texts.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "all_cases.h"
#include "form_builder.h"
#include "google/protobuf/descriptor.h"
#include "rapidcheck/gtest.h"
#include "scores_match.h"
#include "scoring/decimal.h"
#include "scoring/form_check.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::Indicator;
using heng::v1::RowScore;
using heng::v1::ScoreSheet;
using heng::v1::Step;
using testing::FormBuilder;
using testing::Row;
using testing::ScoreUnder;
using testing::Shipped;

using Pool = std::vector<std::string>;

const Pool& Targets() {
  static const auto* const pool = new Pool{"≥50次",
                                           "≥42万人",
                                           "≥3000册",
                                           "=0次",
                                           "≤49.88万元",
                                           "≥98%",
                                           "100百分比",
                                           "12次/年",
                                           "≤10天",
                                           "=100%",
                                           "80%-90%",
                                           "3～5个",
                                           "2022年12月31日",
                                           "12月底前",
                                           "第三季度",
                                           "及时足额",
                                           "有所提高",
                                           "健全",
                                           "提高100%",
                                           "=100100",
                                           "提高100100",
                                           "未填报",
                                           "/",
                                           "",
                                           "-",
                                           "≥-5%",
                                           "=-1%",
                                           "＞＝５０",
                                           "1,234元",
                                           "100",
                                           "5天内",
                                           "不低于95%",
                                           "不超过预算",
                                           "≥0次",
                                           ">0",
                                           "≥0.000001",
                                           "<3",
                                           "999999999999999999",
                                           "≥≥5",
                                           "3次5人",

                                           "99%以上≤5"};
  return *pool;
}

const Pool& Actuals() {
  static const auto* const pool = new Pool{"96次",
                                           "≥96次",
                                           "50",
                                           "0",
                                           "无",
                                           "达成预期指标",
                                           "部分达成预期指标并具有一",
                                           "基本完成",
                                           "未达成预期指标且效果较差",
                                           "完成",
                                           "100%",
                                           "0.99",
                                           "45万人",
                                           "256500元",
                                           "2022年11月30日",
                                           "2023年1月5日",
                                           "及时足额",
                                           "较为顺利",
                                           "未填报",
                                           "—",
                                           "",
                                           "*",
                                           "=100100",
                                           "提高12%",
                                           "-3%",
                                           "85%",
                                           "3～4个",
                                           "12天",
                                           "20天",
                                           "优",
                                           "差",
                                           "2月30日",
                                           "99999999999999999999",
                                           "0.0000001",
                                           "5人",
                                           "９８％",
                                           "1,000",
                                           "{expected}",

                                           "≤5次",
                                           "-0",
                                           "1e5"};
  return *pool;
}

const Pool& Points() {
  static const auto* const pool =
      new Pool{"", "0", "5", "10", "20", "2.9", "22.22", "30", "40", "33.333", "0.0001", "7.125", "12", "100"};
  return *pool;
}

const Pool& Amounts() {
  static const auto* const pool = new Pool{"",       "0",         "0.01",    "100",     "22000.00",       "21000",
                                           "210000", "100260.00", "2528300", "2215100", "999999999999.99"};
  return *pool;
}

rc::Gen<std::string> OneOf(const Pool& pool) { return rc::gen::elementOf(pool); }

// What people claim, below 0 too.
std::string RandomClaim() { return *rc::gen::inRange(0, 8) == 0 ? "-2.5" : *OneOf(Points()); }

Row RandomRow() {
  Row row;
  row.target = *OneOf(Targets());
  row.actual = *OneOf(Actuals());
  row.weight = *OneOf(Points());
  row.claimed = RandomClaim();
  row.reason = *OneOf({"", "无", "无偏差", "疫情影响"});
  row.level1 = *OneOf({"产出指标", "效益指标", "满意度指标", "成本指标", "", "决策"});
  row.level2 = *OneOf({"数量指标", "时效指标", "成本指标", "经济效益指标", ""});
  row.name = *OneOf({"", "成本控制率", "预算执行率", "满意度"});
  row.group = *OneOf({"", "", "", "g", "h"});
  return row;
}

FormContent RandomForm() {
  FormBuilder builder;
  builder.Funds(*OneOf(Amounts()), *OneOf(Amounts()));
  const int rows = *rc::gen::inRange(0, 4) == 0 ? 0 : *rc::gen::inRange(1, 12);
  const bool weights = *rc::gen::inRange(0, 5) > 0;  // some forms print none
  for (int i = 0; i < rows; ++i) {
    builder.Add(RandomRow());
    if (!weights) builder.last().clear_weight();
    if (*rc::gen::inRange(0, 8) == 0) builder.last().set_bonus_max("2");
    if (*rc::gen::inRange(0, 12) == 0) builder.last().set_memo(true);
    if (*rc::gen::inRange(0, 8) == 0) builder.last().set_adjusted_target(*OneOf(Targets()));
  }
  FormContent& form = builder.form();
  if (*rc::gen::inRange(0, 3) > 0) form.set_claimed_total(*OneOf({"100", "88.77", "0", "59.994"}));
  if (*rc::gen::inRange(0, 3) > 0) form.set_claimed_grade(*OneOf({"优", "良好", "合格", ""}));
  if (rows == 0 || *rc::gen::inRange(0, 6) == 0) form.set_claimed_indicator_total(*OneOf({"79.995", "-3"}));
  return form;
}

std::string RandomPolicy() { return *rc::gen::elementOf(ShippedPolicies::Get().Names()); }

bool IsChecked(const std::string& policy) { return Shipped(policy)->proto().claims() == heng::v1::CHECKED; }

Decimal D(const std::string& text) {
  const std::optional<Decimal> number = Decimal::Parse(text);
  RC_ASSERT(number.has_value());
  return *number;
}

constexpr Decimal kZero;

// ---- bounds ----

RC_GTEST_PROP(PropertiesTest, NoScoreLeavesItsBounds, ()) {
  const std::string policy = RandomPolicy();
  const FormContent form = RandomForm();
  const ScoreSheet sheet = ScoreUnder(policy, form);
  RC_ASSERT(sheet.rows_size() == form.indicators_size());
  for (int i = 0; i < sheet.rows_size(); ++i) {
    const RowScore& row = sheet.rows(i);
    if (row.has_score() && IsChecked(policy)) RC_ASSERT(D(row.score()) >= kZero);
    if (!row.has_weight()) continue;
    if (row.has_computed()) RC_ASSERT(D(row.computed()) >= kZero && D(row.computed()) <= D(row.weight()));
    if (!row.has_score() || !IsChecked(policy)) continue;
    const Decimal bonus = form.indicators(i).has_bonus_max() ? D(form.indicators(i).bonus_max()) : kZero;
    RC_ASSERT(D(row.score()) >= kZero && D(row.score()) <= D(row.weight()) + bonus);
    if (!bonus.IsZero()) continue;
    if (row.has_claimed()) RC_ASSERT(D(row.score()) <= std::max(D(row.claimed()), kZero));
    // What the rules give is the most, unless it rests on a guessed direction, of the row or of one in its group.
    const bool guess = row.target().inferred() || form.indicators(i).has_score_group();
    if (row.has_computed() && !guess) RC_ASSERT(D(row.score()) <= D(row.computed()));
  }
  if (!IsChecked(policy)) return;
  if (sheet.has_indicator_total()) RC_ASSERT(D(sheet.indicator_total()) >= kZero);
  if (sheet.has_total()) RC_ASSERT(D(sheet.total()) >= kZero);
}

RC_GTEST_PROP(PropertiesTest, AuthoritativeClaimsStand, ()) {
  const std::string policy = RandomPolicy();
  RC_PRE(!IsChecked(policy));
  const ScoreSheet sheet = ScoreUnder(policy, RandomForm());
  for (const RowScore& row : sheet.rows()) {
    if (row.has_claimed() && row.has_computed()) RC_ASSERT(D(row.score()) == D(row.claimed()));
  }
}

RC_GTEST_PROP(PropertiesTest, TheExecutionScoreIsNeverAboveItsWeight, ()) {
  const std::string policy = RandomPolicy();
  const auto amount = [] {
    return Decimal::FromMillionths(absl::int128(*rc::gen::inRange<int64_t>(0, 99'999'999'999'999)) * 10'000).ToString();
  };
  FormBuilder builder;
  const std::string budget = amount();
  const ScoreSheet sheet = ScoreUnder(policy, builder.Funds(budget, amount()).form());
  const auto& execution = sheet.execution();
  RC_ASSERT(execution.has_score() == (D(budget) > kZero));
  if (execution.has_score()) RC_ASSERT(D(execution.score()) >= kZero && D(execution.score()) <= D(execution.weight()));
}

// ---- monotony ----

// A shipped policy, sometimes with one of the other rules for numbers that miss their target.
std::shared_ptr<const CompiledPolicy> RandomRules() {
  const std::string change = *OneOf({"", "", "rows { at_most: INVERSE }", "rows { at_most: LINEAR }",
                                     "rows { pass_share: \"0.6\" }", "rounding { row { mode: DOWN } }",
                                     "rows { share_steps { from: \"0.9\" share: \"0.8\" } "
                                     "share_steps { from: \"0.6\" share: \"0.5\" } }",
                                     "rounding { row { places: 0 mode: HALF_EVEN } }"});
  std::string why;
  auto policy = testing::PolicyOf(RandomPolicy(), change, why);
  RC_ASSERT(policy != nullptr);
  return policy;
}

// The computed scores of two actuals against one target.
std::pair<Decimal, Decimal> Computed(const std::string& target, Decimal less, Decimal more) {
  FormBuilder builder;
  const std::string weight = *OneOf({"3", "10", "22.22", "33.333", "0.0001"});
  builder.Add({target, less.ToString() + "次", weight, ""}).Add({target, more.ToString() + "次", weight, ""});
  const ScoreSheet sheet = Score(*RandomRules(), builder.form());
  RC_ASSERT(sheet.rows(0).has_computed() && sheet.rows(1).has_computed());
  return {D(sheet.rows(0).computed()), D(sheet.rows(1).computed())};
}

// -1000.00 to 9999.99; not two groups of digits that look pasted twice.
Decimal RandomNumber() {
  return Decimal::FromMillionths(absl::int128(*rc::gen::inRange<int64_t>(-100'000, 1'000'000)) * 10'000);
}

RC_GTEST_PROP(PropertiesTest, MoreIsNeverLessForAtLeast, ()) {
  Decimal less = RandomNumber(), more = RandomNumber();
  if (more < less) std::swap(less, more);
  const std::string target = absl::StrCat(*OneOf({"≥", ">", "="}), RandomNumber().ToString(), "次");
  RC_PRE(!target.starts_with("=-") && target != "=0次");  // from 0 down, exactly means exactly
  const auto [low, high] = Computed(target, less, more);
  RC_ASSERT(low <= high);
}

RC_GTEST_PROP(PropertiesTest, MoreIsNeverBetterForAtMost, ()) {
  Decimal less = RandomNumber(), more = RandomNumber();
  if (more < less) std::swap(less, more);
  const std::string target = absl::StrCat(*OneOf({"≤", "<"}), RandomNumber().ToString(), "次");
  const auto [low, high] = Computed(target, less, more);
  RC_ASSERT(low >= high);
}

// 3公里 is 3000米, whichever of the two the target says.
RC_GTEST_PROP(PropertiesTest, TheUnitANumberIsWrittenInDoesNotMatter, ()) {
  const int64_t actual = *rc::gen::inRange<int64_t>(0, 1'000'000), target = *rc::gen::inRange<int64_t>(1, 1'000'000);
  const std::string sign = *OneOf({"≥", "≤", "="});
  const auto [large, small, factor] = *rc::gen::elementOf(std::vector<std::tuple<std::string, std::string, int64_t>>{
      {"公里", "米", 1'000}, {"吨", "千克", 1'000}, {"万元", "元", 10'000}});
  const std::string actuals[] = {absl::StrCat(actual, large), absl::StrCat(actual * factor, small)};
  const std::string targets[] = {absl::StrCat(sign, target, large), absl::StrCat(sign, target * factor, small)};
  FormBuilder builder;
  for (const std::string& one : targets) {
    for (const std::string& other : actuals) builder.Add({one, other, "20", ""});
  }
  const ScoreSheet sheet = ScoreUnder(RandomPolicy(), builder.form());
  for (const RowScore& row : sheet.rows()) {
    RC_ASSERT(row.has_computed());
    RC_ASSERT(row.computed() == sheet.rows(0).computed());
  }
}

RC_GTEST_PROP(PropertiesTest, AHigherClaimNeverCostsPoints, ()) {
  const std::string policy = RandomPolicy();
  Row row = RandomRow();
  row.weight = "20";
  row.group = "";
  std::vector<Decimal> scores;
  for (const char* claimed : {"5", "12.5", "20"}) {
    row.claimed = claimed;
    const ScoreSheet sheet = ScoreUnder(policy, FormBuilder().Add(row).form());
    RC_ASSERT(sheet.rows(0).has_score());
    scores.push_back(D(sheet.rows(0).score()));
  }
  RC_ASSERT(std::is_sorted(scores.begin(), scores.end()));
}

// ---- the sum ----

bool HasStep(const ScoreSheet& sheet, const std::string& rule) {
  return std::any_of(sheet.steps().begin(), sheet.steps().end(), [&](const Step& s) { return s.rule() == rule; });
}

RC_GTEST_PROP(PropertiesTest, TheTotalIsTheRoundedSumOfTheSteps, ()) {
  const std::string policy = RandomPolicy();
  const ScoreSheet sheet = ScoreUnder(policy, RandomForm());
  RC_ASSERT(sheet.has_total() == sheet.complete());
  if (!sheet.has_total()) return;
  const auto step =
      std::find_if(sheet.steps().begin(), sheet.steps().end(), [](const Step& s) { return s.rule() == "total"; });
  RC_ASSERT(step != sheet.steps().end());
  Decimal sum;
  for (const auto& operand : step->operands()) sum += D(operand.value());
  RC_ASSERT(sum.Rounded(step->rounding().places(), step->rounding().mode()) == D(step->result()));
  if (HasStep(sheet, "total-capped")) {
    RC_ASSERT(D(sheet.total()) < D(step->result()));
    return;
  }
  RC_ASSERT(D(step->result()) == D(sheet.total()));

  if (HasStep(sheet, "indicators-scaled")) return;  // the rows are only a part of the way to the total
  Decimal again = sheet.execution().has_score() ? D(sheet.execution().score()) : kZero;
  bool any = false;
  for (const RowScore& row : sheet.rows()) {
    if (!row.has_score()) continue;
    RC_ASSERT(row.steps(row.steps_size() - 1).result() == row.score());
    again += D(row.score());
    any = true;
  }
  if (any) RC_ASSERT(again.Rounded(2, heng::v1::Rounding::HALF_UP) == D(sheet.total()));
}

RC_GTEST_PROP(PropertiesTest, TheOrderOfTheRowsDoesNotMatter, ()) {
  const std::string policy = RandomPolicy();
  FormContent form = RandomForm();
  // The first of several weights in one cell counts, so a group has one.
  std::map<std::string, bool> weighted;
  for (Indicator& row : *form.mutable_indicators()) {
    if (row.score_group().empty()) continue;
    if (std::exchange(weighted[row.score_group()], true)) {
      row.clear_weight();
      row.clear_claimed();
    }
  }
  const ScoreSheet before = ScoreUnder(policy, form);
  const auto order = *rc::gen::container<std::vector<uint32_t>>(static_cast<size_t>(form.indicators_size()),
                                                                rc::gen::arbitrary<uint32_t>());
  FormContent shuffled = form;
  std::vector<std::pair<uint32_t, int>> places;
  for (int i = 0; i < form.indicators_size(); ++i) places.emplace_back(order[static_cast<size_t>(i)], i);
  std::sort(places.begin(), places.end());
  for (int i = 0; i < form.indicators_size(); ++i) {
    *shuffled.mutable_indicators(i) = form.indicators(places[static_cast<size_t>(i)].second);
  }
  const ScoreSheet after = ScoreUnder(policy, shuffled);
  RC_ASSERT(after.has_total() == before.has_total());
  RC_ASSERT(after.total() == before.total());
  RC_ASSERT(after.grade() == before.grade());
  for (int i = 0; i < form.indicators_size(); ++i) {
    if (!shuffled.indicators(i).score_group().empty())
      continue;  // which of a group shows the score is a matter of order
    const RowScore& row = before.rows(places[static_cast<size_t>(i)].second);
    RC_ASSERT(after.rows(i).row_id() == row.row_id());
    RC_ASSERT(after.rows(i).score() == row.score());
    RC_ASSERT(after.rows(i).computed() == row.computed());
  }
}

// ---- any form ----

RC_GTEST_PROP(PropertiesTest, ScoringIsDeterministicToTheByte, ()) {
  const std::string policy = RandomPolicy();
  const FormContent form = RandomForm();
  const FormContent copy = form;
  RC_ASSERT(ScoreUnder(policy, form).SerializeAsString() == ScoreUnder(policy, copy).SerializeAsString());
}

RC_GTEST_PROP(PropertiesTest, ScoresAloneAreThoseOfTheSheet, ()) {
  const std::string policy = RandomPolicy();
  const FormContent form = RandomForm();
  RC_ASSERT(testing::Differences(ScoreUnder(policy, form), ScoresAlone(*Shipped(policy), form)) == "");
}

// Every field of a sheet that holds a number, by the name of its message.
bool IsNumber(const google::protobuf::FieldDescriptor& field) {
  static const auto* const numbers = new std::map<std::string, Pool>{
      {"ScoreSheet", {"indicator_total", "claimed_total", "computed_total", "total"}},
      {"ExecutionScore", {"weight", "rate", "claimed_rate", "claimed", "score", "unspent"}},
      {"RowScore", {"weight", "claimed", "computed", "score"}},
      {"Reading", {"number", "upper"}}};
  const auto it = numbers->find(field.containing_type()->name());
  return it != numbers->end() && std::find(it->second.begin(), it->second.end(), field.name()) != it->second.end();
}

void ExpectNumbers(const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (IsNumber(*field)) RC_ASSERT(Decimal::Parse(reflection.GetString(message, field)).has_value());
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      ExpectNumbers(reflection.GetMessage(message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ExpectNumbers(reflection.GetRepeatedMessage(message, field, i));
    }
  }
}

RC_GTEST_PROP(PropertiesTest, EveryNumberOfEverySheetIsADecimal, ()) {
  ExpectNumbers(ScoreUnder(RandomPolicy(), RandomForm()));
}

RC_GTEST_PROP(PropertiesTest, CellsOfAnyBytesAreScored, ()) {
  const auto bytes = [] { return *rc::gen::container<std::string>(rc::gen::arbitrary<char>()); };
  FormBuilder builder;
  builder.Funds(bytes(), bytes());
  for (int i = 0; i < 3; ++i) builder.Add({bytes(), bytes(), bytes(), bytes(), bytes(), bytes(), bytes()});
  builder.form().set_claimed_total(bytes());
  builder.form().set_claimed_grade(bytes());
  ExpectNumbers(ScoreUnder(RandomPolicy(), builder.form()));
}

TEST(PropertiesTest, ThePoolsAreMostlyWellMade) {
  // Otherwise the properties above would say little of real forms.
  FormBuilder builder;
  for (size_t i = 0; i < Targets().size(); ++i) {
    builder.Add({Targets()[i], Actuals()[i % Actuals().size()], Points()[i % Points().size()]});
  }
  for (const auto& violation : CheckForm(builder.form())) ADD_FAILURE() << violation.field << ": " << violation.en;
}

}  // namespace
}  // namespace heng::scoring
