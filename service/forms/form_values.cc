#include "service/forms/form_values.h"

#include <algorithm>

#include "scoring/decimal.h"
#include "scoring/grade.h"

namespace heng::forms {
namespace {

using google::protobuf::Message;
using heng::scoring::Decimal;
using heng::v1::FormContent;
using heng::v1::FundLine;
using heng::v1::LayoutCell;
using heng::v1::ScoreSheet;
using heng::v1::TargetContent;

constexpr int kMoneyPlaces = 2;
constexpr int kMaxDecimals = 6;
constexpr int kRatePlaces = 2;
constexpr int kYuanPerWan = 10'000;

int PlacesOf(std::string_view text) {
  const size_t point = text.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string WithThousands(const std::string& number) {
  const size_t first = number.starts_with('-') ? 1 : 0;
  std::string text = number;
  for (size_t i = std::min(number.find('.'), number.size()); i > first + 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

PrintedValue PrintMoney(const std::string& value, const MoneyStyle& style) {
  const auto yuan = Decimal::Parse(value, kMoneyPlaces);
  if (!yuan.has_value()) return {value, std::nullopt, 0};
  const Decimal amount =
      style.unit == heng::v1::WAN_YUAN ? Decimal::FromMillionths(yuan->millionths() / kYuanPerWan) : *yuan;
  const std::string number = amount.ToString(style.decimals);
  return {style.thousands ? WithThousands(number) : number, number, PlacesOf(number)};
}

PrintedValue PrintDecimal(const std::string& value) {
  const int places = PlacesOf(value);
  const auto decimal = Decimal::Parse(value);
  if (!decimal.has_value() || decimal->ToString(places) != value) return {value, std::nullopt, 0};
  return {value, value, places};
}

void Take(const heng::v1::MoneyUnit unit, int decimals, MoneyStyle& style) {
  if (unit == heng::v1::MONEY_UNIT_UNSPECIFIED) return;
  style.unit = unit;
  style.decimals = std::clamp(decimals, 0, kMaxDecimals);
}

std::string Unspent(const FundLine& line) {
  const auto annual = Decimal::Parse(line.annual_budget(), kMoneyPlaces);
  const auto executed = Decimal::Parse(line.executed(), kMoneyPlaces);
  if (!annual.has_value() || !executed.has_value()) return {};
  return (*annual - *executed).ToString(kMoneyPlaces);
}

std::string Rate(const FundLine& line) {
  const auto annual = Decimal::Parse(line.annual_budget(), kMoneyPlaces);
  const auto executed = Decimal::Parse(line.executed(), kMoneyPlaces);
  if (!annual.has_value() || !executed.has_value() || annual->IsZero()) return {};
  return heng::scoring::MulDiv(*executed, Decimal::FromInt(100), *annual, kRatePlaces, heng::v1::Rounding::HALF_UP)
      .ToString(kRatePlaces);
}

std::string PrintedRate(const std::string& rate) {
  const auto decimal = Decimal::Parse(rate);
  return decimal.has_value() ? decimal->Rounded(kRatePlaces, heng::v1::Rounding::HALF_UP).ToString(kRatePlaces) : rate;
}

std::string OfTotalLine(const FormContent& content, const ScoreSheet& score, std::string_view field) {
  if (field == "claimed_unspent") return Unspent(content.funds().total());
  if (field == "claimed_rate") return score.execution().has_rate() ? PrintedRate(score.execution().rate()) : "";
  if (field == "claimed_score") return score.execution().score();
  if (field == "weight") return score.execution().weight();
  return {};
}

std::string OfForm(const FormContent& content, const ScoreSheet& score, std::string_view path) {
  constexpr std::string_view kTotalLine = "funds.total.";
  if (path.starts_with(kTotalLine)) return OfTotalLine(content, score, path.substr(kTotalLine.size()));
  if (path == "claimed_total") return score.total();
  if (path == "claimed_grade") return std::string(scoring::GradeWord(score.grade()));
  return {};
}

std::string OfLine(const FundLine& line, std::string_view field) {
  if (field == "claimed_unspent") return Unspent(line);
  if (field == "claimed_rate") return Rate(line);
  return {};
}

std::string OfIndicator(const heng::v1::Indicator& indicator, const ScoreSheet& score, std::string_view field) {
  if (field != "claimed") return {};
  for (const auto& row : score.rows()) {
    if (row.row_id() == indicator.id()) return row.score();
  }
  return {};
}

}  // namespace

MoneyStyle MoneyStyleOf(const heng::v1::Layout& layout, const Message& content) {
  MoneyStyle style{layout.money_unit(), layout.money_decimals(), layout.money_thousands()};
  if (content.GetDescriptor() == FormContent::descriptor()) {
    const auto& funds = static_cast<const FormContent&>(content).funds();
    Take(funds.printed_unit(), funds.printed_decimals(), style);
  } else if (content.GetDescriptor() == TargetContent::descriptor()) {
    const auto& target = static_cast<const TargetContent&>(content);
    const auto& term = target.term_funds();
    const auto& annual = target.annual_funds();
    Take(term.printed_unit(), term.printed_decimals(), style);
    Take(annual.printed_unit(), std::max(annual.printed_decimals(), term.printed_decimals()), style);
  }
  return style;
}

PrintedValue PrintValue(const std::string& value, LayoutCell::Format format, const MoneyStyle& style) {
  if (format == LayoutCell::MONEY) return PrintMoney(value, style);
  if (format == LayoutCell::DECIMAL || format == LayoutCell::PERCENT) return PrintDecimal(value);
  return {value, std::nullopt, 0};
}

std::string DerivedValue(const PaperForm& form, const Message* element, std::string_view path) {
  if (form.score == nullptr || form.content->GetDescriptor() != FormContent::descriptor()) return {};
  if (element == nullptr) return OfForm(static_cast<const FormContent&>(*form.content), *form.score, path);
  if (element->GetDescriptor() == FundLine::descriptor()) return OfLine(static_cast<const FundLine&>(*element), path);
  if (element->GetDescriptor() == heng::v1::Indicator::descriptor()) {
    return OfIndicator(static_cast<const heng::v1::Indicator&>(*element), *form.score, path);
  }
  return {};
}

}  // namespace heng::forms
