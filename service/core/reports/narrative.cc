#include "service/core/errors.h"
#include "service/core/reports/reports.h"

namespace heng::core {

void Reports::GetNarrative(const CallContext&, const heng::v1::GetNarrativeRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
