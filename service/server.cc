#include "service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>
#include <initializer_list>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/access_api.h"
#include "service/api/directory_api.h"
#include "service/api/evaluation_api.h"
#include "service/api/event_api.h"
#include "service/api/policy_api.h"
#include "service/core/access/access.h"
#include "service/core/directory/directory.h"
#include "service/core/evaluations.h"
#include "service/core/events.h"
#include "service/core/policies/policies.h"
#include "service/core/residents.h"
#include "service/core/writes.h"

namespace heng {
namespace {

constexpr const char* kServiceNames[] = {"heng.v1.AccessService", "heng.v1.DirectoryService",
                                         "heng.v1.EvaluationService", "heng.v1.EventService", "heng.v1.PolicyService"};
constexpr int kMaxConcurrentCallsPerConnection = 1000;

// "e-" and 16 characters of a 32-letter alphabet: 80 bits, so that two servers never make the same id.
std::string RandomId() {
  constexpr char kAlphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";
  thread_local absl::BitGen generator;
  std::string id = "e-";
  for (int i = 0; i < 16; ++i) id.push_back(kAlphabet[absl::Uniform(generator, 0u, sizeof(kAlphabet) - 1)]);
  return id;
}

}  // namespace

struct HengServer::Parts {
  Parts(const Config& config, std::unique_ptr<store::Store> the_store)
      : log(config.log_calls),
        store(std::move(the_store)),
        residents(store.get(), config.default_policy),
        writes(store.get(), &residents, [this](std::string_view text) { log.Event("error", text); }),
        access(&writes),
        directory(&writes),
        evaluations({.writes = &writes, .new_id = RandomId}),
        events({.writes = &writes}),
        policies(&writes),
        runner(&log, &residents),
        access_api(&access, &runner),
        directory_api(&directory, &runner),
        evaluation_api(&evaluations, &runner),
        event_api(&events, &runner),
        policy_api(&policies, &runner) {}

  api::CallLog log;
  std::unique_ptr<store::Store> store;
  core::Residents residents;
  core::Writes writes;
  core::Access access;
  core::Directory directory;
  core::Evaluations evaluations;
  core::Events events;
  core::Policies policies;
  api::CallRunner runner;
  api::AccessApi access_api;
  api::DirectoryApi directory_api;
  api::EvaluationApi evaluation_api;
  api::EventApi event_api;
  api::PolicyApi policy_api;
  std::unique_ptr<grpc::Server> server;
};

HengServer::HengServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HengServer::~HengServer() = default;

absl::StatusOr<std::unique_ptr<HengServer>> HengServer::Start(const Config& config,
                                                              std::unique_ptr<store::Store> store) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto parts = std::make_unique<Parts>(config, std::move(store));
  if (auto status = parts->policies.InstallShipped(); !status.ok()) return status;
  if (auto status = parts->residents.Refresh(); !status.ok()) return status;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(config.listen, grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : std::initializer_list<grpc::Service*>{
           &parts->access_api, &parts->directory_api, &parts->evaluation_api, &parts->event_api, &parts->policy_api}) {
    builder.RegisterService(service);
  }
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentCallsPerConnection);
  // Without this a second hengd would silently share the port with the first.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr || port == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("can't listen on ", config.listen,
                     ": another program, perhaps another hengd, uses the port; stop it "
                     "or choose another with --listen"));
  }
  for (const char* name : kServiceNames) parts->server->GetHealthCheckService()->SetServingStatus(name, true);
  std::unique_ptr<HengServer> server(new HengServer(std::move(parts)));
  server->address_ = absl::StrCat(config.listen.substr(0, config.listen.rfind(':')), ":", port);
  return server;
}

store::Stats HengServer::store_stats() const { return parts_->store->GetStats(); }

void HengServer::Drain(absl::Duration drain) {
  parts_->server->GetHealthCheckService()->SetServingStatus(false);
  parts_->server->Shutdown(absl::ToChronoTime(absl::Now() + drain));
  parts_->server->Wait();
  parts_->store->Shutdown();
}

}  // namespace heng
