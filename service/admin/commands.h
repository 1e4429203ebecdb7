// What a command does, by engine. Each returns the exit code.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "service/admin/audit.h"
#include "service/admin/command.h"
#include "service/admin/console.h"
#include "service/store_location.h"

namespace heng::admin {

// Either engine.
int RunInit(const Command& command, const StoreLocation& location, const Console& console);
int RunToken(const Command& command, const StoreLocation& location, const Console& console);

// SQLite; `path` is absolute.
int RunMigrate(const Command& command, const std::string& path, const Console& console);
int RunCheck(const std::string& path, const Console& console);
int RunBackup(const Command& command, const std::string& path, const Console& console);
int RunRestore(const Command& command, const std::string& path, const Console& console);

// PostgreSQL: migrate and check; backup and restore are PostgreSQL's own.
int RunOnPostgres(const Command& command, const std::string& location, const Console& console);

// Lists what is wrong, at most kMaxProblems, and counts it.
class Report {
 public:
  explicit Report(const Console& console) : console_(console) {}

  void Add(const std::string& line);
  void AddAll(const AuditResult& result);
  int64_t count() const { return count_; }

 private:
  const Console& console_;
  size_t listed_ = 0;
  int64_t count_ = 0;
};

// Judges every form, with progress up to `end`.
absl::StatusOr<AuditResult> AuditWithProgress(const ReadPage& read, const store::LogHead& end, const Console& console,
                                              ProgressLine& line);

// "sound: forms 3, …".
void SaySound(const Console& console, const AuditResult& result, absl::Time began);

}  // namespace heng::admin
