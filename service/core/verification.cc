#include "service/core/verification.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "heng/v1/evaluation.pb.h"
#include "service/core/forms/form_kind.h"
#include "service/core/log_problems.h"
#include "service/store/hashing.h"
#include "service/store/records.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using store::AuditPage;
using store::AuditRow;
using store::Event;
using store::Header;

// The states an action ("evaluation.submit") may leave a form in; empty: it may stay in the one it was in, or the
// action is not one of the workflow's.
std::vector<int32_t> StatesAfter(const FormKind& kind, std::string_view action) {
  const size_t dot = action.find('.');
  if (dot == std::string_view::npos) return {};
  action.remove_prefix(dot + 1);
  if (action == "create") return {Evaluation::DRAFT};
  std::vector<int32_t> states;
  for (const WorkflowRow& row : kind.workflow().rows) {
    if (ActionName(row.action) != action) continue;
    if (row.to == kSameState) return {};
    states.push_back(row.to);
  }
  return states;
}

// Puts what follows from the content into `header`. False: the content can't be read.
bool FillFromContent(const store::Revision& content, Header* header) {
  const auto total = header->total;
  const auto grade = header->grade;
  if (!KindOf(header->form_type).FillHeader(content, header)) return false;
  if (header->score_source != 0) {  // another score's than the sheet's
    header->total = total;
    header->grade = grade;
  }
  return true;
}

// The header as it follows from content and event. What neither tells is taken from the stored one: when a form was
// created and submitted by earlier events, which revision holds its content or its review record if this event wrote
// none, and where it stands in its life. The chain and the header's hash vouch for these. nullopt: the content can't be
// read.
std::optional<Header> Derived(const AuditRow& row) {
  const Event& event = row.event;
  Header header = *row.header;
  header.id = store::FormIdOf(event.draft.resource);
  header.form_type = store::IsTargetName(event.draft.resource) ? store::kTarget : store::kEvaluation;
  if (!FillFromContent(*row.current, &header)) return std::nullopt;
  header.org_id = event.draft.org_id;  // a form may have been moved to another org than its content names
  header.sequence = event.form;
  header.etag = event.etag;
  header.update_time = event.time;
  if (row.revision && row.revision->has_content()) header.content_rev = event.etag;
  if (row.revision && !row.revision->review.empty()) header.review_rev = event.etag;
  if (event.etag == 1) {
    header.create_time = event.time;
    header.submit_time = std::nullopt;
  }
  const auto states = StatesAfter(KindOf(header.form_type), event.draft.action);
  if (!states.empty()) {
    if (std::find(states.begin(), states.end(), header.state) == states.end()) header.state = states.front();
    const FormKind& kind = KindOf(header.form_type);
    header.active = StateName(kind.type(), header.state) != "DISCARDED";
    if (absl::EndsWith(event.draft.action, ".submit")) header.submit_time = event.time;
  }
  return header;
}

// "total, grade": the columns in which they differ.
std::string DifferingColumns(const Header& stored, const Header& derived) {
  static const auto* const kNames = new std::vector<std::string>(absl::StrSplit(store::kHeaderColumns, ", "));
  const auto a = store::HeaderFields(stored);
  const auto b = store::HeaderFields(derived);
  std::string columns;
  const auto compare = [&]<size_t... I>(std::index_sequence<I...>) {
    ((std::get<I>(a) == std::get<I>(b) ? void() : absl::StrAppend(&columns, columns.empty() ? "" : ", ", (*kNames)[I])),
     ...);
  };
  compare(std::make_index_sequence<store::kHeaderColumnCount>());
  return columns;
}

}  // namespace

LogCheck::LogCheck() : at_{0, 0, std::string(store::kSha256Size, '\0')}, recomputed_(at_.sha256) {}

LogCheck::LogCheck(const Event& start)
    : at_{start.sequence, start.time, start.sha256},
      recomputed_(store::EventSha256(start)),
      intact_(recomputed_ == start.sha256) {}

void LogCheck::Add(const AuditPage& page) {
  const int64_t after = at_.sequence;
  if (after > 0 && page.previous_sha256.empty()) problems_.push_back(EventsMissing(after, after));
  for (const AuditRow& row : page.rows) {
    // What a changed event says of a form or entry is no measure for it.
    if (!CheckLink(row.event)) continue;
    if (store::IsFormName(row.event.draft.resource)) {
      CheckForm(row);
    } else {
      CheckEntry(row);
    }
  }
  CheckHeaderCount(page, after);
}

bool LogCheck::CheckLink(const Event& event) {
  std::string recomputed = store::EventSha256(event);
  const bool intact = recomputed == event.sha256;
  if (event.sequence != at_.sequence + 1) {
    problems_.push_back(EventsMissing(at_.sequence + 1, event.sequence - 1));
  } else if (event.previous_sha256 != at_.sha256 && event.previous_sha256 != recomputed_) {
    // One that is linked to what the event before was, or to what it says it is, is itself in its place.
    problems_.push_back(LinkBroken(event));
  }
  if (!intact) {
    problems_.push_back(EventChanged(event));
  } else if (intact_ && event.time <= at_.time && at_.sequence > 0) {
    problems_.push_back(TimeOrder(event));
  }
  at_ = {event.sequence, event.time, event.sha256};
  recomputed_ = std::move(recomputed);
  intact_ = intact;
  return intact;
}

void LogCheck::CheckForm(const AuditRow& row) {
  const Event& event = row.event;
  const bool content_sound = CheckContent(row);
  if (!row.header) {
    problems_.push_back(HeaderMissing(event));
    return;
  }
  const bool created_here = event.etag == 1;
  const std::string name = store::FormNameOf(row.header->id);
  if (event.draft.resource != name || created_here != (event.form == event.sequence)) {
    problems_.push_back(FormMismatch(event, name));
    return;
  }
  if (created_here) CheckCreation(row, row.header->etag);
  if (row.header->etag < event.etag) problems_.push_back(HeaderChanged(event, "etag"));
  if (row.header->etag == event.etag) CheckHeader(row, content_sound);
}

void LogCheck::CheckEntry(const AuditRow& row) {
  const Event& event = row.event;
  // Every event of an entry writes its body.
  if (event.revision_sha256.empty()) problems_.push_back(RevisionMissing(event));
  CheckContent(row);
  if (!row.entry) {
    problems_.push_back(HeaderMissing(event));
    return;
  }
  const store::Entry& entry = *row.entry;
  const bool created_here = event.etag == 1;
  if (event.draft.resource != entry.name || created_here != (event.form == event.sequence)) {
    problems_.push_back(FormMismatch(event, entry.name));
    return;
  }
  if (created_here) CheckCreation(row, entry.etag);
  if (entry.etag < event.etag) problems_.push_back(HeaderChanged(event, "etag"));
  if (entry.etag != event.etag) return;
  if (store::Sha256(store::CanonicalBytes(entry)) != event.header_sha256) {
    problems_.push_back(HeaderChanged(event, ""));
  } else if (entry.changed != event.sequence) {
    problems_.push_back(HeaderChanged(event, "changed"));
  } else if (!absl::StartsWith(entry.name, entry.collection + "/")) {
    problems_.push_back(HeaderNotDerived(event, "collection"));
  }
}

bool LogCheck::CheckContent(const AuditRow& row) {
  const std::string& logged = row.event.revision_sha256;
  if (!row.revision) {
    if (logged.empty()) return true;
    problems_.push_back(RevisionMissing(row.event));
    return false;
  }
  if (store::RevisionSha256(*row.revision) == logged) return true;
  problems_.push_back(RevisionChanged(row.event));
  return false;
}

void LogCheck::CheckCreation(const AuditRow& row, int64_t etag) {
  // Every event moves the etag on by one.
  if (row.events_logged < etag) problems_.push_back(FormEventsMissing(row, etag));
  // Fewer stored than logged are named where they were written.
  if (row.revisions_stored > row.revisions_logged) problems_.push_back(RevisionWithoutEvent(row));
}

void LogCheck::CheckHeader(const AuditRow& row, bool content_sound) {
  const Event& event = row.event;
  const bool as_written = store::Sha256(store::CanonicalBytes(*row.header)) == event.header_sha256;
  const bool has_content = row.current.has_value();
  const std::optional<Header> derived = content_sound && has_content ? Derived(row) : std::nullopt;
  std::string columns = derived ? DifferingColumns(*row.header, *derived) : "";
  if (!as_written) {
    problems_.push_back(HeaderChanged(event, columns));
    return;
  }
  if (content_sound && !has_content) problems_.push_back(RevisionMissing(event));
  if (content_sound && has_content && !derived) problems_.push_back(RevisionUnreadable(event));
  if (!derived) return;
  if (columns.empty() && event.draft.policy != derived->policy) columns = "policy";
  if (!columns.empty()) problems_.push_back(HeaderNotDerived(event, columns));
}

void LogCheck::CheckHeaderCount(const AuditPage& page, int64_t after) {
  const auto created = std::count_if(page.rows.begin(), page.rows.end(), [](const AuditRow& row) {
    return (row.header && row.header->sequence == row.event.sequence) ||
           (row.entry && row.entry->sequence == row.event.sequence);
  });
  if (page.headers > created) {
    problems_.push_back(HeaderWithoutEvent(after, at_.sequence, page.headers - created));
  }
}

std::optional<heng::v1::LogProblem> CompareHead(int64_t sequence, std::string_view sha256,
                                                const std::optional<Event>& stored) {
  if (!stored || stored->sequence != sequence) return EventsMissing(sequence, sequence);
  if (sha256.empty() || stored->sha256 == sha256) return std::nullopt;
  return HeadMismatch(sequence, sha256, *stored);
}

}  // namespace heng::core
