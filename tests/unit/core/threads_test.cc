// Many threads call the handlers at once, on a real store: no acknowledged change is lost, every call is answered once.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/evaluations.h"
#include "tests/unit/core/evaluations_testing.h"
#include "tests/unit/store/store_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;

constexpr int kThreads = 8;
constexpr int kRounds = 8;  // per thread

class ThreadsTest : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(void (Evaluations::*handler)(const CallContext&, const Request&, Reply),
                                const Request& request) {
    std::promise<absl::StatusOr<std::string>> promise;
    const std::string body = request.SerializeAsString();
    const CallContext call = core_.CallOf(body);
    (evaluations_.*handler)(call, request,
                            [&promise](absl::StatusOr<std::string> reply) { promise.set_value(std::move(reply)); });
    const absl::StatusOr<std::string> reply = promise.get_future().get();
    if (!reply.ok()) return reply.status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(*reply));
    return response;
  }

  static std::vector<std::string> Projects() {
    std::vector<std::string> ids = {"shared-form", "abc"};
    for (int t = 0; t < kThreads / 2; ++t) {
      for (int i = 0; i < kRounds; ++i) ids.push_back(absl::StrCat("form-", t, "-", i));
    }
    return ids;
  }

  absl::StatusOr<Evaluation> Create(const std::string& id, const std::string& request_id) {
    heng::v1::CreateEvaluationRequest request;
    request.set_request_id(request_id);
    request.mutable_evaluation()->set_name("evaluations/" + id);
    *request.mutable_evaluation()->mutable_form() = SmallForm("projects/" + id);
    return Call<Evaluation>(&Evaluations::Create, request);
  }

  absl::StatusOr<Evaluation> Get(const std::string& name) {
    heng::v1::GetEvaluationRequest request;
    request.set_name(name);
    return Call<Evaluation>(&Evaluations::Get, request);
  }

  // Reads, changes and writes until it is the first with that etag.
  void Change(const std::string& name) {
    while (true) {
      const absl::StatusOr<Evaluation> read = Get(name);
      ASSERT_TRUE(read.ok()) << read.status();
      heng::v1::UpdateEvaluationRequest request;
      *request.mutable_evaluation() = *read;
      request.mutable_evaluation()->mutable_form()->set_title(absl::StrCat("第", read->etag(), "稿"));
      const absl::StatusOr<Evaluation> written = Call<Evaluation>(&Evaluations::Update, request);
      if (written.ok()) {
        ++changes_;
        return;
      }
      ASSERT_EQ(written.status().code(), absl::StatusCode::kAborted) << written.status();
    }
  }

  store::TempFolder folder_;
  std::unique_ptr<store::Store> store_ = store::MustOpen({.path = folder_.File("heng.db")});
  std::atomic<int> changes_{0};
  std::atomic<int> ids_{0};
  TestCore core_{store_.get(), {.units = {"an-office"}, .projects = Projects()}, [](std::string_view text) {
                   ADD_FAILURE() << text;
                 }};
  const int64_t events_before_ = store_->Head()->sequence;  // of the office
  Evaluations evaluations_{{.writes = core_.writes(), .new_id = [this] { return "form-" + std::to_string(++ids_); }}};
};

TEST_F(ThreadsTest, NoAcknowledgedChangeIsLostAndNoRequestIsDoneTwice) {
  const absl::StatusOr<Evaluation> shared = Create("shared-form", "");
  ASSERT_TRUE(shared.ok()) << shared.status();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kRounds; ++i) {
        Change(shared->name());
        // Two threads each send the same request.
        const std::string id = absl::StrCat("form-", t / 2, "-", i);
        const absl::StatusOr<Evaluation> created = Create(id, "request-" + id);
        ASSERT_TRUE(created.ok()) << created.status();
        EXPECT_EQ(created->name(), "evaluations/" + id);
        heng::v1::ScoreEvaluationRequest score;
        *score.mutable_form() = SmallForm();
        EXPECT_TRUE(Call<heng::v1::ScoreEvaluationResponse>(&Evaluations::Score, score).ok());
        EXPECT_TRUE(
            Call<heng::v1::ListEvaluationsResponse>(&Evaluations::List, heng::v1::ListEvaluationsRequest()).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(changes_, kThreads * kRounds);
  const auto list = Call<heng::v1::ListEvaluationsResponse>(&Evaluations::List, heng::v1::ListEvaluationsRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->evaluations_size(), 1 + kThreads / 2 * kRounds);
  EXPECT_EQ(store_->Head()->sequence - events_before_, 1 + kThreads * kRounds + kThreads / 2 * kRounds)
      << "one event for each";
  EXPECT_EQ(store::VerifyChain(*store_), "");
}

}  // namespace
}  // namespace heng::core
