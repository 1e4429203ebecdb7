#include "service/api/call.h"

#include <utility>

#include "absl/time/clock.h"
#include "service/api/grpc_status.h"
#include "service/api/peer.h"
#include "service/core/access/credentials.h"

namespace heng::api {
namespace {

constexpr char kRequestIdHeader[] = "x-request-id";
constexpr size_t kMaxRequestIdBytes = 64;
constexpr char kAuthorizationHeader[] = "authorization";
constexpr size_t kMaxAuthorizationBytes = 256;

absl::Time DeadlineOf(const grpc::CallbackServerContext& context, absl::Time now) {
  const absl::Time given = absl::FromChrono(context.deadline());
  return std::min(given, now + kDefaultDeadline);
}

// Cut where it is longer: a longer one is none of ours.
std::string HeaderOf(const grpc::CallbackServerContext& context, const char* name, size_t max_bytes) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), std::min(found->second.size(), max_bytes));
}

std::string CodeName(absl::StatusCode code) {
  return code == absl::StatusCode::kOk ? "OK" : absl::StatusCodeToString(code);
}

// Hands the bytes over without copying them.
grpc::ByteBuffer ToBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* string) { delete static_cast<std::string*>(string); }, owned);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

grpc::ServerUnaryReactor* CallRunner::RunBytes(grpc::CallbackServerContext* context, core::Method method,
                                               const grpc::ByteBuffer* request, grpc::ByteBuffer* response,
                                               const Handle& handle) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  CallRecord record;
  record.start = absl::Now();
  record.method = core::RuleOf(method).name;
  if (log_->enabled()) {
    record.peer = context->peer();
    record.request_id = HeaderOf(*context, kRequestIdHeader, kMaxRequestIdBytes);
    record.request_bytes = request->Length();
  }
  MethodStats* const stats = log_->StatsOf(record.method);
  if (stats != nullptr) stats->Begin();

  grpc::Slice body;
  const bool readable = request->TrySingleSlice(&body).ok() || request->DumpToSingleSlice(&body).ok();
  core::CallContext call;
  call.deadline = DeadlineOf(*context, record.start);
  call.body = {reinterpret_cast<const char*>(body.begin()), body.size()};

  core::Credentials shown;
  shown.authorization = HeaderOf(*context, kAuthorizationHeader, kMaxAuthorizationBytes);
  shown.certificate_names = PeerCertificateNames(*context);
  auto authority = core::Authenticate(shown, residents_->Current(), record.start);
  const absl::Status refused = authority.status();
  if (refused.ok()) {
    call.authority = *std::move(authority);
    record.caller = "principals/" + call.authority.principal_id();
  }

  core::Reply reply = [reactor, response, stats, log = log_,
                       record = std::move(record)](absl::StatusOr<std::string> answer) mutable {
    const absl::Status status = answer.status();
    if (status.ok()) {
      record.answer_bytes = answer->size();
      *response = ToBuffer(*std::move(answer));
    }
    record.latency = absl::Now() - record.start;
    if (stats != nullptr) stats->End(status.code(), record.latency);
    if (log->enabled()) {
      record.code = CodeName(status.code());
      record.reason = core::ReasonOf(status);
      log->Write(record);
    }
    reactor->Finish(ToGrpc(status));
  };
  if (!refused.ok()) {
    reply(refused);
  } else if (!readable) {
    reply(core::UnreadableRequest());
  } else {
    handle(call, std::move(reply));
  }
  return reactor;
}

}  // namespace heng::api
