#include "client/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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
    EXPECT_EQ(options.run, &RunSubmit);
    EXPECT_EQ(options.output, Output::kJson);
    EXPECT_EQ(options.timeout, absl::Seconds(5));
    EXPECT_THAT(options.files, ElementsAre("a", "-"));
  }
}

TEST(CommandLine, DefaultsHold) {
  const Options options = Parsed({"eval", "list"});
  EXPECT_EQ(options.run, &RunEvalList);
  EXPECT_EQ(options.connection.settings, ConnectionSettings());
  EXPECT_EQ(options.connection.context, "");
  EXPECT_EQ(options.output, Output::kTable);
  EXPECT_EQ(options.timeout, absl::Seconds(30));
  EXPECT_EQ(options.limit, 0);
}

TEST(CommandLine, FlagBeatsEnvironmentBeatsDefault) {
  const auto server = [](const Options& options) { return options.connection.settings.server; };
  EXPECT_EQ(server(Parsed({"version"}, {{"HENG_SERVER", "127.0.0.1:1"}})), "127.0.0.1:1");
  EXPECT_EQ(server(Parsed({"version", "--server", "127.0.0.1:2"}, {{"HENG_SERVER", "127.0.0.1:1"}})), "127.0.0.1:2");
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
  EXPECT_EQ(Parsed({"events", "list", "--resource", "dt-2022"}).name, "evaluations/dt-2022");
  EXPECT_EQ(Parsed({"events", "list", "--resource", "orgs/dt"}).name, "orgs/dt");
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

TEST(CommandLine, TheVersionIsACommandAndAFlag) {
  const auto parsed = Parse({"--version"});
  const auto* exit = std::get_if<Exit>(&parsed);
  ASSERT_NE(exit, nullptr);
  EXPECT_EQ(exit->code, ExitCode::kOk);
  EXPECT_THAT(exit->text, ::testing::MatchesRegex("heng [0-9.]+\n"));
}

// Who names the server names whom it is for: no token of one place goes to the server of another.
TEST(CommandLine, EnvironmentAndContextDoNotMix) {
  const std::map<std::string, std::string> environment = {
      {"HENG_SERVER", "a:1"}, {"HENG_TOKEN_FILE", "/a/token"}, {"HENG_CONTEXT", "a"}, {"HENG_CA", "/a/ca"}};
  const auto by_environment = Parsed({"whoami"}, environment).connection;
  EXPECT_EQ(by_environment.context, "a");
  EXPECT_EQ(by_environment.settings.server, "a:1");
  EXPECT_EQ(by_environment.settings.token_file, "/a/token");
  const auto by_context = Parsed({"whoami", "--context", "b"}, environment).connection;
  EXPECT_EQ(by_context.context, "b");
  EXPECT_EQ(by_context.settings, ConnectionSettings());
  const auto by_server = Parsed({"whoami", "--server", "c:1"}, environment).connection;
  EXPECT_EQ(by_server.context, "");
  EXPECT_EQ(by_server.settings.server, "c:1");
}

TEST(CommandLine, FilesOfConfiguration) {
  const auto path = [](const std::vector<std::string>& arguments, std::map<std::string, std::string> environment) {
    return Parsed(arguments, std::move(environment)).connection.config_file;
  };
  EXPECT_EQ(path({"whoami"}, {{"HOME", "/h"}}), "/h/.config/heng/config.toml");
  EXPECT_EQ(path({"whoami"}, {{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/x"}}), "/x/heng/config.toml");
  EXPECT_EQ(path({"whoami"}, {{"HOME", "/h"}, {"XDG_CONFIG_HOME", "relative"}}), "/h/.config/heng/config.toml");
  EXPECT_EQ(path({"whoami"}, {{"HOME", "/h"}, {"HENG_CONFIG", "/c"}}), "/c");
  EXPECT_EQ(path({"whoami", "--config", "/d"}, {{"HENG_CONFIG", "/c"}}), "/d");
  EXPECT_EQ(path({"whoami"}, {}), "");
}

// Every user of the machine can see a command line; what is refused must not be repeated either.
TEST(CommandLine, TokensOnTheCommandLineAreRefusedAndNotRepeated) {
  const std::string token = testing::MadeUpToken();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"whoami", "--token", token},
                                                                     {"whoami", "--token=" + token},
                                                                     {"whoami", "--token=anything"},
                                                                     {"whoami", "--token"},
                                                                     {"whoami", "--token-file", token},
                                                                     {"whoami", "--token-file=" + token},
                                                                     {"whoami", "--tokn=" + token},
                                                                     {"login", token},
                                                                     {token},
                                                                     {"token", "revoke", token}}) {
    const std::string said = UsageMistake(arguments);
    EXPECT_THAT(said, HasSubstr("every user of this machine can see")) << arguments.back();
    EXPECT_THAT(said, HasSubstr("--token-file"));
    EXPECT_THAT(said, HasSubstr("heng login"));
    EXPECT_THAT(said, Not(HasSubstr("xxxx")));
  }
  EXPECT_EQ(Parsed({"submit", "heng_2022.json"}).files.front(), "heng_2022.json");
  EXPECT_EQ(Parsed({"token", "list"}).run, &RunTokenList);
}

TEST(CommandLine, TokensInTheEnvironmentAreRefusedAndNotRepeated) {
  for (const char* name : {"HENG_TOKEN", "HENG_TOKEN_FILE"}) {
    const auto parsed = Parse({"whoami"}, {{name, testing::MadeUpToken()}, {"HENG_LANG", "en"}});
    const auto* exit = std::get_if<Exit>(&parsed);
    ASSERT_NE(exit, nullptr) << name;
    EXPECT_EQ(exit->code, ExitCode::kUsage);
    EXPECT_THAT(exit->text, HasSubstr("does not belong in the environment"));
    EXPECT_THAT(exit->text, Not(HasSubstr("xxxx")));
  }
  EXPECT_EQ(Parsed({"whoami"}, {{"HENG_TOKEN_FILE", "/run/heng/token"}}).connection.settings.token_file,
            "/run/heng/token");
}

TEST(CommandLine, ChoicesInBothLanguages) {
  EXPECT_EQ(Parsed({"access", "grant", "li", "--role", "经办", "--org", "dt"}).fields.at("role").front(), "经办");
  EXPECT_EQ(Parsed({"access", "grant", "li", "--role", "preparer", "--org", "dt"}).fields.at("org").front(), "orgs/dt");
  EXPECT_THAT(UsageMistake({"access", "grant", "li", "--role", "boss", "--org", "dt"}),
              HasSubstr("preparer, unit-head"));
  EXPECT_THAT(UsageMistake({"org", "create", "dt", "--title", "大同市", "--type", "city"}), HasSubstr("region"));
}

// An empty value is a value: it clears the field.
TEST(CommandLine, FieldsMayBeEmpty) {
  const Options options = Parsed({"org", "update", "dt", "--code", "", "--parent", "sx"});
  EXPECT_EQ(options.name, "orgs/dt");
  EXPECT_THAT(options.fields.at("code"), ElementsAre(""));
  EXPECT_THAT(options.fields.at("parent"), ElementsAre("orgs/sx"));
  EXPECT_EQ(options.fields.count("title"), 0u);
}

}  // namespace
}  // namespace heng::cli
