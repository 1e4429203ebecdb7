// TLS against servers in this process, with certificates made here: what works, and what is said where it does not.
#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <memory>

#include "client/cli/rpc.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using ::testing::HasSubstr;

// A key with a certificate, PEM.
struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  std::string KeyPem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return Take(bio);
  }
  std::string CertificatePem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate.get());
    return Take(bio);
  }

 private:
  static std::string Take(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
  }
};

void AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by `issuer`, or by itself; valid from `from` to `until` seconds from now.
Identity Make(const std::string& name, const Identity* issuer, const std::string& alternative, long from = -3600,
              long until = 3600) {
  static long serial = 1;
  const Identity made{{EVP_EC_gen("P-256"), EVP_PKEY_free}, {X509_new(), X509_free}};
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  const Identity& signer = issuer == nullptr ? made : *issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509_set_pubkey(certificate, made.key.get());
  AddExtension(certificate, signer.certificate.get(), NID_basic_constraints,
               issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (!alternative.empty()) AddExtension(certificate, signer.certificate.get(), NID_subject_alt_name, alternative);
  X509_sign(certificate, signer.key.get(), EVP_sha256());
  return made;
}

class FakeAccess : public heng::v1::AccessService::Service {
 public:
  grpc::Status WhoAmI(grpc::ServerContext* context, const heng::v1::WhoAmIRequest*,
                      heng::v1::WhoAmIResponse* response) override {
    const auto found = context->client_metadata().find("authorization");
    response->mutable_principal()->set_name(
        found == context->client_metadata().end() ? "none" : std::string(found->second.data(), found->second.size()));
    return grpc::Status::OK;
  }
};

class TlsTest : public ::testing::Test {
 protected:
  void TearDown() override {
    if (server_ != nullptr) server_->Shutdown();
  }

  // Serves with `identity`; null: in plaintext. With `client_ca` it wants certificates of that CA.
  void Serve(const Identity* identity, const Identity* client_ca = nullptr) {
    auto credentials = grpc::InsecureServerCredentials();
    if (identity != nullptr) {
      grpc::SslServerCredentialsOptions options(client_ca == nullptr
                                                    ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                    : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
      options.pem_key_cert_pairs.push_back({identity->KeyPem(), identity->CertificatePem()});
      if (client_ca != nullptr) options.pem_root_certs = client_ca->CertificatePem();
      credentials = grpc::SslServerCredentials(options);
    }
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port);
    builder.RegisterService(&access_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }

  std::string File(const std::string& name, const std::string& content) {
    const std::string path = folder_.File(name, content);
    chmod(path.c_str(), 0600);
    return path;
  }
  testing::Ran WhoAmI(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"whoami", "--server", address_, "--lang", "en", "--timeout", timeout_});
    return testing::RunHeng(flags);
  }
  // What is said of a failed handshake: exit code 7, the reason and the sentence.
  void ExpectProblem(const testing::Ran& ran, const std::string& reason, const std::string& sentence) {
    EXPECT_EQ(ran.code, 7);
    EXPECT_THAT(ran.err, HasSubstr("[" + reason + "]"));
    EXPECT_THAT(ran.err, HasSubstr(sentence));
    EXPECT_THAT(ran.err, HasSubstr("Next: "));
  }

  testing::Folder folder_;
  FakeAccess access_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_, timeout_ = "20s";
  const Identity ca_ = Make("Test CA", nullptr, "");
  const Identity other_ca_ = Make("Other CA", nullptr, "");
  const Identity good_ = Make("server", &ca_, "IP:127.0.0.1");
};

TEST_F(TlsTest, TokensGoOverTlsAndOverPlaintextOfThisMachine) {
  const std::string token = File("token", testing::MadeUpToken());
  Serve(&good_);
  const auto tls = WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem()), "--token-file", token});
  EXPECT_EQ(tls.code, 0) << tls.err;
  EXPECT_THAT(tls.out, HasSubstr("Bearer " + testing::MadeUpToken()));
  server_->Shutdown();
  Serve(nullptr);
  EXPECT_THAT(WhoAmI({"--token-file", token}).out, HasSubstr("Bearer " + testing::MadeUpToken()));
}

TEST_F(TlsTest, WrongCa) {
  Serve(&good_);
  ExpectProblem(WhoAmI({"--ca", File("ca.pem", other_ca_.CertificatePem())}), "TLS_UNTRUSTED",
                "does not come from the CA given");
}

TEST_F(TlsTest, NameMismatch) {
  const Identity named = Make("server", &ca_, "DNS:heng.example.gov.cn");
  Serve(&named);
  ExpectProblem(WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem())}), "TLS_NAME_MISMATCH",
                "but for heng.example.gov.cn");
}

TEST_F(TlsTest, ExpiredAndNotYetValid) {
  const Identity expired = Make("server", &ca_, "IP:127.0.0.1", -7200, -3600);
  Serve(&expired);
  ExpectProblem(WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem())}), "TLS_EXPIRED", "has expired");
  server_->Shutdown();
  const Identity early = Make("server", &ca_, "IP:127.0.0.1", 3600, 7200);
  Serve(&early);
  ExpectProblem(WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem())}), "TLS_NOT_YET_VALID", "not valid yet");
}

TEST_F(TlsTest, OneSideSpeaksTlsOnly) {
  Serve(nullptr);
  ExpectProblem(WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem())}), "TLS_NOT_SPOKEN", "does not speak TLS");
  server_->Shutdown();
  Serve(&good_);
  ExpectProblem(WhoAmI({}), "TLS_REQUIRED", "speaks TLS only");
}

TEST_F(TlsTest, ClientCertificates) {
  Serve(&good_, &ca_);
  const std::string ca = File("ca.pem", ca_.CertificatePem());
  const Identity client = Make("li", &ca_, "DNS:li"), stranger = Make("li", &other_ca_, "DNS:li");
  const auto with = [&](const Identity& certificate, const Identity& key) {
    return WhoAmI({"--ca", ca, "--certificate", File("c.pem", certificate.CertificatePem()), "--key",
                   File("k.pem", key.KeyPem())});
  };
  EXPECT_EQ(with(client, client).code, 0) << with(client, client).err;
  ExpectProblem(with(stranger, stranger), "TLS_CLIENT_CERTIFICATE", "does not accept our client certificate");
  ExpectProblem(WhoAmI({"--ca", ca}), "TLS_CLIENT_CERTIFICATE", "asks for a client certificate");
  const auto mixed = with(client, stranger);
  EXPECT_NE(mixed.code, 0);
  EXPECT_THAT(mixed.err, HasSubstr("don't belong together"));
}

TEST_F(TlsTest, NobodyThereIsNoMatterOfTls) {
  Serve(nullptr);
  server_->Shutdown();
  timeout_ = "1s";
  const auto ran = WhoAmI({"--ca", File("ca.pem", ca_.CertificatePem())});
  EXPECT_EQ(ran.code, 7);
  EXPECT_THAT(ran.err, HasSubstr("[UNAVAILABLE]"));
}

}  // namespace
}  // namespace heng::cli
