// A store file with a small history, and ways to change it behind the store's back.
#pragma once

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/core/verification.h"
#include "service/store/engine.h"
#include "tests/support/office.h"
#include "tests/unit/store/store_testing.h"

namespace heng::core {

using Problems = std::vector<heng::v1::LogProblem>;

// One value of a table.
struct Cell {
  std::string table, column;
  int64_t row = 0;
  int type = SQLITE_NULL;
  int64_t number = 0;  // SQLITE_INTEGER
  std::string bytes;   // SQLITE_TEXT, SQLITE_BLOB
};

// A connection to a closed store.
class File {
 public:
  explicit File(const std::string& path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // False: SQLite refuses, for example for a UNIQUE index.
  bool Run(const std::string& sql);
  std::vector<Cell> Cells(const std::string& table, const std::vector<std::string>& columns);
  // Writes `cell`, by its row as it is now.
  bool Write(const Cell& cell);

 private:
  sqlite3* db_ = nullptr;
};

// A problem of this kind at this event.
inline auto At(const std::string& kind, int64_t sequence) {
  return ::testing::AllOf(::testing::ResultOf(
                              "kind", [](const heng::v1::LogProblem& p) { return p.kind(); }, kind),
                          ::testing::ResultOf(
                              "sequence", [](const heng::v1::LogProblem& p) { return p.sequence(); }, sequence));
}

// All of them, a line each.
std::string Text(const Problems& problems);

// Tries every change of every value of a table of a closed store. `found` says whether the problems name the place.
void TryEveryChange(const std::string& path, const std::string& table, const std::vector<std::string>& columns,
                    const std::function<bool(const Cell& original, const Problems&)>& found);

// Closed store with four forms and these events:
//   1 create aaa · 2 create bbb · 3 update aaa · 4 submit aaa · 5 submit ccc with its form · 6 create ddd
//   7 discard ddd · 8 update bbb
void WriteHistory(const std::string& path);
// The office whose forms these are; it is in another store.
inline testing::OfficePlan HistoryOffice() { return {.units = {"aaa", "bbb", "ccc", "ddd"}, .projects = {}}; }
inline constexpr int64_t kEvents = 8;

// Goes on behind WriteHistory with entries:
//   9 create orgs/a, resident, and 10 projects/p in one write · 11 change orgs/a · 12 change projects/p, not active any
//   more · 13 create tokens/t · 14 update bbb
void WriteEntryHistory(const std::string& path);
inline constexpr int64_t kEventsWithEntries = 14;

// Goes on behind WriteHistory:
//   9 comment on bbb · 10 create targets/ttt · 11 comment on it · 12 update it · 13 answer to the comment on bbb
void WriteLife(const std::string& path);
inline constexpr int64_t kLifeEvents = 13;

// All events of a closed store.
std::vector<store::Event> ReadEvents(const std::string& path);

// A connection that reads a closed store, and sees what others commit.
std::unique_ptr<store::ReaderSession> OpenReader(const std::string& path);

// Checks a store in pages of `rows`.
LogCheck Check(store::ReaderSession& reader, int32_t rows = 3);
LogCheck Check(const std::string& path, int32_t rows = 3);

// Gives the event the hash of the header of `id` as it is now.
void AcceptHeader(const std::string& path, const std::string& id, int64_t sequence);

// Gives the event this hash of what it wrote.
void AcceptHash(const std::string& path, const std::string& hash, int64_t sequence);

// Gives all events of a closed store the links and hashes that follow from what they say now.
void RewriteChain(const std::string& path);

}  // namespace heng::core
