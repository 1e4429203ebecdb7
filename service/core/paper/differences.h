// Cell by cell: what a sheet says and what is stored, and where on the sheet a place of the form is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form_service.pb.h"

namespace heng::core {

using SheetCells = google::protobuf::RepeatedPtrField<heng::v1::SheetCell>;
using CellDifferences = google::protobuf::RepeatedPtrField<heng::v1::CellDifference>;

class CellIndex {
 public:
  explicit CellIndex(const SheetCells& cells);

  // Empty: the sheet has none.
  std::string CellOf(const std::string& row_id, const std::string& field) const;
  // The same, else the first cell of the row.
  std::string CellNear(const std::string& row_id, const std::string& field) const;

 private:
  std::map<std::pair<std::string, std::string>, std::string> cells_;
  std::map<std::string, std::string> rows_;
};

// What `sheet` says otherwise than `stored` (forms of the same type, or both Contacts with prefix "contacts."), in the
// order of the sheet, then what is stored and no longer there. A row that is gone is one difference without field.
void AddDifferences(const google::protobuf::Message& stored, const google::protobuf::Message& sheet,
                    std::string_view prefix, const CellIndex& cells, CellDifferences* differences);

// Says in each finding where on the sheet it is.
void FillCells(const CellIndex& cells, google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings);

}  // namespace heng::core
