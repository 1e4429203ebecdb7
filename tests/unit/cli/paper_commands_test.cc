// heng import, export and layout against a server that answers as the test says; score, check and submit of
// spreadsheets.
#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>

#include "client/cli/import_results.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/form_service.grpc.pb.h"
#include "service/forms/layouts.h"
#include "service/forms/page.h"
#include "service/forms/write_xlsx.h"
#include "tests/unit/cli/fake_server.h"

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

using heng::v1::Evaluation;
using ::testing::ElementsAre;
using testing::From;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ReadAll;

// Reads "NAME.xlsx" as the form the test has put there under NAME.
class FakeFiles : public heng::v1::FormService::Service {
 public:
  grpc::Status ListLayouts(grpc::ServerContext*, const heng::v1::ListLayoutsRequest*,
                           heng::v1::ListLayoutsResponse* response) override {
    *response->add_layouts() = From<heng::v1::Layout>(
        R"({"id":"zp-a","title":"自评表","formType":"EVALUATION","source":"某文","landscape":true})");
    *response->add_layouts() = From<heng::v1::Layout>(R"({"id":"mb-b","title":"目标表","formType":"TARGET"})");
    return grpc::Status::OK;
  }
  grpc::Status ExportForm(grpc::ServerContext*, const heng::v1::ExportFormRequest* request,
                          heng::v1::ExportFormResponse* response) override {
    const std::lock_guard lock(mutex);
    exported.push_back(*request);
    response->mutable_file()->set_file_name(file_name);
    response->mutable_file()->set_content("bytes of " + request->name());
    response->set_layout("zp-a");
    if (request->format() == heng::v1::PDF) response->add_left_out("narrative.summary");
    return grpc::Status::OK;
  }
  grpc::Status ReadForm(grpc::ServerContext*, const heng::v1::ReadFormRequest* request,
                        heng::v1::ReadFormResponse* response) override {
    const std::lock_guard lock(mutex);
    asked.push_back(*request);
    const std::string stem = fs::path(request->file_name()).stem().string();
    if (unreachable.count(stem) != 0) return {grpc::StatusCode::DEADLINE_EXCEEDED, "gone"};
    const auto found = sheets.find(stem);
    if (found == sheets.end()) {
      return testing::RefusedBy(grpc::StatusCode::INVALID_ARGUMENT, "SHEET_REFUSED",
                                request->file_name() + ": no sheet");
    }
    *response = found->second;
    return grpc::Status::OK;
  }

  std::mutex mutex;
  std::string file_name = "某中心-2022-自评表.xlsx";
  std::map<std::string, heng::v1::ReadFormResponse> sheets;
  std::set<std::string> unreachable;
  std::vector<heng::v1::ReadFormRequest> asked;
  std::vector<heng::v1::ExportFormRequest> exported;
};

class FakeEvaluations : public heng::v1::EvaluationService::Service {
 public:
  grpc::Status CreateEvaluation(grpc::ServerContext*, const heng::v1::CreateEvaluationRequest* request,
                                Evaluation* form) override {
    const std::lock_guard lock(mutex);
    created.push_back(*request);
    *form = request->evaluation();
    form->set_name("evaluations/new-" + std::to_string(created.size()));
    form->set_etag("1");
    return grpc::Status::OK;
  }
  grpc::Status UpdateEvaluation(grpc::ServerContext*, const heng::v1::UpdateEvaluationRequest* request,
                                Evaluation* form) override {
    const std::lock_guard lock(mutex);
    updated.push_back(*request);
    *form = request->evaluation();
    form->set_etag("8");
    return grpc::Status::OK;
  }
  grpc::Status SubmitEvaluation(grpc::ServerContext*, const heng::v1::SubmitEvaluationRequest* request,
                                Evaluation* form) override {
    submitted.push_back(*request);
    *form = request->evaluation();
    form->set_state(Evaluation::SUBMITTED);
    return grpc::Status::OK;
  }
  grpc::Status GetEvaluation(grpc::ServerContext*, const heng::v1::GetEvaluationRequest* request,
                             Evaluation* form) override {
    form->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status ListEvaluations(grpc::ServerContext*, const heng::v1::ListEvaluationsRequest*,
                               heng::v1::ListEvaluationsResponse* response) override {
    if (!stored.name().empty()) *response->add_evaluations() = stored;
    return grpc::Status::OK;
  }

  std::mutex mutex;
  std::vector<heng::v1::CreateEvaluationRequest> created;
  std::vector<heng::v1::UpdateEvaluationRequest> updated;
  std::vector<heng::v1::SubmitEvaluationRequest> submitted;
  Evaluation stored;
};

constexpr char kNewForm[] = R"({
  "evaluation": {
    "form": {"subject": "projects/a", "org": "orgs/a", "fiscalYear": 2022, "projectName": "保障金",
             "indicators": [{"id": "r1", "name": "人数", "actual": "5人"}]},
    "score": {"total": "95.00", "grade": "EXCELLENT", "findings": [
      {"id": "value-corrupt", "severity": "ERROR", "place": {"rowId": "r1", "field": "actual", "cell": "F12"},
       "message": {"zh": "读不懂。", "en": "Can't be read."}}]}
  },
  "layout": "zp-a",
  "problems": [{"id": "unit-suspect", "cell": "C3", "text": "88100元", "message": {"zh": "单位可疑。", "en": "Which unit?"}}],
  "notes": [{"zh": "单位：orgs/a。", "en": "org: orgs/a"}]
})";
constexpr char kStoredForm[] = R"({
  "evaluation": {
    "name": "evaluations/x", "etag": "7", "state": "DRAFT",
    "form": {"subject": "projects/a", "indicators": [{"id": "r1", "level2": "数量指标", "name": "人数", "actual": "5人"}]}
  },
  "differences": [{"cell": "F12", "rowId": "r1", "field": "actual", "stored": "4人", "sheet": "5人"},
                  {"rowId": "r2", "stored": "次数"}]
})";

class PaperCommands : public ::testing::Test {
 protected:
  // A file the client takes for a spreadsheet, and what the server reads in it.
  std::string Sheet(const std::string& stem, const std::string& answer) {
    if (!answer.empty()) files_.sheets[stem] = From<heng::v1::ReadFormResponse>(answer);
    return server_.File(stem + ".xlsx", "PK\x03\x04" + stem);
  }
  std::string InFolder(const std::string& name) {
    return (fs::path(server_.File("somewhere", "")).parent_path() / name).string();
  }

  FakeFiles files_;
  FakeEvaluations evaluations_;
  testing::FakeServer server_{{&files_, &evaluations_}};
};

TEST_F(PaperCommands, ANewFormIsKeptAndShownWithItsCells) {
  const std::string path = Sheet("new", kNewForm);
  const auto ran = server_.Heng({"import", path, "--org", "a", "--project", "b", "--year", "2022"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, path + R"(: created evaluations/new-1@1
Total 95.00 Excellent
org: orgs/a

Problems of the sheet 1
  unit-suspect · C3 · 88100元
    Which unit?

Errors 1
  value-corrupt · 人数 · actual (F12)
    Can't be read.
)");
  EXPECT_EQ(ran.err, "created 1.\n");
  ASSERT_EQ(files_.asked.size(), 1u);
  EXPECT_EQ(files_.asked[0].file_name(), "new.xlsx");
  EXPECT_EQ(files_.asked[0].org(), "orgs/a");
  EXPECT_EQ(files_.asked[0].subject(), "projects/b");
  EXPECT_EQ(files_.asked[0].fiscal_year(), 2022);
  ASSERT_EQ(evaluations_.created.size(), 1u);
  EXPECT_FALSE(evaluations_.created[0].evaluation().has_score()) << "the author's part only";
  // The same file is the same request.
  ASSERT_EQ(server_.Heng({"import", path, "--org", "a", "--project", "b", "--year", "2022"}).code, 0);
  EXPECT_EQ(evaluations_.created[1].request_id(), evaluations_.created[0].request_id());
}

TEST_F(PaperCommands, DifferencesAreShownCellByCellAndADraftIsUpdated) {
  const std::string path = Sheet("stored", kStoredForm);
  const auto ran = server_.Heng({"import", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, path + R"(: updated evaluations/x@8

Cell  Place                   Stored  Sheet
F12   数量指标/人数 · actual  4人     5人
-     r2                      次数    (no such row)
)");
  ASSERT_EQ(evaluations_.updated.size(), 1u);
  EXPECT_EQ(evaluations_.updated[0].evaluation().etag(), "7");
  // --dry-run asks and keeps nothing.
  const auto dry = server_.Heng({"import", path, "--dry-run"});
  EXPECT_THAT(dry.err, HasSubstr("nothing was written"));
  EXPECT_TRUE(evaluations_.updated[1].validate_only());
}

TEST_F(PaperCommands, WhatIsSubmittedOrChangedSinceIsNotOverwritten) {
  auto& answer = files_.sheets["busy"] = From<heng::v1::ReadFormResponse>(kStoredForm);
  const std::string path = Sheet("busy", "");
  answer.add_problems()->set_id("changed-since-export");
  auto ran = server_.Heng({"import", path});
  EXPECT_EQ(ran.code, 4) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("--on-conflict update"));
  EXPECT_EQ(server_.Heng({"import", path, "--on-conflict", "skip"}).code, 0);
  EXPECT_EQ(server_.Heng({"import", path, "--on-conflict", "fail"}).code, 4);
  EXPECT_THAT(evaluations_.updated, IsEmpty());
  EXPECT_EQ(server_.Heng({"import", path, "--on-conflict", "update"}).code, 0);
  EXPECT_EQ(evaluations_.updated.size(), 1u);
  answer.mutable_evaluation()->set_state(Evaluation::SUBMITTED);
  ran = server_.Heng({"import", path, "--on-conflict", "update"});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("NOT_A_DRAFT"));
  EXPECT_EQ(evaluations_.updated.size(), 1u);
  // The same as it is stored, nothing is to be done, submitted or not.
  answer.clear_differences();
  EXPECT_THAT(server_.Heng({"import", path}).out, HasSubstr("unchanged"));
}

TEST_F(PaperCommands, JsonFilesAreComparedHere) {
  const std::string json =
      R"({"subject":"projects/a","subjectKind":"PROJECT","org":"orgs/a","fiscalYear":2022,
          "indicators":[{"id":"r1","level1":"产出指标","name":"人数","actual":"5人"}]})";
  const std::string path = server_.File("form.json", json);
  EXPECT_THAT(server_.Heng({"import", path}).out, HasSubstr("created"));
  evaluations_.stored = From<Evaluation>(
      R"({"name":"evaluations/x","etag":"3","state":"DRAFT","summary":{"org":"orgs/a"},"form":)" + json + "}");
  EXPECT_THAT(server_.Heng({"import", path}).out, HasSubstr("unchanged"));
  evaluations_.stored.mutable_form()->mutable_indicators(0)->set_actual("4人");
  const auto ran = server_.Heng({"import", path});
  EXPECT_THAT(ran.out, HasSubstr("updated evaluations/x@8"));
  EXPECT_THAT(ran.out, HasSubstr("4人"));
  EXPECT_EQ(evaluations_.updated[0].evaluation().etag(), "3");
  EXPECT_THAT(files_.asked, IsEmpty());
}

TEST_F(PaperCommands, ManyFilesAreATableAndTheResultsResume) {
  std::vector<std::string> command = {"import"};
  for (int i = 0; i < 12; ++i) command.push_back(Sheet("f" + std::to_string(i), i == 5 ? "" : kNewForm));
  const std::string results = InFolder("results.jsonl");
  command.insert(command.end(), {"--results", results});
  auto ran = server_.Heng(command);
  EXPECT_EQ(ran.code, 6) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("created 11, failed 1."));
  EXPECT_THAT(ran.err, HasSubstr("--resume"));
  EXPECT_THAT(ran.out, HasSubstr("evaluations/new-"));
  std::string lines = ReadAll(results);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 12);
  EXPECT_THAT(lines, HasSubstr(R"("reason":"SHEET_REFUSED")"));
  EXPECT_THAT(lines, HasSubstr(R"("cell":"F12")"));
  EXPECT_EQ(server_.Heng(command).code, 2) << "nothing is overwritten";
  EXPECT_EQ(evaluations_.created.size(), 11u);

  // A line that was cut counts for nothing.
  { std::ofstream(results, std::ios::app) << R"({"outcome":"created","sha256":"00)"; }
  files_.sheets["f5"] = files_.sheets["f4"];
  command.push_back("--resume");
  ran = server_.Heng(command);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("created 1, done before 11."));
  EXPECT_EQ(evaluations_.created.size(), 12u);
  lines = ReadAll(results);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 13);
  EXPECT_THAT(lines, Not(HasSubstr("\"00{")));
  EXPECT_EQ(server_.Heng({"import", "a.xlsx", "--resume"}).code, 2);
}

TEST_F(PaperCommands, AServerThatIsGoneEndsTheImport) {
  std::vector<std::string> command = {"import"};
  for (int i = 0; i < 40; ++i) {
    const std::string stem = "g" + std::to_string(i);
    command.push_back(Sheet(stem, kNewForm));
    if (i >= 10) files_.unreachable.insert(stem);
  }
  const auto ran = server_.Heng(command);
  EXPECT_EQ(ran.code, 6) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("created 10, failed 1, not tried 29."));
}

TEST_F(PaperCommands, ExportsGoWhereTheyAreToldAndOverwriteNothing) {
  const std::string folder = InFolder("out");
  fs::create_directory(folder);
  auto ran = server_.Heng({"export", "x", "targets/y", "--out", folder, "--findings"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, folder + "/某中心-2022-自评表.xlsx\n" + folder + "/某中心-2022-自评表-2.xlsx\n");
  EXPECT_EQ(ReadAll(folder + "/某中心-2022-自评表-2.xlsx"), "bytes of targets/y");
  EXPECT_EQ(files_.exported[0].name(), "evaluations/x");
  EXPECT_TRUE(files_.exported[0].findings());
  ran = server_.Heng({"export", "z", "--out", folder});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ReadAll(folder + "/某中心-2022-自评表.xlsx"), "bytes of evaluations/x");
  EXPECT_EQ(server_.Heng({"export", "z", "--out", folder, "--force"}).code, 0);
  EXPECT_EQ(ReadAll(folder + "/某中心-2022-自评表.xlsx"), "bytes of evaluations/z");
  EXPECT_EQ(server_.Heng({"export", "x", "y", "--out", InFolder("one.xlsx")}).code, 2);
  EXPECT_EQ(server_.Heng({"export", "x", "--out", "-"}).out, "bytes of evaluations/x");
  const std::string pdf = InFolder("form.pdf");
  ran = server_.Heng({"export", "x", "--format", "pdf", "--layout", "zp-a", "--revision", "3", "--out", pdf});
  EXPECT_EQ(ran.out, pdf + "\n");
  EXPECT_THAT(ran.err, HasSubstr("has no place for"));
  EXPECT_EQ(files_.exported.back().revision(), "3");
  EXPECT_EQ(files_.exported.back().layout(), "zp-a");
  EXPECT_EQ(server_.Heng({"export", "x", "--format", "doc"}).code, 2);
  EXPECT_EQ(server_.Heng({"export", "x", "--format", "pdf", "--findings"}).code, 2);
}

TEST_F(PaperCommands, AServersFileNameLeadsNowhereElse) {
  const std::string folder = InFolder("safe");
  fs::create_directory(folder);
  for (const char* name : {"../escaped.xlsx", "/tmp/escaped.xlsx", "", ".hidden", "a\nb.xlsx"}) {
    files_.file_name = name;
    const auto ran = server_.Heng({"export", "x", "--out", folder, "--force", "-o", "json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("\"file\":\"" + folder + "/x.xlsx\"")) << name;
  }
}

TEST_F(PaperCommands, LayoutsAreListedAndGiveTemplates) {
  const auto listed = server_.Heng({"layout", "list"});
  EXPECT_EQ(listed.out, R"(Layout  Title   Form        Paper         Source
zp-a    自评表  evaluation  A4 landscape  某文
mb-b    目标表  target      A4 portrait
)");
  const std::string path = InFolder("blank.xlsx");
  EXPECT_EQ(server_.Heng({"layout", "template", "mb-b", "--out", path, "--year", "2026", "--org", "a"}).code, 0);
  ASSERT_EQ(files_.exported.size(), 1u);
  EXPECT_TRUE(files_.exported[0].has_target());
  EXPECT_EQ(files_.exported[0].target().form().fiscal_year(), 2026);
  EXPECT_EQ(files_.exported[0].target().form().org(), "orgs/a");
  EXPECT_EQ(server_.Heng({"layout", "template", "mb-b", "--out", path}).code, 1) << "it is there";
}

// ---- spreadsheets where form files are taken ----

// A seed form as a spreadsheet, without what a sheet does not print.
std::string SeedSheet(const std::string& stem, int year) {
  auto form = From<Evaluation>(ReadAll(testing::Seed(stem)));
  form.clear_name();
  form.mutable_form()->clear_org();
  form.mutable_form()->clear_subject();
  form.mutable_form()->set_fiscal_year(year);
  const forms::PaperForm paper = forms::PaperFormOf(form);
  const auto file = forms::WriteXlsx(forms::Place(*forms::FindLayout("zp-shanxi-2022"), paper), paper);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *file : "";
}

TEST_F(PaperCommands, CheckAndScoreReadSpreadsheetsHere) {
  const std::string path = server_.File("form.xlsx", SeedSheet("2-zhucun-bangfu", 2022));
  const auto scored = server_.Heng({"score", "--offline", "--policy", "shanxi-2022", path});
  EXPECT_EQ(scored.code, 0) << scored.err;
  EXPECT_THAT(scored.out, HasSubstr("88.77"));
  const auto checked = server_.Heng({"check", "--policy", "shanxi-2022", path});
  const auto json = server_.Heng({"check", "--policy", "shanxi-2022", testing::Seed("2-zhucun-bangfu")});
  EXPECT_THAT(checked.out, HasSubstr("value-corrupt · "));
  EXPECT_THAT(checked.out, ::testing::ContainsRegex("\\([A-Z]+[0-9]+\\)")) << "findings name their cells";
  EXPECT_THAT(json.out, Not(::testing::ContainsRegex("\\([A-Z]+[0-9]+\\)")));
  const std::string no_year = server_.File("no-year.xlsx", SeedSheet("2-zhucun-bangfu", 0));
  EXPECT_THAT(server_.Heng({"check", no_year}).err, HasSubstr("--year"));
  const auto dated = server_.Heng({"check", "--policy", "shanxi-2022", "--year", "2022", no_year});
  EXPECT_THAT(dated.out, HasSubstr("value-corrupt · "));
  EXPECT_EQ(std::count(dated.out.begin(), dated.out.end(), '\n'),
            std::count(checked.out.begin(), checked.out.end(), '\n'));
  const auto refused = server_.Heng({"check", server_.File("old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more")});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr(".xlsx"));
}

TEST_F(PaperCommands, ASpreadsheetIsSubmittedAsTheFormTheServerReads) {
  files_.sheets["form"] = From<heng::v1::ReadFormResponse>(kStoredForm);
  const std::string path = server_.File("form.xlsx", SeedSheet("2-zhucun-bangfu", 2022));
  const auto ran = server_.Heng({"submit", path, "--org", "a"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(evaluations_.submitted.size(), 1u);
  EXPECT_EQ(evaluations_.submitted[0].evaluation().name(), "evaluations/x");
  EXPECT_EQ(evaluations_.submitted[0].evaluation().etag(), "7");
  EXPECT_EQ(evaluations_.submitted[0].evaluation().form().indicators(0).actual(), "5人");
  EXPECT_EQ(files_.asked[0].org(), "orgs/a");
  files_.sheets["form"].add_problems()->set_id("changed-since-export");
  EXPECT_EQ(server_.Heng({"submit", path}).code, 4);
  EXPECT_EQ(evaluations_.submitted.size(), 1u);
}

TEST(ImportResults, OnlyWhatIsDoneIsLeftOut) {
  const testing::Folder folder;
  const std::string path =
      folder.File("results.jsonl",
                  "{\"outcome\":\"created\",\"sha256\":\"aa\"}\n"
                  "{\"outcome\":\"failed\",\"sha256\":\"bb\"}\n"
                  "{\"outcome\":\"checked\",\"sha256\":\"cc\"}\n"
                  "{\"outcome\":\"failed\",\"sha256\":\"dd\",\"file\":\"\\\"outcome\\\":\\\"created\\\"\"}\n"
                  "{\"outcome\":\"created\",\"sha256\":\"ee\"");
  ImportResults results;
  ASSERT_FALSE(results.Open(path, true).has_value());
  EXPECT_TRUE(results.Has("aa"));
  for (const char* other : {"bb", "cc", "dd", "ee", ""}) EXPECT_FALSE(results.Has(other)) << other;
  ASSERT_FALSE(results.Add("{}").has_value());
  EXPECT_THAT(ReadAll(path), ::testing::EndsWith("}\n{}\n"));
  EXPECT_TRUE(ImportResults().Open(path, false).has_value());
  EXPECT_TRUE(ImportResults().Open(folder.path(), true).has_value());
}

}  // namespace
}  // namespace heng::cli
