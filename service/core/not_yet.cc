// Placeholders.
#include "service/core/evaluations.h"
#include "service/core/events.h"
#include "service/core/policies/policies.h"
namespace heng::core {
OpenedStream Events::Watch(const CallContext&, const heng::v1::WatchEventsRequest&) { return absl::UnimplementedError(""); }
OpenedStream Policies::Simulate(const CallContext&, const heng::v1::SimulatePolicyRequest&) { return absl::UnimplementedError(""); }
void Evaluations::Import(const CallContext&, const heng::v1::ImportEvaluationsRequest&, Reply reply) { reply(absl::UnimplementedError("")); }
}  // namespace heng::core
