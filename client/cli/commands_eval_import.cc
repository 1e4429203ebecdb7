// heng eval import: many forms from files with a line for each, in requests that are answered one after the other.
#include <algorithm>
#include <fstream>
#include <map>
#include <memory>

#include "client/cli/batch_call.h"
#include "client/cli/choices.h"
#include "client/cli/commands.h"
#include "client/cli/form_file.h"
#include "client/cli/form_lines.h"
#include "client/cli/import_results.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/sha256.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::EvaluationResult;
using heng::v1::ImportEvaluationsRequest;
using heng::v1::ImportEvaluationsResponse;

constexpr int kRequestRows = 500;                // what the server takes at once
constexpr std::size_t kRequestBytes = 3u << 20;  // below what a message may have
constexpr std::size_t kBatchIdBytes = 24;

ImportEvaluationsRequest::Conflict ConflictOf(const std::string& word) {
  if (word == "skip") return ImportEvaluationsRequest::SKIP;
  return word == "update" ? ImportEvaluationsRequest::UPDATE : ImportEvaluationsRequest::FAIL;
}

ImportOutcome OutcomeOf(const EvaluationResult& result, bool dry_run) {
  if (result.outcome() == EvaluationResult::REFUSED) return ImportOutcome::kFailed;
  if (dry_run) return ImportOutcome::kChecked;
  if (result.outcome() == EvaluationResult::CREATED) return ImportOutcome::kCreated;
  if (result.outcome() == EvaluationResult::UPDATED) return ImportOutcome::kUpdated;
  return result.outcome() == EvaluationResult::SKIPPED ? ImportOutcome::kSkipped : ImportOutcome::kUnchanged;
}

EvaluationResult WrongLine(std::string zh, std::string en) {
  EvaluationResult result;
  result.set_outcome(EvaluationResult::REFUSED);
  result.set_reason("WRONG_ROW");
  result.mutable_message()->set_zh(std::move(zh));
  result.mutable_message()->set_en(std::move(en));
  return result;
}

EvaluationResult WrongLine(const std::vector<json::Mistake>& mistakes) {
  std::string zh, en;
  for (const json::Mistake& mistake : mistakes) {
    zh += (zh.empty() ? "" : " ") + (mistake.path.empty() ? "" : mistake.path + "：") + mistake.zh;
    en += (en.empty() ? "" : "; ") + (mistake.path.empty() ? "" : mistake.path + ": ") + mistake.en;
  }
  return WrongLine(std::move(zh), std::move(en));
}

// What became of the rows.
class Tally {
 public:
  explicit Tally(const Session& session)
      : session_(session),
        table_({{session.console.Say("行", "Row")},
                {session.console.Say("结果", "Outcome")},
                {session.console.Say("名称", "Name")},
                {session.console.Say("说明", "Message"), Align::kLeft, true}}) {}

  std::optional<RpcError> Open() {
    const Options& options = session_.options;
    return options.results.empty() ? std::nullopt : results_.Open(options.results, options.resume, "row");
  }
  bool IsDone(const std::string& row) const { return results_.Has(row); }

  // `row`: "BATCH.ROW".
  std::optional<RpcError> Add(const std::string& path, int64_t line, const std::string& row,
                              const EvaluationResult& result) {
    ++outcomes_[result.outcome()];
    const bool refused = result.outcome() == EvaluationResult::REFUSED;
    if (!refused && result.outcome() != EvaluationResult::SKIPPED) ++grades_[result.grade()];
    if (refused) {
      total_.Failed(ExitCode::kFailure);
    } else {
      total_.Succeeded();
    }
    const std::string text = JsonOf(path, line, row, result);
    if (session_.Json()) session_.console.out << text << "\n";
    if (refused && !session_.Json()) {
      table_.AddRow({path + ":" + std::to_string(line), ChoiceLabel(result.outcome(), session_.console.language),
                     result.name(), Say(session_.console.language, result.message())});
    }
    return results_.Add(text);
  }
  void LeftOut() { ++left_out_; }
  void Failed(ExitCode code) { total_.Failed(code); }

  bool HasLines() const { return !table_.empty(); }
  void PrintSoFar() {
    if (!table_.empty()) session_.console.out << table_.RenderPart(session_.console.width);
    session_.console.out << std::flush;
  }

  ExitCode Finish() {
    const Console& console = session_.console;
    std::string sentence;
    for (const int outcome : {EvaluationResult::CREATED, EvaluationResult::UPDATED, EvaluationResult::UNCHANGED,
                              EvaluationResult::SKIPPED, EvaluationResult::REFUSED}) {
      sentence += (sentence.empty() ? "" : console.Say("，", ", ")) +
                  ChoiceLabel(EvaluationResult::Outcome_descriptor(), outcome, console.language) + " " +
                  std::to_string(outcomes_[outcome]);
    }
    if (left_out_ > 0) sentence += console.Say("，上次已完成 ", ", done before ") + std::to_string(left_out_);
    console.Note(sentence + console.Say("。", "."));
    if (const std::string grades = Grades(); !grades.empty()) console.Note(grades);
    if (session_.options.dry_run) {
      console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
    }
    if (outcomes_[EvaluationResult::REFUSED] > 0) {
      console.Note(console.Say(
          "下一步：改好被拒绝的行，再次导入；已导入的用 --on-conflict skip 跳过。",
          "Next: mend the rows that were refused and import again; --on-conflict skip leaves out what is there."));
    }
    return total_.Result(total_.succeeded() + total_.failed());
  }

 private:
  static std::string JsonOf(const std::string& path, int64_t line, const std::string& row,
                            const EvaluationResult& result, bool dry_run) {
    std::string text = "{\"row\":" + JsonString(row) +
                       ",\"outcome\":" + JsonString(OutcomeName(OutcomeOf(result, dry_run))) +
                       ",\"file\":" + JsonString(path) + ",\"line\":" + std::to_string(line);
    const auto add = [&text](const char* key, const std::string& value) {
      if (!value.empty()) text += std::string(",\"") + key + "\":" + JsonString(value);
    };
    add("name", result.name());
    add("etag", result.etag());
    if (result.state() != 0) add("state", heng::v1::Evaluation::State_Name(result.state()));
    add("total", result.total());
    if (result.grade() != 0) add("grade", heng::v1::Grade_Name(result.grade()));
    if (result.errors() > 0) text += ",\"errors\":" + std::to_string(result.errors());
    if (result.warnings() > 0) text += ",\"warnings\":" + std::to_string(result.warnings());
    add("reason", result.reason());
    add("zh", result.message().zh());
    add("en", result.message().en());
    return text + "}";
  }
  std::string JsonOf(const std::string& path, int64_t line, const std::string& row,
                     const EvaluationResult& result) const {
    return JsonOf(path, line, row, result, session_.options.dry_run);
  }

  std::string Grades() const {
    const Language language = session_.console.language;
    std::string text;
    for (const auto& [grade, forms] : grades_) {
      const std::string label =
          grade == 0 ? Say(language, "无等级", "no grade") : GradeLabel(static_cast<heng::v1::Grade>(grade), language);
      text += (text.empty() ? "" : Say(language, "，", ", ")) + label + " " + std::to_string(forms);
    }
    return text.empty() ? text : Say(language, "等级：", "Grades: ") + text + Say(language, "。", ".");
  }

  const Session& session_;
  Table table_;
  ImportResults results_;
  std::map<int, int64_t> outcomes_, grades_;
  int64_t left_out_ = 0;
  BatchResult total_;
};

// One file on its way. Rows that can't be read are answered here, in their place among the others.
class FileImport {
 public:
  FileImport(const Session& session, const std::string& path, Tally* tally)
      : session_(session),
        path_(path),
        tally_(tally),
        progress_(session.console, session.console.Say("已导入 ", "imported ")) {}

  // nullopt: all of it was answered.
  std::optional<RpcError> Run(const std::string& row_prefix) {
    if (auto error = Open()) return error;
    row_prefix_ = row_prefix;
    BatchSteps<ImportEvaluationsRequest, ImportEvaluationsResponse> steps;
    steps.next = [this](ImportEvaluationsRequest* request) { return Next(request); };
    steps.answered = [this](const ImportEvaluationsRequest& request, ImportEvaluationsResponse* response) {
      return Answered(request, *response);
    };
    auto error = CallBatches(&session_.client, &Evaluations::ImportEvaluations, steps);
    progress_.Clear();
    tally_->PrintSoFar();
    return failed_ ? failed_ : error;
  }

  // What is to be said of a file that was not brought to its end.
  std::string HowFar() const {
    const Console& console = session_.console;
    if (last_line_ == 0) return path_ + console.Say(" 还没有结果", " has no results yet");
    return path_ + console.Say(" 有结果的到第 ", " has results up to line ") + std::to_string(last_line_) +
           console.Say(" 行为止", "");
  }

 private:
  struct Row {
    int64_t line;
    std::string id;
    bool left_out = false;                  // done before: not sent
    std::optional<EvaluationResult> wrong;  // not sent either
  };

  std::optional<RpcError> Open() {
    std::string batch = session_.options.batch;
    if (path_ == "-") {
      // What comes once can't be recognised when it comes again.
      if (batch.empty()) batch = RandomRequestId().substr(5);
      lines_ = std::make_unique<FormLines>(session_.console.in, kMaxFileBytes);
    } else {
      const FileFacts facts = LookThrough(path_);
      file_.open(path_, std::ios::binary);
      if (!facts.readable || !file_) {
        return LocalError("WRONG_FILE", path_ + "：无法读取。", path_ + ": can't be read.");
      }
      all_ = facts.lines;
      if (batch.empty()) batch = "f" + Sha256Hex(facts.sha256 + "\n" + What()).substr(0, kBatchIdBytes - 1);
      lines_ = std::make_unique<FormLines>(file_, kMaxFileBytes);
    }
    batch_ = batch;
    return std::nullopt;
  }
  // What is asked for: the same file is another batch where something else is to be done with it.
  std::string What() const {
    const Options& options = session_.options;
    return (options.submit ? "submit\n" : "draft\n") + options.on_conflict + "\n" + options.policy;
  }

  bool Next(ImportEvaluationsRequest* request) {
    request->set_batch(batch_);
    request->set_submit(session_.options.submit);
    request->set_on_conflict(ConflictOf(session_.options.on_conflict));
    request->set_validate_only(session_.options.dry_run);
    request->set_policy(session_.options.policy);
    std::size_t bytes = 0;
    FormLine form;
    while (request->rows_size() < kRequestRows && bytes < kRequestBytes && !Interrupted()) {
      if (!waiting_ && !lines_->Next(&form)) break;
      if (waiting_) form = *std::exchange(waiting_, std::nullopt);
      // A form alone may be as large as a message; together with others it would be too large.
      if (request->rows_size() > 0 && bytes + form.text.size() > kRequestBytes) {
        waiting_ = std::move(form);
        break;
      }
      const int before = request->rows_size();
      Take(form, request);
      if (request->rows_size() > before) bytes += form.text.size();  // what was left out takes no room
    }
    return request->rows_size() > 0;
  }

  void Take(const FormLine& form, ImportEvaluationsRequest* request) {
    Row row{.line = form.line, .id = row_prefix_ + std::to_string(form.line), .wrong = std::nullopt};
    if (tally_->IsDone(batch_ + "." + row.id)) {
      row.left_out = true;
    } else if (form.too_large) {
      row.wrong = WrongLine("超过 4 MiB：自评表不会这么大。", "larger than 4 MiB: no form is");
    } else if (const auto begin = form.text.find_first_not_of(" \t"); form.text[begin] != '{') {
      row.wrong = WrongLine("不是一份表：每行应是一个 JSON 对象 {…}。", "no form: write one JSON object {…} a line");
    } else {
      LoadedFile loaded = ParseFormFile(form.text);
      if (!loaded.file) {
        row.wrong = WrongLine(loaded.mistakes);
      } else {
        auto* const added = request->add_rows();
        added->set_row(row.id);
        added->mutable_evaluation()->Swap(&loaded.file->evaluation);
        added->mutable_evaluation()->clear_etag();
      }
    }
    rows_.push_back(std::move(row));
    AnswerUnsent();
  }

  bool Answered(const ImportEvaluationsRequest& request, const ImportEvaluationsResponse& response) {
    if (response.results_size() != request.rows_size()) {
      failed_ = LocalError("WRONG_ANSWER", "服务器没有逐行答复。", "The server did not answer row by row.");
      failed_->code = grpc::StatusCode::INTERNAL;
      return false;
    }
    for (const EvaluationResult& result : response.results()) {
      Answer(rows_.front(), result);
      rows_.pop_front();
      AnswerUnsent();
    }
    progress_.Show(done_, all_);
    if (tally_->HasLines()) {
      progress_.Clear();
      tally_->PrintSoFar();
    }
    return !failed_;
  }

  // The oldest rows, as far as they were not sent.
  void AnswerUnsent() {
    for (; !rows_.empty() && (rows_.front().left_out || rows_.front().wrong); rows_.pop_front()) {
      const Row& row = rows_.front();
      if (row.wrong) {
        Answer(row, *row.wrong);
      } else {
        tally_->LeftOut();
        Done(row);
      }
    }
  }
  void Answer(const Row& row, const EvaluationResult& result) {
    if (auto error = tally_->Add(path_, row.line, batch_ + "." + row.id, result); error && !failed_) failed_ = error;
    Done(row);
  }
  void Done(const Row& row) {
    ++done_;
    last_line_ = row.line;
  }

  const Session& session_;
  const std::string path_;
  Tally* const tally_;
  CountProgress progress_;
  std::string batch_, row_prefix_;
  int64_t all_ = 0, done_ = 0, last_line_ = 0;
  std::ifstream file_;
  std::unique_ptr<FormLines> lines_;
  std::optional<FormLine> waiting_;  // read, and too large for the request before
  std::deque<Row> rows_;             // read and not answered yet
  std::optional<RpcError> failed_;   // here
};

// After what stopped the import at a file that has `other_files` behind it.
void SayHowToGoOn(const Session& session, const std::string& how_far, std::size_t other_files) {
  const Console& console = session.console;
  std::string text = (Interrupted() ? console.Say("已中断：", "Interrupted: ") : std::string()) + SafeText(how_far);
  if (other_files > 0) {
    text += console.Say("，还有 ", "; not tried: ") + std::to_string(other_files) +
            console.Say(" 个文件没有处理", " more file(s)");
  }
  console.Note(text + console.Say("。", "."));
  const bool resume = !session.options.results.empty() && !session.options.resume;
  console.Note(resume ? console.Say("下一步：再次运行同样的命令，加 --resume；已有结果的不再发送。",
                                    "Next: run the same command again with --resume; what has a result is left out.")
                      : console.Say("下一步：再次运行同样的命令；已导入的不会重复。",
                                    "Next: run the same command again; nothing is imported twice."));
}

}  // namespace

ExitCode RunEvalImport(const Session& session) {
  Tally tally(session);
  if (const auto error = tally.Open()) {
    Report(session, "", *error);
    return ExitCode::kUsage;
  }
  const auto& files = session.options.files;
  const bool one_batch = !session.options.batch.empty() && files.size() > 1;
  for (std::size_t i = 0; i < files.size(); ++i) {
    FileImport file(session, files[i], &tally);
    const auto error = file.Run(one_batch ? std::to_string(i + 1) + "." : "");
    if (Interrupted()) {
      tally.Failed(ExitCode::kInterrupted);
    } else if (error) {
      tally.Failed(Report(session, files[i], *error));
      if (error->reason == "WRONG_FILE") continue;
    } else {
      continue;
    }
    SayHowToGoOn(session, file.HowFar(), files.size() - i - 1);
    break;
  }
  return tally.Finish();
}

}  // namespace heng::cli
