#include "client/cli/import_report.h"

#include <algorithm>
#include <utility>

#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/csv.h"
#include "client/cli/json_text.h"
#include "client/cli/write_file.h"
#include "heng/v1/budget_service.pb.h"

namespace heng::cli {
namespace {

using heng::v1::BudgetResult;

constexpr std::size_t kBatchRows = 500;
constexpr std::size_t kBatchBytes = 3u << 20;

std::string OutcomeLabel(int outcome, Language language) {
  return ChoiceLabel(BudgetResult::Outcome_descriptor(), outcome, language);
}

}  // namespace

RowReport RefusedHere(const ImportRow& row) {
  RowReport report;
  report.outcome = BudgetResult::REFUSED;
  report.reason = "WRONG_ROW";
  report.message.set_zh(row.zh);
  report.message.set_en(row.en);
  return report;
}

std::size_t NextBatch(std::span<const ImportRow> rows) {
  std::size_t bytes = 0, size = 0;
  while (size < std::min(rows.size(), kBatchRows) && (size == 0 || bytes < kBatchBytes)) {
    if (rows[size].message != nullptr) bytes += rows[size].message->ByteSizeLong();
    ++size;
  }
  return size;
}

ImportReport::ImportReport(const Session& session) : session_(session), table_(MakeTable(session.console)) {
  csv_ = std::string("\xEF\xBB\xBF") +  // Excel takes CSV without it for the encoding of the machine
         session.console.Say("文件,行,结果,名称,原因,说明\r\n", "file,line,outcome,name,reason,message\r\n");
}

std::optional<ExitCode> ImportReport::Begin() const {
  if (session_.options.results.empty()) return std::nullopt;
  const auto error = CheckCanCreate(session_.options.results);
  if (!error) return std::nullopt;
  Report(session_, "", *error);
  return ExitCode::kUsage;
}

void ImportReport::Add(const std::string& path, const ImportRow& row, const RowReport& report) {
  if (!report.evaluation.empty()) ++stale_;
  if (report.repeated) ++repeated_;
  ++counts_[report.outcome];
  if (report.outcome == BudgetResult::REFUSED) {
    total_.Failed(ExitCode::kFailure);
  } else {
    total_.Succeeded();
  }
  const Language language = session_.console.language;
  const std::string outcome = OutcomeLabel(report.outcome, language);
  const std::string& name = report.name.empty() ? row.name : report.name;
  const std::string line = std::to_string(row.line);
  const std::string message = Say(language, report.message);
  if (!session_.options.results.empty()) {
    csv_ += CsvCell(path) + "," + line + "," + outcome + "," + CsvCell(name) + "," + report.reason + "," +
            CsvCell(message) + "\r\n";
  }
  if (session_.Json()) {
    session_.console.out << "{\"file\":" << JsonString(path) << ",\"line\":" << line
                         << ",\"outcome\":" << JsonString(BudgetResult::Outcome_Name(report.outcome))
                         << ",\"name\":" << JsonString(name) << ",\"reason\":" << JsonString(report.reason)
                         << ",\"message\":" << JsonString(message) << report.json << "}\n";
  } else {
    table_.AddRow({path + ":" + line, outcome, name, message});
  }
}

void ImportReport::Failed(ExitCode code, std::size_t rows) {
  for (std::size_t i = 0; i < std::max<std::size_t>(rows, 1); ++i) total_.Failed(code);
  counts_[BudgetResult::OUTCOME_UNSPECIFIED] += static_cast<int64_t>(rows);
}

void ImportReport::PrintSoFar() {
  if (!table_.empty()) session_.console.out << table_.RenderPart(session_.console.width) << std::flush;
}

std::string ImportReport::Counts() const {
  const Console& console = session_.console;
  const auto count = [this](int outcome) {
    const auto found = counts_.find(outcome);
    return found == counts_.end() ? 0 : found->second;
  };
  std::string sentence;
  for (const int outcome : {BudgetResult::CREATED, BudgetResult::UPDATED, BudgetResult::UNCHANGED,
                            BudgetResult::SUPERSEDED, BudgetResult::REFUSED}) {
    if (outcome == BudgetResult::SUPERSEDED && count(outcome) == 0) continue;
    sentence += (sentence.empty() ? "" : console.Say("，", ", ")) + OutcomeLabel(outcome, console.language) + " " +
                std::to_string(count(outcome));
  }
  if (const int64_t left = count(BudgetResult::OUTCOME_UNSPECIFIED); left > 0) {
    sentence += console.Say("，没有结果 ", ", without result ") + std::to_string(left);
  }
  if (repeated_ > 0) {
    sentence += console.Say("；其中以前已经导入的 ", "; imported before: ") + std::to_string(repeated_);
  }
  return sentence + console.Say("。", ".");
}

ExitCode ImportReport::Finish() {
  const Console& console = session_.console;
  console.Note(Counts());
  if (session_.options.dry_run) {
    console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
  }
  if (counts_[BudgetResult::REFUSED] > 0) {
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

Table ImportReport::MakeTable(const Console& console) {
  return Table({{console.Say("行", "Row")},
                {console.Say("结果", "Outcome")},
                {console.Say("名称", "Name")},
                {console.Say("说明", "Message"), Align::kLeft, true}});
}

std::optional<ExitCode> ImportReport::KeepResults() {
  if (session_.options.results.empty()) return std::nullopt;
  const auto error = CreateFile(session_.options.results, csv_, 0644);
  return error ? std::optional(Report(session_, "", *error)) : std::nullopt;
}

}  // namespace heng::cli
