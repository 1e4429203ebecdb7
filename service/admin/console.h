// What a maintenance command says, and where: results on standard output, progress and errors on standard error.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/store/sqlite/backup.h"

namespace heng::admin {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;

class Console {
 public:
  // Chinese or English by HENG_LANG, else LC_ALL, LC_MESSAGES, LANG, as heng does; Chinese where none says.
  Console();

  // The text of the person's language.
  const std::string& Say(const std::string& zh, const std::string& en) const { return chinese_ ? zh : en; }

  void Result(const std::string& line) const;  // standard output
  void Note(const std::string& line) const;    // standard error
  // Says what is wrong and returns kExitFailure.
  int Fail(const absl::Status& status) const;

  bool chinese() const { return chinese_; }
  bool is_terminal() const { return is_terminal_; }

 private:
  bool chinese_;
  bool is_terminal_;  // standard error
};

// One line that counts up on a terminal, at most ten times a second; elsewhere a line per stage.
class ProgressLine {
 public:
  explicit ProgressLine(const Console& console) : console_(console) {}
  ~ProgressLine() { Finish(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `unit`: what is counted, such as "pages"; with `rate` also how many a second.
  void Show(const std::string& stage, int64_t done, int64_t total, const std::string& unit, bool rate);
  // Ends the line, so that other text can follow.
  void Finish();

 private:
  const Console& console_;
  std::string stage_;
  absl::Time began_, shown_;
  bool open_ = false;
};

// Shows the stages of a copy or a migration.
store::sqlite::Watch WatchOn(const Console& console, ProgressLine& line);

// "3.2".
std::string Seconds(absl::Duration duration);

// "SEQUENCE:HASH", as heng events head prints it.
std::string HeadText(const store::LogHead& head);

}  // namespace heng::admin
