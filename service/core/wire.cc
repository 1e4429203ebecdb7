#include "service/core/wire.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace heng::core {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

}  // namespace

void AppendField(int number, std::string_view bytes, std::string* out) {
  uint8_t prefix[20];
  uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
      WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), prefix);
  end = CodedOutputStream::WriteVarint64ToArray(bytes.size(), end);
  out->append(reinterpret_cast<const char*>(prefix), static_cast<size_t>(end - prefix));
  out->append(bytes);
}

std::optional<std::string_view> OnlyField(int number, std::string_view message) {
  const uint32_t wanted = WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()), static_cast<int>(message.size()));
  std::optional<std::string_view> found;
  while (const uint32_t tag = in.ReadTag()) {
    if (tag != wanted) {
      if (!WireFormatLite::SkipField(&in, tag)) return std::nullopt;
      continue;
    }
    uint32_t length = 0;
    if (found || !in.ReadVarint32(&length)) return std::nullopt;
    const auto start = static_cast<size_t>(in.CurrentPosition());
    if (!in.Skip(static_cast<int>(length))) return std::nullopt;
    found = message.substr(start, length);
  }
  return in.ConsumedEntireMessage() ? found : std::nullopt;
}

bool TakeFields(int number, std::string_view message, std::vector<std::string_view>* fields, std::string* rest) {
  const uint32_t wanted = WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()), static_cast<int>(message.size()));
  size_t begin = 0;
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t length = 0;
    if (tag == wanted) {
      if (!in.ReadVarint32(&length)) return false;
      const auto start = static_cast<size_t>(in.CurrentPosition());
      if (length > message.size() - start || !in.Skip(static_cast<int>(length))) return false;
      fields->push_back(message.substr(start, length));
    } else if (!WireFormatLite::SkipField(&in, tag)) {
      return false;
    }
    const auto end = static_cast<size_t>(in.CurrentPosition());
    if (tag != wanted) rest->append(message.substr(begin, end - begin));
    begin = end;
  }
  return in.ConsumedEntireMessage();
}

}  // namespace heng::core
