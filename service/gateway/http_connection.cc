#include "service/gateway/http_connection.h"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace heng::gateway {
namespace {

namespace http = boost::beast::http;

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr size_t kReadBytes = 16 << 10;
// A connection that goes on sending after it was refused is closed after so many bytes.
constexpr size_t kLingerBytes = 1 << 20;
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Connection::Connection(ConnectionHost* host, std::unique_ptr<Wire> wire, std::string peer, bool refuse)
    : last_word_{host},
      host_(host),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      refuse_(refuse),
      deadline_(kNever),
      in_(host->limits.head_bytes + kReadBytes) {}

Connection::~Connection() { host_->buffered -= counted_; }

void Connection::ExpireIn(absl::Duration time) { deadline_ = absl::ToUnixNanos(absl::Now() + time); }
void Connection::NeverExpire() { deadline_ = kNever; }

void Connection::Start() {
  ExpireIn(host_->limits.head);
  wire_->Handshake([self = shared_from_this()](bool ok) {
    if (!ok || self->state_ == State::kClosed) return self->Close();
    self->certificate_names_ = self->wire_->CertificateNames();
    if (!self->refuse_) return self->NextRequest();
    self->keep_ = false;
    self->Send(self->host_->handler->NoRoom());
  });
}

void Connection::NextRequest() {
  if (finishing_) return Close();
  DropRequest();
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(host_->limits.head_bytes));
  parser_->body_limit(host_->limits.body_bytes);
  if (in_.size() > 0) {
    state_ = State::kHead;
    ExpireIn(host_->limits.head);
    return Parse();
  }
  // The first request is due at once.
  if (state_ != State::kHandshake) ExpireIn(host_->limits.idle);
  state_ = State::kIdle;
  Read();
}

void Connection::DropRequest() {
  host_->buffered -= std::exchange(counted_, 0);
  request_ = {};
  parser_.reset();
}

void Connection::Read() {
  if (reading_) return;
  const size_t room = std::min(kReadBytes, in_.max_size() - in_.size());
  if (room == 0) return OnParseError(http::error::header_limit);
  reading_ = true;
  wire_->Read(in_.prepare(room), [self = shared_from_this()](bool ok, size_t bytes) {
    if (ok) self->in_.commit(bytes);
    self->OnRead(ok, bytes);
  });
}

// Notices that the caller goes while an answer in parts is written. It may outlast that answer.
void Connection::Watch() {
  if (reading_ || in_.max_size() - in_.size() < watched_.size()) return;
  reading_ = true;
  wire_->Read(boost::asio::buffer(watched_), [self = shared_from_this()](bool ok, size_t bytes) {
    if (ok) self->in_.commit(boost::asio::buffer_copy(self->in_.prepare(bytes), boost::asio::buffer(self->watched_)));
    self->OnRead(ok, bytes);
  });
}

void Connection::OnRead(bool ok, size_t bytes) {
  reading_ = false;
  if (state_ == State::kClosed) return;
  if (!ok) {
    if (state_ == State::kWriting || state_ == State::kWorking) return;  // writing will tell
    return state_ == State::kStreaming ? Gone() : Close();
  }
  switch (state_) {
    case State::kIdle:
      state_ = State::kHead;
      ExpireIn(host_->limits.head);
      return Parse();
    case State::kHead:
    case State::kBody:
      return Parse();
    case State::kStreaming:
      return Watch();
    case State::kLingering:
      written_ += bytes;
      in_.consume(in_.size());
      return written_ > kLingerBytes ? Close() : Read();
    default:
      return;  // the next request waits
  }
}

void Connection::Parse() {
  while (!parser_->is_done()) {
    if (in_.size() == 0) return Read();
    boost::system::error_code error;
    in_.consume(parser_->put(in_.data(), error));
    if (error == http::error::need_more) return Read();
    if (error) return OnParseError(error);
    if (state_ == State::kHead && parser_->is_header_done() && !OnHead()) return;
    if (!CountBody()) return;
  }
  OnRequest();
}

void Connection::OnParseError(const boost::system::error_code& error) {
  keep_ = false;
  if (error == http::error::body_limit) return Send(host_->handler->TooLarge(host_->limits.body_bytes));
  if (error == http::error::header_limit) {
    return Send({.status = 431,
                 .body = absl::StrCat("the head of a request is at most ", host_->limits.head_bytes, " bytes\n")});
  }
  Send({.status = 400, .body = absl::StrCat("this is no HTTP/1.1 request: ", error.message(), "\n")});
}

void Connection::SetRequest() {
  const auto& message = parser_->get();
  const std::string_view target = View(message.target());
  request_.method = View(message.method_string());
  request_.path = target.substr(0, target.find('?'));
  request_.peer = peer_;
  request_.certificate_names = certificate_names_.empty() ? nullptr : &certificate_names_;
  request_.headers.clear();
  for (const auto& field : message) request_.headers.emplace_back(View(field.name_string()), View(field.value()));
}

bool Connection::OnHead() {
  state_ = State::kBody;
  ExpireIn(host_->limits.body);
  ++requests_;
  SetRequest();
  keep_ = parser_->get().keep_alive() && requests_ < host_->limits.requests;
  if (auto refusal = host_->handler->Refuse(request_)) {
    keep_ = keep_ && parser_->is_done();
    Send(*std::move(refusal));
    return false;
  }
  const std::string_view expect = request_.Header("expect");
  if (!parser_->is_done() && in_.size() == 0 &&
      absl::EqualsIgnoreCase({expect.data(), expect.size()}, "100-continue")) {
    continuing_ = true;
    wire_->Write({boost::asio::buffer(kContinue, sizeof(kContinue) - 1), boost::asio::const_buffer()},
                 [self = shared_from_this()](bool ok, size_t) {
                   self->continuing_ = false;
                   ok ? self->Read() : self->Close();
                 });
    return false;
  }
  return true;
}

bool Connection::CountBody() {
  const size_t size = parser_->get().body().size();
  if (size == counted_) return true;
  const size_t all = host_->buffered += size - std::exchange(counted_, size);
  if (all <= host_->limits.buffered_bytes) return true;
  keep_ = false;
  Send(host_->handler->NoRoom());
  return false;
}

void Connection::OnRequest() {
  state_ = State::kWorking;
  NeverExpire();
  request_.body = parser_->get().body();
  host_->handler->Handle(request_, shared_from_this());
}

void Connection::Run(std::function<void()> work) { boost::asio::dispatch(wire_->executor(), std::move(work)); }

void Connection::Answer(HttpAnswer answer) {
  Run([self = shared_from_this(), answer = std::move(answer)]() mutable {
    if (self->state_ == State::kWorking) self->Send(std::move(answer));
  });
}

std::string Connection::HeadOf(const HttpAnswer& answer, bool chunked) {
  const std::string_view text = StatusText(answer.status);
  std::string head = absl::StrCat("HTTP/1.1 ", answer.status, " ", absl::string_view(text.data(), text.size()), "\r\n");
  if (answer.status != 204) absl::StrAppend(&head, "Content-Type: ", answer.content_type, "\r\n");
  for (const auto& [name, value] : answer.headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  if (chunked) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (answer.status != 204 && state_ != State::kStreaming) {
    absl::StrAppend(&head, "Content-Length: ", answer.body.size(), "\r\n");
  }
  absl::StrAppend(&head, "X-Content-Type-Options: nosniff\r\nConnection: ", keep_ ? "keep-alive" : "close", "\r\n\r\n");
  return head;
}

void Connection::Send(HttpAnswer answer) {
  if (finishing_) keep_ = false;
  state_ = State::kWriting;
  out_head_ = HeadOf(answer, /*chunked=*/false);
  out_body_ = request_.method == "HEAD" ? "" : std::move(answer.body);
  written_ = 0;
  WritePieces([self = shared_from_this()](bool ok) { self->AfterAnswer(ok); });
}

// A piece at a time, so that who reads slowly and who does not read are told apart.
void Connection::WritePieces(Written written) {
  const size_t total = out_head_.size() + out_body_.size();
  if (state_ == State::kClosed) return written(false);
  if (written_ == total) {
    NeverExpire();
    return written(true);
  }
  ExpireIn(host_->limits.write);
  const size_t end = std::min(total, written_ + host_->limits.write_bytes);
  const auto piece = [this, end](const std::string& text, size_t offset) {
    const size_t from = std::clamp(written_, offset, offset + text.size());
    const size_t to = std::clamp(end, offset, offset + text.size());
    return boost::asio::buffer(text.data() + (from - offset), to - from);
  };
  wire_->Write({piece(out_head_, 0), piece(out_body_, out_head_.size())},
               [self = shared_from_this(), written = std::move(written)](bool ok, size_t bytes) mutable {
                 if (!ok) return written(false);
                 self->written_ += bytes;
                 self->WritePieces(std::move(written));
               });
}

void Connection::AfterAnswer(bool ok) {
  if (!ok) return Close();
  out_head_.clear();
  out_body_ = std::string();
  if (!keep_) return Linger();
  NextRequest();
}

// Closes so that the answer is not lost with what was sent and not read.
void Connection::Linger() {
  if (state_ == State::kClosed) return;
  state_ = State::kLingering;
  written_ = 0;
  DropRequest();
  in_.consume(in_.size());
  wire_->EndWriting();
  ExpireIn(host_->limits.linger);
  Read();
}

void Connection::Begin(HttpAnswer head, std::function<void()> gone, Written written) {
  Run([self = shared_from_this(), head = std::move(head), gone = std::move(gone),
       written = std::move(written)]() mutable {
    if (self->state_ != State::kWorking) return written(false);
    self->state_ = State::kStreaming;
    self->gone_ = std::move(gone);
    self->chunked_ = self->parser_->get().version() >= 11;
    if (!self->chunked_ || self->finishing_) self->keep_ = false;
    self->out_head_ = self->HeadOf(head, self->chunked_);
    self->out_body_.clear();
    self->written_ = 0;
    self->Watch();
    self->WritePieces(std::move(written));
  });
}

void Connection::Write(std::string part, bool last, Written written) {
  Run([self = shared_from_this(), part = std::move(part), last, written = std::move(written)]() mutable {
    if (self->state_ != State::kStreaming) return written(false);
    self->out_head_ = self->chunked_ ? absl::StrCat(absl::Hex(part.size()), "\r\n") : "";
    self->out_body_ = std::move(part);
    if (self->chunked_) self->out_body_ += last ? "\r\n0\r\n\r\n" : "\r\n";
    self->written_ = 0;
    self->WritePieces([self, last, written = std::move(written)](bool ok) {
      if (!ok) self->Close();
      if (ok && last) {
        self->gone_ = nullptr;
        if (self->finishing_) self->keep_ = false;
        self->state_ = State::kWriting;
        self->AfterAnswer(true);
      }
      written(ok);
    });
  });
}

void Connection::Gone() {
  const auto gone = std::exchange(gone_, nullptr);
  Close();
  if (gone) gone();
}

void Connection::CheckTime(absl::Time now) {
  if (deadline_ > absl::ToUnixNanos(now)) return;
  boost::asio::post(wire_->executor(), [self = shared_from_this()] { self->OnTime(); });
}

void Connection::OnTime() {
  if (deadline_ > absl::ToUnixNanos(absl::Now())) return;  // it was in time after all
  keep_ = false;
  if (state_ == State::kHead) return Send({.status = 408, .body = "the head of the request came too slowly\n"});
  if (state_ == State::kBody && !continuing_) return Send(host_->handler->TooSlow());
  state_ == State::kStreaming ? Gone() : Close();
}

void Connection::Finish() {
  boost::asio::post(wire_->executor(), [self = shared_from_this()] {
    self->finishing_ = true;
    if (self->state_ == State::kIdle || self->state_ == State::kHandshake) self->Close();
  });
}

void Connection::Abort() {
  boost::asio::post(wire_->executor(),
                    [self = shared_from_this()] { self->state_ == State::kStreaming ? self->Gone() : self->Close(); });
}

void Connection::Close() {
  if (std::exchange(state_, State::kClosed) == State::kClosed) return;
  gone_ = nullptr;  // it may hold us
  NeverExpire();
  wire_->Close();
  host_->closed(this);
}

}  // namespace heng::gateway
