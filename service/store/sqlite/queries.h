// The SQL of the reading statements that depend on what a query asks for. Each kind of query has a fixed set of
// parameters, whichever of them a statement uses; the limit has the highest number, so that all can be bound.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

// Which statement a query needs: `number` below the limit of its kind, for a table of prepared ones.
struct Query {
  size_t number = 0;
  std::string sql;
};

inline constexpr size_t kListQueries = 512;
inline constexpr size_t kEventQueries = 24;
inline constexpr size_t kEntryQueries = 16;

// ?1 after_sequence, ?2 org ids, ?3 year, ?4 state, ?5 grade, ?6 hidden subjects, ?7 form type, ?8 subjects,
// ?9 review step, ?10 flags, ?11 limit.
Query ListOf(const ListQuery& query);
// The same: state, grade, annual_budget and executed of each form, in no order.
Query CountOf(const ListQuery& query);
// ?1 after_sequence, ?2 id of the form or name of the entry, ?3 org ids, ?4 hidden subjects, ?5 through_sequence,
// ?6 actions, ?7 limit.
Query EventsOf(const EventQuery& query);
// ?1 after_sequence, ?2 collection, ?3 org ids, ?4 hidden names, ?5 limit. The body is the last column.
Query EntriesOf(const EntryQuery& query);

std::string EntryByNameSql();      // ?1 name
std::string ResidentEntriesSql();  // ?1 changed, ?2 limit
std::string AuditSql();            // ?1 after_sequence, ?2 limit; see TakeAuditRow

// "h.sequence, h.id, …".
std::string ColumnsOf(absl::string_view alias, absl::string_view columns);

// Names as a parameter: one as it is, several as a JSON array. INTERNAL: one of several has a zero byte, which SQLite's
// JSON cannot hold.
absl::StatusOr<std::string> NamesParameter(const std::vector<std::string>& names);
// Always a JSON array.
absl::StatusOr<std::string> JsonParameter(const std::vector<std::string>& names);

}  // namespace heng::store::sqlite
