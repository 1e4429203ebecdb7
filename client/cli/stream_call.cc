#include "client/cli/stream_call.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/interrupt.h"

namespace heng::cli {

void StreamEvents::ReadDone(bool ok) {
  const std::lock_guard<std::mutex> lock(mutex_);
  read_ = ok;
  changed_.notify_one();
}

void StreamEvents::Done(grpc::Status status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ = std::move(status);
  changed_.notify_one();
}

bool StreamEvents::WaitForRead(grpc::ClientContext* context, absl::Duration idle) {
  // A signal can't wake a condition variable, so Ctrl-C is looked for now and then.
  constexpr std::chrono::milliseconds kStep(50);
  const absl::Time until = absl::Now() + idle;
  std::unique_lock<std::mutex> lock(mutex_);
  while (!changed_.wait_for(lock, kStep, [this] { return read_.has_value(); })) {
    if (!silent_ && absl::Now() >= until) silent_ = true;
    if (silent_ || Interrupted()) context->TryCancel();
  }
  const bool ok = *read_;
  read_.reset();
  return ok;
}

grpc::Status StreamEvents::WaitForDone() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return done_.has_value(); });
  return *done_;
}

std::optional<RpcError> StreamError(const Client& client, const StreamEvents& events, const grpc::Status& status,
                                    const std::string& request_id, const StreamLimits& limits) {
  if (status.ok()) return std::nullopt;
  if (events.silent() && !Interrupted()) {
    const std::string seconds = absl::StrCat(absl::ToInt64Seconds(limits.idle));
    RpcError error = LocalError("SERVER_SILENT", "服务 " + seconds + " 秒没有消息，连接可能已断。",
                                "the server has been silent for " + seconds + " s; the connection may be lost");
    error.code = grpc::StatusCode::DEADLINE_EXCEEDED;
    error.request_id = request_id;
    return error;
  }
  return client.Explain(status, request_id, limits.first_attempt,
                        std::min(limits.deadline, absl::Now() + client.timeout()));
}

bool MayGoOn(const RpcError& error) {
  if (WorthAnotherTry(error)) return true;
  // The server cancels what was not read for long, as while somebody looks at the first page of it.
  const bool cut = error.code == grpc::StatusCode::DEADLINE_EXCEEDED || error.code == grpc::StatusCode::CANCELLED;
  return cut && !error.interrupted;
}

void Pauses::Reset() {
  next_ = kFirst;
  failed_ = 0;
}

bool Pauses::Wait(const RpcError& error) {
  ++failed_;
  const absl::Duration pause = std::max(next_, error.retry_delay.value_or(absl::ZeroDuration()));
  next_ = std::min(next_ * 2, longest_);
  return WaitUnlessInterrupted(pause);
}

}  // namespace heng::cli
