// Bearer tokens: making, listing, revoking. A secret leaves in the answer of CreateToken only; what is stored, logged
// or answered later never has it.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "heng/v1/stored.pb.h"
#include "service/core/access/access.h"
#include "service/core/access/credentials.h"
#include "service/core/access/principal_rules.h"
#include "service/core/access/token_entry.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/page_token.h"

namespace heng::core {
namespace {

using heng::v1::StoredToken;
using heng::v1::Token;
using store::Snapshot;

using Decided = absl::StatusOr<std::vector<store::Mutation>>;

constexpr size_t kMaxLiveTokens = 20;
// Made within kMaxTokenLife, ended ones included: bounds what one caller can make the store keep.
constexpr size_t kMaxRecentTokens = 1000;

bool IsLive(const KnownToken& token, int64_t now) { return !token.revoked && now < token.expire_time; }

// Of this principal, in the order they were made.
std::vector<const KnownToken*> TokensOf(const Epoch& epoch, std::string_view principal_id) {
  std::vector<const KnownToken*> tokens;
  for (const auto& [id, token] : epoch.principals->tokens) {
    if (token->principal == principal_id) tokens.push_back(token.get());
  }
  std::sort(tokens.begin(), tokens.end(),
            [](const KnownToken* a, const KnownToken* b) { return a->sequence < b->sequence; });
  return tokens;
}

absl::Status CheckCounts(const Epoch& epoch, const std::string& principal_id, int64_t now) {
  size_t live = 0, recent = 0;
  for (const KnownToken* token : TokensOf(epoch, principal_id)) {
    live += IsLive(*token, now) ? 1 : 0;
    recent += MicrosOf(token->token.create_time()) > now - absl::ToInt64Microseconds(kMaxTokenLife) ? 1 : 0;
  }
  if (live >= kMaxLiveTokens) return TooMany("此用户的有效令牌", "tokens of this user in use", kMaxLiveTokens);
  if (recent >= kMaxRecentTokens) {
    return TooMany("此用户 400 天内签发的令牌", "tokens of this user made within 400 days", kMaxRecentTokens);
  }
  return absl::OkStatus();
}

// The expiry as given, or the default. INVALID_FIELDS.
absl::StatusOr<int64_t> ExpiryOf(const Token& wanted, int64_t now) {
  FieldProblems problems;
  problems.Text("token.title", wanted.title(), kMaxTitleChars, /*may_be_empty=*/true);
  const int64_t latest = now + absl::ToInt64Microseconds(kMaxTokenLife);
  int64_t expire = now + absl::ToInt64Microseconds(kTokenLife);
  if (wanted.has_expire_time()) {
    expire = MicrosOf(wanted.expire_time());
    if (expire <= now || expire > latest) {
      problems.Add("token.expireTime",
                   absl::StrCat("到期时间应在今后 400 天之内（最晚 ", DayOf(latest), "）；留空为 90 天。"),
                   absl::StrCat("must lie within the next 400 days (", DayOf(latest),
                                " at the latest); leave it out for 90 days"));
    }
  }
  if (auto status = problems.Take(); !status.ok()) return status;
  return expire;
}

absl::StatusOr<StoredToken> ReadStored(const std::string& name, const std::string& body) {
  StoredToken stored;
  if (!stored.ParseFromString(body)) return absl::DataLossError(name + " can't be read");
  return stored;
}

// Answers a write of the token `id` with its message; `secret` is added to the first answer and to no other.
void AnswerWithToken(const Writes& writes, WriteJob* job, const std::string& id, const std::string& secret) {
  job->answer = [&writes, id, secret, pretended = job->validate_only](
                    const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    if (mutations.empty()) return writes.residents()->Current()->principals->tokens.at(id)->token.SerializeAsString();
    const store::Entry& entry = *mutations.front().entry;
    auto stored = ReadStored(entry.name, entry.body);
    if (!stored.ok()) return stored.status();
    Token& token = *stored->mutable_token();
    if (!secret.empty() && pretended) {
      token.clear_name();  // no such token was made
    } else {
      token.set_secret(secret);
    }
    return token.SerializeAsString();
  };
  job->replay = [&writes](const store::RequestRecord& record) -> absl::StatusOr<std::string> {
    const auto revision = writes.store()->GetRevision(record.resource_id, record.content_rev);
    if (!revision.ok()) return writes.CaughtReplaying(revision.status());
    const auto stored = ReadStored(record.resource_id, revision->form);
    if (!stored.ok()) return writes.Caught(stored.status());
    return stored->token().SerializeAsString();
  };
}

}  // namespace

void Access::CreateToken(const CallContext& call, const heng::v1::CreateTokenRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kCreateToken;
  Token wanted;
  wanted.set_principal(request.token().principal().empty() ? absl::StrCat("principals/", call.authority.principal_id())
                                                           : request.token().principal());
  wanted.set_title(request.token().title());
  if (request.token().has_expire_time()) *wanted.mutable_expire_time() = request.token().expire_time();
  // Whoever has a token of somebody is that one.
  const auto check = [wanted](const Authority& authority) -> absl::StatusOr<KnownPrincipal> {
    auto found = FindPrincipal(authority, kMethod, "token.principal", wanted.principal());
    if (!found.ok()) return found;
    if (auto status = CheckMayActAs(authority, **found); !status.ok()) return status;
    return found;
  };
  if (auto found = check(call.authority); !found.ok()) return reply(found.status());

  const NewToken made = MakeToken();
  WriteJob job(kMethod, call, request);
  job.keys.entries = {absl::StrCat("tokens/", made.id)};
  AnswerWithToken(*writes_, &job, made.id, made.text);
  job.decide = [wanted, check, id = made.id, sha256 = made.sha256](const Authority& authority,
                                                                   const Snapshot& snapshot) -> Decided {
    const auto principal = check(authority);
    if (!principal.ok()) return principal.status();
    const auto expire = ExpiryOf(wanted, snapshot.now);
    if (!expire.ok()) return expire.status();
    const std::string principal_id = PrincipalId(wanted.principal()).value_or("");
    if (auto status = CheckCounts(authority.epoch(), principal_id, snapshot.now); !status.ok()) return status;
    return std::vector<store::Mutation>{NewTokenEntry(
        {.id = id, .sha256 = sha256, .title = wanted.title(), .expire_time = *expire}, **principal, snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Access::ListTokens(const CallContext& call, const heng::v1::ListTokensRequest& request, Reply reply) {
  std::string principal_id = call.authority.principal_id();
  if (!request.principal().empty()) {
    const auto found = FindPrincipal(call.authority, Method::kListTokens, "principal", request.principal());
    if (!found.ok()) return reply(found.status());
    principal_id = *PrincipalId(request.principal());
  }
  if (auto status = CheckPageSize(request.page_size()); !status.ok()) return reply(status);
  const std::string filter = absl::StrCat("ListTokens ", principal_id, request.show_ended() ? " ended" : "");
  int64_t after = 0;
  if (!request.page_token().empty()) {
    const auto given = ReadPageToken(request.page_token(), filter);
    if (!given) return reply(BadPageToken());
    after = *given;
  }
  const int64_t now = absl::ToUnixMicros(absl::Now());
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  heng::v1::ListTokensResponse response;
  int64_t last = 0;
  for (const KnownToken* token : TokensOf(call.authority.epoch(), principal_id)) {
    if (token->sequence <= after || (!request.show_ended() && !IsLive(*token, now))) continue;
    if (response.tokens_size() == page_size) {
      response.set_next_page_token(MakePageToken(filter, last));
      break;
    }
    *response.add_tokens() = token->token;
    last = token->sequence;
  }
  reply(response.SerializeAsString());
}

void Access::RevokeToken(const CallContext& call, const heng::v1::RevokeTokenRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kRevokeToken;
  const std::string& name = request.name();
  const auto id = TokenId(name);
  if (!id) {
    // Not quoted: it may well be the token itself.
    return reply(InvalidField("name", "不是令牌名称；应形如 tokens/{编号}（heng token list 可查），不是令牌本身。",
                              "is no name of a token; write tokens/{id} as `heng token list` shows it, not the "
                              "token itself"));
  }
  // The home org of its principal, where the caller may revoke it.
  const auto check = [name, id = *id](const Authority& authority) -> absl::StatusOr<std::string> {
    const KnownPrincipals& all = *authority.epoch().principals;
    const auto token = all.tokens.find(id);
    const auto owner = token == all.tokens.end() ? all.by_id.end() : all.by_id.find(token->second->principal);
    if (owner == all.by_id.end()) return authority.Missing(kMethod, name, ResourceNotFound(name));
    const std::string home = OrgId(owner->second->org()).value_or("");
    if (owner->first == authority.principal_id()) return home;
    if (auto status = authority.Check(kMethod, name, home); !status.ok()) return status;
    return home;
  };
  if (auto home = check(call.authority); !home.ok()) return reply(home.status());
  WriteJob job(kMethod, call, request);
  job.keys.entries = {name};
  AnswerWithToken(*writes_, &job, *id, /*secret=*/"");
  job.decide = [name, check](const Authority& authority, const Snapshot& snapshot) -> Decided {
    const auto home = check(authority);
    if (!home.ok()) return home.status();
    const auto& current = snapshot.entries.front();
    if (!current) return RulesChanged();
    auto stored = ReadStored(name, current->body);
    if (!stored.ok()) return stored.status();
    if (stored->token().has_revoke_time()) return std::vector<store::Mutation>();  // the first time counts
    SetTime(snapshot.now, stored->mutable_token()->mutable_revoke_time());
    return std::vector<store::Mutation>{
        ChangeOf(current, name, *home, stored->SerializeAsString(), Resident::kYes, /*active=*/false)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
