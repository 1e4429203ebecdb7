// Changing a draft: masks, etags, two people at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::UpdateEvaluationRequest;

// An update of what `mask` names of `draft`; the test fills in the new content.
UpdateEvaluationRequest UpdateOf(const Evaluation& draft, const std::vector<std::string>& mask) {
  UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  for (const auto& path : mask) request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST(Update, AMaskReplacesWhatItNamesAndNothingElse) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto request = UpdateOf(draft, {"form.funds"});
  auto* form = request.mutable_evaluation()->mutable_form();
  *form->mutable_funds() = draft.form().funds();
  form->mutable_funds()->mutable_total()->set_executed("200000.00");
  form->set_project_name("不在掩码里");
  const auto updated = Call(request);
  ASSERT_TRUE(updated.ok()) << updated.error();
  EXPECT_EQ(updated.message.etag(), "2");
  EXPECT_EQ(updated.message.state(), Evaluation::DRAFT);
  FormContent expected = draft.form();
  *expected.mutable_funds() = form->funds();
  EXPECT_TRUE(SameBytes(updated.message.form(), expected));
  EXPECT_EQ(updated.message.score().execution().score(), "10") << "the change is scored";
  EXPECT_TRUE(SameBytes(Get(draft.name()), updated.message));
}

TEST(Update, ARepeatedFieldIsReplacedWhole) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto request = UpdateOf(draft, {"form.indicators"});
  *request.mutable_evaluation()->mutable_form()->add_indicators() = draft.form().indicators(2);
  const auto updated = Call(request);
  ASSERT_TRUE(updated.ok()) << updated.error();
  ASSERT_EQ(updated.message.form().indicators_size(), 1);
  EXPECT_TRUE(SameBytes(updated.message.form().indicators(0), draft.form().indicators(2)));
}

TEST(Update, AFieldTheMaskNamesAndTheFormLacksIsCleared) {
  const Evaluation draft = CreateDraft(SmallForm());
  const auto updated = Call(UpdateOf(draft, {"form.claimed_total"}));
  ASSERT_TRUE(updated.ok()) << updated.error();
  EXPECT_FALSE(updated.message.form().has_claimed_total());
  EXPECT_TRUE(updated.message.form().has_claimed_grade());
}

TEST(Update, ContactsAreChangedByTheirOwnMask) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto request = UpdateOf(draft, {"contacts"});
  request.mutable_evaluation()->mutable_contacts()->set_phone("0352-1234567");
  const auto updated = Call(request);
  ASSERT_TRUE(updated.ok()) << updated.error();
  EXPECT_EQ(updated.message.contacts().phone(), "0352-1234567");
  EXPECT_TRUE(SameBytes(updated.message.form(), draft.form()));
}

TEST(Update, WithoutAMaskTheWholeFormIsReplacedAndContactsStay) {
  Evaluation draft = CreateDraft(SmallForm());
  auto contacts = UpdateOf(draft, {"contacts"});
  contacts.mutable_evaluation()->mutable_contacts()->set_preparer("张三");
  draft = Call(contacts).message;
  auto request = UpdateOf(draft, {});
  *request.mutable_evaluation()->mutable_form() = draft.form();
  request.mutable_evaluation()->mutable_form()->clear_goals();
  const auto updated = Call(request);
  ASSERT_TRUE(updated.ok()) << updated.error();
  EXPECT_TRUE(SameBytes(updated.message.form(), request.evaluation().form()));
  EXPECT_EQ(updated.message.contacts().preparer(), "张三");
}

TEST(Update, APathThatIsNoneIsNamed) {
  const Evaluation draft = CreateDraft(SmallForm());
  for (const char* path : {"form.nothing", "form.funds.total", "state", "score", "etag", "form.", ""}) {
    SCOPED_TRACE(path);
    ExpectInvalidField(Call(UpdateOf(draft, {"form.funds", path})).error(), "updateMask.paths[1]");
  }
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
}

TEST(Update, AnotherPolicyThanTheOneInForceIsRefused) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto request = UpdateOf(draft, {"contacts"});
  request.set_policy("policies/mof-2020");
  ExpectError(Call(request).error(), grpc::StatusCode::FAILED_PRECONDITION, "POLICY_NOT_IN_FORCE");
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
  request.set_policy("policies/shanxi-2022");
  const auto updated = Call(request);
  ASSERT_TRUE(updated.ok()) << updated.error();
  EXPECT_EQ(updated.message.policy().name(), "policies/shanxi-2022@1");
}

TEST(Update, AFormCannotMoveOntoTheKeyOfAnother) {
  const Evaluation one = CreateDraft(SmallForm());
  const Evaluation other = CreateDraft(SmallForm());
  auto request = UpdateOf(other, {"form.subject", "form.org"});
  request.mutable_evaluation()->mutable_form()->set_subject(one.form().subject());
  request.mutable_evaluation()->mutable_form()->set_org(one.form().org());
  const auto refused = Call(request);
  ExpectError(refused.error(), StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  EXPECT_EQ(refused.error().metadata["name"], one.name());
  EXPECT_TRUE(SameBytes(Get(other.name()), other));
}

TEST(Update, TheEtagIsRequired) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto request = UpdateOf(draft, {"contacts"});
  request.mutable_evaluation()->clear_etag();
  ExpectError(Call(request).error(), StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS");
}

TEST(Update, OfTwoPeopleTheSecondIsToldAndOverwritesNothing) {
  const Evaluation draft = CreateDraft(SmallForm());
  auto first = UpdateOf(draft, {"form.project_name"});
  first.mutable_evaluation()->mutable_form()->set_project_name("甲改的");
  auto second = UpdateOf(draft, {"form.title"});
  second.mutable_evaluation()->mutable_form()->set_title("乙改的");
  const auto changed = Call(first);
  ASSERT_TRUE(changed.ok()) << changed.error();
  const auto refused = Call(second);
  ExpectError(refused.error(), StatusCode::ABORTED, "ETAG_MISMATCH");
  EXPECT_EQ(refused.error().metadata["etag"], "2");
  EXPECT_TRUE(SameBytes(Get(draft.name()), changed.message));
}

// A number that is raised by many at once: every success must be visible in the end, so no update was lost.
TEST(Update, ConcurrentUpdatesLoseNothing) {
  FormContent form = SmallForm();
  form.set_title("0");
  const std::string name = CreateDraft(form).name();
  std::atomic<int> succeeded{0};
  std::vector<std::thread> people;
  for (int person = 0; person < 8; ++person) {
    people.emplace_back([&] {
      for (int attempt = 0; attempt < 20; ++attempt) {
        const Evaluation seen = Get(name);
        auto request = UpdateOf(seen, {"form.title"});
        request.mutable_evaluation()->mutable_form()->set_title(std::to_string(std::stoi(seen.form().title()) + 1));
        const auto answer = Call(request);
        if (answer.ok()) {
          ++succeeded;
        } else {
          ExpectError(answer.error(), StatusCode::ABORTED, "ETAG_MISMATCH");
        }
      }
    });
  }
  for (auto& person : people) person.join();
  const Evaluation last = Get(name);
  EXPECT_GE(succeeded, 20);  // of eight that collide, one always gets through
  EXPECT_EQ(last.form().title(), std::to_string(succeeded));
  EXPECT_EQ(last.etag(), std::to_string(succeeded + 1));
}

}  // namespace
}  // namespace heng::conformance
