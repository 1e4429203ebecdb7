#include "service/forms/xlsx/shared_strings.h"

#include "service/forms/xlsx/refusals.h"

namespace heng::forms::xlsx {

void SharedStringsReader::OnStart(int depth, std::string_view name, const XmlAttributes& /*attributes*/) {
  if (depth == 2) {
    in_string_ = name == "si";
    rich_.Clear();
  } else if (depth > 2 && in_string_) {
    rich_.Start(depth - 2, name);
  }
}

void SharedStringsReader::OnText(std::string_view text) {
  if (!in_string_) return;
  rich_.Add(text, &text_);
  if (bytes_ + text_.size() > limits_.text_bytes) Refuse(TooMuchText(limits_.text_bytes));
}

void SharedStringsReader::OnEnd(int depth) {
  if (!in_string_) return;
  if (depth > 2) return rich_.End(depth - 2);
  in_string_ = false;
  if (strings_->size() >= limits_.shared_strings) return Refuse(TooManyStrings(limits_.shared_strings));
  DecodeEscapes(&text_);
  bytes_ += text_.size();
  strings_->Add(text_);
  text_.clear();
}

}  // namespace heng::forms::xlsx
