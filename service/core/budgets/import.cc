// ImportBudgets: every row is a write of its own, with the form it makes stale or fresh; the store commits them in
// groups. The rows are answered together.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/budgets/budgets.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/import_rows.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetResult;
using scoring::Violation;
using store::Header;
using store::Mutation;
using store::Snapshot;

constexpr Method kMethod = Method::kImportBudgets;
// Writes under way at once.
constexpr size_t kUnderWay = 64;

// What is wrong with the row itself; anything else fails the whole call, which may be made again.
bool RefusesRow(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    default:
      return false;
  }
}

absl::Status CheckRow(const Authority& authority, const Snapshot& snapshot, const Budget& budget) {
  const std::string org_id = OrgId(budget.org()).value_or("");
  if (auto status = authority.Check(kMethod, budget.org(), org_id); !status.ok()) return status;
  const auto& project = snapshot.entries[1];
  // A project that has ended may still get its last figures.
  const bool usable =
      project && authority.SeesSubject(budget.subject()) && authority.epoch().orgs->Contains(project->org_id, org_id);
  return usable ? absl::OkStatus() : ProjectUnusable(budget.subject(), budget.org());
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

absl::StatusOr<std::vector<Mutation>> DecideRow(const Authority& authority, const Snapshot& snapshot,
                                                const Budget& wanted, BudgetResult* result) {
  result->Clear();
  if (auto status = CheckRow(authority, snapshot, wanted); !status.ok()) return status;
  result->set_name(wanted.name());
  std::vector<Mutation> mutations;
  const auto& current = snapshot.entries[0];
  Budget before;
  if (current && !before.ParseFromString(current->body)) {
    return absl::DataLossError(current->name + " can't be read");
  }
  if (current && SameBudget(before, wanted)) {
    result->set_outcome(BudgetResult::UNCHANGED);
  } else {
    result->set_outcome(current ? BudgetResult::UPDATED : BudgetResult::CREATED);
    Budget next = wanted;
    *next.mutable_create_time() = before.create_time();
    mutations.push_back(
        ChangeTo(current, OrgId(wanted.org()).value_or(""), std::move(next), snapshot.now, Resident::kNo));
  }
  if (!snapshot.by_key) return mutations;
  const Header& form = *snapshot.by_key;
  const bool stale = DiffersFromBudget(form, wanted);
  if (stale == ((form.flags & store::kStale) != 0)) return mutations;
  if (stale) result->set_evaluation(store::FormNameOf(form.id));
  // The time of its event: each event of a write is 1 µs behind the one before.
  mutations.push_back(WithStale(form, stale, snapshot.now + static_cast<int64_t>(mutations.size())));
  return mutations;
}

struct Row {
  Budget budget;
  std::vector<Violation> wrong;
  std::string answer;  // BudgetResult, serialized
};

std::vector<Row> ReadRows(const heng::v1::ImportBudgetsRequest& request) {
  std::vector<Row> rows;
  std::map<std::string, int> seen;
  for (int i = 0; i < request.rows_size(); ++i) {
    const std::string prefix = absl::StrCat("rows[", i, "].budget.");
    Row row{.budget = BudgetToKeep(request.rows(i).budget()),
            .wrong = CheckBudgetFields(request.rows(i).budget(), prefix),
            .answer = {}};
    const auto [first, is_new] = seen.try_emplace(row.budget.name(), i);
    if (!is_new && row.wrong.empty()) {
      row.wrong.push_back({prefix + "subject",
                           absl::StrCat("第 ", first->second + 1, " 行已是同一项目、单位和年度；同一批中只写一次。"),
                           absl::StrCat("row ", first->second + 1,
                                        " has this subject, org and year already; write it once in a batch")});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Keeps itself alive by the answers it waits for.
class Import : public std::enable_shared_from_this<Import> {
 public:
  Import(Writes* writes, const CallContext& call, const heng::v1::ImportBudgetsRequest& request, Reply reply)
      : writes_(writes),
        call_{.authority = call.authority, .deadline = call.deadline, .body = {}},
        validate_only_(request.validate_only()),
        reply_(std::move(reply)),
        rows_(ReadRows(request)) {}

  // Sends the next rows; goes on when all of them were answered.
  void Next() {
    const size_t begin = next_row_;
    next_row_ = std::min(rows_.size(), begin + kUnderWay);
    if (begin == rows_.size()) return Answer();
    waiting_ = next_row_ - begin;
    const size_t end = next_row_;  // the last answer may come, and move it, before the loop ends
    for (size_t i = begin; i < end; ++i) Start(i);
  }

 private:
  void Start(size_t i) {
    Row& row = rows_[i];
    if (!row.wrong.empty()) return Finish(i, InvalidFields(row.wrong));
    WriteJob job(kMethod, call_);
    job.validate_only = validate_only_;
    job.bytes = row.budget.ByteSizeLong();
    job.keys.entries = {row.budget.name(), row.budget.subject()};
    job.keys.form_key = store::FormKey{.form_type = store::kEvaluation,
                                       .subject = row.budget.subject(),
                                       .org_id = OrgId(row.budget.org()).value_or(""),
                                       .subject_kind = heng::v1::PROJECT,
                                       .fiscal_year = row.budget.fiscal_year()};
    auto result = std::make_shared<BudgetResult>();
    job.decide = [budget = row.budget, result](const Authority& authority, const Snapshot& snapshot) {
      return DecideRow(authority, snapshot, budget, result.get());
    };
    job.answer = [result](const std::vector<Mutation>&) -> absl::StatusOr<std::string> {
      return result->SerializeAsString();
    };
    writes_->Run(std::move(job), [self = shared_from_this(), i](absl::StatusOr<std::string> answer) {
      self->Finish(i, std::move(answer));
    });
  }

  void Finish(size_t i, absl::StatusOr<std::string> answer) {
    if (!answer.ok() && RefusesRow(answer.status())) {
      BudgetResult refused;
      RefuseRow(answer.status(), rows_[i].wrong, &refused);
      answer = refused.SerializeAsString();
    }
    absl::Status failed;
    {
      const std::lock_guard lock(mutex_);
      if (answer.ok())
        rows_[i].answer = *std::move(answer);
      else
        failed_ = answer.status();
      if (--waiting_ > 0) return;
      failed = failed_;
    }
    if (!failed.ok()) return reply_(failed);
    Next();
  }

  void Answer() {
    std::string response;
    for (const Row& row : rows_) {
      AppendField(heng::v1::ImportBudgetsResponse::kResultsFieldNumber, row.answer, &response);
    }
    reply_(std::move(response));
  }

  Writes* const writes_;
  const CallContext call_;
  const bool validate_only_;
  const Reply reply_;
  size_t next_row_ = 0;  // not sent yet; moved only while none is under way
  std::mutex mutex_;     // guards all below
  std::vector<Row> rows_;
  size_t waiting_ = 0;
  absl::Status failed_;
};

}  // namespace

void Budgets::ImportBudgets(const CallContext& call, const heng::v1::ImportBudgetsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  if (auto status = CheckRowCount("rows", request.rows_size()); !status.ok()) return reply(status);
  std::make_shared<Import>(writes_, call, request, std::move(reply))->Next();
}

}  // namespace heng::core
