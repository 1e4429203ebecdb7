#include "proto/json/line_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace heng::json {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct Plan;

struct Field {
  const FieldDescriptor* descriptor;
  std::string key;                // "actual": with quotation marks and colon
  const Plan* message = nullptr;  // of its type, if that is a message
};

// How messages of a type are written.
struct Plan {
  enum class Kind { kFields, kTimestamp, kOther };  // kOther: protobuf does it
  Kind kind = Kind::kFields;
  std::vector<Field> fields;  // by number
};

bool IsOurs(const FieldDescriptor* field) {
  switch (field->type()) {
    case FieldDescriptor::TYPE_BOOL:
    case FieldDescriptor::TYPE_ENUM:
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_MESSAGE:
      return !field->is_map();
    default:
      return false;
  }
}

class Plans {
 public:
  const Plan& Of(const Descriptor* type) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = plans_.find(type);
      if (found != plans_.end()) return *found->second;
    }
    const std::unique_lock lock(mutex_);
    return *Make(type);
  }

 private:
  const Plan* Make(const Descriptor* type) {
    const auto [at, is_new] = plans_.emplace(type, nullptr);
    if (!is_new) return at->second.get();
    at->second = std::make_unique<Plan>();
    Plan* const plan = at->second.get();
    if (type->full_name() == "google.protobuf.Timestamp") {
      plan->kind = Plan::Kind::kTimestamp;
      return plan;
    }
    std::vector<const FieldDescriptor*> fields;
    for (int i = 0; i < type->field_count(); ++i) fields.push_back(type->field(i));
    const bool ours = type->file()->package() != "google.protobuf" && std::all_of(fields.begin(), fields.end(), IsOurs);
    if (!ours) {
      plan->kind = Plan::Kind::kOther;
      return plan;
    }
    std::sort(fields.begin(), fields.end(), [](const auto* a, const auto* b) { return a->number() < b->number(); });
    for (const FieldDescriptor* field : fields) {
      Field entry{field, "", nullptr};
      AppendQuoted(field->json_name(), &entry.key);
      entry.key += ':';
      if (field->message_type() != nullptr) entry.message = Make(field->message_type());
      plan->fields.push_back(std::move(entry));
    }
    return plan;
  }

  std::shared_mutex mutex_;
  std::map<const Descriptor*, std::unique_ptr<Plan>> plans_;
};

template <typename Integer>
void AppendInteger(Integer value, std::string* out) {
  std::array<char, 24> text;
  out->append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

void AppendEnum(const FieldDescriptor* field, int value, std::string* out) {
  const auto* const known = field->enum_type()->FindValueByNumber(value);
  if (known == nullptr) return AppendInteger(value, out);
  *out += '"';
  *out += known->name();
  *out += '"';
}

void AppendInt64(int64_t value, std::string* out) {
  *out += '"';
  AppendInteger(value, out);
  *out += '"';
}

void AppendMessage(const Message& message, const Plan& plan, std::string* out);

void AppendOne(const Message& message, const Reflection& reflection, const Field& entry, std::string* out) {
  const FieldDescriptor* const field = entry.descriptor;
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      *out += reflection.GetBool(message, field) ? "true" : "false";
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(field, reflection.GetEnumValue(message, field), out);
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendInteger(reflection.GetInt32(message, field), out);
    case FieldDescriptor::CPPTYPE_INT64:
      return AppendInt64(reflection.GetInt64(message, field), out);
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendQuoted(reflection.GetStringReference(message, field, &scratch), out);
    default:
      return AppendMessage(reflection.GetMessage(message, field), *entry.message, out);
  }
}

void AppendItem(const Message& message, const Reflection& reflection, const Field& entry, int at, std::string* out) {
  const FieldDescriptor* const field = entry.descriptor;
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      *out += reflection.GetRepeatedBool(message, field, at) ? "true" : "false";
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(field, reflection.GetRepeatedEnumValue(message, field, at), out);
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendInteger(reflection.GetRepeatedInt32(message, field, at), out);
    case FieldDescriptor::CPPTYPE_INT64:
      return AppendInt64(reflection.GetRepeatedInt64(message, field, at), out);
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendQuoted(reflection.GetRepeatedStringReference(message, field, at, &scratch), out);
    default:
      return AppendMessage(reflection.GetRepeatedMessage(message, field, at), *entry.message, out);
  }
}

void AppendMessage(const Message& message, const Plan& plan, std::string* out) {
  if (plan.kind == Plan::Kind::kOther) {
    *out += PrintedByProtobuf(message, /*pretty=*/false);
    return;
  }
  if (plan.kind == Plan::Kind::kTimestamp) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    *out += '"';
    *out += google::protobuf::util::TimeUtil::ToString(time);
    *out += '"';
    return;
  }
  const Reflection& reflection = *message.GetReflection();
  char separator = '{';
  for (const Field& entry : plan.fields) {
    if (!entry.descriptor->is_repeated()) {
      if (!reflection.HasField(message, entry.descriptor)) continue;
      *out += separator;
      *out += entry.key;
      AppendOne(message, reflection, entry, out);
    } else {
      const int size = reflection.FieldSize(message, entry.descriptor);
      if (size == 0) continue;
      *out += separator;
      *out += entry.key;
      for (int at = 0; at < size; ++at) {
        *out += at == 0 ? '[' : ',';
        AppendItem(message, reflection, entry, at, out);
      }
      *out += ']';
    }
    separator = ',';
  }
  *out += separator == '{' ? "{}" : "}";
}

void AppendHex(uint32_t unit, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  *out += "\\u";
  for (const int shift : {12, 8, 4, 0}) *out += kDigits[unit >> shift & 15];
}

// Invisible characters, and such as end a line in JavaScript.
bool IsEscaped(uint32_t c) {
  const auto in = [c](uint32_t from, uint32_t to) { return c >= from && c <= to; };
  return in(0x80, 0x9F) || c == 0xAD || in(0x600, 0x603) || c == 0x6DD || c == 0x70F || c == 0x17B4 || c == 0x17B5 ||
         in(0x200B, 0x200F) || in(0x2028, 0x202E) || in(0x2060, 0x2064) || in(0x206A, 0x206F) || c == 0xFEFF ||
         in(0xFFF9, 0xFFFB) || in(0x1D173, 0x1D17A) || c == 0xE0001 || in(0xE0020, 0xE007F);
}

// The lead bytes of characters of which some are escaped.
bool MayStartEscaped(unsigned char lead) {
  switch (lead) {
    case 0xC2:
    case 0xD8:
    case 0xDB:
    case 0xDC:
    case 0xE1:
    case 0xE2:
    case 0xEF:
    case 0xF0:
    case 0xF3:
      return true;
    default:
      return false;
  }
}

size_t LengthOf(unsigned char lead) { return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1; }

// The character of valid UTF-8 at `at`.
uint32_t CharacterAt(std::string_view text, size_t at, size_t length) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i])); };
  uint32_t c = byte(0) & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3F);
  return c;
}

void AppendEscaped(uint32_t c, std::string* out) {
  if (c < 0x10000) return AppendHex(c, out);
  AppendHex(0xD800 + ((c - 0x10000) >> 10), out);
  AppendHex(0xDC00 + ((c - 0x10000) & 0x3FF), out);
}

void AppendAscii(char c, std::string* out) {
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\t':
      *out += "\\t";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\r':
      *out += "\\r";
      return;
    default:
      return AppendHex(static_cast<unsigned char>(c), out);
  }
}

}  // namespace

void AppendQuoted(std::string_view text, std::string* out) {
  *out += '"';
  size_t plain = 0;  // what is before it is written
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      if (lead < 0x20 || lead == '"' || lead == '\\' || lead == 0x7F) {
        out->append(text, plain, at - plain);
        AppendAscii(text[at], out);
        plain = at + 1;
      }
      ++at;
      continue;
    }
    const size_t length = std::min(LengthOf(lead), text.size() - at);
    if (MayStartEscaped(lead) && length == LengthOf(lead)) {
      const uint32_t c = CharacterAt(text, at, length);
      if (IsEscaped(c)) {
        out->append(text, plain, at - plain);
        AppendEscaped(c, out);
        plain = at + length;
      }
    }
    at += length;
  }
  out->append(text, plain);
  *out += '"';
}

void AppendLine(const Message& message, std::string* out) {
  static Plans* const plans = new Plans;  // never destroyed: messages may be written until the end
  AppendMessage(message, plans->Of(message.GetDescriptor()), out);
}

}  // namespace heng::json
