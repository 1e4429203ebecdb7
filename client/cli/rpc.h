// Calls to the server: credentials, deadline, retries, request ids, Ctrl-C.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/time/time.h"
#include "client/cli/connection.h"
#include "client/cli/rpc_error.h"
#include "heng/v1/access_service.grpc.pb.h"
#include "heng/v1/budget_service.grpc.pb.h"
#include "heng/v1/directory_service.grpc.pb.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/event_service.grpc.pb.h"
#include "heng/v1/form_service.grpc.pb.h"
#include "heng/v1/policy_service.grpc.pb.h"
#include "heng/v1/report_service.grpc.pb.h"
#include "heng/v1/sample_service.grpc.pb.h"
#include "heng/v1/target_service.grpc.pb.h"
#include "heng/v1/workflow_service.grpc.pb.h"

namespace heng::cli {

// The methods there are: Call(&Evaluations::GetEvaluation, request).
using Evaluations = heng::v1::EvaluationService::StubInterface::async_interface;
using Events = heng::v1::EventService::StubInterface::async_interface;
using Directory = heng::v1::DirectoryService::StubInterface::async_interface;
using Access = heng::v1::AccessService::StubInterface::async_interface;
using Policies = heng::v1::PolicyService::StubInterface::async_interface;
using Targets = heng::v1::TargetService::StubInterface::async_interface;
using Workflow = heng::v1::WorkflowService::StubInterface::async_interface;
using Samples = heng::v1::SampleService::StubInterface::async_interface;
using Budgets = heng::v1::BudgetService::StubInterface::async_interface;
using FormFiles = heng::v1::FormService::StubInterface::async_interface;
using Reports = heng::v1::ReportService::StubInterface::async_interface;

template <typename Stub, typename Request, typename Response>
using Method = void (Stub::*)(grpc::ClientContext*, const Request*, Response*, std::function<void(grpc::Status)>);

class Client {
 public:
  // `timeout` bounds one call with all its retries. `request_id` names calls that carry none; empty: a random one per
  // call.
  Client(Connection connection, absl::Duration timeout, std::string request_id);

  // One call. UNAVAILABLE and RESOURCE_EXHAUSTED are tried again, a few times with growing pauses, as long as the
  // timeout lasts.
  template <typename Stub, typename Request, typename Response>
  Answer<Response> Call(void (Stub::*method)(grpc::ClientContext*, const Request*, Response*,
                                             std::function<void(grpc::Status)>),
                        const std::type_identity_t<Request>& request) {
    Connect();
    Answer<Response> answer;
    std::string request_id;
    if constexpr (requires { request.request_id(); }) request_id = request.request_id();
    answer.error = Run(
        [&](grpc::ClientContext* context, std::function<void(grpc::Status)> done) {
          (StubOf(static_cast<const Stub*>(nullptr))->*method)(context, &request, &answer.value, std::move(done));
        },
        request_id);
    return answer;
  }

  // Where the calls go, for messages.
  const Connection& connection() const { return connection_; }

  // ---- for calls of other shapes (stream_call.h) ----
  template <typename Stub>
  Stub* Stubs() {
    Connect();
    return StubOf(static_cast<const Stub*>(nullptr));
  }
  // The id of a request that carries `request_id`; empty: none.
  std::string IdOf(const std::string& request_id) const;
  // What every call carries.
  void Prepare(grpc::ClientContext* context, const std::string& request_id) const;
  // A failed attempt in words; where there was no connection, looks why. `deadline` bounds the looking.
  RpcError Explain(const grpc::Status& status, const std::string& request_id, bool first_attempt,
                   absl::Time deadline) const;
  absl::Duration timeout() const { return timeout_; }

 private:
  // Begins one attempt; `done` is called once, on another thread.
  using Start = std::function<void(grpc::ClientContext*, std::function<void(grpc::Status)> done)>;

  // The stubs are made by the first call: many commands need no server. Calls may come from several threads.
  void Connect();
  Evaluations* StubOf(const Evaluations*) { return evaluations_->async(); }
  Events* StubOf(const Events*) { return events_->async(); }
  Directory* StubOf(const Directory*) { return directory_->async(); }
  Access* StubOf(const Access*) { return access_->async(); }
  Policies* StubOf(const Policies*) { return policies_->async(); }
  Targets* StubOf(const Targets*) { return targets_->async(); }
  Workflow* StubOf(const Workflow*) { return workflow_->async(); }
  Samples* StubOf(const Samples*) { return samples_->async(); }
  Budgets* StubOf(const Budgets*) { return budgets_->async(); }
  FormFiles* StubOf(const FormFiles*) { return form_files_->async(); }
  Reports* StubOf(const Reports*) { return reports_->async(); }

  std::optional<RpcError> Run(const Start& start, const std::string& request_id);
  grpc::Status RunOnce(const Start& start, const std::string& request_id, absl::Time deadline);

  Connection connection_;
  std::once_flag connected_;
  std::unique_ptr<heng::v1::EvaluationService::Stub> evaluations_;
  std::unique_ptr<heng::v1::EventService::Stub> events_;
  std::unique_ptr<heng::v1::DirectoryService::Stub> directory_;
  std::unique_ptr<heng::v1::AccessService::Stub> access_;
  std::unique_ptr<heng::v1::PolicyService::Stub> policies_;
  std::unique_ptr<heng::v1::TargetService::Stub> targets_;
  std::unique_ptr<heng::v1::WorkflowService::Stub> workflow_;
  std::unique_ptr<heng::v1::SampleService::Stub> samples_;
  std::unique_ptr<heng::v1::BudgetService::Stub> budgets_;
  std::unique_ptr<heng::v1::FormService::Stub> form_files_;
  std::unique_ptr<heng::v1::ReportService::Stub> reports_;
  absl::Duration timeout_;
  std::string request_id_;
};

// What makes a submission the same: server, policy, whether it is a dry run, and the bytes of the file.
std::string SubmitRequestId(const std::string& policy, bool dry_run, const std::string& file_sha256);
// The same of what a file becomes when it is imported: created, or made of the stored form it changes.
std::string ImportRequestId(const google::protobuf::Message& request, const std::string& file_sha256);
// Of a change that can only be meant once, such as creating a thing or changing one version of it: the same change is
// the same request, whenever it is repeated. `action` tells calls apart that take the same message.
std::string RequestIdOf(const google::protobuf::Message& request, const std::string& action = "");
// Of a change that may be meant again after it was undone: a new one for each command.
std::string RandomRequestId();

}  // namespace heng::cli
