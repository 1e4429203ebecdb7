#include "client/cli/render_events.h"

#include <algorithm>

#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::LogProblem;

// "evaluation.submit" -> 提交.
std::string ActionText(const std::string& action, Language language) {
  const std::size_t dot = action.rfind('.');
  return ActionLabel(dot == std::string::npos ? action : action.substr(dot + 1), language);
}

std::string Number(int64_t number) { return std::to_string(number); }

std::string Sound(const LogVerdict& verdict, Language language) {
  const bool chinese = language == Language::kChinese;
  if (verdict.last == 0)
    return chinese ? "事件日志完好：还没有事件。" : "The event log is sound: it has no events yet.";
  const std::string head = HeadText(verdict.last, verdict.sha256);
  if (verdict.last < verdict.first) {
    return chinese ? "事件日志没有更新的事件，末条是 " + head + "。"
                   : "There are no later events; the log ends with " + head + ".";
  }
  const std::string first = Number(verdict.first), last = Number(verdict.last);
  return chinese
             ? "事件日志完好：已核对第 " + first + " 至 " + last + " 条，末条是 " + head + "。"
             : "The event log is sound: events " + first + " to " + last + " are checked; it ends with " + head + ".";
}

std::string Wrong(const LogVerdict& verdict, Language language) {
  const bool chinese = language == Language::kChinese;
  const std::string count = Number(verdict.problem_count);
  const auto broken = std::find_if(verdict.problems.begin(), verdict.problems.end(),
                                   [](const LogProblem& problem) { return problem.breaks_chain(); });
  if (broken == verdict.problems.end()) {
    return chinese
               ? "事件日志本身没有断开，但存储的内容有 " + count + " 处与日志不符："
               : "The event log itself is not broken, but what is stored differs from it in " + count + " place(s):";
  }
  const std::string where = Number(broken->sequence());
  return chinese ? "事件日志从第 " + where + " 条起断开，共 " + count + " 处问题："
                 : "The event log is broken at event " + where + "; there are " + count + " problem(s):";
}

}  // namespace

Table EventTable(Language language) {
  return Table({{Say(language, "序号", "No."), Align::kRight},
                {Say(language, "时间（北京）", "Time (+08:00)")},
                {Say(language, "操作人", "Who"), Align::kLeft, true},
                {Say(language, "操作", "Action")},
                {Say(language, "对象", "Resource"), Align::kLeft, true},
                {Say(language, "版本", "Etag"), Align::kRight}});
}

void AddToTable(const heng::v1::Event& event, Language language, Table* table) {
  const std::string who = event.role().empty() ? event.caller() : event.caller() + " (" + event.role() + ")";
  table->AddRow({Number(event.sequence()), TimeText(event.time()), who, ActionText(event.action(), language),
                 event.resource(), event.etag()});
}

std::string EventLine(const heng::v1::Event& event, Language language) {
  std::string line = Number(event.sequence()) + "  " + TimeText(event.time()) + "  " +
                     SafeText(ActionText(event.action(), language)) + "  " + SafeText(event.resource());
  if (!event.org().empty()) line += "  " + SafeText(event.org());
  line += "  " + SafeText(event.caller());
  if (!event.role().empty()) line += " (" + SafeText(event.role()) + ")";
  return line;
}

std::string HeadText(int64_t sequence, const std::string& sha256) { return Number(sequence) + ":" + sha256; }

std::string RenderVerdict(const LogVerdict& verdict, const Look& look) {
  const Language language = look.language;
  if (verdict.problem_count == 0) return Sound(verdict, language) + "\n";
  std::string out = Paint(Wrong(verdict, language), Color::kRed, look.color) + "\n";
  for (const LogProblem& problem : verdict.problems) {
    out += "  " + std::string(Say(language, "第 ", "event ")) + Number(problem.sequence()) + Say(language, " 条", "") +
           (problem.resource().empty() ? "" : " " + SafeText(problem.resource())) + " [" + SafeText(problem.kind()) +
           "]\n    " + SafeLines(Say(language, problem.message()), "    ") + "\n";
  }
  const int64_t left_out = verdict.problem_count - static_cast<int64_t>(verdict.problems.size());
  if (left_out > 0) {
    out += std::string(Say(language, "  另有 ", "  and ")) + Number(left_out) + Say(language, " 处。", " more.") + "\n";
  }
  return out;
}

}  // namespace heng::cli
