#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "service/address.h"
#include "service/settings_print.h"
#include "service/settings_read.h"
#include "tests/support/temp_dir.h"

namespace heng {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SettingsTest : public ::testing::Test {
 protected:
  std::string File(const std::string& text) {
    std::ofstream(path_) << text;
    return path_;
  }
  LoadedSettings FromFile(const std::string& text) {
    return ReadSettings({.flags = {}, .environment = {}, .file = File(text)});
  }
  static LoadedSettings FromEnvironment(const std::vector<std::string>& environment) {
    return ReadSettings({.flags = {}, .environment = environment, .file = ""});
  }
  static LoadedSettings FromFlag(const std::string& key, const std::string& value) {
    return ReadSettings({.flags = {{FindSetting(key), value}}, .environment = {}, .file = ""});
  }
  static std::vector<std::string> English(const LoadedSettings& loaded) {
    std::vector<std::string> sentences;
    for (const Problem& problem : loaded.problems) sentences.push_back(Sentence(Language::kEnglish, problem));
    return sentences;
  }

  testing::TempDir folder_;
  const std::string path_ = folder_.path() + "/hengd.toml";
};

TEST_F(SettingsTest, EverySettingHasOneNameInEachPlace) {
  std::set<std::string> keys, flags, variables;
  for (const Setting& setting : AllSettings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    EXPECT_TRUE(flags.insert(setting.flag).second) << setting.flag;
    EXPECT_TRUE(variables.insert(EnvironmentName(setting)).second) << setting.key;
    EXPECT_THAT(setting.help.zh, Not(IsEmpty())) << setting.key;
    EXPECT_THAT(setting.help.en, Not(IsEmpty())) << setting.key;
  }
  EXPECT_EQ(EnvironmentName(*FindSetting("tls.client_ca")), "HENGD_TLS_CLIENT_CA");
}

// The default of each, given in every way, is taken and changes nothing.
TEST_F(SettingsTest, EveryDefaultIsTakenFromEveryPlace) {
  const Config defaults;
  for (const Setting& setting : AllSettings()) {
    const std::string value = ValueText(setting, defaults);
    EXPECT_THAT(English(FromFlag(setting.key, value)), IsEmpty()) << setting.key;
    EXPECT_THAT(English(FromEnvironment({EnvironmentName(setting) + "=" + value})), IsEmpty()) << setting.key;
    const bool quoted = std::holds_alternative<std::string Config::*>(setting.field);
    const LoadedSettings loaded = FromFile(setting.key + " = " + (quoted ? "\"" + value + "\"" : value) + "\n");
    EXPECT_THAT(English(loaded), IsEmpty()) << setting.key;
    EXPECT_EQ(ValueText(setting, loaded.config), value);
    EXPECT_EQ(loaded.origins.at(setting.key).place, path_ + ":1");
  }
}

TEST_F(SettingsTest, FlagsGoBeforeEnvironmentBeforeFileBeforeDefault) {
  SettingSources sources{.flags = {}, .environment = {}, .file = File("drain_seconds = 1\n")};
  EXPECT_EQ(ReadSettings({}).config.drain_seconds, 10);
  EXPECT_EQ(ReadSettings(sources).config.drain_seconds, 1);
  EXPECT_EQ(ReadSettings(sources).origins.at("drain_seconds").kind, Origin::Kind::kFile);
  sources.environment = {"PATH=/bin", "HENGD_DRAIN_SECONDS=2"};
  EXPECT_EQ(ReadSettings(sources).config.drain_seconds, 2);
  EXPECT_EQ(ReadSettings(sources).origins.at("drain_seconds").place, "HENGD_DRAIN_SECONDS");
  sources.flags = {{FindSetting("drain_seconds"), "3"}};
  EXPECT_EQ(ReadSettings(sources).config.drain_seconds, 3);
  EXPECT_EQ(ReadSettings(sources).origins.at("drain_seconds").place, "--drain-seconds");
}

TEST_F(SettingsTest, AllThatIsWrongInAFileIsSaidInItsOrderByLineAndName) {
  const auto sentences = English(FromFile(R"(stor = "sqlite:x"
drain_seconds = "10"
default_policy = "atlantis"
[tls]
certificte = "a.pem"
key = 3
[listen]
address = "7443"
insecure_plaintext = "yes"
[[http]]
listen = ""
)"));
  EXPECT_THAT(
      sentences,
      ElementsAre(AllOf(StartsWith(path_ + ":1: stor:"), HasSubstr("did you mean store?")),
                  AllOf(StartsWith(path_ + ":2: drain_seconds:"), HasSubstr("without quotes")),
                  AllOf(StartsWith(path_ + ":3: default_policy:"), HasSubstr("atlantis"), HasSubstr("shanxi-2022")),
                  AllOf(StartsWith(path_ + ":5: tls.certificte:"), HasSubstr("did you mean tls.certificate?")),
                  AllOf(StartsWith(path_ + ":6: tls.key:"), HasSubstr("in quotes")),
                  AllOf(StartsWith(path_ + ":8: listen.address:"), HasSubstr("\"7443\" is no address")),
                  AllOf(StartsWith(path_ + ":9: listen.insecure_plaintext:"), HasSubstr("true or false")),
                  AllOf(StartsWith(path_ + ":10: http:"), HasSubstr("no such setting"))));
}

TEST_F(SettingsTest, WhatIsNoTomlIsRefusedWithItsPlace) {
  EXPECT_THAT(English(FromFile("drain_seconds = 1\n[tls\n")), ElementsAre(StartsWith(path_ + ":2:")));
  EXPECT_THAT(English(FromFile("store = \"a\"\nstore = \"b\"\n")), ElementsAre(StartsWith(path_ + ":2:")));
  EXPECT_THAT(English(FromFile(std::string(2 << 20, '#'))), ElementsAre(HasSubstr("1 MiB")));
}

TEST_F(SettingsTest, AFileThatIsNamedMustBeThere) {
  const auto missing = ReadSettings({.flags = {}, .environment = {}, .file = folder_.path() + "/none.toml"});
  EXPECT_THAT(English(missing), ElementsAre(AllOf(HasSubstr("none.toml"), HasSubstr("No such file"))));
  const auto directory = ReadSettings({.flags = {}, .environment = {}, .file = folder_.path()});
  EXPECT_THAT(English(directory), ElementsAre(HasSubstr("no regular file")));
}

TEST_F(SettingsTest, UnknownEnvironmentVariablesAreRefusedWithTheNearest) {
  const auto loaded = FromEnvironment(
      {"HENGD_CONFIG=/etc/x", "HENGD_TLS_KEYS=x", "HENGD_CONFG=y", "HENGD_DRAIN_SECONDS=soon", "HENG_LANG=zh"});
  EXPECT_THAT(English(loaded), ElementsAre(AllOf(StartsWith("HENGD_TLS_KEYS:"), HasSubstr("HENGD_TLS_KEY?")),
                                           AllOf(StartsWith("HENGD_CONFG:"), HasSubstr("HENGD_CONFIG?")),
                                           AllOf(StartsWith("HENGD_DRAIN_SECONDS:"), HasSubstr("\"soon\""))));
  for (const Problem& problem : loaded.problems) {
    EXPECT_NE(Sentence(Language::kChinese, problem), Sentence(Language::kEnglish, problem));
  }
}

TEST_F(SettingsTest, WrongValuesAreRefused) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"listen.address", ""},
      {"listen.address", "::1:7443"},
      {"listen.address", "127.0.0.1:65536"},
      {"listen.address", ":7443"},
      {"listen.address", "unix:/tmp/heng"},
      {"listen.address", "127.0.0.1:+80"},
      {"http.listen", "7444"},
      {"http.allow_remote", "1"},
      {"log.calls", "TRUE"},
      {"drain_seconds", "-1"},
      {"drain_seconds", "3601"},
      {"drain_seconds", "1.5"},
      {"default_policy", ""},
      {"store", "heng.db"},
      {"store", ""},
      {"tls.key", "a\nb"},
      {"tls.key", std::string(5000, 'x')},
  };
  for (const auto& [key, value] : wrong) {
    EXPECT_THAT(English(FromFlag(key, value)), ElementsAre(StartsWith("--" + FindSetting(key)->flag + ": ")))
        << key << value;
  }
  EXPECT_THAT(English(FromFlag("http.listen", "")), IsEmpty());
}

TEST_F(SettingsTest, NoSecretIsRepeated) {
  const std::string pem = "-----BEGIN PRIVATE KEY-----\ngeheim\n";
  for (const char* key : {"tls.key", "tls.certificate", "tls.client_ca"}) {
    EXPECT_THAT(English(FromFlag(key, pem)), ElementsAre(AllOf(HasSubstr("path of a file"), Not(HasSubstr("geheim")))));
  }
  EXPECT_THAT(English(FromFlag("store", "postgres://heng:geheim@db/heng")), ElementsAre(Not(HasSubstr("geheim"))));
}

// What a server is told that does not go together, and the setting that is named.
TEST_F(SettingsTest, HalfOptionsAreRefused) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"tls.key = 'k'", {"tls.key"}},
      {"tls.certificate = 'c'", {"tls.certificate"}},
      {"tls.client_ca = 'a'", {"tls.client_ca"}},
      {"tls.client_ca = 'a'\ntls.key = 'k'", {"tls.key", "tls.client_ca"}},
      {"tls.certificate = 'c'\ntls.key = 'k'\nlisten.insecure_plaintext = true", {"listen.insecure_plaintext"}},
      {"tls.certificate = 'c'\ntls.key = 'k'\nlisten.address = '0.0.0.0:7443'", {}},
      {"listen.address = '0.0.0.0:7443'", {"listen.address"}},
      {"listen.address = '[::]:7443'\nlisten.insecure_plaintext = true", {}},
      {"http.listen = '0.0.0.0:7444'", {"http.listen"}},
      {"http.listen = '0.0.0.0:7444'\nhttp.allow_remote = true", {"http.listen"}},
      {"http.listen = '0.0.0.0:7444'\nhttp.allow_remote = true\nhttp.api = false", {}},
      {"http.listen = '0.0.0.0:7444'\nhttp.allow_remote = true\nlisten.insecure_plaintext = true", {}},
      {"http.listen = '0.0.0.0:7444'\nhttp.allow_remote = true\nhttp.tls = true\ntls.certificate = 'c'\ntls.key = 'k'",
       {}},
      {"http.tls = true", {"http.tls"}},
  };
  for (const auto& [text, keys] : cases) {
    LoadedSettings loaded = FromFile(text);
    CheckTogether(&loaded);
    ASSERT_THAT(loaded.problems, SizeIs(keys.size())) << text;
    for (size_t i = 0; i < keys.size(); ++i) EXPECT_THAT(loaded.problems[i].where, HasSubstr(": " + keys[i])) << text;
  }
}

TEST_F(SettingsTest, TheCheckedInTableIsThisOne) {
  std::ifstream in(HENG_SOURCE_DIR "/deploy/settings.md");
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), SettingsMarkdown()) << "write it anew: hengd config --docs > deploy/settings.md";
}

// What `hengd config` prints can be put into a file and means the same.
TEST_F(SettingsTest, WhatIsPrintedReadsBackTheSame) {
  LoadedSettings loaded = FromFile("store = 'sqlite:/var/lib/\"恒\"\\heng.db'\nlog.calls = false\n");
  ASSERT_THAT(English(loaded), IsEmpty());
  const std::string printed = SettingsText(loaded, Language::kEnglish);
  const LoadedSettings again = FromFile(printed);
  EXPECT_THAT(English(again), IsEmpty()) << printed;
  for (const Setting& setting : AllSettings()) {
    EXPECT_EQ(ValueText(setting, again.config), ValueText(setting, loaded.config)) << setting.key;
  }
  EXPECT_THAT(printed, HasSubstr("log.calls = false  # " + path_ + ":2"));
}

TEST(ReadAddress, TellsLoopbackFromOthers) {
  for (const char* text : {"127.0.0.1:7443", "127.8.9.10:65535", "localhost:7443", "[::1]:7443"}) {
    ASSERT_TRUE(ReadAddress(text).has_value()) << text;
    EXPECT_TRUE(ReadAddress(text)->loopback) << text;
  }
  for (const char* text : {"0.0.0.0:7443", "128.0.0.1:7443", "[::]:7443", "[fe80::1]:7443", "example.com:7443",
                           "localhost.example.com:7443", "127.1:7443", "[::ffff:10.0.0.1]:7443", "*:7443"}) {
    ASSERT_TRUE(ReadAddress(text).has_value()) << text;
    EXPECT_FALSE(ReadAddress(text)->loopback) << text;
  }
  EXPECT_EQ(AddressText("::1", 1), "[::1]:1");
}

TEST(Language, IsChosenAsHengDoesAndWrongOnesAreSaid) {
  const auto environment = [](std::map<std::string, std::string> values) {
    return [values](const char* name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
  };
  EXPECT_EQ(ChooseLanguage(environment({})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage(environment({{"LANG", "en_US.UTF-8"}})), Language::kEnglish);
  EXPECT_EQ(ChooseLanguage(environment({{"LC_ALL", "zh_CN"}, {"LANG", "en_US.UTF-8"}})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage(environment({{"HENG_LANG", "en"}, {"LC_ALL", "zh_CN"}})), Language::kEnglish);
  EXPECT_FALSE(LanguageProblem(environment({{"HENG_LANG", "zh"}})).has_value());
  EXPECT_FALSE(LanguageProblem(environment({{"HENG_LANG", ""}})).has_value());
  EXPECT_TRUE(LanguageProblem(environment({{"HENG_LANG", "fr"}})).has_value());
}

}  // namespace
}  // namespace heng
