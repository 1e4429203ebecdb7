// heng import: form files, many at a time.
#include <algorithm>

#include "client/cli/batch.h"
#include "client/cli/form_labels.h"
#include "client/cli/import_form.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/ordered_work.h"
#include "client/cli/render_review.h"
#include "client/cli/render_sheet.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "scoring/project_name.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;
using heng::v1::ReadFormResponse;

constexpr std::size_t kInFlight = 8;
constexpr std::size_t kRowsAtOnce = 100;  // of the table, printed as it goes

struct OutcomeText {
  const char* zh;
  const char* en;
};
OutcomeText TextOf(ImportOutcome outcome) {
  switch (outcome) {
    case ImportOutcome::kCreated:
      return {"新建", "created"};
    case ImportOutcome::kUpdated:
      return {"更新", "updated"};
    case ImportOutcome::kUnchanged:
      return {"无变化", "unchanged"};
    case ImportOutcome::kSkipped:
      return {"跳过", "skipped"};
    case ImportOutcome::kChecked:
      return {"已检查", "checked"};
    case ImportOutcome::kFailed:
      break;
  }
  return {"失败", "failed"};
}

int Count(const ReadFormResponse& read, Finding::Severity severity) {
  const auto& findings = FindingsOf(read);
  return static_cast<int>(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.severity() == severity && !finding.has_waiver();
  }));
}

std::string ProjectOf(const ReadFormResponse& read) {
  return read.has_target() ? scoring::ProjectName(read.target().form())
                           : scoring::ProjectName(read.evaluation().form());
}

// ---- a line of JSON for each file ----

class Line {
 public:
  void Add(const char* key, const std::string& text) { Raw(key, JsonString(text)); }
  void AddUnlessEmpty(const char* key, const std::string& text) {
    if (!text.empty()) Add(key, text);
  }
  void Raw(const char* key, const std::string& value) {
    text_ += (text_.empty() ? "{\"" : ",\"") + std::string(key) + "\":" + value;
  }
  std::string Done() const { return text_ + "}"; }

 private:
  std::string text_;
};

template <typename Things, typename ToLine>
std::string List(const Things& things, ToLine line) {
  std::string list;
  for (const auto& thing : things) list += (list.empty() ? "" : ",") + line(thing);
  return "[" + list + "]";
}

std::string ErrorLine(const std::string& reason, const std::string& zh, const std::string& en) {
  Line line;
  line.Add("reason", reason);
  line.Add("message", en);
  line.AddUnlessEmpty("zh", zh);
  return line.Done();
}

// As results and -o json have it. The hash and the outcome come first: a resumed import looks for them.
std::string ResultLine(const std::string& path, const ImportedForm& imported, Language language) {
  Line line;
  line.Add("outcome", OutcomeName(imported.outcome));
  line.AddUnlessEmpty("sha256", imported.sha256);
  line.Add("file", path);
  line.AddUnlessEmpty("name", imported.name);
  line.AddUnlessEmpty("etag", imported.etag);
  line.AddUnlessEmpty("layout", imported.read.layout());
  line.AddUnlessEmpty("total", imported.read.evaluation().score().total());
  if (imported.error) {
    const RpcError& error = *imported.error;
    line.Raw("error", ErrorLine(error.reason.empty() ? CodeName(error.code) : error.reason, error.zh, error.en));
  } else if (!imported.mistakes.empty()) {
    const json::Mistake& first = imported.mistakes.front();
    line.Raw("error", ErrorLine("WRONG_FILE", first.zh, first.en));
  }
  const auto& read = imported.read;
  line.Raw("problems", List(read.problems(), [&](const heng::v1::SheetProblem& problem) {
             Line one;
             one.Add("id", problem.id());
             one.AddUnlessEmpty("cell", problem.cell());
             one.AddUnlessEmpty("text", problem.text());
             one.Add("message", Say(language, problem.message()));
             return one.Done();
           }));
  line.Raw("findings", List(FindingsOf(read), [&](const Finding& finding) {
             Line one;
             one.Add("id", finding.id());
             one.Add("severity", Finding::Severity_Name(finding.severity()));
             one.AddUnlessEmpty("cell", finding.place().cell());
             one.AddUnlessEmpty("row", finding.place().row_id());
             one.AddUnlessEmpty("field", finding.place().field());
             one.Add("message", Say(language, finding.message()));
             return one.Done();
           }));
  line.Raw("differences", List(read.differences(), [](const heng::v1::CellDifference& difference) {
             Line one;
             one.AddUnlessEmpty("cell", difference.cell());
             one.AddUnlessEmpty("row", difference.row_id());
             one.AddUnlessEmpty("field", difference.field());
             one.Add("stored", difference.stored());
             one.Add("sheet", difference.sheet());
             return one.Done();
           }));
  return line.Done();
}

// ---- for people ----

class ImportReport {
 public:
  explicit ImportReport(const Session& session)
      : session_(session),
        table_({{session.console.Say("文件", "File"), Align::kLeft, true},
                {session.console.Say("结果", "Outcome")},
                {session.console.Say("名称", "Name")},
                {session.console.Say("得分", "Total"), Align::kRight},
                {session.console.Say("不同", "Differ"), Align::kRight},
                {session.console.Say("错误", "Errors"), Align::kRight},
                {session.console.Say("警告", "Warnings"), Align::kRight},
                {session.console.Say("读表问题", "Problems"), Align::kRight}}),
        details_(session.options.files.size() == 1 || session.options.full) {}

  void Add(const std::string& path, const ImportedForm& imported, Progress* progress) {
    ++counts_[imported.outcome];
    const Console& console = session_.console;
    if (session_.Json()) {
      console.out << ResultLine(path, imported, console.language) << "\n" << std::flush;
      return;
    }
    if (details_) {
      progress->Clear();
      console.out << Details(path, imported) << std::flush;
      return;
    }
    const auto& read = imported.read;
    const OutcomeText outcome = TextOf(imported.outcome);
    table_.AddRow({path, console.Say(outcome.zh, outcome.en), imported.name,
                   TwoDecimals(read.evaluation().score().total()), std::to_string(read.differences_size()),
                   std::to_string(Count(read, Finding::ERROR)), std::to_string(Count(read, Finding::WARNING)),
                   std::to_string(read.problems_size())});
    if (++rows_ % kRowsAtOnce == 0) PrintSoFar(progress);
  }

  void PrintSoFar(Progress* progress) {
    if (table_.empty()) return;
    progress->Clear();
    session_.console.out << table_.RenderPart(session_.console.width) << std::flush;
  }

  void Finish(std::size_t before, std::size_t left) const {
    const Console& console = session_.console;
    std::string sentence;
    const auto add = [&](const std::string& text, int64_t count) {
      sentence += (sentence.empty() ? "" : console.Say("，", ", ")) + text + " " + std::to_string(count);
    };
    for (const auto& [outcome, count] : counts_) add(console.Say(TextOf(outcome).zh, TextOf(outcome).en), count);
    if (before > 0) add(console.Say("以前已完成", "done before"), static_cast<int64_t>(before));
    if (left > 0) add(console.Say("没有处理", "not tried"), static_cast<int64_t>(left));
    console.Note(sentence + console.Say("。", "."));
    if (session_.options.dry_run) {
      console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
    }
    const bool failed = left > 0 || counts_.count(ImportOutcome::kFailed) != 0;
    if (failed && !session_.options.results.empty()) {
      console.Note(console.Say("下一步：处理好后用同样的命令加 --resume 再运行，已完成的不再做。",
                               "Next: mend them and run the same command with --resume; what is done is left out."));
    }
  }

 private:
  std::string Details(const std::string& path, const ImportedForm& imported) const {
    const Look look = session_.OutLook();
    const Console& console = session_.console;
    const auto& read = imported.read;
    const OutcomeText outcome = TextOf(imported.outcome);
    std::string title = path + "：" + console.Say(outcome.zh, outcome.en);
    if (look.language == Language::kEnglish) title = path + ": " + outcome.en;
    const std::string what =
        imported.name.empty() ? ProjectOf(read) : imported.name + (imported.etag.empty() ? "" : "@" + imported.etag);
    std::string out = Paint(SafeText(title + (what.empty() ? "" : " " + what)), Color::kBold, look.color) + "\n";
    if (read.evaluation().score().has_total()) {
      out += console.Say("得分 ", "Total ") + TwoDecimals(read.evaluation().score().total()) + " " +
             GradeLabel(read.evaluation().score().grade(), look.language) + "\n";
    }
    for (const auto& note : read.notes()) out += SafeText(Say(look.language, note)) + "\n";
    if (const std::string differences = RenderDifferences(read, look); !differences.empty()) {
      out += "\n" + differences;
    }
    if (const std::string problems = RenderProblems(read.problems(), look); !problems.empty()) out += "\n" + problems;
    const RowNames rows = read.has_target() ? RowNamesOf(read.target().form()) : RowNamesOf(read.evaluation().form());
    const std::string findings = RenderFindings(FindingsOf(read), rows, look);
    return out + (findings.empty() ? "" : "\n" + findings) + (session_.options.files.size() > 1 ? "\n" : "");
  }

  const Session& session_;
  Table table_;
  const bool details_;
  std::size_t rows_ = 0;
  std::map<ImportOutcome, int64_t> counts_;
};

// Says why a file failed; how that ends the command.
ExitCode ReportFailure(const Session& session, const std::string& path, const ImportedForm& imported) {
  if (imported.error) return Report(session, path, *imported.error);
  session.console.err << RenderMistakes(path, imported.mistakes, session.ErrLook());
  return ExitCode::kFailure;
}

}  // namespace

ExitCode RunImport(const Session& session) {
  const auto& files = session.options.files;
  ImportResults results;
  if (!session.options.results.empty()) {
    if (const auto error = results.Open(session.options.results, session.options.resume)) {
      Report(session, "", *error);
      return ExitCode::kUsage;
    }
  }
  OrderedWork<ImportedForm> work(files.size(), kInFlight,
                                 [&](std::size_t i) { return ImportForm(session, results, files[i]); });
  ImportReport report(session);
  BatchResult result;
  Progress progress(session.console, session.Json() && session.console.width > 0 ? 0 : files.size(),
                    Progress::Pace::kThousands);
  std::size_t before = 0, at = 0;
  for (; at < files.size(); ++at) {
    progress.Step(files[at]);
    const ImportedForm imported = work.Next();
    if (imported.before) {
      ++before;
      result.Succeeded();
      continue;
    }
    if (imported.error && imported.error->interrupted) break;
    report.Add(files[at], imported, &progress);
    ExitCode code = ExitCode::kOk;
    if (imported.outcome == ImportOutcome::kFailed) {
      progress.Clear();
      code = ReportFailure(session, files[at], imported);
      result.Failed(code);
    } else {
      result.Succeeded();
    }
    if (const auto error = results.Add(ResultLine(files[at], imported, session.console.language))) {
      report.PrintSoFar(&progress);
      return Report(session, "", *error);
    }
    if (code == ExitCode::kUnreachable || Interrupted()) {
      ++at;
      break;
    }
  }
  const std::size_t left = files.size() - at;
  const ExitCode rest = Interrupted() ? ExitCode::kInterrupted : ExitCode::kUnreachable;
  for (std::size_t i = 0; i < left; ++i) result.Failed(rest);
  report.PrintSoFar(&progress);
  progress.Clear();
  report.Finish(before, left);
  return result.Result(files.size());
}

}  // namespace heng::cli
