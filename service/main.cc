// hengd: the service. Starts, serves until SIGTERM or SIGINT, drains; or runs one maintenance command.
#include <google/protobuf/stubs/logging.h>
#include <pthread.h>
#include <signal.h>

#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "service/address.h"
#include "service/admin/command.h"
#include "service/api/call_log.h"
#include "service/config.h"
#include "service/notify.h"
#include "service/server.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/sqlite/sqlite_store.h"
#include "service/store_location.h"

namespace {

constexpr int kExitOk = 0;
constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;

// Signals are taken by sigwait in main, never by a handler: shutting gRPC down inside a handler can deadlock.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

int Fail(const absl::Status& status) {
  std::cerr << "hengd: " << std::string(status.message()) << "\n";
  return kExitFailure;
}

// Before the store is opened, which may create it: a port that is taken must not leave a file behind.
std::optional<heng::Text> PortProblem(const heng::Config& config) {
  if (auto taken = heng::ListenProblem(*heng::ReadAddress(config.listen), "--listen")) return taken;
  const auto http = heng::ReadAddress(config.http_listen);
  return http ? heng::ListenProblem(*http, "--http-listen") : std::nullopt;
}

absl::StatusOr<std::unique_ptr<heng::store::Store>> OpenStore(const heng::Config& config) {
  heng::StoreLocation location;
  if (auto status = heng::ReadStoreLocation(config.store, &location); !status.ok()) return status;
  if (location.engine == heng::StoreLocation::Engine::kPostgres) {
    return heng::store::OpenPostgres({.location = location.place, .common = {}});
  }
  heng::store::SqliteOptions options;
  options.path = location.place;
  return heng::store::OpenSqlite(options);
}

}  // namespace

int main(int argc, char** argv) {
  // Debian's Abseil aborts on a merely suspected lock-order inversion, even in release builds.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // Protobuf would print a line of its own per unreadable request; the call log has it already.
  google::protobuf::SetLogHandler(nullptr);

  heng::Config config;
  switch (heng::ReadConfig(argc, argv, &config)) {
    case heng::ConfigOutcome::kExitOk:
      return kExitOk;
    case heng::ConfigOutcome::kExitUsage:
      return kExitUsage;
    case heng::ConfigOutcome::kCommand:
      return heng::admin::RunCommand(config.command, config.store);
    case heng::ConfigOutcome::kServe:
      break;
  }
  const sigset_t signals = BlockStopSignals();
  if (const auto taken = PortProblem(config)) {
    std::cerr << "hengd: " << heng::Say(config.language, *taken) << "\n";
    return kExitFailure;
  }
  auto store = OpenStore(config);
  if (!store.ok()) return Fail(store.status());
  auto server = heng::HengServer::Start(config, *std::move(store));
  if (!server.ok()) return Fail(server.status());

  const heng::api::CallLog log(/*enabled=*/true);
  log.Event("info", absl::StrCat("hengd " HENG_VERSION " serving on ", (*server)->address(), ", store ", config.store,
                                 ", default policy ", config.default_policy));
  if (config.insecure_plaintext) {
    log.Event("warning", "listen.insecure_plaintext: forms and tokens cross the network without encryption");
  }
  // For scripts: the address, once it is served. Logs go to standard error.
  std::cout << (*server)->address() << std::endl;
  heng::NotifyManager("READY=1");
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  heng::NotifyManager("STOPPING=1");
  log.Event("info", "stopping: waiting for the calls under way");
  (*server)->Drain(absl::Seconds(config.drain_seconds));
  const heng::store::Stats stats = (*server)->store_stats();
  log.Event("info", absl::StrCat("stopped after ", stats.writes, " writes in ", stats.groups, " groups"));
  return kExitOk;
}
