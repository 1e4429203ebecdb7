#include "service/core/paper/differences.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "service/core/paper/row_texts.h"

namespace heng::core {
namespace {

using google::protobuf::Message;
using Place = std::pair<std::string, std::string>;

void Add(const FieldText& at, const std::string& field, const CellIndex& cells, const std::string& stored,
         const std::string& sheet, CellDifferences* differences) {
  auto* added = differences->Add();
  added->set_cell(field.empty() ? "" : cells.CellOf(at.row_id, field));
  added->set_row_id(at.row_id);
  added->set_field(field);
  added->set_stored(stored);
  added->set_sheet(sheet);
}

std::set<std::string> RowsOf(const std::vector<FieldText>& texts) {
  std::set<std::string> rows;
  for (const FieldText& text : texts) rows.insert(text.row_id);
  return rows;
}

std::map<Place, std::string> ByPlace(const std::vector<FieldText>& texts) {
  std::map<Place, std::string> places;
  for (const FieldText& text : texts) places.emplace(Place(text.row_id, text.field), text.text);
  return places;
}

}  // namespace

CellIndex::CellIndex(const SheetCells& cells) {
  for (const auto& cell : cells) {
    cells_.emplace(Place(cell.row_id(), cell.field()), cell.cell());
    if (!cell.row_id().empty()) rows_.emplace(cell.row_id(), cell.cell());
  }
}

std::string CellIndex::CellOf(const std::string& row_id, const std::string& field) const {
  const auto found = cells_.find(Place(row_id, field));
  return found == cells_.end() ? "" : found->second;
}

std::string CellIndex::CellNear(const std::string& row_id, const std::string& field) const {
  std::string cell = CellOf(row_id, field);
  if (!cell.empty() || row_id.empty()) return cell;
  const auto row = rows_.find(row_id);
  return row == rows_.end() ? "" : row->second;
}

void AddDifferences(const Message& stored, const Message& sheet, std::string_view prefix, const CellIndex& cells,
                    CellDifferences* differences) {
  const std::vector<FieldText> before = TextsOf(stored), after = TextsOf(sheet);
  const auto stored_places = ByPlace(before), sheet_places = ByPlace(after);
  const std::string pre(prefix);
  for (const FieldText& text : after) {
    const auto old = stored_places.find(Place(text.row_id, text.field));
    const std::string was = old == stored_places.end() ? "" : old->second;
    if (!SameText(text.field, was, text.text)) Add(text, pre + text.field, cells, was, text.text, differences);
  }
  const std::set<std::string> rows = RowsOf(after);
  std::set<std::string> gone;
  for (const FieldText& text : before) {
    if (rows.count(text.row_id) == 0) {
      if (gone.insert(text.row_id).second) {
        Add(text, "", cells, RowTitle(stored, text.row_id), "", differences);
      }
    } else if (sheet_places.find(Place(text.row_id, text.field)) == sheet_places.end()) {
      Add(text, pre + text.field, cells, text.text, "", differences);
    }
  }
}

void FillCells(const CellIndex& cells, google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings) {
  for (auto& finding : *findings) {
    const auto& place = finding.place();
    const std::string cell = cells.CellNear(place.row_id(), place.field());
    if (!cell.empty()) finding.mutable_place()->set_cell(cell);
  }
}

}  // namespace heng::core
