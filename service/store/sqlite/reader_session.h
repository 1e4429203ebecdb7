// A reading connection with its statements.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/engine.h"
#include "service/store/sqlite/database.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class SqliteReader final : public ReaderSession {
 public:
  // `clock` is asked while rows are searched.
  static absl::StatusOr<std::unique_ptr<SqliteReader>> Open(const std::string& path, Access access,
                                                            std::function<absl::Time()> clock);

  absl::StatusOr<StoredForm> Get(const std::string& id) override;
  absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) override;
  absl::StatusOr<LogHead> Head() override;
  absl::StatusOr<std::vector<Header>> List(const ListQuery& query, absl::Time deadline) override;
  absl::StatusOr<std::vector<Event>> Events(const EventQuery& query, absl::Time deadline) override;
  absl::StatusOr<AuditPage> Audit(const AuditQuery& query, absl::Time deadline) override;
  absl::Status Check() override;

 private:
  SqliteReader(Database db, std::function<absl::Time()> clock) : db_(std::move(db)), clock_(std::move(clock)) {}
  absl::Status Prepare();
  absl::StatusOr<const Statement*> ListStatement(const ListQuery& query);
  // The statement, prepared when first needed.
  absl::StatusOr<const Statement*> Prepared(Statement& statement, const std::string& sql) const;

  Database db_;
  const std::function<absl::Time()> clock_;
  Statement begin_, end_, get_, get_revision_, head_;
  std::array<Statement, 2> events_;  // of all forms, of one
  Statement event_hash_, audit_, count_headers_;
  std::array<Statement, 16> lists_;  // by the set of filters in use
};

}  // namespace heng::store::sqlite
