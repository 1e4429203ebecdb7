#include "client/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> Completed(const std::vector<std::string>& words) {
  const auto ran = testing::RunHeng(testing::Joined({"__complete"}, words));
  EXPECT_EQ(ran.code, 0);
  std::vector<std::string> lines;
  std::istringstream text(ran.out);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

TEST(Completion, Commands) {
  EXPECT_THAT(Completed({""}),
              ElementsAre("score", "check", "submit", "import", "export", "layout", "eval", "target", "review",
                          "events", "watch", "policy", "explain-finding", "org", "project", "access", "token", "window",
                          "todo", "due", "diff", "history", "sample", "workflow", "budget", "summary", "narrative",
                          "disclosure", "department-evaluation", "year-facts", "crosscheck", "login", "logout",
                          "whoami", "config", "completion", "version"));
  EXPECT_THAT(Completed({"events", ""}), ElementsAre("list", "head", "verify"));
  EXPECT_THAT(Completed({"events", "verify", "--hea"}), ElementsAre("--head"));
  EXPECT_THAT(Completed({"s"}), ElementsAre("score", "submit", "sample", "summary"));
  EXPECT_THAT(Completed({"policy", ""}),
              ElementsAre("list", "show", "test", "simulate", "create", "activate", "deactivate", "activations"));
  EXPECT_THAT(Completed({"--lang", "en", "eval", "d"}), ElementsAre("discard"));
  EXPECT_THAT(Completed({"nonsense-", ""}), Not(Contains("list")));
  EXPECT_THAT(Completed({}), IsEmpty());
}

TEST(Completion, FlagsOfTheCommandAndThoseOfAll) {
  EXPECT_THAT(Completed({"score", "--"}), IsSupersetOf({"--policy", "--offline", "--explain", "--help", "--server"}));
  EXPECT_THAT(Completed({"check", "--po"}), ElementsAre("--policy", "--policy-file"));
  EXPECT_THAT(Completed({"eval", "list", "--"}), AllOf(Contains("--grade"), Not(Contains("--explain"))));
}

TEST(Completion, ValuesOfFlags) {
  EXPECT_THAT(Completed({"score", "--policy", ""}), IsSupersetOf({"mof-2020", "shanxi-2022"}));
  EXPECT_THAT(Completed({"score", "--policy", "sh"}), ElementsAre("shanxi-2022"));
  EXPECT_THAT(Completed({"score", "--policy", "=", "sh"}), ElementsAre("shanxi-2022"));
  EXPECT_THAT(Completed({"score", "--policy=sh"}), ElementsAre("--policy=shanxi-2022"));
  EXPECT_THAT(Completed({"-o", ""}), ElementsAre("table", "json"));
  EXPECT_THAT(Completed({"check", "--fail-on", ""}), ElementsAre("error", "warning"));
  EXPECT_THAT(Completed({"check", "--policy-file", "x"}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"score", "--timeout", ""}), IsEmpty());
}

TEST(Completion, ChoicesAndContexts) {
  EXPECT_THAT(Completed({"access", "grant", "li", "--role", "p"}), ElementsAre("preparer"));
  EXPECT_THAT(Completed({"org", "create", "dt", "--type", ""}), ElementsAre("region", "department", "unit"));
  EXPECT_THAT(Completed({"org", "import", ""}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"review", "queue", "--type", ""}), ElementsAre("target", "evaluation"));
  EXPECT_THAT(Completed({"review", "score", "x", "--conclusion", ""}), ElementsAre("uphold", "adjust", "return"));
  EXPECT_THAT(Completed({"target", "list", "--state", "re"}), ElementsAre("reviewed", "returned"));
  EXPECT_THAT(Completed({"eval", "update", "x", "--file", ""}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"sample", "draw", "--method", ""}), ElementsAre("random", "risk", "amount"));
  EXPECT_THAT(Completed({"workflow", "set", "--four-eyes", ""}), ElementsAre("required", "warn"));
  EXPECT_THAT(Completed({"todo", "--type", ""}), ElementsAre("target", "evaluation"));
  EXPECT_THAT(Completed({"diff", "x", ""}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"whoami", "--token-file", ""}), ElementsAre(":files"));
  const testing::Folder folder;
  const std::string config = folder.File("config.toml", "[contexts.office]\nserver = 'a'\n[contexts.home]\n");
  const auto ran =
      testing::RunHeng({"__complete", "whoami", "--context", "o"}, {"", false, false, 0, {{"HENG_CONFIG", config}}});
  EXPECT_EQ(ran.out, "office\n");
}

TEST(Completion, Arguments) {
  EXPECT_THAT(Completed({"explain-finding", "weights-n"}), ElementsAre("weights-not-100"));
  EXPECT_THAT(Completed({"explain-finding", "weights-not-100", ""}), IsEmpty());
  EXPECT_THAT(Completed({"policy", "show", "mof-2020"}), ElementsAre("mof-2020", ":files"));
  EXPECT_THAT(Completed({"completion", ""}), ElementsAre("bash", "zsh"));
  EXPECT_THAT(Completed({"score", ""}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"score", "--explain", "a.json", "b"}), ElementsAre(":files"));
  EXPECT_THAT(Completed({"score", "--policy", "shanxi-2022", "a"}), ElementsAre(":files"));
}

TEST(Completion, ScriptsAreForTheShellsWeKnow) {
  EXPECT_THAT(testing::RunHeng({"completion", "bash"}).out, ::testing::HasSubstr("complete -F _heng heng"));
  EXPECT_THAT(testing::RunHeng({"completion", "zsh"}).out, ::testing::StartsWith("#compdef heng"));
  EXPECT_EQ(testing::RunHeng({"completion", "fish"}).code, 2);
  EXPECT_THAT(testing::RunHeng({"completion", "--help"}).out, ::testing::HasSubstr("source <(heng completion bash)"));
}

}  // namespace
}  // namespace heng::cli
