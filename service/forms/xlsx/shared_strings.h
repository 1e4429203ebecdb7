// The texts that cells share (sharedStrings.xml).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "service/forms/xlsx/rich_text.h"
#include "service/forms/xlsx/workbook.h"
#include "service/forms/xlsx/xml_reader.h"

namespace heng::forms::xlsx {

// All of them in one piece of memory, since there may be many and most are short.
class SharedStrings {
 public:
  size_t size() const { return ends_.size(); }
  std::string_view at(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
  }
  void Add(std::string_view text) {
    text_.append(text);
    ends_.push_back(text_.size());
  }

 private:
  std::string text_;
  std::vector<size_t> ends_;
};

class SharedStringsReader final : public XmlHandler {
 public:
  SharedStringsReader(const WorkbookLimits& limits, SharedStrings* strings) : limits_(limits), strings_(strings) {}
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;
  void OnEnd(int depth) override;
  void OnText(std::string_view text) override;

 private:
  const WorkbookLimits& limits_;
  SharedStrings* strings_;
  bool in_string_ = false;
  RichText rich_;
  std::string text_;
  size_t bytes_ = 0;
};

}  // namespace heng::forms::xlsx
