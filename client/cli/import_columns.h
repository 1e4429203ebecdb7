// What the columns of an imported table are called, and which field each fills.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/cli/set_field.h"
#include "google/protobuf/message.h"

namespace heng::cli {

struct ImportColumn {
  // "title"; "total.executed" of a message inside; "lines.CENTRAL.executed" of a list of fund lines, by source.
  std::string field;
  std::string collection;           // of a column that holds a name; else empty
  std::vector<std::string> titles;  // the first and the last are those we say
  bool key = false;                 // a row cannot do without it
};

// Of an Org, a Project or a Budget.
const std::vector<ImportColumn>& ImportColumnsOf(const google::protobuf::Message& prototype);

// Sets the field of a column from the text of a cell: names may leave out their collection, 2022/1/31 is a date as
// spreadsheets write it, and so are the commas of 1,234,567.89 in an amount.
std::optional<WrongValue> SetColumn(const ImportColumn& column, const std::string& text,
                                    google::protobuf::Message* message);

// What makes a row this row and no other: its name; of a budget subject, org and year. Empty: a part is missing.
std::string ImportKeyOf(const google::protobuf::Message& message);
// The parts of it that may stand once only: of a budget its total and each source.
std::vector<std::string> ImportKeysOf(const google::protobuf::Message& message);
// After the last cell: puts the amounts of a budget where its column of sources says.
void CompleteRow(google::protobuf::Message* message);
// Adds collections that were left out in JSON.
void CompleteNames(google::protobuf::Message* message);

}  // namespace heng::cli
