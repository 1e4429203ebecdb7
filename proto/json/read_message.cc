#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"
#include "proto/json/json.h"
#include "proto/json/suggest.h"
#include "proto/json/tree.h"

namespace heng::json {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using Kind = Node::Kind;

constexpr std::size_t kMaxShown = 40;  // bytes of a wrong value that a mistake repeats

struct Words {
  const char* zh;
  const char* en;
};

Words KindWords(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return {"null", "null"};
    case Kind::kBool:
      return {"true 或 false", "true or false"};
    case Kind::kNumber:
      return {"数字", "a number"};
    case Kind::kString:
      return {"字符串", "a string"};
    case Kind::kArray:
      return {"数组 [ ]", "an array [ ]"};
    case Kind::kObject:
      return {"对象 { }", "an object { }"};
  }
  return {"", ""};
}

// A value as a mistake repeats it: cut at a character, never long.
std::string Shown(const std::string& text) {
  if (text.size() <= kMaxShown) return text;
  std::size_t end = kMaxShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// Fields by both spellings of their name.
const FieldDescriptor* FindField(const Descriptor* type, const std::string& key) {
  if (const FieldDescriptor* field = type->FindFieldByName(key)) return field;
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->json_name() == key) return type->field(i);
  }
  return nullptr;
}

bool IsWellKnown(const Descriptor* type) { return type->file()->package() == "google.protobuf"; }

bool Is32Bit(const FieldDescriptor* field) { return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32; }

template <typename Integer>
bool ParsesAs(const std::string& text) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// Walks tree and descriptor side by side and notes what does not fit.
class Walk {
 public:
  Walk(std::string_view text, std::vector<Mistake>* mistakes) : text_(text), mistakes_(mistakes) {}

  void Message(const Node& node, const Descriptor* type, const std::string& path) {
    if (node.kind != Kind::kObject) return WrongType(node, path, Kind::kObject);
    std::map<int, const Member*> seen;
    for (const Member& member : node.members) {
      const std::string place = path.empty() ? member.key : path + "." + member.key;
      const FieldDescriptor* field = FindField(type, member.key);
      if (field == nullptr) {
        UnknownField(member, type, place);
      } else if (const auto [first, is_new] = seen.emplace(field->number(), &member); !is_new) {
        Duplicate(member, *first->second, place);
      } else {
        Field(member.value, field, place);
      }
    }
  }

 private:
  void Note(std::size_t offset, const std::string& path, std::string zh, std::string en) {
    if (mistakes_->size() >= kMaxMistakes) return;
    Mistake mistake{path, 0, 0, std::move(zh), std::move(en)};
    Locate(text_, offset, &mistake);
    mistakes_->push_back(std::move(mistake));
  }

  void WrongType(const Node& node, const std::string& path, Kind wanted) {
    const Words want = KindWords(wanted);
    const Words got = KindWords(node.kind);
    Note(node.offset, path, std::string("这里应写") + want.zh + "，却是" + got.zh + "。",
         std::string("Expected ") + want.en + ", found " + got.en + ".");
  }

  void UnknownField(const Member& member, const Descriptor* type, const std::string& path) {
    std::vector<std::string> names;
    for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->json_name());
    const std::string near = Nearest(member.key, names);
    const std::string shown = Shown(member.key);
    if (!near.empty()) {
      Note(member.offset, path, "没有 \"" + shown + "\" 这个字段，是不是 \"" + near + "\"？",
           "Unknown field \"" + shown + "\": did you mean \"" + near + "\"?");
    } else {
      Note(member.offset, path, "没有 \"" + shown + "\" 这个字段。可用的字段：" + Join(names, "、") + "。",
           "Unknown field \"" + shown + "\". Known fields: " + Join(names, ", ") + ".");
    }
  }

  void Duplicate(const Member& member, const Member& first, const std::string& path) {
    Mistake where;
    Locate(text_, first.offset, &where);
    const std::string line = std::to_string(where.line);
    Note(member.offset, path, "字段重复：第 " + line + " 行已经写过，请只留一个。",
         "Duplicate field: already given in line " + line + "; keep one of them.");
  }

  void Field(const Node& node, const FieldDescriptor* field, const std::string& path) {
    if (node.kind == Kind::kNull) return;  // proto JSON: the same as leaving it out
    if (!field->is_repeated()) return Value(node, field, path);
    if (node.kind != Kind::kArray) return WrongType(node, path, Kind::kArray);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      Value(node.items[i], field, path + "[" + std::to_string(i) + "]");
    }
  }

  void Value(const Node& node, const FieldDescriptor* field, const std::string& path) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (!IsWellKnown(field->message_type())) Message(node, field->message_type(), path);
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(node, path);
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(node, field->enum_type(), path);
      case FieldDescriptor::CPPTYPE_BOOL:
        if (node.kind != Kind::kBool) WrongType(node, path, Kind::kBool);
        return;
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64:
        return Integer(node, field, path);
      default:
        return;  // kinds the contract does not use; proto JSON itself checks them
    }
  }

  void Text(const Node& node, const std::string& path) {
    if (node.kind == Kind::kNumber) {
      const std::string quoted = "\"" + Shown(node.text) + "\"";
      return Note(node.offset, path, "数字要加引号：请写 " + quoted + "。", "Unquoted number: write " + quoted + ".");
    }
    if (node.kind != Kind::kString) return WrongType(node, path, Kind::kString);
    if (node.text.find('\0') != std::string::npos) {
      Note(node.offset, path, "文字里有 NUL 字符（\\u0000），请删去。",
           "The text holds a NUL character (\\u0000); remove it.");
    }
  }

  void Integer(const Node& node, const FieldDescriptor* field, const std::string& path) {
    if (node.kind != Kind::kNumber && node.kind != Kind::kString) return WrongType(node, path, Kind::kNumber);
    if (Is32Bit(field) ? ParsesAs<int32_t>(node.text) : ParsesAs<int64_t>(node.text)) return;
    Note(node.offset, path, "这里应写整数，\"" + Shown(node.text) + "\" 不是，或超出范围。",
         "Expected a whole number; \"" + Shown(node.text) + "\" is none or out of range.");
  }

  void Enum(const Node& node, const EnumDescriptor* type, const std::string& path) {
    if (node.kind != Kind::kString) return WrongType(node, path, Kind::kString);
    if (type->FindValueByName(node.text) != nullptr) return;
    std::vector<std::string> names;
    for (int i = 0; i < type->value_count(); ++i) {
      if (type->value(i)->number() != 0) names.push_back(type->value(i)->name());
    }
    Note(node.offset, path, "\"" + Shown(node.text) + "\" 不是可用的值。可用的值：" + Join(names, "、") + "。",
         "\"" + Shown(node.text) + "\" is not one of the values. Allowed: " + Join(names, ", ") + ".");
  }

  std::string_view text_;
  std::vector<Mistake>* mistakes_;
};

}  // namespace

std::vector<Mistake> ReadMessage(std::string_view text, google::protobuf::Message* out) {
  out->Clear();
  text = WithoutBom(text);
  Node root;
  Mistake mistake;
  if (!ParseTree(text, &root, &mistake)) return {mistake};

  std::vector<Mistake> mistakes;
  Walk(text, &mistakes).Message(root, out->GetDescriptor(), "");
  if (!mistakes.empty()) return mistakes;

  const auto status = google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, out,
                                                                  google::protobuf::util::JsonParseOptions());
  if (status.ok()) return {};
  out->Clear();
  const std::string why(status.message().data(), status.message().size());
  return {{"", 0, 0, "内容不符合格式：" + why, "Does not fit the format: " + why}};
}

std::vector<std::string> TopLevelKeys(std::string_view text) {
  text = WithoutBom(text);
  Node root;
  Mistake mistake;
  if (!ParseTree(text, &root, &mistake)) return {};
  std::vector<std::string> keys;
  for (Member& member : root.members) keys.push_back(std::move(member.key));
  return keys;
}

}  // namespace heng::json
