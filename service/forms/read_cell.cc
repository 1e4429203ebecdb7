#include "service/forms/read_cell.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "scoring/text.h"
#include "service/forms/field_path.h"

namespace heng::forms {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::LayoutCell;

bool EndsWithName(std::string_view path, std::string_view name) {
  return path.ends_with(name) && (path.size() == name.size() || path[path.size() - name.size() - 1] == '.');
}

// Names of levels are written down a narrow column, character by character.
bool IsHeading(std::string_view path) {
  return EndsWithName(path, "level1") || EndsWithName(path, "level2") || EndsWithName(path, "claimed_grade") ||
         EndsWithName(path, "project_name");
}
// One line of the head or foot; blanks around it are nothing.
bool IsLine(std::string_view path) {
  constexpr std::array<std::string_view, 5> kLines = {"title", "department_text", "unit_text", "project_attribute",
                                                      "project_term"};
  return path.starts_with("contacts.") || std::find(kLines.begin(), kLines.end(), path) != kLines.end();
}

std::string PlainText(std::string_view path, const std::string& value) {
  if (EndsWithName(path, "label")) return CleanLabel(value);
  if (EndsWithName(path, "project_name")) return std::string(Trim(value));
  if (IsHeading(path)) return Squeeze(value);
  return IsLine(path) ? std::string(Trim(value)) : value;
}

// Line ends are one thing however a program writes them.
bool SameText(std::string_view a, std::string_view b) {
  if (a == b) return true;
  std::string first(a), second(b);
  std::erase(first, '\r');
  std::erase(second, '\r');
  return first == second;
}

// The value behind the label in its cell.
std::string_view Behind(std::string_view text, const FieldPlace& place) {
  const size_t end = place.end == 0 ? text.size() : place.end;
  return Trim(text.substr(place.value, end - place.value));
}

struct Choice {
  std::string_view text;
  int value;
};
constexpr std::array<Choice, 7> kDirections = {{{"正向", heng::v1::HIGHER},
                                                {"正向指标", heng::v1::HIGHER},
                                                {"正指标", heng::v1::HIGHER},
                                                {"反向", heng::v1::LOWER},
                                                {"反向指标", heng::v1::LOWER},
                                                {"反指标", heng::v1::LOWER},
                                                {"定性", heng::v1::QUALITATIVE}}};

bool SetDirection(const MutableField& at, std::string_view text) {
  const auto* found =
      std::find_if(kDirections.begin(), kDirections.end(), [&](const Choice& choice) { return choice.text == text; });
  if (found == kDirections.end()) return false;
  at.message->GetReflection()->SetEnumValue(at.message, at.field, found->value);
  return true;
}

bool SetYesNo(const MutableField& at, std::string_view text) {
  const bool yes = text == "是" || text == "√" || text == "核心" || text == "1" || text == "TRUE";
  const bool no = text == "否" || text == "×" || text == "0" || text == "FALSE";
  if (yes) at.message->GetReflection()->SetBool(at.message, at.field, true);
  return yes || no;
}

}  // namespace

MutableField FindMutable(Message* message, std::string_view path) {
  while (message != nullptr) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr || field->is_repeated()) return {};
    if (dot == std::string_view::npos) return {message, field};
    if (field->message_type() == nullptr) return {};
    message = message->GetReflection()->MutableMessage(message, field);
    path.remove_prefix(dot + 1);
  }
  return {};
}

std::string FieldText(const Message& message, std::string_view path) { return TextOf(FindField(message, path)); }

std::string CleanLabel(std::string_view text) {
  std::string label = Squeeze(text);
  const auto drop_front = [&label](std::string_view begin) {
    if (label.size() > begin.size() && label.starts_with(begin)) label.erase(0, begin.size());
  };
  drop_front("其中");
  for (const std::string_view colon : {"：", ":"}) drop_front(colon);
  for (const std::string_view colon : {"：", ":"}) {
    if (label.ends_with(colon)) label.resize(label.size() - colon.size());
  }
  return label;
}

heng::v1::FundSource SourceOf(std::string_view label) {
  const std::string text = Spell(label, label.size()).text;
  const auto has = [&text](std::string_view word) { return text.find(word) != std::string::npos; };
  if (has("结转")) return heng::v1::CARRIED_OVER;
  if (has("自筹")) return heng::v1::SELF_RAISED;
  const bool central = has("中央"), province = has("省"), local = has("市") || has("县") || has("区财政");
  if (central + province + local > 1) return heng::v1::FUND_SOURCE_UNSPECIFIED;
  if (central) return heng::v1::CENTRAL;
  if (province) return heng::v1::PROVINCIAL;
  if (local) return heng::v1::LOCAL;
  return has("其他") ? heng::v1::OTHER_FUNDS : heng::v1::FUND_SOURCE_UNSPECIFIED;
}

CellReader::CellReader(const ReadSheet& sheet, ReadResult& result, Problems& problems)
    : sheet_(sheet), result_(result), problems_(problems), unit_(sheet.places.unit) {
  if (unit_ == heng::v1::MONEY_UNIT_UNSPECIFIED) unit_ = sheet.layout.layout().money_unit();
  base_unit_ = sheet.layout.layout().money_unit();
  if (sheet.base == nullptr) return;
  const auto take = [this](heng::v1::MoneyUnit printed) {
    if (printed != heng::v1::MONEY_UNIT_UNSPECIFIED) base_unit_ = printed;
  };
  take(sheet.base->evaluation.form().funds().printed_unit());
  take(sheet.base->target.form().term_funds().printed_unit());
  take(sheet.base->target.form().annual_funds().printed_unit());
}

const std::string* CellReader::Shown(const Destination& target, std::string_view path) const {
  if (sheet_.base == nullptr) return nullptr;
  for (const std::string& id : target.shown) {
    const auto found = sheet_.base->shown.find({id, std::string(path)});
    if (found != sheet_.base->shown.end()) return &found->second;
  }
  return nullptr;
}

bool CellReader::ShownAnything(const std::vector<std::string>& ids) const {
  if (sheet_.base == nullptr) return false;
  for (const std::string& id : ids) {
    for (auto at = sheet_.base->shown.lower_bound({id, ""}); at != sheet_.base->shown.end() && at->first.first == id;
         ++at) {
      if (!at->second.empty()) return true;
    }
  }
  return false;
}

bool CellReader::KeepsBase(const FieldPlace& place, const Destination& target, std::string_view value) const {
  if (sheet_.base == nullptr || target.shown.empty()) return false;
  const LayoutCell& from = *sheet_.layout.part(place.part).cell;
  if (from.format() == LayoutCell::MONEY && unit_ != base_unit_) return false;
  const std::string* shown = Shown(target, from.field());
  // A cell merged with the one above shows what that one shows.
  const std::string stands = shown != nullptr ? *shown : FieldText(*target.message, target.path);
  if (stands.empty()) return false;
  if (SameText(stands, value) || SameText(stands, sheet_.grid.at(place.cell).cell->text)) return true;
  return from.format() != LayoutCell::TEXT && SameNumber(stands, value);
}

bool CellReader::Read(const FieldPlace& place, const Destination& target) {
  const GridCell& cell = sheet_.grid.at(place.cell);
  heng::v1::SheetCell* const read = &result_.cells.emplace_back();
  read->set_cell(CellName(cell.range.first));
  read->set_row_id(target.row_id);
  read->set_field(target.field);
  read->set_text(cell.cell->text);
  if (cell.cell->formula && !place.inherited) problems_.Formula(cell);
  if (cell.cell->formula && cell.cell->text.empty()) {
    result_.cells.pop_back();
    return true;
  }
  if (cell.cell->kind == CellKind::kError) {
    if (!place.inherited) problems_.ErrorValue(cell);
    return true;
  }
  const std::string text = CellText(*cell.cell);
  const std::string value = place.value == 0 ? text : std::string(Behind(text, place));
  if (value.empty()) {  // a label with room behind it
    result_.cells.pop_back();
    return true;
  }
  const LayoutCell::Format format = sheet_.layout.part(place.part).cell->format();
  if (format == LayoutCell::MONEY) {
    const auto plain = PlainNumber(value);
    if (plain) amounts_.push_back({place.cell, *plain, sheet_.layout.part(place.part).cell->field()});
  }
  if (KeepsBase(place, target, value)) return false;
  Set(place, target, value);
  return true;
}

bool CellReader::Clear(const Destination& target, std::string_view path) {
  const std::string* shown = Shown(target, path);
  if (shown == nullptr || shown->empty()) return false;
  if (FieldText(*target.message, target.path).empty()) return false;
  const MutableField at = FindMutable(target.message, target.path);
  if (at.field == nullptr) return false;
  at.message->GetReflection()->ClearField(at.message, at.field);
  return true;
}

void CellReader::Set(const FieldPlace& place, const Destination& target, const std::string& value) {
  const LayoutCell::Format format = sheet_.layout.part(place.part).cell->format();
  const GridCell& cell = sheet_.grid.at(place.cell);
  if (format == LayoutCell::MONEY) return SetMoney(place, target, value);
  if (format != LayoutCell::DECIMAL && format != LayoutCell::PERCENT) return SetText(place, target, value);
  const NumberRead read = format == LayoutCell::DECIMAL ? ReadScore(value) : ReadRate(value);
  const MutableField at = FindMutable(target.message, target.path);
  if (at.field == nullptr) return;
  if (read.trouble != Trouble::kNone) {
    problems_.BadValue(cell, read.trouble, format);
    at.message->GetReflection()->ClearField(at.message, at.field);
    return;
  }
  at.message->GetReflection()->SetString(at.message, at.field, read.number);
}

void CellReader::SetMoney(const FieldPlace& place, const Destination& target, const std::string& value) {
  const GridCell& cell = sheet_.grid.at(place.cell);
  const AmountRead read = ReadAmount(value, unit_);
  const MutableField at = FindMutable(target.message, target.path);
  if (at.field == nullptr) return;
  if (read.trouble != Trouble::kNone) {
    problems_.BadValue(cell, read.trouble, LayoutCell::MONEY);
    at.message->GetReflection()->ClearField(at.message, at.field);
    return;
  }
  if (read.own_unit) {
    problems_.OwnUnit(cell, unit_);
  } else {
    decimals_ = std::max(decimals_, read.decimals);
  }
  at.message->GetReflection()->SetString(at.message, at.field, read.yuan);
}

void CellReader::SetText(const FieldPlace& place, const Destination& target, const std::string& value) {
  const MutableField at = FindMutable(target.message, target.path);
  if (at.field == nullptr) return;
  bool understood = true;
  switch (at.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      at.message->GetReflection()->SetString(at.message, at.field, PlainText(target.path, value));
      break;
    case FieldDescriptor::CPPTYPE_INT32: {
      const int year = YearIn(Spell(value).text + "年");
      if (year != 0) at.message->GetReflection()->SetInt32(at.message, at.field, year);
      understood = year != 0;
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      understood = SetYesNo(at, Squeeze(value));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      understood = SetDirection(at, Squeeze(value));
      break;
    default:
      break;
  }
  if (!understood) problems_.BadValue(sheet_.grid.at(place.cell), Trouble::kNotUnderstood, LayoutCell::TEXT);
}

}  // namespace heng::forms
