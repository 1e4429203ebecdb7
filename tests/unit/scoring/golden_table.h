// Tables of tests/cases that a test writes anew and compares line by line.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "policy_files.h"

namespace heng::scoring::testing {

using Lines = std::vector<std::string>;

// The lines only one of the two has, in order: "-" was expected, "+" came out. By the longest common subsequence.
inline std::string Difference(const Lines& expected, const Lines& got) {
  std::vector<std::vector<int>> common(expected.size() + 1, std::vector<int>(got.size() + 1));
  for (size_t i = expected.size(); i-- > 0;) {
    for (size_t j = got.size(); j-- > 0;) {
      common[i][j] = expected[i] == got[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string out;
  size_t i = 0, j = 0;
  while (i < expected.size() || j < got.size()) {
    if (i < expected.size() && j < got.size() && expected[i] == got[j]) {
      ++i, ++j;
    } else if (j == got.size() || (i < expected.size() && common[i + 1][j] >= common[i][j + 1])) {
      absl::StrAppend(&out, "- ", expected[i++], "\n");
    } else {
      absl::StrAppend(&out, "+ ", got[j++], "\n");
    }
  }
  return out;
}

// `now` is what tests/cases/NAME says. With HENG_WRITE_GOLDEN set the file is written instead; `test` is the program
// that does so.
inline void ExpectGolden(const std::string& name, const std::string& test, const std::string& now) {
  const std::string path = std::string(HENG_SOURCE_DIR) + "/tests/cases/" + name;
  if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << now;
    GTEST_SKIP() << "written: " << path;  // compared with itself it could not fail
  }
  const std::string difference = Difference(absl::StrSplit(FileText(path), '\n'), absl::StrSplit(now, '\n'));
  EXPECT_TRUE(difference.empty()) << "tests/cases/" << name << " (-) and what came out (+) differ:\n"
                                  << difference << "Where the new lines are right:\n"
                                  << "  HENG_WRITE_GOLDEN=1 build/dev/bin/" << test;
}

}  // namespace heng::scoring::testing
