// Authority against a naive reading of the rules on random trees; the epoch and what keeps it; the table as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "service/core/access/authority.h"
#include "tests/unit/core/access_testing.h"

namespace heng::core {
namespace {

using heng::v1::Grant;
using heng::v1::Org;
using heng::v1::Role;

// Orgs as a list of parents and successors; nothing of OrgTree.
struct Plan {
  std::vector<std::string> orgs;
  std::map<std::string, std::string> parent, successor;

  bool Above(const std::string& upper, std::string lower) const {
    for (; !lower.empty(); lower = parent.at(lower)) {
      if (lower == upper) return true;
    }
    return false;
  }
  bool AboveForReading(const std::string& upper, std::string lower) const {
    for (; !lower.empty(); lower = successor.count(lower) ? successor.at(lower) : "") {
      if (Above(upper, lower)) return true;
    }
    return false;
  }
};

std::string IdOf(const Grant& grant) { return grant.org().substr(sizeof("orgs/") - 1); }

store::Entry EntryOf(const std::string& name, const std::string& body, const std::string& org_id, bool active = true) {
  store::Entry entry;
  entry.name = name;
  entry.collection = name.substr(0, name.find('/'));
  entry.body = body;
  entry.org_id = org_id;
  entry.etag = 1;
  entry.active = active;
  entry.resident = true;
  return entry;
}

struct Made {
  Plan plan;
  std::vector<Grant> grants;
  std::map<std::string, std::string> classified;  // project -> org
  std::shared_ptr<const Epoch> epoch;
};

Made Make() {
  Made made;
  std::vector<store::Entry> entries;
  for (int i = 0; i < 9; ++i) {
    const std::string id = "org-" + std::to_string(i);
    const std::string parent = i == 0 ? "" : *rc::gen::elementOf(made.plan.orgs);
    // Succeeded by an earlier one: no rings.
    const bool closed = i > 1 && *rc::gen::inRange(0, 3) == 0;
    Org org = OrgMessage(id, Org::UNIT, parent);
    if (closed) {
      made.plan.successor[id] = *rc::gen::elementOf(made.plan.orgs);
      org.set_successor("orgs/" + made.plan.successor[id]);
    }
    made.plan.orgs.push_back(id);
    made.plan.parent[id] = parent;
    entries.push_back(EntryOf(org.name(), org.SerializeAsString(), id, !closed));
  }
  heng::v1::Principal someone;
  someone.set_name("principals/someone");
  for (int g = *rc::gen::inRange(0, 4); g > 0; --g) {
    made.grants.push_back(GrantOf(static_cast<Role>(*rc::gen::inRange(1, 8)), *rc::gen::elementOf(made.plan.orgs),
                                  *rc::gen::arbitrary<bool>()));
    *someone.add_grants() = made.grants.back();
  }
  entries.push_back(EntryOf(someone.name(), someone.SerializeAsString(), "org-0"));
  for (int p = 0; p < 2; ++p) {
    heng::v1::Project project;
    project.set_name("projects/secret-" + std::to_string(p));
    project.set_classified(true);
    const std::string org = *rc::gen::elementOf(made.plan.orgs);
    made.classified[project.name()] = org;
    entries.push_back(EntryOf(project.name(), project.SerializeAsString(), org));
  }
  made.epoch = *Epoch::Empty("policies/mof-2020")->With(entries, 1);
  return made;
}

bool NaivelySees(const Made& made, const std::string& subject) {
  if (!made.classified.count(subject)) return true;
  const std::string owner = made.classified.at(subject);
  return std::any_of(made.grants.begin(), made.grants.end(), [&](const Grant& grant) {
    return grant.clearance() && (made.plan.AboveForReading(IdOf(grant), owner) || made.plan.Above(owner, IdOf(grant)));
  });
}

bool NaivelyMay(const Made& made, const MethodRule& rule, const std::string& org, const std::string& subject) {
  if (!NaivelySees(made, subject)) return false;
  return std::any_of(made.grants.begin(), made.grants.end(), [&](const Grant& grant) {
    const bool covers =
        rule.reach == Reach::kReadOrg ? made.plan.AboveForReading(IdOf(grant), org) : made.plan.Above(IdOf(grant), org);
    return Contains(rule.roles, grant.role()) && covers;
  });
}

RC_GTEST_PROP(AuthorityRules, AreThoseOfANaiveReading, ()) {
  const Made made = Make();
  const Authority authority(made.epoch, "someone", "");
  for (const MethodRule& rule : MethodRules()) {
    for (const std::string& org : made.plan.orgs) {
      for (const char* subject : {"projects/plain", "projects/secret-0", "projects/secret-1"}) {
        RC_ASSERT(authority.RoleFor(rule.method, org, subject).has_value() == NaivelyMay(made, rule, org, subject));
        RC_ASSERT(authority.Check(rule.method, "x", org, subject).ok() == NaivelyMay(made, rule, org, subject));
      }
    }
    RC_ASSERT(!authority.RoleFor(rule.method, "nowhere").has_value());
  }
  for (const std::string& org : made.plan.orgs) {
    for (const bool clearance : {false, true}) {
      RC_ASSERT(authority.Administers(org, clearance) ==
                std::any_of(made.grants.begin(), made.grants.end(), [&](const Grant& grant) {
                  return grant.role() == heng::v1::ADMIN && (grant.clearance() || !clearance) &&
                         made.plan.Above(IdOf(grant), org);
                }));
    }
  }
}

// A list never shows what a single read would refuse, and the other way round.
RC_GTEST_PROP(AuthorityRules, AScopeIsWhatSingleChecksAllow, ()) {
  const Made made = Make();
  const Authority authority(made.epoch, "someone", "");
  std::vector<std::optional<std::string>> places = {std::nullopt};
  for (const std::string& org : made.plan.orgs) places.emplace_back(org);
  for (const Method method : {Method::kListEvaluations, Method::kListOrgs, Method::kListPrincipals}) {
    for (const auto& within : places) {
      const store::Scope scope = authority.ScopeOf(method, within);
      std::set<std::string> expected;
      for (const std::string& org : made.plan.orgs) {
        const bool inside = !within || made.plan.Above(*within, org);
        if (inside && NaivelyMay(made, RuleOf(method), org, "")) expected.insert(org);
      }
      const std::vector<std::string> all(made.plan.orgs.begin(), made.plan.orgs.end());
      const std::vector<std::string>& shown = scope.org_ids ? *scope.org_ids : all;
      RC_ASSERT(std::set<std::string>(shown.begin(), shown.end()) == expected);
      RC_ASSERT(std::is_sorted(shown.begin(), shown.end()));
      for (const auto& [subject, org] : made.classified) {
        const auto& hidden = scope.hidden_subjects;
        RC_ASSERT((std::find(hidden.begin(), hidden.end(), subject) == hidden.end()) == NaivelySees(made, subject));
      }
    }
  }
}

TEST(AuthorityOfNobody, MayDoNothing) {
  const auto epoch = Epoch::Empty("policies/mof-2020");
  const Authority nobody(epoch, "nobody", "");
  for (const MethodRule& rule : MethodRules()) {
    EXPECT_FALSE(nobody.CheckAnywhere(rule.method).ok()) << rule.name;
    EXPECT_FALSE(nobody.Check(rule.method, "orgs/abc", "abc").ok()) << rule.name;
    EXPECT_TRUE(nobody.ScopeOf(rule.method, std::nullopt).org_ids->empty()) << rule.name;
  }
}

TEST_F(AccessTest, ContactsAreShownInsideTheUnitAndItsDepartmentOnly) {
  for (const auto& [id, role, org, sees] : {std::tuple{"unit-clerk", heng::v1::PREPARER, "hospital", true},
                                            std::tuple{"department", heng::v1::REVIEWER, "health", true},
                                            std::tuple{"region", heng::v1::REVIEWER, "city", false},
                                            std::tuple{"finance", heng::v1::FINANCE, "health", false},
                                            std::tuple{"auditor", heng::v1::AUDITOR, "hospital", false},
                                            std::tuple{"other-clerk", heng::v1::PREPARER, "school", false}}) {
    ASSERT_TRUE(core_.Create("root-admin", id, "city").ok());
    ASSERT_TRUE(core_.Grant("root-admin", id, GrantOf(role, org)).ok());
    EXPECT_EQ(core_.As(id).SeesContacts("hospital"), sees) << id;
  }
}

TEST(EpochFollows, CertificateNamesThatWentFromOneToAnother) {
  const auto person = [](const std::string& id, const std::string& certificate) {
    heng::v1::Principal principal;
    principal.set_name("principals/" + id);
    principal.add_certificate_names(certificate);
    return EntryOf(principal.name(), principal.SerializeAsString(), "root");
  };
  const auto before = *Epoch::Empty("")->With({person("aaa", "one"), person("bbb", "two")}, 2);
  // Read in one batch, in the order of their last changes: b took what a gave up, then a changed again.
  const auto after = *before->With({person("bbb", "one"), person("aaa", "three")}, 5);
  const std::unordered_map<std::string, std::string> expected = {{"one", "bbb"}, {"three", "aaa"}};
  EXPECT_EQ(after->principals->by_certificate_name, expected);
}

TEST_F(AccessTest, AnEntryThatCantBeReadKeepsTheEpochAndSaysSo) {
  const auto before = core_.residents.Current();
  store::Write write;
  write.keys.entries = {"principals/damaged"};
  write.decide = [](const store::Snapshot&) -> absl::StatusOr<std::vector<store::Mutation>> {
    return std::vector<store::Mutation>{
        ChangeOf(std::nullopt, "principals/damaged", "city", "\xFF\xFF", Resident::kYes)};
  };
  write.done = [](const store::WriteResult& result) { ASSERT_TRUE(result.status.ok()); };
  core_.store.Submit(std::move(write));
  const auto status = core_.residents.Refresh();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_NE(std::string(status.message()).find("principals/damaged@1"), std::string::npos) << status;
  EXPECT_EQ(core_.residents.Current(), before);
}

// HENG_WRITE_GOLDEN=1 writes it anew.
TEST(AccessTableText, IsTheOneInTheDocs) {
  const std::string path = HENG_SOURCE_DIR "/service/core/access.md";
  if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path) << AccessTable();
    return;
  }
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), AccessTable()) << "service/core/access.md is not what access/methods.cc says";
}

}  // namespace
}  // namespace heng::core
