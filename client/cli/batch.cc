#include "client/cli/batch.h"

#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "scoring/project_name.h"

namespace heng::cli {
namespace {

void PrintJsonFailure(const Session& session, const std::string& path, const std::string& reason,
                      const std::string& message) {
  if (!session.Json() || session.options.files.size() < 2) return;
  session.console.out << "{\"file\":" << JsonString(path) << ",\"error\":{\"reason\":" << JsonString(reason)
                      << ",\"message\":" << JsonString(message) << "}}\n";
}

void SkipRest(const Session& session, std::size_t from, ExitCode code, BatchResult* result) {
  const std::size_t left = session.options.files.size() - from;
  for (std::size_t i = 0; i < left; ++i) result->Failed(code);
  if (left == 0) return;
  session.console.err << session.console.Say("还有 ", "Not tried: ") << left
                      << session.console.Say(" 个文件没有处理。\n", " more file(s).\n");
}

ExitCode ReportMistakes(const Session& session, const std::string& path, const std::vector<json::Mistake>& mistakes) {
  session.console.err << RenderMistakes(path, mistakes, session.ErrLook());
  PrintJsonFailure(session, path, "WRONG_FILE", mistakes.front().en);
  return ExitCode::kFailure;
}

}  // namespace

ExitCode RunBatch(const Session& session, BatchResult* result, const FileWork& work, const AfterError& after_error) {
  const auto load = [&session](const std::string& path) { return LoadFormFile(path, session.console.in); };
  return RunBatch(session, result, load, work, after_error);
}

ExitCode RunBatch(const Session& session, BatchResult* result, const FileLoader& load, const FileWork& work,
                  const AfterError& after_error) {
  std::optional<FormFile> file;
  return RunFiles(session, result,
                  {[&](const std::string& path) {
                     LoadedFile loaded = load(path);
                     file = std::move(loaded.file);
                     return std::move(loaded.mistakes);
                   },
                   [&](const std::string& path) { return work(path, *file); },
                   [&](const RpcError& error) { after_error(*file, error); }});
}

ExitCode RunFiles(const Session& session, BatchResult* result, const FileSteps& steps) {
  const std::vector<std::string>& files = session.options.files;
  // JSON lines appear while the batch runs; on a terminal they are progress enough.
  const bool lines_show_progress = session.Json() && session.console.width > 0;
  const auto pace = session.options.offline ? Progress::Pace::kThousands : Progress::Pace::kEach;
  Progress progress(session.console, lines_show_progress ? 0 : files.size(), pace);
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress.Step(files[i]);
    const std::vector<json::Mistake> mistakes = steps.load(files[i]);
    if (Interrupted()) {
      progress.Clear();
      SkipRest(session, i, ExitCode::kInterrupted, result);
      break;
    }
    if (!mistakes.empty()) {
      progress.Clear();
      result->Failed(ReportMistakes(session, files[i], mistakes));
      continue;
    }
    const std::optional<RpcError> error = steps.work(files[i]);
    if (!error) {
      result->Succeeded();
      continue;
    }
    progress.Clear();
    const ExitCode code = Report(session, files[i], *error);
    result->Failed(code);
    PrintJsonFailure(session, files[i], error->reason.empty() ? CodeName(error->code) : error->reason, error->en);
    steps.after_error(*error);
    if (code == ExitCode::kUnreachable || code == ExitCode::kInterrupted) {
      SkipRest(session, i + 1, code, result);
      break;
    }
  }
  progress.Clear();
  return result->Result(files.size());
}

void PrintJson(const Session& session, const std::string& path, const std::string& key,
               const google::protobuf::Message& message) {
  if (session.options.files.size() < 2) {
    session.console.out << json::WriteMessage(message);
    return;
  }
  session.console.out << "{\"file\":" << JsonString(path) << ",\"" << key
                      << "\":" << json::WriteMessage(message, json::Style::kLine) << "}\n"
                      << std::flush;
}

std::string FormLabel(const heng::v1::FormContent& form, const std::string& path) {
  if (!form.project_name().empty()) return scoring::ProjectName(form);
  return form.title().empty() ? path : form.title();
}

}  // namespace heng::cli
