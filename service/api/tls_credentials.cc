#include "service/api/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <string>

namespace heng::api {
namespace {

// gRPC's C++ interface offers the exchange of certificates only with files it reads itself, where a key that does not
// match leaves it with a freed certificate. Its C interface asks us, so that we hand out what has been checked.
class ExchangingCredentials final : public grpc::ServerCredentials {
 public:
  explicit ExchangingCredentials(const tls::Watcher* watcher) : watcher_(watcher) {
    const bool ask_clients = !watcher->current()->client_ca.empty();
    credentials_ =
        grpc_ssl_server_credentials_create_with_options(grpc_ssl_server_credentials_create_options_using_config_fetcher(
            ask_clients ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
            &ExchangingCredentials::Fetch, this));
  }
  ~ExchangingCredentials() override { grpc_server_credentials_release(credentials_); }
  ExchangingCredentials(const ExchangingCredentials&) = delete;
  ExchangingCredentials& operator=(const ExchangingCredentials&) = delete;

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // Called at the start and for every new connection.
  static grpc_ssl_certificate_config_reload_status Fetch(void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<ExchangingCredentials*>(self)->Fetch(config);
  }
  grpc_ssl_certificate_config_reload_status Fetch(grpc_ssl_server_certificate_config** config) {
    std::shared_ptr<const tls::Identity> identity = watcher_->current();
    if (identity == used_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {identity->key.c_str(), identity->certificate.c_str()};
    // gRPC insists on authorities, also where no certificate is asked for and they are of no use.
    const std::string& authorities = identity->client_ca.empty() ? identity->certificate : identity->client_ca;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
    used_ = std::move(identity);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const tls::Watcher* const watcher_;
  grpc_server_credentials* credentials_ = nullptr;
  std::shared_ptr<const tls::Identity> used_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const tls::Watcher* watcher) {
  return std::make_shared<ExchangingCredentials>(watcher);
}

}  // namespace heng::api
