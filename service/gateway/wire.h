// A connection as bytes: plain, or TLS.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/tls/server_context.h"
#include "service/tls/watcher.h"

namespace heng::gateway {

// One read and one write may be under way at once. What is called back runs on the socket's executor; it has to keep
// the wire alive.
class Wire {
 public:
  using Done = std::function<void(bool ok, size_t bytes)>;
  using Pieces = std::array<boost::asio::const_buffer, 2>;

  virtual ~Wire() = default;
  virtual void Handshake(std::function<void(bool ok)> done) = 0;
  virtual void Read(boost::asio::mutable_buffer into, Done done) = 0;  // some; not ok: the end, or lost
  virtual void Write(const Pieces& pieces, Done done) = 0;             // all
  // Says that no more will be written.
  virtual void EndWriting() = 0;
  virtual void Close() = 0;
  // Of the client's certificate (tls::PeerNames); after the handshake.
  virtual std::vector<std::string> CertificateNames() = 0;

  boost::asio::any_io_executor executor() { return socket().get_executor(); }

 protected:
  virtual boost::asio::ip::tcp::socket& socket() = 0;
};

std::unique_ptr<Wire> PlainWire(boost::asio::ip::tcp::socket socket);

// Each with the watcher's identity of that moment. For one thread at a time.
class TlsWires {
 public:
  explicit TlsWires(const tls::Watcher* watcher) : watcher_(watcher) {}
  // Null: the identity can't be used.
  std::unique_ptr<Wire> Make(boost::asio::ip::tcp::socket socket);

 private:
  const tls::Watcher* const watcher_;
  std::shared_ptr<const tls::Identity> identity_;  // of which context_ was made
  tls::ServerContext context_;
};

}  // namespace heng::gateway
