// What text files are written in.
#pragma once

#include <string>
#include <string_view>

namespace heng::cli {

struct DecodedText {
  std::string utf8;
  bool ok = false;
  std::string zh, en;  // why not
};

// `bytes` as UTF-8 without a byte order mark. What is no UTF-8 is read as GB18030, which contains GBK and GB2312: that
// is how spreadsheet programs in China write CSV. Refused: UTF-16, and what is neither.
DecodedText DecodeText(std::string bytes);

// Offset of the first byte that is no UTF-8; npos: there is none.
std::size_t FindBadUtf8(std::string_view text);

}  // namespace heng::cli
