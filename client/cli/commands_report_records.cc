// heng department-evaluation and heng year-facts: what texts for publication need beside the forms.
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_report.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::YearFacts;

// The record of this name, found in the list; without a name: it is not in it.
Answer<DepartmentEvaluation> FindRecord(const Session& session, const std::string& name) {
  Answer<DepartmentEvaluation> found;
  found.error = ForEachPage(session, &Reports::ListDepartmentEvaluations, heng::v1::ListDepartmentEvaluationsRequest(),
                            /*limit=*/0, [&](const heng::v1::ListDepartmentEvaluationsResponse& response) {
                              for (const auto& one : response.department_evaluations()) {
                                if (one.name() == name) found.value = one;
                              }
                              return response.department_evaluations_size();
                            });
  if (!found.error && found.value.name().empty()) {
    found.error =
        LocalError("NO_RECORD", "没有这条部门评价的记录，或者您不能查看：见 heng department-evaluation list。",
                   "There is no such record that you may see: see heng department-evaluation list.");
  }
  return found;
}

// The facts as they are; none yet: without a name.
Answer<YearFacts> CurrentFacts(const Session& session) {
  heng::v1::GetYearFactsRequest request;
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  auto answer = session.client.Call(&Reports::GetYearFacts, request);
  if (!answer.ok() && answer.error->reason == "RESOURCE_NOT_FOUND") return {std::nullopt, {}};
  return answer;
}

}  // namespace

ExitCode RunDepartmentEvaluationRecord(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::RecordDepartmentEvaluationRequest request;
  DepartmentEvaluation& evaluation = *request.mutable_department_evaluation();
  if (!options.name.empty()) {
    auto found = FindRecord(session, options.name);
    if (!found.ok()) return Report(session, options.name, *found.error);
    evaluation = std::move(found.value);
    evaluation.clear_create_time();
    evaluation.clear_update_time();
    if (!options.etag.empty()) evaluation.set_etag(options.etag);
  }
  if (const auto wrong = SetFields(options.fields, &evaluation)) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, options.name.empty() ? Meant::kAgain : Meant::kOnce, &request);
  const auto answer = session.client.Call(&Reports::RecordDepartmentEvaluation, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(
      session, answer.value,
      console.Say("记录 ", "Record ") + NameAndTitle(answer.value.name(), answer.value.title(), console.language));
}

ExitCode RunDepartmentEvaluationList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListDepartmentEvaluationsRequest request;
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  return PrintList(
      session, &Reports::ListDepartmentEvaluations, request, DepartmentEvaluationTable(language),
      [](const heng::v1::ListDepartmentEvaluationsResponse& response) -> const auto& {
        return response.department_evaluations();
      },
      [language](const DepartmentEvaluation& one) { return Row(one, language); },
      session.console.Say("没有部门评价的记录。", "No department evaluations are recorded."));
}

ExitCode RunDepartmentEvaluationDelete(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::DeleteDepartmentEvaluationRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag);
  if (options.etag.empty()) {
    const auto found = FindRecord(session, options.name);
    if (!found.ok()) return Report(session, options.name, *found.error);
    request.set_etag(found.value.etag());
  }
  if (const auto end = Confirm(session, "删除 " + options.name, "Delete " + options.name)) return *end;
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Reports::DeleteDepartmentEvaluation, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, console.Say("删除 ", "Delete ") + options.name);
}

ExitCode RunYearFactsShow(const Session& session) {
  heng::v1::GetYearFactsRequest request;
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  const auto answer = session.client.Call(&Reports::GetYearFacts, request);
  if (!answer.ok()) return Report(session, session.options.org, *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderYearFacts(answer.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunYearFactsSet(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.fields.empty()) {
    return ReportUsage(session, console.Say("没有要设定的内容：见 heng year-facts set --help。",
                                            "Nothing to set: see heng year-facts set --help."));
  }
  auto current = CurrentFacts(session);
  if (!current.ok()) return Report(session, options.org, *current.error);
  heng::v1::SetYearFactsRequest request;
  YearFacts& facts = *request.mutable_facts();
  facts = std::move(current.value);
  facts.set_org(options.org);
  facts.set_fiscal_year(options.fiscal_year);
  if (!options.etag.empty()) facts.set_etag(options.etag);
  facts.clear_create_time();
  facts.clear_update_time();
  if (const auto wrong = SetFields(options.fields, &facts)) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Reports::SetYearFacts, request);
  if (!answer.ok()) return Report(session, options.org, *answer.error);
  const std::string year = std::to_string(options.fiscal_year);
  const ExitCode code =
      Done(session, answer.value, console.Say("设定 ", "Set the figures of ") + options.org + " " + year,
           "heng disclosure " + options.org + " --year " + year);
  if (!session.Json()) console.out << RenderYearFacts(answer.value, console.language);
  return code;
}

}  // namespace heng::cli
