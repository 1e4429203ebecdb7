#include "service/gateway/pages.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"

namespace heng::gateway {

Pages::Pages(HttpPages pages, HttpHandler* next) : pages_(std::move(pages)), next_(next) {}

std::optional<HttpAnswer> Pages::Refuse(const HttpRequest& head) {
  const bool reads = head.method == "GET" || head.method == "HEAD";
  const bool about_all = head.method == "OPTIONS" && head.path == "*";
  if (pages_.find(head.path) == pages_.end() && !about_all) {
    if (next_ != nullptr && (!reads || head.path.starts_with(kApiPrefix))) return next_->Refuse(head);
    std::string list;
    for (const auto& [path, page] : pages_) absl::StrAppend(&list, " ", path);
    return HttpAnswer{.status = 404, .body = absl::StrCat("not here; there are:", list, "\n")};
  }
  constexpr char kAllowed[] = "GET, HEAD, OPTIONS";
  if (head.method == "OPTIONS") return HttpAnswer{.status = 204, .body = "", .headers = {{"Allow", kAllowed}}};
  if (reads) return std::nullopt;
  return HttpAnswer{.status = 405,
                    .body = absl::StrCat("this page is read with GET, not ",
                                         absl::string_view(head.method.data(), head.method.size()), "\n"),
                    .headers = {{"Allow", kAllowed}}};
}

void Pages::Handle(const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) {
  const auto page = pages_.find(request.path);
  if (page == pages_.end()) return next_->Handle(request, std::move(exchange));
  try {
    exchange->Answer(page->second());
  } catch (const std::exception&) {  // what an exception says is not for callers
    exchange->Answer({.status = 500, .body = "internal error\n"});
  }
}

HttpAnswer Pages::TooLarge(size_t limit) {
  if (next_ != nullptr) return next_->TooLarge(limit);
  return {.status = 413, .body = absl::StrCat("a request is at most ", limit, " bytes\n")};
}

HttpAnswer Pages::TooSlow() {
  if (next_ != nullptr) return next_->TooSlow();
  return {.status = 408, .body = "the request came too slowly\n"};
}

HttpAnswer Pages::NoRoom() {
  if (next_ != nullptr) return next_->NoRoom();
  return {
      .status = 503, .body = "too many requests at once; try again in a moment\n", .headers = {{"Retry-After", "1"}}};
}

}  // namespace heng::gateway
