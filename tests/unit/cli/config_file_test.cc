#include "client/cli/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

unsigned ModeOf(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777u : 0;
}

std::string Wrong(const std::string& text) {
  const auto config = ParseConfig(text, "/c/config.toml");
  return config.ok() ? "accepted" : config.error->en;
}

TEST(ConfigFile, WhatIsWrittenIsRead) {
  Config config;
  config.current_context = "office";
  config.contexts["office"] = {"heng.example.gov.cn:7443", "/etc/ca.pem", "/c.pem", "/k.pem", "/t \"1\"", false};
  config.contexts["a.b-c_1"] = {"10.0.0.1", "", "", "", "", true};
  const auto read = ParseConfig(WriteConfigText(config), "/c/config.toml");
  ASSERT_TRUE(read.ok()) << read.error->en;
  EXPECT_EQ(read.value, config);
  EXPECT_EQ(ParseConfig("", "/c").value, Config());
  EXPECT_EQ(ParseConfig(WriteConfigText({}), "/c").value, Config());
}

TEST(ConfigFile, RelativePathsBeginAtTheFile) {
  EXPECT_EQ(ParseConfig("[contexts.a]\nca = 'ca.pem'", "/c/d/config.toml").value.contexts.at("a").ca, "/c/d/ca.pem");
}

TEST(ConfigFile, MistakesAreAllNamedWithTheirLines) {
  const std::string said = Wrong("curent-context = 'a'\n[contexts.a]\nserver = 1\nplaintext = 'yes'\ntoken = 'x'\n");
  EXPECT_THAT(said,
              AllOf(HasSubstr("line 1: unknown key curent-context"), HasSubstr("line 3: server is to be a quoted text"),
                    HasSubstr("line 4: plaintext is to be true or false"), HasSubstr("line 5: unknown key token.")));
  EXPECT_THAT(Wrong("a = = 1"), HasSubstr("line 1: no TOML"));
  EXPECT_THAT(Wrong("contexts = 1"), HasSubstr("[contexts.NAME]"));
  EXPECT_THAT(Wrong("[contexts.'../x']\nserver = 'a'"), HasSubstr("context name"));
}

TEST(ConfigFile, ATokenInItIsRefusedAndNotRepeated) {
  const std::string said = Wrong("[contexts.a]\ntoken-file = '" + testing::MadeUpToken() + "'\n");
  EXPECT_THAT(said, HasSubstr("line 2: token-file looks like a token itself"));
  EXPECT_THAT(said, Not(HasSubstr("xxxx")));
}

TEST(ConfigFile, WrittenForTheOwnerOnlyAndInOneStep) {
  const testing::Folder folder;
  const std::string path = folder.path() + "/new/heng/config.toml";
  Config config;
  config.contexts["a"].server = "a";
  ASSERT_FALSE(WriteConfig(path, config));
  EXPECT_EQ(ModeOf(path), 0600u);
  EXPECT_EQ(ModeOf(folder.path() + "/new/heng"), 0700u);
  EXPECT_EQ(ReadConfig(path).value, config);
  // A link to a file kept elsewhere stays a link.
  const std::string link = folder.path() + "/link";
  ASSERT_EQ(symlink(path.c_str(), link.c_str()), 0);
  config.current_context = "a";
  ASSERT_FALSE(WriteConfig(link, config));
  EXPECT_EQ(ReadConfig(path).value, config);
  EXPECT_TRUE(ReadConfig(folder.path() + "/none").ok());
}

TEST(ConfigFile, CommentsAreNotLost) {
  const testing::Folder folder;
  const std::string text = "[contexts.a]\nserver = 'a#1'\n# mine\n";
  const std::string path = folder.File("config.toml", text);
  ASSERT_TRUE(ReadConfig(path).ok());
  const auto error = WriteConfig(path, {});
  ASSERT_TRUE(error);
  EXPECT_THAT(error->en, HasSubstr("line 3 has a comment"));
  EXPECT_EQ(testing::ReadAll(path), text);
  const std::string plain = folder.File("plain.toml", "[contexts.a]\nserver = 'a#1'\nca = \"b\\\"#\"\n");
  EXPECT_FALSE(WriteConfig(plain, {}));
}

class ConfigCommands : public ::testing::Test {
 protected:
  testing::Ran Heng(std::vector<std::string> arguments, bool english = true) {
    arguments.insert(arguments.end(), {"--config", folder_.path() + "/config.toml"});
    if (english) arguments.insert(arguments.end(), {"--lang", "en"});
    return testing::RunHeng(arguments);
  }
  testing::Folder folder_;
};

TEST_F(ConfigCommands, FromTheFirstContextToTheLast) {
  EXPECT_EQ(Heng({"config", "current-context"}).code, 1);
  const auto made = Heng({"config", "set-context", "office", "--server", "heng.example.gov.cn", "--ca", "/etc/ca.pem"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.err, "Made context office\nNext: heng login\n");
  EXPECT_EQ(Heng({"config", "set-context", "test", "--server", "127.0.0.1:1", "--token-file", "/t"}).err,
            "Made context test\nNext: heng config use-context test\n");
  EXPECT_EQ(Heng({"config", "current-context"}).out, "office\n");  // the first one
  EXPECT_EQ(Heng({"config", "use-context", "test"}).code, 0);
  EXPECT_EQ(Heng({"config", "get-contexts"}).out,
            "   Context  Server               Credentials\n"
            "   office   heng.example.gov.cn  (none)\n"
            "*  test     127.0.0.1:1          /t\n");
  EXPECT_EQ(Heng({"config", "get-contexts", "-o", "json"}).out,
            "{\"name\":\"office\",\"current\":false,\"server\":\"heng.example.gov.cn\",\"ca\":\"/etc/ca.pem\"}\n"
            "{\"name\":\"test\",\"current\":true,\"server\":\"127.0.0.1:1\",\"tokenFile\":\"/t\"}\n");
  EXPECT_THAT(Heng({"config", "view"}).out, HasSubstr("server = 'heng.example.gov.cn'"));
  // Only what is given changes.
  EXPECT_EQ(Heng({"config", "set-context", "office", "--server", "other"}).code, 0);
  EXPECT_THAT(Heng({"config", "get-contexts", "-o", "json"}).out,
              HasSubstr("\"server\":\"other\",\"ca\":\"/etc/ca.pem\""));
  const auto unsure = Heng({"config", "delete-context", "office"});
  EXPECT_EQ(unsure.code, 2);
  EXPECT_THAT(unsure.err, HasSubstr("--yes"));
  EXPECT_EQ(Heng({"config", "delete-context", "office", "--yes"}).code, 0);
  EXPECT_THAT(Heng({"config", "use-context", "office"}).err, HasSubstr("There are: test"));
  EXPECT_EQ(Heng({"config", "use-context", "office"}).code, 2);
}

TEST_F(ConfigCommands, Mistakes) {
  EXPECT_THAT(Heng({"config", "set-context", "a/b", "--server", "x"}).err, HasSubstr("context name"));
  EXPECT_THAT(Heng({"config", "set-context", "a"}).err, HasSubstr("needs --server"));
  EXPECT_THAT(Heng({"config", "set-context", "a", "--server", "a b"}).err, HasSubstr("HOST:PORT"));
  EXPECT_EQ(Heng({"config", "get-contexts"}).out, "");
  folder_.File("config.toml", "x = 1\n");
  const auto wrong = Heng({"config", "get-contexts"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("unknown key x"));
  EXPECT_THAT(Heng({"config", "get-contexts"}, false).err, HasSubstr("不认识 x"));
}

}  // namespace
}  // namespace heng::cli
