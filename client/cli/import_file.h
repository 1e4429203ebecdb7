// Tables of orgs, projects and budgets as files: CSV with a line of column names, or JSON (an array, or one object
// after another).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/rpc_error.h"
#include "google/protobuf/message.h"

namespace heng::cli {

inline constexpr std::size_t kMaxImportBytes = 100u << 20;
inline constexpr std::size_t kMaxImportRows = 200'000;

struct ImportRow {
  int line = 0;                                        // where it begins in the file, from 1
  std::string name;                                    // "orgs/…", see ImportKeyOf; empty: it has none
  std::unique_ptr<google::protobuf::Message> message;  // Org, Project or Budget; null: the row is wrong
  std::string zh, en;                                  // why
  std::string id;                                      // of a budget: what its sender calls the row; empty: the line
};

// Reads rows of the kind of `prototype` (an Org, a Project or a Budget). A mistake in a row is the row's; one that
// makes the whole file doubtful is the answer's error (WRONG_FILE): it can't be read, is too large, is in no known
// encoding, a column is unknown, given twice or missing, quotation marks don't match. Names may leave out their
// collection; blanks around a cell are dropped, and dates and amounts may be as spreadsheets write them
// (import_columns.h). What stands twice is refused the second time. A budget may also stand in JSON as a BudgetRow.
// `sha256`: filled with that of the file, unless null.
Answer<std::vector<ImportRow>> ReadImportFile(const std::string& path, const google::protobuf::Message& prototype,
                                              std::string* sha256 = nullptr);
// The same from the content of a file; JSON where it begins with [ or {.
Answer<std::vector<ImportRow>> ReadImport(std::string content, const google::protobuf::Message& prototype);

}  // namespace heng::cli
