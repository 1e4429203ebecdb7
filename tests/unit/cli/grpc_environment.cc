// Holds gRPC for as long as tests run, and waits for the end of its threads: what they still had in their hands when
// the process ended would be called a leak.
#include <grpc/grpc.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "absl/time/clock.h"

namespace heng::cli {
namespace {

auto Threads() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return std::distance(begin(all), end(all));
}

class GrpcEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override {
    before_ = Threads();
    grpc_init();
  }
  void TearDown() override {
    grpc_shutdown_blocking();
    const absl::Time end = absl::Now() + absl::Seconds(10);
    // A list that is read while threads end may lack one that has not.
    for (int alone = 0; alone < 5 && absl::Now() < end; std::this_thread::yield()) {
      alone = Threads() <= before_ ? alone + 1 : 0;
    }
  }

 private:
  std::ptrdiff_t before_ = 0;
};

[[maybe_unused]] const auto* const kGrpcEnvironment = ::testing::AddGlobalTestEnvironment(new GrpcEnvironment);

}  // namespace
}  // namespace heng::cli
