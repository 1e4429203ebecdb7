// Methods that answer a stream of requests one by one (ImportBudgets, ImportEvaluations): each request counts for
// itself, so that a broken stream goes on in a new one behind the last request that was answered.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "client/cli/interrupt.h"
#include "client/cli/rpc.h"

namespace heng::cli {

template <typename Request, typename Response>
struct BatchSteps {
  // Fills the next request; false: there are no more. Called some requests ahead of the answers.
  std::function<bool(Request*)> next;
  // Takes the answer to the oldest request that has none, once per request; false: the rest is not to be sent.
  std::function<bool(const Request&, Response*)> answered;
};

// One stream. Everything but the callbacks of gRPC is called on the thread of the command.
template <typename Request, typename Response>
class BatchStream final : public grpc::ClientBidiReactor<Request, Response> {
 public:
  void Begin() {
    this->AddHold();  // reads and writes are begun on another thread than that of the callbacks
    this->StartRead(&response_);
    this->StartCall();
  }
  // Pre: not writing(); `request` lives until that is so again.
  void Send(const Request* request) {
    writing_ = true;
    this->StartWrite(request);
  }
  void EndSending() {
    writing_ = true;
    this->StartWritesDone();
  }
  // Pre: answered().
  Response Take() {
    Response response = std::move(response_);
    answered_ = false;
    response_.Clear();
    this->StartRead(&response_);
    return response;
  }

  // Waits until something has happened, for a moment at most: a signal can't wake a condition variable.
  void WaitBriefly() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(50), [this] { return happened_; });
    happened_ = false;
    if (std::exchange(written_, false)) writing_ = false;
    if (std::exchange(read_, false)) answered_ = true;
    no_more_answers_ = read_end_;
  }
  bool writing() const { return writing_; }
  bool answered() const { return answered_; }
  // No more answers will come: call End.
  bool no_more_answers() const { return no_more_answers_; }
  // How it ended.
  grpc::Status End() {
    this->RemoveHold();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_.has_value(); });
    return *ended_;
  }

 private:
  void OnWriteDone(bool) override { Happened(&written_); }
  void OnWritesDoneDone(bool) override { Happened(&written_); }
  void OnReadDone(bool ok) override { Happened(ok ? &read_ : &read_end_); }
  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    ended_ = status;
    changed_.notify_one();  // under the lock: whoever learns of the end destroys this
  }
  void Happened(bool* what) {
    const std::lock_guard lock(mutex_);
    *what = happened_ = true;
    changed_.notify_one();
  }

  Response response_;
  bool writing_ = false, answered_ = false, no_more_answers_ = false;  // of the command's thread
  std::mutex mutex_;                                                   // guards what follows
  std::condition_variable changed_;
  bool happened_ = false, written_ = false, read_ = false, read_end_ = false;
  std::optional<grpc::Status> ended_;
};

// One call over as many streams as it takes.
template <typename Stub, typename Request, typename Response>
class BatchCall {
 public:
  using Method = void (Stub::*)(grpc::ClientContext*, grpc::ClientBidiReactor<Request, Response>*);
  // Requests sent ahead of the answers, so that the server never waits for the next one.
  static constexpr std::size_t kAhead = 4;

  BatchCall(Client* client, Method method, const BatchSteps<Request, Response>& steps)
      : stub_(client->template Stubs<Stub>()),
        client_(client),
        method_(method),
        steps_(steps),
        retries_(client->RetriesOf("")) {}

  std::optional<RpcError> Run() {
    while (true) {
      FillWindow();
      if (window_.empty()) return std::nullopt;
      const grpc::Status status = RunStream();
      if (stopped_ || (status.ok() && window_.empty() && no_more_)) return std::nullopt;
      const bool ended_early = status.ok();
      if (auto error = retries_.After(ended_early ? EndedEarly() : status)) return error;
    }
  }

 private:
  static grpc::Status EndedEarly() {
    return {grpc::StatusCode::INTERNAL, "the server ended the stream before it had answered everything"};
  }

  void FillWindow() {
    while (!no_more_ && window_.size() < kAhead) {
      Request request;
      no_more_ = !steps_.next(&request);
      if (!no_more_) window_.push_back(std::move(request));
    }
  }

  grpc::Status RunStream() {
    grpc::ClientContext context;  // without deadline: a batch may take hours; each answer has one
    client_->Prepare(&context, retries_.id());
    BatchStream<Request, Response> stream;
    (stub_->*method_)(&context, &stream);
    stream.Begin();
    std::size_t sent = 0;  // of the window
    bool all_sent = false, late = false;
    absl::Time answer_by = absl::Now() + client_->timeout();
    while (!stream.no_more_answers()) {
      if (!stream.writing() && !all_sent) {
        if (sent < window_.size()) {
          stream.Send(&window_[sent++]);
        } else if (no_more_) {
          all_sent = true;
          stream.EndSending();
        }
      }
      stream.WaitBriefly();
      // A request may be answered before we know that it is written.
      if (stream.answered() && sent > 0 && !(sent == 1 && stream.writing() && !all_sent)) {
        Response response = stream.Take();
        --sent;
        retries_.MadeProgress();
        answer_by = retries_.deadline();
        if (!stopped_) stopped_ = !steps_.answered(window_.front(), &response);
        window_.pop_front();
        FillWindow();
      }
      late = late || absl::Now() > answer_by;
      if (Interrupted() || late || stopped_) context.TryCancel();
    }
    grpc::Status status = stream.End();
    if (late && status.error_code() == grpc::StatusCode::CANCELLED) {
      return {grpc::StatusCode::DEADLINE_EXCEEDED, "no answer in time"};
    }
    return status;
  }

  Stub* const stub_;
  Client* const client_;
  const Method method_;
  const BatchSteps<Request, Response>& steps_;
  Retries retries_;
  std::deque<Request> window_;  // not answered yet, the oldest first
  bool no_more_ = false, stopped_ = false;
};

// Sends what `steps` has to send and hands it the answers, in order. An answer may take as long as the timeout of the
// command. UNAVAILABLE and RESOURCE_EXHAUSTED are tried again behind the last answered request, as Retries says.
template <typename Stub, typename Request, typename Response>
std::optional<RpcError> CallBatches(Client* client,
                                    void (Stub::*method)(grpc::ClientContext*,
                                                         grpc::ClientBidiReactor<Request, Response>*),
                                    const BatchSteps<Request, Response>& steps) {
  return BatchCall<Stub, Request, Response>(client, method, steps).Run();
}

}  // namespace heng::cli
