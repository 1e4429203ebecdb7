#include "google/protobuf/util/json_util.h"
#include "proto/json/json.h"
#include "proto/json/line_writer.h"

namespace heng::json {
namespace {

// protobuf escapes < and > for HTML pages; a form's ">=50" is read by people.
std::string WithPlainAngles(const std::string& json) {
  std::string plain;
  plain.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '\\') {
      plain += json[at++];
    } else if (json.compare(at, 6, "\\u003c") == 0 || json.compare(at, 6, "\\u003e") == 0) {
      plain += json[at + 5] == 'c' ? '<' : '>';
      at += 6;
    } else {
      plain.append(json, at, 2);  // the backslash and what it escapes, so that \\u003c stays what it is
      at += 2;
    }
  }
  return plain;
}

}  // namespace

std::string PrintedByProtobuf(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  std::string json;
  // Fails only for messages no .proto of ours can hold (a Timestamp out of range): then what is there is better shown.
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return WithPlainAngles(json);
}

std::string WriteMessage(const google::protobuf::Message& message, Style style) {
  if (style == Style::kPretty) return PrintedByProtobuf(message, /*pretty=*/true);
  std::string json;
  AppendLine(message, &json);
  return json;
}

std::string Quoted(std::string_view text) {
  std::string json;
  AppendQuoted(text, &json);
  return json;
}

}  // namespace heng::json
