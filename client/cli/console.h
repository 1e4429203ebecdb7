// Where output goes and how it may look. stdout is data only; messages and progress go to stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <istream>
#include <ostream>
#include <string>

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

// "checked 12000/58311" on a terminal, one line that is rewritten; nothing elsewhere.
class CountProgress {
 public:
  // `what` is said before the numbers: "checked ".
  CountProgress(const Console& console, const char* what) : console_(console), what_(what) {}
  ~CountProgress() { Clear(); }
  CountProgress(const CountProgress&) = delete;
  CountProgress& operator=(const CountProgress&) = delete;

  void Show(int64_t done, int64_t all);
  // Wipes the line, so that a message can be printed.
  void Clear();

 private:
  const Console& console_;
  const char* what_;
  bool shown_ = false;
};

}  // namespace heng::cli
