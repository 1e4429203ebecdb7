// heng eval budget: the budget was imported anew after the form was scored.
#include "client/cli/any_form.h"
#include "client/cli/change.h"
#include "client/cli/labels.h"
#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::ApplyBudgetRequest;
using heng::v1::Evaluation;
using heng::v1::FundLine;

// What would change: figures and score before and after. Lines are matched by id.
std::string Preview(const Evaluation& before, const Evaluation& after, const Console& console) {
  const Language language = console.language;
  Table table({{"", Align::kLeft, true},
               {console.Say("现在", "Now"), Align::kRight},
               {console.Say("预算", "Budget"), Align::kRight}});
  const auto add = [&](const std::string& label, const std::string& now, const std::string& then) {
    if (now != then) table.AddRow({label, now, then});
  };
  const auto add_line = [&](const std::string& label, const FundLine& now, const FundLine& then) {
    for (const auto& [zh, en, a, b] : {std::tuple{"年初预算数", "initial", now.initial_budget(), then.initial_budget()},
                                       std::tuple{"全年预算数", "annual", now.annual_budget(), then.annual_budget()},
                                       std::tuple{"全年执行数", "executed", now.executed(), then.executed()}}) {
      add(label + " · " + Say(language, zh, en), a, b);
    }
  };
  const auto& now = before.form().funds();
  const auto& then = after.form().funds();
  add_line(console.Say("资金总额", "Total funds"), now.total(), then.total());
  for (const auto& breakdown : then.breakdowns()) {
    for (const FundLine& line : breakdown.lines()) {
      FundLine old;
      for (const auto& part : now.breakdowns()) {
        for (const FundLine& known : part.lines()) {
          if (known.id() == line.id()) old = known;
        }
      }
      add_line(line.label(), old, line);
    }
  }
  add(console.Say("执行率得分", "Execution score"), before.score().execution().score(),
      after.score().execution().score());
  const auto total = [&](const Evaluation& form) {
    return form.score().has_total()
               ? TwoDecimals(form.score().total()) + " " + GradeLabel(form.score().grade(), language)
               : std::string(console.Say("无", "none"));
  };
  add(console.Say("总分", "Total"), total(before), total(after));
  if (table.empty()) return console.Say("数字没有变化。\n", "No figure changes.\n");
  return table.Render();
}

}  // namespace

ExitCode RunEvalBudget(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.keep == options.reason.empty()) {
    return ReportUsage(session,
                       console.Say("保留自己的数字（--keep）要说明原因（--reason）；采用预算则不用。",
                                   "Keeping one's own figures (--keep) takes a --reason; the budget's do not."));
  }
  heng::v1::GetEvaluationRequest get;
  get.set_name(options.name);
  const auto before = session.client.Call(&Evaluations::GetEvaluation, get);
  if (!before.ok()) return Report(session, options.name, *before.error);
  ApplyBudgetRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? before.value.etag() : options.etag);
  request.set_keep(options.keep);
  request.set_reason(options.reason);
  request.set_validate_only(true);
  const auto preview = session.client.Call(&Evaluations::ApplyBudget, request);
  if (!preview.ok()) return Report(session, options.name, *preview.error);
  if (!options.keep) console.err << Preview(before.value, preview.value, console);
  const AnyForm form(before.value);
  const std::string called = Called(form, console.language);
  const auto what = [&](Language language) {
    return options.keep ? Say(language, "保留所填数字 ", "Keep the author's figures of ") + called
                        : Say(language, "采用预算数字 ", "Take the budget's figures over into ") + called;
  };
  if (const auto end = Confirm(session, what(Language::kChinese), what(Language::kEnglish))) return *end;
  if (options.dry_run) return DoneForm(session, AnyForm(preview.value), what(console.language), form.state());
  Prepare(session, Meant::kOnce, &request);
  auto answer = session.client.Call(&Evaluations::ApplyBudget, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return DoneForm(session, AnyForm(std::move(answer.value)), what(console.language), form.state());
}

}  // namespace heng::cli
