// Which form waits for whom, and for what: one task at most per form and caller. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/workflow.pb.h"
#include "service/core/access/authority.h"
#include "service/store/store.h"

namespace heng::core {

// What a caller's roles let them wait for, as of one epoch.
//
// Where more than one action is open, the most telling wins:
//   DRAFT      budget, check, edit
//   RETURNED   answer, budget, check, submit; edit where the unit head checks first
//   CHECKED    budget, submit
//   SUBMITTED  consent, review (target) or approve (evaluation)
//   REVIEWED   approve
//   APPROVED   recheck, accept, publish
//   ACCEPTED   recheck, publish
// A task is what evaluation_table.cc and target_table.cc allow next, as far as the header tells.
class TaskBook {
 public:
  // `within` (org id): only forms of this org and what is below it.
  TaskBook(const Authority& authority, std::optional<std::string> within);

  // Every form with a task is in at least one of these; most of what is in them has one. Without year and position.
  // `form_type`: 0 for both.
  std::vector<store::ListQuery> Queries(int32_t form_type) const;

  // nullopt: nothing is the caller's to do.
  std::optional<heng::v1::Task> TaskOf(const store::Header& form) const;

 private:
  using OrgIds = std::vector<std::string>;

  std::optional<heng::v1::Role> RoleOn(std::string_view org_id, RoleSet roles) const;
  bool Reviews(const store::Header& form) const;
  void SetAction(const store::Header& form, heng::v1::Task* task) const;
  void SetTargetAction(const store::Header& form, heng::v1::Task* task) const;
  void SetEvaluationAction(const store::Header& form, heng::v1::Task* task) const;
  void SetFinalAction(const store::Header& form, heng::v1::Task* task) const;
  void SetAuthorsAction(const store::Header& form, bool is_evaluation, heng::v1::Task* task) const;
  // Sets both where the caller has one of the roles there; false: not.
  bool Offer(const char* action, RoleSet roles, const store::Header& form, heng::v1::Task* task) const;

  // Orgs on which the caller has one of the roles, of these those that fit.
  template <typename Fits>
  OrgIds OrgsOf(RoleSet roles, Fits fits) const;
  void AddEvaluationQueries(std::vector<store::ListQuery>* queries) const;
  void AddTargetQueries(std::vector<store::ListQuery>* queries) const;
  void AddReviewQueries(int32_t form_type, int32_t state, std::vector<store::ListQuery>* queries) const;

  const Authority authority_;
  const std::optional<std::string> within_;
  std::vector<std::pair<heng::v1::Role, std::string>> grants_;  // role, org id
  std::vector<std::string> hidden_subjects_;
};

}  // namespace heng::core
