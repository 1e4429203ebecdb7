// The reading statements that depend on what a query asks for, with their parameters. A statement's name says which
// filters are in use, so there are as many as there are sets of filters.
#pragma once

#include "service/store/postgres/connection.h"
#include "service/store/postgres/wire.h"
#include "service/store/store.h"

namespace heng::store::postgres {

struct BoundStatement {
  Statement statement;
  Params params;
  bool reads_most_rows = false;  // then the table is best read as it lies, along no index
};

// Names the database cannot hold are none of its own: they are left out of lists of names. See CanMatch.
BoundStatement ListOf(const ListQuery& query);
BoundStatement CountOf(const ListQuery& query);  // state, grade, forms, annual_budget, executed; sums as text
BoundStatement EventsOf(const EventQuery& query);
BoundStatement EntriesOf(const EntryQuery& query);  // the body is the last column

// False: no row can be in this scope.
bool CanMatch(const std::optional<std::vector<std::string>>& org_ids);

extern const Statement kGetForm;           // $1 id; header, then content and review record
extern const Statement kGetFormRevision;   // $1 id, $2 number; the number first
extern const Statement kGetContent;        // the same: the last revision with content up to it
extern const Statement kGetEntryRevision;  // $1 name, $2 number
extern const Statement kGetEntry;          // $1 name
extern const Statement kResidents;         // $1 changed; the last column is the sequence of the last event of one
extern const Statement kAuditEvents;       // $1 after_sequence, $2 limit; see TakeAuditRow
extern const Statement kCountRows;         // the same; headers and entries

}  // namespace heng::store::postgres
