#include "service/store_location.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace heng {
namespace {

constexpr char kSqlite[] = "sqlite:";

bool IsPostgres(const std::string& store) {
  return absl::StartsWith(store, "postgres://") || absl::StartsWith(store, "postgresql://");
}

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

std::optional<Text> StoreProblem(const std::string& store) {
  if (absl::StartsWith(store, kSqlite) && store.size() > sizeof(kSqlite) - 1) return std::nullopt;
  if (HoldsPassword(store)) {
    return Text{"地址里有密码，本机每个用户都能看到；请写进密码文件（~/.pgpass，或 PGPASSFILE 指明的文件），这里不写",
                "the address holds a password, which every user of this machine could see; put it into a password file "
                "(~/.pgpass, or the one PGPASSFILE names) and leave it out here"};
  }
  if (IsPostgres(store)) return std::nullopt;
  return Text{absl::StrCat("\"", store,
                           "\" 不是存储位置；请写 sqlite:PATH，如 sqlite:/var/lib/heng/heng.db，或 "
                           "postgres://USER@HOST:PORT/DATABASE"),
              absl::StrCat("\"", store,
                           "\" is no store; write sqlite:PATH such as "
                           "sqlite:/var/lib/heng/heng.db, or postgres://USER@HOST:PORT/DATABASE")};
}

absl::Status ReadStoreLocation(const std::string& store, StoreLocation* location) {
  if (const auto wrong = StoreProblem(store)) {
    return absl::InvalidArgumentError(absl::StrCat("--store: ", wrong->en));
  }
  if (IsPostgres(store)) {
    *location = {.engine = StoreLocation::Engine::kPostgres, .place = store};
  } else {
    *location = {.engine = StoreLocation::Engine::kSqlite, .place = store.substr(sizeof(kSqlite) - 1)};
  }
  return absl::OkStatus();
}

}  // namespace heng
