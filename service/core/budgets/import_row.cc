#include "service/core/budgets/import_row.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "scoring/findings/catalogue.h"
#include "scoring/findings/judgements.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/budgets/columns.h"
#include "service/core/budgets/merge.h"
#include "service/core/entries.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/hash.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetResult;
using heng::v1::BudgetStamp;
using heng::v1::FundLine;
using store::Header;
using store::Mutation;
using store::Snapshot;

constexpr Method kMethod = Method::kImportBudgets;
constexpr std::string_view kMoneyUnitSuspect = "money-unit-suspect";

// Rows belong to their system, whoever sends them.
store::RequestKey KeyOf(const BudgetStamp& stamp) {
  // The length keeps batch "a.b", row "c" apart from batch "a", row "b.c".
  std::string id = absl::StrCat(stamp.batch(), ".", stamp.row(), ".", stamp.batch().size());
  if (id.size() > kMaxRequestIdBytes) id = absl::BytesToHexString(Sha256(id));
  return {absl::StrCat("budget-systems/", stamp.system()), RuleOf(kMethod).name, std::move(id)};
}

// The form with the flag or without it; an event of its own.
Mutation WithStale(const Header& form, bool stale, int64_t now) {
  Mutation mutation;
  mutation.header = form;
  mutation.header->etag += 1;
  mutation.header->update_time = now;
  mutation.header->flags = stale ? form.flags | store::kStale : form.flags & ~store::kStale;
  mutation.event.action = stale ? "evaluation.stale" : "evaluation.fresh";
  mutation.event.resource = store::FormNameOf(form.id);
  mutation.event.org_id = form.org_id;
  mutation.event.policy = form.policy;
  return mutation;
}

// Tells of amounts of the row that are off by 10 000 against what was kept, or against the form.
class UnitCheck {
 public:
  UnitCheck(const Authority& authority, const Budget& row, BudgetResult* result) : row_(row), result_(result) {
    const Epoch& epoch = authority.epoch();
    policy_ = epoch.policies->InForce(*epoch.orgs, OrgId(row.org()).value_or(""), row.fiscal_year());
  }

  void Against(const Budget& kept) {
    if (policy_ == nullptr) return;
    Compare(row_.total(), kept.total());
    for (const FundLine& line : row_.lines()) {
      for (const FundLine& before : kept.lines()) {
        if (before.source() == line.source()) Compare(line, before);
      }
    }
  }
  void Against(const Header& form) {
    if (policy_ == nullptr) return;
    FundLine stated;
    if (form.annual_budget) stated.set_annual_budget(DecimalText(*form.annual_budget, kMoneyPlaces));
    if (form.executed) stated.set_executed(DecimalText(*form.executed, kMoneyPlaces));
    Compare(row_.total(), stated);
  }

 private:
  void Compare(const FundLine& line, const FundLine& other) {
    for (const MoneyColumn& column : kMoneyColumns) {
      const auto mine = MoneyIn(line, column), theirs = MoneyIn(other, column);
      if (!mine || !theirs || !scoring::IsOffByTenThousand(*mine, *theirs)) continue;
      scoring::Found found;
      found.id = kMoneyUnitSuspect;
      found.place.set_field(std::string(column.field));
      found.stated = column.Text(line);
      scoring::Findings(policy_->compiled->rules(), result_->mutable_findings())
          .Add(std::move(found), {{"other", column.Text(other)}});
    }
  }

  const Budget& row_;
  BudgetResult* const result_;
  std::shared_ptr<const KeptPolicy> policy_;
};

class RowDecision {
 public:
  RowDecision(const Authority& authority, const Snapshot& snapshot, const BudgetRowToImport& row, DecidedRow* decided)
      : authority_(authority), snapshot_(snapshot), row_(row), decided_(*decided), result_(decided->result) {}

  absl::StatusOr<std::vector<Mutation>> Make() {
    decided_ = DecidedRow();
    if (auto status = CheckAccess(); !status.ok()) return status;
    result_.set_name(row_.budget.name());
    const auto& current = snapshot_.entries[0];
    if (current && !decided_.kept.ParseFromString(current->body)) {
      return absl::DataLossError(current->name + " can't be read");
    }
    if (auto status = snapshot_.request ? Repeat() : Change(); !status.ok()) return status;
    MarkForm();
    return std::move(mutations_);
  }

 private:
  absl::Status CheckAccess() const {
    const Budget& budget = row_.budget;
    if (auto status = CheckRowAccess(authority_, budget); !status.ok()) return status;
    const auto& project = snapshot_.entries[1];
    // A project that has ended may still get its last figures.
    const bool usable = project && authority_.epoch().orgs->Contains(project->org_id, OrgId(budget.org()).value_or(""));
    return usable ? absl::OkStatus() : ProjectUnusable(budget.subject(), budget.org());
  }

  absl::Status Repeat() {
    if (snapshot_.request->body_sha256 != ContentHash(row_.budget)) {
      return RowReused(row_.stamp.batch(), row_.stamp.row());
    }
    result_.set_outcome(static_cast<BudgetResult::Outcome>(snapshot_.request->state));
    result_.set_repeated_row(true);
    return absl::OkStatus();
  }

  absl::Status Change() {
    const auto& current = snapshot_.entries[0];
    auto merged = MergeRow(current ? &decided_.kept : nullptr, row_.budget, row_.stamp);
    if (!merged.ok()) return merged.status();
    UnitCheck units(authority_, row_.budget, &result_);
    if (current) units.Against(decided_.kept);
    if (snapshot_.by_key && result_.findings().empty()) units.Against(*snapshot_.by_key);
    result_.set_outcome(!current             ? BudgetResult::CREATED
                        : merged->superseded ? BudgetResult::SUPERSEDED
                        : merged->amounts    ? BudgetResult::UPDATED
                                             : BudgetResult::UNCHANGED);
    result_.set_repeated_row(merged->repeated);
    if (!merged->message.zh().empty()) *result_.mutable_message() = merged->message;
    decided_.kept = std::move(merged->budget);
    if (!merged->changed) return absl::OkStatus();
    Mutation mutation =
        ChangeTo(current, OrgId(row_.budget.org()).value_or(""), decided_.kept, snapshot_.now, Resident::kNo);
    store::RequestRecord record;
    record.key = KeyOf(row_.stamp);
    record.body_sha256 = ContentHash(row_.budget);
    record.resource_id = mutation.entry->name;
    record.etag = record.content_rev = mutation.entry->etag;
    record.state = result_.outcome();
    mutation.request = std::move(record);
    mutations_.push_back(std::move(mutation));
    return absl::OkStatus();
  }

  void MarkForm() {
    if (!snapshot_.by_key) return;
    const Header& form = *snapshot_.by_key;
    decided_.form = form;
    const bool stale = DiffersFromBudget(form, decided_.kept);
    const bool was_stale = (form.flags & store::kStale) != 0;
    // Of a form that was stale before, new figures say anew what it would come to.
    const bool news = !was_stale || result_.repeated_row() || result_.outcome() == BudgetResult::UPDATED;
    if (stale && news) result_.set_evaluation(store::FormNameOf(form.id));
    if (stale == was_stale) return;
    // The time of its event: each event of a write is 1 µs behind the one before.
    mutations_.push_back(WithStale(form, stale, snapshot_.now + static_cast<int64_t>(mutations_.size())));
  }

  const Authority& authority_;
  const Snapshot& snapshot_;
  const BudgetRowToImport& row_;
  DecidedRow& decided_;
  BudgetResult& result_;
  std::vector<Mutation> mutations_;
};

}  // namespace

absl::Status CheckRowAccess(const Authority& authority, const Budget& budget) {
  auto status = authority.Check(kMethod, budget.org(), OrgId(budget.org()).value_or(""));
  if (!status.ok() || authority.SeesSubject(budget.subject())) return status;
  return ProjectUnusable(budget.subject(), budget.org());
}

void PrepareRow(std::shared_ptr<const BudgetRowToImport> row, std::shared_ptr<DecidedRow> decided, WriteJob* job) {
  const Budget& budget = row->budget;
  job->bytes = budget.ByteSizeLong();
  job->keys.request = KeyOf(row->stamp);
  job->request_id = job->keys.request->id;  // events tell the row
  job->keys.entries = {budget.name(), budget.subject()};
  job->keys.form_key = store::FormKey{.form_type = store::kEvaluation,
                                      .subject = budget.subject(),
                                      .org_id = OrgId(budget.org()).value_or(""),
                                      .subject_kind = heng::v1::PROJECT,
                                      .fiscal_year = budget.fiscal_year()};
  job->decide = [row, decided](const Authority& authority, const Snapshot& snapshot) {
    return RowDecision(authority, snapshot, *row, decided.get()).Make();
  };
}

bool IsBlankDraft(const Header& form) {
  return form.form_type == store::kEvaluation && form.state == heng::v1::Evaluation::DRAFT && !form.annual_budget &&
         !form.executed;
}

}  // namespace heng::core
