// Messages as one line of JSON, by reflection: what protobuf's own printer writes, in a tenth of its time. Inner part
// of json.h.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace heng::json {

// Adds `text` as a JSON string: escaped as protobuf does, but for < and >, which people read.
void AppendQuoted(std::string_view text, std::string* out);

// Adds the message.
void AppendLine(const google::protobuf::Message& message, std::string* out);

// protobuf's own printer, with < and > unescaped.
std::string PrintedByProtobuf(const google::protobuf::Message& message, bool pretty);

}  // namespace heng::json
