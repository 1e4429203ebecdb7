// One who watches: pulls messages and keeps what they say.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heng/v1/event_service.pb.h"
#include "service/core/events.h"
#include "service/core/message_stream.h"

namespace heng::core {

class Watcher {
 public:
  using Answer = absl::StatusOr<std::optional<std::string>>;
  using Message = absl::StatusOr<heng::v1::WatchEventsResponse>;

  explicit Watcher(OpenedStream stream) : stream_(std::move(stream)) {}

  const absl::Status& opened() const { return stream_.status(); }
  void Pull() {
    answer_ = std::make_shared<std::promise<Answer>>();
    coming_ = answer_->get_future();
    (*stream_)->Pull([answer = answer_](Answer message) { answer->set_value(std::move(message)); });
  }
  bool Answered() const { return coming_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  // What the pull before brings; waits for it.
  Message Take() {
    const Answer answer = coming_.get();
    if (!answer.ok()) return answer.status();
    heng::v1::WatchEventsResponse message;
    EXPECT_TRUE(answer->has_value() && message.ParseFromString(**answer));
    return message;
  }
  Message Next() {
    Pull();
    return Take();
  }
  void Cancel() { (*stream_)->Cancel(); }

 private:
  OpenedStream stream_;
  std::shared_ptr<std::promise<Answer>> answer_;
  std::future<Answer> coming_;
};

}  // namespace heng::core
