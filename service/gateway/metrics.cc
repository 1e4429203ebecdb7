#include "service/gateway/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <sstream>
#include <utility>
#include <vector>

namespace heng::gateway {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double kMicrosPerSecond = 1e6;

MetricFamily Family(const char* name, const char* help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

ClientMetric Counter(Labels labels, int64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = static_cast<double>(value);
  return metric;
}

ClientMetric Gauge(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  return metric;
}

// `unit`: how many of the counted unit make one of the unit shown.
ClientMetric Histogram(Labels labels, const store::HistogramCounts& counts, double unit) {
  ClientMetric metric;
  metric.label = std::move(labels);
  uint64_t total = 0;
  for (size_t i = 0; i < counts.counts.size(); ++i) {
    total += static_cast<uint64_t>(counts.counts[i]);
    const bool last = i == counts.bounds.size();
    metric.histogram.bucket.push_back(
        {.cumulative_count = total,
         .upper_bound = last ? std::numeric_limits<double>::infinity() : static_cast<double>(counts.bounds[i]) / unit});
  }
  metric.histogram.sample_count = total;
  metric.histogram.sample_sum = static_cast<double>(counts.sum) / unit;
  return metric;
}

const char* CodeName(int code) {
  static constexpr const char* kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return kNames[code];
}

double Unix(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

class Page {
 public:
  void AddGauge(const char* name, const char* help, double value) {
    Add(name, help, MetricType::Gauge, Gauge({}, value));
  }
  void AddCounter(const char* name, const char* help, int64_t value) {
    Add(name, help, MetricType::Counter, Counter({}, value));
  }
  void AddHistogram(const char* name, const char* help, const store::HistogramCounts& counts, double unit) {
    Add(name, help, MetricType::Histogram, Histogram({}, counts, unit));
  }
  void Add(MetricFamily family) { families_.push_back(std::move(family)); }
  void Add(const char* name, const char* help, MetricType type, ClientMetric metric) {
    MetricFamily family = Family(name, help, type);
    family.metric.push_back(std::move(metric));
    Add(std::move(family));
  }
  std::string Text() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_);
    return out.str();
  }

 private:
  std::vector<MetricFamily> families_;
};

void AddCalls(const api::CallStats& calls, Page* page) {
  MetricFamily ended = Family("heng_calls_total", "Calls answered, by method and status code.", MetricType::Counter);
  MetricFamily latency = Family("heng_call_seconds", "From a call's arrival to its answer.", MetricType::Histogram);
  MetricFamily in_flight = Family("heng_calls_in_flight", "Calls not answered yet.", MetricType::Gauge);
  for (const auto& method : calls.methods()) {
    const ClientMetric::Label name = {"method", method->name()};
    for (int code = 0; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code) {
      const int64_t count = method->ended(static_cast<absl::StatusCode>(code));
      // OK always, so that a rate exists before the first call; other codes once they have happened.
      if (count > 0 || code == 0) ended.metric.push_back(Counter({name, {"code", CodeName(code)}}, count));
    }
    latency.metric.push_back(Histogram({name}, method->latency_micros(), kMicrosPerSecond));
    in_flight.metric.push_back(Gauge({name}, static_cast<double>(method->in_flight())));
  }
  page->Add(std::move(ended));
  page->Add(std::move(latency));
  page->Add(std::move(in_flight));
}

void AddStore(const store::Stats& stats, Page* page) {
  page->AddCounter("heng_store_writes_total", "Writes answered, rejections and replays included.", stats.writes);
  page->AddGauge("heng_store_queued_writes", "Writes waiting for their group.",
                 static_cast<double>(stats.queued_writes));
  page->AddGauge("heng_store_queued_bytes", "Memory these writes hold.", static_cast<double>(stats.queued_bytes));
  page->AddGauge("heng_store_queued_reads", "Lists and other long reads waiting.",
                 static_cast<double>(stats.queued_reads));
  page->AddHistogram("heng_store_group_size", "Writes that shared a transaction.", stats.group_sizes, 1);
  page->AddHistogram("heng_store_commit_seconds", "COMMIT, the sync of the disk included.", stats.commit_micros,
                     kMicrosPerSecond);
  if (stats.log_bytes) {
    page->AddGauge("heng_store_wal_bytes", "Size of the write-ahead log file.", static_cast<double>(*stats.log_bytes));
  }
}

}  // namespace

std::string MetricsText(const MetricSources& sources) {
  Page page;
  page.Add("heng_build_info", "Version of hengd; always 1.", MetricType::Gauge,
           Gauge({{"version", sources.version}}, 1));
  page.AddGauge("heng_start_time_seconds", "When this process began to serve.", Unix(sources.start));
  page.AddGauge("heng_ready", "1 if /readyz says ready.", sources.ready ? 1 : 0);
  AddCalls(*sources.calls, &page);
  AddStore(sources.store, &page);
  if (sources.head) {
    page.AddGauge("heng_last_event_sequence", "Number of the last event in the log.",
                  static_cast<double>(sources.head->sequence));
    page.AddGauge("heng_last_event_time_seconds", "When it was written; 0: there is none.",
                  static_cast<double>(sources.head->time) / kMicrosPerSecond);
  }
  if (sources.tls) {
    page.AddGauge("heng_tls_certificate_expiry_time_seconds", "When the server certificate in use expires.",
                  Unix(sources.tls->certificate_expiry));
    page.AddCounter("heng_tls_exchanges_total", "New certificates taken up while serving.", sources.tls->exchanges);
    page.AddCounter("heng_tls_exchange_failures_total", "Changed TLS files that could not be used.",
                    sources.tls->failures);
  }
  return page.Text();
}

}  // namespace heng::gateway
