#include "tests/conformance/api/transport.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/generic/generic_stub.h>

#include <cstring>

#include "google/rpc/status.pb.h"
#include "heng/v1/access_service.pb.h"
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/directory_service.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/event_service.pb.h"
#include "heng/v1/form_service.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/report_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "heng/v1/workflow_service.pb.h"

namespace heng::conformance {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using testing::HttpAnswer;
using testing::HttpConnection;
using testing::HttpHeaders;

constexpr int kCompressed = 1, kEndOfStream = 2;  // flags of an envelope
constexpr size_t kEnvelopeHead = 5;

// The services of the contract are found by name: their files have to be in the program.
[[maybe_unused]] const google::protobuf::Descriptor* const kLinked[] = {
    v1::WhoAmIRequest::descriptor(),          v1::GetBudgetRequest::descriptor(),
    v1::GetOrgRequest::descriptor(),          v1::GetEvaluationRequest::descriptor(),
    v1::ListEventsRequest::descriptor(),      v1::ReadFormRequest::descriptor(),
    v1::GetPolicyRequest::descriptor(),       v1::SetYearFactsRequest::descriptor(),
    v1::DrawSampleRequest::descriptor(),      v1::GetTargetRequest::descriptor(),
    v1::SetWorkflowRulesRequest::descriptor()};

struct CodeName {
  const char* name;
  grpc::StatusCode code;
  int http_status;
};
constexpr CodeName kCodes[] = {
    {"canceled", grpc::StatusCode::CANCELLED, 499},
    {"unknown", grpc::StatusCode::UNKNOWN, 500},
    {"invalid_argument", grpc::StatusCode::INVALID_ARGUMENT, 400},
    {"deadline_exceeded", grpc::StatusCode::DEADLINE_EXCEEDED, 504},
    {"not_found", grpc::StatusCode::NOT_FOUND, 404},
    {"already_exists", grpc::StatusCode::ALREADY_EXISTS, 409},
    {"permission_denied", grpc::StatusCode::PERMISSION_DENIED, 403},
    {"resource_exhausted", grpc::StatusCode::RESOURCE_EXHAUSTED, 429},
    {"failed_precondition", grpc::StatusCode::FAILED_PRECONDITION, 400},
    {"aborted", grpc::StatusCode::ABORTED, 409},
    {"out_of_range", grpc::StatusCode::OUT_OF_RANGE, 400},
    {"unimplemented", grpc::StatusCode::UNIMPLEMENTED, 501},
    {"internal", grpc::StatusCode::INTERNAL, 500},
    {"unavailable", grpc::StatusCode::UNAVAILABLE, 503},
    {"data_loss", grpc::StatusCode::DATA_LOSS, 500},
    {"unauthenticated", grpc::StatusCode::UNAUTHENTICATED, 401},
};

std::string Ordered(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

std::string Base64(const std::string& text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const char* const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char* const found = c == '\0' ? nullptr : std::strchr(letters, c);
    if (found == nullptr) {
      ADD_FAILURE() << "no base64 without padding: " << text;
      return bytes;
    }
    bits = bits << 6 | static_cast<uint32_t>(found - letters);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

// An answer's message in proto; a test failure and "" if it is none.
std::string MessageBytes(Transport transport, const MethodDescriptor* method, const std::string& body) {
  const auto message = NewMessage(method->output_type());
  if (transport == Transport::kConnectJson) {
    const auto read = google::protobuf::util::JsonStringToMessage(body, message.get());
    EXPECT_TRUE(read.ok()) << method->full_name() << ": " << read << "\n" << body.substr(0, 500);
  } else {
    EXPECT_TRUE(message->ParseFromString(body)) << method->full_name();
  }
  return Ordered(*message);
}

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

class Completions {
 public:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }
  grpc::CompletionQueue* queue() { return &queue_; }

 private:
  grpc::CompletionQueue queue_;
};

Received SendGrpc(const Sent& sent) {
  const MethodDescriptor* const method = MethodOf(sent.method);
  grpc::GenericStub stub(Channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + sent.timeout);
  if (!sent.authorization.empty()) context.AddMetadata("authorization", sent.authorization);
  Completions completions;
  Received received;
  auto call = stub.PrepareCall(&context, "/heng.v1." + sent.method, completions.queue());
  call->StartCall(nullptr);
  completions.Next();
  // One that fails says why in the status.
  call->WriteLast(BufferOf(sent.proto), grpc::WriteOptions(), nullptr);
  completions.Next();
  for (grpc::ByteBuffer response;; response.Clear()) {
    call->Read(&response, nullptr);
    if (!completions.Next()) break;
    grpc::Slice body;
    EXPECT_TRUE(response.DumpToSingleSlice(&body).ok());
    const std::string bytes(reinterpret_cast<const char*>(body.begin()), body.size());
    received.messages.push_back(method == nullptr ? bytes : MessageBytes(Transport::kGrpc, method, bytes));
    if (received.messages.size() < sent.max_messages) continue;
    context.TryCancel();
    break;
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  completions.Next();
  const bool hung_up = received.messages.size() >= sent.max_messages;
  if (!hung_up) received.error = ErrorOf(status);
  return received;
}

HttpHeaders HeadersOf(Transport transport, bool stream, const Sent& sent) {
  const std::string kind = transport == Transport::kConnectJson ? "json" : "proto";
  HttpHeaders headers = {{"content-type", (stream ? "application/connect+" : "application/") + kind},
                         {"connect-protocol-version", "1"},
                         {"connect-timeout-ms", std::to_string(sent.timeout.count())}};
  if (!sent.authorization.empty()) headers["authorization"] = sent.authorization;
  return headers;
}

// The end of a stream is a message of its own.
void TakeEnd(const std::string& json, Received* received) {
  google::protobuf::Struct end;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &end).ok()) << json;
  const auto error = end.fields().find("error");
  if (error == end.fields().end()) return;
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(error->second, &text).ok());
  received->error = ErrorOfConnect(text);
}

Error BrokenOff(const std::string& trouble) {
  Error error;
  error.code = grpc::StatusCode::UNKNOWN;
  error.message = trouble;
  return error;
}

// Takes the whole envelopes off the front of `bytes`. True: the end of the stream was one of them.
bool TakeEnvelopes(Transport transport, const MethodDescriptor* method, std::string* bytes, Received* received) {
  size_t begin = 0;
  bool ended = false;
  while (!ended && bytes->size() >= begin + kEnvelopeHead) {
    size_t length = 0;
    for (size_t i = 1; i < kEnvelopeHead; ++i) length = length << 8 | static_cast<uint8_t>((*bytes)[begin + i]);
    if (bytes->size() < begin + kEnvelopeHead + length) break;
    const int flags = (*bytes)[begin];
    std::string message = bytes->substr(begin + kEnvelopeHead, length);
    if ((flags & kCompressed) != 0) message = testing::Gunzip(message);
    begin += kEnvelopeHead + length;
    ended = (flags & kEndOfStream) != 0;
    if (ended) {
      TakeEnd(message, received);
    } else {
      received->messages.push_back(MessageBytes(transport, method, message));
    }
  }
  bytes->erase(0, begin);
  return ended;
}

// Reads the answer of a stream, piece by piece.
void ReadStream(Transport transport, const MethodDescriptor* method, const Sent& sent, HttpConnection* connection,
                Received* received) {
  const HttpAnswer head = connection->ReadHead();
  received->http_status = head.status;
  EXPECT_EQ(head.status, 200) << sent.method << " " << head.trouble;
  EXPECT_EQ(head.Header("content-type"), HeadersOf(transport, true, sent)["content-type"]);
  std::string bytes, piece, trouble = head.trouble;
  while (trouble.empty() && connection->ReadPiece(&piece, &trouble)) {
    bytes += piece;
    if (TakeEnvelopes(transport, method, &bytes, received)) {
      EXPECT_EQ(bytes, "") << "behind the end of the stream";
      while (connection->ReadPiece(&piece, &trouble)) EXPECT_EQ(piece, "") << "behind the end of the stream";
      return;
    }
    if (received->messages.size() >= sent.max_messages) return;  // and the connection is dropped
  }
  received->error = BrokenOff("the stream broke off: " + trouble);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, Transport transport) {
  const char* const names[] = {"gRPC", "Connect with JSON", "Connect with proto"};
  return out << names[static_cast<int>(transport)];
}

const std::vector<Transport>& Transports() {
  static const std::vector<Transport> all =
      HttpAddress().empty()
          ? std::vector<Transport>{Transport::kGrpc}
          : std::vector<Transport>{Transport::kGrpc, Transport::kConnectJson, Transport::kConnectProto};
  return all;
}

const MethodDescriptor* MethodOf(const std::string& method) {
  std::string name = "heng.v1." + method;
  for (char& c : name) c = c == '/' ? '.' : c;
  return DescriptorPool::generated_pool()->FindMethodByName(name);
}

std::unique_ptr<Message> NewRequest(const std::string& method) {
  const MethodDescriptor* const found = MethodOf(method);
  EXPECT_NE(found, nullptr) << method;
  return found == nullptr ? std::make_unique<google::protobuf::Struct>() : NewMessage(found->input_type());
}

Sent TextRequest(const std::string& method, const std::string& text) {
  const auto message = NewRequest(method);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get())) << method << ": " << text;
  return RequestOf(method, *message);
}

Sent RequestOf(const std::string& method, const Message& message) {
  Sent sent;
  sent.method = method;
  sent.proto = message.SerializeAsString();
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &sent.json).ok()) << method;
  sent.authorization = "Bearer " + Token();
  return sent;
}

Received Send(Transport transport, const Sent& sent) {
  if (transport == Transport::kGrpc) return SendGrpc(sent);
  HttpConnection connection(HttpAddress());
  return SendHttp(transport, sent, &connection);
}

Received SendHttp(Transport transport, const Sent& sent, HttpConnection* connection, const HttpHeaders& more) {
  const MethodDescriptor* const method = MethodOf(sent.method);
  const bool stream = method != nullptr && method->server_streaming();
  const std::string& message = transport == Transport::kConnectJson ? sent.json : sent.proto;
  HttpHeaders headers = HeadersOf(transport, stream, sent);
  for (const auto& [name, value] : more) headers[name] = value;
  Received received;
  if (stream) {
    const std::string body = Envelope(0, message);
    headers["content-length"] = std::to_string(body.size());
    EXPECT_TRUE(connection->Send(testing::HttpHead("POST", "/heng.v1." + sent.method, headers) + body));
    ReadStream(transport, method, sent, connection, &received);
    return received;
  }
  const HttpAnswer answer = connection->Call("POST", "/heng.v1." + sent.method, headers, message);
  received.http_status = answer.status;
  std::string body = answer.body;
  if (answer.Header("content-encoding") == "gzip") body = testing::Gunzip(body);
  if (answer.status == 200) {
    EXPECT_EQ(answer.Header("content-type"), headers["content-type"]) << sent.method;
    received.messages.push_back(method == nullptr ? body : MessageBytes(transport, method, body));
  } else if (answer.status == 0) {
    received.error = BrokenOff(answer.trouble);
  } else {
    EXPECT_EQ(answer.Header("content-type"), "application/json") << sent.method << " " << body;
    received.error = ErrorOfConnect(body);
    for (const CodeName& known : kCodes) {
      if (known.code != received.error.code) continue;
      // What is wrong with the HTTP of a call is said as HTTP does.
      const bool of_http = answer.status == 404 || answer.status == 408 || answer.status == 413 || answer.status == 415;
      EXPECT_TRUE(of_http || answer.status == known.http_status) << known.name << " as " << answer.status;
    }
  }
  return received;
}

Error ErrorOfConnect(const std::string& json) {
  google::protobuf::Struct error;
  if (!google::protobuf::util::JsonStringToMessage(json, &error).ok()) {
    ADD_FAILURE() << "no error of the Connect protocol: " << json.substr(0, 500);
    return BrokenOff(json);
  }
  const std::string code = error.fields().count("code") == 1 ? error.fields().at("code").string_value() : "";
  google::rpc::Status status;
  status.set_code(-1);
  for (const CodeName& known : kCodes) {
    if (code == known.name) status.set_code(known.code);
  }
  EXPECT_NE(status.code(), -1) << "unknown code: " << json.substr(0, 500);
  if (error.fields().count("message") == 1) status.set_message(error.fields().at("message").string_value());
  if (error.fields().count("details") == 1) {
    for (const auto& detail : error.fields().at("details").list_value().values()) {
      const auto& fields = detail.struct_value().fields();
      auto* const added = status.add_details();
      added->set_type_url("type.googleapis.com/" + fields.at("type").string_value());
      added->set_value(Base64(fields.at("value").string_value()));
    }
  }
  return ErrorOf(
      grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString()));
}

std::string Envelope(int flags, const std::string& bytes) {
  std::string envelope(1, static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) envelope.push_back(static_cast<char>(bytes.size() >> shift & 0xff));
  return envelope + bytes;
}

}  // namespace heng::conformance
