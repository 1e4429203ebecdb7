#include "client/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace heng::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::variant<Options, Exit> Parse(const std::vector<std::string>& arguments,
                                  std::map<std::string, std::string> environment = {}) {
  return ParseCommandLine(arguments, [&](const char* name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

Options Parsed(const std::vector<std::string>& arguments, std::map<std::string, std::string> environment = {}) {
  const auto parsed = Parse(arguments, std::move(environment));
  if (const auto* exit = std::get_if<Exit>(&parsed)) {
    ADD_FAILURE() << exit->text;
    return {};
  }
  return std::get<Options>(parsed);
}

std::string UsageMistake(const std::vector<std::string>& arguments) {
  const auto parsed = Parse(arguments, {{"HENG_LANG", "en"}});
  const auto* exit = std::get_if<Exit>(&parsed);
  if (exit == nullptr) return "accepted";
  EXPECT_EQ(exit->code, ExitCode::kUsage);
  return exit->text;
}

TEST(CommandLine, GlobalFlagsStandBeforeOrBehindTheCommand) {
  for (const auto& arguments : {std::vector<std::string>{"--output", "json", "--timeout", "5s", "submit", "a", "-"},
                                std::vector<std::string>{"submit", "a", "-", "-o", "json", "--timeout=5"}}) {
    const Options options = Parsed(arguments);
    EXPECT_EQ(options.command, Command::kSubmit);
    EXPECT_EQ(options.output, Output::kJson);
    EXPECT_EQ(options.timeout, absl::Seconds(5));
    EXPECT_THAT(options.files, ElementsAre("a", "-"));
  }
}

TEST(CommandLine, DefaultsHold) {
  const Options options = Parsed({"eval", "list"});
  EXPECT_EQ(options.command, Command::kEvalList);
  EXPECT_EQ(options.server, "127.0.0.1:7443");
  EXPECT_EQ(options.target, "ipv4:127.0.0.1:7443");
  EXPECT_EQ(options.output, Output::kTable);
  EXPECT_EQ(options.timeout, absl::Seconds(30));
  EXPECT_EQ(options.limit, 0);
}

TEST(CommandLine, FlagBeatsEnvironmentBeatsDefault) {
  EXPECT_EQ(Parsed({"version"}, {{"HENG_SERVER", "127.0.0.1:1"}}).server, "127.0.0.1:1");
  EXPECT_EQ(Parsed({"version", "--server", "127.0.0.1:2"}, {{"HENG_SERVER", "127.0.0.1:1"}}).server, "127.0.0.1:2");
  EXPECT_EQ(Parsed({"version", "--lang", "en"}, {{"HENG_LANG", "zh"}}).language, Language::kEnglish);
  EXPECT_TRUE(Parsed({"version"}, {{"NO_COLOR", "1"}}).no_color);
  EXPECT_FALSE(Parsed({"version"}).no_color);
}

TEST(CommandLine, NamesMayLeaveOutTheCollection) {
  EXPECT_EQ(Parsed({"eval", "show", "dt-2022"}).name, "evaluations/dt-2022");
  EXPECT_EQ(Parsed({"eval", "show", "evaluations/dt-2022"}).name, "evaluations/dt-2022");
  EXPECT_EQ(Parsed({"score", "a", "--policy", "mof-2020"}).policy, "policies/mof-2020");
  EXPECT_EQ(Parsed({"score", "a"}).policy, "");
  EXPECT_EQ(Parsed({"eval", "list", "--org", "dt"}).org, "orgs/dt");
}

TEST(CommandLine, HeadOfTheEventLog) {
  const std::string hash = std::string(62, 'a') + "F0";
  const Options options = Parsed({"events", "verify", "--head", "128:" + hash, "--from", "7"});
  EXPECT_EQ(options.head_sequence, 128);
  EXPECT_EQ(options.head_sha256, std::string(62, 'a') + "f0");
  EXPECT_EQ(options.from, 7);
  EXPECT_EQ(Parsed({"events", "list", "--evaluation", "dt-2022"}).name, "evaluations/dt-2022");
  for (const std::string& wrong : {std::string("128"), "128:" + hash + "0", ":" + hash, "-1:" + hash,
                                   "99999999999999999999:" + hash, "1:" + std::string(64, 'g')}) {
    EXPECT_THAT(UsageMistake({"events", "verify", "--head", wrong}), HasSubstr("SEQUENCE:HASH")) << wrong;
  }
  EXPECT_THAT(UsageMistake({"events", "list", "--from", "0"}), HasSubstr("--from"));
}

TEST(CommandLine, StateAndGradeInBothLanguages) {
  EXPECT_EQ(Parsed({"eval", "list", "--state", "submitted"}).state, heng::v1::Evaluation::SUBMITTED);
  EXPECT_EQ(Parsed({"eval", "list", "--state", "草稿"}).state, heng::v1::Evaluation::DRAFT);
  EXPECT_EQ(Parsed({"eval", "list", "--grade", "GOOD"}).grade, heng::v1::GOOD);
  EXPECT_EQ(Parsed({"eval", "list", "--grade", "差"}).grade, heng::v1::POOR);
  EXPECT_THAT(UsageMistake({"eval", "list", "--state", "x"}), HasSubstr("draft, checked"));
  EXPECT_THAT(UsageMistake({"eval", "list", "--grade", "x"}), HasSubstr("excellent, good"));
}

TEST(CommandLine, MistakesAreUsageErrors) {
  EXPECT_THAT(UsageMistake({}), HasSubstr("No command"));
  EXPECT_THAT(UsageMistake({"scroe", "a"}), HasSubstr("scroe"));
  EXPECT_THAT(UsageMistake({"score"}), HasSubstr("FILE"));
  EXPECT_THAT(UsageMistake({"eval"}), HasSubstr("No command"));
  EXPECT_THAT(UsageMistake({"score", "a", "-o", "xml"}), HasSubstr("--output"));
  EXPECT_THAT(UsageMistake({"score", "a", "--timeout", "soon"}), HasSubstr("--timeout"));
  EXPECT_THAT(UsageMistake({"score", "a", "--timeout", "0"}), HasSubstr("--timeout"));
  EXPECT_THAT(UsageMistake({"score", "a", "--fail-on", "info"}), HasSubstr("--fail-on"));
  EXPECT_THAT(UsageMistake({"score", "-", "-"}), HasSubstr("stdin"));
  EXPECT_THAT(UsageMistake({"eval", "list", "--limit", "-1"}), HasSubstr("--limit"));
  EXPECT_THAT(UsageMistake({"eval", "list", "--year", "now"}), HasSubstr("--year"));
  EXPECT_THAT(UsageMistake({"submit", "a", "--request-id", "no blanks"}), HasSubstr("--request-id"));
  EXPECT_THAT(UsageMistake({"submit", "a", "b", "--request-id", "x"}), HasSubstr("one file"));
}

TEST(CommandLine, HelpIsAnAnswerNotAMistake) {
  const auto parsed = Parse({"score", "--help"});
  const auto* exit = std::get_if<Exit>(&parsed);
  ASSERT_NE(exit, nullptr);
  EXPECT_EQ(exit->code, ExitCode::kOk);
  EXPECT_THAT(exit->text, HasSubstr("给自评表评分"));
}

TEST(CommandLine, ServersOffThisMachineAreRefused) {
  EXPECT_THAT(UsageMistake({"version", "--server", "10.0.0.1:7443"}), HasSubstr("not on this machine"));
}

TEST(LoopbackTarget, TakesLoopbackOnly) {
  EXPECT_EQ(LoopbackTarget("127.0.0.1"), "ipv4:127.0.0.1:7443");
  EXPECT_EQ(LoopbackTarget("127.9.8.7:1"), "ipv4:127.9.8.7:1");
  EXPECT_EQ(LoopbackTarget("[::1]"), "ipv6:[::1]:7443");
  EXPECT_EQ(LoopbackTarget("[::1]:80"), "ipv6:[::1]:80");
  EXPECT_EQ(LoopbackTarget("localhost:80"), "dns:localhost:80");
  for (const char* other : {"0.0.0.0:1", "128.0.0.1", "192.168.1.1:7443", "example.com", "127.0.0.1.example.com:1",
                            "localhost.example.com", "[::2]:1", "::1", "dns:///127.0.0.1:1", "127.1:80", "", ":80",
                            "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+1", "unix:/tmp/x"}) {
    EXPECT_EQ(LoopbackTarget(other), "") << other;
  }
}

}  // namespace
}  // namespace heng::cli
