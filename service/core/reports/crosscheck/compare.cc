#include "service/core/reports/crosscheck/compare.h"

#include <string>

#include "service/core/reports/crosscheck/compare_project.h"
#include "service/core/reports/crosscheck/compare_unit.h"
#include "service/core/reports/crosscheck/items.h"
#include "service/core/reports/crosscheck/match.h"
#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {
namespace {

std::optional<Decimal> NumberOf(const Passage& passage, Kind kind) {
  const ReportFigure* figure = passage.First(kind);
  return figure == nullptr ? std::nullopt : std::optional(figure->number);
}

// What the report itself says of a project: what stands in for its form where none is stored.
std::vector<FormFacts> ToldProjects(const Report& report) {
  std::vector<FormFacts> told;
  for (const Passage& passage : report.passages) {
    if (passage.kind != PassageKind::kProject || told.size() == kMaxForms) continue;
    FormFacts facts;
    facts.project_name = passage.project_name;
    facts.annual_budget = NumberOf(passage, Kind::kBudget);
    facts.executed = NumberOf(passage, Kind::kExecuted);
    for (const Kind kind : {Kind::kBudget, Kind::kExecuted}) {
      const ReportFigure* figure = passage.First(kind);
      if (figure != nullptr) facts.printed_half = std::max(facts.printed_half, MoneyHalf(figure->half));
    }
    told.push_back(std::move(facts));
  }
  return told;
}

// As the text names it, without the prefix the form knows.
std::string ShownName(const std::string& name, const FormFacts* form) {
  const bool prefixed = form != nullptr && !form->project_name.empty() && name.ends_with(form->project_name);
  return prefixed || (name.empty() && form != nullptr) ? form->project_name : name;
}

class Comparison {
 public:
  Comparison(const Report& report, const Facts& facts)
      : report_(report),
        facts_(facts),
        told_(ToldProjects(report)),
        stored_finder_(facts.forms),
        told_finder_(told_),
        items_(report.flat) {}

  Checked Run() {
    const UnitPassages unit = FindUnitPassages(report_);
    for (const Passage& passage : report_.passages) One(passage, unit);
    CompareCoverage(unit, facts_, &items_);
    CompareCarriedOut(unit, facts_, &items_);
    Checked checked;
    checked.items = items_.Take(kMaxItems, &checked.left_out);
    return checked;
  }

 private:
  void One(const Passage& passage, const UnitPassages& unit) {
    const FormFacts* whole = facts_.whole_unit ? &*facts_.whole_unit : nullptr;
    switch (passage.kind) {
      case PassageKind::kSpending:
        if (&passage == unit.spending) CompareSpending(passage, &items_);
        return;
      case PassageKind::kAccounts:
        return CompareAccounts(passage, &items_);
      case PassageKind::kOverview:
      case PassageKind::kTier1:
      case PassageKind::kTier2:
        return CompareBudgetParts(passage, &items_);
      case PassageKind::kUnitMention:
        CompareBudgetParts(passage, &items_);
        return CompareProject(passage, whole, "", &items_);
      case PassageKind::kUnit:
        return CompareProject(passage, whole, "", &items_);
      case PassageKind::kReviews:
        return Reviewed(passage);
      case PassageKind::kProject:
        return Project(passage);
      case PassageKind::kForm:
        return Form(passage);
      case PassageKind::kOther:
        return;
    }
  }

  void Project(const Passage& passage) {
    const FormFacts* form =
        stored_finder_.Find(passage.project_name, NumberOf(passage, Kind::kBudget), NumberOf(passage, Kind::kExecuted));
    CompareProject(passage, form, ShownName(passage.project_name, form), &items_);
  }

  // Scores told of the department's evaluation: of the project that is named there.
  void Reviewed(const Passage& passage) {
    CompareBudgetParts(passage, &items_);
    const std::string_view text = report_.flat.text();
    const FormFacts* form = stored_finder_.NamedIn(text.substr(passage.begin, passage.end - passage.begin));
    CompareProject(passage, form, form == nullptr ? "" : form->project_name, &items_);
  }

  void Form(const Passage& passage) {
    const FormFacts* stored = stored_finder_.Find(passage.project_name, std::nullopt, std::nullopt);
    const FormFacts* form =
        stored != nullptr ? stored : told_finder_.Find(passage.project_name, std::nullopt, std::nullopt);
    const std::string name = ShownName(passage.project_name, form);
    for (const ReportFigure& figure : passage.figures) {
      if (figure.kind == Kind::kSatisfaction) CompareSatisfaction(figure, form, name, &items_);
      if (figure.kind == Kind::kArrival) Arrival(figure, name);
      if (figure.kind != Kind::kRate) continue;
      static const FormFacts& nothing = *new FormFacts;
      CompareRate(figure, form != nullptr ? *form : nothing, name, &items_);
    }
  }

  void Arrival(const ReportFigure& figure, const std::string& name) {
    Draft draft;
    draft.figure = &figure;
    draft.label = "资金到位率";
    draft.stated = StatedPercent(figure);
    draft.project = name;
    draft.text = {"自评表没有资金到位数。", "the form does not say what funds arrived"};
    items_.Add(draft);
  }

  const Report& report_;
  const Facts& facts_;
  const std::vector<FormFacts> told_;
  const FormFinder stored_finder_, told_finder_;
  Items items_;
};

}  // namespace

Checked Compare(std::string_view text, const Facts& facts) {
  const Report report = ReadReport(text);
  return Comparison(report, facts).Run();
}

}  // namespace heng::core::crosscheck
