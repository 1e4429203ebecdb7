// Settings of hengd, from the command line.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace heng {

struct Config {
  std::string listen = "127.0.0.1:7443";             // host:port; loopback only; port 0 takes a free one
  std::string store = "sqlite:heng.db";              // sqlite:PATH or postgres://USER@HOST:PORT/DATABASE
  std::string default_policy = "policies/mof-2020";  // for forms that name no policy
  int drain_seconds = 10;                            // how long SIGTERM waits for calls under way
  bool log_calls = true;
};

enum class ConfigOutcome { kServe, kExitOk, kExitUsage };

// Reads the command line. kExitOk after --help and --version; kExitUsage after printing what is wrong to stderr.
ConfigOutcome ReadConfig(int argc, char** argv, Config* config);

// INVALID_ARGUMENT, with a sentence for people, unless `listen` is a loopback address with a port. There are no
// identities yet, so everyone who reaches the port may do everything.
absl::Status CheckLoopback(const std::string& listen);

// Where forms are kept.
struct StoreLocation {
  enum class Engine { kSqlite, kPostgres };
  Engine engine = Engine::kSqlite;
  std::string place;  // SQLite: the path of the file; PostgreSQL: the URI
};

// Reads "sqlite:PATH" or "postgres://…" ("postgresql://…" is the same). INVALID_ARGUMENT, with a sentence for people:
// something else, no path, or a password, which the sentence does not repeat.
absl::Status ReadStoreLocation(const std::string& store, StoreLocation* location);

}  // namespace heng
