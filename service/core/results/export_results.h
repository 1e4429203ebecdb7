// ExportResults: what became of the evaluations, for the budget system. Start here.
#pragma once

#include "heng/v1/budget_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/message_stream.h"
#include "service/core/results/xlsx_stream.h"
#include "service/core/work_pool.h"
#include "service/core/writes.h"

namespace heng::core {

class ResultExports {
 public:
  // Not owned; outlives this.
  explicit ResultExports(Writes* writes) : writes_(writes) {}

  // INVALID_FIELDS, PERMISSION_DENIED, TOO_MANY.
  OpenedStream Open(const CallContext& call, const heng::v1::ExportResultsRequest& request);

 private:
  Writes* const writes_;
  XlsxExports spreadsheets_;
  // A stream has one piece of work here at most, and there are fewer streams (api/calls.h). Last: ends first.
  WorkPool pool_{{.threads = 2, .waiting = 1024}};
};

}  // namespace heng::core
