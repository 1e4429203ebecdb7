#include "client/cli/render_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/text_width.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 80;

heng::v1::Event Sample(int64_t sequence, const std::string& action, const std::string& id) {
  heng::v1::Event event;
  event.set_sequence(sequence);
  event.mutable_time()->set_seconds(1'679'999'999);  // 2023-03-28 in Greenwich, the next hours already in Beijing
  event.set_caller("local");
  event.set_action(action);
  event.set_resource("evaluations/" + id);
  event.set_etag("2");
  return event;
}

heng::v1::LogProblem Problem(int64_t sequence, bool breaks_chain) {
  heng::v1::LogProblem problem;
  problem.set_sequence(sequence);
  problem.set_resource("evaluations/a\x1b");
  problem.set_kind(breaks_chain ? "event-changed" : "header-changed");
  problem.set_breaks_chain(breaks_chain);
  problem.mutable_message()->set_zh("写入后被改动过。");
  problem.mutable_message()->set_en("it was changed later");
  return problem;
}

TEST(EventTable, FitsATerminalInChineseAndEnglish) {
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    Table table = EventTable(language);
    AddToTable(Sample(9, "evaluation.create", "dt-2022-canjiren"), language, &table);
    AddToTable(Sample(128, "evaluation.discard", std::string(60, 'x')), language, &table);
    const std::string text = table.RenderPart(kWidth);
    EXPECT_EQ(text, language == Language::kChinese
                        ? "序号  时间（北京）         操作人  操作  对象                               版本\n"
                          "   9  2023-03-28 18:39:59  local   新建  evaluations/dt-2022-canjiren          2\n"
                          " 128  2023-03-28 18:39:59  local   作废  evaluations/xxxxxxxxxxxxxxxxxxxx…     2\n"
                        : "No.  Time (+08:00)        Who    Action   Resource                          Etag\n"
                          "  9  2023-03-28 18:39:59  local  create   evaluations/dt-2022-canjiren         2\n"
                          "128  2023-03-28 18:39:59  local  discard  evaluations/xxxxxxxxxxxxxxxxxxx…     2\n");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), kWidth) << line;
  }
}

TEST(EventTable, GoesOnInTheSameColumnsWithoutTitles) {
  Table table = EventTable(Language::kEnglish);
  AddToTable(Sample(1, "evaluation.discard", "a-long-name-to-begin-with"), Language::kEnglish, &table);
  const std::string first = table.RenderPart(0);
  EXPECT_TRUE(table.empty());
  AddToTable(Sample(2, "evaluation.submit", "short"), Language::kEnglish, &table);
  const std::string second = table.RenderPart(0);
  EXPECT_THAT(second, Not(HasSubstr("Evaluation ")));
  EXPECT_EQ(second.size(), first.size() / 2) << first << second;
  EXPECT_EQ(second.find("evaluations/"), first.find("evaluations/") - first.size() / 2);
}

TEST(Verdict, SaysInOneSentenceThatAllIsSound) {
  LogVerdict verdict{.first = 1, .last = 128, .sha256 = "9f2c", .problem_count = 0, .problems = {}};
  EXPECT_EQ(RenderVerdict(verdict, {}), "事件日志完好：已核对第 1 至 128 条，末条是 128:9f2c。\n");
  EXPECT_EQ(RenderVerdict(verdict, {.language = Language::kEnglish}),
            "The event log is sound: events 1 to 128 are checked; it ends with 128:9f2c.\n");
  verdict.first = 129;
  EXPECT_EQ(RenderVerdict(verdict, {}), "事件日志没有更新的事件，末条是 128:9f2c。\n");
  EXPECT_EQ(RenderVerdict({}, {}), "事件日志完好：还没有事件。\n");
}

TEST(Verdict, NamesTheFirstBrokenLinkThenEveryProblem) {
  LogVerdict verdict;
  verdict.problem_count = 7;
  verdict.problems = {Problem(3, false), Problem(5, true), Problem(9, true)};
  EXPECT_EQ(RenderVerdict(verdict, {}),
            "事件日志从第 5 条起断开，共 7 处问题：\n"
            "  第 3 条 evaluations/a\\x1b [header-changed]\n"
            "    写入后被改动过。\n"
            "  第 5 条 evaluations/a\\x1b [event-changed]\n"
            "    写入后被改动过。\n"
            "  第 9 条 evaluations/a\\x1b [event-changed]\n"
            "    写入后被改动过。\n"
            "  另有 4 处。\n");
  verdict.problems.resize(1);
  verdict.problem_count = 1;
  EXPECT_EQ(RenderVerdict(verdict, {.language = Language::kEnglish}),
            "The event log itself is not broken, but what is stored differs from it in 1 place(s):\n"
            "  event 3 evaluations/a\\x1b [header-changed]\n"
            "    it was changed later\n");
}

}  // namespace
}  // namespace heng::cli
