#include "service/core/access/credentials.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/hash.h"

namespace heng::core {
namespace {

// 32 characters, five bits each; none that is easily taken for another.
constexpr char kAlphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";
static_assert(sizeof(kAlphabet) == 33);
constexpr std::string_view kPrefix = "heng_";
constexpr size_t kIdChars = 12;
constexpr size_t kSecretChars = 32;
constexpr size_t kCheckChars = 6;
constexpr size_t kTokenChars = kPrefix.size() + kIdChars + 1 + kSecretChars + kCheckChars;

std::string RandomChars(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();  // no randomness: nothing that is made would be a secret
  }
  for (char& c : bytes) c = kAlphabet[static_cast<unsigned char>(c) % 32];
  return bytes;
}

std::string CheckOf(std::string_view text) {
  const std::string hash = Sha256(absl::StrCat("heng.token.1 ", std::string(text)));
  std::string check;
  for (size_t i = 0; i < kCheckChars; ++i) check.push_back(kAlphabet[static_cast<unsigned char>(hash[i]) % 32]);
  return check;
}

// The id in a token that is whole; nullopt: it is not.
std::optional<std::string> IdIn(std::string_view text) {
  if (text.size() != kTokenChars || !text.starts_with(kPrefix)) return std::nullopt;
  if (text[kPrefix.size() + kIdChars] != '_') return std::nullopt;
  const std::string_view body = text.substr(0, kTokenChars - kCheckChars);
  if (text.substr(body.size()) != CheckOf(body)) return std::nullopt;
  return std::string(text.substr(kPrefix.size(), kIdChars));
}

absl::StatusOr<Authority> ByToken(std::string_view text, const std::shared_ptr<const Epoch>& epoch) {
  const auto id = IdIn(text);
  if (!id) return TokenMalformed();
  const auto found = epoch->principals->tokens.find(*id);
  const std::string sha256 = Sha256(text);
  if (found == epoch->principals->tokens.end() || found->second->secret_sha256.size() != sha256.size() ||
      CRYPTO_memcmp(found->second->secret_sha256.data(), sha256.data(), sha256.size()) != 0) {
    return TokenUnknown();
  }
  return Authority(epoch, found->second->principal, found->second->id);
}

absl::StatusOr<Authority> ByCertificate(const std::vector<std::string>& names,
                                        const std::shared_ptr<const Epoch>& epoch) {
  for (const std::string& name : names) {
    const auto found = epoch->principals->by_certificate_name.find(name);
    if (found != epoch->principals->by_certificate_name.end()) return Authority(epoch, found->second, "");
  }
  return CertificateUnknown(names);
}

}  // namespace

NewToken MakeToken() {
  NewToken token;
  // An id begins with a letter.
  token.id = "t" + RandomChars(kIdChars - 1);
  token.text = absl::StrCat(std::string(kPrefix), token.id, "_", RandomChars(kSecretChars));
  token.text += CheckOf(token.text);
  token.sha256 = Sha256(token.text);
  return token;
}

std::string NewPrincipalName() {
  constexpr size_t kChars = 16;
  return absl::StrCat("principals/p-", RandomChars(kChars));
}

absl::StatusOr<Authority> Authenticate(const Credentials& shown, const std::shared_ptr<const Epoch>& epoch,
                                       absl::Time now) {
  if (epoch->principals->by_id.empty()) return NotInitialized();
  absl::StatusOr<Authority> authority = CredentialsMissing();
  constexpr absl::string_view kScheme = "bearer ";
  const absl::string_view header(shown.authorization);
  if (!header.empty()) {
    if (!absl::StartsWithIgnoreCase(header, kScheme)) return TokenMalformed();
    const absl::string_view text = absl::StripAsciiWhitespace(header.substr(kScheme.size()));
    authority = ByToken({text.data(), text.size()}, epoch);
  } else if (!shown.certificate_names.empty()) {
    authority = ByCertificate(shown.certificate_names, epoch);
  }
  if (!authority.ok()) return authority;
  if (authority->principal() == nullptr) return TokenUnknown();
  if (auto status = authority->Counts(*epoch, now); !status.ok()) return status;
  return authority;
}

}  // namespace heng::core
