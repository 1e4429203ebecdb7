// A small HTTP/1.1 client over a socket, for tests: sends what it is told, right or wrong, and takes the answers apart.
// Everything it waits for and keeps has a bound.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace heng::testing {

struct HttpAnswer {
  int status = 0;                              // 0: no whole answer; `trouble` says why
  std::map<std::string, std::string> headers;  // names in lower case; of several of one name the last
  std::string body;                            // chunks put together, as sent: gzip is left as it is
  std::string trouble;

  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

using HttpHeaders = std::map<std::string, std::string>;

// One connection; not for several threads at once.
class HttpConnection {
 public:
  // `address`: "127.0.0.1:8080". How long a read or write may take without a byte; heads over 64 KiB and bodies over
  // 64 MiB are given up.
  explicit HttpConnection(const std::string& address, std::chrono::milliseconds patience = std::chrono::seconds(60));
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  bool open() const { return fd_ >= 0; }
  // False: the other side is gone or takes nothing.
  bool Send(std::string_view bytes);
  // A request with a body of known length, and the whole answer.
  HttpAnswer Call(const std::string& method, const std::string& path, const HttpHeaders& headers,
                  std::string_view body);

  // An answer in pieces: its head, then pieces of its body until there are no more.
  HttpAnswer ReadHead();
  // The next piece into `piece`. False: the body has ended, or broke off (`trouble` is set).
  bool ReadPiece(std::string* piece, std::string* trouble);
  // Both at once.
  HttpAnswer ReadAnswer();
  // True once the other side has closed the connection; waits for it as long as the patience lasts.
  bool WaitForClose();

 private:
  enum class BodyKind { kNone, kLength, kChunked, kToTheEnd };

  bool Fill();  // more bytes into buffer_; false: closed, broken, or too slow
  bool ReadLine(std::string* line);
  bool ReadChunk(std::string* piece, std::string* trouble);

  int fd_ = -1;
  std::chrono::milliseconds patience_;
  std::string buffer_;  // read and not used yet
  BodyKind body_ = BodyKind::kNone;
  size_t left_ = 0;  // kLength: bytes that are still to come
};

// The head of a request, ended; without content-length, which is for the caller to give.
std::string HttpHead(const std::string& method, const std::string& path, const HttpHeaders& headers);

// gzip, and back; "" if it isn't gzip, or more than 64 MiB come out.
std::string Gzip(std::string_view bytes);
std::string Gunzip(std::string_view bytes);

}  // namespace heng::testing
