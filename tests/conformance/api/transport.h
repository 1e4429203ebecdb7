// One call over any of the ways in: gRPC, and the Connect protocol over HTTP with JSON or proto bodies. What comes back
// is told in the same words, whichever it was.
#pragma once

#include <google/protobuf/descriptor.h>

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/conformance/api/connection.h"
#include "tests/support/http_client.h"

namespace heng::conformance {

enum class Transport { kGrpc, kConnectJson, kConnectProto };
std::ostream& operator<<(std::ostream& out, Transport transport);

// Those the server under test can be asked over.
const std::vector<Transport>& Transports();

// "EvaluationService/GetEvaluation"; a test failure and null if the contract has none.
const google::protobuf::MethodDescriptor* MethodOf(const std::string& method);
std::unique_ptr<google::protobuf::Message> NewRequest(const std::string& method);

struct Sent {
  std::string method;  // "EvaluationService/GetEvaluation"
  std::string proto;   // the request in both forms, well-made or not
  std::string json;
  std::string authorization;  // the header's value; empty: not sent
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  size_t max_messages = 100'000;  // of a stream: hangs up behind so many
};
// A request in text format, called by the owner of Token().
Sent TextRequest(const std::string& method, const std::string& text);
Sent RequestOf(const std::string& method, const google::protobuf::Message& message);

struct Received {
  Error error;                        // code OK: none
  std::vector<std::string> messages;  // in proto, the fields in order, whatever they came as
  int http_status = 0;                // 0: gRPC
};
// Methods with one request; server streams too.
Received Send(Transport transport, const Sent& sent);
// The same with a connection that is there, and headers beside those that belong to it.
Received SendHttp(Transport transport, const Sent& sent, testing::HttpConnection* connection,
                  const testing::HttpHeaders& more = {});

// What an answer of the Connect protocol says that is no success.
Error ErrorOfConnect(const std::string& json);
// A message of a stream as HTTP carries it: flags, length, bytes.
std::string Envelope(int flags, const std::string& bytes);

}  // namespace heng::conformance
