// heng policy simulate --remote: what the evaluations a server has would be worth under another policy.
#include "client/cli/commands.h"
#include "client/cli/grade_moves.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/policy_source.h"
#include "client/cli/stream_call.h"
#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::SimulatedChange;
using heng::v1::SimulatePolicyRequest;
using heng::v1::SimulatePolicyResponse;

// Counting all of a large store is the longest silence there is.
constexpr absl::Duration kLongestSilence = absl::Minutes(2);

class Changes {
 public:
  explicit Changes(const Session& session)
      : session_(session),
        table_({{Say("自评表", "Evaluation")},
                {Say("项目", "Project"), Align::kLeft, true},
                {Say("原得分", "Old total"), Align::kRight},
                {Say("原等级", "Old grade")},
                {Say("新得分", "New total"), Align::kRight},
                {Say("新等级", "New grade")},
                {Say("等级变化", "Grade change")}}) {}

  void Add(const SimulatedChange& change) {
    if (session_.Json()) {
      session_.console.out << json::WriteMessage(change, json::Style::kLine) << "\n";
      return;
    }
    const Language language = session_.console.language;
    const bool moved = change.old_grade() != change.new_grade();
    table_.AddRow({change.evaluation(), change.project_name(), change.old_total(),
                   GradeText(change.old_grade(), language), change.new_total(), GradeText(change.new_grade(), language),
                   moved ? MoveText(change.old_grade(), change.new_grade(), language) : ""});
  }
  bool HasLines() const { return !table_.empty(); }
  void PrintSoFar() {
    if (!HasLines()) return;
    session_.console.out << table_.RenderPart(session_.console.width) << std::flush;
    printed_ = true;
  }
  bool printed() const { return printed_; }

 private:
  const char* Say(const char* zh, const char* en) const { return session_.console.Say(zh, en); }

  const Session& session_;
  Table table_;
  bool printed_ = false;
};

void PrintResult(const Session& session, const heng::v1::PolicySimulation& result) {
  const Console& console = session.console;
  GradeMoves moves;
  for (const auto& move : result.moves()) moves.Add(move.old_grade(), move.new_grade(), move.forms());
  if (session.Json()) {
    console.out << moves.Json(result.totals_changed()) << ",\"policy\":" << JsonString(result.policy())
                << ",\"policySha256\":" << JsonString(result.policy_sha256()) << ",\"startSequence\":\""
                << result.start_sequence() << "\",\"endSequence\":\"" << result.end_sequence() << "\"}}\n";
    return;
  }
  console.out << moves.Render(console) << "\n"
              << console.Say("新规则 ", "New policy ") << ShortPolicyName(result.policy()) << console.Say("。", ".")
              << "\n"
              << moves.Sentence(console, result.totals_changed());
  if (result.start_sequence() != result.end_sequence()) {
    console.Note(console.Say("注意：试算期间有改动；事件从 ", "Note: something changed meanwhile; events from ") +
                 std::to_string(result.start_sequence()) + console.Say(" 到 ", " to ") +
                 std::to_string(result.end_sequence()) + console.Say("。", "."));
  }
}

}  // namespace

ExitCode RunRemotePolicySimulate(const Session& session) {
  const Options& options = session.options;
  SimulatePolicyRequest request;
  if (IsPolicyPath(options.policy)) {
    auto policy = ReadPolicyFile(options.policy);
    if (!policy.ok()) return Report(session, options.policy, *policy.error);
    *request.mutable_content() = std::move(policy.value);
  } else {
    request.set_policy(options.policy);
  }
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_state(options.state);
  request.set_with_changes(options.changes);
  CountProgress progress(session.console, session.console.Say("已试算 ", "simulated "));
  Changes changes(session);
  std::optional<heng::v1::PolicySimulation> result;
  const StreamLimits limits{.idle = std::max(kLongestSilence, options.timeout)};
  const auto error = ReadStream<Policies, SimulatePolicyRequest, SimulatePolicyResponse>(
      session.client, &Policies::SimulatePolicy, request, limits, [&](SimulatePolicyResponse& message) {
        for (const SimulatedChange& change : message.changes()) changes.Add(change);
        if (changes.HasLines()) {
          progress.Clear();
          changes.PrintSoFar();
        }
        progress.Show(message.done(), message.all());
        if (message.has_result()) result = message.result();
        return true;
      });
  progress.Clear();
  if (error) return Report(session, "", *error);
  if (!result) {
    RpcError cut = LocalError("WRONG_ANSWER", "服务器没有给出结果。", "The server gave no result.");
    cut.code = grpc::StatusCode::INTERNAL;
    return Report(session, "", cut);
  }
  if (changes.printed()) session.console.out << "\n";
  PrintResult(session, *result);
  return ExitCode::kOk;
}

}  // namespace heng::cli
