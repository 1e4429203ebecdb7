// Where output goes and how it may look. stdout is data only; messages and progress go to stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <istream>
#include <ostream>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/language.h"

namespace heng::cli {

enum class Color { kRed, kYellow, kCyan, kBold };

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Language language = Language::kChinese;
  bool quiet = false;
  int width = 0;  // columns of the terminal stdout is; 0: it is none
  bool err_is_terminal = false;
  bool in_is_terminal = false;
  bool color_out = false;
  bool color_err = false;

  const char* Say(const char* zh, const char* en) const { return cli::Say(language, zh, en); }
  // A remark on stderr; nothing with --quiet.
  void Note(const std::string& text) const;
};

std::string Paint(const std::string& text, Color color, bool on);

// "3/40 name" on stderr while a batch runs: one line that is rewritten on a terminal, plain lines elsewhere.
class Progress {
 public:
  enum class Pace {
    kEach,      // calls to a server: every file; plain lines only from more than kPlainFrom files on
    kThousands  // files that take less than a millisecond: every 50th on a terminal, every 1000th in plain lines
  };
  static constexpr std::size_t kPlainFrom = 20;

  Progress(const Console& console, std::size_t count, Pace pace = Pace::kEach)
      : console_(console), count_(count), pace_(pace) {}
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Step(const std::string& name);
  // Wipes the line, so that a message can be printed.
  void Clear();

 private:
  bool IsDue() const;

  const Console& console_;
  std::size_t count_;
  Pace pace_;
  std::size_t done_ = 0;
  bool shown_ = false;
};

// How far a long command is, on stderr. A terminal shows a bar that is rewritten, with count, share, rate and the time
// left; elsewhere a plain line now and then: every tenth, or every ten seconds. Nothing with --quiet.
class CountProgress {
 public:
  using Clock = std::function<absl::Time()>;

  // `what` is said before the numbers: "checked ".
  CountProgress(const Console& console, const char* what, Clock clock = absl::Now);
  ~CountProgress() { Clear(); }
  CountProgress(const CountProgress&) = delete;
  CountProgress& operator=(const CountProgress&) = delete;

  // `all` 0: not known.
  void Show(int64_t done, int64_t all);
  // Wipes the line, so that a message can be printed.
  void Clear();

 private:
  bool IsDue(absl::Time now, int64_t done, int64_t all) const;
  std::string Line(absl::Time now, int64_t done, int64_t all) const;

  const Console& console_;
  const char* what_;
  const Clock clock_;
  const absl::Time begin_;
  int64_t first_ = -1;     // done when it was shown first: what a resumed command left out took no time
  absl::Time last_time_;   // of the last line
  int64_t last_done_ = 0;  // in it
  bool shown_ = false;
};

}  // namespace heng::cli
