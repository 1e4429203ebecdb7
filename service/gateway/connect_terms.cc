#include "service/gateway/connect_terms.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace heng::gateway {
namespace {

constexpr size_t kMaxTimeoutDigits = 10;

constexpr ContentType kTypes[] = {
    {Codec::kJson, false, "application/json"},
    {Codec::kProto, false, "application/proto"},
    {Codec::kJson, true, "application/connect+json"},
    {Codec::kProto, true, "application/connect+proto"},
};

absl::string_view Text(std::string_view text) { return {text.data(), text.size()}; }

std::string Cut(std::string_view value, size_t bytes) { return std::string(value.substr(0, bytes)); }

}  // namespace

std::optional<ContentType> ReadContentType(std::string_view value) {
  const std::vector<absl::string_view> parts = absl::StrSplit(Text(value), ';');
  for (size_t i = 1; i < parts.size(); ++i) {
    const absl::string_view parameter = absl::StripAsciiWhitespace(parts[i]);
    if (!absl::StartsWithIgnoreCase(parameter, "charset=")) continue;
    const absl::string_view charset = parameter.substr(sizeof("charset=") - 1);
    if (!absl::EqualsIgnoreCase(charset, "utf-8") && !absl::EqualsIgnoreCase(charset, "\"utf-8\"")) return std::nullopt;
  }
  for (const ContentType& type : kTypes) {
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]), type.text)) return type;
  }
  return std::nullopt;
}

std::optional<absl::Duration> ReadTimeout(std::string_view value) {
  int64_t milliseconds = 0;
  const bool digits = !value.empty() && value.size() <= kMaxTimeoutDigits &&
                      std::all_of(value.begin(), value.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (!digits || !absl::SimpleAtoi(Text(value), &milliseconds)) return std::nullopt;
  return absl::Milliseconds(milliseconds);
}

bool AcceptsGzip(std::string_view list) {
  for (const absl::string_view item : absl::StrSplit(Text(list), ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(item, ';');
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]), "gzip")) continue;
    double quality = 1;
    if (parts.size() > 1) {
      absl::string_view parameter = absl::StripAsciiWhitespace(parts[1]);
      if (absl::StartsWithIgnoreCase(parameter, "q=") && !absl::SimpleAtod(parameter.substr(2), &quality)) quality = 0;
    }
    return quality > 0;
  }
  return false;
}

api::Arrival ArrivalOf(const HttpRequest& request, const core::MethodRule* rule,
                       std::optional<absl::Duration> timeout) {
  api::Arrival arrival;
  arrival.method = rule;
  arrival.shown.authorization = Cut(request.Header("authorization"), api::kMaxAuthorizationBytes);
  if (request.certificate_names != nullptr) arrival.shown.certificate_names = *request.certificate_names;
  if (timeout) arrival.deadline = absl::Now() + *timeout;
  arrival.peer = absl::StrCat("http:", Text(request.peer));
  arrival.request_id = Cut(request.Header("x-request-id"), api::kMaxRequestIdBytes);
  arrival.bytes = request.body.size();
  return arrival;
}

// Forms hold personal data: nobody on the way keeps them.
HttpAnswer PlainAnswer(const ContentType& type, std::string body) {
  return {
      .status = 200, .body = std::move(body), .content_type = type.text, .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace heng::gateway
