#include "service/store/audit_row.h"

#include <utility>

namespace heng::store {
namespace {

std::optional<Revision> CurrentOf(const Header& header, const std::optional<Revision>& written, StoredPieces pieces) {
  const bool wrote_content = written && written->has_content();
  const bool wrote_review = written && !written->review.empty();
  std::optional<Revision> current = std::move(pieces.content);
  if (wrote_content) current = written;
  if (!current || !current->has_content()) return std::nullopt;
  current->id = header.id;
  current->rev = header.content_rev;
  current->review.clear();
  if (wrote_review) {
    current->review = written->review;
  } else if (header.review_rev != 0) {
    if (!pieces.review || pieces.review->empty()) return std::nullopt;
    current->review = *std::move(pieces.review);
  }
  return current;
}

}  // namespace

void CompleteAuditRow(StoredPieces pieces, AuditRow& row) {
  if (row.revision && row.header) row.revision->id = row.header->id;
  if (row.revision && row.entry) row.revision->id = row.entry->name;
  if (!row.header || row.header->etag != row.event.etag) return;
  row.current = CurrentOf(*row.header, row.revision, std::move(pieces));
}

}  // namespace heng::store
