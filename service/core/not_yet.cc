// Placeholders.
#include "service/core/budgets/budgets.h"
#include "service/core/events.h"
namespace heng::core {
OpenedStream Events::Watch(const CallContext&, const heng::v1::WatchEventsRequest&) {
  return absl::UnimplementedError("");
}
OpenedStream Budgets::ExportResults(const CallContext&, const heng::v1::ExportResultsRequest&) {
  return absl::UnimplementedError("");
}
}  // namespace heng::core
