#include "service/core/errors.h"
#include "service/core/reports/reports.h"

namespace heng::core {

void Reports::CrossCheckReport(const CallContext&, const heng::v1::CrossCheckReportRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
