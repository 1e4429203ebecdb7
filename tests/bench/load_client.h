// A closed-loop load: a fixed number of calls under way at once, each answered one followed by the next.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>
#include <vector>

namespace heng::bench {

struct LoadResult {
  double calls_per_second = 0;
  double p50_ms = 0, p99_ms = 0;
  size_t calls = 0, failures = 0;
  std::string first_error;
  std::string last_answer;  // bytes of one answer
};

// Sends `requests` (serialized messages, each once, or round and round until `calls` were made) to `method`, as the
// caller whose token this is.
LoadResult RunLoad(const std::string& address, const std::string& token, const std::string& method,
                   const std::vector<std::string>& requests, size_t calls, int concurrency);

}  // namespace heng::bench
