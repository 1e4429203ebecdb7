// The cross-check: any text is read, every figure stands where the text has it, and comparing it harms nothing. Input:
// the text of a report.
#include <algorithm>
#include <string>

#include "scoring/text.h"
#include "service/core/reports/crosscheck/compare.h"
#include "service/core/reports/crosscheck/report_text.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
namespace crosscheck = heng::core::crosscheck;
using heng::scoring::Decimal;

namespace {

crosscheck::Facts SomeFacts() {
  crosscheck::FormFacts form;
  form.resource = "evaluations/zc";
  form.project_name = "驻村帮扶工作人员经费";
  form.total = form.claimed_total = Decimal::FromMillionths(88'770'000);
  form.indicator_total = Decimal::FromInt(84);
  form.execution_score = Decimal::FromMillionths(4'770'000);
  form.annual_budget = Decimal::FromInt(210'000);
  form.executed = Decimal::FromInt(100'260);
  form.printed_half = Decimal::FromInt(5);
  form.grade = heng::v1::GOOD;
  form.levels = {{"产出", Decimal::FromInt(44)}, {"效益", Decimal::FromInt(30)}, {"满意度", std::nullopt}};
  form.satisfaction = {{"r1", "残疾人满意度", Decimal::FromInt(100), crosscheck::Sign::kAtLeast}};
  crosscheck::Facts facts;
  facts.forms = {form, form};
  facts.forms[1].project_name = "社保网络运行维护费";
  facts.whole_unit = form;
  facts.project_expenditure = Decimal::FromInt(7'110'994);
  facts.reviews = {{"departmentEvaluations/a", 2, Decimal::FromInt(500)}};
  return facts;
}

void CheckFlat(std::string_view text, const crosscheck::FlatText& flat) {
  const auto lines = static_cast<int32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  crosscheck::TextPlace last;
  last.column = 0;
  for (size_t i = 0; i <= flat.text().size(); ++i) {
    const crosscheck::TextPlace place = flat.PlaceOf(i);
    Require(place.offset <= text.size() && place.line <= lines, "a place is in the text");
    Require(place.offset >= last.offset || i == flat.text().size(), "places go on");
    last = place;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const crosscheck::Facts& facts = *new crosscheck::Facts(SomeFacts());
  const std::string_view text = heng::fuzz::AsText(data, size);
  const crosscheck::Report report = crosscheck::ReadReport(text);
  CheckFlat(text, report.flat);
  size_t end = 0;
  for (const crosscheck::Passage& passage : report.passages) {
    Require(passage.begin >= end && passage.begin <= passage.end, "passages do not overlap");
    end = passage.end;
    for (const crosscheck::ReportFigure& figure : passage.figures) {
      Require(figure.begin <= figure.at && figure.at < figure.end && figure.end <= passage.end,
              "a figure is in its passage");
      Require(figure.begin >= passage.begin, "with its label");
    }
  }
  Require(end <= report.flat.text().size(), "passages are in the text");
  const crosscheck::Checked checked = crosscheck::Compare(text, facts);
  Require(checked.items.size() <= crosscheck::kMaxItems, "items are limited");
  for (const auto& item : checked.items) {
    Require(item.line() >= 1 && item.column() >= 1, "an item has a place");
    Require(!item.message().zh().empty() && !item.message().en().empty(), "an item is told in both languages");
    Require(!item.stated().empty() && !item.label().empty(), "an item says what stands there");
    for (const std::string* told :
         {&item.quote(), &item.label(), &item.stated(), &item.project(), &item.message().zh()}) {
      Require(heng::scoring::IsValidUtf8(*told), "texts can be sent");
    }
  }
  return 0;
}
