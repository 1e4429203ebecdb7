#include "client/cli/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client/cli/token_file.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Target(const std::string& server) {
  const auto address = ParseServer(server);
  return address ? (address->loopback ? "here " : "there ") + address->target : "";
}

TEST(ServerAddress, HostsAndPorts) {
  EXPECT_EQ(Target("127.0.0.1"), "here ipv4:127.0.0.1:7443");
  EXPECT_EQ(Target("127.9.8.7:1"), "here ipv4:127.9.8.7:1");
  EXPECT_EQ(Target("[::1]"), "here ipv6:[::1]:7443");
  EXPECT_EQ(Target("[::1]:80"), "here ipv6:[::1]:80");
  EXPECT_EQ(Target("localhost:80"), "here dns:localhost:80");
  EXPECT_EQ(Target("128.0.0.1"), "there ipv4:128.0.0.1:7443");
  EXPECT_EQ(Target("0.0.0.0:1"), "there ipv4:0.0.0.0:1");
  EXPECT_EQ(Target("[::2]:1"), "there ipv6:[::2]:1");
  EXPECT_EQ(Target("heng.example.gov.cn:443"), "there dns:heng.example.gov.cn:443");
  EXPECT_EQ(Target("localhost.example.com"), "there dns:localhost.example.com:7443");
  EXPECT_EQ(Target("127.0.0.1.example.com:1"), "there dns:127.0.0.1.example.com:1");
  for (const char* wrong : {"", ":80", "::1", "a:", "a:0", "a:65536", "a:+1", "127.1:80", "dns:///a", "unix:/tmp/x",
                            "a b", "https://a", "[::1", "[a]:1", "-a", "a..b", "主机"}) {
    EXPECT_EQ(Target(wrong), "") << wrong;
  }
}

class ConnectionTest : public ::testing::Test {
 protected:
  Answer<Connection> Resolved(const ConnectionSettings& settings, const std::string& context = "") {
    return Resolve({settings, context, folder_.path() + "/config.toml"});
  }
  std::string Wrong(const ConnectionSettings& settings) {
    const auto connection = Resolved(settings);
    return connection.ok() ? "accepted" : connection.error->en;
  }
  std::string Secret(const std::string& name, const std::string& content) {
    const std::string path = folder_.File(name, content);
    chmod(path.c_str(), 0600);
    return path;
  }
  std::string Pem() { return folder_.File("ca.pem", "-----BEGIN CERTIFICATE-----\n"); }
  testing::Folder folder_;
};

TEST_F(ConnectionTest, DefaultsToThisMachineInPlaintext) {
  const auto connection = Resolved({});
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(connection.value.server, "127.0.0.1:7443");
  EXPECT_FALSE(connection.value.tls);
  EXPECT_EQ(connection.value.token, "");
}

TEST_F(ConnectionTest, TlsToOtherMachinesAndWhereThereIsACa) {
  EXPECT_TRUE(Resolved({.server = "10.0.0.1"}).value.tls);
  EXPECT_TRUE(Resolved({.server = "127.0.0.1", .ca = Pem()}).value.tls);
  EXPECT_FALSE(Resolved({.server = "10.0.0.1", .plaintext = true}).value.tls);
}

TEST_F(ConnectionTest, ATokenIsNeverSentToAnotherMachineInPlaintext) {
  const std::string token = Secret("token", testing::MadeUpToken());
  EXPECT_THAT(Wrong({.server = "10.0.0.1", .token_file = token, .plaintext = true}),
              HasSubstr("not sent to another machine"));
  EXPECT_EQ(Resolved({.server = "127.0.0.1", .token_file = token, .plaintext = true}).value.token,
            testing::MadeUpToken());
  EXPECT_EQ(Resolved({.server = "10.0.0.1", .token_file = token}).value.token, testing::MadeUpToken());
}

TEST_F(ConnectionTest, TheCurrentContextBelongsToItsServer) {
  const std::string token = Secret("token", testing::MadeUpToken());
  folder_.File("config.toml",
               "current-context = 'a'\n[contexts.a]\nserver = '127.0.0.1:1'\ntoken-file = 'token'\n"
               "[contexts.b]\nserver = '127.0.0.1:2'\n");
  EXPECT_EQ(Resolved({}).value.server, "127.0.0.1:1");
  EXPECT_EQ(Resolved({}).value.token, testing::MadeUpToken());
  EXPECT_EQ(Resolved({.server = "127.0.0.1:3"}).value.token, "");
  EXPECT_EQ(Resolved({}, "b").value.server, "127.0.0.1:2");
  EXPECT_EQ(Resolved({}, "b").value.token, "");
  EXPECT_EQ(Resolved({.server = "127.0.0.1:3"}, "a").value.token, testing::MadeUpToken());  // asked for by name
  const auto none = Resolved({}, "c");
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error->en, HasSubstr("There are: a, b"));
  // A broken file hinders nobody who names a server.
  folder_.File("config.toml", "x");
  EXPECT_TRUE(Resolved({.server = "127.0.0.1:3"}).ok());
  EXPECT_FALSE(Resolved({}).ok());
}

TEST_F(ConnectionTest, Mistakes) {
  EXPECT_THAT(Wrong({.server = "a b"}), HasSubstr("HOST:PORT"));
  EXPECT_THAT(Wrong({.certificate = Pem()}), HasSubstr("go together"));
  EXPECT_THAT(Wrong({.ca = Pem(), .plaintext = true}), HasSubstr("means no TLS"));
  EXPECT_THAT(Wrong({.ca = folder_.File("x", "text")}), HasSubstr("not PEM"));
  EXPECT_THAT(Wrong({.ca = folder_.path() + "/none"}), HasSubstr("No such file"));
  const std::string key = folder_.File("key.pem", "-----BEGIN PRIVATE KEY-----\n");
  chmod(key.c_str(), 0640);
  EXPECT_THAT(Wrong({.certificate = Pem(), .key = key}), HasSubstr("chmod 600 " + key));
}

TEST_F(ConnectionTest, TokenFiles) {
  const std::string token = testing::MadeUpToken();
  EXPECT_EQ(ReadTokenFile(Secret("a", " " + token + "\r\n")).value, token);
  EXPECT_THAT(ReadTokenFile(Secret("b", "\n")).error->en, HasSubstr("is empty"));
  EXPECT_THAT(ReadTokenFile(folder_.path() + "/none").error->en, HasSubstr("No such file"));
  EXPECT_THAT(ReadTokenFile(folder_.path()).error->en, HasSubstr("Not a regular file"));
  EXPECT_THAT(ReadTokenFile(Secret("c", std::string(5000, 'x'))).error->en, HasSubstr("larger than 4 KiB"));
  for (const std::string& wrong :
       std::vector<std::string>{"secret-thing", "heng_short", token + " " + token, "heng_" + std::string(600, 'x'),
                                token + "\xFF", token + "\n" + token}) {
    const auto answer = ReadTokenFile(Secret("d", wrong));
    ASSERT_FALSE(answer.ok()) << wrong;
    EXPECT_THAT(answer.error->en, Not(HasSubstr("xxxx")));
    EXPECT_THAT(answer.error->en, Not(HasSubstr("secret-thing")));
  }
  const auto as_path = ReadTokenFile(token);
  EXPECT_THAT(as_path.error->en, HasSubstr("looks like a token itself"));
  EXPECT_THAT(as_path.error->en, Not(HasSubstr("xxxx")));
}

TEST_F(ConnectionTest, ATokenOthersCanReadIsRefused) {
  const std::string path = Secret("token", testing::MadeUpToken());
  for (const unsigned mode : {0640u, 0604u, 0620u, 0666u}) {
    chmod(path.c_str(), static_cast<mode_t>(mode));
    const auto answer = ReadTokenFile(path);
    ASSERT_FALSE(answer.ok()) << mode;
    EXPECT_THAT(answer.error->en, HasSubstr("chmod 600 " + path));
    EXPECT_THAT(answer.error->zh, HasSubstr("chmod 600 " + path));
  }
  chmod(path.c_str(), 0400);
  EXPECT_TRUE(ReadTokenFile(path).ok());
}

}  // namespace
}  // namespace heng::cli
