// ExportResults as it runs: one page of headers per Pull, read on a thread of the store and made into a part on one of
// the pool's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/budget_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/message_stream.h"
#include "service/core/work_pool.h"
#include "service/core/writes.h"

namespace heng::core {

inline constexpr int32_t kExportPage = 500;  // forms
// Beyond that a part ends before its page does; the next one goes on there.
inline constexpr size_t kMaxPartBytes = 1 << 20;

// What all exports have in common. Not owned; outlives the streams' work.
struct ExportTools {
  Writes* writes;
  WorkPool* pool;
};

// What page tokens of an export are bound to: the same for the same request.
std::string ExportFilter(const heng::v1::ExportResultsRequest& request);
// The forms it is about, as of the caller's authority: as ListEvaluations finds them.
absl::StatusOr<store::ListQuery> ExportQuery(const Authority& authority, const heng::v1::ExportResultsRequest& request);

// Rows, JSON lines and CSV; what is otherwise with a spreadsheet is virtual.
class ResultStream : public MessageStream, public std::enable_shared_from_this<ResultStream> {
 public:
  // `after`: the form behind which it goes on; 0: from the beginning.
  ResultStream(const ExportTools& tools, const CallContext& call, const heng::v1::ExportResultsRequest& request,
               int64_t after);

  void Pull(Next next) override;
  // What is being read is there soon.
  void Cancel() override;

 protected:
  using Response = heng::v1::ExportResultsResponse;
  using Message = absl::StatusOr<std::optional<std::string>>;

  // Whatever is pulled from now on is answered so.
  void EndWith(absl::Status status);
  // OK: it goes on.
  absl::Status ended() const;

  void PullPage(Next next);
  // Runs `work` on the pool and answers what it makes.
  void Work(Next next, std::function<Message()> work);
  // A part that says how far it is.
  Response NewPart() const;

  // Before the first form of an export from the beginning.
  virtual void Begin(Response* part);
  // A form more. False: there is no room for it in this part.
  virtual absl::StatusOr<bool> Add(const heng::v1::EvaluationOutcome& outcome, Response* part);
  // Behind the last form.
  virtual void End(Response* part);

  const ExportTools tools_;
  const heng::v1::ExportResultsRequest request_;
  Authority authority_;  // in the epoch of the page that was read last
  int64_t rows_ = 0;     // sent

 private:
  // The caller's scope as it is now, and the end of the log.
  absl::Status Prepare();
  Message PartOf(const std::vector<store::Header>& forms);

  const absl::Time deadline_;
  const std::string filter_;
  const std::string file_name_;
  const bool resumed_;
  store::ListQuery query_;
  int64_t start_sequence_ = 0, end_sequence_ = 0;
  bool prepared_ = false, begun_ = false, done_ = false;
  size_t part_bytes_ = 0;     // of the part that is being made
  mutable std::mutex mutex_;  // guards what follows
  absl::Status end_;
};

}  // namespace heng::core
