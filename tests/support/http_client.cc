#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace heng::testing {
namespace {

constexpr size_t kMaxHeadBytes = 64 << 10, kMaxBodyBytes = 64 << 20;
constexpr int kGzip = 15 + 16;  // zlib: the largest window, gzip around it

bool Wait(int fd, short events, std::chrono::milliseconds patience) {
  pollfd wait{.fd = fd, .events = events, .revents = 0};
  return poll(&wait, 1, static_cast<int>(patience.count())) > 0;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

HttpConnection::HttpConnection(const std::string& address, std::chrono::milliseconds patience) : patience_(patience) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::strtoul(address.c_str() + colon + 1, nullptr, 10)));
  if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) != 1) return;
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return;
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0) return;
  close(fd_);
  fd_ = -1;
}

HttpConnection::~HttpConnection() {
  if (fd_ >= 0) close(fd_);
}

bool HttpConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (fd_ < 0 || !Wait(fd_, POLLOUT, patience_)) return false;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool HttpConnection::Fill() {
  char bytes[16 << 10];
  if (fd_ < 0 || !Wait(fd_, POLLIN, patience_)) return false;
  const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<size_t>(got));
  return true;
}

bool HttpConnection::ReadLine(std::string* line) {
  size_t end;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (buffer_.size() > kMaxHeadBytes || !Fill()) return false;
  }
  *line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return true;
}

HttpAnswer HttpConnection::Call(const std::string& method, const std::string& path, const HttpHeaders& headers,
                                std::string_view body) {
  HttpHeaders all = headers;
  all["content-length"] = std::to_string(body.size());
  // A server that refuses a body may do so, and close, before all of it is sent: what it says counts all the same.
  Send(HttpHead(method, path, all)) && Send(body);
  HttpAnswer answer = ReadHead();
  if (method == "HEAD") body_ = BodyKind::kNone;
  std::string piece;
  while (answer.trouble.empty() && ReadPiece(&piece, &answer.trouble)) answer.body += piece;
  if (!answer.trouble.empty()) answer.status = 0;
  return answer;
}

HttpAnswer HttpConnection::ReadAnswer() {
  HttpAnswer answer = ReadHead();
  std::string piece;
  while (answer.trouble.empty() && ReadPiece(&piece, &answer.trouble)) answer.body += piece;
  if (!answer.trouble.empty()) answer.status = 0;
  return answer;
}

HttpAnswer HttpConnection::ReadHead() {
  HttpAnswer answer;
  std::string line;
  do {  // "100 Continue" and the like come before the answer
    answer.headers.clear();
    if (!ReadLine(&line) || line.compare(0, 7, "HTTP/1.") != 0 || line.size() < 12) {
      answer.trouble = "no answer: " + (line.empty() ? "closed, or nothing came in time" : line);
      return answer;
    }
    answer.status = std::atoi(line.c_str() + 9);
    while (ReadLine(&line) && !line.empty()) {
      const size_t colon = line.find(':');
      const size_t value = colon == std::string::npos ? colon : line.find_first_not_of(' ', colon + 1);
      answer.headers[Lower(line.substr(0, colon))] = value == std::string::npos ? "" : line.substr(value);
    }
  } while (answer.status / 100 == 1);
  left_ = 0;
  if (answer.status == 204 || answer.status == 304) {
    body_ = BodyKind::kNone;
  } else if (Lower(answer.Header("transfer-encoding")) == "chunked") {
    body_ = BodyKind::kChunked;
  } else if (answer.headers.count("content-length") == 1) {
    body_ = BodyKind::kLength;
    left_ = std::strtoull(answer.Header("content-length").c_str(), nullptr, 10);
    if (left_ > kMaxBodyBytes) answer.trouble = "a body of " + answer.Header("content-length") + " bytes";
  } else {
    body_ = BodyKind::kToTheEnd;
  }
  return answer;
}

bool HttpConnection::ReadPiece(std::string* piece, std::string* trouble) {
  piece->clear();
  switch (body_) {
    case BodyKind::kNone:
      return false;
    case BodyKind::kChunked:
      return ReadChunk(piece, trouble);
    case BodyKind::kLength:
      if (left_ == 0) return false;
      if (buffer_.empty() && !Fill()) {
        *trouble = "the body broke off, " + std::to_string(left_) + " bytes before its end";
        return false;
      }
      *piece = buffer_.substr(0, left_);
      buffer_.erase(0, piece->size());
      left_ -= piece->size();
      return true;
    case BodyKind::kToTheEnd:
      if (buffer_.empty() && !Fill()) return false;
      piece->swap(buffer_);
      return true;
  }
  return false;
}

bool HttpConnection::ReadChunk(std::string* piece, std::string* trouble) {
  std::string line;
  if (!ReadLine(&line)) {
    *trouble = "the body broke off between chunks";
    return false;
  }
  const size_t size = std::strtoull(line.c_str(), nullptr, 16);
  if (size > kMaxBodyBytes) {
    *trouble = "a chunk of " + line + " bytes";
    return false;
  }
  while (buffer_.size() < size + 2) {
    if (Fill()) continue;
    *trouble = "the body broke off within a chunk";
    return false;
  }
  *piece = buffer_.substr(0, size);
  buffer_.erase(0, size + 2);
  return size > 0;
}

bool HttpConnection::WaitForClose() {
  char bytes[4 << 10];
  while (fd_ >= 0 && Wait(fd_, POLLIN, patience_)) {
    if (recv(fd_, bytes, sizeof(bytes), 0) <= 0) return true;
  }
  return false;
}

std::string HttpHead(const std::string& method, const std::string& path, const HttpHeaders& headers) {
  std::string head = method + " " + path + " HTTP/1.1\r\n";
  if (headers.count("host") == 0) head += "host: heng\r\n";
  for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return "";
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int done = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return done == Z_STREAM_END ? packed : "";
}

std::string Gunzip(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) return "";
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string whole;
  int state = Z_OK;
  while (state == Z_OK && whole.size() <= kMaxBodyBytes) {
    char out[16 << 10];
    stream.next_out = reinterpret_cast<Bytef*>(out);
    stream.avail_out = sizeof(out);
    state = inflate(&stream, Z_NO_FLUSH);
    whole.append(out, sizeof(out) - stream.avail_out);
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END ? whole : "";
}

}  // namespace heng::testing
