// A reading connection with its statements.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/engine.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/queries.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class SqliteReader final : public ReaderSession {
 public:
  // `clock` is asked while rows are searched.
  static absl::StatusOr<std::unique_ptr<SqliteReader>> Open(const std::string& path, Access access,
                                                            std::function<absl::Time()> clock);

  absl::StatusOr<StoredForm> Get(const std::string& id) override;
  absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) override;
  absl::StatusOr<Revision> GetContent(const std::string& id, int64_t rev) override;
  absl::StatusOr<LogHead> Head() override;
  absl::StatusOr<Entry> GetEntry(const std::string& name) override;
  absl::StatusOr<ResidentPage> Residents(int64_t after_changed) override;
  absl::StatusOr<std::vector<Header>> List(const ListQuery& query, absl::Time deadline) override;
  absl::StatusOr<std::vector<CountRow>> Count(const ListQuery& query, absl::Time deadline) override;
  absl::StatusOr<std::vector<Entry>> ListEntries(const EntryQuery& query, absl::Time deadline) override;
  absl::StatusOr<std::vector<Event>> Events(const EventQuery& query, absl::Time deadline) override;
  absl::StatusOr<AuditPage> Audit(const AuditQuery& query, absl::Time deadline) override;
  absl::Status Check() override;

 private:
  SqliteReader(Database db, std::function<absl::Time()> clock) : db_(std::move(db)), clock_(std::move(clock)) {}
  absl::Status Prepare();
  // The first row one of the statements (?1 id, ?2 rev) has.
  static absl::StatusOr<Revision> RevisionFrom(std::initializer_list<const Statement*> statements,
                                               const std::string& id, int64_t rev);
  // Runs a statement over headers; `take` is given every row.
  absl::Status ForForms(std::vector<Statement>& statements, const Query& sql, const ListQuery& query, int32_t limit,
                        absl::Time deadline, absl::FunctionRef<void(Rows&)> take);
  // The statement, prepared when first needed.
  absl::StatusOr<const Statement*> Prepared(Statement& statement, const std::string& sql) const;
  absl::StatusOr<const Statement*> Prepared(std::vector<Statement>& statements, const Query& query) const;

  Database db_;
  const std::function<absl::Time()> clock_;
  Statement begin_, end_, get_, get_revision_, get_entry_revision_, get_content_, head_, entry_by_name_, last_resident_,
      residents_;
  Statement event_hash_, audit_, count_headers_;
  // By the number of the query, prepared when first needed.
  std::vector<Statement> lists_ = std::vector<Statement>(kListQueries);
  std::vector<Statement> counts_ = std::vector<Statement>(kListQueries);
  std::vector<Statement> events_ = std::vector<Statement>(kEventQueries);
  std::vector<Statement> entries_ = std::vector<Statement>(kEntryQueries);
};

}  // namespace heng::store::sqlite
