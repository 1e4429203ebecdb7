#include "service/api/workflow_api.h"

namespace heng::api {

using core::Method;
using core::Workflows;

WorkflowApi::Reactor* WorkflowApi::GetWorkflowRules(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetWorkflowRules, request, response, workflows_, &Workflows::GetWorkflowRules);
}

WorkflowApi::Reactor* WorkflowApi::ListWorkflowRules(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListWorkflowRules, request, response, workflows_,
                      &Workflows::ListWorkflowRules);
}

WorkflowApi::Reactor* WorkflowApi::SetWorkflowRules(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSetWorkflowRules, request, response, workflows_, &Workflows::SetWorkflowRules);
}

WorkflowApi::Reactor* WorkflowApi::DeleteWorkflowRules(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDeleteWorkflowRules, request, response, workflows_,
                      &Workflows::DeleteWorkflowRules);
}

WorkflowApi::Reactor* WorkflowApi::ListTasks(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListTasks, request, response, workflows_, &Workflows::ListTasks);
}

WorkflowApi::Reactor* WorkflowApi::ListMissingForms(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListMissingForms, request, response, workflows_, &Workflows::ListMissingForms);
}

}  // namespace heng::api
