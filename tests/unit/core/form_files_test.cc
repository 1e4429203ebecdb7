// Forms as files over a real store: what is exported, and what a spreadsheet says beside what is stored.
#include "service/core/paper/form_files.h"

#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "service/core/paper/differences.h"
#include "service/core/wait_for.h"
#include "tests/unit/core/directory_testing.h"

namespace heng::core {
namespace {

using heng::v1::ExportFormRequest;
using heng::v1::ExportFormResponse;
using heng::v1::FormContent;
using heng::v1::ReadFormRequest;
using heng::v1::ReadFormResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kShanxi[] = "zp-shanxi-2022";

class FormFilesTest : public DirectoryTest {
 protected:
  using Exported = absl::StatusOr<ExportFormResponse>;
  using Read = absl::StatusOr<ReadFormResponse>;

  Exported Export(const ExportFormRequest& request, const std::string& as = testing::kTester) {
    return CallOn<ExportFormResponse>(&files_, &FormFiles::ExportForm, request, as);
  }
  Exported ExportStored(const std::string& name, heng::v1::FileFormat format = heng::v1::XLSX,
                        const std::string& layout = "", const std::string& as = testing::kTester) {
    ExportFormRequest request;
    request.set_name(name);
    request.set_format(format);
    request.set_layout(layout);
    return Export(request, as);
  }
  // A spreadsheet of a form that is not stored.
  std::string SheetOf(const FormContent& form) {
    ExportFormRequest request;
    *request.mutable_evaluation()->mutable_form() = form;
    request.set_format(heng::v1::XLSX);
    const auto exported = Export(request);
    EXPECT_TRUE(exported.ok()) << exported.status();
    return exported.ok() ? exported->file().content() : "";
  }
  static ReadFormRequest RequestOf(const std::string& sheet) {
    ReadFormRequest request;
    request.set_file(sheet);
    request.set_file_name("表.xlsx");
    return request;
  }
  Read ReadSheet(const ReadFormRequest& request, const std::string& as = testing::kTester) {
    return CallOn<ReadFormResponse>(&files_, &FormFiles::ReadForm, request, as);
  }
  Read ReadSheet(const std::string& sheet) { return ReadSheet(RequestOf(sheet)); }

  // Rows as offices write them.
  static FormContent FullForm() {
    FormContent form = SmallForm();
    form.set_layout(kShanxi);
    form.set_project_name("J保障金");
    form.set_local_prefix("J");
    form.set_unit_text("121005-某中心");
    form.mutable_funds()->mutable_total()->set_label("资金总额");
    form.clear_claimed_indicator_total();
    form.set_claimed_total("98.76");
    form.set_claimed_grade("优");
    const std::pair<const char*, const char*> rows[] = {{"数量指标", "补助人数"}, {"质量指标", "补助准确率"}};
    for (const auto& [level2, name] : rows) {
      auto* row = form.add_indicators();
      row->set_id(std::string("row-") + std::to_string(form.indicators_size()));
      row->set_level1("产出指标");
      row->set_level2(level2);
      row->set_name(name);
      row->set_initial_target("≥100人");
      row->set_actual("120人");
      row->set_weight("45");
      row->set_claimed("45");
    }
    return form;
  }
  // The same as somebody types it: without what only the system knows.
  static FormContent Typed(FormContent form) {
    form.clear_org();
    form.clear_subject();
    form.clear_fiscal_year();
    for (int i = 0; i < form.indicators_size(); ++i) form.mutable_indicators(i)->set_id("typed-" + std::to_string(i));
    return form;
  }
  std::string Keep(const FormContent& form) {
    const auto kept = CreateForm(form);
    EXPECT_TRUE(kept.ok()) << kept.status();
    return kept.ok() ? kept->name() : "";
  }

  FormFiles files_{core_.writes()};
};

// ---- layouts and exports ----

TEST_F(FormFilesTest, LayoutsAreListedForEverybody) {
  AddPrincipal("clerk", {{heng::v1::PREPARER, "an-office"}});
  const auto listed =
      CallOn<heng::v1::ListLayoutsResponse>(&files_, &FormFiles::ListLayouts, heng::v1::ListLayoutsRequest(), "clerk");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_GE(listed->layouts_size(), 3);
  EXPECT_EQ(listed->layouts(0).id(), kShanxi);
}

TEST_F(FormFilesTest, AStoredFormInEveryFormatHasAReadableNameAndTheSameBytesTwice) {
  const std::string name = Keep(FullForm());
  const struct {
    heng::v1::FileFormat format;
    const char* extension;
    const char* begin;
  } cases[] = {{heng::v1::XLSX, ".xlsx", "PK"}, {heng::v1::PDF, ".pdf", "%PDF"}, {heng::v1::HTML, ".html", "<!"}};
  for (const auto& c : cases) {
    const auto first = ExportStored(name, c.format), second = ExportStored(name, c.format);
    ASSERT_TRUE(first.ok()) << first.status();
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(first->file().content(), second->file().content()) << c.extension;
    EXPECT_TRUE(first->file().content().starts_with(c.begin)) << c.extension;
    EXPECT_THAT(first->file().file_name(), HasSubstr("2022-保障金-自评表"));
    EXPECT_TRUE(first->file().file_name().ends_with(c.extension));
    EXPECT_EQ(first->layout(), kShanxi);
  }
}

TEST_F(FormFilesTest, TheLayoutIsTheOneAskedForElseTheForms) {
  FormContent form = FullForm();
  form.set_layout("zp-national-2020");
  const std::string name = Keep(form);
  EXPECT_EQ(ExportStored(name)->layout(), "zp-national-2020");
  EXPECT_EQ(ExportStored(name, heng::v1::HTML, kShanxi)->layout(), kShanxi);
  const auto unknown = ExportStored(name, heng::v1::HTML, "zp-nowhere");
  EXPECT_EQ(ReasonOf(unknown.status()), "LAYOUT_NOT_FOUND");
  EXPECT_THAT(std::string(unknown.status().message()), HasSubstr(kShanxi));
  const auto other = ExportStored(name, heng::v1::HTML, "mb-datong-2026");
  EXPECT_EQ(ReasonOf(other.status()), "LAYOUT_DOES_NOT_FIT");
  EXPECT_THAT(std::string(other.status().message()), HasSubstr(kShanxi));
}

TEST_F(FormFilesTest, ARequestSaysOneForm) {
  EXPECT_THAT(FieldsOf(Export(ExportFormRequest()).status()), ElementsAre("format"));
  ExportFormRequest request;
  request.set_format(heng::v1::HTML);
  EXPECT_THAT(FieldsOf(Export(request).status()), ElementsAre("name"));
  request.set_name("evaluations/abc");
  request.mutable_evaluation();
  EXPECT_THAT(FieldsOf(Export(request).status()), ElementsAre("name"));
  request.clear_name();
  request.set_revision("1");
  EXPECT_THAT(FieldsOf(Export(request).status()), ElementsAre("revision"));
  request.clear_revision();
  request.mutable_evaluation()->mutable_form()->set_claimed_total("much");
  EXPECT_THAT(FieldsOf(Export(request).status()), ElementsAre("form.claimedTotal"));
}

TEST_F(FormFilesTest, WhoMayNotReadAFormIsToldTheSameAsOfNone) {
  const std::string name = Keep(FullForm());
  AddPrincipal("other", {{heng::v1::PREPARER, "another-office"}});
  const auto denied = ExportStored(name, heng::v1::HTML, "", "other").status();
  const auto absent = ExportStored("evaluations/form-9", heng::v1::HTML, "", "other").status();
  EXPECT_EQ(ReasonOf(denied), "PERMISSION_DENIED");
  EXPECT_EQ(absl::StrReplaceAll(absent.message(), {{"form-9", name.substr(12)}}), denied.message());
}

TEST_F(FormFilesTest, ContactsArePrintedForWhoSeesThem) {
  heng::v1::CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = FullForm();
  request.mutable_evaluation()->mutable_contacts()->set_phone("13900000000");
  const auto kept = CallOn<heng::v1::Evaluation>(&evaluations_, &Evaluations::Create, request, testing::kTester);
  ASSERT_TRUE(kept.ok()) << kept.status();
  AddPrincipal("auditor", {{heng::v1::AUDITOR, testing::kTestRoot}});
  AddPrincipal("clerk", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_THAT(ExportStored(kept->name(), heng::v1::HTML, "", "clerk")->file().content(), HasSubstr("13900000000"));
  EXPECT_THAT(ExportStored(kept->name(), heng::v1::HTML, "", "auditor")->file().content(),
              Not(HasSubstr("13900000000")));
}

TEST_F(FormFilesTest, AnEarlierRevisionIsPrintedAsItWas) {
  FormContent form = FullForm();
  const std::string name = Keep(form);
  heng::v1::Evaluation next;
  next.set_name(name);
  next.set_etag("1");
  *next.mutable_form() = form;
  next.mutable_form()->mutable_indicators(0)->set_actual("另写的值");
  ASSERT_TRUE(UpdateForm(next).ok());
  ExportFormRequest request;
  request.set_name(name);
  request.set_format(heng::v1::HTML);
  EXPECT_THAT(Export(request)->file().content(), HasSubstr("另写的值"));
  request.set_revision("1");
  EXPECT_THAT(Export(request)->file().content(), Not(HasSubstr("另写的值")));
}

// ---- reading ----

TEST_F(FormFilesTest, WhatWasExportedComesBackAsItIsStored) {
  const FormContent form = FullForm();
  const std::string name = Keep(form);
  const auto read = ReadSheet(ExportStored(name)->file().content());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->evaluation().name(), name);
  EXPECT_EQ(read->evaluation().etag(), "1");
  EXPECT_EQ(read->evaluation().form().DebugString(), form.DebugString());
  EXPECT_THAT(read->differences(), IsEmpty());
  EXPECT_THAT(read->problems(), IsEmpty());
  heng::v1::ScoreSheet score = read->evaluation().score();
  for (auto& finding : *score.mutable_findings()) finding.mutable_place()->clear_cell();
  EXPECT_EQ(score.DebugString(), GetForm(name)->score().DebugString());
}

TEST_F(FormFilesTest, ATypedSheetFindsItsOrgProjectAndStoredForm) {
  heng::v1::Org unit = OrgOf("an-office", heng::v1::Org::UNIT, testing::kTestDepartment, "121005");
  unit.set_etag("1");
  ASSERT_TRUE(UpdateOrg(unit, {"code"}).ok());
  heng::v1::Project project = ProjectOf("fund");
  project.set_title("保障金");
  project.set_local_prefix("J");
  ASSERT_TRUE(CreateProject(project).ok());
  FormContent form = FullForm();
  form.set_subject("projects/fund");
  form.set_transcription_note("照原表录入");
  form.mutable_narrative()->set_summary("综述一段。");
  const std::string name = Keep(form);

  FormContent typed = Typed(form);
  typed.clear_transcription_note();
  typed.mutable_narrative()->clear_summary();
  typed.mutable_indicators(1)->set_actual("90人");
  ReadFormRequest request = RequestOf(SheetOf(typed));
  EXPECT_THAT(FieldsOf(ReadSheet(request).status()), ElementsAre("fiscalYear"));
  request.set_fiscal_year(2022);
  const auto read = ReadSheet(request);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->evaluation().name(), name);
  EXPECT_EQ(read->evaluation().form().org(), "orgs/an-office");
  EXPECT_EQ(read->evaluation().form().subject(), "projects/fund");
  ASSERT_THAT(read->differences(), SizeIs(1));
  EXPECT_EQ(read->differences(0).row_id(), "row-2");
  EXPECT_EQ(read->differences(0).field(), "actual");
  EXPECT_EQ(read->differences(0).stored(), "120人");
  EXPECT_EQ(read->differences(0).sheet(), "90人");
  EXPECT_THAT(read->differences(0).cell(), Not(IsEmpty()));
  // What the sheet has no cell for stays.
  EXPECT_EQ(read->evaluation().form().transcription_note(), "照原表录入");
  EXPECT_EQ(read->evaluation().form().narrative().summary(), "综述一段。");
  EXPECT_THAT(read->notes(), SizeIs(3));

  // The answer is taken as it is.
  heng::v1::Evaluation update;
  update.set_name(name);
  update.set_etag(read->evaluation().etag());
  *update.mutable_form() = read->evaluation().form();
  const auto updated = UpdateForm(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->form().indicators(1).actual(), "90人");
}

TEST_F(FormFilesTest, AnOrgThatIsNotFoundOnceHasToBeNamed) {
  const std::string sheet = SheetOf(Typed(FullForm()));
  ReadFormRequest request = RequestOf(sheet);
  request.set_fiscal_year(2022);
  const auto unknown = ReadSheet(request).status();
  EXPECT_EQ(ReasonOf(unknown), "ORG_NOT_RECOGNISED");
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("--org"));
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("orgs/an-office"));
  // Two of the same title.
  for (const char* id : {"an-office", "another-office"}) {
    heng::v1::Org org = Unit(id);
    org.set_title("某中心");
    org.set_etag("1");
    ASSERT_TRUE(UpdateOrg(org, {"title"}).ok());
  }
  EXPECT_EQ(ReasonOf(ReadSheet(request).status()), "ORG_NOT_RECOGNISED");
  // One of them is all this caller knows of.
  AddPrincipal("clerk", {{heng::v1::PREPARER, "an-office"}});
  const auto one = ReadSheet(request, "clerk").status();
  EXPECT_EQ(ReasonOf(one), "PROJECT_NOT_RECOGNISED") << one;
  EXPECT_THAT(std::string(one.message()), HasSubstr("--project"));
  request.set_org("orgs/another-office");
  EXPECT_EQ(ReasonOf(ReadSheet(request, "clerk").status()), "PERMISSION_DENIED");
  request.set_org("orgs/an-office");
  request.set_subject("projects/abc");
  const auto named = ReadSheet(request, "clerk");
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_THAT(named->evaluation().name(), IsEmpty());
  EXPECT_THAT(named->evaluation().etag(), IsEmpty());
}

TEST_F(FormFilesTest, AClassifiedProjectIsNotFoundWithoutClearance) {
  heng::v1::Project project = ProjectOf("secret");
  project.set_title("保障金");
  project.set_classified(true);
  ASSERT_TRUE(CreateProject(project).ok());
  AddPrincipal("clerk", {{heng::v1::PREPARER, "an-office"}});
  AddPrincipal("cleared", {{heng::v1::PREPARER, "an-office", true}});
  ReadFormRequest request = RequestOf(SheetOf(Typed(FullForm())));
  request.set_fiscal_year(2022);
  request.set_org("orgs/an-office");
  const auto hidden = ReadSheet(request, "clerk").status();
  EXPECT_EQ(ReasonOf(hidden), "PROJECT_NOT_RECOGNISED");
  EXPECT_THAT(std::string(hidden.message()), Not(HasSubstr("secret")));
  request.set_subject("projects/secret");
  EXPECT_EQ(ReasonOf(ReadSheet(request, "clerk").status()), "PERMISSION_DENIED");
  request.clear_subject();
  EXPECT_EQ(ReadSheet(request, "cleared")->evaluation().form().subject(), "projects/secret");
}

TEST_F(FormFilesTest, AFormThatChangedAfterTheExportSaysByWhom) {
  const FormContent form = FullForm();
  const std::string name = Keep(form);
  const std::string sheet = ExportStored(name)->file().content();
  heng::v1::Evaluation next;
  next.set_name(name);
  next.set_etag("1");
  *next.mutable_form() = form;
  next.mutable_form()->mutable_indicators(0)->set_actual("另写的值");
  ASSERT_TRUE(UpdateForm(next).ok());
  const auto read = ReadSheet(sheet);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->evaluation().etag(), "2");
  ASSERT_THAT(read->problems(), SizeIs(1));
  EXPECT_EQ(read->problems(0).id(), "changed-since-export");
  EXPECT_THAT(read->problems(0).message().en(), HasSubstr("principals/tester"));
  ASSERT_THAT(read->differences(), SizeIs(1));
  EXPECT_EQ(read->differences(0).stored(), "另写的值");
}

TEST_F(FormFilesTest, FindingsNameTheirCells) {
  FormContent form = FullForm();
  form.mutable_indicators(0)->set_weight("50");
  form.mutable_indicators(1)->set_claimed("46");
  const std::string name = Keep(form);
  const auto read = ReadSheet(ExportStored(name)->file().content());
  ASSERT_TRUE(read.ok()) << read.status();
  int with_row = 0;
  for (const auto& finding : read->evaluation().score().findings()) {
    if (finding.place().row_id().empty()) continue;
    ++with_row;
    EXPECT_THAT(finding.place().cell(), Not(IsEmpty())) << finding.id();
  }
  EXPECT_GT(with_row, 0);
}

TEST_F(FormFilesTest, AnEmptyFormIsATemplateThatIsReadAsNothing) {
  ExportFormRequest request;
  request.mutable_evaluation();
  request.set_format(heng::v1::XLSX);
  const auto exported = Export(request);
  ASSERT_TRUE(exported.ok()) << exported.status();
  EXPECT_EQ(exported->layout(), kShanxi);
  ReadFormRequest read_request = RequestOf(exported->file().content());
  EXPECT_EQ(ReasonOf(ReadSheet(read_request).status()), "ORG_NOT_RECOGNISED");
  read_request.set_org("orgs/an-office");
  read_request.set_subject("projects/abc");
  read_request.set_fiscal_year(2022);
  const auto read = ReadSheet(read_request);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->evaluation().form().indicators(), IsEmpty());
  EXPECT_EQ(read->evaluation().form().subject_kind(), heng::v1::PROJECT);
}

TEST_F(FormFilesTest, WhatIsNoSpreadsheetIsRefusedWithASentence) {
  const auto refused = ReadSheet("这不是电子表格").status();
  EXPECT_EQ(ReasonOf(refused), "SHEET_REFUSED");
  EXPECT_THAT(ChineseOf(refused), HasSubstr("表.xlsx"));
  EXPECT_THAT(FieldsOf(ReadSheet("").status()), ElementsAre("file"));
  EXPECT_THAT(FieldsOf(ReadSheet(std::string(kMaxSheetBytes + 1, 'x')).status()), ElementsAre("file"));
}

TEST_F(FormFilesTest, NothingIsKept) {
  const std::string name = Keep(FullForm());
  const int64_t before = LastSequence();
  ASSERT_TRUE(ReadSheet(ExportStored(name)->file().content()).ok());
  EXPECT_EQ(LastSequence(), before);
}

// ---- the threads ----

TEST_F(FormFilesTest, AFullQueueIsSaidAndADeadlineEndsWhatHasNotBegun) {
  ReadFormRequest request = RequestOf("PK");
  FormFiles full(core_.writes(), {.threads = 1, .waiting = 0});
  EXPECT_EQ(ReasonOf(CallOn<ReadFormResponse>(&full, &FormFiles::ReadForm, request, testing::kTester).status()),
            "STORE_BUSY");
  FormFiles narrow(core_.writes(), {.threads = 1, .waiting = 10, .waiting_bytes = 1});
  EXPECT_EQ(ReasonOf(CallOn<ReadFormResponse>(&narrow, &FormFiles::ReadForm, request, testing::kTester).status()),
            "STORE_BUSY");
  const CallContext late{.authority = Authority(core_.residents()->Current(), testing::kTester, ""),
                         .deadline = absl::Now() - absl::Seconds(1),
                         .body = ""};
  const auto reply = WaitFor<std::string>([&](Reply answered) { files_.ReadForm(late, request, std::move(answered)); });
  EXPECT_EQ(ReasonOf(reply.status()), "DEADLINE_EXCEEDED");
}

}  // namespace
}  // namespace heng::core
