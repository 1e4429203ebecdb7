#include "service/store/log_entry.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"

namespace heng::store {
namespace {

absl::Status CheckRevision(const Revision& revision, const Header& header) {
  if (revision.id != header.id || revision.rev != header.content_rev) {
    return absl::InternalError(absl::StrCat("revision ", revision.id, "@", revision.rev, " is not the content of ",
                                            header.id, "@", header.content_rev));
  }
  if (revision.rev < 1 || revision.rev > kMaxRevision) {
    return absl::InternalError(absl::StrCat("revision ", revision.rev, " of ", header.id, " is beyond the limit"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Event> MakeLogEntry(Mutation& mutation, const LogHead& head, int64_t now) {
  Header& header = mutation.header;
  // The checks of the log find the form by this name.
  if (!absl::EndsWith(mutation.event.resource, absl::StrCat("/", header.id))) {
    return absl::InternalError(absl::StrCat("the event of ", header.id, " names ", mutation.event.resource));
  }
  Event event;
  event.sequence = head.sequence + 1;
  event.time = now;
  event.draft = mutation.event;
  event.etag = header.etag;
  event.previous_sha256 = head.sha256;
  if (header.sequence == 0) header.sequence = event.sequence;
  event.form = header.sequence;
  if (mutation.revision) {
    absl::Status status = CheckRevision(*mutation.revision, header);
    if (!status.ok()) return status;
    event.revision_sha256 = RevisionSha256(*mutation.revision);
  }
  event.header_sha256 = Sha256(CanonicalBytes(header));
  event.sha256 = EventSha256(event);
  return event;
}

}  // namespace heng::store
