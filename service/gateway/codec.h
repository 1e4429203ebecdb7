// The two forms messages travel in, and the way between them and the serialized messages of the handlers.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace heng::gateway {

enum class Codec { kJson, kProto };

// A request's bytes as its caller sent them -> the serialized message. UNREADABLE_REQUEST with what is wrong and where,
// MESSAGE_TOO_LARGE. `kept` holds what the answer points into, where it is not `body` itself.
struct RequestForm {
  Codec codec = Codec::kJson;
  bool gzip = false;
  size_t limit = 0;  // of the plain message, in bytes
};
absl::StatusOr<std::string_view> ReadRequest(std::string_view body, const RequestForm& form,
                                             const google::protobuf::Descriptor* type, std::string* kept);

// The serialized message -> what its caller gets. INTERNAL: it is no message of the type.
absl::StatusOr<std::string> WriteAnswer(std::string message, Codec codec, const google::protobuf::Descriptor* type);

}  // namespace heng::gateway
