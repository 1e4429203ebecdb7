// What a form says that its layout has no place for.
#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "scoring/text.h"
#include "service/forms/field_path.h"
#include "service/forms/page_parts.h"

namespace heng::forms {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::FundBreakdown;
using heng::v1::FundLine;
using heng::v1::Indicator;
using heng::v1::TargetFundLine;

// Whose form it is and how it is written; no text of the author's.
constexpr std::array<std::string_view, 12> kNoText = {"id",          "subject",      "subject_kind",     "org",
                                                      "fiscal_year", "target",       "layout",           "score_group",
                                                      "cell",        "printed_unit", "printed_decimals", "sha256"};
constexpr std::string_view kUsualBreakdown = "按资金来源";

class Walk {
 public:
  Walk(const heng::v1::Layout& layout, const ShownFields& shown) : shown_(shown) {
    for (const auto& row : layout.rows()) {
      for (const auto& cell : row.cells()) {
        labels_.insert(Plain(cell.label()));
        for (const std::string& alias : cell.aliases()) labels_.insert(Plain(alias));
      }
    }
  }

  void Message(const google::protobuf::Message& message, const std::string& prefix) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) Field(message, field, absl::StrCat(prefix, field->name()));
  }

  std::vector<std::string> Take() { return std::move(left_out_); }

 private:
  static std::string Plain(std::string_view label) {
    return absl::StrReplaceAll(heng::scoring::FoldGlyphs(label), {{":", ""}, {" ", ""}});
  }

  void Field(const google::protobuf::Message& message, const FieldDescriptor* field, const std::string& path) {
    if (field->message_type() != nullptr) return Messages(message, field, path);
    if (std::find(kNoText.begin(), kNoText.end(), field->name()) != kNoText.end()) return;
    if (shown_.contains({&message, field}) || Blank(message, field) || SaidElsewhere(message, field)) return;
    if (std::find(left_out_.begin(), left_out_.end(), path) == left_out_.end()) left_out_.push_back(path);
  }

  void Messages(const google::protobuf::Message& message, const FieldDescriptor* field, const std::string& path) {
    const auto* reflection = message.GetReflection();
    if (!field->is_repeated()) return Message(reflection->GetMessage(message, field), path + ".");
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      Message(reflection->GetRepeatedMessage(message, field, i), path + ".");
    }
  }

  static bool Blank(const google::protobuf::Message& message, const FieldDescriptor* field) {
    return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
           message.GetReflection()->GetString(message, field).empty();
  }

  // A field without a cell of its own, of which another cell says the same.
  bool SaidElsewhere(const google::protobuf::Message& message, const FieldDescriptor* field) const {
    const std::string text = TextOf({&message, field});
    const std::string& name = field->name();
    if (name == "local_prefix")
      return Shown(message, "project_name") && Text(message, "project_name").starts_with(text);
    if (name == "label") return labels_.contains(Plain(text));
    if (name == "source") return true;  // read from the label
    if (name == "adjusted_target") return Shown(message, "initial_target") && Text(message, "initial_target") == text;
    if (message.GetDescriptor() == FundBreakdown::descriptor()) return text == kUsualBreakdown;
    return false;
  }

  bool Shown(const google::protobuf::Message& message, const char* name) const {
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    return field != nullptr && shown_.contains({&message, field});
  }
  static std::string Text(const google::protobuf::Message& message, const char* name) {
    return TextOf({&message, message.GetDescriptor()->FindFieldByName(name)});
  }

  const ShownFields& shown_;
  std::set<std::string> labels_;
  std::vector<std::string> left_out_;
};

}  // namespace

std::vector<std::string> LeftOut(const heng::v1::Layout& layout, const PaperForm& form, const ShownFields& shown) {
  Walk walk(layout, shown);
  walk.Message(*form.content, "");
  if (form.contacts != nullptr) walk.Message(*form.contacts, "contacts.");
  return walk.Take();
}

}  // namespace heng::forms
