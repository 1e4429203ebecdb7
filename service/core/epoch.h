// What is in force at one moment: orgs, principals, tokens, classified projects, policies, filing windows. Few enough
// to be kept in memory; read by every call. Immutable: a change makes a new one that shares what is the same.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/access.pb.h"
#include "service/core/access/filing_windows.h"
#include "service/core/directory/org_tree.h"
#include "service/core/policies/policy_book.h"
#include "service/core/workflow/office_rules.h"
#include "service/store/store.h"

namespace heng::core {

// A token as it is compared with what a caller shows.
struct KnownToken {
  std::string id;
  heng::v1::Token token;      // as callers see it, without the secret
  int64_t sequence = 0;       // of the event that made it; the order of lists
  std::string principal;      // id
  std::string secret_sha256;  // 32 bytes
  int64_t expire_time = 0;    // µs
  bool revoked = false;
};

struct KnownPrincipals {
  std::unordered_map<std::string, std::shared_ptr<const heng::v1::Principal>> by_id;
  std::unordered_map<std::string, std::shared_ptr<const KnownToken>> tokens;  // by id
  std::unordered_map<std::string, std::string> by_certificate_name;           // id
  std::set<std::string, std::less<>> reviewer_orgs;                           // on which somebody in use holds REVIEWER
};

// Classified projects, "projects/…", and whose they are (org id); also those that were classified once: false.
struct ClassifiedProject {
  std::string org_id;
  bool classified = false;
};
using ClassifiedProjects = std::map<std::string, ClassifiedProject>;

struct Epoch {
  int64_t sequence = 0;  // of the last event that changed any of this
  std::shared_ptr<const OrgTree> orgs;
  std::shared_ptr<const KnownPrincipals> principals;
  std::shared_ptr<const ClassifiedProjects> classified;
  std::shared_ptr<const PolicyBook> policies;
  std::shared_ptr<const FilingWindows> windows;
  std::shared_ptr<const WorkflowBook> workflows;

  // Nothing in force yet; forms would be scored under `default_policy`.
  static std::shared_ptr<const Epoch> Empty(const std::string& default_policy);

  // With the entries that changed since. DATA_LOSS: one of them can't be read.
  absl::StatusOr<std::shared_ptr<const Epoch>> With(const std::vector<store::Entry>& changed, int64_t to) const;
};

}  // namespace heng::core
