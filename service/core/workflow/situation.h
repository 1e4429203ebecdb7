// A form in the eyes of one caller: which conditions of the workflow hold, and what is said where one does not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/access/authority.h"
#include "service/core/workflow/table.h"
#include "service/store/store.h"

namespace heng::core {

// None of what it is given is owned; all outlive it.
class Situation {
 public:
  // `day`: today at +08:00, "2023-03-31".
  Situation(const Workflow& workflow, const Authority& authority, const store::Header& header, std::string_view day);

  const store::Header& header() const { return header_; }
  // Roles the caller holds on the form's org, or above it.
  RoleSet roles() const { return roles_; }
  const OfficeRules& rules() const;

  bool Holds(Condition condition) const;
  // Its last day has passed: what is submitted now is late.
  bool IsLate() const;
  // Why not: an error of the catalogue.
  absl::Status Refusal(Condition condition, Action action) const;

  // The row by which the caller may do it. Else: FORM_STATE (nobody may do this in this state), ROLE_NEEDED (somebody
  // else may) or what the first guard says that does not hold.
  struct Allowed {
    const WorkflowRow* row;
    heng::v1::Role role;  // in which
  };
  absl::StatusOr<Allowed> May(Action action) const;

  // The conditions rows of the form's state ask for, those that hold. With type, state and roles it decides everything.
  Conditions Holding() const;

 private:
  // The row that is meant, and the condition of its guards that does not hold; null: none is meant for these roles.
  struct Meant {
    const WorkflowRow* row = nullptr;
    std::optional<Condition> failed;
  };
  Meant Find(Action action) const;
  bool IsInState(const WorkflowRow& row) const { return (row.from >> header_.state & 1) != 0; }

  const Workflow& workflow_;
  const Authority& authority_;
  const store::Header& header_;
  const std::string_view day_;
  RoleSet roles_ = 0;
  mutable std::optional<OfficeRules> rules_;
  mutable std::optional<std::vector<std::string>> chain_;
  const std::vector<std::string>& Chain() const;
  bool IsMyTurn() const;
  bool IsInUse(std::string_view org_id) const;

  friend class ActionList;
};

// What `row` makes of the form: the next etag, state and marks. The content, where it is new, is the caller's to put
// in. `now`: µs; `late`: the last day has passed.
store::Header After(const WorkflowRow& row, const store::Header& before, int64_t now, bool late);

// allowed_actions, serialized as fields of an Evaluation or Target: all with reasons, or only those allowed.
enum class Actions { kAll, kAllowed };
void AppendActions(const Workflow& workflow, const Authority& authority, const store::Header& header, Actions which,
                   std::string* bytes);

}  // namespace heng::core
