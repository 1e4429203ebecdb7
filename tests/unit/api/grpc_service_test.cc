// Server streams over a real gRPC connection: who stops reading is cut off, who has nothing to read is not.
#include "service/api/grpc_service.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "heng/v1/event_service.grpc.pb.h"
#include "tests/unit/core/access_testing.h"

namespace heng::api {
namespace {

using core::Method;
using heng::v1::EventService;
using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;
using Reader = std::unique_ptr<grpc::ClientReader<WatchEventsResponse>>;

constexpr absl::Duration kLongest = absl::Milliseconds(50);

// Answers when the test says so, or at once with more than any window of flow control lets through.
class TestStream final : public core::MessageStream {
 public:
  explicit TestStream(bool endless) : endless_(endless) {}

  void Pull(Next next) override {
    if (endless_) {
      WatchEventsResponse message;
      message.add_events()->set_action(std::string(1 << 20, 'x'));
      return next(message.SerializeAsString());
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!cancelled_) {
        waiting_ = std::move(next);
        return changed_.notify_all();
      }
    }
    next(core::CallerGone());
  }
  void Cancel() override {
    Next next;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      cancelled_ = true;
      next = std::exchange(waiting_, nullptr);
    }
    if (next) next(core::CallerGone());
  }
  // Once somebody waits.
  void Answer(std::optional<std::string> message) {
    Next next;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return waiting_ != nullptr; });
      next = std::exchange(waiting_, nullptr);
    }
    next(std::move(message));
  }

 private:
  const bool endless_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  Next waiting_;
};

class GrpcServiceTest : public ::testing::Test {
 protected:
  GrpcServiceTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~GrpcServiceTest() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  std::array<core::Handler, core::kMethodCount> MakeHandlers() {
    std::array<core::Handler, core::kMethodCount> handlers;
    handlers[static_cast<size_t>(Method::kWatchEvents)].open = [this](const core::CallContext& call) {
      // The body of a request after event 1 is not empty.
      auto stream = std::make_shared<TestStream>(!call.body.empty());
      const std::lock_guard<std::mutex> lock(mutex_);
      opened_.push_back(stream);
      has_opened_.notify_all();
      return core::OpenedStream(stream);
    };
    return handlers;
  }

  // A channel of its own, with windows as small as they can be.
  std::unique_ptr<EventService::Stub> Connect() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return EventService::NewStub(
        grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port_), grpc::InsecureChannelCredentials(), arguments));
  }
  Reader Watch(EventService::Stub* stub, grpc::ClientContext* context, bool endless) {
    context->AddMetadata("authorization", "Bearer " + world_.token.text);
    WatchEventsRequest request;
    if (endless) request.set_after_sequence(1);
    return stub->WatchEvents(context, request);
  }
  std::shared_ptr<TestStream> Opened(size_t i) {
    std::unique_lock<std::mutex> lock(mutex_);
    has_opened_.wait(lock, [&] { return opened_.size() > i; });
    return opened_[i];
  }

  core::AccessCore world_{absl::ToUnixMicros(absl::Now())};
  std::mutex mutex_;  // guards opened_
  std::condition_variable has_opened_;
  std::vector<std::shared_ptr<TestStream>> opened_;
  core::Handlers handlers_{MakeHandlers()};
  CallStats stats_{std::vector<std::string>{}};
  CallLog log_{/*enabled=*/false, &stats_};
  Calls calls_{&log_, &world_.residents, &handlers_};
  GrpcService service_{google::protobuf::DescriptorPool::generated_pool()->FindServiceByName("heng.v1.EventService"),
                       &calls_, kLongest};
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(GrpcServiceTest, WhoStopsReadingIsCutOffAndWhoHasNothingToReadIsNot) {
  const auto patient = Connect(), stuck = Connect();
  grpc::ClientContext of_patient, of_stuck;
  const Reader quiet = Watch(patient.get(), &of_patient, /*endless=*/false);
  const auto stream = Opened(0);
  const Reader unread = Watch(stuck.get(), &of_stuck, /*endless=*/true);
  WatchEventsResponse message;
  EXPECT_TRUE(unread->Read(&message));
  // By then the other stream was looked at, too.
  while (stats_.Of("WatchEvents").ended(absl::StatusCode::kCancelled) == 0) absl::SleepFor(absl::Milliseconds(1));
  while (unread->Read(&message)) {
  }
  EXPECT_EQ(unread->Finish().error_code(), grpc::StatusCode::CANCELLED);
  for (const char* action : {"one", "two"}) {
    WatchEventsResponse next;
    next.add_events()->set_action(action);
    stream->Answer(next.SerializeAsString());
    ASSERT_TRUE(quiet->Read(&message));
    EXPECT_EQ(message.events(0).action(), action);
  }
  stream->Answer(std::nullopt);
  EXPECT_FALSE(quiet->Read(&message));
  EXPECT_TRUE(quiet->Finish().ok());
}

}  // namespace
}  // namespace heng::api
