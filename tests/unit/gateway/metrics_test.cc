#include "service/gateway/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heng::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsText, SaysWhatItWasGiven) {
  api::CallStats calls({});
  calls.Of("any").Begin();
  calls.Of("any").Begin();
  calls.Of("any").End(absl::StatusCode::kAborted, absl::Milliseconds(3));
  MetricSources sources;
  sources.version = "1.2.3";
  sources.start = absl::FromUnixMillis(1'700'000'000'500);
  sources.ready = false;
  sources.calls = &calls;
  sources.store.writes = 5;
  sources.store.queued_writes = 2;
  sources.store.queued_bytes = 300;
  sources.store.queued_reads = 4;
  sources.store.group_sizes = {.bounds = {1, 2}, .counts = {3, 1, 1}, .sum = 12};
  sources.store.commit_micros = {.bounds = {500, 1'000'000}, .counts = {0, 1, 0}, .sum = 2'000};
  sources.store.log_bytes = 4096;
  sources.head = store::LogHead{.sequence = 42, .time = 1'700'000'001'250'000, .sha256 = ""};
  sources.tls = TlsMetrics{.certificate_expiry = absl::FromUnixSeconds(1'800'000'000), .exchanges = 6, .failures = 7};
  const std::string text = MetricsText(sources);
  for (const char* line : {
           "heng_build_info{version=\"1.2.3\"} 1\n",
           "heng_start_time_seconds 1700000000.5\n",
           "heng_ready 0\n",
           "# TYPE heng_calls_total counter\n",
           "heng_calls_total{method=\"other\",code=\"OK\"} 0\n",
           "heng_calls_total{method=\"other\",code=\"ABORTED\"} 1\n",
           "heng_calls_in_flight{method=\"other\"} 1\n",
           "heng_call_seconds_bucket{method=\"other\",le=\"0.0025\"} 0\n",
           "heng_call_seconds_bucket{method=\"other\",le=\"0.005\"} 1\n",
           "heng_call_seconds_bucket{method=\"other\",le=\"+Inf\"} 1\n",
           "heng_call_seconds_sum{method=\"other\"} 0.003\n",
           "heng_store_writes_total 5\n",
           "heng_store_queued_writes 2\n",
           "heng_store_queued_bytes 300\n",
           "heng_store_queued_reads 4\n",
           "heng_store_group_size_bucket{le=\"1\"} 3\n",
           "heng_store_group_size_bucket{le=\"2\"} 4\n",
           "heng_store_group_size_bucket{le=\"+Inf\"} 5\n",
           "heng_store_group_size_sum 12\n",
           "heng_store_group_size_count 5\n",
           "heng_store_commit_seconds_bucket{le=\"0.0005\"} 0\n",
           "heng_store_commit_seconds_bucket{le=\"1\"} 1\n",
           "heng_store_commit_seconds_sum 0.002\n",
           "heng_store_wal_bytes 4096\n",
           "heng_last_event_sequence 42\n",
           "heng_last_event_time_seconds 1700000001.25\n",
           "heng_tls_certificate_expiry_time_seconds 1800000000\n",
           "heng_tls_exchanges_total 6\n",
           "heng_tls_exchange_failures_total 7\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(MetricsText, LeavesOutWhatThereIsNot) {
  api::CallStats calls({});
  MetricSources sources;
  sources.calls = &calls;
  EXPECT_THAT(MetricsText(sources),
              AllOf(Not(HasSubstr("heng_tls")), Not(HasSubstr("heng_last_event")), Not(HasSubstr("wal_bytes"))));
}

}  // namespace
}  // namespace heng::gateway
