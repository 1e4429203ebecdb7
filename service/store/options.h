// Limits of a store, the same for every engine.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace heng::store {

struct StoreOptions {
  size_t max_queued_writes = 4096;       // more: RESOURCE_EXHAUSTED "queue full"
  size_t max_queued_bytes = 256u << 20;  // of Write::bytes; more: the same
  size_t max_group = 128;                // writes in one transaction
  size_t read_threads = 2;               // for lists, events and audits
  size_t max_queued_reads = 256;         // more: RESOURCE_EXHAUSTED "queue full"
  // A list, an audit … that runs longer ends with DEADLINE_EXCEEDED, whatever its caller's deadline: the engine has to
  // keep all that is written meanwhile in its log.
  absl::Duration max_read_time = absl::Seconds(10);
  size_t point_readers = 4;                         // connections for Get, GetRevision, Head; opened as they are needed
  absl::Duration keep_requests = absl::Hours(72);   // how long a request id is remembered
  absl::Duration trim_interval = absl::Minutes(1);  // between two looks for requests to forget
  std::function<absl::Time()> clock = absl::Now;    // wall clock, for Snapshot::now and for deadlines
};

}  // namespace heng::store
