// What a request's head says of how a call travels. Inner part of connect_api.
#pragma once

#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "service/gateway/codec.h"
#include "service/gateway/connect_api.h"
#include "service/gateway/http_message.h"

namespace heng::gateway {

struct ConnectApi::Endpoint {
  const core::MethodRule* rule = nullptr;
  const google::protobuf::Descriptor* request = nullptr;
  const google::protobuf::Descriptor* answer = nullptr;
  bool streams_out = false;
  std::string twin;  // of a method that streams both ways: the unary method that does the same; else empty
};

struct ConnectApi::Terms {
  const Endpoint* endpoint = nullptr;
  Codec codec = Codec::kJson;
  bool gzip_in = false, gzip_out = false;
  std::optional<absl::Duration> timeout;
};

// Of "application/connect+json; charset=utf-8".
struct ContentType {
  Codec codec = Codec::kJson;
  bool enveloped = false;  // the form of streams
  const char* text = "";   // as an answer says it
};
// nullopt: another one, or another charset than UTF-8.
std::optional<ContentType> ReadContentType(std::string_view value);

// "5000"; nullopt: no number of at most 10 digits.
std::optional<absl::Duration> ReadTimeout(std::string_view value);

// Whether "gzip" is in a list such as "br, gzip;q=0.5".
bool AcceptsGzip(std::string_view list);

api::Arrival ArrivalOf(const HttpRequest& request, const core::MethodRule* rule, std::optional<absl::Duration> timeout);

// An answer that is no error.
HttpAnswer PlainAnswer(const ContentType& type, std::string body);

}  // namespace heng::gateway
