#include "service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/evaluation_api.h"
#include "service/api/event_api.h"
#include "service/core/evaluations.h"
#include "service/core/events.h"

namespace heng {
namespace {

constexpr const char* kServiceNames[] = {"heng.v1.EvaluationService", "heng.v1.EventService"};
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
        evaluations({.store = store.get(),
                     .default_policy = config.default_policy,
                     .new_id = RandomId,
                     .log_error = [this](std::string_view text) { log.Event("error", text); }}),
        events({.store = store.get(), .log_error = [this](std::string_view text) { log.Event("error", text); }}),
        api(&evaluations, &log),
        event_api(&events, &log) {}

  api::CallLog log;
  std::unique_ptr<store::Store> store;
  core::Evaluations evaluations;
  core::Events events;
  api::EvaluationApi api;
  api::EventApi event_api;
  std::unique_ptr<grpc::Server> server;
};

HengServer::HengServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HengServer::~HengServer() = default;

absl::StatusOr<std::unique_ptr<HengServer>> HengServer::Start(const Config& config,
                                                              std::unique_ptr<store::Store> store) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto parts = std::make_unique<Parts>(config, std::move(store));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(config.listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&parts->api);
  builder.RegisterService(&parts->event_api);
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
