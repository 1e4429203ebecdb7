#include "tests/bench/load_client.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace heng::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Load {
 public:
  Load(const std::string& address, const std::string& token, std::string method,
       const std::vector<std::string>& requests, size_t calls)
      : authorization_("Bearer " + token),
        method_(std::move(method)),
        requests_(requests),
        calls_(calls),
        latencies_ms_(calls) {
    for (int i = 0; i < kConnections; ++i) {
      grpc::ChannelArguments args;
      args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      args.SetMaxReceiveMessageSize(-1);
      stubs_.push_back(std::make_unique<grpc::GenericStub>(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), args)));
    }
  }

  LoadResult Run(int concurrency) {
    const auto start = Clock::now();
    for (int i = 0; i < concurrency; ++i) Next();
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [&] { return done_ == calls_; });
    const std::chrono::duration<double> took = Clock::now() - start;
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    result_.calls = calls_;
    result_.calls_per_second = static_cast<double>(calls_) / took.count();
    result_.p50_ms = latencies_ms_[calls_ / 2];
    result_.p99_ms = latencies_ms_[calls_ * 99 / 100];
    return result_;
  }

 private:
  static constexpr int kConnections = 8;

  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request, answer;
    Clock::time_point start;
    size_t number;
  };

  void Next() {
    const size_t number = started_.fetch_add(1);
    if (number >= calls_) return;
    auto* call = new Call;
    call->number = number;
    const std::string& body = requests_[number % requests_.size()];
    const grpc::Slice slice(body.data(), body.size(), grpc::Slice::STATIC_SLICE);
    call->request = grpc::ByteBuffer(&slice, 1);
    call->context.AddMetadata("authorization", authorization_);
    call->start = Clock::now();
    stubs_[number % kConnections]->UnaryCall(&call->context, method_, grpc::StubOptions(), &call->request,
                                             &call->answer, [this, call](grpc::Status status) { Done(call, status); });
  }

  void Done(Call* call, const grpc::Status& status) {
    const std::chrono::duration<double, std::milli> took = Clock::now() - call->start;
    latencies_ms_[call->number] = took.count();
    Next();  // before the books are kept: the number of calls under way stays the same
    bool last = false;
    {
      const std::lock_guard lock(mutex_);
      if (!status.ok() && result_.failures++ == 0) result_.first_error = status.error_message();
      last = ++done_ == calls_;
      if (last && status.ok()) {
        grpc::Slice slice;
        if (call->answer.DumpToSingleSlice(&slice).ok()) {
          result_.last_answer.assign(reinterpret_cast<const char*>(slice.begin()), slice.size());
        }
      }
      if (last) all_done_.notify_all();
    }
    delete call;
  }

  const std::string authorization_, method_;
  const std::vector<std::string>& requests_;
  const size_t calls_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::vector<double> latencies_ms_;
  std::atomic<size_t> started_ = 0;
  std::mutex mutex_;
  std::condition_variable all_done_;
  size_t done_ = 0;
  LoadResult result_;
};

}  // namespace

LoadResult RunLoad(const std::string& address, const std::string& token, const std::string& method,
                   const std::vector<std::string>& requests, size_t calls, int concurrency) {
  return Load(address, token, method, requests, calls).Run(concurrency);
}

}  // namespace heng::bench
