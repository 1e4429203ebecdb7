// Texts that may consist of runs: <si> of the shared strings and <is> of a cell.
#pragma once

#include <string>
#include <string_view>

namespace heng::forms::xlsx {

// Collects the text of the runs; readings printed above characters (rPh) are no part of it.
class RichText {
 public:
  void Clear() { *this = {}; }
  // `level` counts from the children of <si> or <is>, which have 1.
  void Start(int level, std::string_view name) {
    if (level == 1) in_run_ = name == "r";
    if (name == "t" && (level == 1 || (level == 2 && in_run_))) in_text_ = level;
  }
  void End(int level) {
    if (in_text_ == level) in_text_ = 0;
  }
  void Add(std::string_view text, std::string* to) const {
    if (in_text_ != 0) to->append(text);
  }

 private:
  bool in_run_ = false;
  int in_text_ = 0;  // the level of the <t> that is open, 0: none
};

// Characters that XML can't hold are written as _x000D_; a text that looks so by itself has its _ as _x005F_. What
// would be no text (other control characters, halves of surrogates) stays as it is. Decodes from `begin` on.
void DecodeEscapes(std::string* text, size_t begin = 0);

}  // namespace heng::forms::xlsx
