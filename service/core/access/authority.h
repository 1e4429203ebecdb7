// What one caller may do, as of one epoch. Every check of access is made here: for single things, for lists and for
// sums.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/access.pb.h"
#include "service/core/access/methods.h"
#include "service/core/epoch.h"
#include "service/store/store.h"

namespace heng::core {

class Authority {
 public:
  Authority() = default;  // of nobody: may do nothing
  // `principal` is the id of one that exists in `epoch`; `token` the id of the token shown, empty: a certificate.
  Authority(std::shared_ptr<const Epoch> epoch, std::string principal, std::string token);

  const Epoch& epoch() const { return *epoch_; }
  const std::shared_ptr<const Epoch>& shared_epoch() const { return epoch_; }
  const std::string& principal_id() const { return principal_id_; }
  const std::string& token_id() const { return token_id_; }
  // Null: nobody.
  const heng::v1::Principal* principal() const { return principal_.get(); }

  // OK, or why the caller may call nothing at all: TOKEN_REVOKED, TOKEN_EXPIRED, PRINCIPAL_DISABLED.
  absl::Status Counts(const Epoch& epoch, absl::Time now) const;
  // The same caller later, where they still count.
  absl::StatusOr<Authority> Later(std::shared_ptr<const Epoch> epoch, absl::Time now) const;

  // The role in which the caller may call `method` on something of this org; nullopt: none. `subject`, where it is a
  // project, has to be one the caller may see.
  std::optional<heng::v1::Role> RoleFor(Method method, std::string_view org_id, std::string_view subject = {}) const;
  // The role in which the caller may call it at all, wherever that is (for Reach::kWholeTree: on the root, with
  // clearance).
  std::optional<heng::v1::Role> RoleAnywhere(Method method) const;

  // All roles the caller holds on this org or above it; none where the subject is hidden.
  RoleSet RolesOn(std::string_view org_id, std::string_view subject = {}) const;
  // True if the role was granted on this very org.
  bool HoldsOn(heng::v1::Role role, std::string_view org_id) const;

  // OK, or PERMISSION_DENIED about `resource`, which is the same whether that exists or not.
  absl::Status Check(Method method, std::string_view resource, std::string_view org_id,
                     std::string_view subject = {}) const;
  // For what does not exist: `not_found` where the caller would see everything there is, else PERMISSION_DENIED as
  // above.
  absl::Status Missing(Method method, std::string_view resource, const absl::Status& not_found) const;
  // Of a method that is about no particular thing.
  absl::Status CheckAnywhere(Method method) const;

  // What a list or sum may read: orgs on which the caller may call `method`, of these only `within` and what is below
  // it where it is given, and what is hidden. Predecessors are in it where the method reaches them.
  store::Scope ScopeOf(Method method, const std::optional<std::string>& within) const;

  // True if the caller has clearance for classified projects of this org, in whatever role: on it, above it, on its
  // successor, or on an org below it (a project of a department is one of its units, too).
  bool ClearedFor(std::string_view org_id) const;
  // False for a classified project the caller has no clearance for.
  bool SeesSubject(std::string_view subject) const;
  // True where 负责人, 经办人, 联系电话 of a form of this org are shown: to who works in the unit or its department.
  bool SeesContacts(std::string_view org_id) const;
  // True if the caller may call everything in `org_id` that an administrator may, with clearance where asked for.
  bool Administers(std::string_view org_id, bool clearance) const;

 private:
  bool Covers(Reach reach, const std::string& granted_org, std::string_view org_id) const;

  std::shared_ptr<const Epoch> epoch_;
  std::string principal_id_, token_id_;
  std::shared_ptr<const heng::v1::Principal> principal_;
};

}  // namespace heng::core
