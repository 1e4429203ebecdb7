// ExportResults as a spreadsheet: it is one piece, so it is made first, page by page, and sent then.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/results/result_stream.h"
#include "service/forms/table_xlsx.h"

namespace heng::core {

// At once: each may have a table of some hundred megabytes on the disk, in files without names.
inline constexpr size_t kMaxXlsxExports = 2;
// Who does not go on reading for so long makes room for others.
inline constexpr absl::Duration kXlsxPatience = absl::Seconds(60);

class XlsxStream final : public ResultStream {
 public:
  using ResultStream::ResultStream;

  void Pull(Next next) override;

  // True if it holds a table no more.
  bool over() const;
  // Ends it if nobody has pulled for kXlsxPatience, and lets the table go.
  void MakeRoom(absl::Time now);

 protected:
  void Begin(Response* part) override;
  absl::StatusOr<bool> Add(const heng::v1::EvaluationOutcome& outcome, Response* part) override;
  void End(Response* part) override;

 private:
  enum class Stage { kPages, kFinish, kContent, kDone };

  Message ContentPart();

  Stage stage_ = Stage::kPages;
  int64_t offset_ = 0;
  std::unique_ptr<forms::TableXlsx> table_;  // whoever is pulling has it, or MakeRoom
  mutable std::mutex pulling_mutex_;         // guards what follows
  bool pulling_ = false;
  bool over_ = false;
  absl::Time idle_since_ = absl::InfiniteFuture();
};

// The spreadsheets that are being made.
class XlsxExports {
 public:
  // TOO_MANY: there are kMaxXlsxExports, and all of them go on.
  absl::Status Enter(const std::shared_ptr<XlsxStream>& stream);

 private:
  std::mutex mutex_;  // guards streams_
  std::vector<std::weak_ptr<XlsxStream>> streams_;
};

}  // namespace heng::core
