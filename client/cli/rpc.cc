#include "client/cli/rpc.h"

#include <openssl/rand.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "client/cli/interrupt.h"
#include "client/cli/sha256.h"
#include "client/cli/tls_probe.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace heng::cli {
namespace {

constexpr int kMaxAttempts = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(3);
constexpr int kMaxReceiveBytes = 8 << 20;  // a full page of a list
constexpr std::size_t kIdHexDigits = 40;   // of a hash; request ids have at most 64 characters

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const Connection& connection) {
  if (!connection.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = connection.ca_pem;  // empty: those of the system
  options.pem_cert_chain = connection.certificate_pem;
  options.pem_private_key = connection.key_pem;
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> MakeChannel(const Connection& connection) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // what --server says is where a token goes
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);     // we retry ourselves, and say so
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return grpc::CreateCustomChannel(connection.target, MakeCredentials(connection), arguments);
}

std::string DerivedRequestId(const std::string& what) { return "heng-" + Sha256Hex(what).substr(0, kIdHexDigits); }

}  // namespace

Client::Client(Connection connection, absl::Duration timeout, std::string request_id)
    : connection_(std::move(connection)), timeout_(timeout), request_id_(std::move(request_id)) {}

void Client::Connect() {
  std::call_once(connected_, [this] {
    const auto channel = MakeChannel(connection_);
    evaluations_ = heng::v1::EvaluationService::NewStub(channel);
    events_ = heng::v1::EventService::NewStub(channel);
    directory_ = heng::v1::DirectoryService::NewStub(channel);
    access_ = heng::v1::AccessService::NewStub(channel);
    policies_ = heng::v1::PolicyService::NewStub(channel);
    targets_ = heng::v1::TargetService::NewStub(channel);
    workflow_ = heng::v1::WorkflowService::NewStub(channel);
    samples_ = heng::v1::SampleService::NewStub(channel);
    budgets_ = heng::v1::BudgetService::NewStub(channel);
    form_files_ = heng::v1::FormService::NewStub(channel);
    reports_ = heng::v1::ReportService::NewStub(channel);
  });
}

std::string Client::IdOf(const std::string& request_id) const {
  return !request_id.empty() ? request_id : !request_id_.empty() ? request_id_ : RandomRequestId();
}

void Client::Prepare(grpc::ClientContext* context, const std::string& request_id) const {
  context->AddMetadata("x-request-id", request_id);  // for the server's log; mutations carry it in the request too
  // Metadata of the call and not call credentials: those are refused on plaintext, which loopback is.
  if (!connection_.token.empty()) context->AddMetadata("authorization", "Bearer " + connection_.token);
}

RpcError Client::Explain(const grpc::Status& status, const std::string& request_id, bool first_attempt,
                         absl::Time deadline) const {
  RpcError error = DecodeError(status);
  error.request_id = request_id;
  error.interrupted = Interrupted();
  if (first_attempt && !error.interrupted && status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      error.reason.empty()) {
    // A wrong certificate does not become right by trying again.
    if (auto problem = FindTlsProblem(connection_, deadline)) {
      problem->final = true;
      return *std::move(problem);
    }
  }
  return error;
}

grpc::Status Client::RunOnce(const Start& start, const std::string& request_id, absl::Time deadline) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  Prepare(&context, request_id);
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  grpc::Status status;
  start(&context, [&](grpc::Status result) {
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

std::optional<RpcError> Client::Run(const Start& start, const std::string& request_id) {
  const std::string id = IdOf(request_id);
  const absl::Time deadline = absl::Now() + timeout_;
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    const grpc::Status status = RunOnce(start, id, deadline);
    if (status.ok()) return std::nullopt;
    RpcError error = Explain(status, id, attempt == 1, deadline);
    const absl::Duration wait = std::max(pause, error.retry_delay.value_or(absl::ZeroDuration()));
    if (!WorthAnotherTry(error) || attempt == kMaxAttempts || absl::Now() + wait >= deadline) {
      return error;
    }
    if (!WaitUnlessInterrupted(wait)) {
      error.code = grpc::StatusCode::CANCELLED;
      error.interrupted = true;
      return error;
    }
    pause = std::min(pause * 2, kLongestPause);
  }
}

std::string SubmitRequestId(const std::string& policy, bool dry_run, const std::string& file_sha256) {
  return DerivedRequestId("submit\n" + policy + "\n" + (dry_run ? "dry-run\n" : "\n") + file_sha256);
}

std::string ImportRequestId(const google::protobuf::Message& request, const std::string& file_sha256) {
  return DerivedRequestId("import\n" + request.GetTypeName() + "\n" + file_sha256 + "\n" + request.SerializeAsString());
}

std::string RequestIdOf(const google::protobuf::Message& request, const std::string& action) {
  return DerivedRequestId(request.GetTypeName() + "\n" + (action.empty() ? "" : action + "\n") +
                          request.SerializeAsString());
}

std::string RandomRequestId() {
  unsigned char bytes[12] = {};
  RAND_bytes(bytes, sizeof(bytes));
  return "heng-" + absl::BytesToHexString({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

}  // namespace heng::cli
