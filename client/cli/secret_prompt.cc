#include "client/cli/secret_prompt.h"

#include <termios.h>
#include <unistd.h>

namespace heng::cli {
namespace {

class WithoutEcho {
 public:
  explicit WithoutEcho(bool is_terminal) {
    active_ = is_terminal && tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!active_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    active_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~WithoutEcho() {
    if (active_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  termios before_{};
  bool active_ = false;
};

}  // namespace

std::string ReadSecretLine(std::istream& in, bool is_terminal, std::size_t max_bytes) {
  const WithoutEcho quiet(is_terminal);
  std::string line;
  for (char c = 0; line.size() <= max_bytes && in.get(c) && c != '\n';) line += c;
  return line;
}

}  // namespace heng::cli
