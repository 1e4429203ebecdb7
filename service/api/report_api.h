// ReportService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/report_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/reports/reports.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
template <typename S = heng::v1::ReportService>
using RawReportService =
    Raw<typename S::Service, S::template WithRawCallbackMethod_GetSummary,
        S::template WithRawCallbackMethod_GetNarrative, S::template WithRawCallbackMethod_GetDisclosure,
        S::template WithRawCallbackMethod_CrossCheckReport,
        S::template WithRawCallbackMethod_RecordDepartmentEvaluation,
        S::template WithRawCallbackMethod_DeleteDepartmentEvaluation,
        S::template WithRawCallbackMethod_ListDepartmentEvaluations, S::template WithRawCallbackMethod_SetYearFacts,
        S::template WithRawCallbackMethod_GetYearFacts>;

class ReportApi final : public RawReportService<> {
 public:
  // Neither is owned; both outlive this.
  ReportApi(core::Reports* reports, const CallRunner* runner) : reports_(reports), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetSummary(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetNarrative(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetDisclosure(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CrossCheckReport(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* RecordDepartmentEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DeleteDepartmentEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListDepartmentEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SetYearFacts(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetYearFacts(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Reports* reports_;
  const CallRunner* runner_;
};

}  // namespace heng::api
