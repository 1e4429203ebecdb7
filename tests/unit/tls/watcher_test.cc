#include "service/tls/watcher.h"

#include <gmock/gmock.h>

#include <vector>

#include "tests/unit/tls/certificates.h"

namespace heng::tls {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class WatcherTest : public testing::Certificates {
 protected:
  WatcherTest() {
    Replace("cert.pem", "server.pem");
    Replace("key.pem", "server.key");
  }
  Files Both() const { return {.certificate = Path("cert.pem"), .key = Path("key.pem"), .client_ca = ""}; }
  Watcher::Options Options() {
    return {.files = Both(),
            .first = Load(Both()).identity,
            .interval = absl::Milliseconds(1),
            .log = [this](const char* level, const Text& text) {
              std::lock_guard<std::mutex> lock(mutex_);
              said_.push_back(std::string(level) + ": " + text.en);
              changed_.notify_all();
            }};
  }
  // Waits until the watcher has said something again and returns it.
  std::string Said() {
    std::unique_lock<std::mutex> lock(mutex_);
    const bool said = changed_.wait_for(lock, std::chrono::seconds(30), [this] { return !said_.empty(); });
    if (!said) return "";
    std::string first = said_.front();
    said_.erase(said_.begin());
    return first;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> said_;
};

TEST_F(WatcherTest, APairIsTakenUpOnceItIsComplete) {
  Watcher watcher(Options());
  const auto first = watcher.current();
  Replace("cert.pem", "server2.pem");
  EXPECT_THAT(Said(), AllOf(HasSubstr("warning"), HasSubstr("is not the key"), HasSubstr("the old certificate stays")));
  EXPECT_EQ(watcher.current(), first);
  EXPECT_EQ(watcher.failures(), 1);
  Replace("key.pem", "server2.key");
  EXPECT_THAT(Said(), AllOf(HasSubstr("info"), HasSubstr("new TLS certificate"), HasSubstr(Path("cert.pem"))));
  EXPECT_EQ(watcher.current()->certificate, Read(Made() + "/server2.pem"));
  EXPECT_EQ(watcher.current()->key, Read(Made() + "/server2.key"));
  EXPECT_EQ(watcher.exchanges(), 1);
  EXPECT_EQ(first->certificate, Read(Made() + "/server.pem")) << "what connections hold does not change";
}

TEST_F(WatcherTest, AHalfWrittenOrRemovedFileKeepsTheOldAndIsSaidOnce) {
  Watcher watcher(Options());
  const auto first = watcher.current();
  const std::string whole = Read(Path("cert.pem"));
  Write("cert.pem", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(Said(), HasSubstr("no whole certificates"));
  std::filesystem::remove(Path("key.pem"));
  EXPECT_THAT(Said(), HasSubstr("no whole certificates"));
  EXPECT_THAT(Said(), HasSubstr("No such file"));
  EXPECT_EQ(watcher.current(), first);
  Write("cert.pem", whole);
  EXPECT_THAT(Said(), HasSubstr("No such file"));
  Replace("key.pem", "server2.key");
  EXPECT_THAT(Said(), HasSubstr("is not the key"));
  Replace("cert.pem", "server2.pem");
  EXPECT_THAT(Said(), HasSubstr("new connections use"));
  EXPECT_EQ(watcher.exchanges(), 1);
}

TEST_F(WatcherTest, PermissionsThatBecomeWrongAreSaid) {
  Watcher watcher(Options());
  std::filesystem::permissions(Path("key.pem"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(Said(), HasSubstr("chmod 600"));
  EXPECT_EQ(watcher.exchanges(), 0);
}

// Replaced while the server started: between reading the first identity and the first look.
TEST_F(WatcherTest, WhatChangedBeforeTheFirstLookIsTakenUp) {
  Watcher::Options options = Options();
  Replace("key.pem", "server2.key");
  Replace("cert.pem", "server2.pem");
  Watcher watcher(options);
  EXPECT_THAT(Said(), HasSubstr("new connections use"));
}

}  // namespace
}  // namespace heng::tls
