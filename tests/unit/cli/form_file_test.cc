#include "client/cli/form_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace heng::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = testing::TempDir() + "heng-form-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  std::string File(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << content;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string WhyRefused(const std::string& path) {
  std::istringstream none;
  const LoadedFile loaded = LoadFormFile(path, none);
  EXPECT_FALSE(loaded.file.has_value());
  EXPECT_EQ(loaded.mistakes.size(), 1u);
  return loaded.mistakes.empty() ? "" : loaded.mistakes[0].en;
}

TEST(ParseFormFile, TakesAnEvaluationOrItsFormAlone) {
  const auto whole = ParseFormFile(R"({"name": "evaluations/x", "form": {"title": "t"}, "contacts": {"phone": "1"}})");
  ASSERT_TRUE(whole.file);
  EXPECT_EQ(whole.file->evaluation.name(), "evaluations/x");
  EXPECT_EQ(whole.file->evaluation.form().title(), "t");
  EXPECT_EQ(whole.file->evaluation.contacts().phone(), "1");
  const auto bare = ParseFormFile(R"({"title": "t"})");
  ASSERT_TRUE(bare.file);
  EXPECT_EQ(bare.file->evaluation.form().title(), "t");
  EXPECT_FALSE(bare.file->evaluation.has_contacts());
}

TEST(ParseFormFile, LeavesOutWhatOnlyTheServerWrites) {
  const auto loaded = ParseFormFile(R"({"name": "evaluations/x", "etag": "3", "state": "DRAFT",
                                        "form": {"title": "t"}, "score": {"total": "99"}, "summary": {"total": "99"}})");
  ASSERT_TRUE(loaded.file);
  EXPECT_EQ(loaded.file->evaluation.etag(), "3") << "so that nobody's change is overwritten";
  EXPECT_FALSE(loaded.file->evaluation.has_score());
  EXPECT_FALSE(loaded.file->evaluation.has_summary());
  EXPECT_EQ(loaded.file->evaluation.state(), heng::v1::Evaluation::STATE_UNSPECIFIED);
}

TEST(ParseFormFile, NamesAllMistakesWithTheirPaths) {
  const auto loaded = ParseFormFile("{\"form\": {\n\"titel\": \"t\",\n\"indicators\": [{\"weight\": 1}]}}");
  EXPECT_FALSE(loaded.file);
  ASSERT_EQ(loaded.mistakes.size(), 2u);
  EXPECT_EQ(loaded.mistakes[0].path, "form.titel");
  EXPECT_EQ(loaded.mistakes[0].line, 2);
  EXPECT_EQ(loaded.mistakes[1].path, "form.indicators[0].weight");
}

TEST(ParseFormFile, HashIsOfTheBytes) {
  const auto a = ParseFormFile("{}");
  ASSERT_TRUE(a.file);
  EXPECT_EQ(a.file->sha256, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

TEST(FillRowIds, GoesByPositionAndKeepsGivenIds) {
  heng::v1::FormContent form;
  form.add_indicators();
  form.add_indicators()->set_id("own");
  form.add_indicators();
  auto* funds = form.mutable_funds();
  funds->mutable_total();
  funds->add_breakdowns()->add_lines();
  funds->add_breakdowns()->add_lines();
  funds->mutable_breakdowns(1)->add_lines();
  form.add_main_tasks();
  form.add_attachments();
  FillRowIds(&form);
  EXPECT_EQ(form.indicators(0).id(), "r1");
  EXPECT_EQ(form.indicators(1).id(), "own");
  EXPECT_EQ(form.indicators(2).id(), "r3");
  EXPECT_EQ(form.funds().total().id(), "total");
  EXPECT_EQ(form.funds().breakdowns(0).lines(0).id(), "f1");
  EXPECT_EQ(form.funds().breakdowns(1).lines(0).id(), "f2");
  EXPECT_EQ(form.funds().breakdowns(1).lines(1).id(), "f3");
  EXPECT_EQ(form.main_tasks(0).id(), "t1");
  EXPECT_EQ(form.attachments(0).id(), "a1");
}

TEST(FillRowIds, NeverTakesAnIdTwice) {
  heng::v1::FormContent form;
  form.add_indicators()->set_id("r2");
  form.add_indicators();
  form.add_indicators()->set_id("r2-2");
  FillRowIds(&form);
  EXPECT_EQ(form.indicators(1).id(), "r2-3");
}

TEST(FillRowIds, AddsNoFundsWhereThereAreNone) {
  heng::v1::FormContent form;
  FillRowIds(&form);
  EXPECT_FALSE(form.has_funds());
}

TEST(LoadFormFile, ReadsFileAndStandardInput) {
  const TempFolder folder;
  std::istringstream in("{\"title\": \"stdin\"}");
  const auto file = LoadFormFile(folder.File("a.json", "{\"title\": \"file\"}"), in);
  ASSERT_TRUE(file.file);
  EXPECT_EQ(file.file->evaluation.form().title(), "file");
  const auto standard_input = LoadFormFile("-", in);
  ASSERT_TRUE(standard_input.file);
  EXPECT_EQ(standard_input.file->evaluation.form().title(), "stdin");
}

TEST(LoadFormFile, RefusesWhatIsNoRegularFile) {
  const TempFolder folder;
  EXPECT_THAT(WhyRefused(folder.path()), HasSubstr("Not a regular file"));
  EXPECT_THAT(WhyRefused("/dev/zero"), HasSubstr("Not a regular file"));
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(WhyRefused(pipe), HasSubstr("Not a regular file")) << "and does not wait for a writer";
  EXPECT_THAT(WhyRefused(folder.path() + "/none"), HasSubstr("No such file"));
}

TEST(LoadFormFile, LimitIsExact) {
  const TempFolder folder;
  const std::string blanks(kMaxFileBytes - 2, ' ');
  std::istringstream none;
  EXPECT_TRUE(LoadFormFile(folder.File("full.json", "{}" + blanks), none).file);
  EXPECT_THAT(WhyRefused(folder.File("over.json", "{}" + blanks + " ")), HasSubstr("4 MiB"));
  std::istringstream large("{}" + blanks + " ");
  EXPECT_FALSE(LoadFormFile("-", large).file);
}

TEST(LoadFormFile, ReadsTheTranscribedForms) {
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HENG_SOURCE_DIR "/tests/data/seeds")) {
    if (entry.path().extension() != ".json") continue;
    std::istringstream none;
    const auto loaded = LoadFormFile(entry.path(), none);
    EXPECT_TRUE(loaded.file) << entry.path() << ": " << (loaded.mistakes.empty() ? "" : loaded.mistakes[0].path);
    ++read;
  }
  EXPECT_GE(read, 7);
}

}  // namespace
}  // namespace heng::cli
