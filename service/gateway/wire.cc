#include "service/gateway/wire.h"

#include <boost/asio/write.hpp>
#include <utility>

namespace heng::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

class Plain final : public Wire {
 public:
  explicit Plain(tcp::socket socket) : socket_(std::move(socket)) {}

  void Handshake(std::function<void(bool)> done) override { done(true); }
  void Read(boost::asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, [done = std::move(done)](error_code error, size_t bytes) { done(!error, bytes); });
  }
  void Write(const Pieces& pieces, Done done) override {
    boost::asio::async_write(socket_, pieces,
                             [done = std::move(done)](error_code error, size_t bytes) { done(!error, bytes); });
  }
  void EndWriting() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void Close() override {
    error_code ignored;
    socket_.close(ignored);
  }
  std::vector<std::string> CertificateNames() override { return {}; }

 private:
  tcp::socket& socket() override { return socket_; }
  tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Wire> PlainWire(tcp::socket socket) { return std::make_unique<Plain>(std::move(socket)); }

}  // namespace heng::gateway
