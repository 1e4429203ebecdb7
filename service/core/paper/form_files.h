// Forms as files: exported, and read from spreadsheets. One handler per method of FormService; every front end calls
// these. How a form looks on paper is in service/forms.
#pragma once

#include "heng/v1/form_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

class FormFiles {
 public:
  // Not owned; outlives this.
  explicit FormFiles(Writes* writes) : writes_(writes) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in form_service.proto.
  void ListLayouts(const CallContext& call, const heng::v1::ListLayoutsRequest& request, Reply reply);
  void ExportForm(const CallContext& call, const heng::v1::ExportFormRequest& request, Reply reply);
  void ReadForm(const CallContext& call, const heng::v1::ReadFormRequest& request, Reply reply);

 private:
  Writes* const writes_;
};

}  // namespace heng::core
