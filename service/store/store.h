// The store: what core needs of a database, and nothing of how one does it. Engines live in store/<engine>/ and only
// main links them.
//
// Content is bytes, the header is columns, the log is the truth: a form's content is stored whole and append-only, a
// narrow header answers lists, and every mutation appends one event to a hash-chained log in the same transaction.
// What is no form (orgs, projects, principals, tokens, policies, windows) is an entry: a message with a name, in the
// same log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/histogram.h"

namespace heng::store {

// Decimals are stored as integers: scores in 10^-4 points, percents in 10^-6, money in 分. Times are µs since the
// epoch, UTC. Names are resource ids without their collection ("dt-2022-canjiren"), compared byte by byte.

// Forms are evaluations and targets; every other name is that of an entry. The id of an evaluation is its name without
// the collection, that of a target its whole name: evaluations were there first, and their ids stand in hashes.
inline constexpr std::string_view kEvaluationCollection = "evaluations/";
inline constexpr std::string_view kTargetCollection = "targets/";
inline bool IsTargetName(std::string_view name) {
  return name.substr(0, kTargetCollection.size()) == kTargetCollection;
}
inline bool IsFormName(std::string_view name) {
  return name.substr(0, kEvaluationCollection.size()) == kEvaluationCollection || IsTargetName(name);
}
// Of the name of a form, and back.
inline std::string FormIdOf(std::string_view name) {
  return std::string(IsTargetName(name) ? name : name.substr(kEvaluationCollection.size()));
}
inline std::string FormNameOf(std::string_view id) {
  return IsTargetName(id) ? std::string(id) : std::string(kEvaluationCollection).append(id);
}

// Header::form_type; the numbers of heng.v1.FormType.
inline constexpr int32_t kTarget = 1;
inline constexpr int32_t kEvaluation = 2;

// Header::flags: what is true of a form beside its state.
enum Flag : int32_t {
  kOpened = 1 << 0,           // the reviewer has opened what was submitted
  kWithdrawalAsked = 1 << 1,  // the author asks for it back
  kStale = 1 << 2,            // the budget changed after the form was scored
  kLate = 1 << 3,             // submitted after the last day
  kSampled = 1 << 4,          // drawn for a recheck that is still to be made
  kRechecked = 1 << 5,
};

// The row a list, a filter or a sum reads. One per form.
struct Header {
  std::string id;            // resource id, unique
  int64_t sequence = 0;      // of the event that created it; the order of lists. 0: a new form, the store sets it.
  int64_t etag = 0;          // +1 on every change of content or state
  int64_t content_rev = 0;   // the revision that holds the content of this etag
  std::string subject;       // "projects/…" or "orgs/…"
  int32_t subject_kind = 0;  // heng.v1.SubjectKind
  std::string org_id;        // leaf org
  int32_t fiscal_year = 0;
  int32_t state = 0;         // heng.v1.Evaluation.State
  bool active = true;        // false: discarded; then its key is free again
  std::string project_name;  // as lists show it
  std::string policy;        // "policies/shanxi-2022@1"
  std::string policy_sha256;
  std::optional<int64_t> total;                 // 10^-4 points
  int32_t grade = 0;                            // heng.v1.Grade
  std::optional<int64_t> execution_score;       // 10^-4 points
  std::optional<int64_t> execution_rate;        // 10^-6 percent
  std::optional<int64_t> annual_budget;         // 分
  std::optional<int64_t> executed;              // 分
  int32_t errors = 0, warnings = 0, infos = 0;  // findings by severity
  int64_t create_time = 0, update_time = 0;     // µs
  std::optional<int64_t> submit_time;           // µs

  // ---- its life; of a form stored before there was one: as initialized here ----
  int32_t form_type = kEvaluation;
  int64_t review_rev = 0;     // the revision that holds the review record of this etag; 0: none yet
  int32_t flags = 0;          // Flag
  int32_t review_step = 0;    // reviewers that have approved what was submitted
  int32_t returned = 0;       // how often it was returned
  int32_t open_comments = 0;  // that wait for an answer
  int32_t score_source = 0;   // heng.v1.ScoreSource; whose total and grade stand above
  int64_t in_force_rev = 0;   // of a target: the revision that was approved last; 0: none
  std::string editor;         // id of the principal who last changed the content
};

// One revision of a form: its content, its review record, or both; what did not change is empty and stands in an
// earlier one. Serialized heng.v1.FormContent (TargetContent), ScoreSheet, Contacts and ReviewRecord. Append-only.
struct Revision {
  std::string id;
  int64_t rev = 0;
  std::string form, score, contacts;
  std::string review;

  bool has_content() const { return !form.empty() || !score.empty() || !contacts.empty(); }
};

// Anything the system keeps that is no form: an org, a project, a principal, a token … Its message is its content.
// Append-only like a form's: every etag has its revision (of the number `etag`, with the body as `form`).
struct Entry {
  std::string name;        // resource name, unique: "orgs/dt-shebao"
  std::string collection;  // what stands before the "/": "orgs"
  int64_t sequence = 0;    // of the event that created it; the order of lists. 0: a new one, the store sets it.
  int64_t etag = 0;        // +1 on every change
  std::string org_id;      // whose it is; empty: nobody's in particular
  bool active = true;      // false: no longer in use; still readable by name
  // Servers keep resident entries in memory and read only what has changed. Never taken back.
  bool resident = false;
  int64_t changed = 0;  // sequence of the event of this etag; set by the store
  std::string body;     // serialized message
};

// The key under which at most one active form exists.
struct FormKey {
  int32_t form_type = kEvaluation;
  std::string subject;
  std::string org_id;
  int32_t subject_kind = 0;
  int32_t fiscal_year = 0;
};

// Who asked with which request id. `method` is part of the key, so one id may be used once per method.
struct RequestKey {
  std::string caller, method, id;
};

// What a remembered request did: enough to give the same answer again from the revision. About 100 bytes each.
struct RequestRecord {
  RequestKey key;
  std::string body_sha256;  // 32 bytes
  std::string resource_id;
  int64_t etag = 0;  // of the answer, like everything below
  int64_t content_rev = 0;
  int32_t state = 0;
  int64_t update_time = 0;             // µs
  std::optional<int64_t> submit_time;  // µs
};

// What the caller knows of an event; the store adds sequence, time, hashes and the chain.
struct EventDraft {
  std::string caller, role, action;  // action: "evaluation.submit"
  std::string resource;              // "evaluations/{id}", or the name of the entry the event is about
  std::string org_id;
  std::string policy;  // pin
  std::string request_id;
};

// A batch of an import and some; more in one write, of entries or of forms, is INTERNAL.
inline constexpr size_t kMaxEntryKeys = 2000;

// The keys a write has to see. Reading anything else in `decide` is not possible.
struct Keys {
  std::string id;  // empty: none
  std::optional<FormKey> form_key;
  std::optional<RequestKey> request;
  std::vector<std::string> entries;  // names, at most kMaxEntryKeys
  std::vector<std::string> forms;    // ids of further forms, at most kMaxEntryKeys
};

// What the store holds under the keys, as of this place in the order of writes (earlier members of the group included).
struct Snapshot {
  // µs, strictly increasing over writes; the time of the event. Of several events of one write the first has it, each
  // following one 1 µs more.
  int64_t now = 0;
  std::optional<Header> by_id;                // header of Keys::id
  std::optional<Header> by_key;               // active header of Keys::form_key
  std::optional<RequestRecord> request;       // Keys::request
  std::vector<std::optional<Entry>> entries;  // in the order of Keys::entries
  std::vector<std::optional<Header>> forms;   // in the order of Keys::forms
  // The last event that changed a resident entry; 0: none. A server whose memory is older than this decides on what is
  // no longer true.
  int64_t resident_sequence = 0;
};

// One change: of a header with, where the content changed, its new revision; or of an entry; with its event and, for
// one change of a write, its request record.
// INTERNAL, and nothing is written: an id, name, active key, revision or request that exists; an etag that is not the
// stored one plus 1; a content_rev or review_rev whose revision has no content or no review record; a revision or an
// event of another form or entry; an entry whose name does not begin with its collection, is that of a form, or that
// was resident and is not any more.
struct Mutation {
  std::optional<Header> header;      // inserted or replaced whole; for a new one sequence is set by the store
  std::optional<Entry> entry;        // the same; exactly one of the two
  std::optional<Revision> revision;  // of a form; that of an entry is made from its body
  EventDraft event;
  std::optional<RequestRecord> request;
};

// Decides what a write does: a pure function of the snapshot. None changes nothing (a replay, validate_only); several
// are written in order, all or none, an event each, and no form or entry twice.
// May be called more than once (a group that failed is run again one by one); the last call is the one that counts.
// Runs on the writer thread: no parsing, scoring or serialising of forms here.
using Decide = std::function<absl::StatusOr<std::vector<Mutation>>(const Snapshot&)>;

struct WriteResult {
  absl::Status status;           // OK: committed (or nothing to write); else what `decide` or the engine said
  std::optional<Header> header;  // as committed, with its sequence; the last one of several
  std::vector<Entry> entries;    // as committed, in the order of the decision
};

struct Write {
  Keys keys;
  Decide decide;
  absl::Time deadline = absl::InfiniteFuture();  // passed while queued: DEADLINE_EXCEEDED, nothing done
  size_t bytes = 0;                              // about how much memory it holds while it waits; bounds the queue
  // Called exactly once, on a store thread, after COMMIT; must not block. A write that is refused (queue full, shut
  // down) is answered on the calling thread, before Submit returns.
  std::function<void(WriteResult)> done;
};

// A form as stored: the header, the content at its content_rev, and `revision.review` at its review_rev.
struct StoredForm {
  Header header;
  Revision revision;  // rev: content_rev
};

// What a caller may see of the forms: a list or sum never reads anything else.
struct Scope {
  std::optional<std::vector<std::string>> org_ids;  // sorted; absent: all. Empty: nothing is seen.
  std::vector<std::string> hidden_subjects;         // sorted; forms of these (classified projects) are not seen
};

struct ListQuery {
  Scope scope;
  int32_t form_type = kEvaluation;
  std::optional<std::vector<std::string>> subjects;  // sorted, at most kMaxEntryKeys: only forms of these
  std::optional<int32_t> review_step;
  int32_t flags = 0;  // only forms that have all of these
  std::optional<int32_t> fiscal_year;
  std::optional<int32_t> state;  // absent: all active ones
  std::optional<int32_t> grade;
  int64_t after_sequence = 0;  // keyset: only headers created after this one
  int32_t limit = 100;         // 1 to 1001; others are moved to the nearer end
};

struct EventQuery {
  int64_t after_sequence = 0;
  int32_t limit = 100;                  // 1 to 1000; others are moved to the nearer end
  std::optional<std::string> resource;  // "evaluations/{id}" or the name of an entry: only its events
  Scope scope;  // by Event's org_id and the form's subject; entries named in hidden_subjects too
  int64_t through_sequence = INT64_MAX;                            // none behind this one: bounds what is searched
  std::optional<std::vector<std::string>> actions = std::nullopt;  // sorted; only these
};

struct EntryQuery {
  std::string collection;
  std::optional<std::vector<std::string>> org_ids;  // sorted; absent: all
  std::vector<std::string> hidden;                  // names that are not seen, sorted
  bool inactive = false;                            // true: also those no longer in use
  int64_t after_sequence = 0;
  int32_t limit = 100;  // 1 to 1001; others are moved to the nearer end
};

// Resident entries that changed behind some event.
struct ResidentPage {
  std::vector<Entry> entries;  // in the order of `changed`, each once, as it is now; at most 1000
  int64_t sequence = 0;        // the last event that changed a resident entry
};

// Money in 分, beyond int64.
using BigSum = absl::int128;

// Forms with equal state and grade, counted and summed.
struct CountRow {
  int32_t state = 0, grade = 0;
  int64_t forms = 0;
  BigSum annual_budget = 0, executed = 0;
};

// One event as stored.
struct Event {
  int64_t sequence = 0;
  int64_t time = 0;  // µs
  EventDraft draft;
  int64_t etag = 0;
  std::string revision_sha256;  // hash of the revision bytes; empty: content unchanged
  std::string header_sha256;    // hash of the header's canonical bytes
  std::string previous_sha256;  // hash of the event before; 32 zero bytes for the first
  std::string sha256;           // hash of this event, the link of the chain
  int64_t form = 0;             // sequence of the form's header, or of the entry
};

// The end of the event log. An empty log: 0, 0 and 32 zero bytes.
struct LogHead {
  int64_t sequence = 0;
  int64_t time = 0;  // µs
  std::string sha256;
};

struct AuditQuery {
  int64_t after_sequence = 0;
  int32_t limit = 100;  // 1 to 200; others are moved to the nearer end
};

// An event with everything stored that it speaks of, found through Event::form.
struct AuditRow {
  Event event;
  std::optional<Header> header;  // of the form, as it is now
  std::optional<Entry> entry;    // in its place; the body is in `revision`
  // What the event wrote, and nothing else: its hash is the event's. None: it wrote none, or that is gone.
  std::optional<Revision> revision;
  // Where the event is the form's last one: the form as it is now, as in StoredForm. What the event wrote itself is
  // that; the rest is from the rows the header names. None: one of them is gone.
  std::optional<Revision> current;
  // Where the event created the form (etag 1): how many revisions are stored of it, how many its events wrote, and how
  // many events it has.
  int64_t revisions_stored = 0, revisions_logged = 0, events_logged = 0;
};

// A stretch of the log for a check of everything stored, as of one committed state.
struct AuditPage {
  std::string
      previous_sha256;         // hash of the event `after_sequence`; 32 zero bytes for 0; empty: there is no such event
  std::vector<AuditRow> rows;  // fewer than asked for: the log ends here
  // Headers and entries whose sequence lies behind `after_sequence` and not behind the last row; in the last page all
  // that follow.
  int64_t headers = 0;
};

// Counters since the store was opened, for the log, for metrics and for benchmarks.
struct Stats {
  int64_t writes = 0;             // that were answered, rejections and replays included
  int64_t groups = 0;             // transactions they shared
  HistogramCounts group_sizes;    // writes in each of them
  HistogramCounts commit_micros;  // how long each COMMIT took, the sync of the disk included
  // As of now.
  int64_t queued_writes = 0, queued_bytes = 0, queued_reads = 0;
  std::optional<int64_t> log_bytes;  // of the engine's write-ahead log, where it is a file beside the store
};

// Errors every method may return, all with a payload made by the catalogue (service/core/errors.h) in core:
//   RESOURCE_EXHAUSTED  nothing happened; the message begins with "queue full" or "disk full"
//   DEADLINE_EXCEEDED   the deadline passed before the work began
//   UNAVAILABLE         an I/O error, or shut down; whether a write happened is unknown: ask again with the same
//                       request id
//   DATA_LOSS           the store is damaged
//   INTERNAL            anything else; the text is for the log and is never shown to callers
class Store {
 public:
  virtual ~Store() = default;

  // Queues a write; never blocks. `done` is called exactly once, also when the store is shut down (UNAVAILABLE).
  virtual void Submit(Write write) = 0;

  // Point reads; fast enough to run inline. NOT_FOUND: no such form, or no such revision. GetRevision takes the name of
  // an entry, too: then the body is in `form`. GetContent answers the last revision with content up to and with `rev`
  // (without its review record), which is what the form said when its etag was `rev`.
  virtual absl::StatusOr<StoredForm> Get(const std::string& id) = 0;
  virtual absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) = 0;
  virtual absl::StatusOr<Revision> GetContent(const std::string& id, int64_t rev) = 0;

  // Headers in the order of creation. Runs in the read pool; `done` is called exactly once on a store thread (refused:
  // on the calling one).
  virtual void List(ListQuery query, absl::Time deadline,
                    std::function<void(absl::StatusOr<std::vector<Header>>)> done) = 0;

  // Forms with this scope and these filters (not `after_sequence` and `limit`), counted by state and grade. Answered
  // like List.
  virtual void Count(ListQuery query, absl::Time deadline,
                     std::function<void(absl::StatusOr<std::vector<CountRow>>)> done) = 0;

  // NOT_FOUND: there is no such entry. As fast as Get.
  virtual absl::StatusOr<Entry> GetEntry(const std::string& name) = 0;

  // Entries in the order of creation. Answered like List.
  virtual void ListEntries(EntryQuery query, absl::Time deadline,
                           std::function<void(absl::StatusOr<std::vector<Entry>>)> done) = 0;

  // Resident entries changed behind this event, the first of them. As fast as Get where there are none.
  virtual absl::StatusOr<ResidentPage> Residents(int64_t after_changed) = 0;

  // Events in order. Answered like List.
  virtual void Events(EventQuery query, absl::Time deadline,
                      std::function<void(absl::StatusOr<std::vector<Event>>)> done) = 0;

  // A stretch of the log with what it speaks of. Answered like List.
  virtual void Audit(AuditQuery query, absl::Time deadline, std::function<void(absl::StatusOr<AuditPage>)> done) = 0;

  // The end of the event log; as fast as Get.
  virtual absl::StatusOr<LogHead> Head() = 0;

  // OK: readable, writable and of the right schema.
  virtual absl::Status Ready() = 0;

  virtual Stats GetStats() = 0;

  // Finishes what is queued, then answers UNAVAILABLE to everything new. Called once, before destruction.
  virtual void Shutdown() = 0;
};

}  // namespace heng::store
