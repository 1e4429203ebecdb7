// A reading connection with its statements.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/engine.h"
#include "service/store/postgres/connection.h"
#include "service/store/postgres/queries.h"
#include "service/store/store.h"

namespace heng::store::postgres {

class PostgresReader final : public ReaderSession {
 public:
  // `clock` is what deadlines are measured with.
  static absl::StatusOr<std::unique_ptr<PostgresReader>> Open(const std::string& location,
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
  PostgresReader(std::unique_ptr<Connection> connection, std::function<absl::Time()> clock)
      : connection_(std::move(connection)), clock_(std::move(clock)) {}
  // The first row one of the statements ($1 id, $2 rev) has.
  absl::StatusOr<Revision> RevisionFrom(std::initializer_list<const Statement*> statements, const std::string& id,
                                        int64_t rev);
  // Begins a transaction that sees one state and whose statements the server ends at the deadline.
  absl::Status BeginUntil(absl::Time deadline);
  // One statement in such a transaction.
  absl::StatusOr<Result> RunUntil(const BoundStatement& query, absl::Time deadline);
  // Ends it; the results of what was sent in between.
  absl::StatusOr<std::vector<Result>> EndRead();

  const std::unique_ptr<Connection> connection_;
  const std::function<absl::Time()> clock_;
};

}  // namespace heng::store::postgres
