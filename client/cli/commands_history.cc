// heng history: the whole story of a form.
#include "client/cli/form_labels.h"
#include "client/cli/pages.h"
#include "client/cli/render_history.h"

namespace heng::cli {
namespace {

struct Story {
  heng::v1::ReviewRecord review;
  // The form, for the names of its rows.
  heng::v1::FormContent evaluation;
  heng::v1::TargetContent target;
};

std::optional<RpcError> FetchForm(const Session& session, Story* story) {
  const std::string& name = session.options.name;
  if (IsTarget(name)) {
    heng::v1::GetTargetRequest request;
    request.set_name(name);
    auto answer = session.client.Call(&Targets::GetTarget, request);
    if (!answer.ok()) return answer.error;
    story->review.Swap(answer.value.mutable_review());
    story->target.Swap(answer.value.mutable_form());
    return std::nullopt;
  }
  heng::v1::GetEvaluationRequest request;
  request.set_name(name);
  auto answer = session.client.Call(&Evaluations::GetEvaluation, request);
  if (!answer.ok()) return answer.error;
  story->review.Swap(answer.value.mutable_review());
  story->evaluation.Swap(answer.value.mutable_form());
  return std::nullopt;
}

std::optional<RpcError> FetchEvents(const Session& session, std::vector<heng::v1::Event>* events) {
  heng::v1::ListEventsRequest request;
  request.set_resource(session.options.name);
  return ForEachPage(session, &Events::ListEvents, request, 0, [&](const heng::v1::ListEventsResponse& page) {
    events->insert(events->end(), page.events().begin(), page.events().end());
    return page.events_size();
  });
}

}  // namespace

ExitCode RunHistory(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  Story story;
  if (const auto error = FetchForm(session, &story)) return Report(session, options.name, *error);
  std::vector<heng::v1::Event> events;
  const auto error = FetchEvents(session, &events);
  // Who may read the form but not its events still gets what the form itself records.
  const bool no_log = error && error->code == grpc::StatusCode::PERMISSION_DENIED;
  if (error && !no_log) return Report(session, options.name, *error);
  if (no_log) {
    events.clear();
    console.Note(console.Say("您不能查看事件日志：只列出表内的记录，没有哈希。",
                             "You may not read the event log: only what the form records is listed, without hashes."));
  }
  const auto entries = JoinHistory(events, story.review);
  if (session.Json()) {
    for (const HistoryEntry& entry : entries) console.out << HistoryJson(entry) << "\n";
    return ExitCode::kOk;
  }
  const RowNames rows = IsTarget(options.name) ? RowNamesOf(story.target) : RowNamesOf(story.evaluation);
  if (!entries.empty()) {
    console.out << RenderHistory(options.name, entries, rows, options.full, session.OutLook());
  } else {
    console.Note(console.Say("没有记录。", "Nothing is recorded."));
  }
  return ExitCode::kOk;
}

}  // namespace heng::cli
