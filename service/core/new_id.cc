#include "service/core/new_id.h"

#include "absl/random/random.h"

namespace heng::core {

std::string NewId(std::string_view prefix) {
  constexpr char kAlphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";
  thread_local absl::BitGen generator;
  std::string id = std::string(prefix) + "-";
  for (int i = 0; i < 16; ++i) id.push_back(kAlphabet[absl::Uniform(generator, 0u, sizeof(kAlphabet) - 1)]);
  return id;
}

}  // namespace heng::core
