// Putting together the row of an audit, the same for every engine.
#pragma once

#include <optional>
#include <string>

#include "service/store/store.h"

namespace heng::store {

// What is stored where the header of a form says: nullopt where it was not looked for, or is not there.
struct StoredPieces {
  std::optional<Revision> content;    // form, score and contacts
  std::optional<std::string> review;  // bytes of the record
};

// Gives `row.revision` its id, and a form's last event its `current`. Everything else of the row is there already;
// `pieces` need not hold what the event wrote itself.
void CompleteAuditRow(StoredPieces pieces, AuditRow& row);

}  // namespace heng::store
