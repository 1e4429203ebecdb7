// Principals and grants: who may make whom what, and what is said where not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "tests/unit/core/access_testing.h"

namespace heng::core {
namespace {

using heng::v1::Principal;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  google::rpc::Status details;
  if (!ReadDetails(status, &details)) return fields;
  for (const auto& any : details.details()) {
    google::rpc::BadRequest bad;
    if (!any.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

// The whole error with a name replaced, to compare what is said of two things.
std::string SaidOf(const absl::Status& status, const std::string& name) {
  google::rpc::Status details;
  EXPECT_TRUE(ReadDetails(status, &details)) << status;
  std::string text = details.DebugString();
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name)) text.replace(at, name.size(), "X");
  return text;
}

TEST_F(AccessTest, TheFirstAdministratorHasTheRootWithClearance) {
  const auto admin = core_.Get("root-admin", "root-admin");
  ASSERT_TRUE(admin.ok()) << admin.status();
  EXPECT_EQ(admin->org(), "orgs/city");
  ASSERT_EQ(admin->grants_size(), 1);
  EXPECT_EQ(admin->grants(0).role(), heng::v1::ADMIN);
  EXPECT_EQ(admin->grants(0).org(), "orgs/city");
  EXPECT_TRUE(admin->grants(0).clearance());
  const auto epoch = core_.residents.Current();
  EXPECT_EQ(epoch->orgs->root()->org.title(), "某市");
  EXPECT_TRUE(Authenticate({.authorization = "Bearer " + core_.token.text, .certificate_names = {}}, epoch,
                           absl::FromUnixMicros(1'700'000'001'000'000))
                  .ok());
  EXPECT_EQ(core_.store.events()[0].caller, "hengd init");
}

TEST_F(AccessTest, AStoreIsInitialisedOnce) {
  const FirstAdmin again = {.org_id = "other",
                            .org_title = "x",
                            .org_code = "",
                            .admin_id = "second",
                            .admin_title = "x",
                            .token_life = absl::Hours(24)};
  const int before = core_.store.commits();
  const auto status = MakeFirstAdmin(core_.store, again, MakeToken());
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("hengd token"));
  EXPECT_EQ(core_.store.commits(), before);
}

TEST_F(AccessTest, ALostAdministratorGetsATokenFromTheStoreADisabledOneDoesNot) {
  const NewToken token = MakeToken();
  ASSERT_TRUE(MakeRescueToken(core_.store, "root-admin", absl::Hours(24), token).ok());
  ASSERT_TRUE(core_.residents.Refresh().ok());
  EXPECT_EQ(core_.residents.Current()->principals->tokens.at(token.id)->principal, "root-admin");
  EXPECT_TRUE(absl::IsNotFound(MakeRescueToken(core_.store, "nobody", absl::Hours(24), MakeToken())));
  ASSERT_TRUE(core_.Disable("root-admin", "health-admin").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeRescueToken(core_.store, "health-admin", absl::Hours(24), MakeToken())));
  for (const int days : {0, 401}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(MakeRescueToken(core_.store, "root-admin", absl::Hours(24) * days, MakeToken())));
  }
}

TEST_F(AccessTest, AnAdministratorKeepsThePrincipalsOfTheirSubtree) {
  ASSERT_TRUE(core_.Create("health-admin", "zhang", "hospital").ok());
  EXPECT_TRUE(core_.Get("health-admin", "zhang").ok());
  EXPECT_TRUE(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital")).ok());
  const auto changed = core_.Disable("health-admin", "zhang");
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_TRUE(changed->disabled());
  EXPECT_EQ(changed->grants_size(), 1) << "an update leaves grants as they are";
  EXPECT_EQ(ReasonOf(core_.Create("health-admin", "liu", "school").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(core_.Create("health-admin", "liu", "city").status()), "PERMISSION_DENIED");
}

TEST_F(AccessTest, WhatAnOutsiderIsToldIsTheSameWhetherItExistsOrNot) {
  ASSERT_TRUE(core_.Create("root-admin", "there", "school").ok());
  const std::string there = "there", absent = "absnt";
  const auto same = [&](const auto& call) {
    const absl::Status a = call(there), b = call(absent);
    EXPECT_EQ(ReasonOf(a), "PERMISSION_DENIED") << a;
    EXPECT_EQ(SaidOf(a, there), SaidOf(b, absent));
  };
  same([&](const std::string& id) { return core_.Get("health-admin", id).status(); });
  same([&](const std::string& id) { return core_.Disable("health-admin", id).status(); });
  same([&](const std::string& id) { return core_.NewTokenOf("health-admin", id).status(); });
  same([&](const std::string& id) {
    return core_.Grant("health-admin", id, GrantOf(heng::v1::PREPARER, "hospital")).status();
  });
  same([&](const std::string& id) {
    return core_.Ungrant("health-admin", id, GrantOf(heng::v1::PREPARER, "hospital")).status();
  });
  // Who sees everything is told the truth.
  EXPECT_EQ(ReasonOf(core_.Get("root-admin", absent).status()), "RESOURCE_NOT_FOUND");
  // The org of a grant, too.
  ASSERT_TRUE(core_.Create("health-admin", "zhang", "hospital").ok());
  EXPECT_EQ(SaidOf(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::PREPARER, "school")).status(), "school"),
            SaidOf(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::PREPARER, "nowhere")).status(), "nowhere"));
}

TEST_F(AccessTest, EverythingWrongWithFieldsIsSaidAtOnce) {
  heng::v1::CreatePrincipalRequest request;
  Principal& principal = *request.mutable_principal();
  principal.set_name("principals/张三");
  principal.set_org("health");
  principal.set_title("two\nlines");
  principal.add_certificate_names("");
  principal.add_certificate_names("a.example");
  principal.add_certificate_names("a.example");
  *principal.add_grants() = GrantOf(heng::v1::ADMIN, "city", true);
  const auto answer = core_.Call<Principal>(core_.As("root-admin"), &Access::CreatePrincipal, request);
  EXPECT_THAT(FieldsOf(answer.status()),
              ElementsAre("principal.org", "principal.name", "principal.title", "principal.certificateNames[0]",
                          "principal.certificateNames[2]", "principal.grants"));
  EXPECT_THAT(FieldsOf(core_.Grant("root-admin", "health-admin", heng::v1::Grant()).status()),
              ElementsAre("grant.role", "grant.org"));
  Principal change;
  change.set_name("principals/health-admin");
  EXPECT_THAT(FieldsOf(core_.Update("root-admin", change, {"grants", "title"}).status()),
              ElementsAre("updateMask", "principal.title"));
}

TEST_F(AccessTest, TitlesAndCountsHaveLimits) {
  Principal change;
  change.set_name("principals/health-admin");
  std::string title;
  for (int i = 0; i < 100; ++i) title += "绩";
  change.set_title(title);
  EXPECT_TRUE(core_.Update("root-admin", change, {"title"}).ok());
  change.set_title(title + "绩");
  EXPECT_THAT(FieldsOf(core_.Update("root-admin", change, {"title"}).status()), ElementsAre("principal.title"));
  for (int i = 0; i < 11; ++i) change.add_certificate_names("host-" + std::to_string(i));
  EXPECT_THAT(FieldsOf(core_.Update("root-admin", change, {"certificate_names"}).status()),
              ElementsAre("principal.certificateNames"));
  change.mutable_certificate_names()->RemoveLast();
  EXPECT_TRUE(core_.Update("root-admin", change, {"certificate_names"}).ok());

  for (int i = 0; i < 100; ++i) {
    const std::string id = "unit-" + std::to_string(i);
    core_.PutOrg(OrgMessage(id, heng::v1::Org::UNIT, "health"));
    const auto granted = core_.Grant("root-admin", "health-admin", GrantOf(heng::v1::REVIEWER, id));
    EXPECT_EQ(granted.ok(), i < 99) << i;  // one was there
    EXPECT_EQ(ReasonOf(granted.status()), i < 99 ? "" : "TOO_MANY");
  }
}

TEST_F(AccessTest, ANameBelongsToOnePrincipalAndACertificateNameToo) {
  ASSERT_TRUE(core_.Create("root-admin", "one", "hospital").ok());
  ASSERT_TRUE(core_.Create("root-admin", "two", "hospital").ok());
  EXPECT_EQ(ReasonOf(core_.Create("root-admin", "one", "school").status()), "RESOURCE_EXISTS");
  ASSERT_TRUE(core_.SetCertificate("root-admin", "one", "one.example").ok());
  ASSERT_TRUE(core_.SetCertificate("root-admin", "one", "one.example").ok()) << "it is theirs already";
  EXPECT_EQ(ReasonOf(core_.SetCertificate("root-admin", "two", "one.example").status()), "CERTIFICATE_NAME_TAKEN");
  // Given up, it may go to another, and stays theirs when the first changes once more.
  ASSERT_TRUE(core_.SetCertificate("root-admin", "one", "other.example").ok());
  ASSERT_TRUE(core_.SetCertificate("root-admin", "two", "one.example").ok());
  ASSERT_TRUE(core_.Disable("root-admin", "one").ok());
  EXPECT_EQ(core_.residents.Current()->principals->by_certificate_name.at("one.example"), "two");
}

TEST_F(AccessTest, NobodyNamesAPrincipalForTheirMaker) {
  heng::v1::CreatePrincipalRequest request;
  request.mutable_principal()->set_title("对接");
  request.mutable_principal()->set_org("orgs/hospital");
  const auto a = core_.Call<Principal>(core_.As("root-admin"), &Access::CreatePrincipal, request);
  const auto b = core_.Call<Principal>(core_.As("root-admin"), &Access::CreatePrincipal, request);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_THAT(a->name(), ::testing::StartsWith("principals/p-"));
  EXPECT_NE(a->name(), b->name());
}

TEST_F(AccessTest, AGrantIsGivenWhereOneAdministersAndClearanceWhereOneHasIt) {
  ASSERT_TRUE(core_.Create("health-admin", "zhang", "hospital").ok());
  EXPECT_EQ(ReasonOf(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::PREPARER, "school")).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::ADMIN, "city")).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(core_.Grant("health-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital", true)).status()),
            "BEYOND_AUTHORITY");
  EXPECT_EQ(ReasonOf(core_.Grant("zhang", "zhang", GrantOf(heng::v1::ADMIN, "hospital")).status()),
            "PERMISSION_DENIED");
  EXPECT_TRUE(core_.Grant("root-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital", true)).ok());
}

TEST_F(AccessTest, AGrantThatIsThereStaysAsItIs) {
  const auto before = core_.Get("root-admin", "health-admin");
  const int commits = core_.store.commits();
  const auto again = core_.Grant("root-admin", "health-admin", GrantOf(heng::v1::ADMIN, "health"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), before->SerializeAsString());
  EXPECT_EQ(core_.store.commits(), commits);
  // Clearance is added to it, and not taken away by granting without.
  ASSERT_TRUE(core_.Grant("root-admin", "health-admin", GrantOf(heng::v1::ADMIN, "health", true)).ok());
  const auto after = core_.Grant("root-admin", "health-admin", GrantOf(heng::v1::ADMIN, "health"));
  ASSERT_EQ(after->grants_size(), 1);
  EXPECT_TRUE(after->grants(0).clearance());
  EXPECT_EQ(ReasonOf(core_.Ungrant("root-admin", "health-admin", GrantOf(heng::v1::AUDITOR, "health")).status()),
            "GRANT_NOT_FOUND");
  const auto none = core_.Ungrant("root-admin", "health-admin", GrantOf(heng::v1::ADMIN, "health"));
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->grants_size(), 0);
}

// Whoever has a token of somebody, decides which certificate is theirs, or brings them back, could act as them.
TEST_F(AccessTest, NobodyGainsTheUseOfWhoIsMoreThanThey) {
  ASSERT_TRUE(core_.Create("health-admin", "zhang", "hospital").ok());
  EXPECT_TRUE(core_.NewTokenOf("health-admin", "zhang").ok());
  ASSERT_TRUE(core_.Grant("root-admin", "zhang", GrantOf(heng::v1::FINANCE, "city")).ok());
  const auto refused = [&](const absl::Status& status) { EXPECT_EQ(ReasonOf(status), "BEYOND_AUTHORITY") << status; };
  refused(core_.NewTokenOf("health-admin", "zhang").status());
  refused(core_.SetCertificate("health-admin", "zhang", "mine.example").status());
  refused(core_.Move("health-admin", "zhang", "health").status());
  EXPECT_TRUE(core_.Disable("health-admin", "zhang").ok()) << "their keeper may stop them";
  refused(core_.Disable("health-admin", "zhang", false).status());
  // The same with clearance in the keeper's own subtree.
  ASSERT_TRUE(core_.Create("health-admin", "liu", "hospital").ok());
  ASSERT_TRUE(core_.Grant("root-admin", "liu", GrantOf(heng::v1::PREPARER, "hospital", true)).ok());
  refused(core_.NewTokenOf("health-admin", "liu").status());
  EXPECT_TRUE(core_.NewTokenOf("root-admin", "liu").ok());
  EXPECT_TRUE(core_.NewTokenOf("liu", "").ok()) << "one's own";
}

TEST_F(AccessTest, APrincipalMovesWhereTheCallerAdministersBothPlaces) {
  ASSERT_TRUE(core_.Create("health-admin", "zhang", "hospital").ok());
  EXPECT_EQ(ReasonOf(core_.Move("health-admin", "zhang", "school").status()), "PERMISSION_DENIED");
  EXPECT_TRUE(core_.Move("health-admin", "zhang", "health").ok());
  EXPECT_TRUE(core_.Move("root-admin", "zhang", "school").ok());
  EXPECT_EQ(ReasonOf(core_.Get("health-admin", "zhang").status()), "PERMISSION_DENIED") << "no longer theirs";
}

TEST_F(AccessTest, TheRootKeepsAnAdministrator) {
  const auto refused = [&](const absl::Status& status) { EXPECT_EQ(ReasonOf(status), "LAST_ADMINISTRATOR") << status; };
  refused(core_.Ungrant("root-admin", "root-admin", GrantOf(heng::v1::ADMIN, "city", true)).status());
  refused(core_.Disable("root-admin", "root-admin").status());
  refused(core_.Move("root-admin", "root-admin", "hospital").status());
  // One without clearance, one who is disabled, and one whom an administrator below keeps are no replacement.
  ASSERT_TRUE(core_.Create("root-admin", "second", "city").ok());
  ASSERT_TRUE(core_.Grant("root-admin", "second", GrantOf(heng::v1::ADMIN, "city")).ok());
  refused(core_.Disable("root-admin", "root-admin").status());
  ASSERT_TRUE(core_.Grant("root-admin", "second", GrantOf(heng::v1::ADMIN, "city", true)).ok());
  ASSERT_TRUE(core_.Disable("root-admin", "second").ok());
  refused(core_.Disable("root-admin", "root-admin").status());
  ASSERT_TRUE(core_.Disable("root-admin", "second", false).ok());
  ASSERT_TRUE(core_.Move("root-admin", "second", "hospital").ok());
  refused(core_.Disable("root-admin", "root-admin").status());
  ASSERT_TRUE(core_.Move("root-admin", "second", "city").ok());
  EXPECT_TRUE(core_.Disable("second", "root-admin").ok());
  refused(core_.Disable("second", "second").status());
}

TEST_F(AccessTest, NothingIsGivenOnAClosedOrg) {
  core_.PutOrg(OrgMessage("clinic", heng::v1::Org::UNIT, "health"), /*active=*/false);
  EXPECT_EQ(ReasonOf(core_.Create("root-admin", "zhang", "clinic").status()), "ORG_CLOSED");
  ASSERT_TRUE(core_.Create("root-admin", "zhang", "hospital").ok());
  EXPECT_EQ(ReasonOf(core_.Grant("root-admin", "zhang", GrantOf(heng::v1::PREPARER, "clinic")).status()), "ORG_CLOSED");
  EXPECT_EQ(ReasonOf(core_.Move("root-admin", "zhang", "clinic").status()), "ORG_CLOSED");
  // One who is there already can be moved away and keeps what they have until it is removed.
  ASSERT_TRUE(core_.Grant("root-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital")).ok());
  core_.PutOrg(OrgMessage("hospital", heng::v1::Org::UNIT, "health"), /*active=*/false);
  EXPECT_TRUE(core_.Ungrant("root-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital")).ok());
  EXPECT_TRUE(core_.Move("root-admin", "zhang", "school").ok());
}

TEST_F(AccessTest, AnUpdateNamesTheEtagItIsBasedOn) {
  Principal change;
  change.set_name("principals/health-admin");
  change.set_title("新名");
  change.set_etag("1");
  EXPECT_EQ(ReasonOf(core_.Update("root-admin", change, {"title"}).status()), "ETAG_MISMATCH");
  change.set_etag("");
  heng::v1::UpdatePrincipalRequest request;
  *request.mutable_principal() = change;
  const auto answer = core_.Call<Principal>(core_.As("root-admin"), &Access::UpdatePrincipal, request);
  EXPECT_THAT(FieldsOf(answer.status()), Contains("principal.org")) << "an empty mask changes all four";
}

TEST_F(AccessTest, ListsHoldThePrincipalsOfTheCallersOrgsByNameInPages) {
  for (const char* id : {"wang", "li-er", "zhao", "an-qi"})
    ASSERT_TRUE(core_.Create("root-admin", id, "hospital").ok());
  ASSERT_TRUE(core_.Create("root-admin", "qian", "school").ok());
  heng::v1::ListPrincipalsRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page =
        core_.Call<heng::v1::ListPrincipalsResponse>(core_.As("health-admin"), &Access::ListPrincipals, request);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_LE(page->principals_size(), 2);
    for (const auto& principal : page->principals()) names.push_back(principal.name());
    // Somebody who comes between the pages neither repeats nor hides another.
    if (names.size() == 2) {
      ASSERT_TRUE(core_.Create("root-admin", "aaa", "hospital").ok());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("principals/an-qi", "principals/health-admin", "principals/li-er", "principals/wang",
                                 "principals/zhao"));
  request.set_org("orgs/school");
  auto other = core_.Call<heng::v1::ListPrincipalsResponse>(core_.As("health-admin"), &Access::ListPrincipals, request);
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(other->principals_size(), 0) << "nobody of an org that is not theirs";
  request.set_page_token("x");
  other = core_.Call<heng::v1::ListPrincipalsResponse>(core_.As("health-admin"), &Access::ListPrincipals, request);
  EXPECT_THAT(FieldsOf(other.status()), ElementsAre("pageToken"));
}

TEST_F(AccessTest, WhoAmITellsWhatTheCallerMayCall) {
  ASSERT_TRUE(core_.Create("root-admin", "zhang", "hospital").ok());
  auto answer = core_.Call<heng::v1::WhoAmIResponse>(core_.As("zhang"), &Access::WhoAmI, heng::v1::WhoAmIRequest());
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(answer->methods(),
              ElementsAre("WhoAmI", "GetPrincipal", "CreateToken", "ListTokens", "RevokeToken", "ListTasks"));
  ASSERT_TRUE(core_.Grant("root-admin", "zhang", GrantOf(heng::v1::PREPARER, "hospital")).ok());
  const auto token = core_.NewTokenOf("zhang", "");
  ASSERT_TRUE(token.ok());
  answer = core_.Call<heng::v1::WhoAmIResponse>(core_.As("zhang", token->name().substr(sizeof("tokens/") - 1)),
                                                &Access::WhoAmI, heng::v1::WhoAmIRequest());
  EXPECT_EQ(answer->token(), token->name());
  EXPECT_EQ(answer->expire_time().seconds(), token->expire_time().seconds());
  std::vector<std::string> may;
  for (const MethodRule& rule : MethodRules()) {
    const bool own = rule.reach == Reach::kCaller || rule.reach == Reach::kCallerOrOrg;
    if (own || core::Contains(rule.roles, heng::v1::PREPARER)) may.push_back(rule.name);
  }
  EXPECT_THAT(answer->methods(), ::testing::ElementsAreArray(may));
}

TEST_F(AccessTest, ARepeatedCallIsAnsweredAsItWasThen) {
  heng::v1::CreatePrincipalRequest request;
  request.mutable_principal()->set_title("对接");
  request.mutable_principal()->set_org("orgs/hospital");
  request.set_request_id("r-1");
  const auto first = core_.Call<Principal>(core_.As("root-admin"), &Access::CreatePrincipal, request);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(core_.Disable("root-admin", first->name().substr(sizeof("principals/") - 1)).ok());
  const auto again = core_.Call<Principal>(core_.As("root-admin"), &Access::CreatePrincipal, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
}

}  // namespace
}  // namespace heng::core
