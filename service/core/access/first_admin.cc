#include "service/core/access/first_admin.h"

#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/access/principal_rules.h"
#include "service/core/access/token_entry.h"
#include "service/core/entries.h"
#include "service/core/names.h"
#include "service/core/residents.h"

namespace heng::core {
namespace {

using heng::v1::Org;
using heng::v1::Principal;
using store::Mutation;
using store::Snapshot;

using Decided = absl::StatusOr<std::vector<Mutation>>;

constexpr char kTokenTitle[] = "hengd";
constexpr size_t kMaxCodeChars = 32;

absl::StatusOr<std::shared_ptr<const Epoch>> ReadEpoch(store::Store& store) {
  Residents residents(&store, "");
  if (auto status = residents.Refresh(); !status.ok()) return status;
  return residents.Current();
}

// Writes what `decide` says, as the command `caller`, and waits for it.
absl::Status WriteAndWait(store::Store& store, const std::string& caller, std::vector<std::string> names,
                          std::function<Decided(const Snapshot&)> decide) {
  std::promise<absl::Status> done;
  store::Write write;
  write.keys.entries = std::move(names);
  write.decide = [&](const Snapshot& snapshot) -> Decided {
    auto mutations = decide(snapshot);
    if (!mutations.ok()) return mutations;
    for (Mutation& mutation : *mutations) mutation.event.caller = caller;
    return mutations;
  };
  write.done = [&done](const store::WriteResult& result) { done.set_value(result.status); };
  store.Submit(std::move(write));
  return done.get_future().get();
}

absl::Status CheckText(const char* what, const std::string& text, size_t max_chars, bool may_be_empty) {
  FieldProblems problems;
  problems.Text(what, text, max_chars, may_be_empty);
  if (problems.Take().ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what, " must be one line of ", may_be_empty ? 0 : 1, " to ", max_chars, " characters"));
}

absl::Status CheckId(const char* what, const std::string& id) {
  if (IsResourceId(id)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      what, " \"", id, "\" is no id; write 3 to 63 lower-case letters, digits and hyphens, a letter first"));
}

absl::Status CheckLife(absl::Duration life) {
  if (life >= absl::Hours(24) && life <= kMaxTokenLife) return absl::OkStatus();
  return absl::InvalidArgumentError("a token is valid for 1 to 400 days");
}

absl::Status CheckFirst(const FirstAdmin& first) {
  for (const auto& status :
       {CheckId("org", first.org_id), CheckText("the title of the org", first.org_title, kMaxTitleChars, false),
        CheckText("the code of the org", first.org_code, kMaxCodeChars, true), CheckId("administrator", first.admin_id),
        CheckText("the title of the administrator", first.admin_title, kMaxTitleChars, false),
        CheckLife(first.token_life)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AlreadyInitialized(const Epoch& epoch) {
  const std::string root = epoch.orgs->root() == nullptr ? "no root org" : epoch.orgs->root()->org.name();
  return absl::FailedPreconditionError(
      absl::StrCat("the store is initialised already (", root, ", ", epoch.principals->by_id.size(),
                   " users); for another token of one of them run `hengd token --principal ID`"));
}

absl::Status Changed() {
  return absl::FailedPreconditionError("somebody else changed the store at the same time; run the command again");
}

Mutation With(Mutation mutation, const char* action) {
  mutation.event.action = action;
  return mutation;
}

Mutation TokenFor(const Principal& principal, const NewToken& token, absl::Duration life, int64_t now) {
  return With(NewTokenEntry({.id = token.id,
                             .sha256 = token.sha256,
                             .title = kTokenTitle,
                             .expire_time = now + absl::ToInt64Microseconds(life)},
                            principal, now),
              RuleOf(Method::kCreateToken).action);
}

}  // namespace

absl::Status MakeFirstAdmin(store::Store& store, const FirstAdmin& first, const NewToken& token) {
  if (auto status = CheckFirst(first); !status.ok()) return status;
  const auto epoch = ReadEpoch(store);
  if (!epoch.ok()) return epoch.status();
  if (!(*epoch)->principals->by_id.empty() || !(*epoch)->orgs->nodes().empty()) return AlreadyInitialized(**epoch);

  Org org;
  org.set_name(OrgName(first.org_id));
  org.set_title(first.org_title);
  org.set_type(Org::REGION);
  org.set_code(first.org_code);
  Principal admin;
  admin.set_name("principals/" + first.admin_id);
  admin.set_title(first.admin_title);
  admin.set_org(org.name());
  heng::v1::Grant& grant = *admin.add_grants();
  grant.set_role(heng::v1::ADMIN);
  grant.set_org(org.name());
  grant.set_clearance(true);  // or nobody could ever give it

  return WriteAndWait(
      store, "hengd init", {org.name(), admin.name(), "tokens/" + token.id}, [&](const Snapshot& snapshot) -> Decided {
        if (snapshot.resident_sequence > (*epoch)->sequence) return Changed();
        const int64_t now = snapshot.now;
        return std::vector<Mutation>{
            With(ChangeTo(std::nullopt, first.org_id, org, now, Resident::kYes), RuleOf(Method::kCreateOrg).action),
            With(ChangeTo(std::nullopt, first.org_id, admin, now, Resident::kYes),
                 RuleOf(Method::kCreatePrincipal).action),
            TokenFor(admin, token, first.token_life, now)};
      });
}

absl::Status MakeRescueToken(store::Store& store, const std::string& principal_id, absl::Duration token_life,
                             const NewToken& token) {
  if (auto status = CheckId("principal", principal_id); !status.ok()) return status;
  if (auto status = CheckLife(token_life); !status.ok()) return status;
  const auto epoch = ReadEpoch(store);
  if (!epoch.ok()) return epoch.status();
  const auto found = (*epoch)->principals->by_id.find(principal_id);
  if (found == (*epoch)->principals->by_id.end()) {
    return absl::NotFoundError(absl::StrCat("the store has no principals/", principal_id));
  }
  if (found->second->disabled()) {
    return absl::FailedPreconditionError(
        absl::StrCat("principals/", principal_id, " is disabled; an administrator has to enable it first"));
  }
  return WriteAndWait(store, "hengd token", {"tokens/" + token.id}, [&](const Snapshot& snapshot) -> Decided {
    if (snapshot.resident_sequence > (*epoch)->sequence) return Changed();
    return std::vector<Mutation>{TokenFor(*found->second, token, token_life, snapshot.now)};
  });
}

}  // namespace heng::core
