// Mergers of orgs: first the orgs, in one transaction; then what is open in them, one by one (merger.h). An interrupted
// merger leaves closed orgs with a successor and open work in them: that is how it is recognised and finished.
#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/directory.h"
#include "service/core/directory/fields.h"
#include "service/core/directory/merger.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::MergeOrgsRequest;
using heng::v1::MergeOrgsResponse;
using heng::v1::Org;
using scoring::Violation;
using store::Mutation;
using store::Snapshot;

constexpr int kMaxPredecessors = 100;      // in one call
constexpr int kMaxAllPredecessors = 2000;  // of one org

// What the orgs come to, written or not.
struct Merged {
  Org successor;
  std::vector<Org> predecessors;          // in the order of the request
  std::map<std::string, std::string> to;  // what is to be moved: MoveOrder::to
};

std::string IdOf(const std::string& name) { return OrgId(name).value_or(""); }

std::vector<Violation> CheckRequest(const MergeOrgsRequest& request) {
  std::vector<Violation> wrong;
  const auto bad_name = [&](const std::string& field, const std::string& name) {
    wrong.push_back({field, absl::StrCat(Quoted(name), " 不是单位名称；应形如 orgs/{id}。"),
                     absl::StrCat(Quoted(name), " is no name of an org; write orgs/{id}")});
  };
  const int count = request.predecessors_size();
  if (count < 1 || count > kMaxPredecessors) {
    wrong.push_back({"predecessors", absl::StrCat("应有 1 至 ", kMaxPredecessors, " 个。"),
                     absl::StrCat("must have 1 to ", kMaxPredecessors, " orgs")});
  }
  std::set<std::string> seen;
  for (int i = 0; i < count && i < kMaxPredecessors; ++i) {
    const std::string& name = request.predecessors(i);
    const std::string field = absl::StrCat("predecessors[", i, "]");
    if (!OrgId(name)) {
      bad_name(field, name);
    } else if (name == request.successor()) {
      wrong.push_back({field, absl::StrCat(name, " 就是承继单位。"), absl::StrCat(name, " is the successor itself")});
    } else if (!seen.insert(name).second) {
      wrong.push_back({field, absl::StrCat(name, " 重复出现。"), absl::StrCat(name, " stands here twice")});
    }
  }
  if (!OrgId(request.successor())) bad_name("successor", request.successor());
  return wrong;
}

absl::Status Closed(const Org& org) { return OrgClosed(org.name(), org.end_date(), org.successor()); }

// Open orgs below that are not merged along.
int64_t LeftBelow(const OrgTree& orgs, const std::string& id, const MergeOrgsRequest& request) {
  int64_t left = 0;
  for (const OrgNode* below : orgs.Subtree(id)) {
    const auto& merged = request.predecessors();
    left += below->active && std::find(merged.begin(), merged.end(), below->org.name()) == merged.end();
  }
  return left;
}

// The decision on the orgs of one merger.
class OrgMerger {
 public:
  OrgMerger(const Authority& authority, const Snapshot& snapshot, const MergeOrgsRequest& request)
      : authority_(authority), orgs_(*authority.epoch().orgs), snapshot_(snapshot), request_(request) {}

  absl::StatusOr<std::vector<Mutation>> Decide(Merged* merged) {
    if (auto status = CheckAccess(); !status.ok()) return status;
    if (auto status = CheckDates(); !status.ok()) return status;
    const OrgNode& successor = *orgs_.Find(IdOf(request_.successor()));
    if (!successor.active) return Closed(successor.org);
    std::vector<Mutation> mutations;
    Org next = successor.org;
    for (int i = 0; i < request_.predecessors_size(); ++i) {
      const OrgNode& node = *orgs_.Find(IdOf(request_.predecessors(i)));
      // Merged by an earlier call.
      if (!node.active && node.org.successor() == request_.successor()) {
        merged->predecessors.push_back(node.org);
        continue;
      }
      if (auto status = CheckPredecessor(node, successor); !status.ok()) return status;
      Org org = node.org;
      org.set_end_date(end_);
      org.set_successor(request_.successor());
      next.add_predecessors(org.name());
      mutations.push_back(Change(static_cast<size_t>(i) + 1, std::move(org), /*active=*/false));
      merged->predecessors.push_back(AsWritten(mutations.back()));
    }
    if (next.predecessors_size() > kMaxAllPredecessors) {
      return TooMany("承继的单位", "predecessors of this org", kMaxAllPredecessors);
    }
    merged->successor = successor.org;
    if (!mutations.empty()) {
      mutations.push_back(Change(0, std::move(next), /*active=*/true));
      merged->successor = AsWritten(mutations.back());
    }
    FindSources(merged);
    return mutations;
  }

 private:
  absl::Status CheckAccess() const {
    constexpr Method kMethod = Method::kMergeOrgs;
    auto status = Directory::CheckClosing(authority_, kMethod, request_.successor(), IdOf(request_.successor()));
    for (const std::string& name : request_.predecessors()) {
      if (status.ok()) status = Directory::CheckClosing(authority_, kMethod, name, IdOf(name));
    }
    return status;
  }

  absl::Status CheckDates() {
    const std::string today = DayOf(snapshot_.now);
    std::vector<Violation> wrong;
    CheckPastDay("date", request_.date(), today, &wrong);
    end_ = DayBefore(request_.date().empty() ? today : request_.date());
    for (const std::string& name : request_.predecessors()) {
      const Org& org = orgs_.Find(IdOf(name))->org;
      if (!wrong.empty() || org.start_date() <= end_) continue;
      wrong.push_back({"date", absl::StrCat(name, " 自 ", org.start_date(), " 起才启用。"),
                       absl::StrCat(name, " begins on ", org.start_date(), " only")});
    }
    return wrong.empty() ? absl::OkStatus() : InvalidFields(wrong);
  }

  absl::Status CheckPredecessor(const OrgNode& node, const OrgNode& successor) const {
    if (!node.active) return Closed(node.org);
    if ((node.org.type() == Org::REGION) != (successor.org.type() == Org::REGION)) {
      return InvalidField("successor", absl::StrCat(node.org.name(), " 与承继单位须同为地区，或同不为地区。"),
                          absl::StrCat(node.org.name(), " and the successor have to be both regions, or neither"));
    }
    const int64_t left = LeftBelow(orgs_, node.id, request_);
    return left == 0 ? absl::OkStatus() : OrgInUse(node.org.name(), left, 0, 0);
  }

  // `key`: place of the org in the keys of the write.
  Mutation Change(size_t key, Org org, bool active) const {
    const std::string id = IdOf(org.name());
    return ChangeTo(snapshot_.entries[key], id, std::move(org), snapshot_.now, Resident::kYes, active);
  }

  static Org AsWritten(const Mutation& mutation) {
    Org org;
    org.ParseFromString(mutation.entry->body);
    return org;
  }

  // Besides the predecessors those whose mergers into one of them, or into the successor, were interrupted.
  void FindSources(Merged* merged) const {
    const std::string to = IdOf(request_.successor());
    for (const Org& org : merged->predecessors) merged->to[IdOf(org.name())] = to;
    for (const OrgNode* before : orgs_.succeeded()) {
      const std::string next(orgs_.Successor(before->id));
      if (next == to || merged->to.count(next) > 0) merged->to[before->id] = to;
    }
  }

  const Authority& authority_;
  const OrgTree& orgs_;
  const Snapshot& snapshot_;
  const MergeOrgsRequest& request_;
  std::string end_;  // last day of the predecessors
};

std::string Answer(const Authority& authority, const Merged& merged, const Moved& moved) {
  MergeOrgsResponse response;
  *response.mutable_successor() = merged.successor;
  for (const Org& org : merged.predecessors) *response.add_predecessors() = org;
  response.set_moved_evaluations(moved.evaluations);
  response.set_moved_targets(moved.targets);
  response.set_moved_projects(moved.projects);
  response.set_not_moved_count(moved.stayed_count);
  for (const Moved::Stayed& stayed : moved.stayed) {
    if (!authority.SeesSubject(stayed.subject)) continue;
    auto* row = response.add_not_moved();
    row->set_name(store::FormNameOf(stayed.id));
    row->set_reason(ReasonOf(stayed.why));
    row->mutable_message()->set_zh(ChineseOf(stayed.why));
    row->mutable_message()->set_en(std::string(stayed.why.message()));
  }
  return response.SerializeAsString();
}

}  // namespace

void Directory::MergeOrgs(const CallContext& call, const MergeOrgsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kMergeOrgs); !status.ok()) return reply(status);
  if (const auto wrong = CheckRequest(request); !wrong.empty()) return reply(InvalidFields(wrong));
  WriteJob job(Method::kMergeOrgs, call);
  job.validate_only = request.validate_only();
  job.keys.entries = {request.successor()};
  for (const std::string& name : request.predecessors()) job.keys.entries.push_back(name);
  auto merged = std::make_shared<Merged>();
  job.decide = [request, merged](const Authority& authority, const Snapshot& snapshot) {
    *merged = Merged();
    return OrgMerger(authority, snapshot, request).Decide(merged.get());
  };
  job.answer = [](const std::vector<Mutation>&) -> absl::StatusOr<std::string> { return std::string(); };
  MoveOrder order;
  order.caller = "principals/" + call.authority.principal_id();
  order.role = RoleName(call.authority.RoleAnywhere(Method::kMergeOrgs).value_or(heng::v1::ADMIN));
  order.validate_only = request.validate_only();
  order.deadline = call.deadline;
  const auto move = [this, merged, order, authority = call.authority,
                     reply = std::move(reply)](const absl::StatusOr<std::string>& closed) mutable {
    if (!closed.ok()) return reply(closed.status());
    order.to = merged->to;
    MoveOpenWork(writes_->store(), order, [this, merged, authority, reply](const absl::StatusOr<Moved>& moved) {
      // Classified projects are resident, and some may have moved.
      const auto refreshed = writes_->residents()->Refresh();
      if (!moved.ok()) return reply(writes_->Caught(moved.status()));
      if (!refreshed.ok()) return reply(writes_->Caught(refreshed));
      reply(Answer(authority, *merged, *moved));
    });
  };
  writes_->Run(std::move(job), move);
}

absl::Status Directory::FinishMergers() {
  MoveOrder order;
  order.caller = "hengd";
  order.deadline = absl::InfiniteFuture();
  const auto epoch = writes_->residents()->Current();
  for (const OrgNode* org : epoch->orgs->succeeded()) {
    const OrgNode* const successor = epoch->orgs->Find(epoch->orgs->Successor(org->id));
    if (successor->active) order.to[org->id] = successor->id;
  }
  std::promise<absl::Status> finished;
  MoveOpenWork(writes_->store(), std::move(order),
               [&finished](const absl::StatusOr<Moved>& moved) { finished.set_value(moved.status()); });
  const absl::Status status = finished.get_future().get();
  return status.ok() ? writes_->residents()->Refresh() : status;
}

}  // namespace heng::core
