#include "service/store_location.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace heng {
namespace {

// True if what looks like an address names a password: USER:PASSWORD@, or a parameter.
bool HoldsPassword(const std::string& store) {
  const size_t scheme = store.find("://");
  if (scheme == std::string::npos) return store.find("password=") != std::string::npos;
  const std::string address = store.substr(scheme + 3);
  const size_t parameters = address.find('?');
  if (parameters != std::string::npos && address.find("password=", parameters) != std::string::npos) return true;
  // A password may hold any of "/?@": what stands before the last @ is user and password.
  const size_t at = address.rfind('@');
  return at != std::string::npos && address.substr(0, at).find(':') != std::string::npos;
}

}  // namespace

absl::Status ReadStoreLocation(const std::string& store, StoreLocation* location) {
  constexpr char kSqlite[] = "sqlite:";
  if (absl::StartsWith(store, kSqlite) && store.size() > sizeof(kSqlite) - 1) {
    *location = {.engine = StoreLocation::Engine::kSqlite, .place = store.substr(sizeof(kSqlite) - 1)};
    return absl::OkStatus();
  }
  if (HoldsPassword(store)) {
    return absl::InvalidArgumentError(
        "--store: the address holds a password, which every user of this machine could see; put it into a password "
        "file (~/.pgpass, or the one PGPASSFILE names) and leave it out here");
  }
  if (absl::StartsWith(store, "postgres://") || absl::StartsWith(store, "postgresql://")) {
    *location = {.engine = StoreLocation::Engine::kPostgres, .place = store};
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--store: \"", store,
                   "\" is no store; write sqlite:PATH such as "
                   "sqlite:/var/lib/heng/heng.db, or postgres://USER@HOST:PORT/DATABASE"));
}

}  // namespace heng
