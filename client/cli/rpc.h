// Calls to the server: deadline, retries, request ids, Ctrl-C.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "client/cli/rpc_error.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/event_service.grpc.pb.h"

namespace heng::cli {

// What a call brought: a value or an error.
template <typename T>
struct Answer {
  std::optional<RpcError> error;
  T value;
  bool ok() const { return !error.has_value(); }
};

class Client {
 public:
  // `target` as gRPC wants it (LoopbackTarget). `timeout` bounds one call with all its retries. `request_id` names
  // calls that carry none; empty: a random one per call.
  Client(const std::string& target, absl::Duration timeout, std::string request_id);

  Answer<heng::v1::ScoreEvaluationResponse> Score(const heng::v1::ScoreEvaluationRequest& request);
  Answer<heng::v1::Evaluation> Submit(const heng::v1::SubmitEvaluationRequest& request);
  Answer<heng::v1::Evaluation> Get(const heng::v1::GetEvaluationRequest& request);
  Answer<heng::v1::ListEvaluationsResponse> List(const heng::v1::ListEvaluationsRequest& request);
  Answer<heng::v1::Evaluation> Discard(const heng::v1::DiscardEvaluationRequest& request);
  Answer<heng::v1::ListEventsResponse> ListEvents(const heng::v1::ListEventsRequest& request);
  Answer<heng::v1::LogHead> GetEventHead();
  Answer<heng::v1::VerifyEventsResponse> VerifyEvents(const heng::v1::VerifyEventsRequest& request);

 private:
  using Evaluations = heng::v1::EvaluationService::StubInterface::async_interface;
  using Events = heng::v1::EventService::StubInterface::async_interface;
  template <typename Stub, typename Request, typename Response>
  using Method = void (Stub::*)(grpc::ClientContext*, const Request*, Response*, std::function<void(grpc::Status)>);

  // The stubs are made by the first call: many commands need no server.
  void Connect();
  Evaluations* StubOf(const Evaluations*) { return evaluations_->async(); }
  Events* StubOf(const Events*) { return events_->async(); }

  // Tries UNAVAILABLE and RESOURCE_EXHAUSTED again, a few times with growing pauses, as long as the timeout lasts.
  template <typename Stub, typename Request, typename Response>
  Answer<Response> Call(Method<Stub, Request, Response> method, const Request& request, const std::string& request_id);
  template <typename Stub, typename Request, typename Response>
  grpc::Status CallOnce(Method<Stub, Request, Response> method, const Request& request, const std::string& request_id,
                        absl::Time deadline, Response* response);

  std::string target_;
  std::unique_ptr<heng::v1::EvaluationService::Stub> evaluations_;
  std::unique_ptr<heng::v1::EventService::Stub> events_;
  absl::Duration timeout_;
  std::string request_id_;
};

// What makes a submission the same: server, policy, whether it is a dry run, and the bytes of the file.
std::string SubmitRequestId(const std::string& policy, bool dry_run, const std::string& file_sha256);
// Discarding one version of one evaluation.
std::string DiscardRequestId(const std::string& name, const std::string& etag);

}  // namespace heng::cli
