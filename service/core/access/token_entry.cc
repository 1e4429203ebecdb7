#include "service/core/access/token_entry.h"

#include <algorithm>
#include <optional>

#include "heng/v1/stored.pb.h"
#include "service/core/entries.h"
#include "service/core/names.h"

namespace heng::core {

store::Mutation NewTokenEntry(const TokenToKeep& token, const heng::v1::Principal& principal, int64_t now) {
  heng::v1::StoredToken stored;
  heng::v1::Token& message = *stored.mutable_token();
  message.set_name("tokens/" + token.id);
  message.set_principal(principal.name());
  message.set_title(token.title);
  SetTime(now, message.mutable_create_time());
  SetTime(token.expire_time, message.mutable_expire_time());
  stored.set_secret_sha256(token.sha256);
  return ChangeOf(std::nullopt, message.name(), OrgId(principal.org()).value_or(""), stored.SerializeAsString(),
                  Resident::kYes);
}

int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  constexpr int64_t kFirst = -62135596800, kLast = 253402300799;  // 0001-01-01, 9999-12-31
  return std::clamp(time.seconds(), kFirst, kLast) * 1'000'000 + std::clamp(time.nanos(), 0, 999'999'999) / 1000;
}

}  // namespace heng::core
