// heng diff: what two forms say differently.
#include <algorithm>

#include "client/cli/commands.h"
#include "client/cli/form_file.h"
#include "client/cli/form_labels.h"
#include "client/cli/read_file.h"
#include "client/cli/render_diff.h"
#include "client/cli/rpc.h"

namespace heng::cli {
namespace {

// "evaluations/x@3", "x@3" or a file, taken apart.
struct Operand {
  std::string text;      // as given
  std::string name;      // "evaluations/x"; empty: a file
  std::string revision;  // empty: as it is now
};

bool IsName(const std::string& text) { return text.starts_with("evaluations/") || IsTarget(text); }

// What is no name with its collection is a file where it looks like one, else the id of an evaluation.
Operand ParseOperand(const std::string& text) {
  Operand operand{text, "", ""};
  if (!IsName(text) && (text.ends_with(".json") || text.find('/') != std::string::npos)) return operand;
  const std::size_t at = text.rfind('@');
  operand.name = text.substr(0, at);
  if (at != std::string::npos) operand.revision = text.substr(at + 1);
  if (!IsName(operand.name)) operand.name = "evaluations/" + operand.name;
  operand.text = operand.name + (operand.revision.empty() ? "" : "@" + operand.revision);
  return operand;
}

std::vector<json::Mistake> ParseTarget(const std::string& content, heng::v1::TargetContent* form) {
  const std::vector<std::string> keys = json::TopLevelKeys(content);
  if (std::find(keys.begin(), keys.end(), "form") == keys.end()) return json::ReadMessage(content, form);
  heng::v1::Target target;
  auto mistakes = json::ReadMessage(content, &target);
  if (mistakes.empty()) form->Swap(target.mutable_form());
  return mistakes;
}

// A file says by its fields which form it is. False: it is neither, which has been said.
bool ReadFormFile(const Session& session, const std::string& path, ComparedForm* form) {
  const FileText file = ReadRegularFile(path, kMaxFileBytes);
  if (!file.text) {
    const bool large = file.too_large;
    Report(session, path,
           LocalError("WRONG_FILE", large ? "超过 4 MiB。" : file.zh, large ? "Larger than 4 MiB." : file.en));
    return false;
  }
  LoadedFile evaluation = ParseFormFile(*file.text);
  if (evaluation.file) {
    form->content = std::move(*evaluation.file->evaluation.mutable_form());
    return true;
  }
  heng::v1::TargetContent target;
  const auto mistakes = ParseTarget(*file.text, &target);
  if (mistakes.empty()) {
    form->content = std::move(target);
    return true;
  }
  // It is meant to be the form it has fewer mistakes as.
  const bool as_target = mistakes.size() < evaluation.mistakes.size();
  session.console.err << RenderMistakes(path, as_target ? mistakes : evaluation.mistakes, session.ErrLook());
  return false;
}

std::optional<RpcError> Fetch(const Session& session, const Operand& operand, ComparedForm* form) {
  if (IsTarget(operand.name)) {
    heng::v1::GetTargetRequest request;
    request.set_name(operand.name);
    request.set_revision(operand.revision);
    auto answer = session.client.Call(&Targets::GetTarget, request);
    if (!answer.ok()) return answer.error;
    form->etag = answer.value.etag();
    form->content = std::move(*answer.value.mutable_form());
    return std::nullopt;
  }
  heng::v1::GetEvaluationRequest request;
  request.set_name(operand.name);
  request.set_revision(operand.revision);
  auto answer = session.client.Call(&Evaluations::GetEvaluation, request);
  if (!answer.ok()) return answer.error;
  form->etag = answer.value.etag();
  form->content = std::move(*answer.value.mutable_form());
  form->score = std::move(*answer.value.mutable_score());
  return std::nullopt;
}

// nullopt: it is there; else how the command ends, which has been said.
std::optional<ExitCode> Load(const Session& session, const std::string& text, ComparedForm* form) {
  const Operand operand = ParseOperand(text);
  form->name = operand.text;
  if (operand.name.empty()) {
    return ReadFormFile(session, operand.text, form) ? std::nullopt : std::optional(ExitCode::kFailure);
  }
  const auto error = Fetch(session, operand, form);
  return error ? std::optional(Report(session, operand.text, *error)) : std::nullopt;
}

}  // namespace

ExitCode RunDiff(const Session& session) {
  const Options& options = session.options;
  ComparedForm before, after;
  if (const auto end = Load(session, options.names[0], &before)) return *end;
  if (const auto end = Load(session, options.names[1], &after)) return *end;
  const auto differences = DiffForms(before, after);
  session.console.out << (session.Json() ? DiffJson(before, after, differences)
                                         : RenderDiff(before, after, differences, options.full, session.OutLook()));
  return options.fail_if_different && !differences.empty() ? ExitCode::kFindings : ExitCode::kOk;
}

}  // namespace heng::cli
