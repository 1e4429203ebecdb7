// heng watch: events as they happen, whatever becomes of the connection.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/render_events.h"
#include "client/cli/rpc.h"
#include "client/cli/stream_call.h"
#include "client/cli/watch_file.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using heng::v1::Event;
using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;

constexpr int32_t kHeartbeatSeconds = 15;
// Without a sign of life for so long the connection is given up.
constexpr absl::Duration kIdle = absl::Seconds(3 * kHeartbeatSeconds);

class Watch {
 public:
  explicit Watch(const Session& session) : session_(session), options_(session.options) {}

  ExitCode Run() {
    if (auto error = Open()) return Report(session_, "", *error);
    const absl::Time give_up = absl::Now() + options_.timeout;
    Pauses pauses;
    while (true) {
      const bool first = !connected_ && pauses.failed() == 0;
      const auto error = ReadStream(session_.client, &Events::WatchEvents, Request(),
                                    {.idle = kIdle, .first_attempt = first}, [&](const WatchEventsResponse& response) {
                                      pauses.Reset();
                                      return Take(response);
                                    });
      if (failed_) return Report(session_, "", *failed_);
      if (done_) return ExitCode::kOk;
      if (Interrupted()) return SayPlace();
      const RpcError why = error.value_or(RpcError());
      if (error && !MayGoOn(*error)) return Report(session_, "", *error);
      if (!connected_ && absl::Now() >= give_up) return Report(session_, "", why);
      SayLost(why);
      if (!pauses.Wait(why)) return SayPlace();
    }
  }

 private:
  // From where it goes on.
  std::optional<RpcError> Open() {
    if (options_.after > 0) place_ = options_.after;
    if (!options_.from_now && !place_) place_ = 0;
    std::optional<int64_t> kept;
    if (!options_.out.empty()) {
      auto file = EventFile::Open(options_.out);
      if (!file.ok()) return file.error;
      file_ = std::move(file.value);
      if (file_->last() > 0) kept = file_->last();
    }
    if (!options_.cursor_file.empty()) {
      const auto cursor = ReadCursor(options_.cursor_file);
      if (!cursor.ok()) return cursor.error;
      // Of the two the later one: the cursor is written behind the events, and knows of hidden ones too.
      if (cursor.value) kept = std::max(kept.value_or(0), *cursor.value);
    }
    if (kept) place_ = kept;
    return std::nullopt;
  }

  WatchEventsRequest Request() const {
    WatchEventsRequest request;
    request.set_from_now(!place_);
    request.set_after_sequence(place_.value_or(0));
    request.set_org(options_.org);
    request.set_resource(options_.name);
    for (const std::string& action : options_.actions) request.add_actions(action);
    request.set_heartbeat_seconds(kHeartbeatSeconds);
    return request;
  }

  // False: enough.
  bool Take(const WatchEventsResponse& response) {
    connected_ = true;
    said_lost_ = false;
    std::string lines;
    int64_t sequence = response.sequence();
    for (const Event& event : response.events()) {
      const bool as_json = session_.Json() || file_ != nullptr;
      lines += as_json ? json::WriteMessage(event, json::Style::kLine) : EventLine(event, session_.console.language);
      lines += '\n';
      if (options_.limit > 0 && ++seen_ == options_.limit) {
        sequence = event.sequence();
        done_ = true;
        break;
      }
    }
    failed_ = Keep(lines, sequence);
    return !done_ && !failed_;
  }

  // First the events, then the place behind them: killed in between, none is left out.
  std::optional<RpcError> Keep(const std::string& lines, int64_t sequence) {
    if (file_ != nullptr && !lines.empty()) {
      if (auto error = file_->Append(lines)) return error;
    } else if (!lines.empty()) {
      session_.console.out << lines << std::flush;
      if (!session_.console.out.good()) {
        return LocalError("WRONG_FILE", "无法写到标准输出。", "stdout can't be written to.");
      }
    }
    if (!options_.cursor_file.empty() && place_ != sequence) {
      if (auto error = WriteCursor(options_.cursor_file, sequence)) return error;
    }
    place_ = sequence;
    return std::nullopt;
  }

  // Once for every time it happens.
  void SayLost(const RpcError& why) {
    if (said_lost_) return;
    said_lost_ = true;
    const Console& console = session_.console;
    const std::string what = console.language == Language::kChinese && !why.zh.empty() ? why.zh : why.en;
    console.Note(console.Say("连接断开，正在重连，接着第 ", "Disconnected; trying again, to go on behind event ") +
                 std::to_string(place_.value_or(0)) + console.Say(" 条。", ".") + (what.empty() ? "" : " " + what));
  }

  ExitCode SayPlace() const {
    const Console& console = session_.console;
    if (place_) {
      const std::string place = std::to_string(*place_);
      console.Note(console.Say("看到第 ", "Seen up to event ") + place +
                   console.Say(" 条；用 --after ", "; go on with --after ") + place + console.Say(" 继续。", "."));
    }
    return ExitCode::kInterrupted;
  }

  const Session& session_;
  const Options& options_;
  std::unique_ptr<EventFile> file_;
  std::optional<int64_t> place_;  // the last event seen; none: it begins now
  int64_t seen_ = 0;
  bool connected_ = false;  // once, at least
  bool said_lost_ = false;
  bool done_ = false;
  std::optional<RpcError> failed_;
};

}  // namespace

ExitCode RunWatch(const Session& session) { return Watch(session).Run(); }

}  // namespace heng::cli
