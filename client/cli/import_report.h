// What became of the rows of an import: printed as it goes, kept in a file, summed up at the end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/exit_code.h"
#include "client/cli/import_file.h"
#include "client/cli/table.h"
#include "heng/v1/score.pb.h"

namespace heng::cli {

struct RowReport {
  int outcome = 0;  // BudgetResult.Outcome, of which those of ImportResult are a part
  std::string name, reason;
  heng::v1::LocalizedText message;
  std::string evaluation;  // of a budget: the evaluation that was scored on other figures
  std::string json;        // more members of its line of JSON, each with a comma before it
  bool repeated = false;   // it was answered before
};

// Of a row that was wrong in the file.
RowReport RefusedHere(const ImportRow& row);

// How many of `rows` make the next request: what the server takes at once, below what a message may have.
std::size_t NextBatch(std::span<const ImportRow> rows);

class ImportReport {
 public:
  explicit ImportReport(const Session& session);

  // Whether --results can be written; else how the command ends.
  std::optional<ExitCode> Begin() const;
  void Add(const std::string& path, const ImportRow& row, const RowReport& report);
  // A file or a batch that failed as a whole.
  void Failed(ExitCode code, std::size_t rows);
  void PrintSoFar();
  // The last word, and how the command ends.
  ExitCode Finish();

 private:
  static Table MakeTable(const Console& console);
  std::string Counts() const;
  std::optional<ExitCode> KeepResults();

  const Session& session_;
  Table table_;
  std::string csv_;
  std::map<int, int64_t> counts_;
  int64_t stale_ = 0, repeated_ = 0;
  BatchResult total_;
};

}  // namespace heng::cli
