// The texts of a form, each with the row and field it stands in, as findings and sheets name places (Place, SheetCell).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace heng::core {

struct FieldText {
  std::string row_id;  // empty: the form itself
  std::string field;   // of the row, or of the form: "actual", "narrative.problems", "goals[0].expected"
  std::string text;    // never empty
};

// Every text, number and choice the form says, in its order; of enums the name. Left out: what is no content (subject,
// org, kind, year, layout, cells, ids).
std::vector<FieldText> TextsOf(const google::protobuf::Message& content);

// What a row is called: its name or label; empty: there is no such row, or it has none.
std::string RowTitle(const google::protobuf::Message& content, std::string_view row_id);

// True for fields that are numbers: "20" and "20.00" say the same.
bool IsDecimalField(std::string_view field);
bool SameText(std::string_view field, std::string_view a, std::string_view b);

// Where a path of the JSON stands: "indicators[3].weight" is field "weight" of that row.
struct RowField {
  std::string row_id, field;
};
RowField RowFieldOf(const google::protobuf::Message& content, std::string_view json_path);

}  // namespace heng::core
