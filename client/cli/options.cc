#include "client/cli/options.h"

#include "client/cli/command_line.h"
#include "client/cli/completion.h"

namespace heng::cli {

std::variant<Options, Exit> ParseCommandLine(const std::vector<std::string>& arguments,
                                             const Environment& environment) {
  if (!arguments.empty() && arguments.front() == kCompleteWord) {
    const std::vector<std::string> words(arguments.begin() + 1, arguments.end());
    return Exit{ExitCode::kOk, CommandLine(words, environment).Complete(words)};
  }
  return CommandLine(arguments, environment).Parse();
}

}  // namespace heng::cli
