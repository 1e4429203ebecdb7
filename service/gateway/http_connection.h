// One connection: reads a request, has it answered, writes the answer, reads the next. Inner part of http_server.
#pragma once

#include <array>
#include <atomic>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/gateway/http_limits.h"
#include "service/gateway/http_message.h"
#include "service/gateway/wire.h"

namespace heng::gateway {

class Connection;

// What connections share; outlives them.
struct ConnectionHost {
  HttpHandler* handler = nullptr;
  HttpLimits limits;
  std::atomic<size_t> buffered = 0;         // bytes of the bodies being read
  std::function<void(Connection*)> closed;  // once for each
  std::function<void()> destroyed;          // the last thing each does
};

class Connection final : public HttpExchange, public std::enable_shared_from_this<Connection> {
 public:
  // `refuse`: it gets a 503 and nothing else.
  Connection(ConnectionHost* host, std::unique_ptr<Wire> wire, std::string peer, bool refuse);
  ~Connection() override;

  bool refused() const { return refuse_; }
  void Start();
  // From any thread. Looks whether a limit of time has passed.
  void CheckTime(absl::Time now);
  // Closes it once its request, if there is one, is answered.
  void Finish();
  // Closes it at once.
  void Abort();

  void Answer(HttpAnswer answer) override;
  void Begin(HttpAnswer head, std::function<void()> gone, Written written) override;
  void Write(std::string part, bool last, Written written) override;
  void Run(std::function<void()> work) override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  enum class State { kHandshake, kIdle, kHead, kBody, kWorking, kWriting, kStreaming, kLingering, kClosed };

  struct LastWord {
    ~LastWord() { host->destroyed(); }
    ConnectionHost* host;
  };

  void NextRequest();
  void DropRequest();
  void Read();
  void Watch();
  void OnRead(bool ok, size_t bytes);
  void Parse();
  void OnParseError(const boost::system::error_code& error);
  bool OnHead();  // false: nothing more is parsed now
  bool CountBody();
  void OnRequest();
  void SetRequest();
  void Send(HttpAnswer answer);
  std::string HeadOf(const HttpAnswer& answer, bool chunked);
  void WritePieces(Written written);
  void AfterAnswer(bool ok);
  void Linger();
  void Gone();
  void OnTime();
  void Close();
  void ExpireIn(absl::Duration time);
  void NeverExpire();

  const LastWord last_word_;  // first: destroyed last
  ConnectionHost* const host_;
  const std::unique_ptr<Wire> wire_;
  const std::string peer_;
  const bool refuse_;
  std::atomic<int64_t> deadline_;  // ns; of what is waited for now

  // What follows is touched on the wire's executor only.
  State state_ = State::kHandshake;
  boost::beast::flat_buffer in_;
  bool reading_ = false;           // into in_, or into watched_
  bool continuing_ = false;        // "100 Continue" is being written
  std::array<char, 256> watched_;  // what comes while an answer in parts is written
  std::optional<Parser> parser_;
  HttpRequest request_;
  std::vector<std::string> certificate_names_;
  size_t requests_ = 0;
  size_t counted_ = 0;  // of the body, in host_->buffered
  bool finishing_ = false;
  bool keep_ = false;     // the connection, after this answer
  bool chunked_ = false;  // the answer in parts
  std::function<void()> gone_;
  std::string out_head_, out_body_;
  size_t written_ = 0;  // of both
};

}  // namespace heng::gateway
