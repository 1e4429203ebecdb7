#include "service/forms/read_content.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "scoring/decimal.h"
#include "scoring/text.h"
#include "service/forms/read_cell.h"
#include "service/forms/read_lists.h"

namespace heng::forms {
namespace {

using google::protobuf::Message;
using heng::scoring::Decimal;
using heng::v1::FormContent;
using heng::v1::TargetContent;

constexpr std::string_view kTotalLine = "funds.total.";
constexpr std::string_view kContacts = "contacts.";
constexpr std::string_view kTotalId = "total";

class ContentReader {
 public:
  ContentReader(const ReadSheet& sheet, ReadResult& result, Problems& problems)
      : sheet_(sheet), result_(result), problems_(problems), cells_(sheet, result, problems) {}

  void Read() {
    Begin();
    ReadSingles();
    ReadLists(sheet_, cells_, result_, problems_);
    if (result_.is_target) {
      Finish(*result_.target.mutable_form());
      FinishTargetFunds();
    } else {
      Finish(*result_.evaluation.mutable_form());
      FinishFunds();
    }
    SuspectUnit();
    for (const int cell : sheet_.places.leftover) problems_.NotPlaced(sheet_.grid.at(cell));
  }

 private:
  void Begin() {
    if (sheet_.base != nullptr) {
      result_.evaluation = sheet_.base->evaluation;
      result_.target = sheet_.base->target;
    }
    result_.is_target ? BeginForm(*result_.target.mutable_form()) : BeginForm(*result_.evaluation.mutable_form());
  }

  // A form typed from nothing, or into an empty one.
  template <typename Form>
  void BeginForm(Form& form) {
    const heng::v1::Layout& layout = sheet_.layout.layout();
    const bool empty = form.project_name().empty() && form.unit_text().empty() && form.indicators().empty();
    if (empty && form.layout().empty()) form.set_layout(layout.id());
    if (form.subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED) form.set_subject_kind(layout.subject_kind());
  }

  Message* Content() {
    return result_.is_target ? static_cast<Message*>(result_.target.mutable_form())
                             : static_cast<Message*>(result_.evaluation.mutable_form());
  }

  // ---- fields that stand once ----
  void ReadSingles() {
    std::set<int> read;
    for (const FieldPlace& place : sheet_.places.single) {
      read.insert(place.part);
      const Destination target = TargetOf(place.part);
      if (cells_.Read(place, target) && target.path == "project_name") new_name_ = true;
    }
    if (sheet_.base == nullptr) return;
    for (size_t i = 0; i < sheet_.layout.parts().size(); ++i) {
      const LayoutPart& part = sheet_.layout.parts()[i];
      const int index = static_cast<int>(i);
      if (!part.field || sheet_.layout.Repeats(part.row) || read.contains(index)) continue;
      if (!part.cell->field().starts_with(kContacts)) cells_.Clear(TargetOf(index), part.cell->field());
    }
  }

  Destination TargetOf(int part) {
    const std::string_view path = sheet_.layout.part(part).cell->field();
    if (path.starts_with(kContacts)) {
      Message* contacts = result_.is_target ? static_cast<Message*>(result_.target.mutable_contacts())
                                            : static_cast<Message*>(result_.evaluation.mutable_contacts());
      return {contacts, path.substr(kContacts.size()), "", std::string(path), {}};
    }
    Destination target{Content(), path, "", std::string(path), {""}};
    if (path.starts_with(kTotalLine)) {
      target.row_id = TotalId();
      target.field = path.substr(kTotalLine.size());
      target.shown = {target.row_id, ""};
    }
    return target;
  }
  std::string TotalId() const {
    const std::string& id = result_.evaluation.form().funds().total().id();
    return id.empty() ? std::string(kTotalId) : id;
  }

  // ---- what follows from what was read ----
  template <typename Form>
  void Finish(Form& form) {
    if (sheet_.places.year != 0) {
      form.set_fiscal_year(sheet_.places.year);
      AddYearCell();
    } else if (form.fiscal_year() == 0) {
      form.set_fiscal_year(YearIn(Spell(form.title()).text));
    }
    if (sheet_.base != nullptr && !new_name_) return;
    form.set_local_prefix(LocalPrefix(form.project_name()));
    form.set_project_code(ProjectCode(form.project_name()));
  }

  void AddYearCell() {
    for (size_t i = 0; i < sheet_.layout.parts().size(); ++i) {
      if (sheet_.anchors.hits[i].year == 0 || sheet_.anchors.cells[i] < 0) continue;
      const GridCell& cell = sheet_.grid.at(sheet_.anchors.cells[i]);
      heng::v1::SheetCell* read = &result_.cells.emplace_back();
      read->set_cell(CellName(cell.range.first));
      read->set_field("fiscal_year");
      read->set_text(cell.cell->text);
      return;
    }
  }

  template <typename Funds>
  void SetPrinted(Funds& funds) {
    if (sheet_.base == nullptr || funds.printed_unit() == heng::v1::MONEY_UNIT_UNSPECIFIED) {
      if (cells_.amounts().empty() && sheet_.base != nullptr) return;
      funds.set_printed_unit(cells_.unit());
      funds.set_printed_decimals(cells_.decimals());
    } else if (funds.printed_unit() != cells_.unit()) {
      funds.set_printed_unit(cells_.unit());
      funds.set_printed_decimals(cells_.decimals());
    } else {
      funds.set_printed_decimals(std::max(funds.printed_decimals(), cells_.decimals()));
    }
  }

  void FinishFunds() {
    FormContent& form = *result_.evaluation.mutable_form();
    const int label = TotalLabel();
    const bool from_base = sheet_.base != nullptr && sheet_.base->evaluation.form().has_funds();
    if (!from_base && !form.has_funds() && (label < 0 || sheet_.base != nullptr)) return;
    if (!from_base) {
      auto& total = *form.mutable_funds()->mutable_total();
      total.set_id(std::string(kTotalId));
      if (label >= 0 && total.label().empty()) total.set_label(CleanLabel(sheet_.grid.at(label).cell->text));
    }
    SetPrinted(*form.mutable_funds());
  }

  // The cell beside the amounts of the total: 资金总额, 年度资金总额.
  int TotalLabel() const {
    for (size_t i = 0; i < sheet_.layout.parts().size(); ++i) {
      const LayoutPart& part = sheet_.layout.parts()[i];
      if (!part.cell->field().starts_with(kTotalLine)) continue;
      for (const int other : sheet_.layout.PartsOf(part.row)) {
        if (sheet_.layout.part(other).label) return sheet_.anchors.cells[static_cast<size_t>(other)];
      }
    }
    return -1;
  }

  void FinishTargetFunds() {
    TargetContent& form = *result_.target.mutable_form();
    if (form.has_term_funds()) SetPrinted(*form.mutable_term_funds());
    if (form.has_annual_funds()) SetPrinted(*form.mutable_annual_funds());
  }

  // ---- amounts that look as if they were in the other unit ----
  void SuspectUnit() {
    if (cells_.amounts().empty() || sheet_.base != nullptr) return;
    const bool wan = cells_.unit() == heng::v1::WAN_YUAN;
    for (const CellReader::Amount& amount : cells_.amounts()) {
      if (!IsTotal(amount.path)) continue;
      const auto number = Decimal::Parse(amount.text);
      if (!number || number->IsZero()) continue;
      if (SaidInTexts(amount.text, wan) || (wan && LooksLikeYuan(*number))) {
        problems_.UnitSuspect(sheet_.grid.at(amount.cell), cells_.unit());
        return;  // once for the grid
      }
    }
  }
  static bool IsTotal(std::string_view path) {
    return path == "funds.total.annual_budget" || path == "annual_funds.total" || path == "term_funds.total";
  }

  // The texts name the same number with the other unit: 88100 under 万元 where they say 88100元.
  bool SaidInTexts(const std::string& number, bool wan) const {
    const std::string wanted = number + (wan ? "元" : "万元");
    const auto says = [&wanted](std::string_view text) {
      const std::string plain = scoring::FoldComparisons(scoring::FoldGlyphs(text));
      const size_t at = plain.find(wanted);
      if (at == std::string::npos) return false;
      return at == 0 || (!scoring::IsDigit(plain[at - 1]) && plain[at - 1] != '.');
    };
    for (const heng::v1::SheetCell& cell : result_.cells) {
      if (says(cell.text())) return true;
    }
    return false;
  }

  // 100 million and more, and not one amount of the grid has decimals or is small: amounts in 元.
  bool LooksLikeYuan(Decimal total) const {
    constexpr int64_t kMany = 10'000, kClearly = 30'000, kLeast = 1'000, kRound = 100;
    if (total < Decimal::FromInt(kMany)) return false;
    bool round = true;
    for (const CellReader::Amount& amount : cells_.amounts()) {
      const auto number = Decimal::Parse(amount.text);
      if (!number || number->IsZero()) continue;
      if (number->Abs() < Decimal::FromInt(kLeast)) return false;
      round &= number->millionths() % (absl::int128(kRound) * 1'000'000) == 0;
    }
    return total >= Decimal::FromInt(kClearly) || !round;
  }

  const ReadSheet& sheet_;
  ReadResult& result_;
  Problems& problems_;
  CellReader cells_;
  bool new_name_ = false;
};

}  // namespace

void ReadContent(const ReadSheet& sheet, ReadResult& result, Problems& problems) {
  ContentReader(sheet, result, problems).Read();
}

}  // namespace heng::forms
