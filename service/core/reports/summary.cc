#include "service/core/errors.h"
#include "service/core/reports/reports.h"

namespace heng::core {

void Reports::GetSummary(const CallContext&, const heng::v1::GetSummaryRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
