#include "service/core/errors.h"
#include "service/core/reports/reports.h"

namespace heng::core {

void Reports::RecordDepartmentEvaluation(const CallContext&, const heng::v1::RecordDepartmentEvaluationRequest&,
                                         Reply reply) {
  reply(UnreadableRequest());
}
void Reports::DeleteDepartmentEvaluation(const CallContext&, const heng::v1::DeleteDepartmentEvaluationRequest&,
                                         Reply reply) {
  reply(UnreadableRequest());
}
void Reports::ListDepartmentEvaluations(const CallContext&, const heng::v1::ListDepartmentEvaluationsRequest&,
                                        Reply reply) {
  reply(UnreadableRequest());
}
void Reports::SetYearFacts(const CallContext&, const heng::v1::SetYearFactsRequest&, Reply reply) {
  reply(UnreadableRequest());
}
void Reports::GetYearFacts(const CallContext&, const heng::v1::GetYearFactsRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
