// Principals and their grants. Who may do what to whom stands in principal_rules.h.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/access/access.h"
#include "service/core/access/credentials.h"
#include "service/core/access/principal_rules.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/page_token.h"

namespace heng::core {
namespace {

using heng::v1::Grant;
using heng::v1::Principal;
using store::Snapshot;

using Decided = absl::StatusOr<std::vector<store::Mutation>>;

constexpr int kDefaultPrincipals = 100;
constexpr int kMaxPrincipalsPage = 1000;
constexpr size_t kPageBytes = 2 << 20;

std::string HomeOf(const Principal& principal) { return OrgId(principal.org()).value_or(""); }

int64_t CreatedAt(const Principal& principal) {
  return principal.create_time().seconds() * 1'000'000 + principal.create_time().nanos() / 1000;
}

store::Mutation ChangePrincipal(const std::optional<store::Entry>& current, Principal next, int64_t now) {
  const std::string home = HomeOf(next);
  return ChangeTo(current, home, std::move(next), now, Resident::kYes);
}

// Whose certificate name it is already; empty: nobody else's.
absl::Status CheckCertificateNamesFree(const Epoch& epoch, const Principal& principal) {
  for (const std::string& name : principal.certificate_names()) {
    const auto owner = epoch.principals->by_certificate_name.find(name);
    if (owner != epoch.principals->by_certificate_name.end() &&
        absl::StrCat("principals/", owner->second) != principal.name()) {
      return CertificateNameTaken(name);
    }
  }
  return absl::OkStatus();
}

// Where the grant on this role and org stands; -1: there is none. Clearance is a property of the grant.
int GrantIndex(const Principal& principal, const Grant& grant) {
  for (int i = 0; i < principal.grants_size(); ++i) {
    if (principal.grants(i).role() == grant.role() && principal.grants(i).org() == grant.org()) return i;
  }
  return -1;
}

// What UpdatePrincipal makes of a principal. INVALID_FIELDS.
absl::StatusOr<Principal> Updated(const Principal& current, const heng::v1::UpdatePrincipalRequest& request) {
  const Principal& wanted = request.principal();
  Principal next = current;
  FieldProblems problems;
  std::vector<std::string> paths(request.update_mask().paths().begin(), request.update_mask().paths().end());
  if (paths.empty()) paths = {"title", "org", "certificate_names", "disabled"};
  for (const std::string& path : paths) {
    if (path == "title") {
      next.set_title(wanted.title());
    } else if (path == "org") {
      next.set_org(wanted.org());
    } else if (path == "certificate_names") {
      *next.mutable_certificate_names() = wanted.certificate_names();
    } else if (path == "disabled") {
      next.set_disabled(wanted.disabled());
    } else {
      problems.Add("updateMask",
                   absl::StrCat(Quoted(path),
                                " 不能这样修改；可以是 title、org、certificate_names、disabled，授权请用 "
                                "AddGrant 和 RemoveGrant。"),
                   absl::StrCat(Quoted(path),
                                " can't be changed like this; name title, org, certificate_names or "
                                "disabled, and use AddGrant and RemoveGrant for grants"));
    }
  }
  CheckPrincipalFields(next, &problems);
  problems.OrgName("principal.org", next.org());
  if (auto status = problems.Take(); !status.ok()) return status;
  return next;
}

// What the caller has to be for this change. Who keeps a principal (of their home org) may rename and disable them;
// whatever could give somebody the use of them takes more.
absl::Status CheckMayUpdate(const Authority& authority, const Principal& before, const Principal& after) {
  const bool moved = before.org() != after.org();
  const bool other_names = !std::equal(before.certificate_names().begin(), before.certificate_names().end(),
                                       after.certificate_names().begin(), after.certificate_names().end());
  const bool enabled = before.disabled() && !after.disabled();
  if (moved || other_names || enabled) {
    if (auto status = CheckMayActAs(authority, before); !status.ok()) return status;
  }
  if (!moved) return absl::OkStatus();
  if (auto status = authority.Check(Method::kUpdatePrincipal, after.org(), HomeOf(after)); !status.ok()) return status;
  return CheckInUse(authority.epoch(), HomeOf(after));
}

}  // namespace

void Access::GetPrincipal(const CallContext& call, const heng::v1::GetPrincipalRequest& request, Reply reply) {
  const auto found = FindPrincipal(call.authority, Method::kGetPrincipal, "name", request.name());
  if (!found.ok()) return reply(found.status());
  reply((*found)->SerializeAsString());
}

void Access::ListPrincipals(const CallContext& call, const heng::v1::ListPrincipalsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListPrincipals;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return reply(BadName("org", request.org()));
  }
  if (auto status = CheckPageSize(request.page_size()); !status.ok()) return reply(status);
  const std::string filter = absl::StrCat("ListPrincipals ", request.org());
  std::optional<int64_t> after;
  if (!request.page_token().empty()) {
    after = ReadPageToken(request.page_token(), filter);
    if (!after) return reply(BadPageToken());
  }
  const Epoch& epoch = call.authority.epoch();
  std::vector<const Principal*> shown;
  // Principals are made one at a time, so the time tells which one the page before ended with; none ever goes.
  std::string after_name;
  for (const auto& [id, principal] : epoch.principals->by_id) {
    const std::string home = HomeOf(*principal);
    if (after && CreatedAt(*principal) == *after) after_name = principal->name();
    if (within && !epoch.orgs->Contains(*within, home)) continue;
    if (call.authority.RoleFor(kMethod, home)) shown.push_back(principal.get());
  }
  std::sort(shown.begin(), shown.end(), [](const Principal* a, const Principal* b) { return a->name() < b->name(); });
  const int page_size =
      request.page_size() == 0 ? kDefaultPrincipals : std::min(request.page_size(), kMaxPrincipalsPage);
  heng::v1::ListPrincipalsResponse response;
  const Principal* last = nullptr;
  size_t bytes = 0;
  for (const Principal* principal : shown) {
    if (principal->name() <= after_name) continue;
    if (response.principals_size() == page_size || bytes > kPageBytes) {
      response.set_next_page_token(MakePageToken(filter, CreatedAt(*last)));
      break;
    }
    *response.add_principals() = *principal;
    bytes += principal->ByteSizeLong();
    last = principal;
  }
  reply(response.SerializeAsString());
}

void Access::CreatePrincipal(const CallContext& call, const heng::v1::CreatePrincipalRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kCreatePrincipal;
  const Principal& wanted = request.principal();
  const auto home = OrgId(wanted.org());
  FieldProblems problems;
  if (home) {
    if (auto status = call.authority.Check(kMethod, wanted.org(), *home); !status.ok()) return reply(status);
  } else {
    problems.OrgName("principal.org", wanted.org());
  }
  if (!wanted.name().empty() && !PrincipalId(wanted.name())) {
    problems.Add("principal.name",
                 absl::StrCat(Quoted(wanted.name()),
                              " 不是用户名；应形如 principals/zhang-san，编号为 3 至 63 "
                              "位小写字母、数字和连字符；留空则自动编号。"),
                 absl::StrCat(Quoted(wanted.name()),
                              " is no name of a principal; write principals/{id} with an id of 3 to 63 lower-case "
                              "letters, digits and hyphens, or leave it out"));
  }
  CheckPrincipalFields(wanted, &problems);
  if (wanted.grants_size() > 0) {
    problems.Add("principal.grants", "新建时不能带授权；请随后用 AddGrant 逐项授权。",
                 "can't be given here; use AddGrant for each afterwards");
  }
  if (auto status = problems.Take(); !status.ok()) return reply(status);

  Principal principal = wanted;
  if (principal.name().empty()) principal.set_name(NewPrincipalName());
  WriteJob job(kMethod, call, request);
  job.keys.entries = {principal.name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [principal, home = *home](const Authority& authority, const Snapshot& snapshot) -> Decided {
    const Epoch& epoch = authority.epoch();
    if (auto status = authority.Check(kMethod, principal.org(), home); !status.ok()) return status;
    if (auto status = CheckInUse(epoch, home); !status.ok()) return status;
    if (snapshot.entries.front()) return ResourceExists(principal.name());
    if (auto status = CheckCertificateNamesFree(epoch, principal); !status.ok()) return status;
    if (epoch.principals->by_id.size() >= kMaxPrincipals) return TooMany("用户", "principals", kMaxPrincipals);
    return std::vector<store::Mutation>{ChangePrincipal(std::nullopt, principal, snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Access::UpdatePrincipal(const CallContext& call, const heng::v1::UpdatePrincipalRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kUpdatePrincipal;
  const std::string& name = request.principal().name();
  const auto found = FindPrincipal(call.authority, kMethod, "principal.name", name);
  if (!found.ok()) return reply(found.status());
  if (const auto next = Updated(**found, request); !next.ok()) return reply(next.status());
  WriteJob job(kMethod, call, request);
  job.keys.entries = {name};
  AnswerWithEntry(*writes_, &job);
  job.decide = [request](const Authority& authority, const Snapshot& snapshot) -> Decided {
    const auto before = FindPrincipal(authority, kMethod, "principal.name", request.principal().name());
    if (!before.ok()) return before.status();
    const auto& current = snapshot.entries.front();
    if (auto status = CheckEntryEtag(*current, request.principal().etag()); !status.ok()) return status;
    auto next = Updated(**before, request);
    if (!next.ok()) return next.status();
    if (auto status = CheckMayUpdate(authority, **before, *next); !status.ok()) return status;
    if (auto status = CheckRootKept(authority.epoch(), **before, *next); !status.ok()) return status;
    if (auto status = CheckCertificateNamesFree(authority.epoch(), *next); !status.ok()) return status;
    return std::vector<store::Mutation>{ChangePrincipal(current, *std::move(next), snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Access::AddGrant(const CallContext& call, const heng::v1::AddGrantRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kAddGrant;
  const auto found = FindPrincipal(call.authority, kMethod, "principal", request.principal());
  if (!found.ok()) return reply(found.status());
  FieldProblems problems;
  CheckGrantFields(request.grant(), &problems);
  if (auto status = problems.Take(); !status.ok()) return reply(status);
  if (auto status = CheckMayGive(call.authority, request.principal(), request.grant()); !status.ok()) {
    return reply(status);
  }
  WriteJob job(kMethod, call, request);
  job.keys.entries = {request.principal()};
  AnswerWithEntry(*writes_, &job);
  job.answer = [this, id = *PrincipalId(request.principal())](
                   const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    if (!mutations.empty()) return mutations.front().entry->body;
    return writes_->residents()->Current()->principals->by_id.at(id)->SerializeAsString();
  };
  job.decide = [request](const Authority& authority, const Snapshot& snapshot) -> Decided {
    const auto before = FindPrincipal(authority, kMethod, "principal", request.principal());
    if (!before.ok()) return before.status();
    if (auto status = CheckMayGive(authority, request.principal(), request.grant()); !status.ok()) return status;
    Principal next = **before;
    const int index = GrantIndex(next, request.grant());
    if (index >= 0 && (next.grants(index).clearance() || !request.grant().clearance())) {
      return std::vector<store::Mutation>();  // it is there
    }
    if (index < 0) {
      if (next.grants_size() >= kMaxGrants) return TooMany("此用户的授权", "grants of this user", kMaxGrants);
      *next.add_grants() = request.grant();
    } else {
      next.mutable_grants(index)->set_clearance(true);
    }
    return std::vector<store::Mutation>{ChangePrincipal(snapshot.entries.front(), std::move(next), snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Access::RemoveGrant(const CallContext& call, const heng::v1::RemoveGrantRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kRemoveGrant;
  const auto found = FindPrincipal(call.authority, kMethod, "principal", request.principal());
  if (!found.ok()) return reply(found.status());
  FieldProblems problems;
  CheckGrantFields(request.grant(), &problems);
  if (auto status = problems.Take(); !status.ok()) return reply(status);
  const std::string org_id = *OrgId(request.grant().org());
  const auto check = [org = request.grant().org(), org_id](const Authority& authority) {
    return authority.Check(kMethod, org, org_id);
  };
  if (auto status = check(call.authority); !status.ok()) return reply(status);
  WriteJob job(kMethod, call, request);
  job.keys.entries = {request.principal()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [request, check](const Authority& authority, const Snapshot& snapshot) -> Decided {
    const auto before = FindPrincipal(authority, kMethod, "principal", request.principal());
    if (!before.ok()) return before.status();
    if (auto status = check(authority); !status.ok()) return status;
    Principal next = **before;
    const int index = GrantIndex(next, request.grant());
    if (index < 0) return GrantNotFound(request.principal(), request.grant().role(), request.grant().org());
    next.mutable_grants()->DeleteSubrange(index, 1);
    if (auto status = CheckRootKept(authority.epoch(), **before, next); !status.ok()) return status;
    return std::vector<store::Mutation>{ChangePrincipal(snapshot.entries.front(), std::move(next), snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
