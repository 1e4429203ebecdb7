#include "service/forms/read_lists.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "scoring/text.h"

namespace heng::forms {
namespace {

using google::protobuf::Message;
using heng::v1::FundBreakdown;
using heng::v1::FundLine;
using heng::v1::Indicator;
using heng::v1::LayoutRow;
using heng::v1::TargetFundLine;
using heng::v1::TargetIndicator;

constexpr std::string_view kBySource = "按资金来源";
constexpr std::string_view kTerm = "term.", kAnnual = "annual.";

// The rows of one list, and which of them the base knows.
struct Row {
  const ElementRow* element = nullptr;
  std::string id;  // from the hidden column, if the base has it; empty: a new row
  bool has(int part) const { return Find(part) != nullptr; }
  const FieldPlace* Find(int part) const {
    for (const FieldPlace& place : element->places) {
      if (place.part == part) return &place;
    }
    return nullptr;
  }
};

// Ids of new rows: r1, r2 … by position, and never one that is taken.
class NewIds {
 public:
  NewIds(char letter, std::set<std::string> taken) : letter_(letter), taken_(std::move(taken)) {}
  std::string Next(size_t position) {
    for (size_t number = std::max(position, last_ + 1);; ++number) {
      last_ = number;
      std::string id = absl::StrCat(std::string(1, letter_), number);
      if (taken_.insert(id).second) return id;
    }
  }

 private:
  char letter_;
  std::set<std::string> taken_;
  size_t last_ = 0;
};

template <typename List>
std::map<std::string, int> ById(const List& list) {
  std::map<std::string, int> ids;
  for (int i = 0; i < list.size(); ++i) ids.emplace(list[i].id(), i);
  return ids;
}

class ListReader {
 public:
  ListReader(const ReadSheet& sheet, CellReader& cells, ReadResult& result, Problems& problems)
      : sheet_(sheet), cells_(cells), result_(result), problems_(problems) {}

  void Read() {
    for (int row = 0; row < sheet_.layout.rows(); ++row) {
      layout_row_ = row;
      switch (sheet_.layout.row(row).repeat()) {
        case LayoutRow::FUND_LINES:
          ReadFundLines();
          break;
        case LayoutRow::GOALS:
          ReadGoals();
          break;
        case LayoutRow::INDICATORS:
          result_.is_target ? ReadTargetIndicators() : ReadIndicators();
          break;
        case LayoutRow::MAIN_TASKS:
          ReadMainTasks();
          break;
        case LayoutRow::TARGET_FUND_LINES:
          ReadTargetFundLines();
          break;
        default:
          break;
      }
    }
  }

 private:
  // The rows of this list. A row of the base that shows nothing any more is gone.
  template <typename Known>
  std::vector<Row> Rows(const Known& known) {
    std::vector<Row> rows;
    std::set<std::string> seen;
    for (const ElementRow& element : sheet_.places.elements) {
      if (element.layout_row != layout_row_) continue;
      Row row{&element, ""};
      const size_t at = static_cast<size_t>(element.sheet_row);
      if (sheet_.base != nullptr && at < sheet_.row_ids.size()) row.id = sheet_.row_ids[at];
      if (!known(row.id) || !seen.insert(row.id).second) row.id.clear();
      const bool own = std::any_of(element.places.begin(), element.places.end(),
                                   [](const FieldPlace& place) { return !place.inherited; });
      if (!own && (row.id.empty() || cells_.ShownAnything({row.id}))) continue;
      rows.push_back(row);
    }
    return rows;
  }

  bool Merges(int part) const { return sheet_.layout.part(part).cell->merge_group(); }

  // All fields of a row. `skip`: of the part's path, or nullptr message to leave a field alone.
  template <typename TargetFor>
  void ReadFields(const Row& row, const TargetFor& target_for) {
    for (const int part : sheet_.layout.PartsOf(layout_row_)) {
      if (!sheet_.layout.part(part).field) continue;
      const std::string& path = sheet_.layout.part(part).cell->field();
      Destination target = target_for(path);
      if (target.message == nullptr) continue;
      if (!row.id.empty()) target.shown = {row.id};
      const FieldPlace* place = row.Find(part);
      if (place == nullptr) {
        if (!row.id.empty()) cells_.Clear(target, path);
      } else if (!place->inherited || (!Merges(part) && path != "deviation_reason")) {
        cells_.Read(*place, target);
      }
    }
  }

  // ---- 项目年度绩效目标 ----
  void ReadGoals() {
    auto& form = *result_.evaluation.mutable_form();
    std::map<std::string, int> known;
    for (int i = 0; i < form.goals_size(); ++i) known.emplace(absl::StrCat("goals[", i, "]"), i);
    google::protobuf::RepeatedPtrField<heng::v1::Goal> goals;
    for (const Row& row : Rows([&](const std::string& id) { return known.contains(id); })) {
      heng::v1::Goal& goal = *goals.Add();
      if (!row.id.empty()) goal = form.goals(known.at(row.id));
      const std::string place = absl::StrCat("goals[", goals.size() - 1, "].");
      ReadFields(row, [&](const std::string& path) { return Destination{&goal, path, "", place + path, {}}; });
    }
    form.mutable_goals()->Swap(&goals);
  }

  // ---- 资金 ----
  void ReadFundLines() {
    if (!result_.evaluation.form().has_funds() && !HasRows()) return;
    auto& funds = *result_.evaluation.mutable_form()->mutable_funds();
    std::map<std::string, std::pair<int, int>> known;  // breakdown and line
    std::set<std::string> taken = {"total"};
    for (int b = 0; b < funds.breakdowns_size(); ++b) {
      for (int i = 0; i < funds.breakdowns(b).lines_size(); ++i) known[funds.breakdowns(b).lines(i).id()] = {b, i};
    }
    for (const auto& [id, at] : known) taken.insert(id);
    NewIds ids('f', taken);
    std::vector<std::vector<FundLine>> lines(static_cast<size_t>(std::max(funds.breakdowns_size(), 1)));
    size_t breakdown = 0, position = 0;
    for (const Row& row : Rows([&](const std::string& id) { return known.contains(id); })) {
      ++position;
      FundLine line;
      if (row.id.empty()) {
        line.set_id(ids.Next(position));
      } else {
        breakdown = static_cast<size_t>(known[row.id].first);
        line = funds.breakdowns(known[row.id].first).lines(known[row.id].second);
      }
      const std::string label = line.label();
      ReadFields(row, [&](const std::string& path) { return Destination{&line, path, line.id(), path, {}}; });
      if (row.id.empty() || line.label() != label) line.set_source(SourceOf(line.label()));
      lines[breakdown].push_back(std::move(line));
    }
    PutLines(lines, funds);
  }
  static void PutLines(std::vector<std::vector<FundLine>>& lines, heng::v1::Funds& funds) {
    if (funds.breakdowns_size() == 0) {
      if (lines.front().empty()) return;
      funds.add_breakdowns()->set_name(std::string(kBySource));
    }
    for (int b = funds.breakdowns_size() - 1; b >= 0; --b) {
      FundBreakdown& breakdown = *funds.mutable_breakdowns(b);
      const bool gone = lines[static_cast<size_t>(b)].empty() && breakdown.lines_size() > 0;
      breakdown.clear_lines();
      for (FundLine& line : lines[static_cast<size_t>(b)]) *breakdown.add_lines() = std::move(line);
      if (gone) funds.mutable_breakdowns()->DeleteSubrange(b, 1);
    }
  }
  bool HasRows() const {
    return std::any_of(sheet_.places.elements.begin(), sheet_.places.elements.end(),
                       [this](const ElementRow& element) { return element.layout_row == layout_row_; });
  }

  // The k-th lines of both periods stand in one row, which has the id of the first.
  void ReadTargetFundLines() {
    auto& form = *result_.target.mutable_form();
    const auto term = form.term_funds().lines(), annual = form.annual_funds().lines();
    std::map<std::string, int> known;
    for (int i = std::max(term.size(), annual.size()) - 1; i >= 0; --i) {
      known[i < term.size() ? term[i].id() : annual[i].id()] = i;
    }
    std::set<std::string> taken;
    for (const auto& line : term) taken.insert(line.id());
    for (const auto& line : annual) taken.insert(line.id());
    NewIds ids('f', taken);
    if (form.has_term_funds()) form.mutable_term_funds()->clear_lines();
    if (form.has_annual_funds()) form.mutable_annual_funds()->clear_lines();
    size_t position = 0;
    for (const Row& row : Rows([&](const std::string& id) { return known.contains(id); })) {
      ++position;
      TargetFundLine of_term, of_annual;
      const int k = row.id.empty() ? -1 : known[row.id];
      if (k >= 0 && k < term.size()) of_term = term[k];
      if (k >= 0 && k < annual.size()) of_annual = annual[k];
      const std::string id = k >= 0 ? row.id : ids.Next(position);
      if (of_term.id().empty()) of_term.set_id(id);
      if (of_annual.id().empty()) of_annual.set_id(id);
      const std::string labels[] = {of_term.label(), of_annual.label()};
      ReadFields(row, [&](const std::string& path) {
        const bool year = path.starts_with(kAnnual);
        TargetFundLine& line = year ? of_annual : of_term;
        const std::string_view rest = std::string_view(path).substr((year ? kAnnual : kTerm).size());
        return Destination{&line, rest, line.id(), path, {}};
      });
      if (k < 0 || of_term.label() != labels[0]) of_term.set_source(SourceOf(of_term.label()));
      if (k < 0 || of_annual.label() != labels[1]) of_annual.set_source(SourceOf(of_annual.label()));
      if (SaysAnything(of_term) || (k >= 0 && k < term.size())) *form.mutable_term_funds()->add_lines() = of_term;
      if (SaysAnything(of_annual) || (k >= 0 && k < annual.size())) {
        *form.mutable_annual_funds()->add_lines() = of_annual;
      }
    }
  }
  static bool SaysAnything(const TargetFundLine& line) { return !line.label().empty() || line.has_amount(); }

  // ---- 绩效指标 ----
  void ReadIndicators() {
    auto& form = *result_.evaluation.mutable_form();
    const std::map<std::string, int> known = ById(form.indicators());
    NewIds ids('r', Taken(form.indicators()));
    google::protobuf::RepeatedPtrField<Indicator> list;
    const std::vector<Row> rows = Rows([&](const std::string& id) { return known.contains(id); });
    size_t position = 0;
    for (const Row& row : rows) {
      Indicator& indicator = *list.Add();
      ++position;
      if (row.id.empty()) {
        indicator.set_id(ids.Next(position));
        indicator.set_cell(FirstCell(row));
      } else {
        indicator = form.indicators(known.at(row.id));
      }
      ReadFields(row, [&](const std::string& path) { return Destination{&indicator, path, indicator.id(), path, {}}; });
      if (row.id.empty()) TakeHeading(row, "level1", indicator);
      if (row.id.empty()) TakeHeading(row, "level2", indicator);
      if (list.size() > 1) InheritLevels(row, list[list.size() - 2], indicator);
      if (row.id.empty()) indicator.set_memo(IsMemo(indicator));
    }
    GroupScores(rows, list);
    form.mutable_indicators()->Swap(&list);
  }

  template <typename List>
  static std::set<std::string> Taken(const List& list) {
    std::set<std::string> taken;
    for (const auto& element : list) taken.insert(element.id());
    return taken;
  }

  std::string FirstCell(const Row& row) const {
    for (const FieldPlace& place : row.element->places) {
      if (!place.inherited) return CellName(sheet_.grid.at(place.cell).range.first);
    }
    return {};
  }

  // 其中：… without points explains the row above.
  static bool IsMemo(const Indicator& indicator) {
    return Spell(indicator.name()).text.starts_with("其中") && !indicator.has_weight() && !indicator.has_claimed();
  }

  int PartOf(std::string_view path) const {
    for (const int part : sheet_.layout.PartsOf(layout_row_)) {
      if (sheet_.layout.part(part).cell->field() == path) return part;
    }
    return -1;
  }
  // The cell begins in this row; not merged with the one above, not empty.
  bool OwnCell(const Row& row, std::string_view path) const {
    const FieldPlace* place = row.Find(PartOf(path));
    return place != nullptr && !place->inherited;
  }

  // A level left empty is that of the row above.
  void InheritLevels(const Row& row, const Indicator& above, Indicator& indicator) const {
    if (indicator.level2().empty() && !OwnCell(row, "level1")) indicator.set_level2(above.level2());
    if (indicator.level1().empty()) indicator.set_level1(above.level1());
  }

  // 产出指标（60分） is a heading that prints points.
  void TakeHeading(const Row& row, const std::string& path, Indicator& indicator) {
    const MutableField at = FindMutable(&indicator, path);
    const std::string text = at.message->GetReflection()->GetString(*at.message, at.field);
    const std::string spelled = Spell(text).text;
    const size_t open = spelled.rfind('(');
    if (open == std::string::npos || open == 0 || !spelled.ends_with(')')) return;
    const NumberRead points = ReadScore(std::string_view(spelled).substr(open + 1, spelled.size() - open - 2));
    if (points.trouble != Trouble::kNone) return;
    const std::string name = spelled.substr(0, open);
    at.message->GetReflection()->SetString(at.message, at.field, name);
    if (!OwnCell(row, path)) return;
    heng::v1::Heading& heading = *result_.evaluation.mutable_form()->add_headings();
    heading.set_level1(indicator.level1());
    if (path == "level2") heading.set_level2(name);
    heading.set_weight(points.number);
  }

  // Rows under one merged score cell.
  void GroupScores(const std::vector<Row>& rows, google::protobuf::RepeatedPtrField<Indicator>& list) {
    const int weight = PartOf("weight"), claimed = PartOf("claimed");
    std::set<std::string> taken;
    for (const Indicator& indicator : list) taken.insert(indicator.score_group());
    NewIds groups('g', std::move(taken));
    for (size_t i = 0; i < rows.size(); ++i) {
      const size_t by_weight = Covered(rows, i, weight), by_claim = Covered(rows, i, claimed);
      if (by_weight == 1 && by_claim > 1) SplitClaim(rows, i, by_claim, weight, claimed);
      const size_t covered = by_weight > 1 ? by_weight : GroupByClaim(rows, i, by_claim, weight) ? by_claim : 1;
      if (covered < 2) continue;
      SetGroup(rows, i, covered, groups, list);
      i += covered - 1;
    }
  }
  // How many rows the cell that begins in row `i` covers.
  static size_t Covered(const std::vector<Row>& rows, size_t i, int part) {
    const FieldPlace* place = rows[i].Find(part);
    if (place == nullptr || place->inherited) return 1;
    size_t covered = 1;
    while (i + covered < rows.size()) {
      const FieldPlace* below = rows[i + covered].Find(part);
      if (below == nullptr || !below->inherited || below->cell != place->cell) break;
      ++covered;
    }
    return covered;
  }
  // One claim for several rows is a group where at most one of them has a weight.
  static bool GroupByClaim(const std::vector<Row>& rows, size_t i, size_t covered, int weight) {
    size_t weights = 0;
    for (size_t k = i; k < i + covered; ++k) weights += rows[k].Find(weight) != nullptr ? 1 : 0;
    return covered > 1 && weights <= 1;
  }
  void SplitClaim(const std::vector<Row>& rows, size_t i, size_t covered, int weight, int claimed) {
    if (GroupByClaim(rows, i, covered, weight)) return;
    problems_.MergedScore(sheet_.grid.at(rows[i].Find(claimed)->cell));
  }
  void SetGroup(const std::vector<Row>& rows, size_t i, size_t covered, NewIds& groups,
                google::protobuf::RepeatedPtrField<Indicator>& list) const {
    std::string group;
    bool known = false;  // the base says how it is
    for (size_t k = i; k < i + covered; ++k) {
      const Indicator& indicator = list[static_cast<int>(k)];
      known |= !rows[k].id.empty();
      if (group.empty()) group = indicator.score_group();
    }
    if (known && group.empty()) return;
    if (group.empty()) group = groups.Next(1);
    for (size_t k = i; k < i + covered; ++k) list[static_cast<int>(k)].set_score_group(group);
  }

  void ReadTargetIndicators() {
    auto& form = *result_.target.mutable_form();
    const std::map<std::string, int> known = ById(form.indicators());
    NewIds ids('r', Taken(form.indicators()));
    google::protobuf::RepeatedPtrField<TargetIndicator> list;
    size_t position = 0;
    for (const Row& row : Rows([&](const std::string& id) { return known.contains(id); })) {
      TargetIndicator& indicator = *list.Add();
      ++position;
      if (row.id.empty()) {
        indicator.set_id(ids.Next(position));
      } else {
        indicator = form.indicators(known.at(row.id));
      }
      ReadFields(row, [&](const std::string& path) { return Destination{&indicator, path, indicator.id(), path, {}}; });
      if (list.size() < 2) continue;
      const TargetIndicator& above = list[list.size() - 2];
      const bool same = !OwnCell(row, "level1");
      if (same) InheritLevel2(above.term(), indicator.has_term() ? indicator.mutable_term() : nullptr);
      if (same) InheritLevel2(above.annual(), indicator.has_annual() ? indicator.mutable_annual() : nullptr);
      if (indicator.level1().empty()) indicator.set_level1(above.level1());
    }
    form.mutable_indicators()->Swap(&list);
  }
  static void InheritLevel2(const heng::v1::TargetValue& above, heng::v1::TargetValue* value) {
    if (value == nullptr || !value->level2().empty()) return;
    if (!value->name().empty() || value->has_value()) value->set_level2(above.level2());
  }

  // ---- 年度主要任务 ----
  void ReadMainTasks() {
    auto& form = *result_.evaluation.mutable_form();
    const std::map<std::string, int> known = ById(form.main_tasks());
    NewIds ids('m', Taken(form.main_tasks()));
    google::protobuf::RepeatedPtrField<heng::v1::MainTask> list;
    size_t position = 0;
    for (const Row& row : Rows([&](const std::string& id) { return known.contains(id); })) {
      heng::v1::MainTask& task = *list.Add();
      ++position;
      if (row.id.empty()) {
        task.set_id(ids.Next(position));
      } else {
        task = form.main_tasks(known.at(row.id));
      }
      ReadFields(row, [&](const std::string& path) { return Destination{&task, path, task.id(), path, {}}; });
    }
    form.mutable_main_tasks()->Swap(&list);
  }

  const ReadSheet& sheet_;
  CellReader& cells_;
  ReadResult& result_;
  Problems& problems_;
  int layout_row_ = 0;
};

}  // namespace

void ReadLists(const ReadSheet& sheet, CellReader& cells, ReadResult& result, Problems& problems) {
  ListReader(sheet, cells, result, problems).Read();
}

}  // namespace heng::forms
