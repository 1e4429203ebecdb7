// Placeholders.
#include "service/core/events.h"
namespace heng::core {
OpenedStream Events::Watch(const CallContext&, const heng::v1::WatchEventsRequest&) { return absl::UnimplementedError(""); }
}  // namespace heng::core
