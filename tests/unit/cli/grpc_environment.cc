// Holds gRPC for as long as tests run, and waits for the end of its threads: what they still had in their hands when
// the process ended would be called a leak.
#include <grpc/grpc.h>
#include <gtest/gtest.h>

namespace heng::cli {
namespace {

class GrpcEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override { grpc_init(); }
  void TearDown() override { grpc_shutdown_blocking(); }
};

[[maybe_unused]] const auto* const kGrpcEnvironment = ::testing::AddGlobalTestEnvironment(new GrpcEnvironment);

}  // namespace
}  // namespace heng::cli
