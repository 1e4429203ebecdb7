#include "service/store/log_entry.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"

namespace heng::store {
namespace {

absl::Status CheckFormHeader(const Header& header) {
  if (header.etag < 1 || header.etag > kMaxRevision) {
    return absl::InternalError(absl::StrCat("etag ", header.etag, " of ", header.id, " is beyond the limit"));
  }
  if (header.form_type != (IsTargetName(header.id) ? kTarget : kEvaluation)) {
    return absl::InternalError(absl::StrCat(header.id, " is no form of the type ", header.form_type));
  }
  return absl::OkStatus();
}

// What the header says was written with this etag is what is written, neither more nor less. (That it otherwise says
// what it said before, the engines compare with the stored one.)
absl::Status CheckRevision(const std::optional<Revision>& revision, const Header& header) {
  if (revision && (revision->id != header.id || revision->rev != header.etag)) {
    return absl::InternalError(
        absl::StrCat("revision ", revision->id, "@", revision->rev, " is not that of ", header.id, "@", header.etag));
  }
  const bool content = revision && revision->has_content();
  const bool review = revision && !revision->review.empty();
  if (revision && !content && !review) {
    return absl::InternalError(absl::StrCat("revision ", revision->id, "@", revision->rev, " is empty"));
  }
  if (content != (header.content_rev == header.etag) || review != (header.review_rev == header.etag)) {
    return absl::InternalError(absl::StrCat(header.id, "@", header.etag, " with content@", header.content_rev,
                                            " and review@", header.review_rev, " is written ",
                                            content ? "with" : "without", " content and ", review ? "with" : "without",
                                            " a review record"));
  }
  return absl::OkStatus();
}

// What the event of a form says of it besides the draft. Gives a new header its sequence.
absl::Status DescribeForm(const Mutation& mutation, Header& header, Event& event) {
  // The checks of the log find the form by this name.
  if (event.draft.resource != FormNameOf(header.id)) {
    return absl::InternalError(absl::StrCat("the event of ", header.id, " names ", event.draft.resource));
  }
  absl::Status status = CheckFormHeader(header);
  if (status.ok()) status = CheckRevision(mutation.revision, header);
  if (!status.ok()) return status;
  if (mutation.revision) event.revision_sha256 = RevisionSha256(*mutation.revision);
  if (header.sequence == 0) header.sequence = event.sequence;
  event.etag = header.etag;
  event.form = header.sequence;
  event.header_sha256 = Sha256(CanonicalBytes(header));
  return absl::OkStatus();
}

absl::Status CheckEntry(const Mutation& mutation, const Entry& entry) {
  if (mutation.event.resource != entry.name) {
    return absl::InternalError(absl::StrCat("the event of ", entry.name, " names ", mutation.event.resource));
  }
  if (entry.collection.empty() || !absl::StartsWith(entry.name, absl::StrCat(entry.collection, "/")) ||
      IsFormName(entry.name)) {
    return absl::InternalError(absl::StrCat(entry.name, " is no name of an entry in ", entry.collection));
  }
  if (mutation.revision) return absl::InternalError(absl::StrCat("a revision beside the entry ", entry.name));
  if ((entry.sequence == 0) != (entry.etag == 1)) {
    return absl::InternalError(absl::StrCat("etag ", entry.etag, " of ", entry.name, " is not that of a new one"));
  }
  if (entry.etag < 1 || entry.etag > kMaxRevision) {
    return absl::InternalError(absl::StrCat("etag ", entry.etag, " of ", entry.name, " is beyond the limit"));
  }
  return absl::OkStatus();
}

// The same for an entry, which also learns which event changed it.
absl::Status DescribeEntry(const Mutation& mutation, Entry& entry, Event& event) {
  absl::Status status = CheckEntry(mutation, entry);
  if (!status.ok()) return status;
  if (entry.sequence == 0) entry.sequence = event.sequence;
  entry.changed = event.sequence;
  event.etag = entry.etag;
  event.form = entry.sequence;
  event.revision_sha256 = BodySha256(entry);
  event.header_sha256 = Sha256(CanonicalBytes(entry));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Event> MakeLogEntry(Mutation& mutation, const LogHead& head, int64_t now) {
  if (mutation.header.has_value() == mutation.entry.has_value()) {
    return absl::InternalError(absl::StrCat("the event of ", mutation.event.resource, " changes ",
                                            mutation.entry ? "a form and an entry" : "nothing"));
  }
  Event event;
  event.sequence = head.sequence + 1;
  event.time = now;
  event.draft = mutation.event;
  event.previous_sha256 = head.sha256;
  absl::Status status = mutation.header ? DescribeForm(mutation, *mutation.header, event)
                                        : DescribeEntry(mutation, *mutation.entry, event);
  if (!status.ok()) return status;
  event.sha256 = EventSha256(event);
  return event;
}

}  // namespace heng::store
