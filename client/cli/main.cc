#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "client/cli/commands.h"
#include "client/cli/interrupt.h"
#include "client/cli/options.h"

namespace heng::cli {
namespace {

int TerminalWidth() {
  winsize size{};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Console MakeConsole(const Options& options) {
  Console console{std::cin, std::cout, std::cerr};
  console.language = options.language;
  console.quiet = options.quiet;
  console.width = TerminalWidth();
  console.in_is_terminal = isatty(STDIN_FILENO) != 0;
  console.err_is_terminal = isatty(STDERR_FILENO) != 0;
  console.color_out = !options.no_color && isatty(STDOUT_FILENO) != 0;
  console.color_err = !options.no_color && console.err_is_terminal;
  return console;
}

int Main(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments, ProcessEnvironment);
  if (const auto* exit = std::get_if<Exit>(&parsed)) {
    (exit->code == ExitCode::kOk ? std::cout : std::cerr) << exit->text;
    return static_cast<int>(exit->code);
  }
  CatchInterrupts();
  const Options& options = std::get<Options>(parsed);
  return static_cast<int>(RunCommand(options, MakeConsole(options)));
}

}  // namespace
}  // namespace heng::cli

int main(int argc, char** argv) {
  // Debian's Abseil aborts on a suspected lock-order inversion, in release builds too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // gRPC's own lines about handshakes; we say what is wrong in sentences. Whoever sets it sees them.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  return heng::cli::Main(std::vector<std::string>(argv + 1, argv + argc));
}
