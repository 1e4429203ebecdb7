#include "client/cli/console.h"

#include <algorithm>
#include <utility>

#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

// "3:07", "1:02:30".
std::string Clockwise(int64_t seconds) {
  const auto two = [](int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const std::string hours = seconds >= 3600 ? std::to_string(seconds / 3600) + ":" : "";
  const int64_t minutes = seconds / 60 % 60;
  return hours + (hours.empty() ? std::to_string(minutes) : two(minutes)) + ":" + two(seconds % 60);
}

}  // namespace

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

CountProgress::CountProgress(const Console& console, const char* what, Clock clock)
    : console_(console), what_(what), clock_(std::move(clock)), begin_(clock_()), last_time_(begin_) {}

void CountProgress::Show(int64_t done, int64_t all) {
  if (all > 0) all = std::max(done, all);
  if (first_ < 0) first_ = done;
  const absl::Time now = clock_();
  if (console_.quiet || !IsDue(now, done, all)) return;
  last_time_ = now;
  last_done_ = done;
  if (!console_.err_is_terminal) {
    console_.err << Line(now, done, all) << std::endl;
    return;
  }
  console_.err << "\r\x1b[K" << Line(now, done, all) << std::flush;
  shown_ = true;
}

bool CountProgress::IsDue(absl::Time now, int64_t done, int64_t all) const {
  const absl::Duration since = now - last_time_;
  if (console_.err_is_terminal) return !shown_ || since >= absl::Milliseconds(100) || done == all;
  const bool tenth = all > 0 && done * 10 / all > last_done_ * 10 / all;
  return since >= absl::Seconds(10) || (tenth && since >= absl::Seconds(2));
}

std::string CountProgress::Line(absl::Time now, int64_t done, int64_t all) const {
  const auto seconds = static_cast<int64_t>(absl::ToDoubleSeconds(now - begin_));
  const int64_t worked = done - first_;
  std::string after = std::to_string(done);
  if (all > 0) after += "/" + std::to_string(all) + "  " + std::to_string(done * 100 / all) + "%";
  if (seconds > 0 && worked > 0) {
    after += "  " + std::to_string(worked / seconds) + console_.Say("/秒", "/s");
    if (all > done) after += console_.Say("  还要 ", "  left ") + Clockwise((all - done) * seconds / worked);
  }
  if (!console_.err_is_terminal || all == 0) return what_ + after;
  // One line for sure: a wrapped one could not be wiped. What is left of it is the bar.
  const int room = (console_.width > 1 ? console_.width - 1 : 60) - DisplayWidth(what_) - DisplayWidth(after) - 4;
  if (room < 5) return Shorten(what_ + after, console_.width > 1 ? console_.width - 1 : 60);
  const int bar = std::min(room, 40);
  const auto full = static_cast<std::size_t>(done * bar / all);
  return what_ + ("[" + std::string(full, '#')) + std::string(static_cast<std::size_t>(bar) - full, '-') + "] " + after;
}

void CountProgress::Clear() {
  if (shown_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

}  // namespace heng::cli
