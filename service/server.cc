#include "service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/calls.h"
#include "service/api/grpc_log.h"
#include "service/api/grpc_service.h"
#include "service/api/tls_credentials.h"
#include "service/core/access/access.h"
#include "service/core/budgets/budgets.h"
#include "service/core/directory/directory.h"
#include "service/core/evaluations.h"
#include "service/core/events.h"
#include "service/core/handlers.h"
#include "service/core/log_follower.h"
#include "service/core/new_id.h"
#include "service/core/paper/form_files.h"
#include "service/core/policies/policies.h"
#include "service/core/reports/reports.h"
#include "service/core/residents.h"
#include "service/core/samples/samples.h"
#include "service/core/targets.h"
#include "service/core/workflow/workflows.h"
#include "service/core/writes.h"
#include "service/gateway/gateway.h"
#include "service/gateway/monitor.h"
#include "service/tls/watcher.h"

namespace heng {
namespace {

constexpr const char* kServiceNames[] = {
    "heng.v1.AccessService", "heng.v1.DirectoryService", "heng.v1.EvaluationService", "heng.v1.EventService",
    "heng.v1.PolicyService", "heng.v1.BudgetService",    "heng.v1.SampleService",     "heng.v1.WorkflowService",
    "heng.v1.TargetService", "heng.v1.FormService",      "heng.v1.ReportService"};
constexpr int kMaxConcurrentCallsPerConnection = 1000;
// What another server on the same database changes (a token revoked there) is in force here after so long at most.
constexpr absl::Duration kFollowInterval = absl::Seconds(1);

absl::Status CantListen(const std::string& listen) {
  return absl::FailedPreconditionError(absl::StrCat("can't listen on ", listen,
                                                    ": another program, perhaps another hengd, uses the port; stop it "
                                                    "or choose another with --listen"));
}

}  // namespace

struct HengServer::Parts {
  Parts(const Config& config, std::unique_ptr<store::Store> the_store)
      : stats({std::begin(kServiceNames), std::end(kServiceNames)}),
        log(config.log_calls, &stats),
        store(std::move(the_store)),
        residents(store.get(), config.default_policy),
        writes(store.get(), &residents, [this](std::string_view text) { log.Event("error", text); }),
        follower(std::make_shared<core::LogFollower>(
            core::LogFollower::Options{.store = store.get(), .residents = &residents})),
        access(&writes),
        directory(&writes),
        evaluations({.writes = &writes, .new_id = [] { return core::NewId("e"); }}),
        targets({.writes = &writes, .new_id = [] { return "targets/" + core::NewId("t"); }}),
        events({.writes = &writes, .follower = follower}),
        policies(&writes),
        budgets(&writes),
        samples(&writes),
        workflows(&writes),
        form_files(&writes),
        reports(&writes),
        handlers({.access = &access,
                  .budgets = &budgets,
                  .directory = &directory,
                  .evaluations = &evaluations,
                  .events = &events,
                  .form_files = &form_files,
                  .policies = &policies,
                  .reports = &reports,
                  .samples = &samples,
                  .targets = &targets,
                  .workflows = &workflows}),
        calls(&log, &residents, &handlers) {
    writes.OnCommit([the_follower = follower] { the_follower->Committed(); });
  }

  // Listens where the configuration says; *port is what was taken once the server has started.
  void AddPorts(const Config& config, grpc::ServerBuilder* builder, int* port);
  void StartMonitor(const Config& config);
  absl::Status StartGateway(const Config& config);
  void SetServing(bool serving) {
    for (const char* name : kServiceNames) server->GetHealthCheckService()->SetServingStatus(name, serving);
    server->GetHealthCheckService()->SetServingStatus("", serving);
  }

  api::CallStats stats;
  api::CallLog log;
  std::unique_ptr<store::Store> store;
  core::Residents residents;
  core::Writes writes;
  std::shared_ptr<core::LogFollower> follower;
  core::Access access;
  core::Directory directory;
  std::unique_ptr<tls::Watcher> identity;                             // null: no TLS
  std::vector<std::shared_ptr<grpc::ServerCredentials>> credentials;  // of each socket with TLS
  core::Evaluations evaluations;
  core::Targets targets;
  core::Events events;
  core::Policies policies;
  core::Budgets budgets;
  core::Samples samples;
  core::Workflows workflows;
  core::FormFiles form_files;
  core::Reports reports;
  core::Handlers handlers;
  api::Calls calls;
  std::vector<std::unique_ptr<api::GrpcService>> services;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<gateway::Monitor> monitor;
  std::unique_ptr<gateway::Gateway> http;  // null: off
};

void HengServer::Parts::AddPorts(const Config& config, grpc::ServerBuilder* builder, int* port) {
  if (!config.tls()) {
    builder->AddListeningPort(config.listen, grpc::InsecureServerCredentials(), port);
    return;
  }
  const tls::Files files = TlsFilesOf(config);
  identity = std::make_unique<tls::Watcher>(tls::Watcher::Options{
      .files = files, .first = tls::Load(files).identity, .log = [](const char* level, const Text& text) {
        api::CallLog::Event(level, text.en);
      }});
  // A name may stand for several addresses; each socket has credentials of its own (tls_credentials.h).
  for (const std::string& address : ListenAddresses(*ReadAddress(config.listen))) {
    credentials.push_back(api::TlsCredentials(identity.get()));
    builder->AddListeningPort(address, credentials.back(), port);
    port = nullptr;
    if (ReadAddress(config.listen)->port == 0) return;  // the others would get other ports
  }
}

void HengServer::Parts::StartMonitor(const Config& config) {
  gateway::Monitor::Options options;
  options.language = config.language;
  options.version = HENG_VERSION;
  options.store_name = config.store;
  options.store = store.get();
  options.calls = &stats;
  options.tls = identity.get();
  options.serving_changed = [this](bool serving, const Text& problem) {
    log.Event(serving ? "info" : "error", serving ? "ready again" : absl::StrCat("not ready: ", problem.en));
    SetServing(serving);
  };
  monitor = std::make_unique<gateway::Monitor>(std::move(options));
}

absl::Status HengServer::Parts::StartGateway(const Config& config) {
  const auto address = ReadAddress(config.http_listen);
  if (!address) return absl::OkStatus();
  gateway::Gateway::Options options;
  options.address = *address;
  options.pages = monitor->Pages();
  options.calls = config.http_api ? &calls : nullptr;
  options.services = {std::begin(kServiceNames), std::end(kServiceNames)};
  options.tls = config.http_tls ? identity.get() : nullptr;
  options.limits.body_bytes = kMaxMessageBytes;
  auto started = gateway::Gateway::Start(std::move(options));
  if (!started.ok()) return started.status();
  http = *std::move(started);
  log.Event("info", absl::StrCat("http on ", http->address()));
  return absl::OkStatus();
}

HengServer::HengServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HengServer::~HengServer() = default;

absl::StatusOr<std::unique_ptr<HengServer>> HengServer::Start(const Config& config,
                                                              std::unique_ptr<store::Store> store) {
  api::TakeGrpcLog();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto parts = std::make_unique<Parts>(config, std::move(store));
  if (auto status = parts->policies.InstallShipped(); !status.ok()) return status;
  if (auto status = parts->residents.Refresh(); !status.ok()) return status;
  if (auto status = parts->directory.FinishMergers(); !status.ok()) return status;
  parts->residents.Follow(kFollowInterval);
  parts->follower->Start();
  grpc::ServerBuilder builder;
  int port = 0;
  parts->AddPorts(config, &builder, &port);
  for (const char* name : kServiceNames) {
    const auto* const service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    parts->services.push_back(std::make_unique<api::GrpcService>(service, &parts->calls));
    builder.RegisterService(parts->services.back().get());
  }
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentCallsPerConnection);
  // Without this a second hengd would silently share the port with the first.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr || port == 0) {
    return CantListen(config.listen);
  }
  parts->SetServing(true);
  parts->StartMonitor(config);
  if (auto status = parts->StartGateway(config); !status.ok()) return status;
  std::unique_ptr<HengServer> server(new HengServer(std::move(parts)));
  server->address_ = absl::StrCat(config.listen.substr(0, config.listen.rfind(':')), ":", port);
  return server;
}

store::Stats HengServer::store_stats() const { return parts_->store->GetStats(); }

void HengServer::Drain(absl::Duration drain) {
  parts_->monitor->Drain();
  parts_->SetServing(false);
  if (parts_->http != nullptr) parts_->http->Drain();
  parts_->calls.EndStreams();
  const absl::Time end = absl::Now() + drain;
  parts_->server->Shutdown(absl::ToChronoTime(end));
  parts_->server->Wait();
  if (parts_->http != nullptr) parts_->http->Stop(std::max(absl::ZeroDuration(), end - absl::Now()));
  parts_->http.reset();
  parts_->monitor.reset();  // it asks the store
  parts_->follower->Stop();
  parts_->store->Shutdown();
}

}  // namespace heng
