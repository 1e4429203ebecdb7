#include "client/cli/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace heng::cli {
namespace {

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (ok()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool ok() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

  // Converts the front of `*in`, which then begins behind it, onto `out`. False: what comes next is not in this
  // encoding.
  bool Convert(std::string_view* in, std::string* out) const {
    char buffer[4096];
    while (!in->empty()) {
      char* from = const_cast<char*>(in->data());  // iconv does not change it
      std::size_t left = in->size();
      char* to = buffer;
      std::size_t room = sizeof(buffer);
      const std::size_t result = iconv(handle_, &from, &left, &to, &room);
      const bool failed = result == static_cast<std::size_t>(-1) && errno != E2BIG;
      out->append(buffer, static_cast<std::size_t>(to - buffer));
      in->remove_prefix(in->size() - left);
      if (failed) return false;
    }
    return true;
  }

 private:
  iconv_t handle_;
};

DecodedText Refused(std::string zh, std::string en) { return {"", false, std::move(zh), std::move(en)}; }

std::string LineOf(std::string_view before) {
  return std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

// How many bytes the UTF-8 character at the front takes; 0: it is none.
std::size_t Utf8Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool shortest = first != 0xE0 || byte(1) >= 0xA0;
    const bool no_surrogate = first != 0xED || byte(1) < 0xA0;
    return shortest && no_surrogate && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool in_range = (first != 0xF0 || byte(1) >= 0x90) && (first != 0xF4 || byte(1) < 0x90);
    return in_range && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t FindBadUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

DecodedText DecodeText(std::string bytes) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Refused("文件是 UTF-16 编码。请另存为“CSV UTF-8（逗号分隔）”。",
                   "The file is UTF-16. Save it as \"CSV UTF-8\".");
  }
  const bool marked = bytes.starts_with(kBom);
  if (marked) bytes.erase(0, kBom.size());
  const std::size_t bad = FindBadUtf8(bytes);
  if (bad == std::string::npos) return {std::move(bytes), true, "", ""};
  const std::string line = LineOf(std::string_view(bytes).substr(0, bad));
  if (marked) {
    return Refused(
        "第 " + line + " 行有不是 UTF-8 的字节，文件可能已损坏。请重新另存为“CSV UTF-8（逗号分隔）”。",
        "Line " + line + " has bytes that are no UTF-8; the file may be damaged. Save it as \"CSV UTF-8\" again.");
  }
  const Converter gb18030("UTF-8", "GB18030");
  if (!gb18030.ok()) {
    return Refused("第 " + line + " 行不是 UTF-8，而本机没有 GB18030 转换表。请另存为“CSV UTF-8（逗号分隔）”。",
                   "Line " + line + " is no UTF-8, and this machine can't convert GB18030. Save it as \"CSV UTF-8\".");
  }
  std::string utf8;
  std::string_view rest = bytes;
  if (!gb18030.Convert(&rest, &utf8)) {
    const std::string place = LineOf(std::string_view(bytes).substr(0, bytes.size() - rest.size()));
    return Refused(
        "既不是 UTF-8（第 " + line + " 行），也不是 GB18030（第 " + place + " 行）。请另存为“CSV UTF-8（逗号分隔）”。",
        "It is neither UTF-8 (line " + line + ") nor GB18030 (line " + place + "). Save it as \"CSV UTF-8\".");
  }
  return {std::move(utf8), true, "", ""};
}

}  // namespace heng::cli
