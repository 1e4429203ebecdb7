#include "scoring/explain.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "scoring/fill_text.h"

namespace heng::scoring {
namespace {

using heng::v1::Operand;
using heng::v1::Rounding;
using heng::v1::Step;

// Sentences by rule. Placeholders are the step's operands, {result}, and
//   {unit}     of the row's actual, with a blank before it
//   {rate_note}  "完成率 192%，" where there is a ratio
//   {rounded}  what was rounded and how, in brackets
//   {share}    "47.74%" or "100260 ÷ 210000"
//   {terms}    all operands, as a sum
struct Sentence {
  std::string_view rule, zh, en;
};

constexpr Sentence kSentences[] = {
    {"unspent", "结余 {annual_budget} - {executed} = {result} 元",
     "unspent {annual_budget} - {executed} = {result} yuan"},
    {"execution-rate", "{executed} ÷ {annual_budget} = {result}%{rounded}",
     "{executed} ÷ {annual_budget} = {result} %{rounded}"},
    {"execution-score", "{weight} × {share} = {result}{rounded}", "{weight} × {share} = {result}{rounded}"},
    {"execution-score-capped", "执行率 {rate}% 超过 100%，得满分 {result}",
     "the rate of {rate} % is above 100 %: full marks, {result}"},
    {"budget-zero", "全年预算数为 {annual_budget}，执行率不适用",
     "the annual budget is {annual_budget}: the execution rate does not apply"},

    {"at-least-met", "{target} → {actual}{unit}：{rate_note}得满分 {result}",
     "{target} → {actual}{unit}: {rate_note}full marks, {result}"},
    {"exactly-met", "{target} → {actual}{unit}：{rate_note}得满分 {result}",
     "{target} → {actual}{unit}: {rate_note}full marks, {result}"},
    {"at-most-met", "上限 {target}，实际 {actual}{unit}：未超出，得满分 {result}",
     "limit {target}, actual {actual}{unit}: within it, full marks, {result}"},
    {"at-least-unmet", "{target} → {actual}{unit}：{rate_note}{weight} × {actual} ÷ {target} = {result}{rounded}",
     "{target} → {actual}{unit}: {rate_note}{weight} × {actual} ÷ {target} = {result}{rounded}"},
    {"exactly-unmet", "{target} → {actual}{unit}：{rate_note}{weight} × {actual} ÷ {target} = {result}{rounded}",
     "{target} → {actual}{unit}: {rate_note}{weight} × {actual} ÷ {target} = {result}{rounded}"},
    {"at-most-linear",
     "上限 {target}，实际 {actual}{unit}：超出，{weight} × (2 × {target} - {actual}) ÷ {target}，不低于 0，得 "
     "{result}{rounded}",
     "limit {target}, actual {actual}{unit}: over it, {weight} × (2 × {target} - {actual}) ÷ {target}, at least 0, is "
     "{result}{rounded}"},
    {"at-most-inverse", "上限 {target}，实际 {actual}{unit}：超出，{weight} × {target} ÷ {actual} = {result}{rounded}",
     "limit {target}, actual {actual}{unit}: over it, {weight} × {target} ÷ {actual} = {result}{rounded}"},
    {"zero-target-missed", "指标值 {target}，实际 {actual}{unit}：未达到，得 {result}",
     "target {target}, actual {actual}{unit}: missed, {result}"},
    {"not-proportional", "指标值 {target} 为负数，实际 {actual}{unit}：未达到且无法按比例计分，得 {result}",
     "target {target} is below 0, actual {actual}{unit}: missed, and there is no share to take, {result}"},
    {"range-met", "{target}–{target_upper}，实际 {actual}{unit}：在范围内，得满分 {result}",
     "{target}–{target_upper}, actual {actual}{unit}: within the range, full marks, {result}"},
    {"range-missed", "指标值“{target}”，实际“{actual}”：不在范围内，无法计算",
     "target \"{target}\", actual \"{actual}\": outside the range, no rule gives a score"},
    {"date-met", "期限 {target}，实际 {actual}：按期，得满分 {result}",
     "due {target}, done {actual}: in time, full marks, {result}"},
    {"date-late-zero", "期限 {target}，实际 {actual}：逾期，得 {result}",
     "due {target}, done {actual}: late, {result}"},
    {"date-late",
     "期限 {target}，实际 {actual}：逾期，最高为分值 {weight} 的 {band_upper} 倍，填报 {claimed}，得 {result}",
     "due {target}, done {actual}: late, at most {band_upper} of {weight}; claimed {claimed}, {result}"},
    {"date-late-unclaimed",
     "期限 {target}，实际 {actual}：逾期，未填得分，按分值 {weight} 的 {band_upper} 倍计 {result}",
     "due {target}, done {actual}: late, nothing claimed, {band_upper} of {weight} is {result}"},
    {"band", "第 {band} 档（分值 {weight} 的 {band_lower}–{band_upper} 倍），填报 {claimed}，得 {result}",
     "band {band} ({band_lower}–{band_upper} of {weight}), claimed {claimed}: {result}"},
    {"band-unclaimed", "第 {band} 档（分值 {weight} 的 {band_lower}–{band_upper} 倍），未填得分，取上限 {result}",
     "band {band} ({band_lower}–{band_upper} of {weight}), nothing claimed: the upper edge, {result}"},
    {"date-late-per-day", "期限已过 {days} 天，每天扣分值的 {per_day} 倍：得 {result}{rounded}",
     "{days} days late, {per_day} of {weight} lost each day: {result}{rounded}"},
    {"below-pass", "{target} → {actual}{unit}：{rate_note}低于及格线 {pass}，得 {result}",
     "{target} → {actual}{unit}: {rate_note}below the pass mark of {pass}, {result}"},
    {"share-step", "{target} → {actual}{unit}：{rate_note}达到 {from} 档，{weight} × {share} = {result}{rounded}",
     "{target} → {actual}{unit}: {rate_note}from {from} on, {weight} × {share} = {result}{rounded}"},
    {"below-share-steps", "{target} → {actual}{unit}：{rate_note}低于最低一档 {from}，得 {result}",
     "{target} → {actual}{unit}: {rate_note}below the lowest step of {from}, {result}"},
    {"overshoot-step",
     "{target} → {actual}{unit}：{rate_note}达到指标值的 {from} 倍，目标偏低，{weight} × {share} = {result}{rounded}",
     "{target} → {actual}{unit}: {rate_note}{from} times the target or more, {weight} × {share} = {result}{rounded}"},
    {"coefficient", "分值 {weight} × 得分系数 {coefficient} = {result}{rounded}",
     "weight {weight} × coefficient {coefficient} = {result}{rounded}"},
    {"not-applicable", "不适用，分值由其余指标分担", "does not apply; its weight goes to the other indicators"},
    {"band-capped", "第 {band} 档最高为分值 {weight} 的 {cap} 倍，{score} → {result}{rounded}",
     "band {band} gives at most {cap} of {weight}: {score} → {result}{rounded}"},
    {"score-group", "合并计分，取各行最低：{terms_list} → {result}",
     "one score for several rows, the lowest of {terms_list}: {result}"},

    {"target-missing", "没有指标值，无法计算", "there is no target to compute from"},
    {"target-missing-zero", "没有指标值，得 {result}", "there is no target: {result}"},
    {"actual-missing", "没有实际完成值，无法计算", "there is no actual value to compute from"},
    {"actual-missing-zero", "没有实际完成值，得 {result}", "there is no actual value: {result}"},
    {"value-corrupt", "数值异常（指标值“{target}”，实际“{actual}”），无法计算",
     "a value is corrupt (target \"{target}\", actual \"{actual}\"): not scored"},
    {"value-ambiguous", "无法读成可比较的值（指标值“{target}”，实际“{actual}”）",
     "not one value to compare (target \"{target}\", actual \"{actual}\")"},
    {"base-missing", "增幅没有基数（指标值“{target}”，实际“{actual}”），无法计算",
     "an increase without its base (target \"{target}\", actual \"{actual}\"): not scored"},
    {"percent-scale-suspect", "实际“{actual}”疑为比例而非百分数（指标值“{target}”），未计算",
     "actual \"{actual}\" seems to be a ratio, not percent (target \"{target}\"): not scored"},
    {"unit-mismatch", "单位不同（指标值“{target}”，实际“{actual}”），无法计算",
     "different units (target \"{target}\", actual \"{actual}\"): not scored"},
    {"band-not-stated", "实际“{actual}”没有说明达成档次，无法计算", "actual \"{actual}\" names no band: not scored"},

    {"claim-checked", "填报 {claimed}，最高 {limit}，采用 {result}",
     "claimed {claimed}, at most {limit}: {result} counts"},
    {"claim-authoritative", "以填报为准，采用 {result}", "the claim counts: {result}"},
    {"claim-kept", "保留填报得分，采用 {result}", "the claim stands: {result}"},
    {"claim-over-guess", "方向为推定，保留填报得分，采用 {result}",
     "the direction is a guess, so the claim stands: {result}"},
    {"claim-without-weight", "表中没有分值，采用填报得分 {result}",
     "the form prints no weights; the claim counts: {result}"},
    {"computed-taken", "未填得分，采用计算得分 {result}", "nothing claimed; the computed score counts: {result}"},
    {"zero-by-rule", "按规则计 {result}", "the rules give {result}"},
    {"no-score", "未填得分，也无法计算", "nothing claimed and nothing to compute from"},

    {"score-rechecked", "{row}：复核 {score} → {result}", "{row}: rechecked, {score} → {result}"},
    {"score-given", "{row}：原无得分，复核给 {result}", "{row}: had no score, the recheck gives {result}"},

    {"indicator-total", "各行得分 {terms} = {result}", "the rows: {terms} = {result}"},
    {"claimed-indicator-total", "没有指标明细，采用填报的指标得分 {result}",
     "no indicator rows; the claimed total of the indicators counts: {result}"},
    {"indicators-scaled", "指标得分折算：{indicator_total} × {marks} ÷ {weights} = {result}{rounded}",
     "the indicators scaled: {indicator_total} × {marks} ÷ {weights} = {result}{rounded}"},
    {"computed-indicators", "各行计算得分 {terms} = {result}", "the rows as computed: {terms} = {result}"},
    {"total-capped", "执行率 {rate}% 低于 {below_rate}%，总分最高 {cap}：{total} → {result}",
     "the rate of {rate} % is below {below_rate} %: the total is at most {cap}, {total} → {result}"},
    {"light-red", "红灯：指标得分率高出执行得分率 {gap}%，超过 {gap_limit}%",
     "red: the indicators outrun the spending by {gap} %, more than {gap_limit} %"},
    {"light-yellow", "黄灯：{unspent}% 未支出，超过 {unspent_limit}%",
     "yellow: {unspent} % is unspent, more than {unspent_limit} %"},
    {"light-green", "绿灯：指标与支出相称", "green: indicators and spending agree"},
    {"computed-total", "全部采用计算得分时 {terms} = {result}{rounded}",
     "with computed scores throughout: {terms} = {result}{rounded}"},
    {"total", "执行 {execution} + 指标 {indicator_total} = {result}{rounded}",
     "execution {execution} + indicators {indicator_total} = {result}{rounded}"},
    {"grade", "总分 {total}，{from} 及以上为“{result}”", "a total of {total}; from {from} on it is \"{result}\""},
};

const Sentence* FindSentence(std::string_view rule) {
  const auto* it =
      std::find_if(std::begin(kSentences), std::end(kSentences), [&](const Sentence& s) { return s.rule == rule; });
  return it == std::end(kSentences) ? nullptr : it;
}

std::string ValueOf(const Step& step, std::string_view name) {
  for (const Operand& operand : step.operands()) {
    if (operand.name() == name) return operand.value();
  }
  return "";
}

std::string Joined(const Step& step, std::string_view sign) {
  std::string text;
  for (const Operand& operand : step.operands()) {
    if (!text.empty()) text += sign;
    text += operand.value();
  }
  return text.empty() ? "0" : text;
}

// actual ÷ target in percent; "" where there is no ratio.
std::string RateNote(const Step& step, bool zh) {
  const auto actual = Decimal::Parse(ValueOf(step, "actual"));
  const auto target = Decimal::Parse(ValueOf(step, "target"));
  if (!actual || !target || *target <= Decimal() || actual->IsNegative()) return "";
  const std::string percent = MulDiv(*actual, Decimal::FromInt(100), *target, 2, Rounding::HALF_UP).ToString();
  return zh ? absl::StrCat("完成率 ", percent, "%，") : absl::StrCat(percent, " % reached, ");
}

std::string RoundedNote(const Step& step, bool zh) {
  if (!step.has_unrounded() || !step.has_rounding() || step.unrounded() == step.result()) return "";
  const int places = step.rounding().places();
  const auto mode = step.rounding().mode();
  if (zh) {
    const char* how = mode == Rounding::HALF_EVEN ? "四舍六入五成双" : mode == Rounding::DOWN ? "截尾" : "四舍五入";
    return absl::StrCat("（", step.unrounded(), " ", how, "到 ", places, " 位）");
  }
  const char* how = mode == Rounding::HALF_EVEN ? "half-even" : mode == Rounding::DOWN ? "down" : "half-up";
  return absl::StrCat(" (", step.unrounded(), " rounded ", how, " to ", places, " places)");
}

std::string Share(const Step& step, bool zh) {
  const std::string rate = ValueOf(step, "rate");
  if (!rate.empty()) return rate + (zh ? "%" : " %");
  return absl::StrCat(ValueOf(step, "executed"), " ÷ ", ValueOf(step, "annual_budget"));
}

std::string UnknownRule(const Step& step) {
  std::string text = step.rule() + ":";
  for (const Operand& operand : step.operands()) absl::StrAppend(&text, " ", operand.name(), "=", operand.value());
  if (step.has_result()) absl::StrAppend(&text, " → ", step.result());
  return text;
}

std::string Render(const Step& step, const std::string& unit, Locale locale) {
  const Sentence* const sentence = FindSentence(step.rule());
  if (sentence == nullptr) return UnknownRule(step);
  const bool zh = locale == Locale::kZh;
  const auto value = [&](std::string_view name) -> std::string {
    if (name == "result") return step.has_result() ? step.result() : zh ? "无" : "none";
    if (name == "unit") return unit.empty() ? "" : " " + unit;
    if (name == "rate_note") return RateNote(step, zh);
    if (name == "rounded") return RoundedNote(step, zh);
    if (name == "share") return Share(step, zh);
    if (name == "terms") return Joined(step, " + ");
    if (name == "terms_list") return Joined(step, zh ? "、" : ", ");
    return ValueOf(step, name);
  };
  std::string text;
  AppendFilled(zh ? sentence->zh : sentence->en, value, &text);
  return text;
}

void AppendPart(std::string_view separator, std::string part, std::string* text) {
  if (!text->empty()) text->append(separator);
  text->append(part);
}

}  // namespace

std::string RenderStep(const Step& step, Locale locale) { return Render(step, "", locale); }

std::string RenderRow(const heng::v1::RowScore& row, Locale locale) {
  if (!row.has_score() && !row.has_weight()) return "";
  const std::string separator = locale == Locale::kZh ? "；" : "; ";
  // The last step only says which of claimed and computed counts: no news where they agree.
  const bool agrees = row.has_score() && row.has_computed() && row.score() == row.computed() && row.steps_size() > 1;
  const int shown = agrees ? row.steps_size() - 1 : row.steps_size();
  std::string text;
  for (int i = 0; i < shown; ++i) AppendPart(separator, Render(row.steps(i), row.actual().unit(), locale), &text);
  return text;
}

std::string RenderExecution(const heng::v1::ExecutionScore& execution, Locale locale) {
  const std::string separator = locale == Locale::kZh ? "，" : ", ";
  std::string text;
  for (const Step& step : execution.steps()) {
    if (step.rule() != "unspent") AppendPart(separator, RenderStep(step, locale), &text);
  }
  return text;
}

}  // namespace heng::scoring
