#include "client/cli/token_file.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/ascii.h"
#include "client/cli/read_file.h"

namespace heng::cli {
namespace {

constexpr std::string_view kPrefix = "heng_";
constexpr std::size_t kShortestSecret = 16;
constexpr std::size_t kMaxFileBytes = 4096;

RpcError Wrong(std::string zh, std::string en) { return LocalError("WRONG_TOKEN_FILE", std::move(zh), std::move(en)); }

bool IsTokenCharacter(unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_'); }

}  // namespace

bool IsToken(std::string_view text) {
  return text.starts_with(kPrefix) && text.size() >= kPrefix.size() + kShortestSecret &&
         text.size() <= kMaxTokenBytes && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

bool LooksLikeToken(std::string_view text) {
  return text.starts_with(kPrefix) && text.find('.') == std::string_view::npos &&
         text.find('/') == std::string_view::npos;
}

Answer<std::string> ParseToken(std::string_view text, const std::string& where) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  std::string token(stripped.data(), stripped.size());
  if (token.empty()) {
    return {Wrong(where + "：是空的，应当有一个令牌（heng_…）。", where + ": is empty; a token (heng_…) is expected."),
            ""};
  }
  if (!IsToken(token)) {
    return {
        Wrong(where + "：内容不是令牌。令牌以 heng_ 开头，只有一行，只含字母、数字、- 和 _；请原样复制。",
              where + ": does not hold a token. A token begins with heng_, is one line of letters, digits, - and _; "
                      "copy it as it is."),
        ""};
  }
  return {std::nullopt, std::move(token)};
}

Answer<std::string> ReadTokenFile(const std::string& path) {
  if (LooksLikeToken(path)) {
    return {Wrong("令牌文件一栏写的像是令牌本身。请写存放令牌的文件的路径。",
                  "What stands for the token file looks like a token itself. Give the path of a file that holds it."),
            ""};
  }
  const FileText file = ReadRegularFile(path, kMaxFileBytes);
  if (file.too_large) {
    return {Wrong(path + "：超过 4 KiB，不是令牌文件。", path + ": larger than 4 KiB; no token file is."), ""};
  }
  if (!file.text) return {Wrong(path + "：" + file.zh, path + ": " + file.en), ""};
  if ((file.mode & kOthersMayRead) != 0) {
    return {Wrong(path + "：同组或其他用户能读到这个令牌。请先运行：chmod 600 " + path,
                  path + ": group or others can read this token. Run: chmod 600 " + path),
            ""};
  }
  return ParseToken(*file.text, path);
}

}  // namespace heng::cli
