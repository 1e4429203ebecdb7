// ExportResults over a real store: what a row says, parts and how they go on, files, scope, spreadsheets.
#include <gmock/gmock.h>

#include <deque>
#include <set>

#include "absl/strings/str_split.h"
#include "heng/v1/review.pb.h"
#include "heng/v1/workflow.pb.h"
#include "proto/json/json.h"
#include "service/core/csv.h"
#include "service/core/results/result_stream.h"
#include "service/core/wait_for.h"
#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::EvaluationOutcome;
using heng::v1::ExportResultsRequest;
using heng::v1::ExportResultsResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ResultsTest : public ReportsTest {
 protected:
  using Part = absl::StatusOr<std::optional<ExportResultsResponse>>;

  OpenedStream Open(const ExportResultsRequest& request, const std::string& as = testing::kTester) {
    const std::string body = request.SerializeAsString();
    return budgets_.ExportResults({.authority = Authority(core_.residents()->Current(), as, ""),
                                   .deadline = absl::InfiniteFuture(),
                                   .body = body},
                                  request);
  }
  static Part Pull(MessageStream& stream) {
    const auto message =
        WaitFor<std::optional<std::string>>([&](MessageStream::Next answered) { stream.Pull(std::move(answered)); });
    if (!message.ok()) return message.status();
    if (!message->has_value()) return std::nullopt;
    ExportResultsResponse part;
    EXPECT_TRUE(part.ParseFromString(**message));
    return part;
  }
  // All parts; the status is that of the end.
  struct Export {
    absl::Status status;
    std::vector<ExportResultsResponse> parts;

    std::string content() const {
      std::string all;
      for (const auto& part : parts) all += part.content();
      return all;
    }
    std::vector<EvaluationOutcome> rows() const {
      std::vector<EvaluationOutcome> all;
      for (const auto& part : parts) all.insert(all.end(), part.rows().begin(), part.rows().end());
      return all;
    }
    std::vector<std::string> names() const {
      std::vector<std::string> all;
      for (const auto& row : rows()) all.push_back(row.evaluation().substr(12));
      return all;
    }
  };
  Export Run(const ExportResultsRequest& request = {}, const std::string& as = testing::kTester) {
    const auto stream = Open(request, as);
    if (!stream.ok()) return {stream.status(), {}};
    Export result;
    while (true) {
      auto part = Pull(**stream);
      if (!part.ok()) result.status = part.status();
      if (!part.ok() || !part->has_value()) return result;
      result.parts.push_back(**std::move(part));
    }
  }
  static ExportResultsRequest In(heng::v1::FileFormat format, bool english = false) {
    ExportResultsRequest request;
    request.set_format(format);
    request.set_english(english);
    return request;
  }

  // Many at once: of "an-office", from number `first` on.
  void PutMany(int first, int count, const Change& change = Nothing) {
    store::Write write;
    write.keys.id = "none";
    write.decide = [&](const store::Snapshot&) {
      std::vector<store::Mutation> mutations;
      for (int i = first; i < first + count; ++i) {
        mutations.push_back(store::NewForm("m-" + std::to_string(i)));
        mutations.back().header->org_id = "an-office";
        change(&*mutations.back().header);
      }
      return mutations;
    };
    const auto result = store::RunWrite(*store_, std::move(write));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }
};

TEST_F(ResultsTest, RowSaysWhatBecameOfTheForm) {
  PutOrg("z-office", "乙单位", "212001");
  heng::v1::Project project = ProjectOf("one", "z-office");
  project.set_code("51092324T000010263357");
  ASSERT_TRUE(CreateProject(project).ok());
  heng::v1::ReviewRecord review;
  for (const char* reason : {"第一次", "第二次"}) {
    auto* const recheck = review.add_rechecks();
    recheck->set_conclusion(heng::v1::Recheck::ADJUST);
    recheck->set_reason(reason);
    recheck->set_self_total("95.00");
    recheck->set_total("88.50");
    recheck->add_rows();
    recheck->add_steps();
  }
  PutForm(
      "one", Evaluation::ACCEPTED,
      [](store::Header* form) {
        form->org_id = "z-office";
        form->annual_budget = 100'050;
        form->executed = 120'000;
        form->execution_rate = 119'940'000;
        form->execution_score = 95'000;
        form->total = 885'000;
        form->grade = heng::v1::GOOD;
        form->score_source = heng::v1::FINANCE_BUREAU;
        form->flags = store::kStale | store::kLate | store::kSampled | store::kRechecked;
        form->warnings = 3;
        form->update_time = 1'600'000'000'000'000;
      },
      review.SerializeAsString());
  const auto rows = Run().rows();
  ASSERT_THAT(rows, SizeIs(1));
  EvaluationOutcome row = rows.front();
  EXPECT_EQ(row.update_time().seconds(), 1'600'000'000);
  row.clear_update_time();
  EvaluationOutcome expected;
  const auto mistakes = json::ReadMessage(
      R"({"evaluation": "evaluations/one", "subject": "projects/one", "projectName": "J残疾人就业保障金",
          "projectCode": "51092324T000010263357", "org": "orgs/z-office", "orgTitle": "乙单位", "orgCode": "212001",
          "fiscalYear": 2022, "state": "ACCEPTED", "total": "88.50", "grade": "GOOD", "scoreSource": "FINANCE_BUREAU",
          "recheck": {"conclusion": "ADJUST", "reason": "第二次", "selfTotal": "95.00", "total": "88.50"},
          "annualBudget": "1000.50", "executed": "1200.00", "unspent": "-199.50", "executionRate": "119.94",
          "executionScore": "9.50", "stale": true, "late": true, "sampled": true, "warnings": 3,
          "policy": {"name": "policies/mof-2020@1"}, "etag": "1"})",
      &expected);
  ASSERT_THAT(mistakes, IsEmpty());
  expected.mutable_policy()->set_content_sha256(std::string(64, 'a'));
  EXPECT_EQ(json::WriteMessage(row), json::WriteMessage(expected));
}

TEST_F(ResultsTest, NothingKnownIsNothingSaid) {
  PutForm("bare", Evaluation::DRAFT, [](store::Header* form) {
    form->total.reset();
    form->grade = 0;
    form->annual_budget = 100;
    form->executed.reset();
  });
  const auto rows = Run().rows();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_FALSE(rows[0].has_total());
  EXPECT_FALSE(rows[0].has_unspent());
  EXPECT_FALSE(rows[0].has_recheck());
  EXPECT_EQ(rows[0].project_code(), "");
}

TEST_F(ResultsTest, PartsFollowEachOtherAndAnyOfThemCanBeTheLastOneThatArrived) {
  PutMany(0, 1203);
  const Export whole = Run();
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  ASSERT_THAT(whole.parts, SizeIs(3));
  EXPECT_EQ(whole.parts[0].row_count(), 500);
  EXPECT_EQ(whole.parts[2].row_count(), 1203);
  const auto names = whole.names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 1203u);
  for (const auto& part : whole.parts) {
    EXPECT_EQ(part.start_sequence(), store_->Head()->sequence);
    EXPECT_EQ(part.end_sequence(), store_->Head()->sequence);
    EXPECT_EQ(part.done(), &part == &whole.parts.back());
    EXPECT_EQ(part.page_token().empty(), part.done());
  }
  for (const auto format : {heng::v1::FILE_FORMAT_UNSPECIFIED, heng::v1::TEXT, heng::v1::CSV}) {
    ExportResultsRequest request = In(format);
    const Export all = Run(request);
    ASSERT_THAT(all.parts, SizeIs(3));
    request.set_page_token(all.parts[1].page_token());
    const Export rest = Run(request);
    ASSERT_THAT(rest.parts, SizeIs(1));
    EXPECT_EQ(rest.parts[0].row_count(), 203);
    EXPECT_EQ(rest.content(), all.parts[2].content());
    EXPECT_EQ(rest.parts[0].rows_size(), all.parts[2].rows_size());
  }
}

TEST_F(ResultsTest, APageThatIsJustFullIsTheLastOne) {
  PutMany(0, 500);
  const Export whole = Run();
  ASSERT_THAT(whole.parts, SizeIs(1));
  EXPECT_TRUE(whole.parts[0].done());
}

TEST_F(ResultsTest, OfNoFormsThereIsOneEmptyPart) {
  const Export rows = Run();
  ASSERT_THAT(rows.parts, SizeIs(1));
  EXPECT_TRUE(rows.parts[0].done());
  EXPECT_EQ(rows.parts[0].row_count(), 0);
  EXPECT_EQ(Run(In(heng::v1::TEXT)).content(), "");
  const std::string csv = Run(In(heng::v1::CSV)).content();
  EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF单位代码,单位名称,")) << csv;
  EXPECT_TRUE(csv.ends_with("\r\n"));
  EXPECT_EQ(Run(In(heng::v1::XLSX)).content().substr(0, 4), "PK\x03\x04");
}

TEST_F(ResultsTest, LongRowsEndAPartEarly) {
  PutMany(0, 40, [](store::Header* form) { form->project_name = std::string(100'000, 'x'); });
  for (const auto format : {heng::v1::FILE_FORMAT_UNSPECIFIED, heng::v1::TEXT, heng::v1::CSV}) {
    const Export whole = Run(In(format));
    EXPECT_GE(whole.parts.size(), 4u);
    EXPECT_EQ(whole.parts.back().row_count(), 40);
    for (const auto& part : whole.parts) EXPECT_LE(part.ByteSizeLong(), kMaxPartBytes + 100'000);
  }
}

TEST_F(ResultsTest, JsonLinesAreTheRows) {
  PutMany(0, 3);
  const auto rows = Run().rows();
  std::vector<std::string> lines = absl::StrSplit(Run(In(heng::v1::TEXT)).content(), '\n');
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines.back(), "");
  for (size_t i = 0; i < rows.size(); ++i) {
    EvaluationOutcome read;
    EXPECT_THAT(json::ReadMessage(lines[i], &read), IsEmpty());
    EXPECT_EQ(read.SerializeAsString(), rows[i].SerializeAsString());
  }
}

TEST_F(ResultsTest, CsvHasWordsAndGuardsFormulas) {
  PutForm("one", Evaluation::APPROVED, [](store::Header* form) {
    form->project_name = "=cmd|'/c calc', \"安全\"";
    form->annual_budget = 100;
    form->executed = 250;
    form->flags = store::kLate;
  });
  const std::string csv = Run(In(heng::v1::CSV)).content();
  const std::vector<std::string> lines = absl::StrSplit(csv, "\r\n");
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[1], HasSubstr(",\"'=cmd|'/c calc', \"\"安全\"\"\",2022,审核通过,100.00,优,单位自评,"));
  EXPECT_THAT(lines[1], HasSubstr(",1.00,2.50,-1.50,"));  // a number below zero is no formula
  EXPECT_THAT(lines[1], HasSubstr(",,是,,0,0,policies/mof-2020@1,"));
  const std::vector<std::string> english = absl::StrSplit(Run(In(heng::v1::CSV, true)).content(), "\r\n");
  EXPECT_TRUE(english[0].starts_with("\xEF\xBB\xBForg code,org,project code,project,fiscal year,state,total,grade,"));
  EXPECT_THAT(english[1], HasSubstr(",2022,approved,100.00,excellent,self,"));
  EXPECT_EQ(Run(In(heng::v1::CSV)).parts[0].file_name(), "test-root-绩效自评结果.csv");
}

TEST_F(ResultsTest, FiltersAreThoseOfLists) {
  PutOrg("z-office", "乙单位", "2");
  PutForm("mine", Evaluation::APPROVED);
  PutForm("theirs", Evaluation::APPROVED, [](store::Header* form) { form->org_id = "z-office"; });
  PutForm("draft", Evaluation::DRAFT, [](store::Header* form) { form->grade = heng::v1::POOR; });
  PutForm("older", Evaluation::APPROVED, [](store::Header* form) { form->fiscal_year = 2021; });
  PutForm("gone", Evaluation::DISCARDED, [](store::Header* form) { form->active = false; });
  PutForm("targets/not-one", 1);
  EXPECT_THAT(Run().names(), ElementsAre("mine", "theirs", "draft", "older"));
  ExportResultsRequest request;
  request.set_org("orgs/z-office");
  EXPECT_THAT(Run(request).names(), ElementsAre("theirs"));
  request.Clear();
  request.set_fiscal_year(2021);
  EXPECT_THAT(Run(request).names(), ElementsAre("older"));
  request.Clear();
  request.set_state(Evaluation::DISCARDED);
  EXPECT_THAT(Run(request).names(), ElementsAre("gone"));
  request.Clear();
  request.set_grade(heng::v1::POOR);
  EXPECT_THAT(Run(request).names(), ElementsAre("draft"));
}

TEST_F(ResultsTest, OthersFormsAndClassifiedOnesStayHidden) {
  PutOrg("z-office", "乙单位", "2");
  PutProject("secret", "an-office", heng::v1::Project::TIER_TWO);
  Classify("secret");
  PutForm("plain", Evaluation::APPROVED);
  PutForm("secret", Evaluation::APPROVED);
  PutForm("theirs", Evaluation::APPROVED, [](store::Header* form) { form->org_id = "z-office"; });
  AddPrincipal("author", {{heng::v1::PREPARER, "an-office"}});
  AddPrincipal("cleared", {{heng::v1::PREPARER, "an-office", true}});
  AddPrincipal("nobody", {});
  EXPECT_THAT(Run().names(), ElementsAre("plain", "secret", "theirs"));
  EXPECT_THAT(Run({}, "author").names(), ElementsAre("plain"));
  EXPECT_THAT(Run({}, "cleared").names(), ElementsAre("plain", "secret"));
  EXPECT_EQ(Run(In(heng::v1::TEXT), "author").parts.back().row_count(), 1);
  EXPECT_EQ(ReasonFor(Run({}, "nobody").status), "PERMISSION_DENIED");
}

TEST_F(ResultsTest, WhatChangesMeanwhileLiesBehindTheStart) {
  PutMany(0, 700);
  const auto stream = Open({});
  ASSERT_TRUE(stream.ok());
  const auto first = Pull(**stream);
  PutMany(700, 10);
  const auto second = Pull(**stream);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ((*second)->row_count(), 710);
  EXPECT_EQ((*second)->start_sequence(), (*first)->start_sequence());
  EXPECT_EQ((*second)->end_sequence(), (*first)->end_sequence() + 10);
  EXPECT_EQ((*second)->end_sequence(), store_->Head()->sequence);
}

TEST_F(ResultsTest, AGrantTakenAwayShowsAtTheNextPart) {
  AddPrincipal("author", {{heng::v1::PREPARER, "an-office"}});
  PutMany(0, 700);
  const auto stream = Open({}, "author");
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ((*Pull(**stream))->rows_size(), 500);
  AddPrincipal("author", {{heng::v1::PREPARER, "another-office"}});
  const auto next = Pull(**stream);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ((*next)->rows_size(), 0);
  const auto other = Open({});
  AddPrincipal("author", {});
  const auto refused = Open({}, "author");
  EXPECT_EQ(ReasonFor(refused.status()), "PERMISSION_DENIED");
}

TEST_F(ResultsTest, WrongRequestsAreRefusedAtOnce) {
  PutMany(0, 600);
  EXPECT_THAT(FieldsOf(Run(In(heng::v1::PDF)).status), ElementsAre("format"));
  ExportResultsRequest request;
  request.set_org("an-office");
  EXPECT_THAT(FieldsOf(Run(request).status), ElementsAre("org"));
  request.Clear();
  request.set_page_token("x");
  EXPECT_THAT(FieldsOf(Run(request).status), ElementsAre("pageToken"));
  const std::string token = Run().parts.front().page_token();
  request.set_page_token(token);
  EXPECT_EQ(Run(request).rows().size(), 100u);
  request.set_fiscal_year(2022);  // another filter
  EXPECT_THAT(FieldsOf(Run(request).status), ElementsAre("pageToken"));
  request = In(heng::v1::XLSX);
  request.set_page_token(token);
  EXPECT_THAT(FieldsOf(Run(request).status), ElementsAre("pageToken"));
}

TEST_F(ResultsTest, CancelledIsNotPulledAnyMore) {
  PutMany(0, 600);
  const auto stream = Open({});
  ASSERT_TRUE(stream.ok());
  ASSERT_TRUE(Pull(**stream).ok());
  (*stream)->Cancel();
  (*stream)->Cancel();
  EXPECT_EQ(ReasonFor(Pull(**stream).status()), "CALLER_GONE");
}

TEST_F(ResultsTest, SpreadsheetIsMadeWithProgressAndSentThen) {
  PutMany(0, 1203);
  const Export whole = Run(In(heng::v1::XLSX));
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  ASSERT_GE(whole.parts.size(), 4u);
  std::vector<int64_t> counts;
  for (const auto& part : whole.parts) {
    if (part.content().empty()) counts.push_back(part.row_count());
    EXPECT_EQ(part.page_token(), "");
    EXPECT_EQ(part.rows_size(), 0);
    EXPECT_EQ(part.done(), &part == &whole.parts.back());
    EXPECT_LE(part.content().size(), kMaxPartBytes);
  }
  EXPECT_THAT(counts, ElementsAre(500, 1000, 1203));
  EXPECT_EQ(whole.content().substr(0, 4), "PK\x03\x04");
  EXPECT_EQ(whole.parts.back().row_count(), 1203);
  EXPECT_EQ(whole.parts.back().file_name(), "test-root-绩效自评结果.xlsx");
}

TEST_F(ResultsTest, TwoSpreadsheetsAtOnce) {
  PutMany(0, 3);
  const ExportResultsRequest request = In(heng::v1::XLSX);
  auto one = Open(request), two = Open(request);
  ASSERT_TRUE(one.ok() && two.ok());
  ASSERT_TRUE(Pull(**one).ok());
  EXPECT_EQ(ReasonFor(Open(request).status()), "TOO_MANY");
  EXPECT_TRUE(Open({}).ok());  // rows are no spreadsheets
  // One that came to its end makes room, and one whose caller has gone.
  while (Pull(**one)->has_value()) continue;
  auto three = Open(request);
  ASSERT_TRUE(three.ok()) << three.status();
  EXPECT_EQ(ReasonFor(Open(request).status()), "TOO_MANY");
  two->reset();
  EXPECT_TRUE(Open(request).ok());
}

TEST_F(ResultsTest, WhoDoesNotGoOnReadingASpreadsheetMakesRoom) {
  PutMany(0, 3);
  auto opened = Open(In(heng::v1::XLSX));
  ASSERT_TRUE(opened.ok());
  auto& stream = static_cast<XlsxStream&>(**opened);
  stream.MakeRoom(absl::Now() + absl::Hours(1));
  EXPECT_FALSE(stream.over());  // was not pulled yet
  ASSERT_TRUE(Pull(stream).ok());
  stream.MakeRoom(absl::Now() + kXlsxPatience / 2);
  EXPECT_FALSE(stream.over());
  stream.MakeRoom(absl::Now() + 2 * kXlsxPatience);
  EXPECT_TRUE(stream.over());
  EXPECT_EQ(ReasonFor(Pull(stream).status()), "TOO_MANY");
}

TEST(CsvTest, CellsAreQuotedAndGuarded) {
  std::string csv;
  AppendCsvRow({"a,b", "say \"x\"", "=1+1", "-1.5", "-x", "+1", "@x", "", "行\n二", "-"}, &csv);
  EXPECT_EQ(csv, "\"a,b\",\"say \"\"x\"\"\",'=1+1,-1.5,'-x,'+1,'@x,,\"行\n二\",'-\r\n");
}

}  // namespace
}  // namespace heng::core
