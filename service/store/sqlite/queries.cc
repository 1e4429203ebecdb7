#include "service/store/sqlite/queries.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "service/store/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

// Up to so many orgs, each is searched in the index; with more, which have a good part of all rows, these are walked in
// order. With 3000 of 9000 orgs and a million forms the first page takes 1 ms instead of 14, a sum half the time.
constexpr size_t kIndexedOrgs = 1000;

enum class Orgs : size_t { kAll = 0, kOne = 1, kFew = 2, kMany = 3 };

Orgs KindOf(const std::optional<std::vector<std::string>>& org_ids) {
  if (!org_ids) return Orgs::kAll;
  if (org_ids->size() == 1) return Orgs::kOne;
  return org_ids->size() <= kIndexedOrgs ? Orgs::kFew : Orgs::kMany;
}

std::string InNames(int parameter) { return absl::StrCat("IN (SELECT value FROM json_each(?", parameter, "))"); }

// True if a count finds all it needs in the index of orgs: it never looks at a row, however many orgs there are.
bool IsCovered(const ListQuery& query) { return !query.subjects && !query.review_step && query.flags == 0; }

// " FROM headers … WHERE …" of the filters of a list; `covered`: of such a count.
std::string FormsWhere(const ListQuery& query, Orgs orgs, bool covered) {
  // Without an index hint the planner, which has no statistics, may search a year for the few forms of one org.
  std::string sql = " FROM headers";
  if (query.subjects) {
    absl::StrAppend(&sql, " INDEXED BY headers_by_subject");  // a subject has a few forms a year
  } else if (covered || orgs == Orgs::kOne || orgs == Orgs::kFew) {
    absl::StrAppend(&sql, " INDEXED BY headers_by_org");
  } else if (orgs == Orgs::kAll && query.fiscal_year) {
    absl::StrAppend(&sql, " INDEXED BY headers_by_year");
  } else {
    absl::StrAppend(&sql, " NOT INDEXED");
  }
  absl::StrAppend(&sql, " WHERE sequence > ?1");
  if (query.subjects) absl::StrAppend(&sql, " AND subject ", InNames(8));
  if (orgs == Orgs::kOne) absl::StrAppend(&sql, " AND org_id = ?2");
  if (orgs == Orgs::kFew || orgs == Orgs::kMany) absl::StrAppend(&sql, " AND org_id ", InNames(2));
  if (query.fiscal_year) absl::StrAppend(&sql, " AND fiscal_year = ?3");
  absl::StrAppend(&sql, query.state ? " AND state = ?4" : " AND active = 1");
  if (query.grade) absl::StrAppend(&sql, " AND grade = ?5");
  if (!query.scope.hidden_subjects.empty()) absl::StrAppend(&sql, " AND subject NOT ", InNames(6));
  // Last: these columns are at the end of the row.
  absl::StrAppend(&sql, " AND form_type = ?7");
  if (query.review_step) absl::StrAppend(&sql, " AND review_step = ?9");
  if (query.flags != 0) absl::StrAppend(&sql, " AND flags & ?10 = ?10");
  return sql;
}

size_t NumberOf(const ListQuery& query, Orgs orgs) {
  return static_cast<size_t>(orgs) + (query.fiscal_year ? 4u : 0u) + (query.state ? 8u : 0u) +
         (query.grade ? 16u : 0u) + (query.scope.hidden_subjects.empty() ? 0u : 32u) + (query.subjects ? 64u : 0u) +
         (query.review_step ? 128u : 0u) + (query.flags != 0 ? 256u : 0u);
}

}  // namespace

std::string ColumnsOf(absl::string_view alias, absl::string_view columns) {
  return absl::StrCat(alias, ".", absl::StrReplaceAll(columns, {{", ", absl::StrCat(", ", alias, ".")}}));
}

Query ListOf(const ListQuery& query) {
  const Orgs orgs = KindOf(query.scope.org_ids);
  return {NumberOf(query, orgs), absl::StrCat("SELECT ", kHeaderColumns, FormsWhere(query, orgs, /*covered=*/false),
                                              " ORDER BY sequence LIMIT ?11")};
}

// No GROUP BY: it would sort all rows, which costs several times as much as adding them up.
Query CountOf(const ListQuery& query) {
  const Orgs orgs = KindOf(query.scope.org_ids);
  return {NumberOf(query, orgs), absl::StrCat("SELECT state, grade, annual_budget, executed",
                                              FormsWhere(query, orgs, IsCovered(query)), " LIMIT ?11")};
}

Query EventsOf(const EventQuery& query) {
  const bool of_form = query.resource && IsFormName(*query.resource);
  const bool hides = !query.scope.hidden_subjects.empty();
  std::string sql = absl::StrCat("SELECT ", kEventColumns, " FROM events e WHERE sequence > ?1 AND sequence <= ?5");
  if (of_form) absl::StrAppend(&sql, " AND form = (SELECT sequence FROM headers WHERE id = ?2)");
  if (query.resource && !of_form) absl::StrAppend(&sql, " AND form = (SELECT sequence FROM entries WHERE name = ?2)");
  if (query.scope.org_ids) absl::StrAppend(&sql, " AND org_id ", InNames(3));
  if (query.actions) absl::StrAppend(&sql, " AND action ", InNames(6));
  if (hides) {
    absl::StrAppend(&sql, " AND resource NOT ", InNames(4),
                    " AND NOT EXISTS (SELECT 1 FROM headers h WHERE h.sequence = e.form AND h.subject ", InNames(4),
                    ")");
  }
  absl::StrAppend(&sql, " ORDER BY sequence LIMIT ?7");
  const size_t kind = !query.resource ? 0 : of_form ? 1 : 2;
  return {kind * 8 + (query.actions ? 4u : 0u) + (query.scope.org_ids ? 2u : 0u) + (hides ? 1u : 0u), std::move(sql)};
}

Query EntriesOf(const EntryQuery& query) {
  const Orgs orgs = KindOf(query.org_ids);
  const bool by_org = orgs == Orgs::kOne || orgs == Orgs::kFew;
  std::string page =
      absl::StrCat("SELECT * FROM entries INDEXED BY ", by_org ? "entries_by_org" : "entries_by_collection",
                   " WHERE sequence > ?1 AND collection = ?2");
  if (orgs == Orgs::kOne) absl::StrAppend(&page, " AND org_id = ?3");
  if (orgs == Orgs::kFew || orgs == Orgs::kMany) absl::StrAppend(&page, " AND org_id ", InNames(3));
  if (!query.inactive) absl::StrAppend(&page, " AND active = 1");
  if (!query.hidden.empty()) absl::StrAppend(&page, " AND name NOT ", InNames(4));
  // The page first: joined before the LIMIT, every entry of the orgs would be read.
  std::string sql =
      absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns), ", r.form FROM (", page, " ORDER BY sequence LIMIT ?5) e ",
                   "CROSS JOIN revisions r ON r.row = e.content_row ORDER BY e.sequence");
  return {static_cast<size_t>(orgs) + (query.inactive ? 4u : 0u) + (query.hidden.empty() ? 0u : 8u), std::move(sql)};
}

std::string EntryByNameSql() {
  return absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns),
                      ", r.form FROM entries e CROSS JOIN revisions r ON r.row = e.content_row WHERE e.name = ?1");
}

std::string ResidentEntriesSql() {
  return absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns),
                      ", r.form FROM entries e INDEXED BY entries_resident CROSS JOIN revisions r ON r.row = "
                      "e.content_row WHERE e.resident = 1 AND e.changed > ?1 ORDER BY e.changed LIMIT ?2");
}

std::string AuditSql() {
  return absl::StrCat(
      "SELECT ", ColumnsOf("e", kEventColumns), ", ", ColumnsOf("h", kHeaderColumns), ", ",
      ColumnsOf("n", kEntryColumns), ", r.row IS NOT NULL, r.row & ", (int64_t{1} << kRevisionBits) - 1,
      ", r.form, r.score, r.contacts, r.review, c.row IS NOT NULL, c.form, c.score, c.contacts, v.row IS NOT NULL, "
      "v.review",
      ", CASE e.etag WHEN 1 THEN (SELECT count(*) FROM revisions WHERE row >= e.form << ", kRevisionBits,
      " AND row < e.form + 1 << ", kRevisionBits, ") END",
      ", CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form AND ",
      "length(o.revision_sha256) > 0) END, CASE e.etag WHEN 1 THEN ",
      "(SELECT count(*) FROM events o WHERE o.form = e.form) END ",
      "FROM events e LEFT JOIN headers h ON h.sequence = e.form LEFT JOIN entries n ON n.sequence = e.form ",
      "LEFT JOIN revisions r ON r.row = CASE WHEN length(e.revision_sha256) > 0 THEN e.form << ", kRevisionBits,
      " | e.etag END ",
      // Of the last event what it did not write itself.
      "LEFT JOIN revisions c ON c.row = CASE WHEN h.etag = e.etag AND coalesce(length(r.form) + length(r.score) + ",
      "length(r.contacts), 0) = 0 THEN h.content_row END ",
      "LEFT JOIN revisions v ON v.row = CASE WHEN h.etag = e.etag AND coalesce(length(r.review), 0) = 0 ",
      "THEN h.review_row END WHERE e.sequence > ?1 ORDER BY e.sequence LIMIT ?2");
}

absl::StatusOr<std::string> JsonParameter(const std::vector<std::string>& names) {
  std::string json = "[";
  for (const std::string& name : names) {
    absl::StrAppend(&json, json.size() > 1 ? ",\"" : "\"");
    for (const char c : name) {
      if (c == '\0') return absl::InternalError("a name with a zero byte in a list of names");
      if (c == '"' || c == '\\') json.push_back('\\');
      if (static_cast<unsigned char>(c) < 0x20) {
        absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned>(c));
      } else {
        json.push_back(c);
      }
    }
    json.push_back('"');
  }
  return json + "]";
}

absl::StatusOr<std::string> NamesParameter(const std::vector<std::string>& names) {
  return names.size() == 1 ? names.front() : JsonParameter(names);
}

}  // namespace heng::store::sqlite
