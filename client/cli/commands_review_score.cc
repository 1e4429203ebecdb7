// heng review score: scores of the department or of finance beside the unit's own.
#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/form_comments.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/set_field.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::Recheck;

// Empty: nothing is wrong.
std::string Conclude(const Session& session, heng::v1::RecheckEvaluationRequest* request) {
  const Console& console = session.console;
  const bool rows = !session.options.rows.empty();
  if (const auto given = session.options.fields.find("conclusion"); given != session.options.fields.end()) {
    const auto wrong = SetField("conclusion", given->second.front(), request);
    if (wrong) return console.Say(wrong->zh.c_str(), wrong->en.c_str());
  } else if (rows) {
    request->set_conclusion(Recheck::ADJUST);
  } else {
    return console.Say("给出 --row 行=分数:原因（调整），或 --conclusion 维持 / 退回。",
                       "Give --row ROW=SCORE:REASON to adjust, or --conclusion uphold or return.");
  }
  if (rows != (request->conclusion() == Recheck::ADJUST)) {
    return console.Say("只有“调整”带 --row，而且至少要有一行。",
                       "--row goes with adjust alone, which takes at least one.");
  }
  return "";
}

// "94.00 优 → 88.50 良" of the recheck that was made last.
std::string Totals(const Evaluation& evaluation, Language language) {
  if (evaluation.review().rechecks().empty()) return "";
  const Recheck& last = evaluation.review().rechecks(evaluation.review().rechecks_size() - 1);
  if (last.conclusion() != Recheck::ADJUST || !last.has_total()) return "";
  const auto text = [&](const std::string& total, heng::v1::Grade grade) {
    return TwoDecimals(total) + " " + GradeLabel(grade, language);
  };
  return Say(language, "，得分 ", ", total ") + text(last.self_total(), last.self_grade()) + " → " +
         text(last.total(), last.grade());
}

}  // namespace

ExitCode RunReviewScore(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (IsTarget(options.name)) {
    return ReportUsage(session, console.Say("目标表没有分数，不能复核。", "A target has no scores to recheck."));
  }
  heng::v1::RecheckEvaluationRequest request;
  if (const std::string wrong = Conclude(session, &request); !wrong.empty()) return ReportUsage(session, wrong);
  const auto form = GetForm(session, options.name);
  if (!form.ok()) return Report(session, options.name, *form.error);
  const std::string wrong = ReadRowScores(options.rows, form.value, console.language, request.mutable_rows());
  if (!wrong.empty()) return ReportUsage(session, wrong);
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? form.value.etag() : options.etag);
  request.set_reason(options.reason);
  const std::string called = Called(form.value, console.language);
  if (request.conclusion() == Recheck::SEND_BACK) {
    if (const auto end = Confirm(session, "退回 " + called, "Return " + called)) return *end;
  }
  Prepare(session, Meant::kOnce, &request);
  auto answer = session.client.Call(&Evaluations::RecheckEvaluation, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const std::string what = console.Say("复核 ", "Recheck ") + called + console.Say("，", ", ") +
                           ChoiceLabel(request.conclusion(), console.language) + Totals(answer.value, console.language);
  return DoneForm(session, AnyForm(std::move(answer.value)), what, form.value.state());
}

}  // namespace heng::cli
