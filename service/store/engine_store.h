// A Store made of an engine's connections: one writer thread, threads for long reads, a pool for point reads.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "service/store/engine.h"
#include "service/store/options.h"
#include "service/store/store.h"

namespace heng::store {

// Opens the first writing connection, whose error it returns, and starts the threads. `held` (a lock, for instance) is
// released after everything else is closed; may be null.
absl::StatusOr<std::unique_ptr<Store>> StartEngineStore(const StoreOptions& options, const Engine& engine,
                                                        std::shared_ptr<void> held);

}  // namespace heng::store
