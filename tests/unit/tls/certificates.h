// Certificates made for a test by tests/support/certificates.sh, and what tests do with files.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace heng::testing {

class Certificates : public ::testing::Test {
 protected:
  // Once for the whole binary.
  static const std::string& Made() {
    static const auto* folder = new TempDir;
    static const bool made =
        std::system((HENG_SOURCE_DIR "/tests/support/certificates.sh " + folder->path()).c_str()) == 0;
    EXPECT_TRUE(made) << "is openssl installed?";
    return folder->path();
  }

  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  // As an administrator replaces a file: a new one, renamed over the old.
  void Write(const std::string& name, const std::string& text) const {
    const std::string fresh = Path(name) + ".new";
    std::ofstream(fresh) << text;
    std::filesystem::permissions(fresh, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::rename(fresh, Path(name));
  }
  void Replace(const std::string& name, const std::string& made) const { Write(name, Read(Made() + "/" + made)); }
  static std::string Read(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

  TempDir folder_;
};

}  // namespace heng::testing
