// What the commands share when they judge forms.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/admin/commands.h"

namespace heng::admin {

void Report::Add(const std::string& line) {
  ++count_;
  if (listed_++ < kMaxProblems) console_.Result(absl::StrCat(console_.Say("问题：", "problem: "), line));
}

void Report::AddAll(const AuditResult& result) {
  for (const heng::v1::LogProblem& problem : result.problems) {
    Add(absl::StrCat(console_.Say("事件 ", "event "), problem.sequence(), " (", problem.resource(), ") [",
                     problem.kind(), "] ", console_.Say(problem.message().zh(), problem.message().en())));
  }
  count_ += result.problem_count - static_cast<int64_t>(result.problems.size());
}

absl::StatusOr<AuditResult> AuditWithProgress(const ReadPage& read, const store::LogHead& end, const Console& console,
                                              ProgressLine& line) {
  return AuditAll(read, [&](int64_t done) {
    line.Show(console.Say("正在逐表核对", "checking every form"), done, std::max(end.sequence, done),
              console.Say("条事件", "events"), true);
  });
}

void SaySound(const Console& console, const AuditResult& result, absl::Time began) {
  console.Result(absl::StrCat(console.Say("完好：表 ", "sound: forms "), result.forms,
                              console.Say("，条目 ", ", entries "), result.entries, console.Say("，事件 ", ", events "),
                              result.head.sequence, console.Say("，日志末端 ", ", head "), HeadText(result.head),
                              console.Say("，用时(秒) ", ", seconds "), Seconds(absl::Now() - began)));
}

}  // namespace heng::admin
