// What is told of many forms: summaries, texts for publication, the cross-check of reports. One handler per method of
// ReportService; every front end calls these.
#pragma once

#include "heng/v1/report_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

class Reports {
 public:
  // Not owned; outlives this.
  explicit Reports(Writes* writes) : writes_(writes) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in report_service.proto.
  void GetSummary(const CallContext& call, const heng::v1::GetSummaryRequest& request, Reply reply);
  void GetNarrative(const CallContext& call, const heng::v1::GetNarrativeRequest& request, Reply reply);
  void GetDisclosure(const CallContext& call, const heng::v1::GetDisclosureRequest& request, Reply reply);
  void CrossCheckReport(const CallContext& call, const heng::v1::CrossCheckReportRequest& request, Reply reply);
  void RecordDepartmentEvaluation(const CallContext& call, const heng::v1::RecordDepartmentEvaluationRequest& request,
                                  Reply reply);
  void DeleteDepartmentEvaluation(const CallContext& call, const heng::v1::DeleteDepartmentEvaluationRequest& request,
                                  Reply reply);
  void ListDepartmentEvaluations(const CallContext& call, const heng::v1::ListDepartmentEvaluationsRequest& request,
                                 Reply reply);
  void SetYearFacts(const CallContext& call, const heng::v1::SetYearFactsRequest& request, Reply reply);
  void GetYearFacts(const CallContext& call, const heng::v1::GetYearFactsRequest& request, Reply reply);

 private:
  Writes* const writes_;
};

}  // namespace heng::core
