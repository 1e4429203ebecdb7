#include "service/core/access/authority.h"

#include <algorithm>
#include <set>
#include <utility>

#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Grant;
using heng::v1::Org;
using heng::v1::Role;

std::string OrgOf(const Grant& grant) { return OrgId(grant.org()).value_or(""); }

}  // namespace

Authority::Authority(std::shared_ptr<const Epoch> epoch, std::string principal, std::string token)
    : epoch_(std::move(epoch)), principal_id_(std::move(principal)), token_id_(std::move(token)) {
  const auto found = epoch_->principals->by_id.find(principal_id_);
  if (found != epoch_->principals->by_id.end()) principal_ = found->second;
}

absl::Status Authority::Counts(const Epoch& epoch, absl::Time now) const {
  const KnownPrincipals& all = *epoch.principals;
  if (!token_id_.empty()) {
    const auto token = all.tokens.find(token_id_);
    if (token == all.tokens.end() || token->second->revoked) return TokenRevoked("tokens/" + token_id_);
    const int64_t end = token->second->expire_time;
    if (absl::ToUnixMicros(now) >= end) return TokenExpired("tokens/" + token_id_, end);
  }
  const auto principal = all.by_id.find(principal_id_);
  if (principal == all.by_id.end() || principal->second->disabled()) {
    return PrincipalDisabled("principals/" + principal_id_);
  }
  return absl::OkStatus();
}

absl::StatusOr<Authority> Authority::Later(std::shared_ptr<const Epoch> epoch, absl::Time now) const {
  if (auto status = Counts(*epoch, now); !status.ok()) return status;
  if (epoch == epoch_) return *this;
  return Authority(std::move(epoch), principal_id_, token_id_);
}

bool Authority::Covers(Reach reach, const std::string& granted_org, std::string_view org_id) const {
  const OrgTree& orgs = *epoch_->orgs;
  return reach == Reach::kReadOrg ? orgs.ContainsForReading(granted_org, org_id) : orgs.Contains(granted_org, org_id);
}

std::optional<Role> Authority::RoleFor(Method method, std::string_view org_id, std::string_view subject) const {
  if (principal_ == nullptr || !SeesSubject(subject)) return std::nullopt;
  const MethodRule& rule = RuleOf(method);
  for (const Grant& grant : principal_->grants()) {
    if (Contains(rule.roles, grant.role()) && Covers(rule.reach, OrgOf(grant), org_id)) return grant.role();
  }
  return std::nullopt;
}

RoleSet Authority::RolesOn(std::string_view org_id, std::string_view subject) const {
  if (principal_ == nullptr || !SeesSubject(subject)) return 0;
  RoleSet roles = 0;
  for (const Grant& grant : principal_->grants()) {
    if (Covers(Reach::kOrg, OrgOf(grant), org_id)) roles |= Set(grant.role());
  }
  return roles;
}

bool Authority::HoldsOn(Role role, std::string_view org_id) const {
  return principal_ != nullptr &&
         std::any_of(principal_->grants().begin(), principal_->grants().end(),
                     [&](const Grant& grant) { return grant.role() == role && OrgOf(grant) == org_id; });
}

std::optional<Role> Authority::RoleAnywhere(Method method) const {
  if (principal_ == nullptr) return std::nullopt;
  const MethodRule& rule = RuleOf(method);
  const OrgNode* const root = epoch_->orgs->root();
  for (const Grant& grant : principal_->grants()) {
    if (!Contains(rule.roles, grant.role())) continue;
    if (rule.reach != Reach::kWholeTree) return grant.role();
    if (root != nullptr && OrgOf(grant) == root->id && grant.clearance()) return grant.role();
  }
  return std::nullopt;
}

absl::Status Authority::Check(Method method, std::string_view resource, std::string_view org_id,
                              std::string_view subject) const {
  if (RoleFor(method, org_id, subject)) return absl::OkStatus();
  return PermissionDenied(method, resource);
}

absl::Status Authority::Missing(Method method, std::string_view resource, const absl::Status& not_found) const {
  const OrgNode* const root = epoch_->orgs->root();
  const bool everything =
      root != nullptr && principal_ != nullptr &&
      std::any_of(principal_->grants().begin(), principal_->grants().end(), [&](const Grant& grant) {
        return grant.clearance() && OrgOf(grant) == root->id && Contains(RuleOf(method).roles, grant.role());
      });
  return everything ? not_found : PermissionDenied(method, resource);
}

absl::Status Authority::CheckAnywhere(Method method) const {
  const Reach reach = RuleOf(method).reach;
  const bool own = reach == Reach::kCaller || reach == Reach::kCallerOrOrg;
  if ((own && principal_ != nullptr) || RoleAnywhere(method)) return absl::OkStatus();
  return PermissionDenied(method, "");
}

bool Authority::ClearedFor(std::string_view org_id) const {
  if (principal_ == nullptr) return false;
  return std::any_of(principal_->grants().begin(), principal_->grants().end(), [&](const Grant& grant) {
    const std::string org = OrgOf(grant);
    return grant.clearance() && (epoch_->orgs->ContainsForReading(org, org_id) || epoch_->orgs->Contains(org_id, org));
  });
}

bool Authority::SeesSubject(std::string_view subject) const {
  if (subject.empty() || epoch_->classified->empty()) return true;
  const auto found = epoch_->classified->find(std::string(subject));
  return found == epoch_->classified->end() || !found->second.classified || ClearedFor(found->second.org_id);
}

store::Scope Authority::ScopeOf(Method method, const std::optional<std::string>& within) const {
  store::Scope scope;
  scope.org_ids.emplace();
  if (principal_ == nullptr) return scope;
  for (const auto& [subject, project] : *epoch_->classified) {
    if (!SeesSubject(subject)) scope.hidden_subjects.push_back(subject);
  }
  const OrgTree& orgs = *epoch_->orgs;
  const MethodRule& rule = RuleOf(method);
  std::vector<std::string> granted;
  for (const Grant& grant : principal_->grants()) {
    if (Contains(rule.roles, grant.role())) granted.push_back(OrgOf(grant));
  }
  const OrgNode* const root = orgs.root();
  const bool all = root != nullptr && std::find(granted.begin(), granted.end(), root->id) != granted.end();
  if (all && !within) {
    scope.org_ids.reset();
    return scope;
  }
  std::set<std::string> ids;
  const auto add = [&](const OrgNode& org) {
    const bool inside = !within || orgs.Contains(*within, org.id);
    const bool covered = std::any_of(granted.begin(), granted.end(),
                                     [&](const std::string& grant) { return Covers(rule.reach, grant, org.id); });
    if (inside && covered) ids.insert(org.id);
  };
  if (within) {
    for (const OrgNode* org : orgs.Subtree(*within)) add(*org);
  } else {
    for (const std::string& grant : granted) {
      for (const OrgNode* org : orgs.Subtree(grant)) ids.insert(org->id);
    }
    if (rule.reach == Reach::kReadOrg) {
      for (const OrgNode* org : orgs.succeeded()) add(*org);
    }
  }
  scope.org_ids->assign(ids.begin(), ids.end());
  return scope;
}

bool Authority::SeesContacts(std::string_view org_id) const {
  if (principal_ == nullptr) return false;
  const OrgTree& orgs = *epoch_->orgs;
  constexpr RoleSet kInside = Set(heng::v1::PREPARER, heng::v1::UNIT_HEAD, heng::v1::REVIEWER);
  return std::any_of(principal_->grants().begin(), principal_->grants().end(), [&](const Grant& grant) {
    const std::string org = OrgOf(grant);
    const OrgNode* const node = orgs.Find(org);
    return Contains(kInside, grant.role()) && node != nullptr && node->org.type() != Org::REGION &&
           orgs.ContainsForReading(org, org_id);
  });
}

bool Authority::Administers(std::string_view org_id, bool clearance) const {
  if (principal_ == nullptr) return false;
  return std::any_of(principal_->grants().begin(), principal_->grants().end(), [&](const Grant& grant) {
    return grant.role() == heng::v1::ADMIN && (grant.clearance() || !clearance) &&
           epoch_->orgs->Contains(OrgOf(grant), org_id);
  });
}

}  // namespace heng::core
