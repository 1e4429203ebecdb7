// What the fields of a form look like on paper.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "heng/v1/layout.pb.h"
#include "service/forms/page.h"

namespace heng::forms {

struct MoneyStyle {
  heng::v1::MoneyUnit unit = heng::v1::YUAN;
  int decimals = 0;  // at least; digits are never lost
  bool thousands = false;
};
// The form's own, else the layout's.
MoneyStyle MoneyStyleOf(const heng::v1::Layout& layout, const google::protobuf::Message& content);

struct PrintedValue {
  std::string text;
  std::optional<std::string> number;  // PageCell::number
  int decimals = 0;
};
// A value that is not as its format wants it is printed as it stands.
PrintedValue PrintValue(const std::string& value, heng::v1::LayoutCell::Format format, const MoneyStyle& style);

// What the system works out where the author claims nothing; empty: nothing. `element` is the row's, null in a row that
// stands once; `path` as the layout has it.
std::string DerivedValue(const PaperForm& form, const google::protobuf::Message* element, std::string_view path);

}  // namespace heng::forms
