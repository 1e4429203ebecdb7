#include "service/gateway/monitor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/gateway/metrics.h"
#include "service/gateway/readiness.h"

namespace heng::gateway {
namespace {

constexpr int kUnavailable = 503;

Readiness::Options ReadinessOf(const Monitor::Options& options) {
  Readiness::Options readiness;
  readiness.ask = [store = options.store]() -> absl::StatusOr<store::LogHead> {
    if (auto status = store->Ready(); !status.ok()) return status;
    return store->Head();
  };
  readiness.store_name = options.store_name;
  readiness.changed = options.serving_changed;
  return readiness;
}

}  // namespace

struct Monitor::Parts {
  explicit Parts(Options the_options)
      : options(std::move(the_options)), start(absl::Now()), readiness(ReadinessOf(options)) {}

  HttpAnswer Ready() const {
    const std::optional<Text> problem = readiness.Problem();
    if (!problem) return {.status = 200, .body = "ready\n"};
    return {.status = kUnavailable, .body = absl::StrCat(Say(options.language, *problem), "\n")};
  }

  HttpAnswer Metrics() const {
    MetricSources sources;
    sources.version = options.version;
    sources.start = start;
    sources.ready = !readiness.Problem().has_value();
    sources.calls = options.calls;
    sources.store = options.store->GetStats();
    sources.head = readiness.head();
    if (options.tls != nullptr) {
      sources.tls = TlsMetrics{.certificate_expiry = options.tls->current()->not_after,
                               .exchanges = options.tls->exchanges(),
                               .failures = options.tls->failures()};
    }
    return {.status = 200, .body = MetricsText(sources), .content_type = "text/plain; version=0.0.4; charset=utf-8"};
  }

  const Options options;
  const absl::Time start;
  Readiness readiness;
};

Monitor::Monitor(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Monitor::~Monitor() = default;

HttpPages Monitor::Pages() const {
  return {{"/healthz", [] { return HttpAnswer{.status = 200, .body = "ok\n"}; }},
          {"/readyz", [parts = parts_.get()] { return parts->Ready(); }},
          {"/metrics", [parts = parts_.get()] { return parts->Metrics(); }}};
}

void Monitor::Drain() { parts_->readiness.Drain(); }

}  // namespace heng::gateway
