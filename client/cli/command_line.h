// The CLI11 app behind options.h. All of CLI11, and its exceptions, stay in this class.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "client/cli/options.h"

namespace heng::cli {

// What may stand at one place of the command line; for completion.
struct Values {
  std::function<std::vector<std::string>()> words = [] { return std::vector<std::string>(); };
  bool files = false;
};

class CommandLine {
 public:
  CommandLine(const std::vector<std::string>& arguments, const Environment& environment);

  std::variant<Options, Exit> Parse();

  // What may complete the last of `words`, see completion.h.
  std::string Complete(const std::vector<std::string>& words);

 private:
  std::string T(const char* zh, const char* en) const { return Say(language_, zh, en); }
  Exit Usage(const std::string& what) const;
  std::string Explain(const CLI::ParseError& error) const;

  // Building the app: command_line_build.cc.
  void Build();
  void NameGroups(CLI::App* app);
  void UseChineseHeadings();
  void SetHelp(CLI::App* app);
  CLI::App* Group(const std::string& name, const std::string& description);
  CLI::App* Sub(CLI::App* parent, const std::string& name, const std::string& description, Command command);
  void AddGlobalOptions();
  CLI::Option* AddFiles(CLI::App* sub);
  void AddPolicyOption(CLI::App* sub, const std::string& description);
  void AddPolicyFile(CLI::App* sub);
  void AddFailOn(CLI::App* sub);
  void AddScore();
  void AddCheck();
  void AddSubmit();
  void AddEval();
  void AddEvents();
  void AddExplainFinding();
  void AddPolicy();
  void AddPolicySimulate(CLI::App* policy);
  void AddCompletion();
  CLI::Option* Takes(CLI::Option* option, Values values);

  // Checking and translating what CLI11 took as text: command_line_finish.cc. They return what is wrong.
  std::string Finish();
  std::string FinishGlobals();
  std::string FinishServer();
  std::string FinishFiles();
  std::string FinishPolicy();
  std::string FinishEval();
  std::string FinishEvents();
  bool ParseTimeout();

  const std::vector<std::string>& arguments_;
  Language language_ = Language::kChinese;
  CLI::App app_{"", "heng"};
  Options options_;
  std::map<const CLI::Option*, Values> values_;
  bool no_color_by_environment_ = false;
  std::string server_by_environment_;
  std::string server_, output_ = "table", lang_, timeout_ = "30s", fail_on_, state_, grade_, head_;
};

}  // namespace heng::cli
