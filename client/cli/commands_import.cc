// heng org import, heng project import and heng budget import.
#include <algorithm>
#include <span>

#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/csv.h"
#include "client/cli/import_file.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/rpc.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

using heng::v1::BudgetResult;
using heng::v1::ImportResult;

constexpr std::size_t kBatchRows = 500;        // what the server takes at once
constexpr std::size_t kBatchBytes = 3u << 20;  // below what a message may have

// What became of a row.
struct RowResult {
  ImportResult result;
  std::string stale;  // of a budget: the evaluation that was scored on other figures
};

RowResult ResultOf(const ImportResult& result) { return {result, ""}; }

RowResult ResultOf(const BudgetResult& budget) {
  ImportResult result;
  result.set_outcome(static_cast<ImportResult::Outcome>(budget.outcome()));
  result.set_name(budget.name());
  result.set_reason(budget.reason());
  *result.mutable_message() = budget.message();
  return {std::move(result), budget.evaluation()};
}

// Where the results of rows go, and how many there are of each kind.
class Results {
 public:
  explicit Results(const Session& session) : session_(session), table_(MakeTable(session.console)) {
    csv_ = std::string("\xEF\xBB\xBF") +  // Excel takes CSV without it for the encoding of the machine
           session.console.Say("文件,行,结果,名称,原因,说明\r\n", "file,line,outcome,name,reason,message\r\n");
  }

  void Add(const std::string& path, const ImportRow& row, const RowResult& outcome_of_row) {
    const ImportResult& result = outcome_of_row.result;
    const std::string& stale = outcome_of_row.stale;
    if (!stale.empty()) ++stale_;
    ++counts_[result.outcome()];
    if (result.outcome() == ImportResult::REFUSED) {
      total_.Failed(ExitCode::kFailure);
    } else {
      total_.Succeeded();
    }
    const Language language = session_.console.language;
    const std::string outcome = ChoiceLabel(result.outcome(), language);
    const std::string& name = result.name().empty() ? row.name : result.name();
    const std::string line = std::to_string(row.line);
    const std::string message = stale.empty() ? Say(language, result.message()) : StaleText(stale);
    csv_ += CsvCell(path) + "," + line + "," + outcome + "," + CsvCell(name) + "," + result.reason() + "," +
            CsvCell(message) + "\r\n";
    if (session_.Json()) {
      session_.console.out << "{\"file\":" << JsonString(path) << ",\"line\":" << line
                           << ",\"outcome\":" << JsonString(ImportResult::Outcome_Name(result.outcome()))
                           << ",\"name\":" << JsonString(name) << ",\"reason\":" << JsonString(result.reason())
                           << ",\"message\":" << JsonString(message)
                           << (stale.empty() ? "" : ",\"evaluation\":" + JsonString(stale)) << "}\n";
    } else {
      table_.AddRow({path + ":" + line, outcome, name, message});
    }
  }
  // A file or a batch that failed as a whole.
  void Failed(ExitCode code, std::size_t rows) {
    for (std::size_t i = 0; i < std::max<std::size_t>(rows, 1); ++i) total_.Failed(code);
    counts_[ImportResult::OUTCOME_UNSPECIFIED] += static_cast<int64_t>(rows);
  }

  void PrintSoFar() {
    if (!table_.empty()) session_.console.out << table_.RenderPart(session_.console.width) << std::flush;
  }

  // The last word, and how the command ends.
  ExitCode Finish() {
    const Console& console = session_.console;
    std::string sentence;
    for (const int outcome :
         {ImportResult::CREATED, ImportResult::UPDATED, ImportResult::UNCHANGED, ImportResult::REFUSED}) {
      sentence += (sentence.empty() ? "" : console.Say("，", ", ")) +
                  ChoiceLabel(ImportResult::Outcome_descriptor(), outcome, console.language) + " " +
                  std::to_string(counts_[outcome]);
    }
    if (const int64_t left = counts_[ImportResult::OUTCOME_UNSPECIFIED]; left > 0) {
      sentence += console.Say("，没有结果 ", ", without result ") + std::to_string(left);
    }
    console.Note(sentence + console.Say("。", "."));
    if (session_.options.dry_run) {
      console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
    }
    if (counts_[ImportResult::REFUSED] > 0) {
      console.Note(console.Say(
          "下一步：改好被拒绝的行，再次导入整个文件；已有的行不受影响。",
          "Next: mend the rows that were refused and import the whole file again; the others stay as they are."));
    }
    if (stale_ > 0) {
      console.Note(
          console.Say("按旧预算评分、要作者确认的自评表：", "Evaluations scored on other figures: ") +
          std::to_string(stale_) +
          console.Say("。作者用 heng eval budget 名称 确认。", ". Their authors confirm: heng eval budget NAME."));
    }
    if (const auto code = KeepResults()) return *code;
    return total_.Result(total_.succeeded() + total_.failed());
  }

 private:
  static Table MakeTable(const Console& console) {
    return Table({{console.Say("行", "Row")},
                  {console.Say("结果", "Outcome")},
                  {console.Say("名称", "Name")},
                  {console.Say("说明", "Message"), Align::kLeft, true}});
  }

  std::string StaleText(const std::string& evaluation) const {
    return evaluation +
           session_.console.Say(" 按旧预算评分，要作者确认", " was scored on other figures: to be confirmed");
  }

  std::optional<ExitCode> KeepResults() {
    if (session_.options.results.empty()) return std::nullopt;
    const auto error = CreateFile(session_.options.results, csv_, 0644);
    return error ? std::optional(Report(session_, "", *error)) : std::nullopt;
  }

  const Session& session_;
  Table table_;
  std::string csv_;
  std::map<int, int64_t> counts_;
  int64_t stale_ = 0;
  BatchResult total_;
};

ImportResult RefusedHere(const ImportRow& row) {
  ImportResult result;
  result.set_outcome(ImportResult::REFUSED);
  result.set_reason("WRONG_ROW");
  result.mutable_message()->set_zh(row.zh);
  result.mutable_message()->set_en(row.en);
  return result;
}

// How orgs, projects and budgets are imported.
struct Orgs {
  using Result = ImportResult;
  using Thing = heng::v1::Org;
  using Request = heng::v1::ImportOrgsRequest;
  static constexpr auto kMethod = [](Client& client, const Request& request) {
    return client.Call(&Directory::ImportOrgs, request);
  };
  static Thing* Add(Request* request) { return request->add_orgs(); }
};

struct Projects {
  using Result = ImportResult;
  using Thing = heng::v1::Project;
  using Request = heng::v1::ImportProjectsRequest;
  static constexpr auto kMethod = [](Client& client, const Request& request) {
    return client.Call(&Directory::ImportProjects, request);
  };
  static Thing* Add(Request* request) { return request->add_projects(); }
};

struct BudgetRows {
  using Result = BudgetResult;
  using Thing = heng::v1::Budget;
  using Request = heng::v1::ImportBudgetsRequest;
  static constexpr auto kMethod = [](Client& client, const Request& request) {
    return client.Call(&Budgets::ImportBudgetBatch, request);
  };
  static Thing* Add(Request* request) { return request->add_rows()->mutable_budget(); }
};

// How many of `rows` make the next batch.
std::size_t BatchSize(std::span<const ImportRow> rows) {
  std::size_t bytes = 0, size = 0;
  while (size < std::min(rows.size(), kBatchRows) && (size == 0 || bytes < kBatchBytes)) {
    if (rows[size].message != nullptr) bytes += rows[size].message->ByteSizeLong();
    ++size;
  }
  return size;
}

// Sends the sound rows of one batch and adds a result for each row, in their order.
template <typename Kind>
std::optional<RpcError> ImportBatch(const Session& session, const std::string& path, std::span<const ImportRow> rows,
                                    Results* results) {
  typename Kind::Request request;
  request.set_validate_only(session.options.dry_run);
  int sent = 0;
  for (const ImportRow& row : rows) {
    if (row.message == nullptr) continue;
    Kind::Add(&request)->CopyFrom(*row.message);
    ++sent;
  }
  google::protobuf::RepeatedPtrField<typename Kind::Result> answers;
  if (sent > 0) {
    auto answer = Kind::kMethod(session.client, request);
    if (!answer.ok()) return answer.error;
    if (answer.value.results_size() != sent) {
      RpcError error = LocalError("WRONG_ANSWER", "服务器没有逐行答复。", "The server did not answer row by row.");
      error.code = grpc::StatusCode::INTERNAL;
      return error;
    }
    answers.Swap(answer.value.mutable_results());
  }
  int next = 0;
  for (const ImportRow& row : rows) {
    results->Add(path, row, row.message == nullptr ? ResultOf(RefusedHere(row)) : ResultOf(answers.Get(next++)));
  }
  return std::nullopt;
}

// False: nothing more is to be tried.
template <typename Kind>
bool ImportFile(const Session& session, const std::string& path, Results* results) {
  const auto rows = ReadImportFile(path, Kind::Thing::default_instance());
  if (!rows.ok()) {
    results->Failed(Report(session, path, *rows.error), 0);
    return true;
  }
  CountProgress progress(session.console, session.console.Say("已导入 ", "imported "));
  const std::span<const ImportRow> all(rows.value);
  for (std::size_t at = 0; at < all.size();) {
    const auto batch = all.subspan(at, BatchSize(all.subspan(at)));
    const auto error = ImportBatch<Kind>(session, path, batch, results);
    progress.Clear();
    if (error) {
      results->PrintSoFar();
      const ExitCode code = Report(session, path, *error);
      results->Failed(code, all.size() - at);
      return code != ExitCode::kUnreachable && code != ExitCode::kInterrupted;
    }
    results->PrintSoFar();
    at += batch.size();
    progress.Show(static_cast<int64_t>(at), static_cast<int64_t>(all.size()));
    if (Interrupted()) {
      progress.Clear();
      results->Failed(ExitCode::kInterrupted, all.size() - at);
      return false;
    }
  }
  return true;
}

template <typename Kind>
ExitCode Import(const Session& session) {
  if (!session.options.results.empty()) {
    if (const auto error = CheckCanCreate(session.options.results)) {
      Report(session, "", *error);
      return ExitCode::kUsage;
    }
  }
  Results results(session);
  for (const std::string& path : session.options.files) {
    if (!ImportFile<Kind>(session, path, &results)) break;
  }
  return results.Finish();
}

}  // namespace

ExitCode RunOrgImport(const Session& session) { return Import<Orgs>(session); }

ExitCode RunProjectImport(const Session& session) { return Import<Projects>(session); }

ExitCode RunBudgetImport(const Session& session) { return Import<BudgetRows>(session); }

}  // namespace heng::cli
