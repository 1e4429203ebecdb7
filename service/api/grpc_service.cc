// Methods take and give bytes, so that stored forms go out without being parsed. What protoc generates for that is a
// class per service that says the same for each method; this says it once, from the descriptor.
#include "service/api/grpc_service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/api/grpc_status.h"
#include "service/api/peer.h"
#include "service/api/unread_guard.h"
#include "service/core/errors.h"

namespace heng::api {
namespace {

using grpc::ByteBuffer;
using Context = grpc::CallbackServerContext;

constexpr char kRequestIdHeader[] = "x-request-id";
constexpr char kAuthorizationHeader[] = "authorization";

std::string HeaderOf(const Context& context, const char* name, size_t max_bytes) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), std::min(found->second.size(), max_bytes));
}

Arrival ArrivalOf(const Context& context, const core::MethodRule* method, size_t bytes = 0) {
  Arrival arrival;
  arrival.method = method;
  arrival.shown.authorization = HeaderOf(context, kAuthorizationHeader, kMaxAuthorizationBytes);
  arrival.shown.certificate_names = PeerCertificateNames(context);
  arrival.deadline = absl::FromChrono(context.deadline());
  arrival.peer = context.peer();
  arrival.request_id = HeaderOf(context, kRequestIdHeader, kMaxRequestIdBytes);
  arrival.bytes = bytes;
  return arrival;
}

// A request's bytes in one piece.
class Body {
 public:
  explicit Body(const ByteBuffer& buffer) {
    readable_ = buffer.TrySingleSlice(&slice_).ok() || buffer.DumpToSingleSlice(&slice_).ok();
  }
  std::string_view bytes() const { return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()}; }
  BodyReader reader() const {
    return [this]() -> absl::StatusOr<std::string_view> {
      if (!readable_) return core::UnreadableRequest();
      return bytes();
    };
  }

 private:
  grpc::Slice slice_;
  bool readable_;
};

// Hands the bytes over without copying them.
ByteBuffer ToBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* string) { delete static_cast<std::string*>(string); }, owned);
  return ByteBuffer(&slice, 1);
}

grpc::ServerUnaryReactor* AnswerOne(const Calls& calls, const core::MethodRule* method, Context* context,
                                    const ByteBuffer* request, ByteBuffer* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Body body(*request);
  calls.Answer(ArrivalOf(*context, method, body.bytes().size()), body.reader(),
               [reactor, response](absl::StatusOr<std::string> answer) {
                 const grpc::Status status = ToGrpc(answer.status());
                 if (answer.ok()) *response = ToBuffer(*std::move(answer));
                 reactor->Finish(status);
               });
  return reactor;
}

// Takes a message from the stream whenever the one before has gone out.
class OutReactor final : public grpc::ServerWriteReactor<ByteBuffer> {
 public:
  OutReactor(std::unique_ptr<OutStream> stream, Context* context, absl::Duration longest_unread)
      : stream_(std::move(stream)), guard_(std::make_shared<UnreadGuard>(context, longest_unread)) {
    guard_->Start();
    Next();
  }

  void OnWriteDone(bool ok) override {
    guard_->End();
    if (ok) return Next();
    Finish(grpc::Status::CANCELLED);
  }
  void OnCancel() override { stream_->Cancel(); }
  void OnDone() override {
    guard_->Stop();
    delete this;
  }

 private:
  void Next() {
    stream_->Pull([this](absl::StatusOr<std::optional<std::string>> message) {
      if (!message.ok() || !*message) return Finish(ToGrpc(message.status()));
      buffer_ = ToBuffer(**std::move(message));
      guard_->Begin();
      StartWrite(&buffer_);
    });
  }

  const std::unique_ptr<OutStream> stream_;
  const std::shared_ptr<UnreadGuard> guard_;
  ByteBuffer buffer_;
};

// Reads a request whenever the one before was answered.
class BatchReactor final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  explicit BatchReactor(std::unique_ptr<BatchStream> stream) : stream_(std::move(stream)) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) {  // no more requests
      stream_->End();
      return Finish(grpc::Status::OK);
    }
    const Body body(request_);
    stream_->Answer(body.bytes(), [this](absl::StatusOr<std::string> answer) {
      if (!answer.ok()) return Finish(ToGrpc(answer.status()));
      response_ = ToBuffer(*std::move(answer));
      StartWrite(&response_);
    });
  }
  void OnWriteDone(bool ok) override {
    if (ok) return StartRead(&request_);
    Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<BatchStream> stream_;
  ByteBuffer request_, response_;
};

}  // namespace

GrpcService::GrpcService(const google::protobuf::ServiceDescriptor* service, Calls* calls,
                         absl::Duration longest_unread)
    : longest_unread_(longest_unread) {
  paths_.reserve(static_cast<size_t>(service->method_count()));
  for (int i = 0; i < service->method_count(); ++i) Add(i, service->method(i), calls);
}

void GrpcService::Add(int index, const google::protobuf::MethodDescriptor* method, Calls* calls) {
  using grpc::internal::RpcMethod;
  const core::MethodRule* const rule = core::FindMethod(method->service()->full_name(), method->name());
  const char* const path =
      paths_.emplace_back(absl::StrCat("/", method->service()->full_name(), "/", method->name())).c_str();
  if (method->client_streaming()) {
    AddMethod(new grpc::internal::RpcServiceMethod(path, RpcMethod::BIDI_STREAMING, nullptr));
    MarkMethodRawCallback(index, new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>([=](Context* context) {
                            return new BatchReactor(calls->OpenBatches(ArrivalOf(*context, rule)));
                          }));
  } else if (method->server_streaming()) {
    AddMethod(new grpc::internal::RpcServiceMethod(path, RpcMethod::SERVER_STREAMING, nullptr));
    MarkMethodRawCallback(
        index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                   [=, longest_unread = longest_unread_](Context* context, const ByteBuffer* request) {
                     const Body body(*request);
                     return new OutReactor(calls->Open(ArrivalOf(*context, rule, body.bytes().size()), body.reader()),
                                           context, longest_unread);
                   }));
  } else {
    AddMethod(new grpc::internal::RpcServiceMethod(path, RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                                     [=](Context* context, const ByteBuffer* request, ByteBuffer* response) {
                                       return AnswerOne(*calls, rule, context, request, response);
                                     }));
  }
}

}  // namespace heng::api
