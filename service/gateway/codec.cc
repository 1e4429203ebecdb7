#include "service/gateway/codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/message.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/json/json.h"
#include "scoring/form_check.h"
#include "service/core/errors.h"
#include "service/core/errors_http.h"
#include "service/gateway/gzip.h"

namespace heng::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

Message* NewMessage(const Descriptor* type, google::protobuf::Arena* arena) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New(arena);
}

absl::Status Unreadable(const std::vector<json::Mistake>& mistakes) {
  std::vector<scoring::Violation> violations;
  for (const json::Mistake& mistake : mistakes) {
    scoring::Violation violation = {mistake.path, mistake.zh, mistake.en};
    if (mistake.line > 0) {
      violation.zh = absl::StrCat("第 ", mistake.line, " 行第 ", mistake.column, " 列：", mistake.zh);
      violation.en = absl::StrCat("line ", mistake.line, ", column ", mistake.column, ": ", mistake.en);
    }
    violations.push_back(std::move(violation));
  }
  return core::UnreadableRequest(violations);
}

}  // namespace

absl::StatusOr<std::string_view> ReadRequest(std::string_view body, const RequestForm& form, const Descriptor* type,
                                             std::string* kept) {
  std::string plain;
  if (form.gzip && !body.empty()) {
    switch (Gunzip(body, form.limit, &plain)) {
      case Inflated::kOk:
        break;
      case Inflated::kTooLarge:
        return core::MessageTooLarge(form.limit);
      case Inflated::kNotGzip:
        return core::UnreadableRequest(
            {{"", "说是 gzip，却解不开。", "it is said to be gzip and is not, or is cut off."}});
    }
    body = plain;
  }
  if (form.codec == Codec::kProto) {
    if (!form.gzip) return body;
    *kept = std::move(plain);
    return *kept;
  }
  kept->clear();
  if (body.empty()) return *kept;  // curl -X POST without data: no field is set
  google::protobuf::Arena arena;
  Message* const message = NewMessage(type, &arena);
  const std::vector<json::Mistake> mistakes = json::ReadMessage(body, message);
  if (!mistakes.empty()) return Unreadable(mistakes);
  message->SerializeToString(kept);
  if (kept->size() > form.limit) return core::MessageTooLarge(form.limit);
  return *kept;
}

absl::StatusOr<std::string> WriteAnswer(std::string message, Codec codec, const Descriptor* type) {
  if (codec == Codec::kProto) return message;
  google::protobuf::Arena arena;
  Message* const answer = NewMessage(type, &arena);
  if (!answer->ParseFromString(message)) return core::FromStore(absl::InternalError(""));
  return json::WriteMessage(*answer, json::Style::kLine);
}

}  // namespace heng::gateway
