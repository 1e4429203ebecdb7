#include "service/core/page_token.h"

#include "absl/strings/escaping.h"
#include "service/core/errors.h"
#include "service/core/hash.h"

namespace heng::core {
namespace {

constexpr char kVersion = 1;
constexpr char kBehindVersion = 2;
constexpr size_t kFilterBytes = 8;
constexpr size_t kTokenBytes = 1 + kFilterBytes + sizeof(int64_t);

std::string FilterBytes(std::string_view filter) { return Sha256(filter).substr(0, kFilterBytes); }

}  // namespace

std::string MakePageToken(std::string_view filter, int64_t after_sequence) {
  std::string bytes(1, kVersion);
  bytes += FilterBytes(filter);
  for (size_t i = 0; i < sizeof(int64_t); ++i) {
    bytes.push_back(static_cast<char>((static_cast<uint64_t>(after_sequence) >> (8 * i)) & 0xFF));
  }
  return absl::WebSafeBase64Escape(bytes);
}

std::optional<int64_t> ReadPageToken(std::string_view token, std::string_view filter) {
  std::string bytes;
  if (token.size() > 2 * kTokenBytes || !absl::WebSafeBase64Unescape({token.data(), token.size()}, &bytes)) {
    return std::nullopt;
  }
  if (bytes.size() != kTokenBytes || bytes[0] != kVersion) return std::nullopt;
  if (bytes.compare(1, kFilterBytes, FilterBytes(filter)) != 0) return std::nullopt;
  uint64_t sequence = 0;
  for (size_t i = 0; i < sizeof(int64_t); ++i) {
    sequence |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[1 + kFilterBytes + i])) << (8 * i);
  }
  if (sequence > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<int64_t>(sequence);
}

std::string MakePageTokenBehind(std::string_view filter, std::string_view id) {
  return absl::WebSafeBase64Escape(std::string(1, kBehindVersion) + FilterBytes(filter) + std::string(id));
}

std::optional<std::string> ReadPageTokenBehind(std::string_view token, std::string_view filter) {
  constexpr size_t kMaxTokenBytes = 200;  // an id has 63 characters
  constexpr size_t kIdBegin = 1 + kFilterBytes;
  std::string bytes;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape({token.data(), token.size()}, &bytes)) {
    return std::nullopt;
  }
  if (bytes.size() <= kIdBegin || bytes[0] != kBehindVersion) return std::nullopt;
  if (bytes.compare(1, kFilterBytes, FilterBytes(filter)) != 0) return std::nullopt;
  return bytes.substr(kIdBegin);
}

absl::Status CheckPageSize(int32_t page_size) {
  if (page_size >= 0) return absl::OkStatus();
  return InvalidField("pageSize", "不能为负数；填 0 取默认值。", "must not be negative; 0 takes the default");
}

absl::Status BadPageToken() {
  return InvalidField("pageToken", "不是同一查询上一页返回的翻页标记；请从第一页重新开始。",
                      "not the next_page_token of this same query; start again from the first page");
}

}  // namespace heng::core
