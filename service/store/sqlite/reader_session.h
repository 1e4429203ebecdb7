// A reading connection with its statements. Every call sees one committed state. Used by one thread at a time.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/sqlite/database.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class ReaderSession {
 public:
  static absl::StatusOr<std::unique_ptr<ReaderSession>> Open(const std::string& path, Access access = Access::kRead);

  absl::StatusOr<StoredForm> Get(const std::string& id) const;
  absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) const;
  absl::StatusOr<std::vector<Event>> Events(int64_t after_sequence, int32_t limit) const;

  // `expired` is asked every now and then while rows are searched; true ends the search with DEADLINE_EXCEEDED.
  absl::StatusOr<std::vector<Header>> List(const ListQuery& query, std::function<bool()> expired);

  // OK: the file answers and has our schema.
  absl::Status Check() const;

 private:
  explicit ReaderSession(Database db) : db_(std::move(db)) {}
  absl::Status Prepare();
  absl::StatusOr<const Statement*> ListStatement(const ListQuery& query);

  Database db_;
  Statement get_, get_revision_, events_;
  std::array<Statement, 16> lists_;  // by the set of filters in use; prepared when first needed
};

}  // namespace heng::store::sqlite
