#include "service/core/paper/form_files.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "service/core/errors.h"
#include "service/core/paper/export_form.h"
#include "service/core/paper/read_sheet.h"
#include "service/forms/layouts.h"

namespace heng::core {

forms::WorkbookLimits SheetLimits() {
  forms::WorkbookLimits limits;
  limits.file_bytes = kMaxSheetBytes;
  limits.total_bytes = 16u << 20;
  limits.cells = 12'000;
  limits.text_bytes = 4u << 20;
  limits.shared_strings = 12'000;
  return limits;
}

FormFiles::FormFiles(Writes* writes, const WorkPool::Limits& limits)
    : writes_(writes),
      evaluations_(&EvaluationKind(), writes, nullptr),
      targets_(&TargetKind(), writes, nullptr),
      pool_(limits) {}

void FormFiles::RunSlowly(const CallContext& call, size_t bytes, std::function<absl::StatusOr<std::string>()> work,
                          Reply reply) {
  const auto shared = std::make_shared<Reply>(std::move(reply));
  const bool taken = pool_.Run(bytes, [work = std::move(work), deadline = call.deadline, shared] {
    if (absl::Now() >= deadline) return (*shared)(FromStore(absl::DeadlineExceededError("queued too long")));
    (*shared)(work());
  });
  if (!taken) (*shared)(FromStore(absl::ResourceExhaustedError("queue full")));
}

void FormFiles::ListLayouts(const CallContext& call, const heng::v1::ListLayoutsRequest& /*request*/, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kListLayouts); !status.ok()) return reply(status);
  heng::v1::ListLayoutsResponse response;
  for (const auto& layout : forms::Layouts()) *response.add_layouts() = layout;
  reply(response.SerializeAsString());
}

void FormFiles::ExportForm(const CallContext& call, const heng::v1::ExportFormRequest& request, Reply reply) {
  auto job = StartExport(evaluations_, targets_, call, request);
  if (!job.ok()) return reply(job.status());
  const auto shared = std::make_shared<const ExportJob>(*std::move(job));
  RunSlowly(
      call, shared->bytes, [this, shared] { return FinishExport(*writes_, *shared); }, std::move(reply));
}

void FormFiles::ReadForm(const CallContext& call, const heng::v1::ReadFormRequest& request, Reply reply) {
  if (auto status = CheckReadForm(call.authority, request); !status.ok()) return reply(status);
  const auto shared = std::make_shared<const heng::v1::ReadFormRequest>(request);
  RunSlowly(
      call, request.file().size(),
      [this, shared, authority = call.authority, deadline = call.deadline] {
        return ReadSheet(evaluations_, targets_, authority, deadline, *shared);
      },
      std::move(reply));
}

}  // namespace heng::core
