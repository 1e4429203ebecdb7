#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "service/gateway/wire.h"

namespace heng::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// A context of Asio's that shares ours.
boost::asio::ssl::context Shared(const tls::ServerContext& context) {
  SSL_CTX_up_ref(context.get());
  return boost::asio::ssl::context(context.get());
}

class Tls final : public Wire {
 public:
  Tls(tcp::socket socket, const tls::ServerContext& context)
      : context_(Shared(context)), stream_(std::move(socket), context_) {}

  void Handshake(std::function<void(bool)> done) override {
    stream_.async_handshake(boost::asio::ssl::stream_base::server,
                            [done = std::move(done)](error_code error) { done(!error); });
  }
  void Read(boost::asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, [done = std::move(done)](error_code error, size_t bytes) { done(!error, bytes); });
  }
  void Write(const Pieces& pieces, Done done) override {
    boost::asio::async_write(stream_, pieces,
                             [done = std::move(done)](error_code error, size_t bytes) { done(!error, bytes); });
  }
  // Without the goodbye of TLS: the length of an answer, or its last part, tells that it is whole.
  void EndWriting() override {
    error_code ignored;
    stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }
  void Close() override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }
  std::vector<std::string> CertificateNames() override { return tls::PeerNames(stream_.native_handle()); }

 private:
  tcp::socket& socket() override { return stream_.next_layer(); }

  boost::asio::ssl::context context_;
  boost::asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> TlsWires::Make(tcp::socket socket) {
  std::shared_ptr<const tls::Identity> identity = watcher_->current();
  if (identity != identity_) {
    context_ = tls::MakeServerContext(*identity);
    identity_ = std::move(identity);
  }
  if (context_ == nullptr) return nullptr;
  return std::make_unique<Tls>(std::move(socket), context_);
}

}  // namespace heng::gateway
