// How an office works, what waits for whom, who has not filed. One handler per method of WorkflowService; every front
// end calls these.
#pragma once

#include "heng/v1/workflow_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

class Workflows {
 public:
  // Not owned; outlives this.
  explicit Workflows(Writes* writes) : writes_(writes) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in workflow_service.proto.
  void GetWorkflowRules(const CallContext& call, const heng::v1::GetWorkflowRulesRequest& request, Reply reply);
  void ListWorkflowRules(const CallContext& call, const heng::v1::ListWorkflowRulesRequest& request, Reply reply);
  void SetWorkflowRules(const CallContext& call, const heng::v1::SetWorkflowRulesRequest& request, Reply reply);
  void DeleteWorkflowRules(const CallContext& call, const heng::v1::DeleteWorkflowRulesRequest& request, Reply reply);
  void ListTasks(const CallContext& call, const heng::v1::ListTasksRequest& request, Reply reply);
  void ListMissingForms(const CallContext& call, const heng::v1::ListMissingFormsRequest& request, Reply reply);

 private:
  Writes* const writes_;
};

}  // namespace heng::core
