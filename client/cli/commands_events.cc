// heng events list, head and verify.
#include <algorithm>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/json_text.h"
#include "client/cli/render_events.h"
#include "client/cli/rpc.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::VerifyEventsRequest;
using heng::v1::VerifyEventsResponse;

constexpr int64_t kPageSize = 500;       // events have about 1 KB
constexpr std::size_t kMaxListed = 100;  // problems; more are counted

void Add(const VerifyEventsResponse& response, LogVerdict* verdict) {
  verdict->problem_count += response.problems_size();
  for (const auto& problem : response.problems()) {
    if (verdict->problems.size() < kMaxListed) verdict->problems.push_back(problem);
  }
}

// Stretch after stretch to the end of the log; each has to begin where the one before ended.
std::optional<RpcError> CheckLog(const Session& session, LogVerdict* verdict) {
  CountProgress progress(session.console, session.console.Say("已核对 ", "checked "));
  VerifyEventsRequest request;
  request.set_after_sequence(verdict->first - 1);
  while (true) {
    const auto answer = session.client.Call(&Events::VerifyEvents, request);
    if (!answer.ok()) return answer.error;
    Add(answer.value, verdict);
    verdict->last = answer.value.verified_through();
    verdict->sha256 = answer.value.sha256();
    if (answer.value.done()) return std::nullopt;
    progress.Show(answer.value.verified_through(), answer.value.head().sequence());
    request.set_after_sequence(answer.value.verified_through());
    request.set_previous_sha256(answer.value.sha256());
  }
}

// Whether the log still has the event of the head that was kept, with that hash. Its problem is put where it belongs.
std::optional<RpcError> CheckHead(const Session& session, LogVerdict* verdict) {
  const Options& options = session.options;
  if (options.head_sha256.empty()) return std::nullopt;
  VerifyEventsRequest request;
  request.set_after_sequence(options.head_sequence);
  request.set_previous_sha256(options.head_sha256);
  request.set_limit(1);
  const auto answer = session.client.Call(&Events::VerifyEvents, request);
  if (!answer.ok()) return answer.error;
  for (const auto& problem : answer.value.problems()) {
    // The rest was found by the check of the whole log, or lies before what was to be checked.
    const bool about_head = problem.sequence() == options.head_sequence &&
                            (problem.kind() == "head-mismatch" || problem.kind() == "event-missing");
    if (!about_head) continue;
    ++verdict->problem_count;
    const auto place = std::upper_bound(verdict->problems.begin(), verdict->problems.end(), problem,
                                        [](const auto& a, const auto& b) { return a.sequence() < b.sequence(); });
    verdict->problems.insert(place, problem);
  }
  return std::nullopt;
}

void PrintJson(const Session& session, const LogVerdict& verdict) {
  for (const auto& problem : verdict.problems) {
    session.console.out << json::WriteMessage(problem, json::Style::kLine) << "\n";
  }
  session.console.out << "{\"summary\":{\"sound\":" << (verdict.problem_count == 0 ? "true" : "false")
                      << ",\"problems\":" << verdict.problem_count
                      << ",\"verifiedThrough\":" << JsonString(std::to_string(verdict.last))
                      << ",\"sha256\":" << JsonString(verdict.sha256) << "}}\n";
}

}  // namespace

ExitCode RunEventsList(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  Table table = EventTable(console.language);
  heng::v1::ListEventsRequest request;
  request.set_resource(options.name);
  request.set_after_sequence(options.from - 1);
  int64_t listed = 0;
  while (options.limit == 0 || listed < options.limit) {
    request.set_page_size(
        static_cast<int32_t>(options.limit == 0 ? kPageSize : std::min(kPageSize, options.limit - listed)));
    const auto answer = session.client.Call(&Events::ListEvents, request);
    if (!answer.ok()) return Report(session, options.name, *answer.error);
    for (const heng::v1::Event& event : answer.value.events()) {
      if (session.Json()) {
        console.out << json::WriteMessage(event, json::Style::kLine) << "\n";
      } else {
        AddToTable(event, console.language, &table);
      }
    }
    // A log may have millions of events: each page is printed as it comes.
    if (!table.empty()) console.out << table.RenderPart(console.width);
    listed += answer.value.events_size();
    if (answer.value.next_page_token().empty() || !console.out.good()) break;
    request.set_page_token(answer.value.next_page_token());
  }
  if (listed == 0 && !session.Json()) console.Note(console.Say("没有事件。", "No events."));
  return ExitCode::kOk;
}

ExitCode RunEventsHead(const Session& session) {
  const auto answer = session.client.Call(&Events::GetEventHead, {});
  if (!answer.ok()) return Report(session, "", *answer.error);
  if (session.Json()) {
    session.console.out << json::WriteMessage(answer.value, json::Style::kLine) << "\n";
  } else {
    session.console.out << HeadText(answer.value.sequence(), answer.value.sha256()) << "\n";
  }
  return ExitCode::kOk;
}

ExitCode RunEventsVerify(const Session& session) {
  LogVerdict verdict;
  verdict.first = session.options.from;
  auto error = CheckLog(session, &verdict);
  if (!error) error = CheckHead(session, &verdict);
  if (error) {
    if (verdict.problem_count > 0) session.console.out << RenderVerdict(verdict, session.OutLook());
    return Report(session, "", *error);
  }
  if (session.Json()) {
    PrintJson(session, verdict);
  } else {
    session.console.out << RenderVerdict(verdict, session.OutLook());
  }
  return verdict.problem_count == 0 ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace heng::cli
