// Every failure of the store becomes an error of the catalogue; its own text goes to the log and nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/evaluations_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;

constexpr char kInternalText[] = "SQLITE_IOERR_FSYNC at /var/lib/heng/heng.db";

struct Fault {
  absl::StatusCode engine;
  absl::StatusCode code;
  const char* reason;
};

const Fault kFaults[] = {
    {absl::StatusCode::kResourceExhausted, absl::StatusCode::kResourceExhausted, "STORE_BUSY"},
    {absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"},
    {absl::StatusCode::kUnavailable, absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE"},
    {absl::StatusCode::kDataLoss, absl::StatusCode::kDataLoss, "STORE_DAMAGED"},
    {absl::StatusCode::kInternal, absl::StatusCode::kInternal, "INTERNAL"},
    {absl::StatusCode::kUnknown, absl::StatusCode::kInternal, "INTERNAL"},
};

class StoreFaults : public EvaluationsTest {
 protected:
  void ExpectCaught(const absl::Status& status, const Fault& fault) {
    EXPECT_EQ(status.code(), fault.code) << status;
    EXPECT_EQ(ReasonOf(status), fault.reason) << status;
    EXPECT_EQ(status.ToString().find("SQLITE"), std::string::npos) << status;
    google::rpc::Status details;
    ASSERT_TRUE(ReadDetails(status, &details));
    EXPECT_EQ(details.SerializeAsString().find("SQLITE"), std::string::npos);
    ASSERT_FALSE(logged_.empty());
    EXPECT_THAT(logged_.back(), ::testing::HasSubstr(kInternalText));
    logged_.clear();
  }

  heng::v1::UpdateEvaluationRequest Update1(const Evaluation& draft) {
    heng::v1::UpdateEvaluationRequest request;
    *request.mutable_evaluation() = draft;
    return request;
  }
  heng::v1::SubmitEvaluationRequest Submit1(const Evaluation& draft) {
    heng::v1::SubmitEvaluationRequest request;
    request.mutable_evaluation()->set_name(draft.name());
    request.mutable_evaluation()->set_etag(draft.etag());
    return request;
  }
  heng::v1::DiscardEvaluationRequest Discard1(const Evaluation& draft) {
    heng::v1::DiscardEvaluationRequest request;
    request.set_name(draft.name());
    request.set_etag(draft.etag());
    return request;
  }
};

TEST_F(StoreFaults, OfAWriteReachTheCallerInItsWords) {
  const Evaluation draft = Draft();
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.reason);
    store_.submit_error = absl::Status(fault.engine, kInternalText);
    ExpectCaught(Create(CreateOf(SmallForm("projects/new"))).status(), fault);
    ExpectCaught(Update(Update1(draft)).status(), fault);
    ExpectCaught(Submit(Submit1(draft)).status(), fault);
    ExpectCaught(Discard(Discard1(draft)).status(), fault);
    heng::v1::SubmitEvaluationRequest whole;
    *whole.mutable_evaluation()->mutable_form() = SmallForm("projects/new");
    ExpectCaught(Submit(whole).status(), fault);
  }
}

TEST_F(StoreFaults, OfAReadReachTheCallerInItsWords) {
  const Evaluation draft = Draft();
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.reason);
    store_.get_error = absl::Status(fault.engine, kInternalText);
    ExpectCaught(Get(draft.name()).status(), fault);
    ExpectCaught(Update(Update1(draft)).status(), fault);
    ExpectCaught(Submit(Submit1(draft)).status(), fault);
    ExpectCaught(Discard(Discard1(draft)).status(), fault);
    heng::v1::ListEvaluationsRequest full;
    full.set_view(heng::v1::FULL);
    ExpectCaught(List(full).status(), fault);
  }
}

TEST_F(StoreFaults, OfAListReachTheCallerInItsWords) {
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.reason);
    store_.list_error = absl::Status(fault.engine, kInternalText);
    ExpectCaught(List({}).status(), fault);
  }
}

TEST_F(StoreFaults, OfAReplayReachTheCallerInItsWords) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  const auto created = Create(create);
  ASSERT_TRUE(created.ok());
  ASSERT_TRUE(Update(Update1(*created)).ok()) << "what is answered again is an older revision";
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.reason);
    store_.revision_error = absl::Status(fault.engine, kInternalText);
    ExpectCaught(Create(create).status(), fault);
    store_.revision_error = absl::OkStatus();
    store_.get_error = absl::Status(fault.engine, kInternalText);
    ExpectCaught(Create(create).status(), fault);
    store_.get_error = absl::OkStatus();
  }
}

// A row that must be there and is not is our mistake, not the caller's.
// The writer knows of the request, so its revision is there; a reader that does not find it is behind.
TEST_F(StoreFaults, AReplayWhoseRevisionIsNotThereForReadersIsTriedAgain) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  const auto created = Create(create);
  ASSERT_TRUE(created.ok());
  ASSERT_TRUE(Update(Update1(*created)).ok());
  store_.revision_error = absl::NotFoundError(kInternalText);
  ExpectCaught(Create(create).status(),
               {absl::StatusCode::kNotFound, absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE"});
}

TEST_F(StoreFaults, StoredBytesThatAreNoFormAreDamage) {
  const Evaluation draft = Draft();
  store_.Damage("form-1", "\xff\xff\xff");
  for (const auto& status : {Update(Update1(draft)).status(), Submit(Submit1(draft)).status()}) {
    EXPECT_EQ(ReasonOf(status), "STORE_DAMAGED");
    EXPECT_EQ(status.ToString().find("revision"), std::string::npos);
  }
  ASSERT_EQ(logged_.size(), 2u);
  EXPECT_THAT(logged_[0], ::testing::HasSubstr("form-1"));
}

TEST_F(StoreFaults, ACallWhoseTurnCameTooLateIsNotDone) {
  const auto answer = Call<Evaluation>(&Evaluations::Create, CreateOf(SmallForm()), absl::InfinitePast());
  EXPECT_EQ(ReasonOf(answer.status()), "DEADLINE_EXCEEDED");
  EXPECT_EQ(store_.commits() - commits_before_, 0);
}

}  // namespace
}  // namespace heng::core
