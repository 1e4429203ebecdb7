// Evaluations over a store in memory, called as a front end calls it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "tests/unit/core/core_testing.h"
#include "tests/unit/core/fake_store.h"
#include "tests/unit/core/small_forms.h"

namespace heng::core {

class EvaluationsTest : public ::testing::Test {
 protected:
  template <typename Request>
  using Handler = void (Evaluations::*)(const CallContext&, const Request&, Reply);

  // Calls a handler and returns its only reply, parsed.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(Handler<Request> handler, const Request& request,
                                absl::Time deadline = absl::InfiniteFuture()) {
    std::vector<absl::StatusOr<std::string>> replies;
    const std::string body = request.SerializeAsString();
    const CallContext call = core_.CallOf(body, deadline);
    (evaluations_.*handler)(call, request,
                            [&replies](absl::StatusOr<std::string> reply) { replies.push_back(std::move(reply)); });
    EXPECT_EQ(replies.size(), 1u) << "a handler answers exactly once";
    if (replies.empty()) return absl::InternalError("no reply");
    if (!replies[0].ok()) return replies[0].status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(*replies[0]));
    return response;
  }

  using Answer = absl::StatusOr<heng::v1::Evaluation>;
  Answer Create(const heng::v1::CreateEvaluationRequest& request) {
    return Call<heng::v1::Evaluation>(&Evaluations::Create, request);
  }
  Answer Get(const std::string& name) {
    heng::v1::GetEvaluationRequest request;
    request.set_name(name);
    return Call<heng::v1::Evaluation>(&Evaluations::Get, request);
  }
  Answer Update(const heng::v1::UpdateEvaluationRequest& request) {
    return Call<heng::v1::Evaluation>(&Evaluations::Update, request);
  }
  Answer Submit(const heng::v1::SubmitEvaluationRequest& request) {
    return Call<heng::v1::Evaluation>(&Evaluations::Submit, request);
  }
  Answer Discard(const heng::v1::DiscardEvaluationRequest& request) {
    return Call<heng::v1::Evaluation>(&Evaluations::Discard, request);
  }
  absl::StatusOr<heng::v1::ListEvaluationsResponse> List(const heng::v1::ListEvaluationsRequest& request) {
    return Call<heng::v1::ListEvaluationsResponse>(&Evaluations::List, request);
  }

  heng::v1::CreateEvaluationRequest CreateOf(const heng::v1::FormContent& form) {
    heng::v1::CreateEvaluationRequest request;
    *request.mutable_evaluation()->mutable_form() = form;
    return request;
  }
  // A draft in the store.
  heng::v1::Evaluation Draft(const heng::v1::FormContent& form = SmallForm()) {
    auto created = Create(CreateOf(form));
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? *created : heng::v1::Evaluation();
  }

  FakeStore store_;
  int ids_ = 0;
  std::vector<std::string> logged_;
  TestCore core_{&store_,
                 {.units = {"an-office", "another-office"},
                  .projects = {"abc", "one", "two", "other", "new", "p-0", "p-1", "p-2"}},
                 [this](std::string_view text) { logged_.emplace_back(text); }};
  const int commits_before_ = store_.commits();  // of the office
  Evaluations evaluations_{{.writes = core_.writes(), .new_id = [this] { return "form-" + std::to_string(++ids_); }}};
};

}  // namespace heng::core
