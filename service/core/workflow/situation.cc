#include "service/core/workflow/situation.h"

#include <algorithm>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/wire.h"
#include "service/core/workflow/texts.h"

namespace heng::core {
namespace {

using heng::v1::Role;
using store::Header;

// Sets of allowed_actions that are kept ready: far more than offices meet.
constexpr size_t kMaxCachedLists = 4096;

Role FirstOf(RoleSet roles) {
  for (const Role role : kAllRoles) {
    if (Contains(roles, role)) return role;
  }
  return heng::v1::ROLE_UNSPECIFIED;
}

template <typename F>
void ForEachCondition(Conditions set, F f) {
  for (int i = 0; i < kConditionCount; ++i) {
    if ((set >> i & 1) != 0) f(static_cast<Condition>(1u << i));
  }
}

}  // namespace

Situation::Situation(const Workflow& workflow, const Authority& authority, const Header& header, std::string_view day)
    : workflow_(workflow), authority_(authority), header_(header), day_(day) {
  roles_ = authority.RolesOn(header.org_id, header.subject);
}

const OfficeRules& Situation::rules() const {
  if (!rules_) rules_ = authority_.epoch().workflows->For(*authority_.epoch().orgs, header_.org_id);
  return *rules_;
}

const std::vector<std::string>& Situation::Chain() const {
  if (!chain_) chain_ = ReviewChain(authority_.epoch(), header_.org_id);
  return *chain_;
}

bool Situation::IsMyTurn() const {
  if (Chain().empty()) return false;
  const size_t step = std::min(static_cast<size_t>(header_.review_step), Chain().size() - 1);
  return authority_.HoldsOn(heng::v1::REVIEWER, Chain()[step]);
}

bool Situation::IsInUse(std::string_view org_id) const {
  const OrgNode* const org = authority_.epoch().orgs->Find(org_id);
  return org != nullptr && org->active;
}

bool Situation::Holds(Condition condition) const {
  const auto flag = [this](store::Flag wanted) { return (header_.flags & wanted) != 0; };
  switch (condition) {
    case kCheckOff:
      return !rules().unit_check;
    case kWindowOpen: {
      const Epoch& epoch = authority_.epoch();
      const auto closed = epoch.windows->Check(*epoch.orgs, header_.org_id, header_.fiscal_year, workflow_.type, day_);
      return !closed || (!closed->not_yet && !rules().late_refused);
    }
    case kNoErrors:
      return header_.errors == 0;
    case kCommentsAnswered:
      return header_.open_comments == 0;
    case kCommentsOpen:
      return header_.open_comments != 0;
    case kFresh:
      return !flag(store::kStale);
    case kBudgetChanged:
      return flag(store::kStale);
    case kFourEyes:
      return header_.editor != authority_.principal_id() || !rules().four_eyes_required;
    case kMyTurn:
      return IsMyTurn();
    case kUnopened:
      return !flag(store::kOpened);
    case kReviewerOpened:
      return flag(store::kOpened);
    case kAskedBack:
      return flag(store::kWithdrawalAsked);
    case kMoreReviewers:
      return static_cast<size_t>(header_.review_step) + 1 < Chain().size();
    case kLastReviewer:
      return static_cast<size_t>(header_.review_step) + 1 >= Chain().size();
    case kAcceptanceOff:
      return !rules().acceptance;
    case kAcceptanceOn:
      return rules().acceptance;
    case kNoRecheckDue:
      return !flag(store::kSampled);
    case kDrawn:
      return flag(store::kSampled);
    case kScored:
      return header_.total.has_value();
    case kNotClassified: {
      const auto& classified = *authority_.epoch().classified;
      const auto found = classified.find(header_.subject);
      return found == classified.end() || !found->second.classified;
    }
    case kAmendment:
      return header_.in_force_rev != 0;
    case kFirst:
      return header_.in_force_rev == 0;
    case kOrgOpen:
      return IsInUse(header_.org_id);
    case kHasTaker:
      return IsInUse(authority_.epoch().orgs->Successor(header_.org_id));
  }
  return false;
}

bool Situation::IsLate() const {
  const Epoch& epoch = authority_.epoch();
  const auto closed = epoch.windows->Check(*epoch.orgs, header_.org_id, header_.fiscal_year, workflow_.type, day_);
  return closed && !closed->not_yet;
}

absl::Status Situation::Refusal(Condition condition, Action action) const {
  const std::string name = store::FormNameOf(header_.id);
  const Epoch& epoch = authority_.epoch();
  if (condition == kWindowOpen) {
    const auto closed = epoch.windows->Check(*epoch.orgs, header_.org_id, header_.fiscal_year, workflow_.type, day_);
    if (closed) {
      return WindowClosed(OrgName(header_.org_id), header_.fiscal_year, closed->open_date, closed->last_date,
                          closed->not_yet);
    }
  }
  if (condition == kOrgOpen || condition == kHasTaker) {
    const OrgNode* const org = epoch.orgs->Find(header_.org_id);
    if (org != nullptr) return OrgClosed(OrgName(header_.org_id), org->org.end_date(), org->org.successor());
  }
  if (condition == kNoErrors) return BlockedByFindings(header_.errors, {});
  if (condition == kMyTurn) {
    if (Chain().empty()) return NoReviewer(name, OrgName(header_.org_id));
    const size_t step = std::min(static_cast<size_t>(header_.review_step), Chain().size() - 1);
    return NotYourTurn(name, OrgName(Chain()[step]));
  }
  return ActionRefused(name, ActionName(action), TextOf(condition));
}

Situation::Meant Situation::Find(Action action) const {
  for (const WorkflowRow& row : workflow_.rows) {
    if (row.action != action || !IsInState(row) || (row.roles & roles_) == 0) continue;
    bool meant = true;
    ForEachCondition(row.when, [&](Condition condition) { meant = meant && Holds(condition); });
    if (!meant) continue;
    Meant found{&row, std::nullopt};
    ForEachCondition(row.guards, [&](Condition condition) {
      if (!found.failed && !Holds(condition)) found.failed = condition;
    });
    return found;
  }
  return {};
}

absl::StatusOr<Situation::Allowed> Situation::May(Action action) const {
  const Meant meant = Find(action);
  if (meant.row != nullptr && !meant.failed) {
    // Of several roles the one the row names first; a reviewer whose turn it is acts as reviewer.
    return Allowed{meant.row, FirstOf(meant.row->roles & roles_)};
  }
  if (meant.row != nullptr) return Refusal(*meant.failed, action);
  const std::string name = store::FormNameOf(header_.id);
  StateSet states = 0;
  RoleSet roles = 0;
  for (const WorkflowRow& row : workflow_.rows) {
    if (row.action != action) continue;
    if ((row.roles & roles_) != 0) states |= row.from;
    if (IsInState(row)) roles |= row.roles;
  }
  if (roles == 0 || states != 0) return WrongState(name, workflow_.type, action, header_.state, states);
  return RoleNeeded(name, action, roles);
}

Conditions Situation::Holding() const {
  Conditions asked = 0, holding = 0;
  for (const WorkflowRow& row : workflow_.rows) {
    if (IsInState(row) && (row.roles & roles_) != 0) asked |= row.when | row.guards;
  }
  ForEachCondition(asked, [&](Condition condition) {
    if (Holds(condition)) holding |= condition;
  });
  return holding;
}

Header After(const WorkflowRow& row, const Header& before, int64_t now, bool late) {
  Header after = before;
  const auto has = [&row](Effect effect) { return (row.effects & effect) != 0; };
  after.etag = before.etag + 1;
  after.update_time = now;
  if (row.to != kSameState) after.state = row.to;
  if (has(kBecomesFiled)) {
    after.submit_time = now;
    after.review_step = 0;
    after.flags &= ~(store::kOpened | store::kWithdrawalAsked | store::kLate);
    if (late) after.flags |= store::kLate;
  }
  if (has(kMarkOpened)) after.flags |= store::kOpened;
  if (has(kMarkAsked)) after.flags |= store::kWithdrawalAsked;
  if (has(kReviewEnds)) after.flags &= ~(store::kOpened | store::kWithdrawalAsked);
  if (has(kNextReviewer)) ++after.review_step;
  if (has(kCountReturn)) ++after.returned;
  if (has(kInForce)) after.in_force_rev = after.content_rev;
  if (has(kBudgetConfirmed)) after.flags &= ~store::kStale;
  if (has(kRecheckMade)) {
    after.flags &= ~store::kSampled;
    after.flags |= store::kRechecked;
  }
  if (has(kFreesKey)) after.active = false;
  return after;
}

// allowed_actions depend on little: the lists are made once for each case that comes up.
class ActionList {
 public:
  static std::string Make(const Situation& situation, Actions which) {
    std::string bytes;
    const int field = situation.workflow_.type == heng::v1::TARGET
                          ? int{heng::v1::Target::kAllowedActionsFieldNumber}
                          : int{heng::v1::Evaluation::kAllowedActionsFieldNumber};
    for (size_t i = 0; i < kActionCount; ++i) {
      const auto action = static_cast<Action>(i);
      const auto made = Describe(situation, action);
      if (!made || (which == Actions::kAllowed && !made->allowed())) continue;
      AppendField(field, made->SerializeAsString(), &bytes);
    }
    return bytes;
  }

 private:
  // nullopt: the workflow has no such action, or no role of the caller ever does it.
  static std::optional<heng::v1::AllowedAction> Describe(const Situation& situation, Action action) {
    StateSet states = 0;
    RoleSet roles = 0;
    for (const WorkflowRow& row : situation.workflow_.rows) {
      if (row.action != action || (row.roles & situation.roles_) == 0) continue;
      states |= row.from;
      roles |= row.roles;
    }
    if (roles == 0) return std::nullopt;
    heng::v1::AllowedAction out;
    out.set_action(std::string(ActionName(action)));
    const auto meant = situation.Find(action);
    out.set_allowed(meant.row != nullptr && !meant.failed);
    if (out.allowed()) return out;
    if (meant.row == nullptr) {
      *out.mutable_reason() = WrongStateText(situation.workflow_.type, action, situation.header_.state, states);
    } else {
      const RefusalText text = TextOf(*meant.failed);
      out.mutable_reason()->set_zh(text.zh);
      out.mutable_reason()->set_en(text.en);
    }
    return out;
  }
};

void AppendActions(const Workflow& workflow, const Authority& authority, const Header& header, Actions which,
                   std::string* bytes) {
  const std::string day = Today();
  const Situation situation(workflow, authority, header, day);
  const uint64_t key = uint64_t{situation.Holding()} | uint64_t{situation.roles()} << 24 |
                       static_cast<uint64_t>(header.state) << 40 | static_cast<uint64_t>(workflow.type) << 48 |
                       static_cast<uint64_t>(which) << 52;
  thread_local std::unordered_map<uint64_t, std::string> cache;
  if (const auto found = cache.find(key); found != cache.end()) {
    bytes->append(found->second);
    return;
  }
  std::string list = ActionList::Make(situation, which);
  bytes->append(list);
  if (cache.size() < kMaxCachedLists) cache.emplace(key, std::move(list));
}

}  // namespace heng::core
