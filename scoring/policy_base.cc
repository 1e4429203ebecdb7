#include "scoring/policy_base.h"

#include <charconv>
#include <vector>

#include "absl/strings/str_split.h"

namespace heng::scoring {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;
using heng::v1::Policy;

struct PathPart {
  std::string name;
  int index = 0;
  bool indexed = false;
};

// "bands[1]".
PathPart PartOf(const std::string& text) {
  const size_t bracket = text.find('[');
  PathPart part = {text.substr(0, bracket), 0, bracket != std::string::npos};
  if (part.indexed) std::from_chars(text.data() + bracket + 1, text.data() + text.size(), part.index);
  return part;
}

}  // namespace

Policy WithBase(const Policy& own, const Policy& base) {
  Policy merged = base;
  merged.clear_name();
  merged.clear_revision();
  merged.clear_title();
  merged.clear_cases();
  std::vector<const FieldDescriptor*> given;
  own.GetReflection()->ListFields(own, &given);
  for (const FieldDescriptor* field : given) merged.GetReflection()->ClearField(&merged, field);
  merged.MergeFrom(own);
  // A list can't be replaced by an empty one in a file: without weights there is no template to take over.
  if (merged.weights() == heng::v1::WEIGHTS_NONE && own.level_weights().empty()) merged.clear_level_weights();
  return merged;
}

int LineOf(const TextFormat::ParseInfoTree& locations, std::string_view path) {
  const Descriptor* message = Policy::descriptor();
  const TextFormat::ParseInfoTree* tree = &locations;
  int line = 0;
  const std::vector<std::string> parts = absl::StrSplit(absl::string_view(path.data(), path.size()), '.');
  for (const std::string& text : parts) {
    const PathPart part = PartOf(text);
    const FieldDescriptor* field = message == nullptr ? nullptr : message->FindFieldByName(part.name);
    if (field == nullptr || tree == nullptr) break;
    // A list without index is its first entry.
    const int index = field->is_repeated() ? part.index : -1;
    const int found = tree->GetLocation(field, index).line;
    if (found < 0) break;
    line = found + 1;
    message = field->message_type();
    tree = message == nullptr ? nullptr : tree->GetTreeForNested(field, index);
  }
  return line;
}

}  // namespace heng::scoring
