// The policies under tests/data/policies: what-if policies load and pass their cases; every file under invalid/ is
// refused with the line and the reason its first line states.
#include "policy_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scoring/policy.h"

namespace heng::scoring {
namespace {

using testing::FileText;
using testing::PolicyDir;

std::vector<std::string> Files(const std::string& dir) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(WhatIfPoliciesTest, LoadAndPassTheirCases) {
  const std::vector<std::string> files = Files(PolicyDir());
  EXPECT_EQ(files.size(), 4U);
  for (const std::string& file : files) {
    const auto policy = LoadPolicy(FileText(file), file);
    ASSERT_TRUE(policy.ok()) << policy.status();
    EXPECT_FALSE((*policy)->proto().cases().empty()) << file;
  }
}

TEST(WhatIfPoliciesTest, DifferFromShanxiInTheNamedFieldsOnly) {
  const auto shanxi = ShippedPolicies::Get().Find("shanxi-2022");
  const auto caps = testing::WhatIf("caps");
  heng::v1::Policy changed = caps->proto();
  EXPECT_EQ(changed.total_caps_size(), 4);
  changed.clear_total_caps();
  changed.clear_based_on();
  changed.set_name(shanxi->proto().name());
  *changed.mutable_title() = shanxi->proto().title();
  *changed.mutable_cases() = shanxi->proto().cases();
  EXPECT_EQ(changed.SerializeAsString(), shanxi->proto().SerializeAsString());
}

// A message of the load holds `reason`, on a line that begins with file and line where the comment names one.
bool Says(const std::string& message, const std::string& file, int line, const std::string& reason) {
  const std::vector<std::string> lines = absl::StrSplit(message, '\n');
  for (const std::string& text : lines) {
    const std::string place = absl::StrCat(file, ":", line, ":");
    const bool placed = line == 0 ? text.rfind(file + ":", 0) != 0 : text.rfind(place, 0) == 0;
    if (placed && text.find(reason) != std::string::npos) return true;
  }
  return false;
}

TEST(InvalidPoliciesTest, AreRefusedWithLineAndReason) {
  const std::vector<std::string> files = Files(PolicyDir() + "/invalid");
  EXPECT_GE(files.size(), 45U);
  for (const std::string& file : files) {
    const std::string text = FileText(file);
    const std::string first = text.substr(0, text.find('\n'));
    int line = -1;
    ASSERT_EQ(std::sscanf(first.c_str(), "# line %d: ", &line), 1) << file;
    const std::string reason = first.substr(first.find(": ") + 2);
    const auto policy = LoadPolicy(text, "x");
    ASSERT_FALSE(policy.ok()) << file;
    EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument) << file;
    EXPECT_TRUE(Says(std::string(policy.status().message()), "x", line, reason))
        << file << " wants line " << line << ": " << reason << "\ngot " << policy.status().message();
  }
}

TEST(BasedOnTest, AResolverMayNameOtherPoliciesThanTheShipped) {
  const auto caps = testing::WhatIf("caps");
  const std::string text =
      "based_on: \"policies/mine@1\" name: \"policies/second\" revision: 3\n"
      "title { zh: \"二\" en: \"two\" }\nclaims: CHECKED\n";
  const auto second =
      LoadPolicy(text, "second", [&](std::string_view name) { return name == "policies/mine@1" ? caps : nullptr; });
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ((*second)->pin().name(), "policies/second@3");
  EXPECT_EQ((*second)->proto().claims(), heng::v1::CHECKED);
  EXPECT_EQ((*second)->proto().total_caps_size(), 4);      // of the base
  EXPECT_TRUE((*second)->proto().cases().empty());         // never of the base
  EXPECT_FALSE(LoadPolicy(text, "second", nullptr).ok());  // nobody to ask
}

TEST(BasedOnTest, AMessageIsReplacedWhole) {
  const std::string text =
      "based_on: \"shanxi-2022\" name: \"policies/second\" revision: 1\n"
      "title { zh: \"二\" en: \"two\" }\n"
      "execution { weight: \"10\" score_rounding { places: 2 mode: HALF_UP } }\n";
  const auto second = LoadPolicy(text, "second");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_FALSE((*second)->proto().execution().has_rate_rounding());
}

}  // namespace
}  // namespace heng::scoring
