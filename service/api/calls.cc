#include "service/api/calls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "service/core/errors.h"

namespace heng::api {
namespace {

std::string CodeName(absl::StatusCode code) {
  return code == absl::StatusCode::kOk ? "OK" : absl::StatusCodeToString(code);
}

}  // namespace

class Calls::Entry {
 public:
  Entry(const CallLog* log, Arrival* arrival) : log_(log), stats_(log->StatsOf(arrival->method->name)) {
    record_.start = absl::Now();
    record_.method = arrival->method->name;
    record_.peer = std::move(arrival->peer);
    record_.request_id = std::move(arrival->request_id);
    if (stats_ != nullptr) stats_->Begin();
  }

  absl::Time start() const { return record_.start; }
  void SetCaller(const core::Authority& authority) { record_.caller = "principals/" + authority.principal_id(); }
  void CountRequest(size_t bytes) { record_.request_bytes += bytes; }
  void CountAnswer(size_t bytes) { record_.answer_bytes += bytes; }

  // Once.
  void End(const absl::Status& status) {
    record_.latency = absl::Now() - record_.start;
    if (stats_ != nullptr) stats_->End(status.code(), record_.latency);
    if (!log_->enabled()) return;
    record_.code = CodeName(status.code());
    record_.reason = core::ReasonOf(status);
    log_->Write(record_);
  }

 private:
  const CallLog* log_;
  MethodStats* stats_;
  CallRecord record_;
};

void Calls::Answer(Arrival arrival, const BodyReader& body, core::Reply reply) const {
  Entry entry(log_, &arrival);
  entry.CountRequest(arrival.bytes);
  core::CallContext call;
  call.deadline = std::min(arrival.deadline, entry.start() + kDefaultDeadline);
  auto authority = core::Authenticate(arrival.shown, residents_->Current(), entry.start());
  absl::Status refused = authority.status();
  if (authority.ok()) {
    call.authority = *std::move(authority);
    entry.SetCaller(call.authority);
    const absl::StatusOr<std::string_view> bytes = body();
    refused = bytes.status();
    if (bytes.ok()) call.body = *bytes;
  }
  core::Reply counted = [entry = std::move(entry),
                         reply = std::move(reply)](absl::StatusOr<std::string> answer) mutable {
    if (answer.ok()) entry.CountAnswer(answer->size());
    entry.End(answer.status());
    reply(std::move(answer));
  };
  if (!refused.ok()) return counted(refused);
  handlers_->Of(arrival.method->method).answer(call, std::move(counted));
}

struct OutStream::State {
  State(Calls* the_calls, Calls::Entry the_entry) : calls(the_calls), entry(std::move(the_entry)) {}

  // Counts and logs the end, the first time.
  void End(const absl::Status& status) {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (ended) return;
      ended = true;
    }
    entry.End(status);
    calls->Leave(this);
  }

  Calls* const calls;
  Calls::Entry entry;
  core::Authority authority;
  absl::Time deadline;
  absl::Status refused;                         // why it was not opened
  std::shared_ptr<core::MessageStream> stream;  // null: it was not
  std::mutex mutex;                             // guards what follows
  bool ended = false;
  bool stopping = false;
};

OutStream::~OutStream() {
  Cancel();
  state_->End(core::CallerGone());
}

void OutStream::Cancel() {
  if (state_->stream != nullptr) state_->stream->Cancel();
}

void OutStream::Pull(core::MessageStream::Next next) {
  const auto end = [this, &next](const absl::Status& status) {
    state_->End(status);
    next(status);
  };
  if (!state_->refused.ok()) return end(state_->refused);
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    if (state_->stopping) state_->refused = core::ServerStopping();
  }
  if (absl::Now() >= state_->deadline) state_->refused = core::FromStore(absl::DeadlineExceededError(""));
  if (auto status = state_->authority.Counts(*state_->calls->residents_->Current(), absl::Now()); !status.ok()) {
    state_->refused = status;
  }
  if (!state_->refused.ok()) return end(state_->refused);
  state_->stream->Pull([state = state_, next = std::move(next)](absl::StatusOr<std::optional<std::string>> message) {
    if (!message.ok()) {
      const std::lock_guard<std::mutex> lock(state->mutex);
      if (state->stopping) message = core::ServerStopping();
    }
    if (message.ok() && *message) {
      state->entry.CountAnswer((*message)->size());
    } else {
      state->End(message.status());
    }
    next(std::move(message));
  });
}

absl::Status Calls::Enter(OutStream::State* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (stopping_) return core::ServerStopping();
  const std::string& principal = stream->authority.principal_id();
  const auto of_one = std::count_if(streams_.begin(), streams_.end(), [&](const OutStream::State* other) {
    return other->authority.principal_id() == principal;
  });
  if (static_cast<size_t>(of_one) >= kMaxStreamsOfOne) {
    return core::TooMany("同一用户同时打开的流", "open streams of one caller", kMaxStreamsOfOne);
  }
  if (streams_.size() >= kMaxStreams) return core::TooMany("同时打开的流", "open streams", kMaxStreams);
  streams_.insert(stream);
  return absl::OkStatus();
}

void Calls::Leave(OutStream::State* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  streams_.erase(stream);
}

std::unique_ptr<OutStream> Calls::Open(Arrival arrival, const BodyReader& body) {
  auto state = std::make_shared<OutStream::State>(this, Entry(log_, &arrival));
  state->entry.CountRequest(arrival.bytes);
  state->deadline = std::min(arrival.deadline, state->entry.start() + kLongestStream);
  std::unique_ptr<OutStream> out(new OutStream(state));
  auto authority = core::Authenticate(arrival.shown, residents_->Current(), state->entry.start());
  state->refused = authority.status();
  if (!state->refused.ok()) return out;
  state->authority = *std::move(authority);
  state->entry.SetCaller(state->authority);
  const absl::StatusOr<std::string_view> bytes = body();
  state->refused = bytes.ok() ? Enter(state.get()) : bytes.status();
  if (!state->refused.ok()) return out;
  core::CallContext call;
  call.authority = state->authority;
  call.deadline = state->deadline;
  call.body = *bytes;
  auto opened = handlers_->Of(arrival.method->method).open(call);
  state->refused = opened.status();
  if (opened.ok()) state->stream = *std::move(opened);
  return out;
}

void Calls::EndStreams() {
  std::vector<std::shared_ptr<core::MessageStream>> open;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    for (OutStream::State* state : streams_) {
      const std::lock_guard<std::mutex> state_lock(state->mutex);
      state->stopping = true;
      if (state->stream != nullptr) open.push_back(state->stream);
    }
  }
  for (const auto& stream : open) stream->Cancel();
}

struct BatchStream::State {
  State(const Calls* the_calls, Calls::Entry the_entry) : calls(the_calls), entry(std::move(the_entry)) {}

  void End(const absl::Status& status) {
    if (!std::exchange(ended, true)) entry.End(status);
  }

  const Calls* const calls;
  Calls::Entry entry;
  const core::MethodRule* method = nullptr;
  absl::StatusOr<core::Authority> authority;
  absl::Time deadline;
  bool ended = false;
};

BatchStream::~BatchStream() { state_->End(core::CallerGone()); }

void BatchStream::End() { state_->End(absl::OkStatus()); }

void BatchStream::Answer(std::string_view body, core::Reply reply) {
  state_->entry.CountRequest(body.size());
  if (state_->authority.ok()) {
    state_->authority = state_->authority->Later(state_->calls->residents_->Current(), absl::Now());
  }
  if (!state_->authority.ok()) {
    state_->End(state_->authority.status());
    return reply(state_->authority.status());
  }
  core::CallContext call;
  call.authority = *state_->authority;
  call.deadline = std::min(state_->deadline, absl::Now() + kDefaultDeadline);
  call.body = body;
  const core::Handler& handler = state_->calls->handlers_->Of(state_->method->method);
  handler.answer(call, [state = state_, reply = std::move(reply)](absl::StatusOr<std::string> answer) {
    if (answer.ok()) {
      state->entry.CountAnswer(answer->size());
    } else {
      state->End(answer.status());
    }
    reply(std::move(answer));
  });
}

std::unique_ptr<BatchStream> Calls::OpenBatches(Arrival arrival) const {
  auto state = std::make_shared<BatchStream::State>(this, Entry(log_, &arrival));
  state->method = arrival.method;
  state->deadline = arrival.deadline;
  state->authority = core::Authenticate(arrival.shown, residents_->Current(), state->entry.start());
  if (state->authority.ok()) state->entry.SetCaller(*state->authority);
  return std::unique_ptr<BatchStream>(new BatchStream(std::move(state)));
}

}  // namespace heng::api
