#include "client/cli/render_policy.h"

#include "client/cli/console.h"
#include "client/cli/policy_labels.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "google/protobuf/descriptor.h"

namespace heng::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kSingular = -1;

// The whole message in a cell: "2 位，四舍五入"; any other one as "field: value; …".
class Cells {
 public:
  explicit Cells(Language language) : language_(language) {}

  // The value of a field; of a repeated one the element `index`.
  std::string Value(const Message& message, const FieldDescriptor* field, int index) const {
    const auto* reflection = message.GetReflection();
    const bool one = index == kSingular;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return one ? reflection->GetString(message, field) : reflection->GetRepeatedString(message, field, index);
      case FieldDescriptor::CPPTYPE_INT32:
        return std::to_string(one ? reflection->GetInt32(message, field)
                                  : reflection->GetRepeatedInt32(message, field, index));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(message, field) ? Say(language_, "是", "yes") : Say(language_, "否", "no");
      case FieldDescriptor::CPPTYPE_ENUM:
        return PolicyChoiceLabel(
            (one ? reflection->GetEnum(message, field) : reflection->GetRepeatedEnum(message, field, index))->name(),
            language_);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Whole(one ? reflection->GetMessage(message, field)
                         : reflection->GetRepeatedMessage(message, field, index));
      default:
        return "";  // the contract has no other types in a policy
    }
  }

  // All of a field, elements in a row.
  std::string All(const Message& message, const FieldDescriptor* field) const {
    if (!field->is_repeated()) return Value(message, field, kSingular);
    std::string text;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      text += (text.empty() ? "" : Say(language_, "、", ", ")) + Value(message, field, i);
    }
    return text;
  }

  std::string Label(const FieldDescriptor* field) const { return PolicyFieldLabel(field->name(), language_); }

 private:
  std::string Whole(const Message& message) const {
    const std::string& type = message.GetDescriptor()->name();
    if (type == "LocalizedText") return Say(language_, static_cast<const heng::v1::LocalizedText&>(message));
    if (type == "Rounding") {
      const auto& rounding = static_cast<const heng::v1::Rounding&>(message);
      return std::to_string(rounding.places()) + Say(language_, " 位小数，", " places, ") +
             PolicyChoiceLabel(heng::v1::Rounding::Mode_Name(rounding.mode()), language_);
    }
    std::string text;
    for (const FieldDescriptor* field : FieldsSet(message)) {
      text += (text.empty() ? "" : Say(language_, "；", "; ")) + Label(field) + Say(language_, "：", ": ") +
              All(message, field);
    }
    return text;
  }

 public:
  static std::vector<const FieldDescriptor*> FieldsSet(const Message& message) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    return fields;
  }

 private:
  Language language_;
};

bool IsRows(const FieldDescriptor* field) {
  return field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// A section of its own: not what fits on one line.
bool IsSection(const FieldDescriptor* field) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const std::string& type = field->message_type()->name();
  return field->is_repeated() || (type != "LocalizedText" && type != "Rounding");
}

class PolicyText {
 public:
  explicit PolicyText(const Look& look) : look_(look), cells_(look.language) {}

  // The plain fields of `message` as one table, then a section for each of the others.
  void Add(const Message& message) {
    Table table({{""}, {"", Align::kLeft, true}});
    std::vector<const FieldDescriptor*> sections;
    for (const FieldDescriptor* field : Cells::FieldsSet(message)) {
      if (field->name() == "cases") {
        const int count = message.GetReflection()->FieldSize(message, field);
        table.AddRow({cells_.Label(field), std::to_string(count)});
      } else if (IsSection(field)) {
        sections.push_back(field);
      } else {
        table.AddRow({cells_.Label(field), cells_.All(message, field)});
      }
    }
    if (!table.empty()) text_ += table.Render(look_.width);
    for (const FieldDescriptor* field : sections) AddSection(message, field);
  }

  const std::string& text() const { return text_; }

 private:
  void AddSection(const Message& message, const FieldDescriptor* field) {
    text_ += "\n" + Paint(SafeText(cells_.Label(field)), Color::kBold, look_.color) + "\n";
    if (IsRows(field)) {
      AddRows(message, field);
    } else {
      Add(message.GetReflection()->GetMessage(message, field));
    }
  }

  // One line per element, one column per field that any of them has.
  void AddRows(const Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    const int count = reflection->FieldSize(message, field);
    std::vector<const FieldDescriptor*> fields;
    for (int i = 0; i < field->message_type()->field_count(); ++i) {
      const FieldDescriptor* const column = field->message_type()->field(i);
      bool used = false;
      for (int row = 0; row < count; ++row) {
        for (const auto* set : Cells::FieldsSet(reflection->GetRepeatedMessage(message, field, row))) {
          used = used || set == column;
        }
      }
      if (used) fields.push_back(column);
    }
    std::vector<Column> columns;
    for (const FieldDescriptor* column : fields) columns.push_back({cells_.Label(column), Align::kLeft, true});
    Table table(std::move(columns));
    for (int row = 0; row < count; ++row) {
      std::vector<std::string> line;
      const Message& element = reflection->GetRepeatedMessage(message, field, row);
      for (const FieldDescriptor* column : fields) line.push_back(cells_.All(element, column));
      table.AddRow(std::move(line));
    }
    text_ += table.Render(look_.width);
  }

  Look look_;
  Cells cells_;
  std::string text_;
};

}  // namespace

std::string RenderPolicy(const heng::v1::Policy& policy, const Look& look) {
  PolicyText text(look);
  text.Add(policy);
  return text.text();
}

}  // namespace heng::cli
