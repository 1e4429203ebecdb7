// Looking at a whole store file without changing it: every page, the tables, the chain of the log. Works with every
// schema version, and on files a server refuses.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/engine.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/files.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

// What a file holds.
struct StoreFacts {
  int64_t schema = 0;  // version
  int64_t forms = 0, entries = 0, revisions = 0, events = 0, requests = 0;
  LogHead head = {};
};

bool operator==(const StoreFacts& a, const StoreFacts& b);

absl::StatusOr<StoreFacts> ReadFacts(const Database& db);

// What PRAGMA integrity_check and foreign_key_check find, a sentence each, at most `limit`.
absl::StatusOr<std::vector<std::string>> PageProblems(const Database& db, int limit);

// Follows the log from its first event. DATA_LOSS names the first broken link.
absl::Status CheckChain(const Database& db, const Progress& progress);

// A closed file, all of it: ours, of a version we know, sound pages, the tables of that version, an unbroken chain.
// FAILED_PRECONDITION: not ours, or newer; DATA_LOSS: damaged.
absl::StatusOr<StoreFacts> VerifyFile(const std::string& path, const Progress& progress);

// Opens a file for an audit; its schema must be the present one.
absl::StatusOr<std::unique_ptr<ReaderSession>> OpenForAudit(const std::string& path);

}  // namespace heng::store::sqlite
