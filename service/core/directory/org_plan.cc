#include "service/core/directory/org_plan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Org;
using scoring::Violation;

std::string IdOf(const std::string& name) { return OrgId(name).value_or(""); }

const char* InChinese(Org::Type type) {
  switch (type) {
    case Org::REGION:
      return "地区";
    case Org::DEPARTMENT:
      return "主管部门";
    case Org::UNIT:
      return "预算单位";
    default:
      return "";
  }
}

// What an org of this type may stand below.
bool FitsBelow(Org::Type type, Org::Type parent) {
  switch (type) {
    case Org::REGION:
    case Org::DEPARTMENT:
      return parent == Org::REGION;
    case Org::UNIT:
      return parent == Org::DEPARTMENT || parent == Org::UNIT;
    default:
      return true;  // said already
  }
}

}  // namespace

const Org* OrgPlan::Find(std::string_view id) const {
  if (const auto planned = planned_.find(id); planned != planned_.end()) return &planned->second;
  const OrgNode* const node = orgs_.Find(id);
  return node == nullptr ? nullptr : &node->org;
}

std::string OrgPlan::InForce(std::string_view id) const {
  std::string current(id);
  while (orgs_.Find(current) == nullptr) {
    const auto planned = planned_.find(current);
    if (planned == planned_.end()) break;
    current = IdOf(planned->second.parent());
  }
  return current;
}

bool OrgPlan::InUse(std::string_view id) const {
  const OrgNode* const node = orgs_.Find(id);
  return node == nullptr ? planned_.count(std::string(id)) > 0 : node->active;
}

std::string OrgPlan::RegionOf(std::string_view id) const {
  std::string current(id);
  for (int i = 0; i < 2 * kMaxOrgLevels; ++i) {
    const Org* const org = Find(current);
    if (org == nullptr) break;
    if (org->type() == Org::REGION) return current;
    current = IdOf(org->parent());
  }
  return "";
}

std::optional<OrgPlan::CodeKey> OrgPlan::CodeOf(const Org& org) const {
  if (org.code().empty()) return std::nullopt;
  return CodeKey(org.type() == Org::REGION ? "" : RegionOf(IdOf(org.parent())), org.code());
}

std::string OrgPlan::OwnerOf(const CodeKey& key) const {
  if (const auto planned = codes_.find(key); planned != codes_.end()) return planned->second;
  if (freed_.count(key) > 0) return "";
  const OrgNode* const node = orgs_.ByCode(key.first, key.second);
  return node == nullptr ? "" : node->id;
}

int OrgPlan::LevelOf(std::string_view id) const {
  int level = 0;
  std::string current(id);
  for (const Org* org = Find(current); org != nullptr && level <= 2 * kMaxOrgLevels; org = Find(current)) {
    ++level;
    current = IdOf(org->parent());
  }
  return level;
}

int OrgPlan::LevelsBelow(std::string_view id) const {
  const int own = LevelOf(id);
  int deepest = own;
  for (const OrgNode* node : orgs_.Subtree(id)) deepest = std::max(deepest, LevelOf(node->id));
  return deepest - own;
}

bool OrgPlan::HasBelow(std::string_view id) const {
  if (orgs_.Subtree(id).size() > 1) return true;
  return std::any_of(planned_.begin(), planned_.end(),
                     [&](const auto& planned) { return IdOf(planned.second.parent()) == id; });
}

absl::Status OrgPlan::CheckParent(const Org& next) const {
  const std::string parent = IdOf(next.parent());
  if (parent.empty()) return absl::OkStatus();  // among the violations
  if (Find(parent) == nullptr) return authority_.Missing(method_, next.parent(), ResourceNotFound(next.parent()));
  return authority_.Check(method_, next.parent(), InForce(parent));
}

void OrgPlan::AddMisfits(const Org& next, const Org* current, std::string_view prefix,
                         std::vector<Violation>* wrong) const {
  const std::string field = std::string(prefix) + "parent";
  if (current != nullptr && current->type() != next.type()) {
    wrong->push_back(
        {std::string(prefix) + "type",
         absl::StrCat("单位的类型不能改：", next.name(), " 是", InChinese(current->type()), "。"),
         absl::StrCat("the type of an org never changes: ", next.name(), " is a ", Org::Type_Name(current->type()))});
  }
  const bool is_root = current != nullptr && current->parent().empty();
  if (next.parent().empty() != is_root) {
    wrong->push_back(is_root
                         ? Violation{field, "根单位没有上级；请留空。", "the root stands below nothing; leave it empty"}
                         : Violation{field, "未填写：只有一个根单位，其他单位都有上级。",
                                     "is missing: there is one root only, every other org has a parent"});
    return;
  }
  const std::string parent_id = IdOf(next.parent());
  const Org* const parent = Find(parent_id);
  if (parent == nullptr) return;
  if (!FitsBelow(next.type(), parent->type())) {
    wrong->push_back(
        {field,
         absl::StrCat(next.parent(), " 是", InChinese(parent->type()), "，下面不能设", InChinese(next.type()),
                      "。地区设在地区下，主管部门设在地区下，预算单位设在主管部门或预算单位下。"),
         absl::StrCat(next.parent(), " is a ", Org::Type_Name(parent->type()), ", and no ", Org::Type_Name(next.type()),
                      " stands below one: a region or a department stands below a region, a unit below a department or "
                      "a unit")});
  }
  if (current != nullptr && current->parent() == next.parent()) return;
  std::string above = parent_id;
  for (const Org* org = parent; org != nullptr && above != IdOf(next.name()); org = Find(above)) {
    above = IdOf(org->parent());
  }
  if (!above.empty() && above == IdOf(next.name())) {
    wrong->push_back(
        {field, absl::StrCat(next.parent(), " 就是它自己或在它下面；单位不能移到自己下面。"),
         absl::StrCat(next.parent(), " is this org or stands below it; an org can't be moved below itself")});
    return;
  }
  const int below = current == nullptr ? 0 : LevelsBelow(IdOf(next.name()));
  if (LevelOf(parent_id) + 1 + below <= kMaxOrgLevels) return;
  wrong->push_back({field, absl::StrCat("层级太深：单位最多 ", kMaxOrgLevels, " 级。"),
                    absl::StrCat("too deep: orgs have at most ", kMaxOrgLevels, " levels")});
}

absl::Status OrgPlan::CheckCode(const Org& next) const {
  const auto key = CodeOf(next);
  if (!key) return absl::OkStatus();
  const std::string owner = OwnerOf(*key);
  if (owner.empty() || owner == IdOf(next.name())) return absl::OkStatus();
  const bool visible = authority_.RoleFor(Method::kGetOrg, InForce(owner)).has_value();
  return OrgCodeTaken(next.code(), key->first.empty() ? "" : OrgName(key->first), visible ? OrgName(owner) : "");
}

absl::Status OrgPlan::CheckCodesBelow(const Org& next, const Org& current) const {
  if (next.type() == Org::REGION) return absl::OkStatus();
  const std::string from = RegionOf(IdOf(current.parent())), to = RegionOf(IdOf(next.parent()));
  if (from == to) return absl::OkStatus();
  for (const OrgNode* node : orgs_.Subtree(IdOf(next.name()))) {
    if (!node->active || node->org.code().empty() || node->org.name() == next.name()) continue;
    const std::string owner = OwnerOf({to, node->org.code()});
    if (owner.empty()) continue;
    const bool visible = authority_.RoleFor(Method::kGetOrg, InForce(owner)).has_value();
    return OrgCodeTaken(node->org.code(), OrgName(to), visible ? OrgName(owner) : "");
  }
  return absl::OkStatus();
}

absl::Status OrgPlan::CheckNew(const Org& next, std::string_view prefix, std::vector<Violation>* wrong) const {
  if (auto status = CheckParent(next); !status.ok()) return status;
  AddMisfits(next, nullptr, prefix, wrong);
  if (!wrong->empty()) return InvalidFields(*wrong);
  const std::string id = IdOf(next.name());
  if (Find(id) != nullptr) {
    const bool visible = authority_.RoleFor(Method::kGetOrg, InForce(id)).has_value();
    return visible ? ResourceExists(next.name()) : PermissionDenied(method_, next.name());
  }
  if (!InUse(IdOf(next.parent()))) {
    const Org* const parent = Find(IdOf(next.parent()));
    return OrgClosed(next.parent(), parent->end_date(), parent->successor());
  }
  if (auto status = CheckCode(next); !status.ok()) return status;
  if (orgs_.nodes().size() + added_ >= kMaxOrgs) return TooMany("单位", "orgs", kMaxOrgs);
  return absl::OkStatus();
}

absl::Status OrgPlan::CheckChange(const Org& next, std::string_view prefix, std::vector<Violation>* wrong) const {
  const std::string id = IdOf(next.name());
  const Org* const current = Find(id);
  if (current == nullptr) return authority_.Missing(method_, next.name(), ResourceNotFound(next.name()));
  if (auto status = authority_.Check(method_, next.name(), InForce(id)); !status.ok()) return status;
  const bool moves = current->parent() != next.parent();
  if (moves) {
    if (auto status = CheckParent(next); !status.ok()) return status;
  }
  AddMisfits(next, current, prefix, wrong);
  if (!wrong->empty()) return InvalidFields(*wrong);
  if (!InUse(id)) return OrgClosed(next.name(), current->end_date(), current->successor());
  if (moves && !InUse(IdOf(next.parent()))) {
    const Org* const parent = Find(IdOf(next.parent()));
    return OrgClosed(next.parent(), parent->end_date(), parent->successor());
  }
  if (auto status = CheckCode(next); !status.ok()) return status;
  return moves ? CheckCodesBelow(next, *current) : absl::OkStatus();
}

absl::Status OrgPlan::CheckRow(const Org& next, std::string_view prefix, std::vector<Violation>* wrong) const {
  const std::string id = IdOf(next.name());
  const Org* const current = id.empty() ? nullptr : Find(id);
  if (current == nullptr) return CheckNew(next, prefix, wrong);
  // The codes below it would have to be checked against the other rows, too.
  if (current->type() != Org::REGION && current->parent() != next.parent() && HasBelow(id) &&
      RegionOf(IdOf(current->parent())) != RegionOf(IdOf(next.parent()))) {
    wrong->push_back({std::string(prefix) + "parent",
                      "它下面还有单位，不能在导入中移到另一地区；请用 heng org update 单独移动。",
                      "it has orgs below it and can't be moved to another region by an import; move it by itself "
                      "(`heng org update`)"});
  }
  return CheckChange(next, prefix, wrong);
}

void OrgPlan::Put(const Org& next) {
  const std::string id = IdOf(next.name());
  if (const Org* const current = Find(id)) {
    if (const auto key = CodeOf(*current)) {
      codes_.erase(*key);
      freed_.insert(*key);
    }
  } else {
    ++added_;
  }
  if (const auto key = CodeOf(next)) codes_[*key] = id;
  planned_[id] = next;
}

}  // namespace heng::core
