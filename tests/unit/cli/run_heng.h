// Runs commands of `heng` in this process, without a server.
#pragma once

#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "gtest/gtest.h"

namespace heng::cli::testing {

struct Ran {
  int code = 0;
  std::string out, err;
};

// Where a command runs.
struct Around {
  std::string standard_input;
  bool err_is_terminal = false;
  bool in_is_terminal = false;
  int width = 0;  // of the terminal stdout is
  std::map<std::string, std::string> environment;
};

inline Ran RunHeng(const std::vector<std::string>& arguments, const Around& around) {
  const auto parsed = ParseCommandLine(arguments, [&](const char* name) -> std::optional<std::string> {
    const auto found = around.environment.find(name);
    return found == around.environment.end() ? std::nullopt : std::optional(found->second);
  });
  if (const auto* exit = std::get_if<Exit>(&parsed)) {
    const bool ok = exit->code == ExitCode::kOk;
    return {static_cast<int>(exit->code), ok ? exit->text : "", ok ? "" : exit->text};
  }
  const Options& options = std::get<Options>(parsed);
  std::istringstream in(around.standard_input);
  std::ostringstream out, err;
  Console console{in, out, err};
  console.language = options.language;
  console.quiet = options.quiet;
  console.err_is_terminal = around.err_is_terminal;
  console.in_is_terminal = around.in_is_terminal;
  console.width = around.width;
  const ExitCode code = RunCommand(options, console);
  return {static_cast<int>(code), out.str(), err.str()};
}

inline Ran RunHeng(const std::vector<std::string>& arguments, const std::string& standard_input = "",
                   bool terminal = false) {
  return RunHeng(arguments, Around{standard_input, terminal, false, 0, {}});
}

// A token nobody gave out.
inline std::string MadeUpToken(char filler = 'x') { return "heng_" + std::string(40, filler); }

// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = ::testing::TempDir() + "heng-cli-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::ignore = std::system(("rm -rf '" + path_ + "'").c_str()); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string File(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + "/" + name) << content;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string Seed(const std::string& stem) {
  return std::string(HENG_SOURCE_DIR) + "/tests/data/seeds/" + stem + ".json";
}

inline std::vector<std::string> SevenSeeds() {
  std::vector<std::string> files;
  for (const char* stem : {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo", "4-shebao-jingban",
                           "5-dangan-guanli", "6-shebao-dalou", "7-jinbao-gongcheng"}) {
    files.push_back(Seed(stem));
  }
  return files;
}

inline std::vector<std::string> Joined(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

inline std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A shipped policy as a file.
inline std::string ShippedPolicyText(const std::string& name) {
  return ReadAll(std::string(HENG_SOURCE_DIR) + "/scoring/policies/" + name + ".textproto");
}

}  // namespace heng::cli::testing
