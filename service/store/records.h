// The columns of the tables and the fields they hold, each list written once: binding, reading and hashing in every
// engine use it.
#pragma once

#include <tuple>

#include "service/store/store.h"

namespace heng::store {

// All columns of `headers`; HeaderFields has the same order.
inline constexpr char kHeaderColumns[] =
    "sequence, id, etag, content_rev, subject, subject_kind, org_id, fiscal_year, state, active, project_name, policy, "
    "policy_sha256, total, grade, execution_score, execution_rate, annual_budget, executed, errors, warnings, infos, "
    "create_time, update_time, submit_time, form_type, review_rev, flags, review_step, returned, open_comments, "
    "score_source, in_force_rev, editor";
inline constexpr int kHeaderColumnCount = 34;

// What every header's hash covers.
template <typename H>  // Header or const Header
auto FirstHeaderFields(H& h) {
  return std::tie(h.sequence, h.id, h.etag, h.content_rev, h.subject, h.subject_kind, h.org_id, h.fiscal_year, h.state,
                  h.active, h.project_name, h.policy, h.policy_sha256, h.total, h.grade, h.execution_score,
                  h.execution_rate, h.annual_budget, h.executed, h.errors, h.warnings, h.infos, h.create_time,
                  h.update_time, h.submit_time);
}

// What a header's hash covers only where one of them is not as in a new Header: they came later, and the hashes of
// those that were there before still hold.
template <typename H>  // Header or const Header
auto LifeFields(H& h) {
  return std::tie(h.form_type, h.review_rev, h.flags, h.review_step, h.returned, h.open_comments, h.score_source,
                  h.in_force_rev, h.editor);
}

template <typename H>  // Header or const Header
auto HeaderFields(H& h) {
  return std::tuple_cat(FirstHeaderFields(h), LifeFields(h));
}

// All columns of `entries`; EntryFields has the same order. The body is in the revision of the number `etag`.
inline constexpr char kEntryColumns[] = "sequence, name, collection, etag, org_id, active, resident, changed";
inline constexpr int kEntryColumnCount = 8;

template <typename E>  // Entry or const Entry
auto EntryFields(E& e) {
  return std::tie(e.sequence, e.name, e.collection, e.etag, e.org_id, e.active, e.resident, e.changed);
}

// All columns of `events`: first those of EventFields, then the four hashes, then `form`.
inline constexpr char kEventColumns[] =
    "sequence, time, caller, role, action, resource, org_id, policy, request_id, etag, "
    "revision_sha256, header_sha256, previous_sha256, sha256, form";
inline constexpr int kEventColumnCount = 15;

// What the hash of an event covers besides the three hashes before its own. `form` is not among them: the resource
// says the same, and an audit compares the two.
template <typename E>  // Event or const Event
auto EventFields(E& e) {
  return std::tie(e.sequence, e.time, e.draft.caller, e.draft.role, e.draft.action, e.draft.resource, e.draft.org_id,
                  e.draft.policy, e.draft.request_id, e.etag);
}

// The columns of `requests` after the key.
inline constexpr char kRequestColumns[] =
    "body_sha256, resource_id, etag, content_rev, state, update_time, submit_time";

template <typename R>  // RequestRecord or const RequestRecord
auto RequestFields(R& r) {
  return std::tie(r.body_sha256, r.resource_id, r.etag, r.content_rev, r.state, r.update_time, r.submit_time);
}

}  // namespace heng::store
