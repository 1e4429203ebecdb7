#include "client/cli/console.h"

#include <algorithm>

#include "client/cli/text_width.h"

namespace heng::cli {

void Console::Note(const std::string& text) const {
  if (!quiet) err << text << "\n";
}

std::string Paint(const std::string& text, Color color, bool on) {
  if (!on) return text;
  const char* code = "1";
  if (color == Color::kRed) code = "31";
  if (color == Color::kYellow) code = "33";
  if (color == Color::kCyan) code = "36";
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

bool Progress::IsDue() const {
  if (console_.quiet || count_ < 2) return false;
  if (pace_ == Pace::kEach) return console_.err_is_terminal || count_ > kPlainFrom;
  return done_ % (console_.err_is_terminal ? 50 : 1000) == 0;
}

void Progress::Step(const std::string& name) {
  ++done_;
  if (!IsDue()) return;
  const std::string line = std::to_string(done_) + "/" + std::to_string(count_) + " " + SafeText(name);
  if (console_.err_is_terminal) {
    // One line for sure: a wrapped one could not be wiped.
    console_.err << "\r\x1b[K" << Shorten(line, console_.width > 1 ? console_.width - 1 : 60) << std::flush;
    shown_ = true;
  } else {
    console_.err << line << "\n";
  }
}

void Progress::Clear() {
  if (shown_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

void CountProgress::Show(int64_t done, int64_t all) {
  if (console_.quiet || !console_.err_is_terminal) return;
  console_.err << "\r\x1b[K" << what_ << done << "/" << std::max(done, all) << std::flush;
  shown_ = true;
}

void CountProgress::Clear() {
  if (shown_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

}  // namespace heng::cli
