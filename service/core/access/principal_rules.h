// What an administrator may do to whom. Together these see to it that nobody becomes more than an administrator above
// has made them, in however many steps:
//   - a grant is given by who administers its org, with clearance only by who has that there;
//   - whoever can act as somebody else (by a token, a certificate, or a principal that was disabled) administers
//     everything that one has a grant on, with clearance where the grant has it;
//   - the root keeps an administrator.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/access.pb.h"
#include "scoring/form_check.h"
#include "service/core/access/authority.h"

namespace heng::core {

inline constexpr int kMaxGrants = 100;             // of a principal
inline constexpr int kMaxCertificateNames = 10;    // of a principal
inline constexpr size_t kMaxPrincipals = 100'000;  // in a store, disabled ones included
inline constexpr size_t kMaxTitleChars = 100;

using KnownPrincipal = std::shared_ptr<const heng::v1::Principal>;

// The principal of this name, where the caller may call `method` on their home org; for Reach::kCallerOrOrg also the
// caller. PERMISSION_DENIED, or RESOURCE_NOT_FOUND for who sees everything; INVALID_FIELDS at `field`: no such name.
absl::StatusOr<KnownPrincipal> FindPrincipal(const Authority& authority, Method method, const std::string& field,
                                             const std::string& name);

// OK if the caller may gain the use of this principal: administers every grant of it, or is it. BEYOND_AUTHORITY.
absl::Status CheckMayActAs(const Authority& authority, const heng::v1::Principal& principal);

// OK if the caller may give this grant to `principal`. PERMISSION_DENIED, BEYOND_AUTHORITY, ORG_CLOSED.
absl::Status CheckMayGive(const Authority& authority, const std::string& principal, const heng::v1::Grant& grant);

// OK unless the root had an administrator with clearance and would have none once `before` is `after`.
// LAST_ADMINISTRATOR.
absl::Status CheckRootKept(const Epoch& epoch, const heng::v1::Principal& before, const heng::v1::Principal& after);

// OK if the org is in use. It exists: the caller's access to it has been checked.
absl::Status CheckInUse(const Epoch& epoch, std::string_view org_id);

// Collects what is wrong with fields.
class FieldProblems {
 public:
  void Add(std::string field, std::string zh, std::string en);
  // At most `max_chars` characters without control characters; empty only where allowed.
  void Text(const std::string& field, std::string_view text, size_t max_chars, bool may_be_empty);
  // The same of several lines: a reason, a comment. What says nothing counts as empty.
  void Prose(const std::string& field, std::string_view text, size_t max_chars, bool may_be_empty);
  // "orgs/{id}".
  void OrgName(const std::string& field, std::string_view name);
  // OK, or INVALID_FIELDS with all of them.
  absl::Status Take() const;
  const std::vector<scoring::Violation>& all() const { return problems_; }

 private:
  std::vector<scoring::Violation> problems_;
};

// Title and certificate names of "principal", role and org of "grant".
void CheckPrincipalFields(const heng::v1::Principal& principal, FieldProblems* problems);
void CheckGrantFields(const heng::v1::Grant& grant, FieldProblems* problems);

}  // namespace heng::core
