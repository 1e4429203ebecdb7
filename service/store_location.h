// What --store says.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "service/language.h"

namespace heng {

// Where forms are kept.
struct StoreLocation {
  enum class Engine { kSqlite, kPostgres };
  Engine engine = Engine::kSqlite;
  std::string place;  // SQLite: the path of the file; PostgreSQL: the URI
};

// Reads "sqlite:PATH" or "postgres://…" ("postgresql://…" is the same). INVALID_ARGUMENT, with a sentence for people:
// something else, no path, or a password, which the sentence does not repeat.
absl::Status ReadStoreLocation(const std::string& store, StoreLocation* location);

// The same as a check: what is wrong, without saying where the text came from; nullopt: nothing.
std::optional<Text> StoreProblem(const std::string& store);

}  // namespace heng
