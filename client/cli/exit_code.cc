#include "client/cli/exit_code.h"

namespace heng::cli {

ExitCode ExitCodeOf(const RpcError& error) {
  switch (error.code) {
    case grpc::StatusCode::OK:
      return ExitCode::kOk;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ExitCode::kPermission;
    case grpc::StatusCode::FAILED_PRECONDITION:
      return error.reason == kBlockedByFindings ? ExitCode::kFindings : ExitCode::kConflict;
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::ALREADY_EXISTS:
      return ExitCode::kConflict;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ExitCode::kUnreachable;
    case grpc::StatusCode::CANCELLED:
      return error.interrupted ? ExitCode::kInterrupted : ExitCode::kFailure;
    default:
      return ExitCode::kFailure;
  }
}

void BatchResult::Failed(ExitCode code) {
  ++failed_;
  last_ = code;
  if (code == ExitCode::kInterrupted) interrupted_ = true;
}

ExitCode BatchResult::Result(std::size_t files) const {
  if (interrupted_) return ExitCode::kInterrupted;
  if (failed_ == 0) return blocking_ ? ExitCode::kFindings : ExitCode::kOk;
  if (files == 1) return last_;
  return succeeded_ == 0 && last_ == ExitCode::kUnreachable ? ExitCode::kUnreachable : ExitCode::kPartFailed;
}

}  // namespace heng::cli
