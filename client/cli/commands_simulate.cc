// heng policy simulate: what forms would be worth under another policy.
#include "client/cli/grade_moves.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/offline_batch.h"
#include "client/cli/policy_source.h"
#include "client/cli/table.h"
#include "scoring/simulate.h"

namespace heng::cli {
namespace {

using scoring::SimulatedForm;

std::string LightText(heng::v1::Light light, Language language) {
  if (light == heng::v1::RED) return Say(language, "红灯", "red");
  if (light == heng::v1::YELLOW) return Say(language, "黄灯", "yellow");
  return light == heng::v1::GREEN ? Say(language, "绿灯", "green") : "";
}

std::string Json(const std::optional<std::string>& total, heng::v1::Grade grade, heng::v1::Light light) {
  std::string text =
      "{\"total\":" + (total ? JsonString(*total) : "null") + ",\"grade\":" + JsonString(heng::v1::Grade_Name(grade));
  if (light != heng::v1::LIGHT_UNSPECIFIED) text += ",\"light\":" + JsonString(heng::v1::Light_Name(light));
  return text + "}";
}

// "mof-2020@1"
std::string ShortName(const scoring::CompiledPolicy& policy) {
  const std::string& name = policy.pin().name();
  return name.substr(name.find('/') + 1);
}

class ChangePrinter {
 public:
  ChangePrinter(const Session& session, const scoring::CompiledPolicy& before, const scoring::CompiledPolicy& after)
      : session_(session),
        old_policy_(ShortName(before)),
        new_policy_(ShortName(after)),
        with_lights_(after.proto().has_lights()),
        table_(Columns()) {}

  void Add(const std::string& path, const heng::v1::FormContent& form, const SimulatedForm& change) {
    if (change.TotalChanges()) ++rescored_;
    moves_.Add(change.old_grade, change.new_grade);
    if (session_.Json()) {
      session_.console.out << "{\"file\":" << JsonString(path)
                           << ",\"old\":" << Json(change.old_total, change.old_grade, change.old_light)
                           << ",\"new\":" << Json(change.new_total, change.new_grade, change.new_light)
                           << ",\"gradeChanged\":" << (change.GradeChanges() ? "true" : "false") << "}\n";
      return;
    }
    const Language language = session_.console.language;
    std::vector<std::string> cells = {
        FormLabel(form, path),
        TwoDecimals(change.old_total.value_or("")),
        GradeText(change.old_grade, language),
        TwoDecimals(change.new_total.value_or("")),
        GradeText(change.new_grade, language),
        change.GradeChanges() ? MoveText(change.old_grade, change.new_grade, language) : ""};
    if (with_lights_) cells.push_back(LightText(change.new_light, language));
    table_.AddRow(std::move(cells));
  }

  void Finish() const {
    if (moves_.Forms() == 0) return;
    if (session_.Json()) {
      session_.console.out << moves_.Json(rescored_) << "}}\n";
      return;
    }
    session_.console.out << table_.Render(session_.console.width) << "\n"
                         << moves_.Render(session_.console) << "\n"
                         << Say("原规则 ", "Old policy ") << old_policy_ << Say("，新规则 ", ", new policy ")
                         << new_policy_ << Say("。", ".") << "\n"
                         << moves_.Sentence(session_.console, rescored_);
  }

 private:
  const char* Say(const char* zh, const char* en) const { return session_.console.Say(zh, en); }

  std::vector<Column> Columns() const {
    std::vector<Column> columns = {{Say("项目", "Project"), Align::kLeft, true},
                                   {Say("原得分", "Old total"), Align::kRight},
                                   {Say("原等级", "Old grade")},
                                   {Say("新得分", "New total"), Align::kRight},
                                   {Say("新等级", "New grade")},
                                   {Say("等级变化", "Grade change")}};
    if (with_lights_) columns.push_back({Say("预警", "Light")});
    return columns;
  }

  const Session& session_;
  const std::string old_policy_, new_policy_;
  const bool with_lights_;
  Table table_;
  int64_t rescored_ = 0;
  GradeMoves moves_;
};

}  // namespace

ExitCode RunPolicySimulate(const Session& session) {
  const Options& options = session.options;
  const auto find = [&](const std::string& name) {
    const auto policy = FindPolicy(name);
    if (!policy.ok()) Report(session, IsPolicyPath(name) ? name : "", *policy.error);
    return policy.value;
  };
  const Policy before = find(options.against);
  const Policy after = find(options.policy);
  if (before == nullptr || after == nullptr) return ExitCode::kFailure;
  BatchResult result;
  const scoring::Simulator simulator(*before, *after);
  if (before->pin().content_sha256() == after->pin().content_sha256()) {
    session.console.err << session.console.Say(
        "提示：新旧是同一套规则，得分不会变；用 --against 指定现在用的规则。\n",
        "Note: old and new are the same policy, so nothing can change; name the one in use with --against.\n");
  }
  ChangePrinter printer(session, *before, *after);
  const ExitCode code = RunOfflineBatch<SimulatedForm>(
      session, &result, [&](const heng::v1::FormContent& form) { return simulator.Run(form); },
      [&](const std::string& path, const FormFile& file, SimulatedForm* change) {
        printer.Add(path, file.evaluation.form(), *change);
      });
  printer.Finish();
  return code;
}

}  // namespace heng::cli
