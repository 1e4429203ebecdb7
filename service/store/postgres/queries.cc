#include "service/store/postgres/queries.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/store/postgres/status.h"
#include "service/store/records.h"

namespace heng::store::postgres {
namespace {

constexpr int32_t kMaxListLimit = 1001;
constexpr int32_t kMaxEventLimit = 1000;
// Up to so many orgs the planner may search each in the index; with more, which have a good part of all rows, these are
// walked in order.
constexpr size_t kIndexedOrgs = 64;

std::string ColumnsOf(absl::string_view alias, absl::string_view columns) {
  return absl::StrCat(alias, ".", absl::StrReplaceAll(columns, {{", ", absl::StrCat(", ", alias, ".")}}));
}

// Up to so many subjects the planner knows how many it joins with.
constexpr size_t kListedSubjects = 64;

// The names as an array. An array has its type from its first row, so where no name is left, it has one that nothing
// has.
std::string ArrayOf(const std::vector<std::string>& names) {
  RowArrays rows;
  for (const std::string& name : names) {
    if (IsText(name)) rows.AddRow(name);
  }
  if (rows.rows() == 0) rows.AddRow(std::string("\n"));
  return rows.Take().value(0);
}

// A statement that grows by filters. Parameters are numbered as they are in use.
class Filtered {
 public:
  Filtered(absl::string_view name, std::string sql, Params params)
      : number_(params.count()), bound_{{std::string(name), std::move(sql)}, std::move(params), false} {}

  // `name` tells this filter from others in the statement's name.
  void Where(absl::string_view name, absl::string_view condition) {
    absl::StrAppend(&bound_.statement.name, " ", name);
    absl::StrAppend(&bound_.statement.sql, " AND ", condition);
  }

  // The parameter's place in the text that comes next.
  template <typename T>
  std::string Parameter(const T& value, absl::string_view type) {
    bound_.params.Add(value);
    return absl::StrCat("$", ++number_, "::", type);
  }
  std::string Parameter(const std::vector<std::string>& names) {
    bound_.params.AddEncoded(ArrayOf(names));
    return absl::StrCat("$", ++number_, "::text[]");
  }

  void WhereOrgs(const std::optional<std::vector<std::string>>& org_ids) {
    if (!org_ids) return;
    if (org_ids->size() == 1) {
      Where("org", absl::StrCat("org_id = ", Parameter(org_ids->front(), "text")));
    } else if (org_ids->size() <= kIndexedOrgs) {
      Where("orgs", absl::StrCat("org_id = ANY(", Parameter(*org_ids), ")"));
    } else {
      WhereAmong("many orgs", "org_id", *org_ids);
    }
  }

  // A subject has a few forms a year: however many subjects, they are searched in the index.
  void WhereSubjects(const std::optional<std::vector<std::string>>& subjects) {
    if (!subjects) return;
    if (subjects->size() <= kListedSubjects) {
      Where("subjects", absl::StrCat("subject = ANY(", Parameter(*subjects), ")"));
    } else {
      Where("many subjects", absl::StrCat("subject IN (SELECT unnest(", Parameter(*subjects), "))"));
    }
  }

  // IS [NOT] TRUE keeps the names a hash table, built once, under every plan. As an array they would be one only while
  // the planner knows them, and be searched from one end for every row after that.
  void WhereAmong(absl::string_view name, absl::string_view value, const std::vector<std::string>& names) {
    Where(name, Among(value, Parameter(names), "TRUE"));
  }
  void WhereNotAmong(absl::string_view name, absl::string_view value, const std::vector<std::string>& names) {
    Where(name, Among(value, Parameter(names), "NOT TRUE"));
  }
  static std::string Among(absl::string_view value, absl::string_view names, absl::string_view is) {
    return absl::StrCat("(", value, " IN (SELECT unnest(", names, "))) IS ", is);
  }

  BoundStatement Finish(absl::string_view rest) && {
    absl::StrAppend(&bound_.statement.sql, rest);
    return std::move(bound_);
  }

 private:
  size_t number_;
  BoundStatement bound_;
};

void AddFormFilters(const ListQuery& query, Filtered& out) {
  out.Where("type", "form_type = " + out.Parameter(query.form_type, "integer"));
  out.WhereSubjects(query.subjects);
  out.WhereOrgs(query.scope.org_ids);
  if (query.fiscal_year) out.Where("year", "fiscal_year = " + out.Parameter(*query.fiscal_year, "integer"));
  if (query.state) out.Where("state", "state = " + out.Parameter(*query.state, "integer"));
  if (!query.state) out.Where("active", "active");
  if (query.grade) out.Where("grade", "grade = " + out.Parameter(*query.grade, "integer"));
  if (query.review_step) out.Where("step", "review_step = " + out.Parameter(*query.review_step, "integer"));
  if (query.flags != 0) {
    const std::string flags = out.Parameter(query.flags, "integer");
    out.Where("flags", absl::StrCat("flags & ", flags, " = ", flags));
  }
  if (!query.scope.hidden_subjects.empty()) out.WhereNotAmong("hides", "subject", query.scope.hidden_subjects);
}

constexpr char kEntryWithBody[] = " FROM entries e JOIN revisions r ON r.form = e.sequence AND r.rev = e.etag";

}  // namespace

bool CanMatch(const std::optional<std::vector<std::string>>& org_ids) {
  return !org_ids || std::any_of(org_ids->begin(), org_ids->end(), [](const std::string& id) { return IsText(id); });
}

BoundStatement ListOf(const ListQuery& query) {
  Filtered list("list", absl::StrCat("SELECT ", kHeaderColumns, " FROM headers WHERE sequence > $1"),
                Params(query.after_sequence, std::clamp(query.limit, 1, kMaxListLimit)));
  AddFormFilters(query, list);
  return std::move(list).Finish(" ORDER BY sequence LIMIT $2::integer");
}

BoundStatement CountOf(const ListQuery& query) {
  Filtered count("count",
                 "SELECT state, grade, count(*), sum(annual_budget)::text, sum(executed)::text FROM headers WHERE true",
                 Params());
  AddFormFilters(query, count);
  BoundStatement bound = std::move(count).Finish(" GROUP BY state, grade");
  bound.reads_most_rows = !query.subjects && (!query.scope.org_ids || query.scope.org_ids->size() > kIndexedOrgs);
  return bound;
}

BoundStatement EventsOf(const EventQuery& query) {
  Filtered events("events", absl::StrCat("SELECT ", kEventColumns, " FROM events e WHERE sequence > $1"),
                  Params(query.after_sequence, std::clamp(query.limit, 1, kMaxEventLimit)));
  if (query.resource && IsFormName(*query.resource)) {
    events.Where("of form", absl::StrCat("form = (SELECT sequence FROM headers WHERE id = ",
                                         events.Parameter(FormIdOf(*query.resource), "text"), ")"));
  } else if (query.resource) {
    events.Where("of entry", absl::StrCat("form = (SELECT sequence FROM entries WHERE name = ",
                                          events.Parameter(*query.resource, "text"), ")"));
  }
  if (query.through_sequence != INT64_MAX) {
    events.Where("through", "sequence <= " + events.Parameter(query.through_sequence, "bigint"));
  }
  if (query.scope.org_ids) events.WhereAmong("orgs", "org_id", *query.scope.org_ids);
  if (query.actions) events.WhereAmong("actions", "action", *query.actions);
  if (!query.scope.hidden_subjects.empty()) {
    const std::string names = events.Parameter(query.scope.hidden_subjects);
    const std::string subject = "(SELECT h.subject FROM headers h WHERE h.sequence = e.form)";
    events.Where("hides", absl::StrCat(Filtered::Among("resource", names, "NOT TRUE"), " AND ",
                                       Filtered::Among(subject, names, "NOT TRUE")));
  }
  return std::move(events).Finish(" ORDER BY sequence LIMIT $2::integer");
}

BoundStatement EntriesOf(const EntryQuery& query) {
  Filtered entries("entries",
                   absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns), ", r.content", kEntryWithBody,
                                " WHERE e.sequence > $1 AND e.collection = $3::text"),
                   Params(query.after_sequence, std::clamp(query.limit, 1, kMaxListLimit), query.collection));
  entries.WhereOrgs(query.org_ids);
  if (!query.inactive) entries.Where("active", "e.active");
  if (!query.hidden.empty()) entries.WhereNotAmong("hides", "e.name", query.hidden);
  return std::move(entries).Finish(" ORDER BY e.sequence LIMIT $2::integer");
}

const Statement kGetForm{
    "get", absl::StrCat("SELECT ", ColumnsOf("h", kHeaderColumns), ", r.rev, r.content, r.score, r.contacts, ",
                        "v.review FROM headers h JOIN revisions r ON r.form = h.sequence AND r.rev = h.content_rev ",
                        "LEFT JOIN revisions v ON v.form = h.sequence AND v.rev = h.review_row WHERE h.id = $1::text")};
const Statement kGetFormRevision{"get revision",
                                 "SELECT r.rev, r.content, r.score, r.contacts, r.review FROM headers h "
                                 "JOIN revisions r ON r.form = h.sequence AND r.rev = $2::bigint "
                                 "WHERE h.id = $1::text AND r.rev <= h.etag"};
const Statement kGetContent{"get content",
                            "SELECT r.rev, r.content, r.score, r.contacts, ''::bytea FROM headers h "
                            "CROSS JOIN LATERAL (SELECT * FROM revisions i WHERE i.form = h.sequence "
                            "AND i.rev <= $2::bigint AND length(i.content) + length(i.score) + length(i.contacts) > 0 "
                            "ORDER BY i.rev DESC LIMIT 1) r WHERE h.id = $1::text AND $2::bigint <= h.etag"};
const Statement kGetEntryRevision{"get entry revision",
                                  "SELECT r.rev, r.content, r.score, r.contacts, r.review FROM entries e "
                                  "JOIN revisions r "
                                  "ON r.form = e.sequence AND r.rev = $2::bigint "
                                  "WHERE e.name = $1::text AND r.rev <= e.etag"};
const Statement kGetEntry{"get entry", absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns), ", r.content",
                                                    kEntryWithBody, " WHERE e.name = $1::text")};
const Statement kResidents{"residents",
                           absl::StrCat("SELECT ", ColumnsOf("e", kEntryColumns), ", r.content, ",
                                        "(SELECT max(changed) FROM entries WHERE resident)", kEntryWithBody,
                                        " WHERE e.resident AND e.changed > $1 ORDER BY e.changed LIMIT 1000")};

// What belongs to an event, found by its form; see AuditRow.
const Statement kAuditEvents{
    "audit",
    absl::StrCat(
        "SELECT ", ColumnsOf("e", kEventColumns), ", ", ColumnsOf("h", kHeaderColumns), ", ",
        ColumnsOf("n", kEntryColumns),
        ", r.rev IS NOT NULL, r.rev, r.content, r.score, r.contacts, r.review,"
        " c.rev IS NOT NULL, c.content, c.score, c.contacts, v.rev IS NOT NULL, v.review,"
        " CASE e.etag WHEN 1 THEN (SELECT count(*) FROM revisions s WHERE s.form = e.form) END,"
        " CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form AND length(o.revision_sha256) > "
        "0)"
        " END, CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form)"
        " END FROM events e LEFT JOIN headers h ON h.sequence = e.form LEFT JOIN entries n ON n.sequence = e.form"
        " LEFT JOIN revisions r ON r.form = e.form AND"
        " r.rev = CASE WHEN length(e.revision_sha256) > 0 THEN e.etag END"
        // Of the last event what it did not write itself.
        " LEFT JOIN revisions c ON c.form = e.form AND c.rev = CASE WHEN h.etag = e.etag AND"
        " coalesce(length(r.content) + length(r.score) + length(r.contacts), 0) = 0 THEN h.content_rev END"
        " LEFT JOIN revisions v ON v.form = e.form AND v.rev = CASE WHEN h.etag = e.etag AND"
        " coalesce(length(r.review), 0) = 0 THEN h.review_row END"
        " WHERE e.sequence > $1 ORDER BY e.sequence LIMIT $2::integer")};

// Up to the last row of a full page; in the last page up to the end.
const Statement kCountRows{
    "count rows",
    "WITH page AS (SELECT coalesce((SELECT sequence FROM events WHERE sequence > $1 ORDER BY sequence"
    " OFFSET $2::integer - 1 LIMIT 1), 9223372036854775807) AS last)"
    " SELECT (SELECT count(*) FROM headers WHERE ($1::bigint = 0 OR sequence > $1::bigint)"
    " AND sequence <= (SELECT last FROM page))"
    " + (SELECT count(*) FROM entries WHERE ($1::bigint = 0 OR sequence > $1::bigint)"
    " AND sequence <= (SELECT last FROM page))"};

}  // namespace heng::store::postgres
