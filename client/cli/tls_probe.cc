#include "client/cli/tls_probe.h"

#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <string>

#include "absl/time/clock.h"

namespace heng::cli {
namespace {

constexpr absl::Duration kLongest = absl::Seconds(2);

template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Addresses = std::unique_ptr<addrinfo, Free<freeaddrinfo>>;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// OpenSSL writes alerts to sockets the other side may have closed. In this thread only: others look for the same at the
// same time, and what the program does when its output is closed is not to change meanwhile.
class WithoutBrokenPipe {
 public:
  WithoutBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutBrokenPipe() {
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutBrokenPipe(const WithoutBrokenPipe&) = delete;
  WithoutBrokenPipe& operator=(const WithoutBrokenPipe&) = delete;

 private:
  sigset_t pipe_{}, before_{};
};

RpcError Problem(const char* reason, std::string zh, std::string en) {
  RpcError error = LocalError(reason, std::move(zh), std::move(en));
  error.code = grpc::StatusCode::UNAVAILABLE;
  return error;
}

// A connected socket whose reads and writes end after `limit`; -1: no connection.
int ConnectTo(const addrinfo& address, absl::Duration limit) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  if (connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
    pollfd ready{fd, POLLOUT, 0};
    int error = 0;
    socklen_t size = sizeof(error);
    if (errno != EINPROGRESS || poll(&ready, 1, static_cast<int>(absl::ToInt64Milliseconds(limit))) != 1 ||
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
      close(fd);
      return -1;
    }
  }
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  const timeval time = absl::ToTimeval(limit);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
  return fd;
}

int ConnectTo(const ServerAddress& address, absl::Duration limit) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0) return -1;
  const Addresses addresses(found);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int fd = ConnectTo(*one, limit);
    if (fd >= 0) return fd;
  }
  return -1;
}

int NoPassword(char*, int, int, void*) { return 0; }

bool AddAuthorities(const std::string& pem, SSL_CTX* context) {
  if (pem.empty()) return SSL_CTX_set_default_verify_paths(context) == 1;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  bool any = false;
  while (const Certificate one{PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr)}) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get());
    any = true;
  }
  return any;
}

std::optional<RpcError> AddOwnCertificate(const Connection& connection, SSL_CTX* context) {
  if (connection.certificate_pem.empty()) return std::nullopt;
  const auto& chain = connection.certificate_pem;
  const Bio certificates(BIO_new_mem_buf(chain.data(), static_cast<int>(chain.size())));
  const Bio keys(BIO_new_mem_buf(connection.key_pem.data(), static_cast<int>(connection.key_pem.size())));
  const Certificate own(PEM_read_bio_X509(certificates.get(), nullptr, NoPassword, nullptr));
  const Key key(PEM_read_bio_PrivateKey(keys.get(), nullptr, NoPassword, nullptr));
  if (own == nullptr || key == nullptr) {
    return LocalError("WRONG_FILE", "客户端证书或私钥无法读取（文件损坏，或私钥设有密码）。",
                      "The client certificate or its key can't be read (damaged, or the key has a password).");
  }
  SSL_CTX_use_certificate(context, own.get());
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return LocalError("WRONG_FILE", "客户端证书和私钥不是一对。",
                      "The client certificate and the key don't belong together.");
  }
  while (const Certificate next{PEM_read_bio_X509(certificates.get(), nullptr, NoPassword, nullptr)}) {
    SSL_CTX_add1_chain_cert(context, next.get());
  }
  return std::nullopt;
}

void ExpectName(const ServerAddress& address, SSL* ssl) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, address.host.c_str()) == 1) return;
  SSL_set_tlsext_host_name(ssl, address.host.c_str());
  X509_VERIFY_PARAM_set1_host(parameters, address.host.c_str(), 0);
}

std::string NamesOf(SSL* ssl) {
  // The certificate itself is not known to the session before it is verified.
  STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl);
  std::string names;
  if (chain == nullptr || sk_X509_num(chain) == 0) return names;
  auto* const list =
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(sk_X509_value(chain, 0), NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(list) && i < 10; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(list, i);
    if (name->type != GEN_DNS) continue;
    const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    names +=
        (names.empty() ? "" : ", ") + std::string(text, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
  }
  GENERAL_NAMES_free(list);
  return names;
}

std::optional<RpcError> CertificateProblem(const Connection& connection, SSL* ssl) {
  const std::string& server = connection.server;
  switch (const long result = SSL_get_verify_result(ssl)) {
    case X509_V_OK:
      return std::nullopt;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Problem("TLS_EXPIRED", "服务器 " + server + " 的证书已过期（也请核对本机时钟）。",
                     "The certificate of " + server + " has expired (check the clock of this machine, too).");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Problem("TLS_NOT_YET_VALID", "服务器 " + server + " 的证书尚未生效（请核对本机时钟）。",
                     "The certificate of " + server + " is not valid yet (check the clock of this machine).");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: {
      const std::string names = NamesOf(ssl);
      return Problem(
          "TLS_NAME_MISMATCH",
          "服务器 " + server + " 的证书不是发给这个名字的" + (names.empty() ? "" : "，而是发给 " + names) + "。",
          "The certificate of " + server + " is not for this name" + (names.empty() ? "." : " but for " + names + "."));
    }
    default: {
      const std::string why = X509_verify_cert_error_string(result);
      const bool own_ca = !connection.ca_pem.empty();
      return Problem("TLS_UNTRUSTED",
                     "服务器 " + server + " 的证书不可信：不是由" + (own_ca ? "给出的 CA" : "系统信任的 CA") +
                         "签发（" + why + "）。",
                     "The certificate of " + server + " is not trusted: it does not come from " +
                         (own_ca ? "the CA given" : "a CA of this system") + " (" + why + ").");
    }
  }
}

// The last error of OpenSSL, as its reason number; alerts of the other side are above SSL_AD_REASON_OFFSET.
int LastReason() { return ERR_GET_REASON(ERR_peek_last_error()); }

bool IsAlert(int reason) { return reason > SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256; }

// After the server has asked for a certificate: it refuses ours, or that there is none. gRPC servers just hang up then,
// others send an alert.
RpcError OwnCertificateProblem(const Connection& connection) {
  const char* why = IsAlert(LastReason()) ? ERR_reason_error_string(ERR_peek_last_error()) : nullptr;
  const std::string zh = why == nullptr ? "。" : "（" + std::string(why) + "）。";
  const std::string en = why == nullptr ? "." : " (" + std::string(why) + ").";
  if (connection.certificate_pem.empty()) {
    return Problem("TLS_CLIENT_CERTIFICATE", "服务器 " + connection.server + " 要求客户端证书" + zh,
                   "The server " + connection.server + " asks for a client certificate" + en);
  }
  return Problem("TLS_CLIENT_CERTIFICATE", "服务器 " + connection.server + " 不接受我们的客户端证书" + zh,
                 "The server " + connection.server + " does not accept our client certificate" + en);
}

std::optional<RpcError> FailedHandshake(const Connection& connection, SSL* ssl, bool asked) {
  if (auto problem = CertificateProblem(connection, ssl)) return problem;
  if (asked) return OwnCertificateProblem(connection);
  const int reason = LastReason();
  if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_HTTP_REQUEST) {
    return Problem("TLS_NOT_SPOKEN", "服务器 " + connection.server + " 不使用 TLS。",
                   "The server " + connection.server + " does not speak TLS.");
  }
  if (reason == 0) return std::nullopt;
  const char* why = ERR_reason_error_string(ERR_peek_last_error());
  const std::string text = why == nullptr ? "" : why;
  return Problem("TLS_FAILED", "与服务器 " + connection.server + " 的 TLS 握手失败（" + text + "）。",
                 "The TLS handshake with " + connection.server + " failed (" + text + ").");
}

Context MakeContext(int verify) {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), verify, nullptr);
  static constexpr unsigned char kAlpn[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof(kAlpn));
  return context;
}

int NoteRequest(SSL*, void* asked) {
  *static_cast<bool*>(asked) = true;
  return 1;
}

std::optional<RpcError> TryTls(const Connection& connection, int fd) {
  const Context context = MakeContext(SSL_VERIFY_PEER);
  if (!AddAuthorities(connection.ca_pem, context.get())) {
    return LocalError("WRONG_FILE", "CA 文件中没有能用的证书。", "The CA file holds no usable certificate.");
  }
  if (auto problem = AddOwnCertificate(connection, context.get())) return problem;
  bool asked = false;  // for a client certificate
  SSL_CTX_set_cert_cb(context.get(), NoteRequest, &asked);
  const Session ssl(SSL_new(context.get()));
  ExpectName(connection.address, ssl.get());
  SSL_set_fd(ssl.get(), fd);
  if (SSL_connect(ssl.get()) != 1) return FailedHandshake(connection, ssl.get(), asked);
  // With TLS 1.3 the server looks at our certificate only now; a server that takes it sends its settings, and one that
  // is merely slow does not hang up.
  char byte = 0;
  const int got = SSL_read(ssl.get(), &byte, 1);
  if (got > 0 || !asked || SSL_get_error(ssl.get(), got) == SSL_ERROR_WANT_READ) return std::nullopt;
  return OwnCertificateProblem(connection);
}

// Whether what answers our plaintext is a TLS server.
std::optional<RpcError> TryPlaintext(const Connection& connection, int fd) {
  const Context context = MakeContext(SSL_VERIFY_NONE);
  const Session ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), fd);
  if (SSL_connect(ssl.get()) != 1 && !IsAlert(LastReason())) return std::nullopt;
  return Problem("TLS_REQUIRED", "服务器 " + connection.server + " 只接受 TLS。",
                 "The server " + connection.server + " speaks TLS only.");
}

}  // namespace

std::optional<RpcError> FindTlsProblem(const Connection& connection, absl::Time deadline) {
  const absl::Duration limit = std::min(kLongest, deadline - absl::Now());
  if (limit <= absl::Milliseconds(1)) return std::nullopt;
  const Socket socket(ConnectTo(connection.address, limit));
  if (socket.get() < 0) return std::nullopt;
  const WithoutBrokenPipe ignored;
  ERR_clear_error();
  auto problem = connection.tls ? TryTls(connection, socket.get()) : TryPlaintext(connection, socket.get());
  ERR_clear_error();
  return problem;
}

}  // namespace heng::cli
