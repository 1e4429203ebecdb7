#include "service/core/budgets/form_effects.h"

#include <utility>

#include "service/core/budgets/budget_entry.h"
#include "service/core/budgets/import_row.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"
#include "service/core/forms/prefill.h"
#include "service/core/wait_for.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::FormContent;
using heng::v1::ScoreChange;
using store::Header;
using store::Mutation;
using store::Snapshot;

constexpr Method kMethod = Method::kImportBudgets;
// How often a draft is filled anew because it, or the budget, has changed meanwhile.
constexpr int kMaxAttempts = 4;

FormContent& FormOf(const LoadedForm& loaded) { return static_cast<FormContent&>(*loaded.content); }

absl::StatusOr<ScoredForm> Scored(const Forms& evaluations, const CallContext& call, const LoadedForm& loaded) {
  return evaluations.ScoreToKeep(kMethod, call.authority, *loaded.content, loaded.contacts, WaiversOf(loaded.record),
                                 "");
}

// The decision about a draft that was read and filled; nothing may have come in between.
absl::StatusOr<std::vector<Mutation>> DecideFill(const Authority& authority, const Snapshot& snapshot,
                                                 const ScoredForm& scored, const Header& read,
                                                 const std::string& budget_etag) {
  if (!snapshot.by_id || snapshot.by_id->etag != read.etag) return RulesChanged();
  const Header& current = *snapshot.by_id;
  const std::string name = store::FormNameOf(current.id);
  if (auto status = authority.Check(kMethod, name, current.org_id, current.subject); !status.ok()) return status;
  if (auto status = CheckContent(authority.epoch(), scored.header, scored.form_org_id); !status.ok()) return status;
  Budget budget;
  const auto& entry = snapshot.entries[0];
  if (!entry || !budget.ParseFromString(entry->body) || budget.etag() != budget_etag) return RulesChanged();
  Mutation mutation;
  Header header = WithContent(scored.header, &current, current.id, snapshot.now);
  header.org_id = current.org_id;
  header.etag = header.content_rev = current.etag + 1;
  header.update_time = snapshot.now;
  header.flags &= ~store::kStale;
  if (DiffersFromBudget(header, budget)) header.flags |= store::kStale;
  mutation.revision = scored.content;
  mutation.revision->id = header.id;
  mutation.revision->rev = header.etag;
  mutation.event.action = "evaluation.fill";
  mutation.event.resource = name;
  mutation.event.org_id = header.org_id;
  mutation.event.policy = header.policy;
  mutation.header = std::move(header);
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  return mutations;
}

absl::Status WriteFilled(const Forms& evaluations, const CallContext& call, ScoredForm scored, const Header& read,
                         const Budget& budget) {
  WriteJob job(kMethod, call);
  job.keys.id = read.id;
  job.keys.entries = {budget.name()};
  job.bytes = scored.content.form.size() + scored.content.score.size() + scored.content.contacts.size();
  job.decide = [scored = std::move(scored), read, etag = budget.etag()](const Authority& authority,
                                                                        const Snapshot& snapshot) {
    return DecideFill(authority, snapshot, scored, read, etag);
  };
  job.answer = [](const std::vector<Mutation>&) -> absl::StatusOr<std::string> { return std::string(); };
  return WaitFor<std::string>([&](Reply reply) { evaluations.writes()->Run(std::move(job), std::move(reply)); })
      .status();
}

}  // namespace

std::optional<ScoreChange> PreviewOnBudget(const Forms& evaluations, const CallContext& call, const std::string& name,
                                           const Budget& budget) {
  const auto loaded = evaluations.LoadParsed(call.authority, kMethod, name);
  if (!loaded.ok()) return std::nullopt;
  FillFromBudget(budget, &FormOf(*loaded));
  const auto scored = Scored(evaluations, call, *loaded);
  if (!scored.ok()) return std::nullopt;
  ScoreChange change;
  const Header& before = loaded->stored.header;
  if (before.total) change.set_old_total(DecimalText(*before.total, kScorePlaces));
  change.set_old_grade(static_cast<heng::v1::Grade>(before.grade));
  if (scored->header.total) change.set_new_total(DecimalText(*scored->header.total, kScorePlaces));
  change.set_new_grade(static_cast<heng::v1::Grade>(scored->header.grade));
  return change;
}

absl::StatusOr<bool> FillDraft(const Forms& evaluations, const CallContext& call, const std::string& name,
                               const Budget& budget, bool validate_only) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const auto loaded = evaluations.LoadParsed(call.authority, kMethod, name);
    if (!loaded.ok()) return loaded.status();
    const Header& read = loaded->stored.header;
    if (!IsBlankDraft(read)) return false;
    Budget kept = budget;
    if (!validate_only) {
      const auto found = FindBudget(evaluations.writes()->store(), read.subject, read.org_id, read.fiscal_year);
      if (!found.ok()) return evaluations.writes()->Caught(found.status());
      if (!*found) return false;
      kept = **found;
    }
    if (!FillBlanks(kept, &FormOf(*loaded))) return false;
    auto scored = Scored(evaluations, call, *loaded);
    if (!scored.ok()) return scored.status();
    if (validate_only) return true;
    scored->content.form = FormOf(*loaded).SerializeAsString();
    const auto status = WriteFilled(evaluations, call, *std::move(scored), read, kept);
    if (status.ok()) return true;
    if (ReasonOf(status) != "RULES_CHANGED") return status;
  }
  return false;
}

}  // namespace heng::core
