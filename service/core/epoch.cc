#include "service/core/epoch.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "heng/v1/stored.pb.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using store::Entry;

absl::Status Unreadable(const Entry& entry) {
  return absl::DataLossError(absl::StrCat(entry.name, "@", entry.etag, " can't be read"));
}

std::string IdOf(const Entry& entry) { return entry.name.substr(entry.name.find('/') + 1); }

// True if the principal is REVIEWER somewhere and may act.
bool Reviews(const heng::v1::Principal& principal) {
  if (principal.disabled()) return false;
  const auto& grants = principal.grants();
  return std::any_of(grants.begin(), grants.end(),
                     [](const heng::v1::Grant& grant) { return grant.role() == heng::v1::REVIEWER; });
}

std::set<std::string, std::less<>> ReviewerOrgs(const KnownPrincipals& principals) {
  std::set<std::string, std::less<>> orgs;
  for (const auto& [id, principal] : principals.by_id) {
    if (!Reviews(*principal)) continue;
    for (const auto& grant : principal->grants()) {
      if (grant.role() == heng::v1::REVIEWER) orgs.insert(OrgId(grant.org()).value_or(""));
    }
  }
  return orgs;
}

// The parts that may change, copied when the first change to them comes.
class Change {
 public:
  explicit Change(const Epoch& before) : before_(before) {}

  absl::Status Apply(const Entry& entry) {
    if (entry.collection == "orgs") return ApplyOrg(entry);
    if (entry.collection == "principals") return ApplyPrincipal(entry);
    if (entry.collection == "tokens") return ApplyToken(entry);
    if (entry.collection == "projects") return ApplyProject(entry);
    if (entry.collection == "policies") return ApplyPolicy(entry);
    if (entry.collection == "activations") return ApplyActivation(entry);
    if (entry.collection == "windows") return ApplyWindow(entry);
    if (entry.collection == "extensions") return ApplyExtension(entry);
    if (entry.collection == "workflows") return ApplyWorkflow(entry);
    // Kept by a later version: not this one's business.
    return absl::OkStatus();
  }

  std::shared_ptr<const Epoch> Take(int64_t sequence) {
    auto after = std::make_shared<Epoch>(before_);
    after->sequence = sequence;
    if (orgs_) after->orgs = std::make_shared<OrgTree>(*std::move(orgs_));
    if (reviewers_changed_) principals_->reviewer_orgs = ReviewerOrgs(*principals_);
    if (principals_) after->principals = principals_;
    if (classified_) after->classified = classified_;
    if (policies_) after->policies = policies_;
    if (windows_) after->windows = windows_;
    if (workflows_) after->workflows = workflows_;
    return after;
  }

 private:
  template <typename T>
  static T& Copied(std::shared_ptr<T>& mine, const std::shared_ptr<const T>& before) {
    if (mine == nullptr) mine = std::make_shared<T>(*before);
    return *mine;
  }

  absl::Status ApplyOrg(const Entry& entry) {
    if (!orgs_) orgs_ = before_.orgs->nodes();
    auto node = std::make_shared<OrgNode>();
    if (!node->org.ParseFromString(entry.body)) return Unreadable(entry);
    node->id = IdOf(entry);
    node->etag = entry.etag;
    node->active = entry.active;
    (*orgs_)[node->id] = std::move(node);
    return absl::OkStatus();
  }

  absl::Status ApplyPrincipal(const Entry& entry) {
    auto principal = std::make_shared<heng::v1::Principal>();
    if (!principal->ParseFromString(entry.body)) return Unreadable(entry);
    KnownPrincipals& all = Copied(principals_, before_.principals);
    const std::string id = IdOf(entry);
    if (const auto known = all.by_id.find(id); known != all.by_id.end()) {
      for (const auto& name : known->second->certificate_names()) {
        // Only where it is still theirs: a name may have gone to somebody whose change came first in this batch.
        const auto owner = all.by_certificate_name.find(name);
        if (owner != all.by_certificate_name.end() && owner->second == id) all.by_certificate_name.erase(owner);
      }
      reviewers_changed_ = reviewers_changed_ || Reviews(*known->second);
    }
    reviewers_changed_ = reviewers_changed_ || Reviews(*principal);
    for (const auto& name : principal->certificate_names()) all.by_certificate_name[name] = id;
    all.by_id[id] = std::move(principal);
    return absl::OkStatus();
  }

  absl::Status ApplyToken(const Entry& entry) {
    heng::v1::StoredToken stored;
    if (!stored.ParseFromString(entry.body)) return Unreadable(entry);
    auto token = std::make_shared<KnownToken>();
    token->id = IdOf(entry);
    token->token = stored.token();
    token->sequence = entry.sequence;
    token->principal = PrincipalId(stored.token().principal()).value_or("");
    token->secret_sha256 = stored.secret_sha256();
    const auto& expire = stored.token().expire_time();
    token->expire_time = expire.seconds() * 1'000'000 + expire.nanos() / 1000;
    token->revoked = stored.token().has_revoke_time();
    Copied(principals_, before_.principals).tokens[token->id] = std::move(token);
    return absl::OkStatus();
  }

  absl::Status ApplyProject(const Entry& entry) {
    heng::v1::Project project;
    if (!project.ParseFromString(entry.body)) return Unreadable(entry);
    Copied(classified_, before_.classified)[entry.name] = {.org_id = entry.org_id, .classified = project.classified()};
    return absl::OkStatus();
  }

  absl::Status ApplyPolicy(const Entry& entry) {
    heng::v1::PolicyRevision revision;
    if (!revision.ParseFromString(entry.body)) return Unreadable(entry);
    const auto key = SplitRevision(entry.name);
    auto kept = CompileKept(std::move(revision));
    if (!kept.ok()) return kept.status();
    Copied(policies_, before_.policies).policies[key] = *std::move(kept);
    return absl::OkStatus();
  }

  absl::Status ApplyActivation(const Entry& entry) {
    heng::v1::PolicyActivation activation;
    if (!activation.ParseFromString(entry.body)) return Unreadable(entry);
    auto& of_org = Copied(policies_, before_.policies).activations[entry.org_id];
    of_org.erase(activation.from_year());
    if (entry.active) of_org[activation.from_year()] = std::move(activation);
    return absl::OkStatus();
  }

  absl::Status ApplyWindow(const Entry& entry) {
    heng::v1::FilingWindow window;
    if (!window.ParseFromString(entry.body)) return Unreadable(entry);
    auto& windows = Copied(windows_, before_.windows).windows;
    const FilingWindows::Key key{entry.org_id, window.fiscal_year(), window.form_type()};
    windows.erase(key);
    if (entry.active) windows[key] = std::move(window);
    return absl::OkStatus();
  }

  absl::Status ApplyExtension(const Entry& entry) {
    heng::v1::FilingExtension extension;
    if (!extension.ParseFromString(entry.body)) return Unreadable(entry);
    auto& extensions = Copied(windows_, before_.windows).extensions;
    const FilingWindows::Key key{entry.org_id, extension.fiscal_year(), extension.form_type()};
    extensions.erase(key);
    if (entry.active) extensions[key] = std::move(extension);
    return absl::OkStatus();
  }

  absl::Status ApplyWorkflow(const Entry& entry) {
    heng::v1::WorkflowRules rules;
    if (!rules.ParseFromString(entry.body)) return Unreadable(entry);
    auto& by_org = Copied(workflows_, before_.workflows).by_org;
    by_org.erase(entry.org_id);
    if (entry.active) by_org[entry.org_id] = std::move(rules);
    return absl::OkStatus();
  }

  const Epoch& before_;
  bool reviewers_changed_ = false;  // somebody who reviews, or reviewed, was changed
  std::optional<OrgTree::Nodes> orgs_;
  std::shared_ptr<KnownPrincipals> principals_;
  std::shared_ptr<ClassifiedProjects> classified_;
  std::shared_ptr<PolicyBook> policies_;
  std::shared_ptr<FilingWindows> windows_;
  std::shared_ptr<WorkflowBook> workflows_;
};

}  // namespace

std::shared_ptr<const Epoch> Epoch::Empty(const std::string& default_policy) {
  auto epoch = std::make_shared<Epoch>();
  epoch->orgs = std::make_shared<OrgTree>(OrgTree::Nodes());
  epoch->principals = std::make_shared<KnownPrincipals>();
  epoch->classified = std::make_shared<ClassifiedProjects>();
  auto policies = std::make_shared<PolicyBook>();
  policies->default_policy = default_policy;
  epoch->policies = std::move(policies);
  epoch->windows = std::make_shared<FilingWindows>();
  epoch->workflows = std::make_shared<WorkflowBook>();
  return epoch;
}

absl::StatusOr<std::shared_ptr<const Epoch>> Epoch::With(const std::vector<Entry>& changed, int64_t to) const {
  Change change(*this);
  for (const Entry& entry : changed) {
    if (auto status = change.Apply(entry); !status.ok()) return status;
  }
  return change.Take(to);
}

}  // namespace heng::core
