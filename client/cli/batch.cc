#include "client/cli/batch.h"

#include <nlohmann/json.hpp>

#include "client/cli/interrupt.h"
#include "scoring/project_name.h"

namespace heng::cli {
namespace {

std::string Quoted(const std::string& text) {
  // Paths may be any bytes; JSON is UTF-8.
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void PrintJsonFailure(const Session& session, const std::string& path, const std::string& reason,
                      const std::string& message) {
  if (!session.Json() || session.options.files.size() < 2) return;
  session.console.out << "{\"file\":" << Quoted(path) << ",\"error\":{\"reason\":" << Quoted(reason)
                      << ",\"message\":" << Quoted(message) << "}}\n";
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

ExitCode RunBatch(const Session& session, BatchResult* result, const FileWork& work,
                  const std::function<void(const FormFile& file, const RpcError& error)>& after_error) {
  const std::vector<std::string>& files = session.options.files;
  // JSON lines appear while the batch runs; on a terminal they are progress enough.
  const bool lines_show_progress = session.Json() && session.console.width > 0;
  Progress progress(session.console, lines_show_progress ? 0 : files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress.Step(files[i]);
    const LoadedFile loaded = LoadFormFile(files[i], session.console.in);
    if (Interrupted()) {
      progress.Clear();
      SkipRest(session, i, ExitCode::kInterrupted, result);
      break;
    }
    if (!loaded.file) {
      progress.Clear();
      result->Failed(ReportMistakes(session, files[i], loaded.mistakes));
      continue;
    }
    const std::optional<RpcError> error = work(files[i], *loaded.file);
    if (!error) {
      result->Succeeded();
      continue;
    }
    progress.Clear();
    const ExitCode code = Report(session, files[i], *error);
    result->Failed(code);
    PrintJsonFailure(session, files[i], error->reason.empty() ? CodeName(error->code) : error->reason, error->en);
    after_error(*loaded.file, *error);
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
  session.console.out << "{\"file\":" << Quoted(path) << ",\"" << key
                      << "\":" << json::WriteMessage(message, json::Style::kLine) << "}\n"
                      << std::flush;
}

std::string FormLabel(const heng::v1::FormContent& form, const std::string& path) {
  if (!form.project_name().empty()) return scoring::ProjectName(form);
  return form.title().empty() ? path : form.title();
}

}  // namespace heng::cli
