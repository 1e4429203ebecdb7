// Server streams: messages one after the other, on the thread that called. Who reads slowly is waited for by gRPC's
// flow control, with one message here.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/rpc.h"
#include "client/cli/rpc_error.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"

namespace heng::cli {

struct StreamLimits {
  absl::Duration idle;                           // silent for so long: SERVER_SILENT (DEADLINE_EXCEEDED)
  bool first_attempt = true;                     // no connection: it is looked why
  absl::Time deadline = absl::InfiniteFuture();  // of all of it
};

// One attempt at a server stream. `take` gets every message and may keep it; false: enough, the rest is not wanted.
// nullopt: the stream ended by itself, or `take` had enough. An error may come behind any number of messages; going on
// behind them is the caller's, who knows where (Pauses).
template <typename Stub, typename Request, typename Response>
std::optional<RpcError> ReadStream(Client& client,
                                   void (Stub::*method)(grpc::ClientContext*, const Request*,
                                                        grpc::ClientReadReactor<Response>*),
                                   const std::type_identity_t<Request>& request, const StreamLimits& limits,
                                   const std::type_identity_t<std::function<bool(Response&)>>& take);

// What is worth going on after: WorthAnotherTry, or silence.
bool MayGoOn(const RpcError& error);

// Between attempts, each of which goes on where the one before ended.
class Pauses {
 public:
  explicit Pauses(absl::Duration longest = absl::Seconds(10)) : longest_(longest) {}
  // Something came: the next pause is the first one again.
  void Reset();
  // Waits, each time longer, and what the server asks for at least. False: cut short by Ctrl-C.
  bool Wait(const RpcError& error);
  // Since the last Reset.
  int failed() const { return failed_; }

 private:
  absl::Duration longest_;
  absl::Duration next_ = kFirst;
  int failed_ = 0;
  static constexpr absl::Duration kFirst = absl::Milliseconds(200);
};

// ---- how ReadStream does it ----

// What gRPC's threads say, waited for by the caller's.
class StreamEvents {
 public:
  void ReadDone(bool ok);
  void Done(grpc::Status status);

  // Waits for the read under way; false: there is no further message. Cancels the call on Ctrl-C, and when it is silent
  // for too long.
  bool WaitForRead(grpc::ClientContext* context, absl::Duration idle);
  grpc::Status WaitForDone();
  bool silent() const { return silent_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<bool> read_;
  std::optional<grpc::Status> done_;
  bool silent_ = false;  // of the caller's thread
};

// What the end of a stream means.
std::optional<RpcError> StreamError(const Client& client, const StreamEvents& events, const grpc::Status& status,
                                    const std::string& request_id, const StreamLimits& limits);

template <typename Response>
class StreamReader final : public grpc::ClientReadReactor<Response> {
 public:
  explicit StreamReader(StreamEvents* events) : events_(events) {}
  void OnReadDone(bool ok) override { events_->ReadDone(ok); }
  void OnDone(const grpc::Status& status) override { events_->Done(status); }

 private:
  StreamEvents* const events_;
};

template <typename Stub, typename Request, typename Response>
std::optional<RpcError> ReadStream(Client& client,
                                   void (Stub::*method)(grpc::ClientContext*, const Request*,
                                                        grpc::ClientReadReactor<Response>*),
                                   const std::type_identity_t<Request>& request, const StreamLimits& limits,
                                   const std::type_identity_t<std::function<bool(Response&)>>& take) {
  grpc::ClientContext context;
  const std::string request_id = client.IdOf("");
  client.Prepare(&context, request_id);
  if (limits.deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(limits.deadline));
  StreamEvents events;
  StreamReader<Response> reader(&events);
  Response message;
  (client.Stubs<Stub>()->*method)(&context, &request, &reader);
  // Reads are begun outside gRPC's own calls of the reader: without the hold it could be done in between.
  reader.AddHold();
  reader.StartRead(&message);
  reader.StartCall();
  bool enough = false;
  while (events.WaitForRead(&context, limits.idle)) {
    enough = !take(message);
    if (enough) break;
    reader.StartRead(&message);
  }
  if (enough) context.TryCancel();
  reader.RemoveHold();
  const grpc::Status status = events.WaitForDone();
  if (enough) return std::nullopt;
  return StreamError(client, events, status, request_id, limits);
}

}  // namespace heng::cli
