#include "service/tls/identity.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/unit/tls/certificates.h"

namespace heng::tls {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using File = FileProblem::File;

class IdentityTest : public testing::Certificates {
 protected:
  IdentityTest() {
    Replace("cert.pem", "server.pem");
    Replace("key.pem", "server.key");
    Replace("ca.pem", "ca.pem");
  }
  Files All() const { return {.certificate = Path("cert.pem"), .key = Path("key.pem"), .client_ca = Path("ca.pem")}; }
  // One problem, with this file, that says so in both languages and names the path.
  void ExpectProblem(File file, const std::string& path, const std::string& words) const {
    const Loaded loaded = Load(All());
    ASSERT_THAT(loaded.problems, SizeIs(1)) << words;
    EXPECT_EQ(loaded.problems[0].file, file) << words;
    EXPECT_THAT(loaded.problems[0].text.en, AllOf(HasSubstr(path), HasSubstr(words)));
    EXPECT_THAT(loaded.problems[0].text.zh, HasSubstr(path));
  }
};

TEST_F(IdentityTest, WhatFitsTogetherIsTaken) {
  const Loaded loaded = Load(All());
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.identity.certificate, Read(Path("cert.pem")));
  EXPECT_EQ(loaded.identity.key, Read(Path("key.pem")));
  EXPECT_EQ(loaded.identity.client_ca, Read(Path("ca.pem")));
  EXPECT_EQ(loaded.identity.not_after - loaded.identity.not_before, absl::Hours(24 * 365));
  EXPECT_THAT(Load({.certificate = Path("cert.pem"), .key = Path("key.pem"), .client_ca = ""}).problems, IsEmpty());
}

TEST_F(IdentityTest, AKeyOfAnotherCertificateIsRefused) {
  Replace("key.pem", "server2.key");
  ExpectProblem(File::kKey, Path("cert.pem"), "is not the key of the certificate");
}

// The server's own certificate comes first: with the authority before it, key and certificate don't match.
TEST_F(IdentityTest, AChainInTheWrongOrderIsRefused) {
  Write("cert.pem", Read(Made() + "/ca.pem") + Read(Made() + "/server.pem"));
  ExpectProblem(File::kKey, Path("cert.pem"), "must be the first");
  Write("cert.pem", Read(Made() + "/server.pem") + Read(Made() + "/ca.pem"));
  EXPECT_THAT(Load(All()).problems, IsEmpty());
}

TEST_F(IdentityTest, WhatIsCutOffIsRefused) {
  const std::string whole = Read(Path("cert.pem"));
  for (const size_t size : {size_t{0}, size_t{10}, whole.size() / 2, whole.size() - 10}) {
    Write("cert.pem", whole.substr(0, size));
    ExpectProblem(File::kCertificate, Path("cert.pem"), "no whole certificates");
  }
  Write("cert.pem", whole + whole.substr(0, whole.size() / 2));  // a chain whose second one is cut off
  ExpectProblem(File::kCertificate, Path("cert.pem"), "no whole certificates");
  Write("cert.pem", whole);
  const std::string key = Read(Path("key.pem"));
  Write("key.pem", key.substr(0, key.size() / 2));
  ExpectProblem(File::kKey, Path("key.pem"), "no usable private key");
  Write("key.pem", key);
  Write("ca.pem", "nothing");
  ExpectProblem(File::kClientCa, Path("ca.pem"), "no whole certificates");
}

TEST_F(IdentityTest, AKeyWithAPassphraseIsRefusedWithoutAsking) {
  ASSERT_EQ(std::system(
                ("openssl pkey -aes128 -passout pass:x -in " + Made() + "/server.key -out " + Path("key.pem")).c_str()),
            0);
  ExpectProblem(File::kKey, Path("key.pem"), "without passphrase");
}

TEST_F(IdentityTest, AKeyOpenToOthersIsRefusedWithTheCommandThatMendsIt) {
  for (const mode_t mode : {0604, 0602, 0601, 0620, 0666}) {
    chmod(Path("key.pem").c_str(), mode);
    ExpectProblem(File::kKey, Path("key.pem"), "chmod 600 " + Path("key.pem"));
  }
  for (const mode_t mode : {0600, 0400, 0640}) {
    chmod(Path("key.pem").c_str(), mode);
    EXPECT_THAT(Load(All()).problems, IsEmpty()) << mode;
  }
}

TEST_F(IdentityTest, AllThatIsMissingIsSaidAtOnce) {
  const Loaded loaded = Load({.certificate = Path("no1"), .key = folder_.path(), .client_ca = Path("no3")});
  ASSERT_THAT(loaded.problems, SizeIs(3));
  EXPECT_THAT(loaded.problems[0].text.en, HasSubstr("No such file"));
  EXPECT_THAT(loaded.problems[1].text.en, HasSubstr("no regular file"));
  EXPECT_EQ(loaded.problems[2].file, File::kClientCa);
}

TEST_F(IdentityTest, AnExpiredCertificateIsDoubtedNotRefused) {
  const Identity identity = Load(All()).identity;
  EXPECT_FALSE(ValidityWarning(All(), identity, identity.not_after).has_value());
  EXPECT_THAT(ValidityWarning(All(), identity, identity.not_after + absl::Seconds(1))->en, HasSubstr("expired"));
  EXPECT_THAT(ValidityWarning(All(), identity, identity.not_before - absl::Seconds(1))->en, HasSubstr("clock"));
}

}  // namespace
}  // namespace heng::tls
