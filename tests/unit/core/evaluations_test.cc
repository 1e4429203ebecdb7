// What core decides: how a call becomes a write, what is answered, what is recorded.
#include "service/core/evaluations.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "service/core/page_token.h"
#include "tests/unit/core/evaluations_testing.h"

namespace heng::core {
namespace {

using google::protobuf::util::MessageDifferencer;
using heng::v1::Evaluation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

heng::v1::UpdateEvaluationRequest RetitleOf(const Evaluation& draft, const std::string& title) {
  heng::v1::UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  request.mutable_evaluation()->mutable_form()->set_title(title);
  request.mutable_update_mask()->add_paths("form.title");
  return request;
}

heng::v1::SubmitEvaluationRequest SubmitOf(const Evaluation& draft) {
  heng::v1::SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  return request;
}

heng::v1::DiscardEvaluationRequest DiscardOf(const Evaluation& draft) {
  heng::v1::DiscardEvaluationRequest request;
  request.set_name(draft.name());
  request.set_etag(draft.etag());
  return request;
}

TEST_F(EvaluationsTest, ACreatedFormIsStoredScoredAndReadBack) {
  const Evaluation draft = Draft();
  EXPECT_EQ(draft.name(), "evaluations/form-1");
  EXPECT_EQ(draft.summary().total(), "99.00");
  const auto read = Get(draft.name());
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*read, draft));
}

TEST_F(EvaluationsTest, EveryWriteLeavesOneEventThatSaysWhatHappened) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  const auto draft = Create(create);
  ASSERT_TRUE(draft.ok());
  const auto updated = Update(RetitleOf(*draft, "新"));
  ASSERT_TRUE(updated.ok());
  ASSERT_TRUE(Submit(SubmitOf(*updated)).ok());
  ASSERT_TRUE(Discard(DiscardOf(Draft(SmallForm("projects/other")))).ok());
  std::vector<std::string> actions;
  const std::vector<store::EventDraft> events(store_.events().begin() + commits_before_, store_.events().end());
  for (const auto& event : events) {
    actions.push_back(event.action);
    EXPECT_EQ(event.caller, "principals/tester");
    EXPECT_EQ(event.role, "preparer");
    EXPECT_EQ(event.org_id, "an-office");
    EXPECT_EQ(event.policy, "policies/shanxi-2022@1");
  }
  EXPECT_THAT(actions, ElementsAre("evaluation.create", "evaluation.update", "evaluation.submit", "evaluation.create",
                                   "evaluation.discard"));
  EXPECT_EQ(events[0].resource, draft->name());
  EXPECT_EQ(events[0].request_id, "r-1");
}

// A group that failed is run again one by one: the second decision is the one that counts, and there is one answer.
TEST_F(EvaluationsTest, ADecisionThatIsRunTwiceGivesOneAnswer) {
  store_.decide_twice = true;
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  const auto created = Create(create);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->etag(), "1");
  EXPECT_EQ(store_.commits() - commits_before_, 1);
  const auto read = Get(created->name());
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*read, *created)) << "the answer has the times of the commit";
  const auto replayed = Create(create);
  ASSERT_TRUE(replayed.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*replayed, *created));
  const auto submitted = Submit(SubmitOf(*created));
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->etag(), "2");
  EXPECT_EQ(store_.commits() - commits_before_, 2);
}

// The answer was lost on its way, the caller asks again and gets what the first call did.
TEST_F(EvaluationsTest, ARetryAfterAnUnknownOutcomeDoesNothingTwice) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  store_.after_commit_error = absl::UnavailableError("disk I/O error");
  EXPECT_EQ(ReasonOf(Create(create).status()), "STORE_UNAVAILABLE");
  store_.after_commit_error = absl::OkStatus();
  const auto again = Create(create);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->etag(), "1");
  EXPECT_EQ(store_.commits() - commits_before_, 1);
}

TEST_F(EvaluationsTest, AReplayShowsWhatTheCallDid) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  create.mutable_evaluation()->mutable_contacts()->set_preparer("张三");
  const auto created = Create(create);
  ASSERT_TRUE(created.ok());
  auto update = RetitleOf(*created, "新");
  update.set_request_id("r-1");
  const auto updated = Update(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  const auto submitted = Submit(SubmitOf(*updated));
  ASSERT_TRUE(submitted.ok());

  const auto created_again = Create(create);
  ASSERT_TRUE(created_again.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*created_again, *created));
  const auto updated_again = Update(update);
  ASSERT_TRUE(updated_again.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*updated_again, *updated));
  EXPECT_EQ(store_.commits() - commits_before_, 3);
}

TEST_F(EvaluationsTest, AnotherBodyUnderTheSameIdIsRefused) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  ASSERT_TRUE(Create(create).ok());
  create.mutable_evaluation()->mutable_form()->set_title("另一份");
  EXPECT_EQ(ReasonOf(Create(create).status()), "REQUEST_ID_REUSED");
}

TEST_F(EvaluationsTest, ValidateOnlyAnswersAndWritesNothing) {
  auto create = CreateOf(SmallForm());
  create.set_request_id("r-1");
  create.set_validate_only(true);
  const auto would_be = Create(create);
  ASSERT_TRUE(would_be.ok());
  EXPECT_EQ(would_be->summary().total(), "99.00");
  EXPECT_EQ(store_.commits() - commits_before_, 0);
  EXPECT_EQ(ReasonOf(Get(would_be->name()).status()), "EVALUATION_NOT_FOUND");
}

TEST_F(EvaluationsTest, AChangeByAnotherBetweenReadAndWriteIsNotOverwritten) {
  const Evaluation draft = Draft();
  store_.before_decide = [&] { ASSERT_TRUE(Update(RetitleOf(draft, "别人的")).ok()); };
  EXPECT_EQ(ReasonOf(Update(RetitleOf(draft, "我的")).status()), "ETAG_MISMATCH");
  EXPECT_EQ(Get(draft.name())->form().title(), "别人的");
}

// The change is merged into what was read. An etag that was guessed ahead must not let it through after another change.
TEST_F(EvaluationsTest, AnEtagGuessedAheadOverwritesNothing) {
  const Evaluation draft = Draft();
  Evaluation guessed = draft;
  guessed.set_etag("2");
  const auto somebody_changes = [&] {
    auto update = RetitleOf(draft, "别人的");
    ASSERT_TRUE(Update(update).ok());
  };
  auto layout = RetitleOf(guessed, "");
  layout.mutable_update_mask()->set_paths(0, "form.layout");
  layout.mutable_evaluation()->mutable_form()->set_layout("mine");
  store_.before_decide = somebody_changes;
  EXPECT_EQ(ReasonOf(Update(layout).status()), "ETAG_MISMATCH");
  EXPECT_EQ(Get(draft.name())->form().title(), "别人的");
}

TEST_F(EvaluationsTest, ASubmissionOrDiscardAtAGuessedEtagIsRefused) {
  for (const bool submit : {true, false}) {
    const Evaluation draft = Draft(SmallForm(submit ? "projects/one" : "projects/two"));
    Evaluation guessed = draft;
    guessed.set_etag("2");
    store_.before_decide = [&] { ASSERT_TRUE(Update(RetitleOf(draft, "别人的")).ok()); };
    const auto answer = submit ? Submit(SubmitOf(guessed)) : Discard(DiscardOf(guessed));
    EXPECT_EQ(ReasonOf(answer.status()), "ETAG_MISMATCH");
    EXPECT_EQ(Get(draft.name())->state(), Evaluation::DRAFT);
  }
}

TEST_F(EvaluationsTest, ABlockedSubmissionWritesNothingAndNamesTheFindings) {
  const Evaluation draft = Draft(BlockedForm());
  EXPECT_EQ(ReasonOf(Submit(SubmitOf(draft)).status()), "BLOCKED_BY_FINDINGS");
  heng::v1::SubmitEvaluationRequest whole;
  *whole.mutable_evaluation()->mutable_form() = BlockedForm();
  const auto blocked = Submit(whole);
  EXPECT_EQ(ReasonOf(blocked.status()), "BLOCKED_BY_FINDINGS");
  EXPECT_NE(blocked.status().ToString().find("total-not-sum"), std::string::npos);
  EXPECT_EQ(store_.commits() - commits_before_, 1);
}

// What stands against the submission itself is said first: mending the findings would not help.
TEST_F(EvaluationsTest, AWrongEtagIsSaidBeforeTheFindings) {
  Evaluation draft = Draft(BlockedForm());
  draft.set_etag("9");
  EXPECT_EQ(ReasonOf(Submit(SubmitOf(draft)).status()), "ETAG_MISMATCH");
}

TEST_F(EvaluationsTest, APolicyOtherThanTheOneInForceIsRefused) {
  auto create = CreateOf(SmallForm());
  create.set_policy("policies/mof-2020");
  EXPECT_EQ(ReasonOf(Create(create).status()), "POLICY_NOT_IN_FORCE");
  create.set_policy("policies/shanxi-2022");
  const auto draft = Create(create);
  ASSERT_TRUE(draft.ok()) << draft.status();
  auto submit = SubmitOf(*draft);
  submit.set_policy("policies/mof-2020@1");
  EXPECT_EQ(ReasonOf(Submit(submit).status()), "POLICY_NOT_IN_FORCE");
  submit.set_policy("policies/shanxi-2022@1");
  EXPECT_TRUE(Submit(submit).ok());
}

TEST_F(EvaluationsTest, AListAsksTheStoreForOneMoreThanThePage) {
  for (int i = 0; i < 3; ++i) Draft(SmallForm("projects/p-" + std::to_string(i)));
  heng::v1::ListEvaluationsRequest request;
  request.set_org("orgs/an-office");
  request.set_fiscal_year(2022);
  request.set_state(Evaluation::DRAFT);
  request.set_grade(heng::v1::EXCELLENT);
  request.set_page_size(2);
  const auto first = List(request);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->evaluations_size(), 2);
  EXPECT_EQ(store_.last_query().limit, 3);
  EXPECT_EQ(store_.last_query().scope.org_ids, std::vector<std::string>{"an-office"});
  EXPECT_EQ(store_.last_query().fiscal_year, 2022);
  EXPECT_EQ(store_.last_query().state, Evaluation::DRAFT);
  EXPECT_EQ(store_.last_query().grade, heng::v1::EXCELLENT);
  request.set_page_token(first->next_page_token());
  const auto second = List(request);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->evaluations_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(store_.last_query().after_sequence, commits_before_ + 2);
}

TEST_F(EvaluationsTest, AListWithoutAFilterAsksForAllActiveForms) {
  ASSERT_TRUE(List({}).ok());
  EXPECT_EQ(store_.last_query().scope.org_ids, std::nullopt);
  EXPECT_EQ(store_.last_query().fiscal_year, std::nullopt);
  EXPECT_EQ(store_.last_query().state, std::nullopt);
  EXPECT_EQ(store_.last_query().grade, std::nullopt);
  EXPECT_EQ(store_.last_query().limit, kDefaultPageSize + 1);
}

TEST_F(EvaluationsTest, NothingIsLoggedWhereNothingWentWrong) {
  const Evaluation draft = Draft();
  EXPECT_FALSE(Get("evaluations/missing").ok());
  EXPECT_FALSE(Create(CreateOf(SmallForm())).ok());
  EXPECT_THAT(logged_, IsEmpty());
}

}  // namespace
}  // namespace heng::core
