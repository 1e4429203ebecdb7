#include "service/api/call.h"

#include <utility>

#include "absl/time/clock.h"
#include "service/api/grpc_status.h"

namespace heng::api {
namespace {

constexpr char kRequestIdHeader[] = "x-request-id";

absl::Time DeadlineOf(const grpc::CallbackServerContext& context, absl::Time now) {
  const absl::Time given = absl::FromChrono(context.deadline());
  return std::min(given, now + kDefaultDeadline);
}

std::string HeaderOf(const grpc::CallbackServerContext& context, const char* name) {
  constexpr size_t kMaxBytes = 64;
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), std::min(found->second.size(), kMaxBytes));
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

grpc::ServerUnaryReactor* RunCall(grpc::CallbackServerContext* context, std::string_view method,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response, const CallLog& log,
                                  const HandleBytes& handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  CallRecord record;
  record.start = absl::Now();
  record.method = method;
  record.caller = "local";  // only the loopback interface is served, and there are no identities yet
  if (log.enabled()) {
    record.peer = context->peer();
    record.request_id = HeaderOf(*context, kRequestIdHeader);
    record.request_bytes = request->Length();
  }
  MethodStats* const stats = log.StatsOf(method);
  if (stats != nullptr) stats->Begin();

  grpc::Slice body;
  const bool readable = request->TrySingleSlice(&body).ok() || request->DumpToSingleSlice(&body).ok();
  const std::string_view bytes(reinterpret_cast<const char*>(body.begin()), body.size());
  const core::CallContext call{record.caller, DeadlineOf(*context, record.start), bytes};

  core::Reply reply = [reactor, response, &log, stats,
                       record = std::move(record)](absl::StatusOr<std::string> answer) mutable {
    const absl::Status status = answer.status();
    if (status.ok()) {
      record.answer_bytes = answer->size();
      *response = ToBuffer(*std::move(answer));
    }
    record.latency = absl::Now() - record.start;
    if (stats != nullptr) stats->End(status.code(), record.latency);
    if (log.enabled()) {
      record.code = CodeName(status.code());
      record.reason = core::ReasonOf(status);
      log.Write(record);
    }
    reactor->Finish(ToGrpc(status));
  };
  if (!readable) {
    reply(core::UnreadableRequest());
  } else {
    handle(call, bytes, std::move(reply));
  }
  return reactor;
}

}  // namespace heng::api
