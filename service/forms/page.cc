#include "service/forms/page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/forms/field_path.h"
#include "service/forms/form_values.h"
#include "service/forms/page_parts.h"
#include "service/forms/printable.h"

namespace heng::forms {
namespace {

using google::protobuf::Message;
using heng::v1::FormContent;
using heng::v1::LayoutCell;
using heng::v1::LayoutRow;
using heng::v1::TargetContent;

constexpr std::string_view kContacts = "contacts.";
constexpr std::string_view kTotalLine = "funds.total.";
constexpr std::string_view kTerm = "term.";
constexpr std::string_view kAnnual = "annual.";

// One element of a list, or the form itself.
struct Element {
  const Message* message = nullptr;  // null: a blank row, or there is no k-th line on this side
  const Message* annual = nullptr;   // of TARGET_FUND_LINES: the line of the year; `message` is that of the term
  std::string row_id;
  std::string place;  // before the field where it has no row id: "goals[0]."
  std::string group;  // score_group
  std::string label;  // of a row of a template
};

template <typename List>
std::vector<Element> ElementsOf(const List& list) {
  std::vector<Element> elements;
  for (const auto& element : list) elements.push_back({&element, nullptr, element.id(), "", "", ""});
  return elements;
}

std::vector<Element> FundLines(const FormContent& form) {
  std::vector<Element> elements;
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) elements.push_back({&line, nullptr, line.id(), "", "", ""});
  }
  return elements;
}

std::vector<Element> Goals(const FormContent& form) {
  std::vector<Element> elements;
  for (int i = 0; i < form.goals_size(); ++i) {
    const std::string place = absl::StrCat("goals[", i, "]");
    elements.push_back({&form.goals(i), nullptr, "", place + ".", "", ""});
  }
  return elements;
}

std::vector<Element> Indicators(const FormContent& form) {
  std::vector<Element> elements = ElementsOf(form.indicators());
  for (int i = 0; i < form.indicators_size(); ++i) {
    elements[static_cast<size_t>(i)].group = form.indicators(i).score_group();
  }
  return elements;
}

std::vector<Element> TargetFundLines(const TargetContent& target) {
  const auto& term = target.term_funds().lines();
  const auto& annual = target.annual_funds().lines();
  std::vector<Element> elements(static_cast<size_t>(std::max(term.size(), annual.size())));
  for (int i = 0; i < static_cast<int>(elements.size()); ++i) {
    Element& element = elements[static_cast<size_t>(i)];
    if (i < term.size()) element.message = &term[i];
    if (i < annual.size()) element.annual = &annual[i];
    element.row_id = i < term.size() ? term[i].id() : annual[i].id();
  }
  return elements;
}

std::vector<Element> ListOf(const LayoutRow& row, const Message& content) {
  if (content.GetDescriptor() == TargetContent::descriptor()) {
    const auto& target = static_cast<const TargetContent&>(content);
    if (row.repeat() == LayoutRow::INDICATORS) return ElementsOf(target.indicators());
    if (row.repeat() == LayoutRow::TARGET_FUND_LINES) return TargetFundLines(target);
    return {};
  }
  const auto& form = static_cast<const FormContent&>(content);
  switch (row.repeat()) {
    case LayoutRow::FUND_LINES:
      return FundLines(form);
    case LayoutRow::GOALS:
      return Goals(form);
    case LayoutRow::INDICATORS:
      return Indicators(form);
    case LayoutRow::MAIN_TASKS:
      return ElementsOf(form.main_tasks());
    default:
      return {};
  }
}

class Placer {
 public:
  Placer(const heng::v1::Layout& layout, const PaperForm& form, int blank_rows)
      : layout_(layout), form_(form), blank_rows_(blank_rows), style_(MoneyStyleOf(layout, *form.content)) {
    page_.layout = &layout;
    page_.money_unit = style_.unit;
    const FieldAt year = FindField(*form.content, "fiscal_year");
    year_ = year.message->GetReflection()->GetInt32(*year.message, year.field);
  }

  Page Build() {
    last_row_.resize(static_cast<size_t>(layout_.rows_size()), -1);
    for (int i = 0; i < layout_.rows_size(); ++i) Row(i);
    ReachDown();
    std::sort(page_.cells.begin(), page_.cells.end(), [](const PageCell& a, const PageCell& b) {
      return std::pair(a.row, a.column) < std::pair(b.row, b.column);
    });
    SetLines(page_);
    page_.left_out = LeftOut(layout_, form_, shown_);
    return std::move(page_);
  }

 private:
  void Row(int index) {
    const LayoutRow& row = layout_.rows(index);
    const bool repeated = row.repeat() != LayoutRow::REPEAT_UNSPECIFIED;
    std::vector<Element> elements;
    if (repeated) elements = ListOf(row, *form_.content);
    if (row.optional() && blank_rows_ == 0 && LeftEmpty(row, elements)) return;
    if (repeated && elements.empty()) elements = BlankRows(row);
    if (!repeated) elements.resize(1);
    const int first = static_cast<int>(page_.rows.size());
    std::vector<PageCell> cells;
    std::vector<std::string> groups;
    for (const Element& element : elements) {
      for (const LayoutCell& cell : row.cells()) cells.push_back(Cell(row, cell, element));
      page_.rows.push_back({row.header(), std::max(row.min_lines(), 1), RowIdOf(element)});
      groups.push_back(element.group);
    }
    const int last = static_cast<int>(page_.rows.size()) - 1;
    last_row_[static_cast<size_t>(index)] = last;
    if (repeated) MergeCells(row, first, last, groups, cells);
    for (PageCell& cell : cells) page_.cells.push_back(std::move(cell));
  }

  std::vector<Element> BlankRows(const LayoutRow& row) const {
    if (blank_rows_ == 0) return std::vector<Element>(1);
    if (row.template_labels().empty()) {
      return std::vector<Element>(static_cast<size_t>(row.template_rows() > 0 ? row.template_rows() : blank_rows_));
    }
    std::vector<Element> elements(static_cast<size_t>(row.template_labels_size()));
    for (int i = 0; i < row.template_labels_size(); ++i) {
      elements[static_cast<size_t>(i)].label = row.template_labels(i);
    }
    return elements;
  }

  // The hidden column of a spreadsheet says which element a row is; goals have no id.
  static std::string RowIdOf(const Element& element) {
    return element.row_id.empty() && !element.place.empty() ? element.place.substr(0, element.place.size() - 1)
                                                            : element.row_id;
  }

  bool LeftEmpty(const LayoutRow& row, const std::vector<Element>& elements) const {
    if (row.repeat() != LayoutRow::REPEAT_UNSPECIFIED) return elements.empty();
    bool has_field = false;
    for (const LayoutCell& cell : row.cells()) {
      if (IsYear(cell)) {
        has_field = true;
        if (year_ != 0) return false;
      }
      if (cell.field().empty()) continue;
      has_field = true;
      if (SaysSomething(Find(row, cell.field(), {}))) return false;
      if (cell.derived() && !DerivedValue(form_, nullptr, cell.field()).empty()) return false;
    }
    return has_field;
  }

  static bool IsLabel(std::string_view path) { return path == "label" || path.ends_with(".label"); }
  static bool IsYear(const LayoutCell& cell) { return cell.label().find(kYearMark) != std::string::npos; }

  FieldAt Find(const LayoutRow& row, std::string_view path, const Element& element) const {
    if (row.repeat() == LayoutRow::TARGET_FUND_LINES) {
      const bool annual = path.starts_with(kAnnual);
      const Message* line = annual ? element.annual : element.message;
      return line == nullptr ? FieldAt{} : FindField(*line, path.substr(annual ? kAnnual.size() : kTerm.size()));
    }
    if (row.repeat() != LayoutRow::REPEAT_UNSPECIFIED) {
      return element.message == nullptr ? FieldAt{} : FindField(*element.message, path);
    }
    if (!path.starts_with(kContacts)) return FindField(*form_.content, path);
    return form_.contacts == nullptr ? FieldAt{} : FindField(*form_.contacts, path.substr(kContacts.size()));
  }

  PageCell Cell(const LayoutRow& row, const LayoutCell& from, const Element& element) {
    PageCell cell;
    cell.row = static_cast<int>(page_.rows.size());
    cell.column = from.column() - 1;
    cell.columns = std::max(from.columns(), 1);
    cell.from = &from;
    cell.text = LabelText(from.label(), style_.unit, year_);
    if (from.field().empty()) {
      cell.label = !IsYear(from);
      if (IsYear(from)) cell.field = cell.path = "fiscal_year";
      return cell;
    }
    cell.path = from.field();
    SetPlace(element, cell);
    SetValue(row, from, element, cell);
    return cell;
  }

  // As findings name places (scoring/steps.h).
  void SetPlace(const Element& element, PageCell& cell) const {
    cell.row_id = element.row_id;
    cell.field = element.place + cell.path;
    if (element.annual != nullptr && cell.path.starts_with(kAnnual)) {
      cell.row_id = static_cast<const heng::v1::TargetFundLine*>(element.annual)->id();
    }
    if (cell.path.starts_with(kTotalLine)) {
      const std::string& id = static_cast<const FormContent*>(form_.content)->funds().total().id();
      cell.row_id = id.empty() ? "total" : id;
      cell.field = cell.path.substr(kTotalLine.size());
    }
  }

  void SetValue(const LayoutRow& row, const LayoutCell& from, const Element& element, PageCell& cell) {
    const FieldAt at = Find(row, cell.path, element);
    if (at.message != nullptr) shown_.emplace(at.message, at.field);
    std::string value = IsLabel(cell.path) ? element.label : "";
    if (value.empty()) value = TextOf(at);
    if (value.empty() && from.derived()) {
      const bool blank = row.repeat() != LayoutRow::REPEAT_UNSPECIFIED && element.message == nullptr;
      if (!blank) value = DerivedValue(form_, element.message, cell.path);
      cell.derived = !value.empty();
    }
    PrintedValue printed = PrintValue(value, from.format(), style_);
    if (cell.text.empty()) {
      cell.number = std::move(printed.number);
      cell.decimals = printed.decimals;
    }
    cell.text += Printable(printed.text);  // the exact text comes back from the hidden sheet
  }

  // A cell that reaches down to a row which is left out ends at the one before it.
  void ReachDown() {
    for (PageCell& cell : page_.cells) {
      if (cell.from->down_to().empty()) continue;
      for (int i = 0; i < layout_.rows_size(); ++i) {
        const int last = last_row_[static_cast<size_t>(i)];
        if (last >= cell.row) cell.rows = last - cell.row + 1;
        if (layout_.rows(i).id() == cell.from->down_to()) break;
      }
    }
  }

  const heng::v1::Layout& layout_;
  const PaperForm& form_;
  const int blank_rows_;
  const MoneyStyle style_;
  int year_ = 0;
  Page page_;
  std::vector<int> last_row_;  // of each row of the layout on the page; -1: left out
  ShownFields shown_;
};

}  // namespace

Page Place(const heng::v1::Layout& layout, const PaperForm& form, int blank_rows) {
  return Placer(layout, form, blank_rows).Build();
}

}  // namespace heng::forms
