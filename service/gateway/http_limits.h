// What the HTTP server takes of each caller, and of all of them.
#pragma once

#include <cstddef>

#include "absl/time/time.h"

namespace heng::gateway {

struct HttpLimits {
  // An idle connection costs some 10 KB, with TLS 60: a thousand of them is nothing. More get a 503.
  size_t connections = 1024;
  // So many are told so at once; beyond them connections are closed without a word.
  size_t refusals = 64;
  // Line and fields of a request. A token takes 60 bytes; browsers and proxies add some hundred each.
  size_t head_bytes = 16 << 10;
  // As gRPC takes it (kMaxMessageBytes); as sent, and again after decompression.
  size_t body_bytes = 4 << 20;
  // Of all requests whose bodies are being read, so that many large ones can't take the memory of the store.
  size_t buffered_bytes = size_t{256} << 20;
  // After so many requests a connection is closed: behind a balancer callers spread again.
  size_t requests = 10'000;

  // From the first byte of a request (or from the connection, TLS included) to the end of its head.
  absl::Duration head = absl::Seconds(10);
  // To the end of its body: 4 MiB at 70 KB/s.
  absl::Duration body = absl::Seconds(60);
  // Between two requests.
  absl::Duration idle = absl::Seconds(60);
  // To take the next piece (write_bytes) of an answer.
  absl::Duration write = absl::Seconds(30);
  size_t write_bytes = 64 << 10;
  // To close after an answer that left some of the request unread; without reading it the answer might be lost.
  absl::Duration linger = absl::Seconds(2);
};

}  // namespace heng::gateway
