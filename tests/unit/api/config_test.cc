#include "service/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/store_location.h"

namespace heng {
namespace {

using ::testing::HasSubstr;

// The command line of hengd, as main gets it.
ConfigOutcome Read(std::vector<std::string> args, Config* config) {
  args.insert(args.begin(), "hengd");
  std::vector<char*> argv;
  for (auto& arg : args) argv.push_back(arg.data());
  return ReadConfig(static_cast<int>(argv.size()), argv.data(), config);
}

TEST(ReadStoreLocation, TakesAFileOrADatabase) {
  StoreLocation location;
  EXPECT_TRUE(ReadStoreLocation("sqlite:heng.db", &location).ok());
  EXPECT_EQ(location.engine, StoreLocation::Engine::kSqlite);
  EXPECT_EQ(location.place, "heng.db");
  EXPECT_TRUE(ReadStoreLocation("sqlite:/var/lib/恒:衡/heng.db", &location).ok());
  EXPECT_EQ(location.place, "/var/lib/恒:衡/heng.db");
  for (const char* uri :
       {"postgres://heng@db.example:5432/heng", "postgresql://heng@[::1]:5432/heng?sslmode=verify-full",
        "postgres://h1:5432,h2:5432/heng?target_session_attrs=read-write", "postgres:///?service=heng"}) {
    EXPECT_TRUE(ReadStoreLocation(uri, &location).ok()) << uri;
    EXPECT_EQ(location.engine, StoreLocation::Engine::kPostgres);
    EXPECT_EQ(location.place, uri);
  }
}

TEST(ReadStoreLocation, RefusesOtherEnginesAndEmptyPaths) {
  for (const char* store : {"", "heng.db", "sqlite:", "sqlite", "mysql://localhost/heng", "SQLITE:heng.db"}) {
    StoreLocation location{.engine = StoreLocation::Engine::kSqlite, .place = "untouched"};
    const auto status = ReadStoreLocation(store, &location);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << store;
    EXPECT_THAT(std::string(status.message()), HasSubstr("--store")) << store;
    EXPECT_EQ(location.place, "untouched");
  }
}

TEST(ReadStoreLocation, RefusesPasswordsWithoutRepeatingThem) {
  for (const char* store :
       {"postgres://heng:geheim@db/heng", "postgresql://heng:geheim@db/heng", "postgres://:geheim@/heng",
        "postgres://heng:ge/heim?@geheim@db/heng", "postgres://db/heng?password=geheim",
        "postgres://db/heng?sslmode=require&sslpassword=geheim", "postgress://heng:geheim@db/heng",
        "host=db password=geheim"}) {
    StoreLocation location;
    const auto status = ReadStoreLocation(store, &location);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << store;
    EXPECT_THAT(std::string(status.message()), HasSubstr("password file")) << store;
    EXPECT_THAT(std::string(status.message()), ::testing::Not(HasSubstr("geheim"))) << store;
  }
}

TEST(ReadConfig, WithoutFlagsServesWithTheDefaults) {
  Config config;
  EXPECT_EQ(Read({}, &config), ConfigOutcome::kServe);
  EXPECT_EQ(config.listen, "127.0.0.1:7443");
  EXPECT_EQ(config.default_policy, "policies/mof-2020");
  EXPECT_TRUE(config.log_calls);
}

TEST(ReadConfig, TakesAPolicyByItsShortName) {
  Config config;
  EXPECT_EQ(Read({"--default-policy", "shanxi-2022", "--no-log-calls", "--listen", "127.0.0.1:0"}, &config),
            ConfigOutcome::kServe);
  EXPECT_EQ(config.default_policy, "policies/shanxi-2022");
  EXPECT_FALSE(config.log_calls);
  EXPECT_EQ(config.listen, "127.0.0.1:0");
}

TEST(ReadConfig, RefusesWhatItCannotServe) {
  const std::vector<std::vector<std::string>> refused = {{"--listen", "0.0.0.0:7443"},
                                                         {"--tls-key", "k.pem"},
                                                         {"--config", "/nonexistent/hengd.toml"},
                                                         {"migrate", "--no-backup"},
                                                         {"migrate", "--config", "/nonexistent/hengd.toml"},
                                                         {"--store", "heng.db"},
                                                         {"--default-policy", "none"},
                                                         {"--drain-seconds", "-1"},
                                                         {"--drain-seconds", "soon"},
                                                         {"--no-such-flag"},
                                                         {"stray"}};
  for (const auto& args : refused) {
    Config config;
    EXPECT_EQ(Read(args, &config), ConfigOutcome::kExitUsage) << args[0];
  }
}

TEST(ReadConfig, EverythingWrongIsSaidAtOnce) {
  Config config;
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Read({"--log-call", "--listn", "127.0.0.1:1", "stray", "--drain-seconds", "x"}, &config),
            ConfigOutcome::kExitUsage);
  const std::string text = ::testing::internal::GetCapturedStderr();
  for (const char* words : {"--log-calls", "--listen", "stray", "--drain-seconds"}) EXPECT_THAT(text, HasSubstr(words));
}

TEST(ReadConfig, CommandsTakeTheStoreFromTheSameSettings) {
  for (const auto& args : std::vector<std::vector<std::string>>{{"--store", "sqlite:x.db", "check"},
                                                                {"check", "--store", "sqlite:x.db"}}) {
    Config config;
    EXPECT_EQ(Read(args, &config), ConfigOutcome::kCommand);
    EXPECT_EQ(config.store, "sqlite:x.db");
    EXPECT_EQ(config.command.kind, admin::Command::Kind::kCheck);
  }
}

TEST(ReadConfig, PrintingEndsWell) {
  for (const auto& args : std::vector<std::vector<std::string>>{{"config"},
                                                                {"config", "--json"},
                                                                {"config", "--docs"},
                                                                {"config", "--check"},
                                                                {"config", "--drain-seconds", "3"}}) {
    Config config;
    EXPECT_EQ(Read(args, &config), ConfigOutcome::kExitOk) << args.back();
  }
  Config config;
  EXPECT_EQ(Read({"config", "--check", "--drain-seconds", "no"}, &config), ConfigOutcome::kExitUsage);
}

TEST(ReadConfig, HelpAndVersionEndWell) {
  Config config;
  EXPECT_EQ(Read({"--help"}, &config), ConfigOutcome::kExitOk);
  EXPECT_EQ(Read({"--version"}, &config), ConfigOutcome::kExitOk);
}

}  // namespace
}  // namespace heng
