// ImportBudgets: every row is a write of its own, with the form it makes stale or fresh; the store commits them in
// groups. Then the forms are looked at, on threads of their own. The rows are answered together.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/budgets/budgets.h"
#include "service/core/budgets/form_effects.h"
#include "service/core/budgets/import_row.h"
#include "service/core/budgets/merge.h"
#include "service/core/errors.h"
#include "service/core/import_rows.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::BudgetResult;
using scoring::Violation;

constexpr Method kMethod = Method::kImportBudgets;
// Writes under way at once.
constexpr size_t kUnderWay = 64;
constexpr size_t kMaxNameChars = 64;

std::vector<Violation> CheckSenderName(const std::string& field, const std::string& name) {
  if (IsSenderId(name, kMaxNameChars)) return {};
  return {{field, absl::StrCat(Quoted(name), " 不对：应为 1 至 64 位的字母、数字和 . _ : -。"),
           absl::StrCat(Quoted(name), " is wrong: write 1 to 64 letters, digits and . _ : -")}};
}

absl::Status CheckBatch(const heng::v1::ImportBudgetsRequest& request) {
  std::vector<Violation> wrong = CheckSenderName("system", request.system());
  for (Violation& violation : CheckSenderName("batch", request.batch())) wrong.push_back(std::move(violation));
  return wrong.empty() ? CheckRowCount("rows", request.rows_size()) : InvalidFields(wrong);
}

struct Row {
  std::shared_ptr<const BudgetRowToImport> row;
  std::shared_ptr<DecidedRow> decided;
  std::vector<Violation> wrong;
  absl::Status refused;  // before the store is asked
};

// Says so where an earlier row of the request says the same figures.
absl::Status CheckTwice(const BudgetRowToImport& row, std::map<std::pair<std::string, int>, std::string>* seen) {
  std::vector<heng::v1::FundSource> sources;
  if (row.budget.has_total()) sources.push_back(heng::v1::FUND_SOURCE_UNSPECIFIED);
  for (const auto& line : row.budget.lines()) sources.push_back(line.source());
  for (const heng::v1::FundSource source : sources) {
    const auto [first, is_new] = seen->try_emplace({row.budget.name(), source}, row.stamp.row());
    if (!is_new && first->second != row.stamp.row()) {
      return RowTwice(row.stamp.batch(), row.stamp.row(), first->second, FiguresText(source));
    }
  }
  return absl::OkStatus();
}

std::vector<Row> ReadRows(const Authority& authority, const heng::v1::ImportBudgetsRequest& request) {
  std::vector<Row> rows;
  std::map<std::pair<std::string, int>, std::string> seen;
  for (int i = 0; i < request.rows_size(); ++i) {
    const heng::v1::BudgetRow& given = request.rows(i);
    const std::string prefix = absl::StrCat("rows[", i, "].");
    Row row;
    row.wrong = CheckSenderName(prefix + "row", given.row());
    for (Violation& violation : CheckBudgetFields(given.budget(), prefix + "budget.")) {
      row.wrong.push_back(std::move(violation));
    }
    auto read = std::make_shared<BudgetRowToImport>();
    read->budget = BudgetToKeep(given.budget());
    read->stamp.set_as_of(given.budget().as_of());
    read->stamp.set_system(request.system());
    read->stamp.set_batch(request.batch());
    read->stamp.set_row(given.row());
    if (!row.wrong.empty()) {
      row.refused = InvalidFields(row.wrong);
    } else if (row.refused = CheckRowAccess(authority, read->budget); row.refused.ok()) {
      row.refused = CheckTwice(*read, &seen);
    }
    row.row = std::move(read);
    row.decided = std::make_shared<DecidedRow>();
    rows.push_back(std::move(row));
  }
  return rows;
}

// Keeps itself alive by the answers it waits for.
class Import : public std::enable_shared_from_this<Import> {
 public:
  Import(const Forms& evaluations, WorkPool* pool, const CallContext& call,
         const heng::v1::ImportBudgetsRequest& request, Reply reply)
      : evaluations_(evaluations),
        pool_(pool),
        call_{.authority = call.authority, .deadline = call.deadline, .body = {}},
        validate_only_(request.validate_only()),
        bytes_(call.body.size()),
        reply_(std::move(reply)),
        rows_(ReadRows(call.authority, request)) {}

  // Sends the next rows; goes on when all of them were answered.
  void Next() {
    const size_t begin = next_row_;
    next_row_ = std::min(rows_.size(), begin + kUnderWay);
    if (begin == rows_.size()) return Look();
    waiting_ = next_row_ - begin;
    const size_t end = next_row_;  // the last answer may come, and move it, before the loop ends
    for (size_t i = begin; i < end; ++i) Start(i);
  }

 private:
  void Start(size_t i) {
    const Row& row = rows_[i];
    if (!row.refused.ok()) return Finish(i, row.refused);
    WriteJob job(kMethod, call_);
    job.validate_only = validate_only_;
    PrepareRow(row.row, row.decided, &job);
    job.answer = [](const std::vector<store::Mutation>&) -> absl::StatusOr<std::string> { return std::string(); };
    evaluations_.writes()->Run(std::move(job), [self = shared_from_this(), i](const absl::StatusOr<std::string>& done) {
      self->Finish(i, done.status());
    });
  }

  void Finish(size_t i, const absl::Status& status) {
    const Row& row = rows_[i];
    if (!status.ok() && RefusesRow(status)) {
      *row.decided = DecidedRow();
      RefuseRow(status, row.wrong, &row.decided->result);
    }
    absl::Status failed;
    {
      const std::lock_guard lock(mutex_);
      if (!status.ok() && !RefusesRow(status)) failed_ = status;
      if (--waiting_ > 0) return;
      failed = failed_;
    }
    if (!failed.ok()) return reply_(failed);
    Next();
  }

  // What a row has done to a form, or would do, takes reading and scoring it.
  static bool NeedsLook(const Row& row) {
    const DecidedRow& decided = *row.decided;
    return decided.form && (IsBlankDraft(*decided.form) || !decided.result.evaluation().empty());
  }

  void Look() {
    if (std::none_of(rows_.begin(), rows_.end(), NeedsLook)) return Answer();
    const bool taken = pool_->Run(bytes_, [self = shared_from_this()] {
      for (const Row& row : self->rows_) {
        if (!NeedsLook(row)) continue;
        if (absl::Now() >= self->call_.deadline) return self->reply_(FromStore(absl::DeadlineExceededError("")));
        self->LookAtForm(row);
      }
      self->Answer();
    });
    // Everything is written; sent again, it comes back here.
    if (!taken) reply_(FromStore(absl::ResourceExhaustedError("queue full")));
  }

  // Where that fails, the form stays stale, and its author decides.
  void LookAtForm(const Row& row) {
    DecidedRow& decided = *row.decided;
    const std::string name = store::FormNameOf(decided.form->id);
    if (IsBlankDraft(*decided.form)) {
      const auto filled = FillDraft(evaluations_, call_, name, decided.kept, validate_only_);
      if (filled.ok() && *filled) {
        decided.result.set_filled(name);
        decided.result.clear_evaluation();
        return;
      }
    }
    if (decided.result.evaluation().empty()) return;
    if (auto change = PreviewOnBudget(evaluations_, call_, name, decided.kept)) {
      *decided.result.mutable_preview() = *std::move(change);
    }
  }

  void Answer() {
    heng::v1::ImportBudgetsResponse response;
    for (const Row& row : rows_) {
      BudgetResult* const result = response.add_results();
      *result = std::move(row.decided->result);
      result->set_row(row.row->stamp.row());
    }
    reply_(response.SerializeAsString());
  }

  const Forms& evaluations_;
  WorkPool* const pool_;
  const CallContext call_;
  const bool validate_only_;
  const size_t bytes_;
  const Reply reply_;
  size_t next_row_ = 0;  // not sent yet; moved only while none is under way
  const std::vector<Row> rows_;
  std::mutex mutex_;  // guards all below
  size_t waiting_ = 0;
  absl::Status failed_;
};

}  // namespace

Budgets::Budgets(Writes* writes)
    : writes_(writes), results_(writes), evaluations_(&EvaluationKind(), writes, nullptr), pool_(WorkPool::Limits()) {}

void Budgets::ImportBudgets(const CallContext& call, const heng::v1::ImportBudgetsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  if (auto status = CheckBatch(request); !status.ok()) return reply(status);
  std::make_shared<Import>(evaluations_, &pool_, call, request, std::move(reply))->Next();
}

}  // namespace heng::core
