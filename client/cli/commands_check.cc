// heng check: the findings of forms, without a server and without scores.
#include "client/cli/labels.h"
#include "client/cli/offline_batch.h"
#include "client/cli/render_sheet.h"
#include "client/cli/sheets.h"
#include "client/cli/text_width.h"
#include "scoring/score.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;
using heng::v1::ScoreSheet;

// Prints every file's findings as they come; nothing is kept, whatever the number of files.
class FindingsPrinter {
 public:
  FindingsPrinter(const Session& session, BatchResult* result) : session_(session), result_(*result) {}

  // `read`: where the form came from a spreadsheet; its cells go into the findings.
  void Add(const std::string& path, const heng::v1::FormContent& form, const SheetFile& read, ScoreSheet* checked) {
    FillCells(read, checked->mutable_findings());
    PrintProblems(session_, path, read);
    const ScoreSheet& sheet = *checked;
    if (HasFindingsFrom(sheet, session_.options.fail_on)) result_.FoundBlocking();
    errors_ += CountOf(sheet, Finding::ERROR);
    warnings_ += CountOf(sheet, Finding::WARNING);
    notes_ += CountOf(sheet, Finding::INFO);
    if (session_.Json()) {
      PrintJson(session_, path, "check", sheet);
    } else if (sheet.findings_size() > 0) {
      session_.console.out << Title(path, form) << RenderFindings(form, sheet, session_.OutLook());
      first_ = false;
    }
  }

  void Finish() const {
    const Console& console = session_.console;
    if (session_.Json() || result_.succeeded() == 0) return;
    const std::string files = std::to_string(result_.succeeded());
    if (errors_ + warnings_ + notes_ == 0) {
      console.Note(console.Say("检查 ", "Checked: ") + files + console.Say(" 份，没有发现问题。", ". No findings."));
      return;
    }
    console.Note(console.Say("检查 ", "Checked: ") + files + console.Say(" 份：错误 ", ". Errors: ") +
                 std::to_string(errors_) + console.Say("，警告 ", ", warnings: ") + std::to_string(warnings_) +
                 console.Say("，提示 ", ", notes: ") + std::to_string(notes_) + console.Say("。", "."));
  }

 private:
  // The file first: it is what gets opened next.
  std::string Title(const std::string& path, const heng::v1::FormContent& form) const {
    if (session_.options.files.size() < 2) return "";
    const std::string label = FormLabel(form, path);
    const std::string title = SafeText(path) + (label == path ? "" : " · " + SafeText(label));
    return (first_ ? "" : "\n") + Paint(title, Color::kBold, session_.OutLook().color) + "\n";
  }

  const Session& session_;
  BatchResult& result_;
  int64_t errors_ = 0, warnings_ = 0, notes_ = 0;
  bool first_ = true;
};

// Only what `check` is about.
ScoreSheet FindingsOf(const scoring::CompiledPolicy& policy, const heng::v1::FormContent& form) {
  ScoreSheet whole = scoring::Score(policy, form);
  ScoreSheet sheet;
  sheet.mutable_policy()->Swap(whole.mutable_policy());
  sheet.mutable_findings()->Swap(whole.mutable_findings());
  return sheet;
}

}  // namespace

ExitCode RunCheck(const Session& session) {
  const auto policy = PolicyOf(session);
  if (!policy.ok()) return Report(session, session.options.policy_file, *policy.error);
  BatchResult result;
  FindingsPrinter printer(session, &result);
  const ExitCode code = RunOfflineBatch<ScoreSheet>(
      session, &result, [&](const heng::v1::FormContent& form) { return FindingsOf(*policy.value, form); },
      [&](const std::string& path, const FormFile& file, ScoreSheet* sheet) {
        printer.Add(path, file.evaluation.form(), file.sheet, sheet);
      });
  session.console.out.flush();
  printer.Finish();
  return code;
}

}  // namespace heng::cli
