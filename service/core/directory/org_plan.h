// The orgs as they will be: those in force, with the changes of one call or one batch on top. Here stand the rules of
// the tree: what may stand below what, one root, no rings, codes unique in their region.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "heng/v1/directory.pb.h"
#include "scoring/form_check.h"
#include "service/core/access/authority.h"

namespace heng::core {

// Limits; shown in the docs.
inline constexpr size_t kMaxOrgs = 200'000;
inline constexpr int kMaxOrgLevels = 32;

class OrgPlan {
 public:
  // `authority` outlives this.
  OrgPlan(const Authority& authority, Method method)
      : authority_(authority), method_(method), orgs_(*authority.epoch().orgs) {}

  // The org as it will be. Null: there is none.
  const heng::v1::Org* Find(std::string_view id) const;

  // Whether the caller may make this org, or make it so; `wrong` is what is wrong with its fields already, `prefix`
  // where they stand. For INVALID_FIELDS all of it stands in `wrong` then. Nothing is planned yet.
  absl::Status CheckNew(const heng::v1::Org& next, std::string_view prefix,
                        std::vector<scoring::Violation>* wrong) const;
  absl::Status CheckChange(const heng::v1::Org& next, std::string_view prefix,
                           std::vector<scoring::Violation>* wrong) const;
  // The same for a row of a batch, whichever it is.
  absl::Status CheckRow(const heng::v1::Org& next, std::string_view prefix,
                        std::vector<scoring::Violation>* wrong) const;

  // From now on the org is like this. It was checked.
  void Put(const heng::v1::Org& next);

 private:
  using CodeKey = std::pair<std::string, std::string>;  // region, code

  // `id` itself, or for an org of this plan the nearest one above it that is in force: where access is looked up.
  std::string InForce(std::string_view id) const;
  bool InUse(std::string_view id) const;
  // The nearest region at or above; empty: none.
  std::string RegionOf(std::string_view id) const;
  std::optional<CodeKey> CodeOf(const heng::v1::Org& org) const;
  std::string OwnerOf(const CodeKey& key) const;  // id; empty: nobody
  int LevelOf(std::string_view id) const;         // 1: the root
  int LevelsBelow(std::string_view id) const;
  bool HasBelow(std::string_view id) const;

  absl::Status CheckParent(const heng::v1::Org& next) const;
  // What is wrong with the place in the tree; `current` is null for a new org.
  void AddMisfits(const heng::v1::Org& next, const heng::v1::Org* current, std::string_view prefix,
                  std::vector<scoring::Violation>* wrong) const;
  absl::Status CheckCode(const heng::v1::Org& next) const;
  // Of what moves along to another region.
  absl::Status CheckCodesBelow(const heng::v1::Org& next, const heng::v1::Org& current) const;

  const Authority& authority_;
  const Method method_;
  const OrgTree& orgs_;
  std::map<std::string, heng::v1::Org, std::less<>> planned_;  // by id
  std::map<CodeKey, std::string> codes_;                       // of planned orgs: id
  std::set<CodeKey> freed_;                                    // codes in force that a planned org gave up
  size_t added_ = 0;
};

}  // namespace heng::core
