// Another program's word on a file.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_dir.h"

namespace heng::forms {

// What `command` prints, standard error too; it must end well.
inline std::string RunTool(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "can't run " + command;
  std::string out;
  std::array<char, 4096> buffer{};
  for (size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << out;
  return out;
}

inline void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the tables of an HTML file say, row by row (read_html.py). On the way: python's own parser finds every element
// closed and every row as wide as its table, and tidy, which knows HTML, has nothing to say.
inline std::string CheckedHtml(const std::string& html) {
  const heng::testing::TempDir dir;
  const std::string path = dir.path() + "/form.html";
  WriteFile(path, html);
  EXPECT_EQ(RunTool("tidy -errors -quiet -utf8 --warn-proprietary-attributes no " + path), "");
  return RunTool("python3 " HENG_SOURCE_DIR "/tests/unit/forms/read_html.py " + path);
}

}  // namespace heng::forms
