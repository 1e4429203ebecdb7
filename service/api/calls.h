// What happens to every call, whichever front end it came through: told from whom it is, handed to its handler,
// counted, logged.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/api/call_log.h"
#include "service/core/access/credentials.h"
#include "service/core/call_context.h"
#include "service/core/handlers.h"
#include "service/core/residents.h"

namespace heng::api {

// A call, or a request of a stream, that gives no deadline gets this one; a longer one is cut.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);
// A server stream may take so long.
inline constexpr absl::Duration kLongestStream = absl::Hours(24);
// Server streams open at once; of one principal.
inline constexpr size_t kMaxStreams = 512, kMaxStreamsOfOne = 64;

// What is cut off where it is longer: a longer one is none of ours.
inline constexpr size_t kMaxRequestIdBytes = 64, kMaxAuthorizationBytes = 256;

// What a front end knows of a call that has come in.
struct Arrival {
  const core::MethodRule* method = nullptr;
  core::Credentials shown;
  absl::Time deadline = absl::InfiniteFuture();  // as the caller gives it
  std::string peer;                              // "ipv4:127.0.0.1:53514"
  std::string request_id;                        // of the header; for the log only
  size_t bytes = 0;                              // of the request as it came
};

// Makes the message's bytes of what came in: UNREADABLE_REQUEST where that can't be done. Called at most once, before
// what it was given to returns, and only for callers whose credentials count. The bytes live until then, too.
using BodyReader = std::function<absl::StatusOr<std::string_view>()>;

class Calls;

// A server stream under way. Ends (is logged, no longer counted) with its last answer, or with this object.
class OutStream {
 public:
  ~OutStream();
  // As MessageStream says.
  void Pull(core::MessageStream::Next next);
  void Cancel();

 private:
  friend class Calls;
  struct State;
  explicit OutStream(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// A stream of requests that are answered one after the other.
class BatchStream {
 public:
  ~BatchStream();  // where End was not called: the caller is gone
  // Answers one request. Pre: the one before was answered. `body` has to live until it returns.
  void Answer(std::string_view body, core::Reply reply);
  // The last one was answered, and no more will come.
  void End();

 private:
  friend class Calls;
  struct State;
  explicit BatchStream(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

class Calls {
 public:
  // None is owned; all outlive this.
  Calls(const CallLog* log, const core::Residents* residents, const core::Handlers* handlers)
      : log_(log), residents_(residents), handlers_(handlers) {}

  // A unary call.
  void Answer(Arrival arrival, const BodyReader& body, core::Reply reply) const;
  // A server stream. What is wrong with it is the answer to its first Pull.
  std::unique_ptr<OutStream> Open(Arrival arrival, const BodyReader& body);
  // A stream of requests.
  std::unique_ptr<BatchStream> OpenBatches(Arrival arrival) const;

  // The server stops: server streams end (SERVER_STOPPING), and none is opened any more.
  void EndStreams();

 private:
  friend class OutStream;
  friend class BatchStream;
  class Entry;  // of one call in statistics and log

  absl::Status Enter(OutStream::State* stream);
  void Leave(OutStream::State* stream);

  const CallLog* const log_;
  const core::Residents* const residents_;
  const core::Handlers* const handlers_;
  std::mutex mutex_;  // guards what follows
  bool stopping_ = false;
  std::set<OutStream::State*> streams_;
};

}  // namespace heng::api
