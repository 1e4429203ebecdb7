// heng results export, against a server in this process that breaks off where a test wants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

#include "fake_server.h"
#include "heng/v1/budget_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::ExportResultsRequest;
using heng::v1::ExportResultsResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Ran;
using testing::RefusedBy;

// Five parts of two rows each; the token of a part is its number. After `break_behind` parts each of the first
// `breaks` calls ends with UNAVAILABLE; without an error where `silently`.
class FakeResults : public heng::v1::BudgetService::Service {
 public:
  grpc::Status ExportResults(grpc::ServerContext*, const ExportResultsRequest* request,
                             grpc::ServerWriter<ExportResultsResponse>* writer) override {
    const std::lock_guard<std::mutex> lock(mutex);
    asked.push_back(*request);
    if (static_cast<int>(asked.size()) >= refuse_from)
      return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "you may not");
    const int from = request->page_token().empty() ? 1 : std::stoi(request->page_token()) + 1;
    int sent = 0;
    for (int part = from; part <= 5; ++part) {
      if (breaks > 0 && sent == break_behind) {
        --breaks;
        return silently ? grpc::Status::OK : grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
      }
      ExportResultsResponse response;
      response.set_start_sequence(100 + static_cast<int64_t>(asked.size()));
      response.set_end_sequence(200 + part);
      response.set_content("row " + std::to_string(2 * part - 1) + "\nrow " + std::to_string(2 * part) + "\n");
      response.set_row_count(2 * (part - from + 1));
      response.set_done(part == 5);
      if (part < 5) response.set_page_token(std::to_string(part));
      writer->Write(response);
      ++sent;
    }
    return grpc::Status::OK;
  }

  std::mutex mutex;
  std::vector<ExportResultsRequest> asked;
  int breaks = 0, break_behind = 2;
  int refuse_from = 100;  // this call and all behind it
  bool silently = false;
};

constexpr char kAll[] = "row 1\nrow 2\nrow 3\nrow 4\nrow 5\nrow 6\nrow 7\nrow 8\nrow 9\nrow 10\n";

class ResultsCommandsTest : public ::testing::Test {
 protected:
  Ran Export(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"results", "export"});
    return server_.Heng(arguments);
  }
  std::vector<std::string> Tokens() const {
    std::vector<std::string> tokens;
    for (const auto& request : results_.asked) tokens.push_back(request.page_token());
    return tokens;
  }
  static std::string Read(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  // What is in the folder.
  std::string Left() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) names.insert(entry.path().filename());
    std::string all;
    for (const std::string& name : names) all += name + " ";
    return all;
  }

  testing::Folder folder_;
  const std::string path_ = folder_.path() + "/out.jsonl";
  FakeResults results_;
  testing::FakeServer server_{{&results_}};
};

TEST_F(ResultsCommandsTest, ToStdoutWithWhatItWas) {
  const Ran ran = Export({"--year", "2022", "--org", "dt", "--state", "published", "--grade", "good"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, kAll);
  EXPECT_THAT(ran.err, HasSubstr("10 rows; event log 101–205"));
  ASSERT_EQ(results_.asked.size(), 1u);
  EXPECT_EQ(json::WriteMessage(results_.asked[0], json::Style::kLine),
            R"({"org":"orgs/dt","fiscalYear":2022,"state":"PUBLISHED","grade":"GOOD","format":"TEXT","english":true})");
}

TEST_F(ResultsCommandsTest, FormatIsByNameOrAsTheFileEnds) {
  Export({"--format", "csv"});
  Export({"--out", folder_.path() + "/a.CSV"});
  Export({"--out", folder_.path() + "/a.xlsx"});
  Export({"--out", folder_.path() + "/a.txt", "--lang", "zh"});
  std::vector<heng::v1::FileFormat> formats;
  for (const auto& request : results_.asked) formats.push_back(request.format());
  EXPECT_THAT(formats, ElementsAre(heng::v1::CSV, heng::v1::CSV, heng::v1::XLSX, heng::v1::TEXT));
  EXPECT_FALSE(results_.asked[3].english());
}

TEST_F(ResultsCommandsTest, GoesOnWhereTheConnectionBroke) {
  results_.breaks = 2;
  for (const bool silently : {false, true}) {
    results_.asked.clear();
    results_.breaks = 2;
    results_.silently = silently;
    const Ran ran = Export({});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, kAll);
    EXPECT_THAT(Tokens(), ElementsAre("", "2", "4"));
    EXPECT_THAT(ran.err, HasSubstr("going on where it did"));
    EXPECT_THAT(ran.err, HasSubstr("10 rows; event log 101–205"));
  }
}

TEST_F(ResultsCommandsTest, FileIsThereWhenItIsWhole) {
  const Ran ran = Export({"--out", path_, "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(Read(path_), kAll);
  EXPECT_EQ(Left(), "out.jsonl ");
  EXPECT_EQ(ran.out, "{\"file\":\"" + path_ + "\",\"rows\":10,\"start_sequence\":101,\"end_sequence\":205}\n");
  EXPECT_NE(Export({"--out", path_}).code, 0);  // is there
  EXPECT_EQ(results_.asked.size(), 1u);
  EXPECT_EQ(Export({"--out", path_, "--force"}).code, 0);
}

TEST_F(ResultsCommandsTest, WhatBrokeForGoodIsNoFileAndCanBeGoneOnWith) {
  results_.breaks = 1;
  results_.refuse_from = 2;  // the caller may not any more
  const Ran broken = Export({"--out", path_});
  EXPECT_EQ(broken.code, static_cast<int>(ExitCode::kPermission)) << broken.err;
  EXPECT_THAT(broken.err, HasSubstr("There are 4 rows in"));
  EXPECT_EQ(Left(), "out.jsonl.part out.jsonl.part.json ");
  results_.refuse_from = 100;
  std::ofstream(path_ + ".part", std::ios::app) << "half a ro";  // written behind the note: does not count
  results_.asked.clear();
  const Ran resumed = Export({"--out", path_, "--resume"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(Read(path_), kAll);
  EXPECT_EQ(Left(), "out.jsonl ");
  EXPECT_THAT(Tokens(), ElementsAre("2"));
  EXPECT_THAT(resumed.err, HasSubstr("Going on behind row 4."));
  EXPECT_THAT(resumed.err, HasSubstr("10 rows; event log 101–205"));  // where the first run began
}

TEST_F(ResultsCommandsTest, AnotherExportIsNotGoneOnWith) {
  results_.breaks = 1;
  results_.refuse_from = 2;
  EXPECT_NE(Export({"--out", path_}).code, 0);
  results_.refuse_from = 100;
  results_.asked.clear();
  const Ran ran = Export({"--out", path_, "--resume", "--year", "2022"});
  EXPECT_THAT(ran.err, HasSubstr("it begins anew"));
  EXPECT_EQ(Read(path_), kAll);
  EXPECT_THAT(Tokens(), ElementsAre(""));
}

TEST_F(ResultsCommandsTest, RefusedLeavesNothing) {
  results_.refuse_from = 1;
  const Ran ran = Export({"--out", path_});
  EXPECT_EQ(ran.code, static_cast<int>(ExitCode::kPermission));
  EXPECT_EQ(Left(), "");
  EXPECT_THAT(ran.err, HasSubstr("you may not"));
}

TEST_F(ResultsCommandsTest, SpreadsheetThatBrokeLeavesNothing) {
  results_.breaks = 1;
  EXPECT_NE(Export({"--out", folder_.path() + "/a.xlsx"}).code, 0);
  EXPECT_EQ(Left(), "");
  EXPECT_EQ(results_.asked.size(), 1u);
}

TEST_F(ResultsCommandsTest, WrongCommandLines) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"--format", "xlsx"},
                                                                     {"--format", "pdf"},
                                                                     {"--resume"},
                                                                     {"--out", "a.xlsx", "--resume"},
                                                                     {"--grade", "so-so"}}) {
    EXPECT_EQ(Export(arguments).code, static_cast<int>(ExitCode::kUsage)) << arguments[0];
  }
  EXPECT_THAT(results_.asked, IsEmpty());
}

}  // namespace
}  // namespace heng::cli
