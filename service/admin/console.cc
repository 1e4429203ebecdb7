#include "service/admin/console.h"

#include <unistd.h>

#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "service/language.h"

namespace heng::admin {
namespace {

constexpr absl::Duration kRedrawEvery = absl::Milliseconds(100);

}  // namespace

Console::Console()
    : chinese_(ChooseLanguage(ProcessEnvironment) == Language::kChinese), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Console::Result(const std::string& line) const { std::cout << line << std::endl; }

void Console::Note(const std::string& line) const { std::cerr << line << std::endl; }

int Console::Fail(const absl::Status& status) const {
  std::cerr << "hengd: " << std::string(status.message()) << std::endl;
  return kExitFailure;
}

void ProgressLine::Show(const std::string& stage, int64_t done, int64_t total, const std::string& unit, bool rate) {
  const absl::Time now = absl::Now();
  if (stage != stage_) {
    Finish();
    stage_ = stage;
    began_ = now;
    shown_ = absl::InfinitePast();
    if (!console_.is_terminal()) console_.Note(absl::StrCat(stage, "…"));
  }
  if (!console_.is_terminal() || now - shown_ < kRedrawEvery) return;
  shown_ = now;
  std::string text = absl::StrCat("\r\x1b[K", stage, "…");
  if (total > 0) absl::StrAppend(&text, " ", done * 100 / total, " %");
  if (done > 0) absl::StrAppend(&text, "  ", done, " ", unit);
  const double seconds = absl::ToDoubleSeconds(now - began_);
  if (rate && done > 0 && seconds > 0.2) {
    absl::StrAppend(&text, "  ", absl::StrFormat("%.0f/s", static_cast<double>(done) / seconds));
  }
  std::cerr << text << std::flush;
  open_ = true;
}

void ProgressLine::Finish() {
  if (open_) std::cerr << "\r\x1b[K" << std::flush;
  open_ = false;
  stage_.clear();
}

store::sqlite::Watch WatchOn(const Console& console, ProgressLine& line) {
  return [&console, &line](store::sqlite::Stage stage, int64_t done, int64_t total) {
    switch (stage) {
      case store::sqlite::Stage::kCopy:
        return line.Show(console.Say("正在复制", "copying"), done, total, "", false);
      case store::sqlite::Stage::kVerify:
        return line.Show(console.Say("正在核对副本", "verifying the copy"), done, total,
                         console.Say("条事件", "events"), true);
      case store::sqlite::Stage::kMigrate:
        return line.Show(console.Say("正在核对升级结果", "verifying the result"), done, total,
                         console.Say("条事件", "events"), true);
    }
  };
}

std::string Seconds(absl::Duration duration) { return absl::StrFormat("%.1f", absl::ToDoubleSeconds(duration)); }

std::string HeadText(const store::LogHead& head) {
  return absl::StrCat(head.sequence, ":", absl::BytesToHexString(head.sha256));
}

}  // namespace heng::admin
