#include "service/gateway/connect_api.h"

#include <google/protobuf/descriptor.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/errors_http.h"
#include "service/gateway/connect_error.h"
#include "service/gateway/connect_terms.h"
#include "service/gateway/envelope.h"
#include "service/gateway/gzip.h"

namespace heng::gateway {
namespace {

constexpr char kAllowed[] = "POST, OPTIONS";
constexpr char kUnaryTypes[] = "application/json, application/proto";
constexpr char kStreamTypes[] = "application/connect+json, application/connect+proto";
// Smaller answers travel in one packet anyway.
constexpr size_t kGzipFrom = 1024;

HttpAnswer With(HttpAnswer answer, const char* header, std::string value) {
  answer.headers.emplace_back(header, std::move(value));
  return answer;
}

// In the form the caller reads: for streams all errors come at the end of a body, with status 200.
HttpAnswer Refusal(const ContentType& type, const absl::Status& status) {
  if (!type.enveloped) return ErrorAnswer(status);
  return PlainAnswer(type, MakeEnvelope(kEndOfStream, absl::StrCat("{\"error\":", ErrorJson(status), "}")));
}

// "heng.v1.BudgetService" and "ImportBudgets" -> "ImportBudgetBatch": the unary method with the same messages.
std::string TwinOf(const google::protobuf::MethodDescriptor* method) {
  for (int i = 0; i < method->service()->method_count(); ++i) {
    const auto* const other = method->service()->method(i);
    if (other->client_streaming() || other->server_streaming()) continue;
    if (other->input_type() == method->input_type() && other->output_type() == method->output_type()) {
      return other->name();
    }
  }
  return "gRPC";
}

}  // namespace

ConnectApi::ConnectApi(api::Calls* calls, const std::vector<std::string>& services, size_t limit)
    : calls_(calls), limit_(limit) {
  for (const std::string& name : services) {
    const auto* const service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* const method = service->method(i);
      Endpoint endpoint;
      endpoint.rule = core::FindMethod(name, method->name());
      endpoint.request = method->input_type();
      endpoint.answer = method->output_type();
      endpoint.streams_out = method->server_streaming();
      if (method->client_streaming()) endpoint.twin = TwinOf(method);
      endpoints_.emplace(absl::StrCat("/", name, "/", method->name()), std::move(endpoint));
    }
  }
}

ConnectApi::~ConnectApi() = default;

std::optional<HttpAnswer> ConnectApi::Settle(const HttpRequest& head, Terms* terms) const {
  const auto endpoint = endpoints_.find(std::string(head.path));
  if (endpoint == endpoints_.end()) return ErrorAnswer(core::NoSuchMethod(head.path), 404);
  terms->endpoint = &endpoint->second;
  // No Access-Control-…: what browsers may not send by themselves, other sites may not send either.
  if (head.method == "OPTIONS") {
    return HttpAnswer{.status = 204, .body = "", .headers = {{"Allow", kAllowed}, {"Accept-Post", kUnaryTypes}}};
  }
  if (head.method != "POST") return With(ErrorAnswer(core::PostOnly(head.method), 405), "Allow", kAllowed);

  const std::string_view given = head.Header("content-type");
  const auto type = ReadContentType(given);
  const bool both_ways = !terms->endpoint->twin.empty();
  const char* const types = terms->endpoint->streams_out ? kStreamTypes : kUnaryTypes;
  if (!type || (type->enveloped != terms->endpoint->streams_out && !both_ways)) {
    return With(ErrorAnswer(core::WrongContentType(given, types), 415), "Accept-Post", types);
  }
  if (both_ways) return Refusal(*type, core::NotOverHttp(terms->endpoint->rule->name, terms->endpoint->twin));
  terms->codec = type->codec;

  const std::string_view version = head.Header("connect-protocol-version");
  if (head.Has("connect-protocol-version") && version != "1") {
    return Refusal(*type, core::WrongHeader("Connect-Protocol-Version", version, "1"));
  }
  if (head.Has("connect-timeout-ms")) {
    terms->timeout = ReadTimeout(head.Header("connect-timeout-ms"));
    if (!terms->timeout) {
      return Refusal(*type, core::WrongHeader("Connect-Timeout-Ms", head.Header("connect-timeout-ms"),
                                              "a whole number of at most 10 digits"));
    }
  }
  const char* const encoding_header = type->enveloped ? "Connect-Content-Encoding" : "Content-Encoding";
  const std::string_view encoding = head.Header(encoding_header);
  terms->gzip_in = encoding == "gzip";
  if (!encoding.empty() && encoding != "gzip" && encoding != "identity") {
    return Refusal(*type, core::WrongEncoding(encoding_header, encoding));
  }
  if (type->enveloped && !head.Header("content-encoding").empty() && head.Header("content-encoding") != "identity") {
    return Refusal(*type,
                   core::WrongHeader("Content-Encoding", head.Header("content-encoding"), "Connect-Content-Encoding"));
  }
  const char* const accept_header = type->enveloped ? "connect-accept-encoding" : "accept-encoding";
  terms->gzip_out = head.Has(accept_header) ? AcceptsGzip(head.Header(accept_header)) : terms->gzip_in;
  if (draining_) return Refusal(*type, core::ServerStopping());
  return std::nullopt;
}

std::optional<HttpAnswer> ConnectApi::Refuse(const HttpRequest& head) {
  Terms terms;
  return Settle(head, &terms);
}

void ConnectApi::Handle(const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) {
  Terms terms;
  if (auto refusal = Settle(request, &terms)) return exchange->Answer(*std::move(refusal));
  terms.endpoint->streams_out ? HandleStream(terms, request, std::move(exchange))
                              : HandleUnary(terms, request, std::move(exchange));
}

HttpAnswer ConnectApi::TooLarge(size_t limit) { return ErrorAnswer(core::MessageTooLarge(limit), 413); }
HttpAnswer ConnectApi::TooSlow() { return ErrorAnswer(core::RequestTooSlow(), 408); }
HttpAnswer ConnectApi::NoRoom() { return ErrorAnswer(core::ServerCrowded()); }

void ConnectApi::HandleUnary(const Terms& terms, const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) {
  std::string kept;
  const auto read = [&]() {
    const RequestForm form = {.codec = terms.codec, .gzip = terms.gzip_in, .limit = limit_};
    return ReadRequest(request.body, form, terms.endpoint->request, &kept);
  };
  const auto to_http = [terms, limit = limit_](absl::StatusOr<std::string> answer) {
    if (answer.ok() && answer->size() > limit) answer = core::AnswerTooLarge(limit);
    if (answer.ok()) answer = WriteAnswer(*std::move(answer), terms.codec, terms.endpoint->answer);
    if (!answer.ok()) return ErrorAnswer(answer.status());
    HttpAnswer http = PlainAnswer({.codec = terms.codec,
                                   .enveloped = false,
                                   .text = terms.codec == Codec::kJson ? "application/json" : "application/proto"},
                                  *std::move(answer));
    if (!terms.gzip_out || http.body.size() < kGzipFrom) return http;
    http.body = Gzip(http.body);
    return With(std::move(http), "Content-Encoding", "gzip");
  };
  // Answers come on any thread, also the store's: there nothing is written as JSON.
  calls_->Answer(ArrivalOf(request, terms.endpoint->rule, terms.timeout), read,
                 [exchange, to_http](absl::StatusOr<std::string> answer) {
                   exchange->Run([exchange, to_http, answer = std::move(answer)]() mutable {
                     exchange->Answer(to_http(std::move(answer)));
                   });
                 });
}

// Takes a message from the stream whenever the one before is written.
class ConnectApi::Stream final : public std::enable_shared_from_this<Stream> {
 public:
  Stream(const Terms& terms, size_t limit, std::shared_ptr<HttpExchange> exchange, std::unique_ptr<api::OutStream> out)
      : terms_(terms), limit_(limit), exchange_(std::move(exchange)), out_(std::move(out)) {}

  void Begin() {
    const bool json = terms_.codec == Codec::kJson;
    HttpAnswer head = PlainAnswer({.codec = terms_.codec,
                                   .enveloped = true,
                                   .text = json ? "application/connect+json" : "application/connect+proto"},
                                  "");
    if (terms_.gzip_out) head = With(std::move(head), "Connect-Content-Encoding", "gzip");
    exchange_->Begin(
        std::move(head), [self = shared_from_this()] { self->out_->Cancel(); }, AndThenNext());
  }

 private:
  HttpExchange::Written AndThenNext() {
    return [self = shared_from_this()](bool ok) {
      if (ok) self->Next();
    };
  }

  void Next() {
    out_->Pull([self = shared_from_this()](absl::StatusOr<std::optional<std::string>> message) {
      self->exchange_->Run([self, message = std::move(message)]() mutable { self->Send(std::move(message)); });
    });
  }

  void Send(absl::StatusOr<std::optional<std::string>> message) {
    if (!message.ok()) return End(message.status());
    if (!message->has_value()) return End(absl::OkStatus());
    if ((*message)->size() > limit_) return End(core::AnswerTooLarge(limit_));
    absl::StatusOr<std::string> part = WriteAnswer(**std::move(message), terms_.codec, terms_.endpoint->answer);
    if (!part.ok()) return End(part.status());
    const bool gzip = terms_.gzip_out && part->size() >= kGzipFrom;
    exchange_->Write(MakeEnvelope(gzip ? kCompressed : 0, gzip ? Gzip(*part) : *part), /*last=*/false, AndThenNext());
  }

  void End(const absl::Status& status) {
    const std::string last = status.ok() ? "{}" : absl::StrCat("{\"error\":", ErrorJson(status), "}");
    exchange_->Write(MakeEnvelope(kEndOfStream, last), /*last=*/true, [self = shared_from_this()](bool) {});
  }

  const Terms terms_;
  const size_t limit_;
  const std::shared_ptr<HttpExchange> exchange_;
  const std::unique_ptr<api::OutStream> out_;
};

void ConnectApi::HandleStream(const Terms& terms, const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) {
  std::string kept;
  const auto read = [&]() -> absl::StatusOr<std::string_view> {
    const auto envelope = OnlyEnvelope(request.body);
    const bool compressed = envelope && (envelope->flags & kCompressed) != 0;
    if (!envelope || (compressed && !terms.gzip_in)) {
      return core::UnreadableRequest(
          {{"", "请求体应是一个信封：1 字节标志（0，gzip 压缩的为 1），4 字节长度（大端），然后是消息。",
            "the body must be one envelope: a byte of flags (0; 1 with Connect-Content-Encoding: gzip), four of "
            "length, "
            "big-endian, and the message."}});
    }
    const RequestForm form = {.codec = terms.codec, .gzip = compressed, .limit = limit_};
    return ReadRequest(envelope->message, form, terms.endpoint->request, &kept);
  };
  auto out = calls_->Open(ArrivalOf(request, terms.endpoint->rule, terms.timeout), read);
  std::make_shared<Stream>(terms, limit_, std::move(exchange), std::move(out))->Begin();
}

}  // namespace heng::gateway
