// Access over a store in memory, called as a front end calls it: an office of a region, two departments and their
// units, with the first administrator of the root.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "service/core/access/access.h"
#include "service/core/access/first_admin.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/residents.h"
#include "tests/unit/core/fake_store.h"

namespace heng::core {

inline heng::v1::Grant GrantOf(heng::v1::Role role, const std::string& org_id, bool clearance = false) {
  heng::v1::Grant grant;
  grant.set_role(role);
  grant.set_org("orgs/" + org_id);
  grant.set_clearance(clearance);
  return grant;
}

// An org to be written straight into the store.
inline heng::v1::Org OrgMessage(const std::string& id, heng::v1::Org::Type type, const std::string& parent) {
  heng::v1::Org org;
  org.set_name("orgs/" + id);
  org.set_title(id);
  org.set_type(type);
  if (!parent.empty()) org.set_parent("orgs/" + parent);
  return org;
}

// The store, with calls. Admin "root-admin" has ADMIN with clearance on "city".
class AccessCore {
 public:
  // `now`, where given: the store's clock, µs. A front end looks at the real one.
  explicit AccessCore(int64_t now = 0) {
    if (now != 0) store.now = now;
    const FirstAdmin first = {.org_id = "city",
                              .org_title = "某市",
                              .org_code = "140200",
                              .admin_id = "root-admin",
                              .admin_title = "管理员",
                              .token_life = absl::Hours(24 * 90)};
    token = MakeToken();
    EXPECT_TRUE(MakeFirstAdmin(store, first, token).ok());
    EXPECT_TRUE(residents.Refresh().ok());
  }

  // Writes an org as it is; `active` false: closed.
  void PutOrg(heng::v1::Org org, bool active = true) {
    store::Write write;
    write.keys.entries = {org.name()};
    write.decide = [&](const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
      const std::string id = org.name().substr(sizeof("orgs/") - 1);
      auto mutation = ChangeTo(snapshot.entries[0], id, org, snapshot.now, Resident::kYes, active);
      mutation.event.action = "test.setup";
      return std::vector<store::Mutation>{mutation};
    };
    write.done = [](const store::WriteResult& result) { EXPECT_TRUE(result.status.ok()) << result.status; };
    store.Submit(std::move(write));
    EXPECT_TRUE(residents.Refresh().ok());
  }

  Authority As(const std::string& principal, const std::string& token_id = "") const {
    return Authority(residents.Current(), principal, token_id);
  }

  template <typename Request>
  using Handler = void (Access::*)(const CallContext&, const Request&, Reply);

  // Calls a handler and returns its only reply, parsed.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(const Authority& caller, Handler<Request> handler, const Request& request) {
    std::vector<absl::StatusOr<std::string>> replies;
    const std::string body = request.SerializeAsString();
    const CallContext call = {.authority = caller, .deadline = absl::InfiniteFuture(), .body = body};
    (access.*handler)(call, request,
                      [&replies](absl::StatusOr<std::string> reply) { replies.push_back(std::move(reply)); });
    EXPECT_EQ(replies.size(), 1u) << "a handler answers exactly once";
    if (replies.empty()) return absl::InternalError("no reply");
    if (!replies[0].ok()) return replies[0].status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(*replies[0]));
    return response;
  }

  using Answer = absl::StatusOr<heng::v1::Principal>;

  Answer Create(const std::string& caller, const std::string& id, const std::string& home) {
    heng::v1::CreatePrincipalRequest request;
    request.mutable_principal()->set_name("principals/" + id);
    request.mutable_principal()->set_title(id);
    request.mutable_principal()->set_org("orgs/" + home);
    return Call<heng::v1::Principal>(As(caller), &Access::CreatePrincipal, request);
  }
  Answer Get(const std::string& caller, const std::string& id) {
    heng::v1::GetPrincipalRequest request;
    request.set_name("principals/" + id);
    return Call<heng::v1::Principal>(As(caller), &Access::GetPrincipal, request);
  }
  Answer Grant(const std::string& caller, const std::string& id, const heng::v1::Grant& grant) {
    heng::v1::AddGrantRequest request;
    request.set_principal("principals/" + id);
    *request.mutable_grant() = grant;
    return Call<heng::v1::Principal>(As(caller), &Access::AddGrant, request);
  }
  Answer Ungrant(const std::string& caller, const std::string& id, const heng::v1::Grant& grant) {
    heng::v1::RemoveGrantRequest request;
    request.set_principal("principals/" + id);
    *request.mutable_grant() = grant;
    return Call<heng::v1::Principal>(As(caller), &Access::RemoveGrant, request);
  }
  // Changes what the mask names to what `change` has; the etag is the current one.
  Answer Update(const std::string& caller, heng::v1::Principal change, const std::vector<std::string>& mask) {
    const auto& known = residents.Current()->principals->by_id;
    const auto found = known.find(change.name().substr(sizeof("principals/") - 1));
    if (found != known.end() && change.etag().empty()) change.set_etag(found->second->etag());
    heng::v1::UpdatePrincipalRequest request;
    *request.mutable_principal() = std::move(change);
    for (const auto& path : mask) request.mutable_update_mask()->add_paths(path);
    return Call<heng::v1::Principal>(As(caller), &Access::UpdatePrincipal, request);
  }
  Answer Disable(const std::string& caller, const std::string& id, bool disabled = true) {
    heng::v1::Principal change;
    change.set_name("principals/" + id);
    change.set_disabled(disabled);
    return Update(caller, change, {"disabled"});
  }
  Answer Move(const std::string& caller, const std::string& id, const std::string& home) {
    heng::v1::Principal change;
    change.set_name("principals/" + id);
    change.set_org("orgs/" + home);
    return Update(caller, change, {"org"});
  }
  Answer SetCertificate(const std::string& caller, const std::string& id, const std::string& certificate) {
    heng::v1::Principal change;
    change.set_name("principals/" + id);
    change.add_certificate_names(certificate);
    return Update(caller, change, {"certificate_names"});
  }
  // `id` empty: the caller's own.
  absl::StatusOr<heng::v1::Token> NewTokenOf(const std::string& caller, const std::string& id,
                                             const std::string& request_id = "") {
    heng::v1::CreateTokenRequest request;
    if (!id.empty()) request.mutable_token()->set_principal("principals/" + id);
    request.set_request_id(request_id);
    return Call<heng::v1::Token>(As(caller), &Access::CreateToken, request);
  }
  absl::StatusOr<heng::v1::Token> Revoke(const std::string& caller, const std::string& token_name) {
    heng::v1::RevokeTokenRequest request;
    request.set_name(token_name);
    return Call<heng::v1::Token>(As(caller), &Access::RevokeToken, request);
  }

  FakeStore store;
  NewToken token;  // of root-admin
  std::vector<std::string> logged;
  Residents residents{&store, "policies/mof-2020"};
  Writes writes{&store, &residents, [this](std::string_view text) { logged.emplace_back(text); }};
  Access access{&writes};
};

// With city > health, schools (departments) > their units, and an administrator "health-admin" of health without
// clearance.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    core_.PutOrg(OrgMessage("health", heng::v1::Org::DEPARTMENT, "city"));
    core_.PutOrg(OrgMessage("hospital", heng::v1::Org::UNIT, "health"));
    core_.PutOrg(OrgMessage("schools", heng::v1::Org::DEPARTMENT, "city"));
    core_.PutOrg(OrgMessage("school", heng::v1::Org::UNIT, "schools"));
    EXPECT_TRUE(core_.Create("root-admin", "health-admin", "health").ok());
    EXPECT_TRUE(core_.Grant("root-admin", "health-admin", GrantOf(heng::v1::ADMIN, "health")).ok());
  }

  AccessCore core_;
};

}  // namespace heng::core
