#include "client/cli/exit_code.h"

#include <gtest/gtest.h>

namespace heng::cli {
namespace {

int CodeOf(grpc::StatusCode code, const std::string& reason = "") {
  RpcError error;
  error.code = code;
  error.reason = reason;
  return static_cast<int>(ExitCodeOf(error));
}

TEST(ExitCodeOf, FollowsTheContract) {
  EXPECT_EQ(CodeOf(grpc::StatusCode::OK), 0);
  EXPECT_EQ(CodeOf(grpc::StatusCode::INVALID_ARGUMENT), 1);
  EXPECT_EQ(CodeOf(grpc::StatusCode::NOT_FOUND), 1);
  EXPECT_EQ(CodeOf(grpc::StatusCode::INTERNAL), 1);
  EXPECT_EQ(CodeOf(grpc::StatusCode::RESOURCE_EXHAUSTED), 1);
  EXPECT_EQ(CodeOf(grpc::StatusCode::UNAUTHENTICATED), 3);
  EXPECT_EQ(CodeOf(grpc::StatusCode::PERMISSION_DENIED), 3);
  EXPECT_EQ(CodeOf(grpc::StatusCode::ABORTED), 4);
  EXPECT_EQ(CodeOf(grpc::StatusCode::ALREADY_EXISTS), 4);
  EXPECT_EQ(CodeOf(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"), 4);
  EXPECT_EQ(CodeOf(grpc::StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS"), 5);
  EXPECT_EQ(CodeOf(grpc::StatusCode::UNAVAILABLE), 7);
  EXPECT_EQ(CodeOf(grpc::StatusCode::DEADLINE_EXCEEDED), 7);
}

TEST(ExitCodeOf, CtrlCIs130) {
  RpcError error;
  error.code = grpc::StatusCode::CANCELLED;
  EXPECT_EQ(ExitCodeOf(error), ExitCode::kFailure);
  error.interrupted = true;
  EXPECT_EQ(static_cast<int>(ExitCodeOf(error)), 130);
}

TEST(BatchResult, OneFileEndsWithItsOwnCode) {
  BatchResult result;
  result.Failed(ExitCode::kConflict);
  EXPECT_EQ(result.Result(1), ExitCode::kConflict);
}

TEST(BatchResult, SeveralFilesEndWithPartFailed) {
  BatchResult result;
  result.Succeeded();
  EXPECT_EQ(result.Result(2), ExitCode::kOk);
  result.Failed(ExitCode::kConflict);
  EXPECT_EQ(result.Result(2), ExitCode::kPartFailed);
  BatchResult all;
  all.Failed(ExitCode::kFailure);
  all.Failed(ExitCode::kFailure);
  EXPECT_EQ(all.Result(2), ExitCode::kPartFailed);
}

TEST(BatchResult, ServerThatNeverAnsweredIsUnreachable) {
  BatchResult never;
  never.Failed(ExitCode::kUnreachable);
  never.Failed(ExitCode::kUnreachable);
  EXPECT_EQ(never.Result(2), ExitCode::kUnreachable);
  BatchResult later;
  later.Succeeded();
  later.Failed(ExitCode::kUnreachable);
  EXPECT_EQ(later.Result(2), ExitCode::kPartFailed);
}

TEST(BatchResult, FindingsBlockOnlyWhereNothingFailed) {
  BatchResult result;
  result.Succeeded();
  result.FoundBlocking();
  EXPECT_EQ(result.Result(1), ExitCode::kFindings);
  result.Failed(ExitCode::kFailure);
  EXPECT_EQ(result.Result(2), ExitCode::kPartFailed);
}

TEST(BatchResult, CtrlCWins) {
  BatchResult result;
  result.Succeeded();
  result.Failed(ExitCode::kInterrupted);
  result.Failed(ExitCode::kInterrupted);
  EXPECT_EQ(result.Result(3), ExitCode::kInterrupted);
}

}  // namespace
}  // namespace heng::cli
