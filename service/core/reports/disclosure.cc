#include "service/core/errors.h"
#include "service/core/reports/reports.h"

namespace heng::core {

void Reports::GetDisclosure(const CallContext&, const heng::v1::GetDisclosureRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
