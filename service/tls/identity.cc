#include "service/tls/identity.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace heng::tls {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

Bio Over(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// nullopt: `text` holds the file. `mode` gets its permissions.
std::optional<Text> ReadPem(const std::string& path, std::string* text, mode_t* mode) {
  const auto refuse = [&path](const std::string& zh, const std::string& en) {
    return Text{absl::StrCat(path, " ", zh), absl::StrCat(path, " ", en)};
  };
  // Not blocking: a named pipe must not keep the server waiting.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info {};
  if (fd < 0 || fstat(fd, &info) != 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) close(fd);
    return refuse(absl::StrCat("无法读取（", why, "）"), absl::StrCat("can't be read (", why, ")"));
  }
  text->assign(kMaxFileBytes + 1, '\0');
  const ssize_t size = S_ISREG(info.st_mode) ? read(fd, text->data(), text->size()) : -1;
  close(fd);
  if (size < 0) return refuse("不是普通文件", "is no regular file");
  if (static_cast<size_t>(size) > kMaxFileBytes) return refuse("超过 1 MiB", "is larger than 1 MiB");
  text->resize(static_cast<size_t>(size));
  *mode = info.st_mode;
  return std::nullopt;
}

// The certificates of a PEM text in order; empty: none, or one of them is cut off or damaged.
std::vector<Certificate> ReadCertificates(const std::string& pem) {
  std::vector<Certificate> chain;
  const Bio bio = Over(pem);
  ERR_clear_error();
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) chain.emplace_back(next);
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool at_end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!at_end) chain.clear();
  return chain;
}

Key ReadKey(const std::string& pem) {
  const Bio bio = Over(pem);
  // Nobody is there to type a passphrase: without this OpenSSL would ask on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  return key;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  tm fields{};
  return ASN1_TIME_to_tm(time, &fields) == 1 ? absl::FromTM(fields, absl::UTCTimeZone()) : absl::InfinitePast();
}

Text NoCertificates(const std::string& path) {
  return {absl::StrCat(path, " 中没有完整的 PEM 证书（-----BEGIN CERTIFICATE----- …）"),
          absl::StrCat(path, " holds no whole certificates in PEM (-----BEGIN CERTIFICATE----- …)")};
}

Text OpenToOthers(const std::string& path, mode_t mode) {
  const std::string octal = absl::StrFormat("%04o", mode & 07777);
  return {absl::StrCat("私钥 ", path, " 的权限是 ", octal, "，其他用户可以读取或改动；请执行：chmod 600 ", path),
          absl::StrCat("the key ", path, " has mode ", octal, ", so that others may read or change it; run: chmod 600 ",
                       path)};
}

Text NoKey(const std::string& path) {
  return {absl::StrCat(path, " 中没有可用的 PEM 私钥（须完整，且不设口令）"),
          absl::StrCat(path, " holds no usable private key in PEM (it must be whole and without passphrase)")};
}

Text Mismatch(const Files& files) {
  return {
      absl::StrCat("私钥 ", files.key, " 与证书 ", files.certificate, " 不是一对；证书文件中服务器自己的证书须在最前"),
      absl::StrCat("the key ", files.key, " is not the key of the certificate ", files.certificate,
                   "; the server's own certificate must be the first in its file")};
}

}  // namespace

Loaded Load(const Files& files) {
  using File = FileProblem::File;
  Loaded loaded;
  const auto refuse = [&loaded](File file, Text text) { loaded.problems.push_back({file, std::move(text)}); };
  Identity& identity = loaded.identity;
  mode_t mode = 0;

  std::vector<Certificate> chain;
  if (auto wrong = ReadPem(files.certificate, &identity.certificate, &mode)) {
    refuse(File::kCertificate, *std::move(wrong));
  } else if (chain = ReadCertificates(identity.certificate); chain.empty()) {
    refuse(File::kCertificate, NoCertificates(files.certificate));
  } else {
    identity.not_before = TimeOf(X509_get0_notBefore(chain.front().get()));
    identity.not_after = TimeOf(X509_get0_notAfter(chain.front().get()));
  }

  Key key;
  if (auto wrong = ReadPem(files.key, &identity.key, &mode)) {
    refuse(File::kKey, *std::move(wrong));
  } else if ((mode & (S_IWGRP | S_IRWXO)) != 0) {  // a group of key readers is usual: it may read
    refuse(File::kKey, OpenToOthers(files.key, mode));
  } else if (key = ReadKey(identity.key); key == nullptr) {
    refuse(File::kKey, NoKey(files.key));
  } else if (!chain.empty() && X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    refuse(File::kKey, Mismatch(files));
  }

  if (files.client_ca.empty()) return loaded;
  if (auto wrong = ReadPem(files.client_ca, &identity.client_ca, &mode)) {
    refuse(File::kClientCa, *std::move(wrong));
  } else if (ReadCertificates(identity.client_ca).empty()) {
    refuse(File::kClientCa, NoCertificates(files.client_ca));
  }
  return loaded;
}

std::optional<Text> ValidityWarning(const Files& files, const Identity& identity, absl::Time now) {
  const auto stamp = [](absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); };
  if (now > identity.not_after) {
    return Text{absl::StrCat("证书 ", files.certificate, " 已于 ", stamp(identity.not_after),
                             " 过期，客户端会拒绝；请换新证书"),
                absl::StrCat("the certificate ", files.certificate, " expired at ", stamp(identity.not_after),
                             ": clients will refuse it; replace it")};
  }
  if (now < identity.not_before) {
    return Text{
        absl::StrCat("证书 ", files.certificate, " 自 ", stamp(identity.not_before), " 起才有效；请检查时钟或证书"),
        absl::StrCat("the certificate ", files.certificate, " is valid only from ", stamp(identity.not_before),
                     ": check the clock or the certificate")};
  }
  return std::nullopt;
}

}  // namespace heng::tls
