#include "service/api/report_api.h"

namespace heng::api {

using core::Method;
using core::Reports;

ReportApi::Reactor* ReportApi::GetSummary(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetSummary, request, response, reports_, &Reports::GetSummary);
}

ReportApi::Reactor* ReportApi::GetNarrative(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetNarrative, request, response, reports_, &Reports::GetNarrative);
}

ReportApi::Reactor* ReportApi::GetDisclosure(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetDisclosure, request, response, reports_, &Reports::GetDisclosure);
}

ReportApi::Reactor* ReportApi::CrossCheckReport(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCrossCheckReport, request, response, reports_, &Reports::CrossCheckReport);
}

ReportApi::Reactor* ReportApi::RecordDepartmentEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kRecordDepartmentEvaluation, request, response, reports_,
                      &Reports::RecordDepartmentEvaluation);
}

ReportApi::Reactor* ReportApi::DeleteDepartmentEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDeleteDepartmentEvaluation, request, response, reports_,
                      &Reports::DeleteDepartmentEvaluation);
}

ReportApi::Reactor* ReportApi::ListDepartmentEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListDepartmentEvaluations, request, response, reports_,
                      &Reports::ListDepartmentEvaluations);
}

ReportApi::Reactor* ReportApi::SetYearFacts(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSetYearFacts, request, response, reports_, &Reports::SetYearFacts);
}

ReportApi::Reactor* ReportApi::GetYearFacts(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetYearFacts, request, response, reports_, &Reports::GetYearFacts);
}

}  // namespace heng::api
