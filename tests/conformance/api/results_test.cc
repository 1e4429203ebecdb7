// Results, exported while others write: the same forms as lists, each once, in parts that can be gone on with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include "heng/v1/budget_service.grpc.pb.h"
#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using heng::v1::ExportResultsRequest;
using heng::v1::ExportResultsResponse;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

std::string UniqueOrg() { return "orgs/" + UniqueId("results"); }

std::string CreateIn(const std::string& org) {
  heng::v1::FormContent form = SmallForm();
  form.set_org(org);
  return CreateDraft(form).name();
}

struct Export {
  grpc::Status status;
  std::vector<ExportResultsResponse> parts;

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& part : parts) {
      for (const auto& row : part.rows()) all.push_back(row.evaluation());
    }
    return all;
  }
  std::string content() const {
    std::string all;
    for (const auto& part : parts) all += part.content();
    return all;
  }
};

// `between` is called behind the first part; false: no more is wanted.
Export ExportAll(
    const ExportResultsRequest& request, const std::function<bool()>& between = [] { return true; },
    const std::string& token = Token()) {
  const auto stub = heng::v1::BudgetService::NewStub(Channel());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + token);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(2));
  const auto reader = stub->ExportResults(&context, request);
  Export result;
  ExportResultsResponse part;
  while (reader->Read(&part)) {
    result.parts.push_back(part);
    if (result.parts.size() == 1 && !between()) context.TryCancel();
  }
  result.status = reader->Finish();
  return result;
}

ExportResultsRequest Of(const std::string& org, heng::v1::FileFormat format = heng::v1::FILE_FORMAT_UNSPECIFIED) {
  ExportResultsRequest request;
  request.set_org(org);
  request.set_format(format);
  return request;
}

TEST(Results, AreTheFormsOfTheListInItsOrder) {
  const std::string org = UniqueOrg();
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.push_back(CreateIn(org));
  const Export whole = ExportAll(Of(org));
  ASSERT_TRUE(whole.status.ok()) << ErrorOf(whole.status);
  EXPECT_THAT(whole.names(), ElementsAreArray(names));
  ASSERT_EQ(whole.parts.size(), 1u);
  EXPECT_TRUE(whole.parts[0].done());
  EXPECT_EQ(whole.parts[0].row_count(), 5);
  const auto& row = whole.parts[0].rows(0);
  EXPECT_EQ(row.org(), org);
  EXPECT_EQ(row.total(), "99.00");
  EXPECT_EQ(row.grade(), heng::v1::EXCELLENT);
  EXPECT_EQ(row.state(), heng::v1::Evaluation::DRAFT);
  EXPECT_EQ(row.annual_budget(), "200000.00");
  EXPECT_EQ(row.executed(), "180000.00");
  EXPECT_EQ(row.unspent(), "20000.00");
  EXPECT_EQ(row.execution_rate(), "90.00");
  EXPECT_EQ(row.etag(), "1");
  EXPECT_FALSE(row.policy().content_sha256().empty());
}

TEST(Results, GoOnBehindAnyPartWhileOthersWrite) {
  const std::string org = UniqueOrg();
  std::vector<std::string> names;
  for (int i = 0; i < 501; ++i) names.push_back(CreateIn(org));  // more than a part
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) CreateIn("orgs/" + UniqueId("noise"));
  });
  const Export whole = ExportAll(Of(org));
  ExportResultsRequest request = Of(org);
  const Export begin = ExportAll(request, [] { return false; });
  stop = true;
  writer.join();
  EXPECT_THAT(whole.names(), ElementsAreArray(names));
  ASSERT_GE(whole.parts.size(), 2u);
  int64_t rows = 0, sequence = whole.parts[0].start_sequence();
  for (const auto& part : whole.parts) {
    rows += part.rows_size();
    EXPECT_EQ(part.row_count(), rows);
    EXPECT_EQ(part.start_sequence(), whole.parts[0].start_sequence());
    EXPECT_GE(part.end_sequence(), sequence);
    sequence = part.end_sequence();
    EXPECT_EQ(part.done(), &part == &whole.parts.back());
  }
  ASSERT_FALSE(begin.parts.empty());
  request.set_page_token(begin.parts[0].page_token());
  auto joined = std::vector<std::string>(names.begin(), names.begin() + begin.parts[0].row_count());
  for (const auto& name : ExportAll(request).names()) joined.push_back(name);
  EXPECT_THAT(joined, ElementsAreArray(names));
}

TEST(Results, FilesSayTheSame) {
  const std::string org = UniqueOrg();
  for (int i = 0; i < 3; ++i) CreateIn(org);
  const std::string lines = ExportAll(Of(org, heng::v1::TEXT)).content(),
                    csv = ExportAll(Of(org, heng::v1::CSV)).content();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
  EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF"));
  for (const auto& name : ExportAll(Of(org)).names()) {
    EXPECT_NE(lines.find("\"" + name + "\""), std::string::npos);
    EXPECT_NE(csv.find("," + name + ","), std::string::npos);
  }
  const Export table = ExportAll(Of(org, heng::v1::XLSX));
  EXPECT_EQ(table.content().substr(0, 2), "PK");
  EXPECT_TRUE(table.parts.back().done());
  EXPECT_TRUE(table.parts.back().file_name().ends_with(".xlsx"));
}

TEST(Results, OfAnOrgWithoutFormsIsEmptyAndWhole) {
  const Export whole = ExportAll(Of(UniqueOrg()));
  ASSERT_EQ(whole.parts.size(), 1u);
  EXPECT_TRUE(whole.parts[0].done());
  EXPECT_THAT(whole.names(), IsEmpty());
}

TEST(Results, WrongRequestsAreRefused) {
  EXPECT_EQ(ErrorOf(ExportAll(Of("no-org")).status).fields.count("org"), 1u);
  EXPECT_EQ(ErrorOf(ExportAll(Of("", heng::v1::HTML)).status).fields.count("format"), 1u);
  ExportResultsRequest request;
  request.set_page_token("not one of yours");
  const Error error = ErrorOf(ExportAll(request).status);
  EXPECT_EQ(error.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(error.fields.count("pageToken"), 1u);
  EXPECT_EQ(ErrorOf(ExportAll(
                        {}, [] { return true; }, "heng_wrong")
                        .status)
                .code,
            grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace heng::conformance
