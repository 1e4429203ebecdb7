#include "tests/support/office.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <utility>

#include "absl/time/clock.h"
#include "heng/v1/directory.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/stored.pb.h"
#include "service/core/access/credentials.h"
#include "service/core/entries.h"
#include "service/core/policies/policies.h"
#include "service/core/residents.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/sqlite/sqlite_store.h"

namespace heng::testing {
namespace {

using core::ChangeOf;
using core::ChangeTo;
using core::Resident;
using heng::v1::Org;
using store::Mutation;

constexpr size_t kBatch = 500;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "the test office can't be set up: %s\n", status.ToString().c_str());
  std::abort();
}

// Writes what is not there yet.
void Write(store::Store& store, const std::vector<Mutation>& all) {
  for (size_t begin = 0; begin < all.size(); begin += kBatch) {
    const std::vector<Mutation> batch(all.begin() + static_cast<ptrdiff_t>(begin),
                                      all.begin() + static_cast<ptrdiff_t>(std::min(begin + kBatch, all.size())));
    std::promise<absl::Status> done;
    store::Write write;
    for (const Mutation& mutation : batch) write.keys.entries.push_back(mutation.entry->name);
    write.decide = [&batch](const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      std::vector<Mutation> wanted;
      for (size_t i = 0; i < batch.size(); ++i) {
        if (!snapshot.entries[i]) wanted.push_back(batch[i]);
      }
      return wanted;
    };
    write.done = [&done](const store::WriteResult& result) { done.set_value(result.status); };
    store.Submit(std::move(write));
    Must(done.get_future().get());
  }
}

Mutation OrgOf(const std::string& id, Org::Type type, const std::string& parent, int64_t now) {
  Org org;
  org.set_name("orgs/" + id);
  org.set_title(id);
  org.set_type(type);
  if (!parent.empty()) org.set_parent("orgs/" + parent);
  return ChangeTo(std::nullopt, id, std::move(org), now, Resident::kYes);
}

Mutation ProjectOf(const std::string& id, int64_t now) {
  heng::v1::Project project;
  project.set_name("projects/" + id);
  project.set_title(id);
  project.set_org(std::string("orgs/") + kTestDepartment);
  return ChangeTo(std::nullopt, kTestDepartment, std::move(project), now, Resident::kNo);
}

Mutation Tester(int64_t now) {
  heng::v1::Principal tester;
  tester.set_name(std::string("principals/") + kTester);
  tester.set_title("测试员");
  tester.set_org(std::string("orgs/") + kTestRoot);
  for (const char* org : {kTestRoot, kTestDepartment}) {
    for (const auto role : core::kAllRoles) {
      auto* grant = tester.add_grants();
      grant->set_role(role);
      grant->set_org(std::string("orgs/") + org);
      grant->set_clearance(true);
    }
  }
  return ChangeTo(std::nullopt, kTestRoot, std::move(tester), now, Resident::kYes);
}

Mutation TokenOf(const core::NewToken& made, int64_t now) {
  heng::v1::StoredToken stored;
  stored.mutable_token()->set_name("tokens/" + made.id);
  stored.mutable_token()->set_principal(std::string("principals/") + kTester);
  core::SetTime(now, stored.mutable_token()->mutable_create_time());
  core::SetTime(now + absl::ToInt64Microseconds(absl::Hours(24)), stored.mutable_token()->mutable_expire_time());
  stored.set_secret_sha256(made.sha256);
  return ChangeOf(std::nullopt, stored.token().name(), kTestRoot, stored.SerializeAsString(), Resident::kYes);
}

Mutation ActivationOf(const std::string& policy) {
  const auto shipped = scoring::ShippedPolicies::Get().Find(policy);
  if (shipped == nullptr) Must(absl::NotFoundError(policy));
  heng::v1::PolicyActivation activation;
  activation.set_name(std::string("activations/") + kTestRoot + "-2000");
  activation.set_policy(shipped->pin().name());
  activation.set_org(std::string("orgs/") + kTestRoot);
  activation.set_from_year(2000);
  activation.set_etag("1");
  return ChangeOf(std::nullopt, activation.name(), kTestRoot, activation.SerializeAsString(), Resident::kYes);
}

void InstallPolicies(store::Store& store) {
  core::Residents residents(&store, "policies/mof-2020");
  core::Writes writes(&store, &residents, [](std::string_view) {});
  Must(core::Policies(&writes).InstallShipped());
}

}  // namespace

std::string SetUpOffice(store::Store& store, const OfficePlan& plan) {
  const int64_t now = absl::ToUnixMicros(absl::Now());
  std::vector<Mutation> all;
  std::string token;
  if (absl::IsNotFound(store.GetEntry(std::string("principals/") + kTester).status())) {
    InstallPolicies(store);
    const core::NewToken made = core::MakeToken();
    token = made.text;
    all.push_back(OrgOf(kTestRoot, Org::REGION, "", now));
    all.push_back(OrgOf(kTestDepartment, Org::DEPARTMENT, kTestRoot, now));
    all.push_back(Tester(now));
    all.push_back(TokenOf(made, now));
    all.push_back(ActivationOf(plan.policy));
  }
  for (const std::string& unit : plan.units) all.push_back(OrgOf(unit, Org::UNIT, kTestDepartment, now));
  for (const std::string& project : plan.projects) all.push_back(ProjectOf(project, now));
  for (Mutation& mutation : all) {
    mutation.event.caller = "test";
    mutation.event.action = "test.setup";
  }
  Write(store, all);
  return token;
}

std::string SetUpOfficeAt(const std::string& store_path, const OfficePlan& plan) {
  const bool is_file = store_path.find("://") == std::string::npos;
  auto opened = is_file ? store::OpenSqlite({.path = store_path}) : store::OpenPostgres({.location = store_path});
  Must(opened.status());
  const std::unique_ptr<store::Store> store = *std::move(opened);
  std::string token = SetUpOffice(*store, plan);
  store->Shutdown();
  return token;
}

OfficePlan SeedOffice() {
  return {.units = {"sx-datong-121005", "sx-209100", "sx-xinzhou-304006"},
          .projects = {"dt-canjiren-baozhangjin", "dt-zhucun-bangfu", "dt-shebao-wangluo", "sx-shebao-jingban",
                       "sx-dangan-guanli", "sx-shebao-dalou", "xz-jinbao-gongcheng"}};
}

}  // namespace heng::testing
