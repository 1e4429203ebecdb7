// Requests and answers of HTTP, apart from how they travel.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heng::gateway {

struct HttpRequest {
  std::string_view method;  // "POST"
  std::string_view path;    // without what follows a '?'
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;                                        // empty while only the head is there
  std::string_view peer;                                        // "127.0.0.1:53514"
  const std::vector<std::string>* certificate_names = nullptr;  // of the verified client certificate; null: none

  // The first of the name, whatever its case; empty: there is none.
  std::string_view Header(std::string_view name) const;
  bool Has(std::string_view name) const;
};

struct HttpAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};  // others than of type and length
};

// "Not Found"
std::string_view StatusText(int status);

// A request that is being answered: by one Answer, or by Begin and what follows. From any thread. Its request lives
// until the answer has been given or Begin been called.
class HttpExchange {
 public:
  using Written = std::function<void(bool ok)>;  // not ok: the caller is gone

  virtual ~HttpExchange() = default;
  virtual void Answer(HttpAnswer answer) = 0;

  // An answer in parts. Each part is given when the one before was written; nothing is written after the last.
  // `gone`: the caller closed the connection while nothing was written; called at most once.
  virtual void Begin(HttpAnswer head, std::function<void()> gone, Written written) = 0;
  virtual void Write(std::string part, bool last, Written written) = 0;

  // Runs `work` on a thread of the server, one at a time of each exchange; perhaps before it returns.
  virtual void Run(std::function<void()> work) = 0;
};

// What answers requests. Called on any of the server's threads.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // An answer that the head alone calls for; then no body is read.
  virtual std::optional<HttpAnswer> Refuse(const HttpRequest& head) = 0;
  virtual void Handle(const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) = 0;
  // The answers where a request breaks a limit of the server: its body is too large, came too slowly, or there is no
  // room for it now.
  virtual HttpAnswer TooLarge(size_t limit) = 0;
  virtual HttpAnswer TooSlow() = 0;
  virtual HttpAnswer NoRoom() = 0;
};

}  // namespace heng::gateway
