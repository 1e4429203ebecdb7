// A token as an entry of the store.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "heng/v1/access.pb.h"
#include "service/store/store.h"

namespace heng::core {

inline constexpr absl::Duration kTokenLife = absl::Hours(24 * 90);  // where nothing else is said
inline constexpr absl::Duration kMaxTokenLife = absl::Hours(24 * 400);

// All there is to keep of a token: never the secret.
struct TokenToKeep {
  std::string id;
  std::string sha256;  // of the secret
  std::string title;
  int64_t expire_time = 0;  // µs
};

store::Mutation NewTokenEntry(const TokenToKeep& token, const heng::v1::Principal& principal, int64_t now);

// µs since the epoch; of a time beyond the years 1 to 9999, the nearest in them.
int64_t MicrosOf(const google::protobuf::Timestamp& time);

}  // namespace heng::core
