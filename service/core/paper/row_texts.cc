#include "service/core/paper/row_texts.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"

namespace heng::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::array<std::string_view, 7> kNoContent = {"id",          "subject", "org", "subject_kind",
                                                        "fiscal_year", "layout",  "cell"};
constexpr std::array<std::string_view, 13> kDecimals = {
    "declared_in_target",     "initial_budget", "annual_budget", "executed",      "claimed_unspent", "claimed_rate",
    "claimed_score",          "weight",         "claimed",       "claimed_total", "total",           "amount",
    "claimed_indicator_total"};

template <typename List>
bool Has(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string ScalarText(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return std::string(reflection->GetEnum(message, field)->name());
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true";
    default:
      return "";
  }
}

// The id of a message that is a row; nullopt: it is none.
std::optional<std::string> RowId(const Message& message) {
  const FieldDescriptor* const id = message.GetDescriptor()->FindFieldByName("id");
  if (id == nullptr) return std::nullopt;
  return message.GetReflection()->GetString(message, id);
}

class Walk {
 public:
  explicit Walk(std::vector<FieldText>* out) : out_(*out) {}

  void Message_(const Message& message, const std::string& row_id, const std::string& prefix) {
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) Field(message, descriptor->field(i), row_id, prefix);
  }

 private:
  void Field(const Message& message, const FieldDescriptor* field, const std::string& row_id,
             const std::string& prefix) {
    const auto* reflection = message.GetReflection();
    const std::string path = prefix + std::string(field->name());
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->is_repeated() || Has(kNoContent, field->name())) return;
      std::string text = ScalarText(message, field);
      if (!text.empty()) out_.push_back({row_id, path, std::move(text)});
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        Part(reflection->GetRepeatedMessage(message, field, i), row_id, absl::StrCat(path, "[", i, "]."));
      }
    } else if (reflection->HasField(message, field)) {
      Part(reflection->GetMessage(message, field), row_id, path + ".");
    }
  }

  // A row begins anew; anything else goes on where it stands.
  void Part(const Message& part, const std::string& row_id, const std::string& prefix) {
    const auto id = RowId(part);
    Message_(part, id ? *id : row_id, id ? "" : prefix);
  }

  std::vector<FieldText>& out_;
};

}  // namespace

std::vector<FieldText> TextsOf(const Message& content) {
  std::vector<FieldText> texts;
  Walk(&texts).Message_(content, "", "");
  return texts;
}

std::string RowTitle(const Message& content, std::string_view row_id) {
  std::string title;
  for (const FieldText& text : TextsOf(content)) {
    if (text.row_id != row_id || row_id.empty()) continue;
    if (text.field == "name" || text.field == "label" || text.field == "annual.name") return text.text;
    if (text.field == "term.name") title = text.text;
  }
  return title;
}

bool IsDecimalField(std::string_view field) {
  const size_t dot = field.rfind('.');
  return Has(kDecimals, dot == std::string_view::npos ? field : field.substr(dot + 1));
}

bool SameText(std::string_view field, std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (!IsDecimalField(field)) return false;
  const auto x = scoring::Decimal::Parse(a), y = scoring::Decimal::Parse(b);
  return x && y && *x == *y;
}

RowField RowFieldOf(const Message& content, std::string_view json_path) {
  RowField place;
  const Message* message = &content;
  while (!json_path.empty() && message != nullptr) {
    const size_t dot = json_path.find('.');
    std::string_view step = json_path.substr(0, dot);
    json_path = dot == std::string_view::npos ? "" : json_path.substr(dot + 1);
    int index = -1;
    const size_t bracket = step.find('[');
    if (bracket != std::string_view::npos) {
      if (!absl::SimpleAtoi(std::string(step.substr(bracket + 1, step.size() - bracket - 2)), &index)) return place;
    }
    const auto* field = message->GetDescriptor()->FindFieldByCamelcaseName(std::string(step.substr(0, bracket)));
    if (field == nullptr) return place;
    absl::StrAppend(&place.field, place.field.empty() ? "" : ".", field->name());
    const auto* reflection = message->GetReflection();
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return place;
    if (field->is_repeated()) {
      if (index < 0 || index >= reflection->FieldSize(*message, field)) return place;
      absl::StrAppend(&place.field, "[", index, "]");
      message = &reflection->GetRepeatedMessage(*message, field, index);
    } else {
      message = &reflection->GetMessage(*message, field);
    }
    if (const auto id = RowId(*message); id && !id->empty()) place = {*id, ""};
  }
  return place;
}

}  // namespace heng::core
