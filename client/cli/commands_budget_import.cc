// heng budget import: the rows of a file as a batch, over a stream that goes on where it broke.
#include <deque>
#include <span>

#include "client/cli/batch_call.h"
#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/commands.h"
#include "client/cli/import_file.h"
#include "client/cli/import_report.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetResult;
using heng::v1::ImportBudgetsRequest;
using heng::v1::ImportBudgetsResponse;

constexpr char kDefaultSystem[] = "heng";
constexpr std::size_t kBatchIdDigits = 40;  // of a hash

void Append(const std::string& zh, const std::string& en, heng::v1::LocalizedText* text) {
  text->mutable_zh()->append((text->zh().empty() ? "" : " ") + zh);
  text->mutable_en()->append((text->en().empty() ? "" : "; ") + en);
}

// " (97.55 优 -> 96.01 优)"; empty: it is not known.
std::string PreviewText(const BudgetResult& result, Language language) {
  if (!result.has_preview()) return "";
  const auto side = [language](bool known, const std::string& total, heng::v1::Grade grade) {
    const std::string letter = grade == heng::v1::GRADE_UNSPECIFIED ? "" : GradeLabel(grade, language);
    return (known ? total : std::string("—")) + (letter.empty() ? "" : " " + letter);
  };
  const auto& change = result.preview();
  return " (" + side(change.has_old_total(), change.old_total(), change.old_grade()) + " -> " +
         side(change.has_new_total(), change.new_total(), change.new_grade()) + ")";
}

std::string PreviewJson(const BudgetResult& result) {
  if (!result.has_preview()) return "";
  const auto& change = result.preview();
  const auto total = [](bool known, const std::string& text) { return known ? JsonString(text) : std::string("null"); };
  return ",\"preview\":{\"oldTotal\":" + total(change.has_old_total(), change.old_total()) +
         ",\"oldGrade\":" + JsonString(heng::v1::Grade_Name(change.old_grade())) +
         ",\"newTotal\":" + total(change.has_new_total(), change.new_total()) +
         ",\"newGrade\":" + JsonString(heng::v1::Grade_Name(change.new_grade())) + "}";
}

RowReport ReportOf(const BudgetResult& result) {
  RowReport report;
  report.outcome = result.outcome();
  report.name = result.name();
  report.reason = result.reason();
  report.message = result.message();
  report.evaluation = result.evaluation();
  report.repeated = result.repeated_row();
  report.json = ",\"row\":" + JsonString(result.row());
  if (result.repeated_row()) report.json += ",\"repeatedRow\":true";
  if (!result.evaluation().empty()) {
    report.json += ",\"evaluation\":" + JsonString(result.evaluation()) + PreviewJson(result);
    Append(
        result.evaluation() + " 按旧预算评分，要作者确认" + PreviewText(result, Language::kChinese),
        result.evaluation() + " was scored on other figures: to be confirmed" + PreviewText(result, Language::kEnglish),
        &report.message);
  }
  if (!result.filled().empty()) {
    report.json += ",\"filled\":" + JsonString(result.filled());
    Append("已填入草稿 " + result.filled(), "filled into the draft " + result.filled(), &report.message);
  }
  std::string findings;
  for (const auto& finding : result.findings()) {
    findings += (findings.empty() ? "" : ",") + JsonString(finding.id());
    // Several columns often hold the same wrong amount.
    if (report.message.zh().find(finding.message().zh()) != std::string::npos) continue;
    Append(finding.message().zh(), finding.message().en(), &report.message);
  }
  if (!findings.empty()) report.json += ",\"findings\":[" + findings + "]";
  return report;
}

void Refuse(ImportRow* row, std::string zh, std::string en) {
  row->message = nullptr;
  row->zh = std::move(zh);
  row->en = std::move(en);
}

// One file, which is a batch.
class BudgetFile {
 public:
  BudgetFile(const Session& session, const std::string& path, ImportReport* report)
      : session_(session),
        path_(path),
        report_(report),
        progress_(session.console, session.console.Say("已导入 ", "imported ")) {}

  // False: nothing more is to be tried.
  bool Import() {
    std::string sha256;
    auto rows = ReadImportFile(path_, Budget::default_instance(), &sha256);
    if (!rows.ok()) {
      report_->Failed(Report(session_, path_, *rows.error), 0);
      return true;
    }
    rows_ = std::move(rows.value);
    CompleteRows();
    const Options& options = session_.options;
    system_ = options.system.empty() ? kDefaultSystem : options.system;
    // The same file, meant for the same day, is the same batch.
    batch_ = options.batch.empty() ? "file-" + Sha256Hex(sha256 + "\n" + options.date).substr(0, kBatchIdDigits)
                                   : options.batch;
    const auto error = Send();
    progress_.Clear();
    if (error) {
      report_->PrintSoFar();
      const ExitCode code = Report(session_, path_, *error);
      report_->Failed(code, rows_.size() - reported_);
      if (code != ExitCode::kUnreachable && code != ExitCode::kInterrupted) return true;
      session_.console.Note(session_.console.Say("下一步：再次运行同样的命令；每行只计一次，已导入的不会重复。",
                                                 "Next: run the same command again; each row counts once."));
      return false;
    }
    AddRefused(rows_.size());
    report_->PrintSoFar();
    return true;
  }

 private:
  // What the flags say of rows that do not say it.
  void CompleteRows() {
    for (ImportRow& row : rows_) {
      if (row.message == nullptr) continue;
      auto* const budget = dynamic_cast<Budget*>(row.message.get());
      if (budget->as_of().empty()) budget->set_as_of(session_.options.date);
      if (budget->as_of().empty()) {
        Refuse(&row, "没有截止日期：加一列 截止日期，或用 --as-of 2022-12-31 写明。",
               "no day: add a column as_of, or give --as-of 2022-12-31.");
      }
    }
  }

  std::optional<RpcError> Send() {
    BatchSteps<ImportBudgetsRequest, ImportBudgetsResponse> steps;
    steps.next = [this](ImportBudgetsRequest* request) { return Next(request); };
    steps.answered = [this](const ImportBudgetsRequest& request, ImportBudgetsResponse* response) {
      return Answered(request, response);
    };
    auto error = CallBatches(&session_.client, &Budgets::ImportBudgets, steps);
    if (error || !wrong_answer_) return error;
    RpcError wrong = LocalError("WRONG_ANSWER", "服务器没有逐行答复。", "The server did not answer row by row.");
    wrong.code = grpc::StatusCode::INTERNAL;
    return wrong;
  }

  bool Next(ImportBudgetsRequest* request) {
    request->set_system(system_);
    request->set_batch(batch_);
    request->set_validate_only(session_.options.dry_run);
    const std::span<const ImportRow> all(rows_);
    while (next_ < all.size() && request->rows().empty()) {
      const std::size_t end = next_ + NextBatch(all.subspan(next_));
      for (; next_ < end; ++next_) {
        const ImportRow& row = all[next_];
        if (row.message == nullptr) continue;
        auto* const added = request->add_rows();
        added->set_row(row.id.empty() ? std::to_string(row.line) : row.id);
        added->mutable_budget()->CopyFrom(*row.message);
      }
    }
    if (request->rows().empty()) return false;
    ends_.push_back(next_);
    return true;
  }

  bool Answered(const ImportBudgetsRequest& request, ImportBudgetsResponse* response) {
    const std::size_t end = ends_.front();
    ends_.pop_front();
    wrong_answer_ = response->results_size() != request.rows_size();
    if (wrong_answer_) return false;
    progress_.Clear();
    for (const BudgetResult& result : response->results()) {
      const ImportRow& row = AddRefused(rows_.size());
      report_->Add(path_, row, ReportOf(result));
      ++reported_;
    }
    AddRefused(end);
    report_->PrintSoFar();
    progress_.Show(static_cast<int64_t>(reported_), static_cast<int64_t>(rows_.size()));
    return !Interrupted();
  }

  // Reports the wrong rows that come next, before `end`; the row behind them, if there is one.
  const ImportRow& AddRefused(std::size_t end) {
    while (reported_ < end && rows_[reported_].message == nullptr) {
      report_->Add(path_, rows_[reported_], RefusedHere(rows_[reported_]));
      ++reported_;
    }
    return rows_[std::min(reported_, rows_.size() - 1)];
  }

  const Session& session_;
  const std::string& path_;
  ImportReport* const report_;
  CountProgress progress_;
  std::vector<ImportRow> rows_;
  std::string system_, batch_;
  std::size_t next_ = 0, reported_ = 0;
  std::deque<std::size_t> ends_;  // of the rows of each request that has no answer yet
  bool wrong_answer_ = false;
};

}  // namespace

ExitCode RunBudgetImport(const Session& session) {
  const Options& options = session.options;
  if (!options.batch.empty() && options.files.size() > 1) {
    Report(session, "",
           LocalError("WRONG_ARGUMENTS", "--batch 只能与一个文件同用：每个文件是一批。",
                      "--batch goes with one file: each file is a batch of its own."));
    return ExitCode::kUsage;
  }
  ImportReport report(session);
  if (const auto code = report.Begin()) return *code;
  for (const std::string& path : options.files) {
    if (!BudgetFile(session, path, &report).Import()) break;
  }
  return report.Finish();
}

}  // namespace heng::cli
