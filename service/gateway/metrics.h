// What /metrics answers: the text format of Prometheus.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/api/call_stats.h"
#include "service/store/store.h"

namespace heng::gateway {

struct TlsMetrics {
  absl::Time certificate_expiry;
  int64_t exchanges = 0, failures = 0;
};

// Everything as of one moment.
struct MetricSources {
  std::string version;
  absl::Time start;
  bool ready = true;
  const api::CallStats* calls = nullptr;
  store::Stats store;
  std::optional<store::LogHead> head;
  std::optional<TlsMetrics> tls;  // nullopt: no TLS
};

std::string MetricsText(const MetricSources& sources);

}  // namespace heng::gateway
