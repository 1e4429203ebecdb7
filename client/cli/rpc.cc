#include "client/cli/rpc.h"

#include <openssl/rand.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "client/cli/interrupt.h"
#include "client/cli/sha256.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace heng::cli {
namespace {

constexpr int kMaxAttempts = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(3);
constexpr int kMaxReceiveBytes = 8 << 20;  // a full page of a list
constexpr std::size_t kIdHexDigits = 40;   // of a hash; request ids have at most 64 characters

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // the server is on this machine
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);     // we retry ourselves, and say so
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

std::string RandomRequestId() {
  unsigned char bytes[12] = {};
  RAND_bytes(bytes, sizeof(bytes));
  return "heng-" + absl::BytesToHexString({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

std::string DerivedRequestId(const std::string& what) { return "heng-" + Sha256Hex(what).substr(0, kIdHexDigits); }

bool WorthAnotherTry(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::RESOURCE_EXHAUSTED;
}

}  // namespace

Client::Client(const std::string& target, absl::Duration timeout, std::string request_id)
    : target_(target), timeout_(timeout), request_id_(std::move(request_id)) {}

void Client::Connect() {
  if (evaluations_ != nullptr) return;
  const auto channel = MakeChannel(target_);
  evaluations_ = heng::v1::EvaluationService::NewStub(channel);
  events_ = heng::v1::EventService::NewStub(channel);
}

template <typename Stub, typename Request, typename Response>
grpc::Status Client::CallOnce(Method<Stub, Request, Response> method, const Request& request,
                              const std::string& request_id, absl::Time deadline, Response* response) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  context.AddMetadata("x-request-id", request_id);  // for the server's log; mutations carry it in the request too
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  grpc::Status status;
  Connect();
  (StubOf(static_cast<const Stub*>(nullptr))->*method)(&context, &request, response, [&](grpc::Status result) {
    const std::lock_guard<std::mutex> lock(mutex);
    status = std::move(result);
    done = true;
    changed.notify_one();
  });
  std::unique_lock<std::mutex> lock(mutex);
  // A signal can't wake a condition variable, so Ctrl-C is looked for now and then.
  while (!changed.wait_for(lock, std::chrono::milliseconds(50), [&done] { return done; })) {
    if (Interrupted()) context.TryCancel();
  }
  return status;
}

template <typename Stub, typename Request, typename Response>
Answer<Response> Client::Call(Method<Stub, Request, Response> method, const Request& request,
                              const std::string& request_id) {
  const std::string id = !request_id.empty() ? request_id : !request_id_.empty() ? request_id_ : RandomRequestId();
  const absl::Time deadline = absl::Now() + timeout_;
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    Answer<Response> answer;
    const grpc::Status status = CallOnce(method, request, id, deadline, &answer.value);
    if (status.ok()) return answer;
    answer.error = DecodeError(status);
    answer.error->request_id = id;
    answer.error->interrupted = Interrupted();
    const absl::Duration wait = std::max(pause, answer.error->retry_delay.value_or(absl::ZeroDuration()));
    if (answer.error->interrupted || !WorthAnotherTry(status.error_code()) || attempt == kMaxAttempts ||
        absl::Now() + wait >= deadline) {
      return answer;
    }
    if (!WaitUnlessInterrupted(wait)) {
      answer.error->code = grpc::StatusCode::CANCELLED;
      answer.error->interrupted = true;
      return answer;
    }
    pause = std::min(pause * 2, kLongestPause);
  }
}

// The methods have overloads; the types choose among them.
Answer<heng::v1::ScoreEvaluationResponse> Client::Score(const heng::v1::ScoreEvaluationRequest& request) {
  return Call<Evaluations, heng::v1::ScoreEvaluationRequest, heng::v1::ScoreEvaluationResponse>(
      &Evaluations::ScoreEvaluation, request, "");
}

Answer<heng::v1::Evaluation> Client::Submit(const heng::v1::SubmitEvaluationRequest& request) {
  return Call<Evaluations, heng::v1::SubmitEvaluationRequest, heng::v1::Evaluation>(&Evaluations::SubmitEvaluation,
                                                                                    request, request.request_id());
}

Answer<heng::v1::Evaluation> Client::Get(const heng::v1::GetEvaluationRequest& request) {
  return Call<Evaluations, heng::v1::GetEvaluationRequest, heng::v1::Evaluation>(&Evaluations::GetEvaluation, request,
                                                                                 "");
}

Answer<heng::v1::ListEvaluationsResponse> Client::List(const heng::v1::ListEvaluationsRequest& request) {
  return Call<Evaluations, heng::v1::ListEvaluationsRequest, heng::v1::ListEvaluationsResponse>(
      &Evaluations::ListEvaluations, request, "");
}

Answer<heng::v1::Evaluation> Client::Discard(const heng::v1::DiscardEvaluationRequest& request) {
  return Call<Evaluations, heng::v1::DiscardEvaluationRequest, heng::v1::Evaluation>(&Evaluations::DiscardEvaluation,
                                                                                     request, request.request_id());
}

Answer<heng::v1::ListEventsResponse> Client::ListEvents(const heng::v1::ListEventsRequest& request) {
  return Call<Events, heng::v1::ListEventsRequest, heng::v1::ListEventsResponse>(&Events::ListEvents, request, "");
}

Answer<heng::v1::LogHead> Client::GetEventHead() {
  return Call<Events, heng::v1::GetEventHeadRequest, heng::v1::LogHead>(&Events::GetEventHead, {}, "");
}

Answer<heng::v1::VerifyEventsResponse> Client::VerifyEvents(const heng::v1::VerifyEventsRequest& request) {
  return Call<Events, heng::v1::VerifyEventsRequest, heng::v1::VerifyEventsResponse>(&Events::VerifyEvents, request,
                                                                                     "");
}

std::string SubmitRequestId(const std::string& policy, bool dry_run, const std::string& file_sha256) {
  return DerivedRequestId("submit\n" + policy + "\n" + (dry_run ? "dry-run\n" : "\n") + file_sha256);
}

std::string DiscardRequestId(const std::string& name, const std::string& etag) {
  return DerivedRequestId("discard\n" + name + "\n" + etag);
}

}  // namespace heng::cli
