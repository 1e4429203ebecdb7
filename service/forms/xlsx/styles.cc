#include "service/forms/xlsx/styles.h"

#include "absl/strings/numbers.h"
#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {

void StylesReader::OnStart(int depth, std::string_view name, const XmlAttributes& attributes) {
  if (depth == 2) {
    section_ = name == "numFmts"   ? Section::kNumberFormats
               : name == "cellXfs" ? Section::kCellFormats
                                   : Section::kOther;
    return;
  }
  if (depth != 3 || section_ == Section::kOther) return;
  if (used_.size() + custom_.size() >= kMaxCellFormats) return Refuse(TooManyStyles(kMaxCellFormats));
  int id = 0;
  const bool has_id = absl::SimpleAtoi(View(attributes.Get("numFmtId")), &id);
  if (section_ == Section::kCellFormats && name == "xf") {
    used_.push_back(has_id ? id : 0);
  } else if (section_ == Section::kNumberFormats && name == "numFmt" && has_id) {
    custom_[id] = ReadFormat(attributes.Get("formatCode"));
  }
}

void StylesReader::OnEnd(int depth) {
  if (depth != 1) return;
  for (const int id : used_) {
    const auto custom = custom_.find(id);
    formats_->push_back(custom == custom_.end() ? BuiltinFormat(id) : custom->second);
  }
}

}  // namespace heng::forms::xlsx
