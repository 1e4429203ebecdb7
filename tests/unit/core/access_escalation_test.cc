// Nobody becomes more than an administrator above has made them, in any number of steps: a thousand random histories.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/core/access_testing.h"

namespace heng::core {
namespace {

using heng::v1::Grant;
using heng::v1::Role;

constexpr int kOrgs = 7;
constexpr int kPeople = 4;
constexpr int kCalls = 60;

struct World {
  AccessCore core;
  std::vector<std::string> orgs = {"city"};
  std::map<std::string, std::string> parents = {{"city", ""}};

  // Read off the parents, not off the tree under test.
  bool Above(const std::string& upper, std::string lower) const {
    for (; !lower.empty(); lower = parents.at(lower)) {
      if (lower == upper) return true;
    }
    return false;
  }
};

std::string OrgIdOf(const Grant& grant) { return grant.org().substr(sizeof("orgs/") - 1); }

Grant AnyGrant(const World& world) {
  return GrantOf(static_cast<Role>(*rc::gen::inRange(1, 8)), *rc::gen::elementOf(world.orgs),
                 *rc::gen::arbitrary<bool>());
}

// Orgs, people with grants the root administrator gave, and "mallory" with a few of her own.
void Build(World* world) {
  for (int i = 1; i < kOrgs; ++i) {
    const std::string id = "org-" + std::to_string(i), parent = *rc::gen::elementOf(world->orgs);
    world->core.PutOrg(OrgMessage(id, heng::v1::Org::UNIT, parent));
    world->orgs.push_back(id);
    world->parents[id] = parent;
  }
  for (int i = 0; i < kPeople; ++i) {
    const std::string id = i == 0 ? "mallory" : "person-" + std::to_string(i);
    RC_ASSERT(world->core.Create("root-admin", id, *rc::gen::elementOf(world->orgs)).ok());
    for (int g = *rc::gen::inRange(0, 3); g > 0; --g) {
      RC_ASSERT(world->core.Grant("root-admin", id, AnyGrant(*world)).ok());
    }
  }
  const std::string home = *rc::gen::elementOf(world->orgs);
  RC_ASSERT(world->core.Move("root-admin", "mallory", home).ok());
  RC_ASSERT(
      world->core.Grant("root-admin", "mallory", GrantOf(heng::v1::ADMIN, home, *rc::gen::arbitrary<bool>())).ok());
}

// One call of somebody mallory can act as; adds whom she can act as by it.
void Step(World* world, std::set<std::string>* hers, int step) {
  const std::string caller = *rc::gen::elementOf(std::vector<std::string>(hers->begin(), hers->end()));
  std::vector<std::string> everybody;
  for (const auto& [id, principal] : world->core.residents.Current()->principals->by_id) everybody.push_back(id);
  std::sort(everybody.begin(), everybody.end());
  const std::string whom = *rc::gen::elementOf(everybody);
  const std::string number = std::to_string(step);
  switch (*rc::gen::inRange(0, 7)) {
    case 0: {
      if (world->core.Create(caller, "made-" + number, *rc::gen::elementOf(world->orgs)).ok()) {
        hers->insert("made-" + number);  // she can make a token for it at once
      }
      return;
    }
    case 1:
      (void)world->core.Grant(caller, whom, AnyGrant(*world));
      return;
    case 2:
      (void)world->core.Ungrant(caller, whom, AnyGrant(*world));
      return;
    case 3:
      (void)world->core.Disable(caller, whom, *rc::gen::arbitrary<bool>());
      return;
    case 4:
      (void)world->core.Move(caller, whom, *rc::gen::elementOf(world->orgs));
      return;
    case 5:
      if (world->core.SetCertificate(caller, whom, "cert-" + number).ok()) hers->insert(whom);
      return;
    default:
      if (world->core.NewTokenOf(caller, whom).ok()) hers->insert(whom);
  }
}

RC_GTEST_PROP(Escalation, NobodyBecomesMoreThanTheyWereMade, ()) {
  World world;
  Build(&world);
  const auto start = *world.core.residents.Current()->principals->by_id.at("mallory");
  const auto hers_by_right = [&](const Grant& grant) {
    return std::any_of(start.grants().begin(), start.grants().end(), [&](const Grant& mine) {
      const bool same = mine.role() == grant.role() && mine.org() == grant.org();
      const bool below = mine.role() == heng::v1::ADMIN && world.Above(OrgIdOf(mine), OrgIdOf(grant));
      return (same || below) && (mine.clearance() || !grant.clearance());
    });
  };
  std::set<std::string> hers = {"mallory"};
  for (int step = 0; step < kCalls; ++step) {
    Step(&world, &hers, step);
    const auto epoch = world.core.residents.Current();
    for (const std::string& id : hers) {
      for (const Grant& grant : epoch->principals->by_id.at(id)->grants()) {
        RC_ASSERT(hers_by_right(grant));
      }
    }
    const auto& root = *epoch->principals->by_id.at("root-admin");
    const bool kept = std::any_of(epoch->principals->by_id.begin(), epoch->principals->by_id.end(), [](const auto& p) {
      return !p.second->disabled() &&
             std::any_of(p.second->grants().begin(), p.second->grants().end(), [](const Grant& grant) {
               return grant.role() == heng::v1::ADMIN && grant.org() == "orgs/city" && grant.clearance();
             });
    });
    RC_ASSERT(kept || root.disabled() == false);
    RC_ASSERT(kept);
  }
}

}  // namespace
}  // namespace heng::core
