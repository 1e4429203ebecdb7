#include "service/core/workflow/tasks.h"

#include <algorithm>
#include <set>
#include <utility>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "service/core/envelope.h"
#include "service/core/names.h"
#include "service/core/workflow/office_rules.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Role;
using heng::v1::Target;
using heng::v1::Task;
using store::Header;
using store::ListQuery;

constexpr RoleSet kPreparer = Set(heng::v1::PREPARER);
constexpr RoleSet kUnitHead = Set(heng::v1::UNIT_HEAD);
constexpr RoleSet kReviewer = Set(heng::v1::REVIEWER);
constexpr RoleSet kFinance = Set(heng::v1::FINANCE);
constexpr RoleSet kAuthors = Set(heng::v1::PREPARER, heng::v1::UNIT_HEAD, heng::v1::INTEGRATOR);
constexpr RoleSet kPublishers = Set(heng::v1::UNIT_HEAD, heng::v1::REVIEWER);
constexpr int kMaxReviewSteps = 3;

bool Has(const Header& form, store::Flag flag) { return (form.flags & flag) != 0; }

ListQuery QueryOf(int32_t form_type, std::optional<int32_t> state, std::vector<std::string> org_ids) {
  ListQuery query;
  query.form_type = form_type;
  query.state = state;
  query.scope.org_ids = std::move(org_ids);
  return query;
}

}  // namespace

TaskBook::TaskBook(const Authority& authority, std::optional<std::string> within)
    : authority_(authority), within_(std::move(within)) {
  if (authority_.principal() == nullptr) return;
  for (const auto& grant : authority_.principal()->grants()) {
    grants_.emplace_back(grant.role(), OrgId(grant.org()).value_or(""));
  }
  for (const auto& [subject, project] : *authority_.epoch().classified) {
    if (!authority_.SeesSubject(subject)) hidden_subjects_.push_back(subject);
  }
}

template <typename Fits>
TaskBook::OrgIds TaskBook::OrgsOf(RoleSet roles, Fits fits) const {
  const OrgTree& orgs = *authority_.epoch().orgs;
  std::set<std::string> ids;
  for (const auto& [role, granted] : grants_) {
    if (!Contains(roles, role)) continue;
    // Of two trees one stands in the other, or they have nothing in common.
    const bool above = !within_ || orgs.Contains(granted, *within_);
    const bool below = within_ && orgs.Contains(*within_, granted);
    if (!above && !below) continue;
    for (const OrgNode* org : orgs.Subtree(within_ && above ? *within_ : granted)) {
      if (fits(*org)) ids.insert(org->id);
    }
  }
  return {ids.begin(), ids.end()};
}

void TaskBook::AddReviewQueries(int32_t form_type, int32_t state, std::vector<ListQuery>* queries) const {
  const Epoch& epoch = authority_.epoch();
  for (int32_t step = 0; step < kMaxReviewSteps; ++step) {
    const auto is_mine = [&](const OrgNode& org) {
      const auto chain = ReviewChain(epoch, org.id);
      return static_cast<size_t>(step) < chain.size() &&
             std::find(grants_.begin(), grants_.end(),
                       std::pair(heng::v1::REVIEWER, chain[static_cast<size_t>(step)])) != grants_.end();
    };
    queries->push_back(QueryOf(form_type, state, OrgsOf(kReviewer, is_mine)));
    queries->back().review_step = step;
  }
}

void TaskBook::AddEvaluationQueries(std::vector<ListQuery>* queries) const {
  const Epoch& epoch = authority_.epoch();
  const auto all = [](const OrgNode&) { return true; };
  const auto rules = [&](const OrgNode& org) { return epoch.workflows->For(*epoch.orgs, org.id); };
  const auto checked = [&](const OrgNode& org) { return rules(org).unit_check; };
  const auto accepted = [&](const OrgNode& org) { return rules(org).acceptance; };
  const auto not_accepted = [&](const OrgNode& org) { return !rules(org).acceptance; };
  const auto add = [&](std::optional<int32_t> state, OrgIds org_ids, int32_t flags = 0) {
    queries->push_back(QueryOf(store::kEvaluation, state, std::move(org_ids)));
    queries->back().flags = flags;
  };
  const OrgIds authors = OrgsOf(kAuthors, all);
  add(Evaluation::RETURNED, authors);
  add(Evaluation::CHECKED, authors);
  add(Evaluation::DRAFT, OrgsOf(kPreparer, all));
  add(Evaluation::DRAFT, OrgsOf(kUnitHead, checked));
  add(Evaluation::DRAFT, authors, store::kStale);
  AddReviewQueries(store::kEvaluation, Evaluation::SUBMITTED, queries);
  add(Evaluation::APPROVED, OrgsOf(kFinance, accepted));
  add(Evaluation::APPROVED, OrgsOf(kPublishers, not_accepted));
  add(Evaluation::ACCEPTED, OrgsOf(kPublishers, all));
  for (const auto state : {Evaluation::APPROVED, Evaluation::ACCEPTED}) {
    add(state, OrgsOf(kFinance, all), store::kSampled);
  }
}

void TaskBook::AddTargetQueries(std::vector<ListQuery>* queries) const {
  const auto all = [](const OrgNode&) { return true; };
  queries->push_back(QueryOf(store::kTarget, Target::RETURNED, OrgsOf(kAuthors, all)));
  queries->push_back(QueryOf(store::kTarget, Target::DRAFT, OrgsOf(kPreparer, all)));
  AddReviewQueries(store::kTarget, Target::SUBMITTED, queries);
  queries->push_back(QueryOf(store::kTarget, Target::REVIEWED, OrgsOf(kFinance, all)));
}

std::vector<ListQuery> TaskBook::Queries(int32_t form_type) const {
  std::vector<ListQuery> queries;
  if (form_type != store::kTarget) AddEvaluationQueries(&queries);
  if (form_type != store::kEvaluation) AddTargetQueries(&queries);
  std::erase_if(queries, [](const ListQuery& query) { return query.scope.org_ids->empty(); });
  for (ListQuery& query : queries) query.scope.hidden_subjects = hidden_subjects_;
  return queries;
}

std::optional<Role> TaskBook::RoleOn(std::string_view org_id, RoleSet roles) const {
  for (const auto& [role, granted] : grants_) {
    if (Contains(roles, role) && authority_.epoch().orgs->Contains(granted, org_id)) return role;
  }
  return std::nullopt;
}

bool TaskBook::Reviews(const Header& form) const {
  const auto chain = ReviewChain(authority_.epoch(), form.org_id);
  const auto step = static_cast<size_t>(form.review_step);
  return step < chain.size() &&
         std::find(grants_.begin(), grants_.end(), std::pair(heng::v1::REVIEWER, chain[step])) != grants_.end();
}

bool TaskBook::Offer(const char* action, RoleSet roles, const Header& form, Task* task) const {
  const auto role = RoleOn(form.org_id, roles);
  if (!role) return false;
  task->set_action(action);
  task->set_role(*role);
  return true;
}

void TaskBook::SetAuthorsAction(const Header& form, bool is_evaluation, Task* task) const {
  const Epoch& epoch = authority_.epoch();
  const bool returned = form.state == (is_evaluation ? int{Evaluation::RETURNED} : int{Target::RETURNED});
  const bool drafted = form.state == (is_evaluation ? int{Evaluation::DRAFT} : int{Target::DRAFT});
  if (returned && form.open_comments > 0 && Offer("answer", kAuthors, form, task)) return;
  if (is_evaluation && Has(form, store::kStale) && Offer("budget", kAuthors, form, task)) return;
  const bool to_check =
      is_evaluation && (drafted || returned) && epoch.workflows->For(*epoch.orgs, form.org_id).unit_check;
  if (to_check && Offer("check", kUnitHead, form, task)) return;
  if (drafted || to_check) {
    Offer("edit", kPreparer, form, task);
  } else {
    Offer("submit", kAuthors, form, task);
  }
}

void TaskBook::SetEvaluationAction(const Header& form, Task* task) const {
  switch (form.state) {
    case Evaluation::DRAFT:
    case Evaluation::RETURNED:
    case Evaluation::CHECKED:
      return SetAuthorsAction(form, /*is_evaluation=*/true, task);
    case Evaluation::SUBMITTED:
      if (Reviews(form)) Offer(Has(form, store::kWithdrawalAsked) ? "consent" : "approve", kReviewer, form, task);
      return;
    case Evaluation::APPROVED:
    case Evaluation::ACCEPTED:
      return SetFinalAction(form, task);
    default:
      return;
  }
}

// What a recheck is due for, or was scored on other figures, goes no further before.
void TaskBook::SetFinalAction(const Header& form, Task* task) const {
  if (Has(form, store::kSampled)) {
    Offer("recheck", kFinance, form, task);
    return;
  }
  if (Has(form, store::kStale)) return;
  const Epoch& epoch = authority_.epoch();
  if (form.state == Evaluation::APPROVED && epoch.workflows->For(*epoch.orgs, form.org_id).acceptance) {
    Offer("accept", kFinance, form, task);
    return;
  }
  const auto project = epoch.classified->find(form.subject);
  const bool classified = project != epoch.classified->end() && project->second.classified;
  if (!classified) Offer("publish", kPublishers, form, task);
}

void TaskBook::SetTargetAction(const Header& form, Task* task) const {
  switch (form.state) {
    case Target::DRAFT:
    case Target::RETURNED:
      return SetAuthorsAction(form, /*is_evaluation=*/false, task);
    case Target::SUBMITTED:
      if (Reviews(form)) Offer(Has(form, store::kWithdrawalAsked) ? "consent" : "review", kReviewer, form, task);
      return;
    case Target::REVIEWED:
      Offer("approve", kFinance, form, task);
      return;
    default:
      return;
  }
}

std::optional<Task> TaskBook::TaskOf(const Header& form) const {
  if (!form.active || !authority_.SeesSubject(form.subject)) return std::nullopt;
  const bool is_target = form.form_type == store::kTarget;
  Task task;
  if (is_target) {
    SetTargetAction(form, &task);
  } else {
    SetEvaluationAction(form, &task);
  }
  if (task.action().empty()) return std::nullopt;
  task.set_form(store::FormNameOf(form.id));
  task.set_state(is_target ? Target::State_Name(static_cast<Target::State>(form.state))
                           : Evaluation::State_Name(static_cast<Evaluation::State>(form.state)));
  task.set_org(OrgName(form.org_id));
  task.set_subject(form.subject);
  task.set_project_name(form.project_name);
  task.set_fiscal_year(form.fiscal_year);
  SetTime(form.update_time, task.mutable_since());
  task.set_returned(form.returned);
  task.set_open_comments(form.open_comments);
  task.set_late(Has(form, store::kLate));
  const bool to_file = form.state == (is_target ? int{Target::DRAFT} : int{Evaluation::DRAFT}) ||
                       form.state == (is_target ? int{Target::RETURNED} : int{Evaluation::RETURNED}) ||
                       (!is_target && form.state == Evaluation::CHECKED);
  if (to_file) {
    const Epoch& epoch = authority_.epoch();
    task.set_due_date(epoch.windows->LastDay(*epoch.orgs, form.org_id, form.fiscal_year,
                                             static_cast<heng::v1::FormType>(form.form_type)));
  }
  return task;
}

}  // namespace heng::core
