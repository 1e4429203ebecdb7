// Inputs that are too large, and the largest that are allowed. After each the server goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::CreateEvaluationRequest;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::ScoreEvaluationRequest;

class Limits : public ::testing::Test {
 protected:
  static Error ErrorOfScoring(const FormContent& form) {
    ScoreEvaluationRequest request;
    *request.mutable_form() = form;
    return Call(request).error();
  }

  // The server goes on: it still keeps a form and gives it back.
  void TearDown() override {
    const Evaluation draft = CreateDraft(SmallForm());
    EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
  }
};

TEST_F(Limits, ATextOfThreeMegabytesIsRefusedWithItsPath) {
  FormContent form = SmallForm();
  form.mutable_narrative()->set_output(std::string(3'000'000, 'x'));
  ExpectInvalidField(ErrorOfScoring(form), "form.narrative.output");
  form = SmallForm();
  form.mutable_indicators(0)->set_actual(std::string(3'000'000, 'x'));
  ExpectInvalidField(ErrorOfScoring(form), "form.indicators[0].actual");
}

TEST_F(Limits, TenThousandIndicatorsAreRefused) {
  const FormContent form = FormWithRows(10'000);
  ExpectInvalidField(ErrorOfScoring(form), "form.indicators");
  CreateEvaluationRequest create;
  *create.mutable_evaluation()->mutable_form() = form;
  ExpectInvalidField(Call(create).error(), "form.indicators");
}

TEST_F(Limits, ThreeHundredIndicatorsAreTaken) {
  const FormContent form = FormWithRows(300);
  const Evaluation draft = CreateDraft(form);
  EXPECT_TRUE(SameBytes(draft.form(), form));
  EXPECT_EQ(draft.score().rows_size(), 300);
  ExpectInvalidField(ErrorOfScoring(FormWithRows(301)), "form.indicators");
}

TEST_F(Limits, AFormOfMoreThanAMegabyteIsRefused) {
  FormContent form = SmallForm();
  for (int i = 0; i < 45; ++i) form.add_goals()->set_expected(Chinese(10'000));
  const Error error = ErrorOfScoring(form);
  ExpectInvalidField(error, "form");
}

// The answer carries the form, its score sheet and all findings: also for the largest form it must fit a message.
TEST_F(Limits, TheLargestFormComesBackWhole) {
  const FormContent form = LargeForm();
  ASSERT_GT(form.ByteSizeLong(), 900'000u);
  ASSERT_LT(form.ByteSizeLong(), 1'048'576u);
  ScoreEvaluationRequest score;
  *score.mutable_form() = form;
  const auto scored = Call(score);
  ASSERT_TRUE(scored.ok()) << scored.error();
  const Evaluation draft = CreateDraft(form);
  EXPECT_TRUE(SameBytes(draft.form(), form));
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
}

TEST_F(Limits, AMessageOverFourMebibytesIsRefused) {
  FormContent form = SmallForm();
  form.set_transcription_note(std::string(5 << 20, 'x'));
  EXPECT_EQ(ErrorOfScoring(form).code, StatusCode::RESOURCE_EXHAUSTED);
  CreateEvaluationRequest create;
  *create.mutable_evaluation()->mutable_form() = form;
  EXPECT_EQ(Call(create).error().code, StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(Limits, DeeplyNestedBytesAreRefused) {
  std::string nested;
  for (int i = 0; i < 10'000; ++i) nested += "\x0b";  // start of a group, never ended
  ExpectError(CallRaw("/heng.v1.EvaluationService/ScoreEvaluation", nested).error(), StatusCode::INVALID_ARGUMENT,
              "UNREADABLE_REQUEST");
}

}  // namespace
}  // namespace heng::conformance
