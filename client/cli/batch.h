// One command over many files: each is read, handed to the work and accounted for; a failure does not stop the rest.
#pragma once

#include <functional>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/form_file.h"

namespace heng::cli {

// What to do with one file. An error it returns is reported and counted by RunBatch.
using FileWork = std::function<std::optional<RpcError>(const std::string& path, const FormFile& file)>;
using FileLoader = std::function<LoadedFile(const std::string& path)>;
// May print more about a refused file, on stderr.
using AfterError = std::function<void(const FormFile& file, const RpcError& error)>;

// The same for files of any kind, in steps that share what they know: `load` reads the file and returns its mistakes,
// `work` does something with what was loaded, `after_error` follows a refusal of that.
struct FileSteps {
  std::function<std::vector<json::Mistake>(const std::string& path)> load;
  std::function<std::optional<RpcError>(const std::string& path)> work;
  std::function<void(const RpcError& error)> after_error;
};
ExitCode RunFiles(const Session& session, BatchResult* result, const FileSteps& steps);

// Calls `work` for every file of the options. Stops early on Ctrl-C and when the server can't be reached; files not
// tried are counted as failed and a note says how many. With JSON output of several files, failures are lines too.
ExitCode RunBatch(const Session& session, BatchResult* result, const FileWork& work, const AfterError& after_error);
// The same where the files come from `load`, which is called once per file and in order.
ExitCode RunBatch(const Session& session, BatchResult* result, const FileLoader& load, const FileWork& work,
                  const AfterError& after_error);

// Prints a result as JSON: alone and pretty for a single file; else one line {"file": …, "<key>": …}.
void PrintJson(const Session& session, const std::string& path, const std::string& key,
               const google::protobuf::Message& message);

// What a table calls the form: its project, else its title, else the file.
std::string FormLabel(const heng::v1::FormContent& form, const std::string& path);

}  // namespace heng::cli
