// Filing windows and extensions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "tests/unit/core/access_testing.h"

namespace heng::core {
namespace {

using heng::v1::EVALUATION;
using heng::v1::FilingExtension;
using heng::v1::FilingWindow;
using heng::v1::ListFilingWindowsRequest;
using heng::v1::ListFilingWindowsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WindowsTest : public AccessTest {
 protected:
  WindowsTest() {
    for (const auto& [id, org] : {std::pair{"bureau", "city"}, std::pair{"clerk", "hospital"}}) {
      EXPECT_TRUE(core_.Create("root-admin", id, org).ok());
    }
    EXPECT_TRUE(core_.Grant("root-admin", "bureau", GrantOf(heng::v1::FINANCE, "city")).ok());
    EXPECT_TRUE(core_.Grant("root-admin", "clerk", GrantOf(heng::v1::PREPARER, "hospital")).ok());
  }

  absl::StatusOr<FilingWindow> Set(const std::string& caller, const std::string& org, const std::string& open,
                                   const std::string& close, const std::string& etag = "") {
    heng::v1::SetFilingWindowRequest request;
    FilingWindow& window = *request.mutable_window();
    window.set_org("orgs/" + org);
    window.set_fiscal_year(2022);
    window.set_form_type(EVALUATION);
    window.set_open_date(open);
    window.set_close_date(close);
    window.set_etag(etag);
    return core_.Call<FilingWindow>(core_.As(caller), &Access::SetFilingWindow, request);
  }
  absl::StatusOr<FilingExtension> Extend(const std::string& caller, const std::string& org, const std::string& until,
                                         const std::string& reason = "系统停电") {
    heng::v1::SetFilingExtensionRequest request;
    FilingExtension& extension = *request.mutable_extension();
    extension.set_org("orgs/" + org);
    extension.set_fiscal_year(2022);
    extension.set_form_type(EVALUATION);
    extension.set_until(until);
    extension.set_reason(reason);
    return core_.Call<FilingExtension>(core_.As(caller), &Access::SetFilingExtension, request);
  }
  absl::StatusOr<FilingWindow> Delete(const std::string& caller, const std::string& name) {
    heng::v1::DeleteFilingWindowRequest request;
    request.set_name(name);
    return core_.Call<FilingWindow>(core_.As(caller), &Access::DeleteFilingWindow, request);
  }
  std::vector<std::string> List(const std::string& caller, const std::string& org = "") {
    ListFilingWindowsRequest request;
    if (!org.empty()) request.set_org("orgs/" + org);
    const auto answer = core_.Call<ListFilingWindowsResponse>(core_.As(caller), &Access::ListFilingWindows, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> names;
    for (const auto& window : answer->windows()) names.push_back(window.name());
    for (const auto& extension : answer->extensions()) names.push_back(extension.name());
    return names;
  }
  bool Open(const std::string& org, const std::string& day) const {
    const auto epoch = core_.residents.Current();
    return !epoch->windows->Check(*epoch->orgs, org, 2022, EVALUATION, day).has_value();
  }
};

TEST_F(WindowsTest, TheNearestWindowCountsAndTheLatestExtension) {
  EXPECT_TRUE(Open("hospital", "2031-01-01")) << "no window: at any time";
  ASSERT_TRUE(Set("bureau", "city", "2023-01-01", "2023-03-31").ok());
  EXPECT_FALSE(Open("hospital", "2022-12-31"));
  EXPECT_TRUE(Open("hospital", "2023-01-01"));
  EXPECT_TRUE(Open("hospital", "2023-03-31"));
  EXPECT_FALSE(Open("hospital", "2023-04-01"));
  const auto nearer = Set("bureau", "health", "", "2023-02-28");
  ASSERT_TRUE(nearer.ok()) << nearer.status();
  EXPECT_TRUE(Open("hospital", "2001-01-01"));
  EXPECT_FALSE(Open("hospital", "2023-03-01"));
  EXPECT_TRUE(Open("school", "2023-03-31"));
  ASSERT_TRUE(Extend("bureau", "hospital", "2023-03-05").ok());
  EXPECT_TRUE(Open("hospital", "2023-03-05"));
  EXPECT_FALSE(Open("hospital", "2023-03-06"));
  EXPECT_FALSE(Open("health", "2023-03-05"));
  // Deleted, what is above counts again; set again, it is back.
  ASSERT_TRUE(Delete("bureau", nearer->name()).ok());
  EXPECT_FALSE(Open("hospital", "2022-12-31"));
  EXPECT_TRUE(Open("hospital", "2023-03-31"));
  const auto back = Set("bureau", "health", "", "2023-02-28");
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->name(), nearer->name());
  EXPECT_EQ(back->etag(), "3");
  EXPECT_TRUE(Open("hospital", "2001-01-01"));
}

TEST_F(WindowsTest, AWindowIsWellMade) {
  EXPECT_EQ(ReasonOf(Set("bureau", "city", "2023-04-01", "2023-03-31").status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Set("bureau", "city", "", "2023-02-30").status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Set("bureau", "city", "", "").status()), "INVALID_FIELDS");
  EXPECT_TRUE(Set("bureau", "city", "2023-03-31", "2023-03-31").ok()) << "one day is enough";
  heng::v1::SetFilingWindowRequest nothing;
  const auto answer = core_.Call<FilingWindow>(core_.As("bureau"), &Access::SetFilingWindow, nothing);
  for (const char* field : {"window.org", "window.fiscalYear", "window.formType", "window.closeDate"}) {
    EXPECT_NE(answer.status().ToString().find(field), std::string::npos) << answer.status();
  }
}

TEST_F(WindowsTest, AnExtensionHasAReasonAndALaterDay) {
  EXPECT_EQ(ReasonOf(Extend("bureau", "hospital", "2023-04-05").status()), "NO_WINDOW");
  ASSERT_TRUE(Set("bureau", "city", "", "2023-03-31").ok());
  EXPECT_EQ(ReasonOf(Extend("bureau", "hospital", "2023-03-31").status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Extend("bureau", "hospital", "2023-04-05", "").status()), "INVALID_FIELDS");
  EXPECT_TRUE(Extend("bureau", "hospital", "2023-04-01").ok());
}

TEST_F(WindowsTest, AnEtagIsComparedWhereGiven) {
  ASSERT_TRUE(Set("bureau", "city", "", "2023-03-31").ok());
  ASSERT_TRUE(Set("bureau", "city", "", "2023-04-30").ok());
  EXPECT_EQ(ReasonOf(Set("bureau", "city", "", "2023-05-31", "1").status()), "ETAG_MISMATCH");
  EXPECT_TRUE(Set("bureau", "city", "", "2023-05-31", "2").ok());
}

TEST_F(WindowsTest, OnlyThoseAboveSetThem) {
  EXPECT_EQ(ReasonOf(Set("clerk", "hospital", "", "2023-03-31").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Set("health-admin", "city", "", "2023-03-31").status()), "PERMISSION_DENIED");
  EXPECT_TRUE(Set("health-admin", "hospital", "", "2023-03-31").ok());
  const auto school = Set("bureau", "school", "", "2023-03-31");
  ASSERT_TRUE(school.ok());
  EXPECT_EQ(ReasonOf(Delete("health-admin", school->name()).status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Delete("health-admin", "windows/none-2022-evaluation").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Delete("bureau", "orgs/city").status()), "INVALID_FIELDS");
}

TEST_F(WindowsTest, ListsShowWhatIsTheCallersAndWhatCountsForThem) {
  for (const char* org : {"city", "health", "schools", "hospital"}) {
    ASSERT_TRUE(Set("bureau", org, "", "2023-03-31").ok());
  }
  ASSERT_TRUE(Extend("bureau", "hospital", "2023-04-02").ok());
  EXPECT_EQ(List("bureau").size(), 5u);
  EXPECT_THAT(List("clerk"), ElementsAre("windows/city-2022-evaluation", "windows/health-2022-evaluation",
                                         "windows/hospital-2022-evaluation", "extensions/hospital-2022-evaluation"));
  EXPECT_THAT(List("clerk", "health"),
              ElementsAre("windows/hospital-2022-evaluation", "extensions/hospital-2022-evaluation"));
  EXPECT_THAT(List("clerk", "schools"), IsEmpty());
}

TEST(WindowIds, AreIdsAndApartForLongOrgsToo) {
  const std::string a = std::string(62, 'a') + "b", b = std::string(62, 'a') + "c";
  EXPECT_NE(WindowId(a, 2022, EVALUATION), WindowId(b, 2022, EVALUATION));
  EXPECT_NE(WindowId(a, 2022, EVALUATION), WindowId(a, 2022, heng::v1::TARGET));
  EXPECT_LE(WindowId(a, 2022, EVALUATION).size(), 63u);
}

}  // namespace
}  // namespace heng::core
