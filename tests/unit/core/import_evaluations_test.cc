// ImportEvaluations over a real store: what becomes of each row, and of a batch that comes again.
#include <gmock/gmock.h>

#include <thread>

#include "service/core/wait_for.h"
#include "service/core/wire.h"
#include "tests/unit/core/office_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::EvaluationResult;
using heng::v1::FormContent;
using heng::v1::ImportEvaluationsRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ImportEvaluationsTest : public OfficeTest {
 protected:
  using Answer = absl::StatusOr<heng::v1::ImportEvaluationsResponse>;

  void SetUp() override {
    for (const char* id : {"one", "two", "three"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  }

  static ImportEvaluationsRequest RequestOf(const std::vector<FormContent>& forms, bool submit = false) {
    ImportEvaluationsRequest request;
    request.set_batch("batch-1");
    request.set_submit(submit);
    for (const FormContent& form : forms) {
      auto* const row = request.add_rows();
      row->set_row(absl::StrCat("r", request.rows_size()));
      *row->mutable_evaluation()->mutable_form() = form;
    }
    return request;
  }

  Answer Import(const std::string& body, const std::string& as = testing::kTester,
                absl::Time deadline = absl::InfiniteFuture()) {
    const CallContext call{
        .authority = Authority(core_.residents()->Current(), as, ""), .deadline = deadline, .body = body};
    const auto reply = WaitFor<std::string>([&](Reply answered) { evaluations_.Import(call, std::move(answered)); });
    if (!reply.ok()) return reply.status();
    heng::v1::ImportEvaluationsResponse response;
    EXPECT_TRUE(response.ParseFromString(*reply));
    return response;
  }
  Answer Import(const ImportEvaluationsRequest& request, const std::string& as = testing::kTester) {
    return Import(request.SerializeAsString(), as);
  }

  // "CREATED", "REFUSED FORM_KEY_TAKEN" …
  std::vector<std::string> Outcomes(const ImportEvaluationsRequest& request, const std::string& as = testing::kTester) {
    const auto answer = Import(request, as);
    if (!answer.ok()) return {ReasonOf(answer.status())};
    std::vector<std::string> outcomes;
    for (const EvaluationResult& result : answer->results()) {
      outcomes.push_back(EvaluationResult::Outcome_Name(result.outcome()) +
                         (result.reason().empty() ? "" : " " + result.reason()));
    }
    return outcomes;
  }

  std::vector<store::Event> LogBehind(int64_t sequence) { return *store::RunEvents(*store_, sequence, 1000); }
  std::vector<std::string> ActionsBehind(int64_t sequence) {
    std::vector<std::string> actions;
    for (const auto& event : LogBehind(sequence)) actions.push_back(event.draft.action);
    return actions;
  }
};

TEST_F(ImportEvaluationsTest, DraftsAreKeptInOrderWithWhatTheyCameTo) {
  const int64_t before = LastSequence();
  const auto answer = Import(RequestOf({FormOf("one"), FormOf("two"), FormOf("three")}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->results_size(), 3);
  const EvaluationResult& first = answer->results(0);
  EXPECT_EQ(first.row(), "r1");
  EXPECT_EQ(first.outcome(), EvaluationResult::CREATED);
  EXPECT_EQ(first.total(), "99.00");
  EXPECT_EQ(first.grade(), heng::v1::EXCELLENT);
  EXPECT_EQ(first.state(), Evaluation::DRAFT);
  EXPECT_EQ(first.etag(), "1");
  const auto kept = GetForm(first.name());
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->form().SerializeAsString(), FormOf("one").SerializeAsString());
  const auto events = LogBehind(before);
  ASSERT_EQ(events.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(events[static_cast<size_t>(i)].draft.resource, answer->results(i).name()) << "in the order of the rows";
    EXPECT_EQ(events[static_cast<size_t>(i)].draft.action, "evaluation.create");
    EXPECT_EQ(events[static_cast<size_t>(i)].draft.request_id, absl::StrCat("batch-1.r", i + 1));
  }
}

TEST_F(ImportEvaluationsTest, ABatchThatComesAgainIsAnsweredAgain) {
  const auto request = RequestOf({FormOf("one"), FormOf("two")}, /*submit=*/true);
  const auto first = Import(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->results(0).outcome(), EvaluationResult::CREATED);
  EXPECT_EQ(first->results(0).state(), Evaluation::SUBMITTED);
  const int64_t before = LastSequence();
  const auto again = Import(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(ActionsBehind(before), ElementsAre());
}

TEST_F(ImportEvaluationsTest, AReplayTellsWhatWasThen) {
  const auto request = RequestOf({FormOf("one")});
  const auto first = Import(request);
  ASSERT_TRUE(first.ok());
  auto form = *GetForm(first->results(0).name());
  form.mutable_form()->mutable_funds()->mutable_total()->set_executed("100000.00");
  form.mutable_form()->clear_claimed_total();
  ASSERT_TRUE(UpdateForm(form).ok());
  const auto again = Import(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
}

TEST_F(ImportEvaluationsTest, TheIdOfARowIsBoundToAllThatWasAskedFor) {
  ASSERT_THAT(Outcomes(RequestOf({FormOf("one")})), ElementsAre("CREATED"));
  EXPECT_THAT(Outcomes(RequestOf({FormOf("two")})), ElementsAre("REFUSED ROW_REUSED"));
  EXPECT_THAT(Outcomes(RequestOf({FormOf("one")}, /*submit=*/true)), ElementsAre("REFUSED ROW_REUSED"));
  auto update = RequestOf({FormOf("one")});
  update.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  EXPECT_THAT(Outcomes(update), ElementsAre("REFUSED ROW_REUSED"));
}

TEST_F(ImportEvaluationsTest, WhatIsThereIsRefusedSkippedOrReplaced) {
  const auto kept = CreateForm(FormOf("one"));
  ASSERT_TRUE(kept.ok());
  auto request = RequestOf({FormOf("one"), FormOf("two")});
  request.mutable_rows(0)->mutable_evaluation()->mutable_form()->mutable_funds()->mutable_total()->set_executed(
      "170000.00");
  request.mutable_rows(0)->mutable_evaluation()->mutable_form()->clear_claimed_total();
  request.set_validate_only(true);
  const auto refused = Import(request);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->results(0).reason(), "FORM_KEY_TAKEN");
  EXPECT_EQ(refused->results(0).name(), kept->name());
  EXPECT_EQ(refused->results(0).etag(), "1");
  EXPECT_EQ(refused->results(1).outcome(), EvaluationResult::CREATED);
  EXPECT_EQ(refused->results(1).name(), "") << "nothing was kept that could have a name";
  request.set_validate_only(false);
  request.set_on_conflict(ImportEvaluationsRequest::SKIP);
  EXPECT_THAT(Outcomes(request), ElementsAre("SKIPPED", "CREATED"));
  EXPECT_EQ(GetForm(kept->name())->etag(), "1");
  request.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  request.set_batch("batch-2");
  const int64_t before = LastSequence();
  const auto updated = Import(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->results(0).outcome(), EvaluationResult::UPDATED);
  EXPECT_EQ(updated->results(0).name(), kept->name());
  EXPECT_EQ(updated->results(0).total(), "98.50");
  EXPECT_EQ(updated->results(1).outcome(), EvaluationResult::UNCHANGED);
  EXPECT_THAT(ActionsBehind(before), ElementsAre("evaluation.update"));
}

TEST_F(ImportEvaluationsTest, WordForWordHoweverItWasSerialized) {
  ASSERT_TRUE(CreateForm(FormOf("one")).ok());
  // The same fields in another order: two parts of a message are merged by whoever reads them.
  FormContent last;
  last.set_fiscal_year(2022);
  FormContent rest = FormOf("one");
  rest.clear_fiscal_year();
  const auto field = [](int number, const std::string& bytes) {
    std::string out;
    AppendField(number, bytes, &out);
    return out;
  };
  const std::string form = field(Evaluation::kFormFieldNumber, last.SerializeAsString() + rest.SerializeAsString());
  heng::v1::EvaluationRow row;
  row.set_row("r1");
  ImportEvaluationsRequest request;
  request.set_batch("batch-1");
  request.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  const std::string bytes =
      request.SerializeAsString() +
      field(ImportEvaluationsRequest::kRowsFieldNumber,
            row.SerializeAsString() + field(heng::v1::EvaluationRow::kEvaluationFieldNumber, form));
  const auto answer = Import(bytes);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->results(0).outcome(), EvaluationResult::UNCHANGED);
}

TEST_F(ImportEvaluationsTest, WhatWasSubmittedIsNeverChanged) {
  ASSERT_THAT(Outcomes(RequestOf({FormOf("one")}, /*submit=*/true)), ElementsAre("CREATED"));
  auto request = RequestOf({FormOf("one")}, /*submit=*/true);
  request.set_batch("batch-2");
  request.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes(request), ElementsAre("UNCHANGED")) << "it is there and submitted, as asked for";
  request.mutable_rows(0)->mutable_evaluation()->mutable_form()->mutable_funds()->mutable_total()->set_executed(
      "170000.00");
  request.mutable_rows(0)->mutable_evaluation()->mutable_form()->clear_claimed_total();
  EXPECT_THAT(Outcomes(request), ElementsAre("REFUSED WRONG_STATE"));
  request.set_submit(false);
  EXPECT_THAT(Outcomes(request), ElementsAre("REFUSED WRONG_STATE"));
  EXPECT_THAT(ActionsBehind(before), ElementsAre());
}

TEST_F(ImportEvaluationsTest, ADraftIsSubmittedWhateverItSaid) {
  const auto draft = CreateForm(FormOf("one"));
  ASSERT_TRUE(draft.ok());
  auto request = RequestOf({FormOf("one")}, /*submit=*/true);
  request.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  const int64_t before = LastSequence();
  const auto answer = Import(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->results(0).outcome(), EvaluationResult::UPDATED);
  EXPECT_EQ(answer->results(0).state(), Evaluation::SUBMITTED);
  EXPECT_EQ(answer->results(0).name(), draft->name());
  EXPECT_THAT(ActionsBehind(before), ElementsAre("evaluation.submit"));
}

TEST_F(ImportEvaluationsTest, ANameThatIsTakenByAnotherKey) {
  const auto one = CreateForm(FormOf("one"));
  ASSERT_TRUE(one.ok() && CreateForm(FormOf("two")).ok());
  auto request = RequestOf({FormOf("two")});
  request.mutable_rows(0)->mutable_evaluation()->set_name(one->name());
  EXPECT_THAT(Outcomes(request), ElementsAre("REFUSED EVALUATION_EXISTS"));
  request.set_on_conflict(ImportEvaluationsRequest::UPDATE);
  EXPECT_THAT(Outcomes(request), ElementsAre("REFUSED FORM_KEY_TAKEN"));
  request.mutable_rows(0)->mutable_evaluation()->set_name("evaluations/of-nobody");
  EXPECT_THAT(Outcomes(request), ElementsAre("REFUSED FORM_KEY_TAKEN")) << "the form there has another name";
}

TEST_F(ImportEvaluationsTest, AWrongRowIsRefusedAlone) {
  FormContent blocked = FormOf("two");
  blocked.set_claimed_total("50");
  FormContent wrong = FormOf("three");
  wrong.mutable_funds()->mutable_total()->set_executed("viel");
  auto request = RequestOf({FormOf("one"), blocked, wrong, FormOf("none"), FormOf("one")}, /*submit=*/true);
  request.mutable_rows(4)->mutable_evaluation()->set_name("evaluations/A");
  const auto answer = Import(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->results(0).outcome(), EvaluationResult::CREATED);
  EXPECT_EQ(answer->results(1).reason(), "BLOCKED_BY_FINDINGS");
  EXPECT_EQ(answer->results(1).errors(), 1);
  EXPECT_EQ(answer->results(1).name(), "");
  EXPECT_EQ(answer->results(2).reason(), "INVALID_FIELDS");
  EXPECT_THAT(answer->results(2).message().en(), HasSubstr("form.funds.total.executed"));
  EXPECT_EQ(answer->results(3).reason(), "PROJECT_UNUSABLE");
  EXPECT_EQ(answer->results(4).reason(), "INVALID_FIELDS");
  EXPECT_THAT(answer->results(4).message().en(), HasSubstr(R"(row "r1" has)"));
  EXPECT_THAT(answer->results(4).message().en(), HasSubstr("evaluations/{id}"));
}

// The first takes far longer to read, on a thread of its own.
TEST_F(ImportEvaluationsTest, OfTwoRowsTheLaterOneIsRefusedWhicheverIsReadFirst) {
  FormContent slow = FormOf("one");
  slow.set_project_name(std::string(3 << 20, 'x'));
  for (int i = 0; i < 5; ++i) {
    const auto answer = Import(RequestOf({slow, FormOf("one")}));
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_THAT(answer->results(0).message().en(), ::testing::Not(HasSubstr("already")));
    EXPECT_EQ(answer->results(1).reason(), "INVALID_FIELDS");
    EXPECT_THAT(answer->results(1).message().en(), HasSubstr(R"(row "r1" has)"));
  }
}

TEST_F(ImportEvaluationsTest, RowsThatCantBeRead) {
  auto request = RequestOf({FormOf("one"), FormOf("two")});
  request.mutable_rows(1)->set_row("zwei Wörter");
  std::string bytes = request.SerializeAsString();
  AppendField(ImportEvaluationsRequest::kRowsFieldNumber, "\x0A\x02\xFF\xFE", &bytes);
  const auto answer = Import(bytes);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->results_size(), 3);
  EXPECT_EQ(answer->results(0).outcome(), EvaluationResult::CREATED);
  EXPECT_EQ(answer->results(1).reason(), "INVALID_FIELDS");
  EXPECT_EQ(answer->results(2).reason(), "UNREADABLE_REQUEST");
  EXPECT_EQ(ReasonFor(Import(bytes.substr(0, bytes.size() - 1)).status()), "UNREADABLE_REQUEST");
}

TEST_F(ImportEvaluationsTest, RequestsThatAreNone) {
  EXPECT_THAT(Import(RequestOf({}))->results(), ::testing::IsEmpty());
  auto request = RequestOf({FormOf("one")});
  request.set_batch("");
  EXPECT_THAT(FieldsOf(Import(request).status()), ElementsAre("batch"));
  request.set_batch(std::string(25, 'x'));
  EXPECT_THAT(FieldsOf(Import(request).status()), ElementsAre("batch"));
  request = RequestOf(std::vector<FormContent>(501, FormOf("one")));
  EXPECT_THAT(FieldsOf(Import(request).status()), ElementsAre("rows"));
  request = RequestOf({FormOf("one")});
  request.set_on_conflict(static_cast<ImportEvaluationsRequest::Conflict>(9));
  EXPECT_THAT(FieldsOf(Import(request).status()), ElementsAre("onConflict"));
  EXPECT_EQ(
      ReasonFor(
          Import(RequestOf({FormOf("one")}).SerializeAsString(), testing::kTester, absl::InfinitePast()).status()),
      "DEADLINE_EXCEEDED");
}

TEST_F(ImportEvaluationsTest, WhoMayKeepFormsMayImportThem) {
  AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
  AddPrincipal("stranger", {{heng::v1::PREPARER, "another-office"}});
  AddPrincipal("auditor", {{heng::v1::AUDITOR, testing::kTestRoot}});
  EXPECT_THAT(Outcomes(RequestOf({FormOf("one")}), "auditor"), ElementsAre("PERMISSION_DENIED"));
  EXPECT_THAT(Outcomes(RequestOf({FormOf("one")}), "stranger"), ElementsAre("REFUSED PERMISSION_DENIED"));
  EXPECT_THAT(Outcomes(RequestOf({FormOf("one")}), "preparer"), ElementsAre("CREATED"));
  auto skip = RequestOf({FormOf("one")});
  skip.set_on_conflict(ImportEvaluationsRequest::SKIP);
  const auto seen = Import(skip, "stranger");
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->results(0).reason(), "PERMISSION_DENIED") << "not even that it is there";
  EXPECT_EQ(seen->results(0).name(), "");
}

// More rows than are under way at once, from two senders at the same time: each row once.
TEST_F(ImportEvaluationsTest, TwoSendersOfOneBatch) {
  constexpr int kRows = 400;
  ImportEvaluationsRequest request = RequestOf({});
  for (int i = 0; i < kRows; ++i) {
    const std::string project = absl::StrCat("p-", i);
    ASSERT_TRUE(CreateProject(ProjectOf(project)).ok());
    auto* const row = request.add_rows();
    row->set_row(absl::StrCat(i));
    *row->mutable_evaluation()->mutable_form() = FormOf(project);
  }
  const int64_t before = LastSequence();
  Answer first, second;
  std::thread other([&] { second = Import(request); });
  first = Import(request);
  other.join();
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  for (const auto& result : first->results()) ASSERT_EQ(result.outcome(), EvaluationResult::CREATED) << result.reason();
  EXPECT_EQ(LastSequence() - before, kRows);
}

}  // namespace
}  // namespace heng::core
