#include "service/core/new_id.h"

#include "absl/random/random.h"

namespace heng::core {
namespace {

constexpr char kAlphabet[] = "23456789abcdefghijkmnpqrstuvwxyz";  // in the order of bytes
constexpr int kTimeChars = 7, kRandomChars = 13;

}  // namespace

std::string NewId(std::string_view prefix, absl::Time now) {
  thread_local absl::BitGen generator;
  std::string id = std::string(prefix) + "-";
  const int64_t seconds = absl::ToUnixSeconds(now);
  for (int i = kTimeChars - 1; i >= 0; --i) id.push_back(kAlphabet[seconds >> (5 * i) & 31]);
  for (int i = 0; i < kRandomChars; ++i) id.push_back(kAlphabet[absl::Uniform(generator, 0u, 32u)]);
  return id;
}

}  // namespace heng::core
