#include "service/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(CheckLoopback, AddressesOfThisMachineAreServed) {
  for (const char* listen : {"127.0.0.1:7443", "127.0.0.1:0", "127.8.9.10:65535", "localhost:7443", "[::1]:7443"}) {
    EXPECT_TRUE(CheckLoopback(listen).ok()) << listen;
  }
}

TEST(CheckLoopback, AddressesThatOthersReachAreRefusedWithTheReason) {
  for (const char* listen :
       {"0.0.0.0:7443", "10.0.0.1:7443", "192.168.1.5:7443", "128.0.0.1:7443", "[::]:7443", "[fe80::1]:7443",
        "example.com:7443", "localhost.example.com:7443", "127.1:7443", "[::ffff:10.0.0.1]:7443", ":7443", "*:7443"}) {
    const auto status = CheckLoopback(listen);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << listen;
    EXPECT_THAT(std::string(status.message()), HasSubstr("loopback")) << listen;
  }
}

TEST(CheckLoopback, WhatIsNoAddressIsRefused) {
  for (const char* listen : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:port", "127.0.0.1:65536", "127.0.0.1:-1",
                             "127.0.0.1: 80", "127.0.0.1:+80", "::1:7443", "7443", "unix:/tmp/heng.sock"}) {
    const auto status = CheckLoopback(listen);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << listen;
    EXPECT_THAT(std::string(status.message()), HasSubstr("--listen")) << listen;
  }
}

TEST(ReadStorePath, TakesWhatFollowsTheEngine) {
  std::string path;
  EXPECT_TRUE(ReadStorePath("sqlite:heng.db", &path).ok());
  EXPECT_EQ(path, "heng.db");
  EXPECT_TRUE(ReadStorePath("sqlite:/var/lib/恒:衡/heng.db", &path).ok());
  EXPECT_EQ(path, "/var/lib/恒:衡/heng.db");
}

TEST(ReadStorePath, RefusesOtherEnginesAndEmptyPaths) {
  for (const char* store : {"", "heng.db", "sqlite:", "sqlite", "postgres://localhost/heng", "SQLITE:heng.db"}) {
    std::string path = "untouched";
    const auto status = ReadStorePath(store, &path);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << store;
    EXPECT_THAT(std::string(status.message()), HasSubstr("--store")) << store;
    EXPECT_EQ(path, "untouched");
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

TEST(ReadConfig, HelpAndVersionEndWell) {
  Config config;
  EXPECT_EQ(Read({"--help"}, &config), ConfigOutcome::kExitOk);
  EXPECT_EQ(Read({"--version"}, &config), ConfigOutcome::kExitOk);
}

}  // namespace
}  // namespace heng
