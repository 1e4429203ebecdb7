// Orgs: reading, making, changing, closing. They are resident, so everything is decided on the epoch alone.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/directory.h"
#include "service/core/directory/fields.h"
#include "service/core/directory/open_work.h"
#include "service/core/directory/org_plan.h"
#include "service/core/directory/pages.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/new_id.h"
#include "service/core/page_token.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Org;
using scoring::Violation;
using store::Mutation;
using store::Snapshot;
using Mutations = absl::StatusOr<std::vector<Mutation>>;

// The orgs a caller may list, in the order of the tree.
std::vector<const OrgNode*> Listed(const OrgTree& orgs, const store::Scope& scope, bool show_closed) {
  std::vector<const OrgNode*> listed;
  if (!scope.org_ids) {
    listed = orgs.order();
  } else {
    for (const std::string& id : *scope.org_ids) {
      if (const OrgNode* org = orgs.Find(id)) listed.push_back(org);
    }
    std::sort(listed.begin(), listed.end(),
              [&](const OrgNode* a, const OrgNode* b) { return orgs.Position(a->id) < orgs.Position(b->id); });
  }
  if (!show_closed) std::erase_if(listed, [](const OrgNode* org) { return !org->active; });
  return listed;
}

// Open orgs directly below.
int64_t OpenBelow(const OrgTree& orgs, const std::string& id) {
  const auto subtree = orgs.Subtree(id);
  return std::count_if(subtree.begin(), subtree.end(),
                       [&](const OrgNode* org) { return org->active && org->id != id; });
}

Mutations DecideClose(const Authority& authority, const Snapshot& snapshot, const heng::v1::CloseOrgRequest& request,
                      const OpenWork& open) {
  constexpr Method kMethod = Method::kCloseOrg;
  const std::string id = OrgId(request.name()).value_or("");
  const OrgNode* const node = authority.epoch().orgs->Find(id);
  if (auto status = Directory::CheckClosing(authority, kMethod, request.name(), id); !status.ok()) return status;
  const std::string today = DayOf(snapshot.now);
  std::vector<Violation> wrong;
  CheckPastDay("endDate", request.end_date(), today, &wrong);
  const std::string end = request.end_date().empty() ? today : request.end_date();
  if (wrong.empty() && end < node->org.start_date()) {
    wrong.push_back({"endDate", absl::StrCat("早于单位的启用日 ", node->org.start_date(), "。"),
                     absl::StrCat("is before the first day of the org, ", node->org.start_date())});
  }
  if (!wrong.empty()) return InvalidFields(wrong);
  if (!node->active) return OrgClosed(request.name(), node->org.end_date(), node->org.successor());
  if (!snapshot.entries.front()) return absl::InternalError(request.name() + " is in force and not stored");
  if (auto status = CheckEntryEtag(*snapshot.entries.front(), request.etag()); !status.ok()) return status;
  const int64_t below = OpenBelow(*authority.epoch().orgs, id);
  if (below + open.projects + open.forms > 0) return OrgInUse(request.name(), below, open.projects, open.forms);
  Org org = node->org;
  org.set_end_date(end);
  return One(ChangeTo(snapshot.entries.front(), id, std::move(org), snapshot.now, Resident::kYes, /*active=*/false));
}

}  // namespace

absl::Status Directory::CheckClosing(const Authority& authority, Method method, const std::string& name,
                                     const std::string& id) {
  if (authority.epoch().orgs->Find(id) == nullptr) return authority.Missing(method, name, ResourceNotFound(name));
  if (auto status = authority.Check(method, name, id); !status.ok()) return status;
  // What is open there counts, classified projects included: the answer would tell of them.
  return authority.ClearedFor(id) ? absl::OkStatus() : ClearanceNeeded(method, name);
}

void Directory::GetOrg(const CallContext& call, const heng::v1::GetOrgRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kGetOrg;
  const auto id = OrgId(request.name());
  if (!id) return reply(BadName("name", request.name()));
  const OrgNode* const node = call.authority.epoch().orgs->Find(*id);
  if (node == nullptr) return reply(call.authority.Missing(kMethod, request.name(), ResourceNotFound(request.name())));
  if (auto status = call.authority.Check(kMethod, request.name(), *id); !status.ok()) return reply(status);
  reply(node->org.SerializeAsString());
}

void Directory::ListOrgs(const CallContext& call, const heng::v1::ListOrgsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListOrgs;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const OrgTree& orgs = *call.authority.epoch().orgs;
  const auto page = ReadDirectoryPage(request, /*behind_id=*/true);
  if (!page.ok()) return reply(page.status());
  const auto listed = Listed(orgs, call.authority.ScopeOf(kMethod, page->within), request.show_closed());
  auto next = listed.begin();
  if (!page->behind.empty()) {
    const auto position = orgs.Position(page->behind);
    if (!position) return reply(BadPageToken());
    next = std::find_if(listed.begin(), listed.end(),
                        [&](const OrgNode* org) { return orgs.Position(org->id) > position; });
  }
  std::string answer;
  const OrgNode* last = nullptr;
  for (int taken = 0; next != listed.end() && taken < page->size && answer.size() < kMaxPageBytes; ++taken, ++next) {
    AppendField(heng::v1::ListOrgsResponse::kOrgsFieldNumber, (*next)->org.SerializeAsString(), &answer);
    last = *next;
  }
  if (next != listed.end() && last != nullptr) {
    AppendField(heng::v1::ListOrgsResponse::kNextPageTokenFieldNumber, MakePageTokenBehind(page->filter, last->id),
                &answer);
  }
  reply(std::move(answer));
}

void Directory::CreateOrg(const CallContext& call, const heng::v1::CreateOrgRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kCreateOrg); !status.ok()) return reply(status);
  Org org = WithoutOutput(request.org());
  if (org.name().empty()) org.set_name(OrgName(NewId("o")));
  WriteJob job(Method::kCreateOrg, call, request);
  job.keys.entries = {org.name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [org, wrong = CheckOrgFields(org, "org.")](const Authority& authority,
                                                          const Snapshot& snapshot) -> Mutations {
    const OrgPlan plan(authority, Method::kCreateOrg);
    std::vector<Violation> all_wrong = wrong;
    if (auto status = plan.CheckNew(org, "org.", &all_wrong); !status.ok()) return status;
    return One(ChangeTo(std::nullopt, OrgId(org.name()).value_or(""), org, snapshot.now, Resident::kYes));
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Directory::UpdateOrg(const CallContext& call, const heng::v1::UpdateOrgRequest& request, Reply reply) {
  const auto id = OrgId(request.org().name());
  if (!id) return reply(BadName("org.name", request.org().name()));
  WriteJob job(Method::kUpdateOrg, call, request);
  job.keys.entries = {request.org().name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [request, id = *id](const Authority& authority, const Snapshot& snapshot) -> Mutations {
    const Org& given = request.org();
    const OrgPlan plan(authority, Method::kUpdateOrg);
    const Org* const current = plan.Find(id);
    Org next = current == nullptr ? given : *current;
    std::vector<Violation> wrong;
    if (current != nullptr && authority.RoleFor(Method::kUpdateOrg, id)) {
      if (auto status = ApplyOrgMask(given, request.update_mask(), &next); !status.ok()) return status;
      wrong = CheckOrgFields(next, "org.");
    }
    if (auto status = plan.CheckChange(next, "org.", &wrong); !status.ok()) return status;
    if (!snapshot.entries.front()) return absl::InternalError(given.name() + " is in force and not stored");
    if (auto status = CheckEntryEtag(*snapshot.entries.front(), given.etag()); !status.ok()) return status;
    return One(ChangeTo(snapshot.entries.front(), id, std::move(next), snapshot.now, Resident::kYes));
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Directory::CloseOrg(const CallContext& call, const heng::v1::CloseOrgRequest& request, Reply reply) {
  const auto id = OrgId(request.name());
  if (!id) return reply(BadName("name", request.name()));
  if (auto status = CheckClosing(call.authority, Method::kCloseOrg, request.name(), *id); !status.ok()) {
    return reply(status);
  }
  auto job = std::make_shared<WriteJob>(Method::kCloseOrg, call, request);
  job->keys.entries = {request.name()};
  AnswerWithEntry(*writes_, job.get());
  const auto close = [this, job, request, reply](const absl::StatusOr<OpenWork>& open) {
    if (!open.ok()) return reply(writes_->Caught(open.status()));
    job->decide = [request, found = *open](const Authority& authority, const Snapshot& snapshot) {
      return DecideClose(authority, snapshot, request, found);
    };
    writes_->Run(std::move(*job), reply);
  };
  // Nothing is opened in a closed org any more, so there is nothing to count.
  if (!call.authority.epoch().orgs->Find(*id)->active) return close(OpenWork());
  CountOpenWork(writes_->store(), {*id}, call.deadline, close);
}

}  // namespace heng::core
