// Tokens: what is kept of one, who may make and end it, what is told from what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "heng/v1/stored.pb.h"
#include "service/core/hash.h"
#include "tests/unit/core/access_testing.h"

namespace heng::core {
namespace {

using heng::v1::Token;

constexpr int64_t kDay = int64_t{24} * 60 * 60;  // seconds

std::string IdOf(const Token& token) { return token.name().substr(sizeof("tokens/") - 1); }

absl::StatusOr<Authority> Show(const AccessCore& core, const std::string& header,
                               absl::Time now = absl::FromUnixSeconds(1'700'000'100)) {
  return Authenticate({.authorization = header, .certificate_names = {}}, core.residents.Current(), now);
}

TEST_F(AccessTest, ATokenIsGoodUntilItExpiresAndNobodyKeepsItsSecret) {
  const auto token = core_.NewTokenOf("health-admin", "");
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->expire_time().seconds() - token->create_time().seconds(), 90 * kDay);
  const absl::Time end = absl::FromUnixSeconds(token->expire_time().seconds());
  const auto caller = Show(core_, "Bearer " + token->secret(), end - absl::Seconds(1));
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->principal_id(), "health-admin");
  EXPECT_EQ(caller->token_id(), IdOf(*token));
  EXPECT_EQ(ReasonOf(Show(core_, "Bearer " + token->secret(), end + absl::Seconds(1)).status()), "TOKEN_EXPIRED");
  EXPECT_EQ(ReasonOf(core_.NewTokenOf("health-admin", "root-admin").status()), "PERMISSION_DENIED");

  const std::string secret_part = token->secret().substr(token->secret().rfind('_') + 1);
  for (const auto& [name, entry] : core_.store.entries()) {
    EXPECT_EQ(entry.body.find(secret_part), std::string::npos) << name;
  }
  heng::v1::StoredToken stored;
  ASSERT_TRUE(stored.ParseFromString(core_.store.entries().at(token->name()).body));
  EXPECT_EQ(stored.secret_sha256(), Sha256(token->secret()));
  const auto list = core_.Call<heng::v1::ListTokensResponse>(core_.As("health-admin"), &Access::ListTokens,
                                                             heng::v1::ListTokensRequest());
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->DebugString().find(secret_part), std::string::npos);
}

TEST_F(AccessTest, WhoWentOnForAWhileIsToldLikeWhoComesAnew) {
  const auto token = core_.NewTokenOf("health-admin", "");
  ASSERT_TRUE(token.ok()) << token.status();
  const absl::Time end = absl::FromUnixSeconds(token->expire_time().seconds());
  const auto caller = Show(core_, "Bearer " + token->secret());
  ASSERT_TRUE(caller.ok()) << caller.status();
  const auto later = [&, header = "Bearer " + token->secret()](absl::Time now, const std::string& reason) {
    const auto authority = caller->Later(core_.residents.Current(), now);
    EXPECT_EQ(authority.ok() ? "" : ReasonOf(authority.status()), reason);
    EXPECT_EQ(Show(core_, header, now).status(), authority.status());
    if (authority.ok()) {
      EXPECT_EQ(authority->shared_epoch(), core_.residents.Current());
    }
  };
  later(end - absl::Seconds(1), "");
  later(end + absl::Seconds(1), "TOKEN_EXPIRED");  // nothing was written: the epoch is the same
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin").ok());
  later(end - absl::Seconds(1), "PRINCIPAL_DISABLED");
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin", false).ok());
  later(end - absl::Seconds(1), "");
  ASSERT_TRUE(core_.Revoke("health-admin", token->name()).ok());
  later(end - absl::Seconds(1), "TOKEN_REVOKED");
}

TEST_F(AccessTest, ARepeatedCreateTokenAnswersTheSameTokenWithoutItsSecret) {
  const auto first = core_.NewTokenOf("health-admin", "", "r-1");
  const auto again = core_.NewTokenOf("health-admin", "", "r-1");
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(again->name(), first->name());
  EXPECT_NE(first->secret(), "");
  EXPECT_EQ(again->secret(), "");
}

TEST_F(AccessTest, ATokenThatIsOnlyTriedIsNone) {
  heng::v1::CreateTokenRequest request;
  request.set_validate_only(true);
  const int before = core_.store.commits();
  const auto token = core_.Call<Token>(core_.As("health-admin"), &Access::CreateToken, request);
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->secret(), "");
  EXPECT_EQ(token->name(), "");
  EXPECT_EQ(core_.store.commits(), before);
}

TEST_F(AccessTest, ATokenLastsAtMost400Days) {
  const int64_t now = 1'700'000'000;  // of the store; a write or two before
  for (const auto& [expire, good] : std::vector<std::pair<int64_t, bool>>{{now + 399 * kDay, true},
                                                                          {now + 401 * kDay, false},
                                                                          {now - 1, false},
                                                                          {0, false},
                                                                          {INT64_MAX, false},
                                                                          {INT64_MIN, false}}) {
    heng::v1::CreateTokenRequest request;
    request.mutable_token()->mutable_expire_time()->set_seconds(expire);
    const auto token = core_.Call<Token>(core_.As("health-admin"), &Access::CreateToken, request);
    EXPECT_EQ(token.ok(), good) << expire;
    EXPECT_EQ(ReasonOf(token.status()), good ? "" : "INVALID_FIELDS");
  }
}

TEST_F(AccessTest, APrincipalHasAtMost20TokensAtATime) {
  std::string last;
  for (int i = 0; i < 20; ++i) {
    const auto token = core_.NewTokenOf("health-admin", "");
    ASSERT_TRUE(token.ok()) << i << token.status();
    last = token->name();
  }
  EXPECT_EQ(ReasonOf(core_.NewTokenOf("health-admin", "").status()), "TOO_MANY");
  EXPECT_EQ(ReasonOf(core_.NewTokenOf("root-admin", "health-admin").status()), "TOO_MANY");
  ASSERT_TRUE(core_.Revoke("health-admin", last).ok());
  EXPECT_TRUE(core_.NewTokenOf("health-admin", "").ok());
}

TEST_F(AccessTest, ARevokedTokenIsRefusedFromTheAnswerOnAndADisabledPrincipalToo) {
  const auto token = core_.NewTokenOf("health-admin", "");
  ASSERT_TRUE(token.ok());
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin").ok());
  EXPECT_EQ(ReasonOf(Show(core_, "Bearer " + token->secret()).status()), "PRINCIPAL_DISABLED");
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin", false).ok());
  ASSERT_TRUE(Show(core_, "Bearer " + token->secret()).ok());
  const auto revoked = core_.Revoke("root-admin", token->name());
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_TRUE(revoked->has_revoke_time());
  EXPECT_EQ(revoked->secret(), "");
  EXPECT_EQ(ReasonOf(Show(core_, "Bearer " + token->secret()).status()), "TOKEN_REVOKED");
  const int commits = core_.store.commits();
  const auto again = core_.Revoke("root-admin", token->name());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->revoke_time().nanos(), revoked->revoke_time().nanos()) << "the first time counts";
  EXPECT_EQ(core_.store.commits(), commits);
}

// What was decided on an authority that has gone meanwhile is not written.
TEST_F(AccessTest, ARevocationBetweenTheCallAndItsDecisionCounts) {
  const auto token = core_.NewTokenOf("health-admin", "");
  ASSERT_TRUE(token.ok());
  const Authority before = core_.As("health-admin", IdOf(*token));
  ASSERT_TRUE(core_.Revoke("root-admin", token->name()).ok());
  heng::v1::CreateTokenRequest request;
  EXPECT_EQ(ReasonOf(core_.Call<Token>(before, &Access::CreateToken, request).status()), "TOKEN_REVOKED");
  const Authority certified = core_.As("health-admin");
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin").ok());
  EXPECT_EQ(ReasonOf(core_.Call<Token>(certified, &Access::CreateToken, request).status()), "PRINCIPAL_DISABLED");
}

TEST_F(AccessTest, TokensOfOthersAreTheirKeepersBusinessOnly) {
  ASSERT_TRUE(core_.Create("root-admin", "teacher", "school").ok());
  const auto token = core_.NewTokenOf("root-admin", "teacher");
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(ReasonOf(core_.Revoke("health-admin", token->name()).status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(core_.Revoke("health-admin", "tokens/tabcdefghijk").status()), "PERMISSION_DENIED");
  const auto pasted = core_.Revoke("root-admin", token->secret());
  EXPECT_EQ(ReasonOf(pasted.status()), "INVALID_FIELDS");
  EXPECT_EQ(pasted.status().ToString().find(token->secret().substr(20)), std::string::npos) << "repeated in the error";
  heng::v1::ListTokensRequest request;
  request.set_principal("principals/teacher");
  EXPECT_EQ(
      ReasonOf(
          core_.Call<heng::v1::ListTokensResponse>(core_.As("health-admin"), &Access::ListTokens, request).status()),
      "PERMISSION_DENIED");
}

TEST_F(AccessTest, ListsOfTokensGoOnWhereTheyEnded) {
  std::vector<std::string> made, listed;
  for (int i = 0; i < 5; ++i) made.push_back(core_.NewTokenOf("health-admin", "")->name());
  heng::v1::ListTokensRequest request;
  request.set_page_size(2);
  request.set_show_ended(true);  // the store's clock is years ago
  do {
    const auto page = core_.Call<heng::v1::ListTokensResponse>(core_.As("health-admin"), &Access::ListTokens, request);
    ASSERT_TRUE(page.ok());
    for (const auto& token : page->tokens()) listed.push_back(token.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, made);
}

// A token with one character changed is malformed: the check finds every single mistake but one in a thousand million.
TEST_F(AccessTest, EveryChangeOfOneCharacterIsNoticed) {
  const std::string good = core_.token.text;
  ASSERT_TRUE(Show(core_, "Bearer " + good).ok());
  for (size_t at = 0; at < good.size(); ++at) {
    for (int c = 1; c < 256; ++c) {
      std::string bad = good;
      if (bad[at] == static_cast<char>(c)) continue;
      bad[at] = static_cast<char>(c);
      // White space around a token does not belong to it.
      const bool space = absl::ascii_isspace(static_cast<unsigned char>(c)) && (at == 0 || at + 1 == good.size());
      const auto answer = Show(core_, "Bearer " + bad);
      ASSERT_EQ(ReasonOf(answer.status()), "TOKEN_MALFORMED") << at << " " << c << " " << space;
      ASSERT_EQ(answer.status().ToString().find(good.substr(18, 20)), std::string::npos);
    }
  }
}

TEST_F(AccessTest, EachKindOfWrongTokenHasItsSentence) {
  const std::string good = core_.token.text;
  const auto reason = [&](const std::string& header) { return ReasonOf(Show(core_, header).status()); };
  EXPECT_EQ(reason(""), "CREDENTIALS_MISSING");
  EXPECT_EQ(reason("Basic abc"), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Bearer"), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Bearer " + good.substr(0, 40)), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Bearer " + good + good), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Bearer " + absl::AsciiStrToUpper(good)), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Bearer " + MakeToken().text), "TOKEN_UNKNOWN");
  EXPECT_EQ(reason("bearer  " + good + " "), "") << "the scheme's case and spaces don't matter";
}

TEST_F(AccessTest, ACertificateIsWhomItIsRegisteredFor) {
  ASSERT_TRUE(core_.SetCertificate("root-admin", "health-admin", "health.example").ok());
  const auto show = [&](const std::vector<std::string>& names) {
    return Authenticate({.authorization = "", .certificate_names = names}, core_.residents.Current(), absl::Now());
  };
  const auto caller = show({"spare.example", "health.example"});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->principal_id(), "health-admin");
  EXPECT_EQ(ReasonOf(show({"Health.example"}).status()), "CERTIFICATE_UNKNOWN");
  ASSERT_TRUE(core_.SetCertificate("root-admin", "health-admin", "other.example").ok());
  EXPECT_EQ(ReasonOf(show({"health.example"}).status()), "CERTIFICATE_UNKNOWN");
}

TEST(FirstCall, AStoreWithoutPrincipalsSaysHowToBegin) {
  EXPECT_EQ(ReasonOf(Authenticate({}, Epoch::Empty(""), absl::Now()).status()), "NOT_INITIALIZED");
}

}  // namespace
}  // namespace heng::core
