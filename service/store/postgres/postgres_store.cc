#include "service/store/postgres/postgres_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/engine_store.h"
#include "service/store/postgres/migrate.h"
#include "service/store/postgres/reader_session.h"
#include "service/store/postgres/writer_session.h"

namespace heng::store {
namespace postgres {
namespace {

Engine EngineOf(const PostgresOptions& options) {
  return {.open_reader = [location = options.location, clock = options.common.clock]()
              -> absl::StatusOr<std::unique_ptr<ReaderSession>> { return PostgresReader::Open(location, clock); },
          .open_writer = [location = options.location]() -> absl::StatusOr<std::unique_ptr<WriterSession>> {
            return PostgresWriter::Open(location);
          }};
}

}  // namespace
}  // namespace postgres

absl::StatusOr<std::unique_ptr<Store>> OpenPostgres(PostgresOptions options) {
  absl::StatusOr<std::unique_ptr<postgres::Connection>> connection = postgres::OpenOrExplain(options.location);
  if (!connection.ok()) return connection.status();
  absl::Status status = postgres::CheckSchema(**connection, options.location);
  if (!status.ok()) return status;
  connection->reset();
  auto store = StartEngineStore(options.common, postgres::EngineOf(options), nullptr);
  if (store.ok()) return store;
  return absl::FailedPreconditionError(
      absl::StrCat("the store ", options.location, " cannot be opened for writing (", store.status().message(),
                   "): check the rights of its user in the database and the server's log"));
}

}  // namespace heng::store
