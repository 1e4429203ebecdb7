#include "service/store/postgres/postgres_store.h"

namespace heng::store {

absl::StatusOr<std::unique_ptr<Store>> OpenPostgres(PostgresOptions) {
  return absl::UnimplementedError("the PostgreSQL engine is being made");
}

absl::Status MigratePostgres(const std::string&, std::string*) {
  return absl::UnimplementedError("the PostgreSQL engine is being made");
}

}  // namespace heng::store
