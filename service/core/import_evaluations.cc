#include "service/core/import_evaluations.h"

#include <google/protobuf/arena.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "heng/v1/evaluation_service.pb.h"
#include "scoring/form_check.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/violations.h"
#include "service/core/import_rows.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::EvaluationResult;
using heng::v1::EvaluationRow;
using heng::v1::ImportEvaluationsRequest;
using scoring::Violation;
using Outcome = ImportedForm::Outcome;

// The twin for callers without streams counts as the same method: a batch may be begun by one and finished by the
// other.
constexpr Method kMethod = Method::kImportEvaluations;
constexpr size_t kMaxBatchBytes = 24, kMaxRowBytes = 32;
static_assert(kMaxBatchBytes + 1 + kMaxRowBytes <= kMaxRequestIdBytes);
// Rows of one request that are scored and not answered yet: a group of the store, and the next one.
constexpr size_t kRowsUnderWay = 256;
// How often a row is prepared anew because a policy or an org changed meanwhile.
constexpr int kMaxAttempts = 4;

Violation BadRowId(std::string_view row) {
  return {"row", absl::StrCat(Quoted(row), " 不能作行号；1 至 ", kMaxRowBytes, " 位字母、数字和 . _ : -。"),
          absl::StrCat(Quoted(row), " is no id of a row; write 1 to ", kMaxRowBytes, " letters, digits and . _ : -")};
}

OnConflict ConflictOf(const ImportEvaluationsRequest& request) {
  if (request.on_conflict() == ImportEvaluationsRequest::SKIP) return OnConflict::kSkip;
  return request.on_conflict() == ImportEvaluationsRequest::UPDATE ? OnConflict::kUpdate : OnConflict::kFail;
}

absl::Status CheckRequest(const ImportEvaluationsRequest& request, size_t rows) {
  if (!IsSenderId(request.batch(), kMaxBatchBytes)) {
    return InvalidField("batch",
                        absl::StrCat(Quoted(request.batch()), " 不能作批次号；1 至 ", kMaxBatchBytes,
                                     " 位字母、数字和 . _ : -，同一批各次请求相同。"),
                        absl::StrCat(Quoted(request.batch()), " is no id of a batch; write 1 to ", kMaxBatchBytes,
                                     " letters, digits and . _ : -, the same in all its requests"));
  }
  if (!ImportEvaluationsRequest::Conflict_IsValid(request.on_conflict())) {
    return InvalidField("onConflict", "应为 FAIL（拒绝）、SKIP（跳过）或 UPDATE（更新）。",
                        "must be FAIL, SKIP or UPDATE");
  }
  return CheckRowCount("rows", static_cast<int>(rows));
}

void FillFigures(const store::Header& header, EvaluationResult* result) {
  if (header.total) result->set_total(DecimalText(*header.total, kScorePlaces));
  result->set_grade(static_cast<heng::v1::Grade>(header.grade));
  result->set_errors(header.errors);
  result->set_warnings(header.warnings);
}

void FillForm(const store::Header& header, EvaluationResult* result) {
  result->set_name(store::FormNameOf(header.id));
  if (header.etag == 0) return;  // not kept
  result->set_etag(absl::StrCat(header.etag));
  result->set_state(static_cast<heng::v1::Evaluation::State>(header.state));
}

EvaluationResult::Outcome OutcomeOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kCreated:
      return EvaluationResult::CREATED;
    case Outcome::kUpdated:
      return EvaluationResult::UPDATED;
    case Outcome::kUnchanged:
      return EvaluationResult::UNCHANGED;
    case Outcome::kSkipped:
      return EvaluationResult::SKIPPED;
    case Outcome::kRefused:
    case Outcome::kUndecided:
      break;
  }
  return EvaluationResult::REFUSED;
}

}  // namespace

// One request. Its rows go to the pool's threads in order, and to the store in order: so they stand in lists. Keeps
// itself alive by what it waits for.
class EvaluationImports::Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(EvaluationImports* imports, const CallContext& call, Reply reply)
      : imports_(imports),
        authority_(call.authority),
        deadline_(call.deadline),
        body_(call.body),
        reply_(std::move(reply)) {}

  // INVALID_ARGUMENT: nothing of it is begun.
  absl::Status Read() {
    std::vector<std::string_view> rows;
    std::string rest;
    if (!TakeFields(ImportEvaluationsRequest::kRowsFieldNumber, body_, &rows, &rest) ||
        !request_.ParseFromString(rest)) {
      return UnreadableRequest();
    }
    if (auto status = CheckRequest(request_, rows.size()); !status.ok()) return status;
    rows_.resize(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) rows_[i].bytes = rows[i];
    return absl::OkStatus();
  }

  void Start() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (int i = 0; i < kThreads; ++i) WakeWorker();
    }
    AnswerIfDone();
  }

 private:
  struct Row {
    std::string_view bytes;               // EvaluationRow, in body_
    std::shared_ptr<Forms::Write> write;  // null: refused before it came to the store
    bool prepared = false;
    bool named = false;  // by its sender
    int attempts = 0;
    EvaluationResult result;
  };
  // What no two rows of a request have in common: the second is refused, whatever the order they are decided in.
  using Key = std::tuple<std::string, std::string, int, int32_t>;

  // ---- which row is whose turn; the first three holding mutex_ ----

  void WakeWorker() {
    if (workers_ == kThreads || !HasWork()) return;
    if (!imports_->pool_.Run(0, [self = shared_from_this()] { self->Work(); })) return Fail(ServerStopping());
    ++workers_;
  }
  bool HasWork() const {
    return failed_.ok() && (!again_.empty() || (next_ < rows_.size() && under_way_ < kRowsUnderWay));
  }
  void Fail(const absl::Status& status) {
    if (failed_.ok()) failed_ = status;
    under_way_ -= again_.size();
    again_.clear();
  }

  void Work() {
    while (const auto i = Take()) {
      Row& row = rows_[*i];
      if (row.write != nullptr) {
        LookUp(*i);
      } else {
        Prepare(*i);
      }
      Release();
    }
    AnswerIfDone();
  }

  std::optional<size_t> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (absl::Now() >= deadline_ && HasWork())
      Fail(FromStore(absl::DeadlineExceededError("the request took too long")));
    if (!HasWork()) {
      --workers_;
      return std::nullopt;
    }
    size_t i = next_;
    if (!again_.empty()) {
      i = again_.front();
      again_.pop_front();
    } else {
      ++next_;
      ++under_way_;
    }
    return i;
  }

  // Sends what is prepared to the store, in the order of the rows.
  void Release() {
    const std::lock_guard<std::mutex> order(order_);
    while (true) {
      std::shared_ptr<Forms::Write> write;
      size_t i = 0;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (released_ == rows_.size() || !rows_[released_].prepared) return;
        i = released_++;
        write = rows_[i].write;
      }
      if (write != nullptr) Decide(i, std::move(write));
    }
  }

  void Decide(size_t i, std::shared_ptr<Forms::Write> write) {
    imports_->forms_->DecideImport(std::move(write), [self = shared_from_this(), i](const ImportedForm& form) {
      self->Decided(i, form);
      self->AnswerIfDone();
    });
  }

  // ---- one row ----

  void Prepare(size_t i) {
    Row& row = rows_[i];
    google::protobuf::Arena arena;
    auto& message = *google::protobuf::Arena::CreateMessage<EvaluationRow>(&arena);
    const bool readable = message.ParseFromArray(row.bytes.data(), static_cast<int>(row.bytes.size()));
    if (readable) row.result.set_row(message.row());
    row.named = !message.evaluation().name().empty();
    std::vector<Violation> wrong;
    if (row.attempts == 0) Claim(i, readable ? &message : nullptr, &wrong);
    auto write =
        readable ? Prepare(row, message, &wrong) : absl::StatusOr<std::shared_ptr<Forms::Write>>(UnreadableRequest());
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      row.prepared = true;
      if (write.ok()) row.write = *write;
    }
    if (write.ok()) {
      if (row.attempts > 0) Decide(i, *std::move(write));  // its turn in the order has been
      return;
    }
    if (RefusesRow(write.status())) {
      RefuseRow(write.status(), wrong, &row.result);
      return Finish(absl::OkStatus());
    }
    Finish(write.status());
  }

  absl::StatusOr<std::shared_ptr<Forms::Write>> Prepare(const Row& row, const EvaluationRow& message,
                                                        std::vector<Violation>* wrong) {
    const heng::v1::Evaluation& evaluation = message.evaluation();
    if (!IsSenderId(message.row(), kMaxRowBytes)) wrong->push_back(BadRowId(message.row()));
    if (!evaluation.name().empty() && !EvaluationId(evaluation.name())) {
      wrong->push_back(BadNameViolation("name", evaluation.name()));
    }
    if (!wrong->empty()) return InvalidFields(*wrong);
    const CallContext call{.authority = authority_, .deadline = deadline_, .body = {}};
    WriteJob job(kMethod, call);
    job.body_sha256 = HashOf(row);
    job.request_id = absl::StrCat(request_.batch(), ".", message.row());
    job.validate_only = request_.validate_only();
    if (row.attempts > 0) {
      auto authority = authority_.Later(imports_->forms_->writes()->residents()->Current(), absl::Now());
      if (!authority.ok()) return authority.status();
      job.authority = *std::move(authority);
    }
    const FormDraft draft{.name = evaluation.name(),
                          .etag = {},
                          .content = evaluation.form(),
                          .contacts = evaluation.has_contacts() ? &evaluation.contacts() : nullptr,
                          .policy = request_.policy()};
    const auto carrier = OnlyField(EvaluationRow::kEvaluationFieldNumber, row.bytes);
    auto write = imports_->forms_->PrepareImport(std::move(job), carrier.value_or(std::string_view()), draft,
                                                 ConflictOf(request_), request_.submit());
    if (!write.ok() && ReasonOf(write.status()) == "INVALID_FIELDS") {
      *wrong = Violations(scoring::CheckForm(evaluation.form()), scoring::CheckContacts(evaluation.contacts()));
    }
    return write;
  }

  // What the id of the row is bound to: all that was asked for.
  std::string HashOf(const Row& row) const {
    return Sha256(absl::StrCat(Sha256(row.bytes), request_.submit() ? "submit" : "draft", ",",
                               static_cast<int>(ConflictOf(request_)), ",", request_.policy()));
  }

  // Rows claim in their order, whichever thread is faster: of two, the later one is refused. Null: unreadable.
  void Claim(size_t i, const EvaluationRow* message, std::vector<Violation>* wrong) {
    std::unique_lock<std::mutex> lock(mutex_);
    has_claimed_.wait(lock, [this, i] { return claimed_.size() == i; });
    claimed_.push_back(message == nullptr ? "" : message->row());
    has_claimed_.notify_all();
    if (message == nullptr) return;
    const auto row = row_ids_.try_emplace(message->row(), i).first->second;
    if (row != i) {
      wrong->push_back({"row",
                        absl::StrCat("第 ", row + 1, " 行也叫 ", Quoted(message->row()), "；一批中每行各有其名。"),
                        absl::StrCat("row ", row + 1, " is called ", Quoted(message->row()),
                                     ", too; every row of a batch has a name of its own")});
    }
    const auto refuse = [&](const char* field, size_t first, const std::string& what) {
      const std::string by = Quoted(claimed_[first]);
      wrong->push_back({field, absl::StrCat("行 ", by, " 已是 ", what, "；一批中只写一次。"),
                        absl::StrCat("row ", by, " has ", what, " already; write it once in a batch")});
    };
    const std::string& name = message->evaluation().name();
    const auto named = name.empty() ? i : names_.try_emplace(name, i).first->second;
    if (named != i) refuse("name", named, Quoted(name));
    const auto& form = message->evaluation().form();
    const auto key =
        keys_.try_emplace(Key(form.subject(), form.org(), form.subject_kind(), form.fiscal_year()), i).first->second;
    if (key != i) {
      refuse("form.subject", key,
             absl::StrCat(Quoted(form.subject()), " ", Quoted(form.org()), " ", form.fiscal_year()));
    }
  }

  void Decided(size_t i, const ImportedForm& form) {
    Row& row = rows_[i];
    if (form.outcome == Outcome::kUndecided) return Again(i);
    if (form.outcome == Outcome::kRefused) {
      // A policy or an org changed while the row waited: it is prepared anew.
      if (ReasonOf(form.refusal) == "RULES_CHANGED" && ++row.attempts < kMaxAttempts) {
        row.write = nullptr;
        return Again(i);
      }
      if (!RefusesRow(form.refusal)) return Finish(form.refusal);
      const bool reused = ReasonOf(form.refusal) == "REQUEST_ID_REUSED";
      RefuseRow(reused ? RowReused(request_.batch(), row.result.row()) : form.refusal, {}, &row.result);
      if (form.header.etag != 0) FillForm(form.header, &row.result);
      if (form.header.etag != 0 || row.result.reason() == "BLOCKED_BY_FINDINGS") FillFigures(form.header, &row.result);
      return Finish(absl::OkStatus());
    }
    row.result.set_outcome(OutcomeOf(form.outcome));
    FillForm(form.header, &row.result);
    FillFigures(form.header, &row.result);
    // A name that was only thought up.
    if (request_.validate_only() && !row.named && form.outcome == Outcome::kCreated) row.result.clear_name();
    Finish(absl::OkStatus());
  }

  void Again(size_t i) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!failed_.ok()) {
      --under_way_;
      return;
    }
    again_.push_back(i);
    WakeWorker();
  }

  void LookUp(size_t i) {
    const ImportedForm form = imports_->forms_->LookUp(*rows_[i].write);
    if (form.outcome == Outcome::kUndecided) return Decide(i, rows_[i].write);
    Decided(i, form);
  }

  // The row has its result, or the request fails.
  void Finish(const absl::Status& failed) {
    const std::lock_guard<std::mutex> lock(mutex_);
    --under_way_;
    if (!failed.ok()) Fail(failed);
    WakeWorker();
  }

  void AnswerIfDone() {
    absl::Status failed;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (answered_ || under_way_ > 0 || (failed_.ok() && next_ < rows_.size())) return;
      answered_ = true;
      failed = failed_;
    }
    imports_->Leave();
    if (!failed.ok()) return reply_(failed);
    std::string response;
    for (const Row& row : rows_) {
      AppendField(heng::v1::ImportEvaluationsResponse::kResultsFieldNumber, row.result.SerializeAsString(), &response);
    }
    reply_(std::move(response));
  }

  EvaluationImports* const imports_;
  const Authority authority_;
  const absl::Time deadline_;
  const std::string body_;
  const Reply reply_;
  ImportEvaluationsRequest request_;  // without its rows

  std::mutex order_;                  // held while rows are sent to the store; before mutex_
  std::mutex mutex_;                  // guards what follows rows_
  std::vector<Row> rows_;             // each of whose turn it is; the vector itself never changes
  size_t next_ = 0;                   // not begun yet
  std::vector<std::string> claimed_;  // what the rows that have claimed are called
  std::condition_variable has_claimed_;
  size_t released_ = 0;  // not sent to the store yet
  size_t under_way_ = 0;
  int workers_ = 0;
  bool answered_ = false;
  std::deque<size_t> again_;
  absl::Status failed_;  // the first failure
  std::map<std::string, size_t> row_ids_, names_;
  std::map<Key, size_t> keys_;
};

EvaluationImports::EvaluationImports(const Forms* forms) : forms_(forms), pool_({.threads = kThreads}) {}

bool EvaluationImports::Enter() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (under_way_ == kMaxRequests) return false;
  ++under_way_;
  return true;
}

void EvaluationImports::Leave() {
  const std::lock_guard<std::mutex> lock(mutex_);
  --under_way_;
}

void EvaluationImports::Run(const CallContext& call, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  if (!Enter()) return reply(FromStore(absl::ResourceExhaustedError("queue full: too many imports")));
  const auto batch = std::make_shared<Batch>(this, call, reply);
  if (auto status = batch->Read(); !status.ok()) {
    Leave();
    return reply(status);
  }
  batch->Start();
}

}  // namespace heng::core
