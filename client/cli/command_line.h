// The CLI11 app behind options.h. All of CLI11, and its exceptions, stay in this class.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "client/cli/options.h"
#include "google/protobuf/descriptor.h"

namespace heng::cli {

// What may stand at one place of the command line; for completion.
struct Values {
  std::function<std::vector<std::string>()> words = [] { return std::vector<std::string>(); };
  bool files = false;
};

Values WordsOf(std::vector<std::string> words);
Values FileNames();
// Shipped policies. Read only when somebody completes one: loading them runs their cases.
std::vector<std::string> PolicyNames();
// "orgs/dt" of "dt"; what begins with the collection, and nothing, stay as they are.
std::string WithCollection(const std::string& collection, const std::string& name);
// At most so many of A-Z a-z 0-9 . _ : -, as the contract has ids that callers make.
bool IsSenderId(const std::string& text, std::size_t max_bytes);

class CommandLine {
 public:
  CommandLine(const std::vector<std::string>& arguments, const Environment& environment);

  std::variant<Options, Exit> Parse();

  // What may complete the last of `words`, see completion.h.
  std::string Complete(const std::vector<std::string>& words);

 private:
  std::string T(const char* zh, const char* en) const { return Say(language_, zh, en); }
  Exit Usage(const std::string& what) const;
  // Tokens where every user of the machine, or every program, could see them. They return what is wrong.
  std::string TokenInArguments() const;
  std::string TokenInEnvironment() const;
  std::string Explain(const CLI::ParseError& error) const;

  // Building the app: command_line_build.cc.
  void Build();
  void NameGroups(CLI::App* app);
  void UseChineseHeadings();
  void SetHelp(CLI::App* app);
  CLI::App* Group(const std::string& name, const std::string& description);
  // Needs::kNothing: the command works whatever is said of a server.
  enum class Needs { kServer, kNothing };
  CLI::App* Sub(CLI::App* parent, const std::string& name, const std::string& description, Run run,
                Needs needs = Needs::kServer);
  void AddGlobalOptions();
  void AddConnectionOptions();
  CLI::Option* AddFiles(CLI::App* sub);
  void AddPolicyOption(CLI::App* sub, const std::string& description);
  void AddPolicyFile(CLI::App* sub);
  void AddFailOn(CLI::App* sub);
  void AddScore();
  void AddCheck();
  void AddSubmit();
  void AddEval();
  void AddEvaluationFilter(CLI::App* sub);
  void AddExplainFinding();
  void AddCompletion();
  CLI::Option* Takes(CLI::Option* option, Values values);
  CLI::Option* AddName(CLI::App* sub, const std::string& collection, const std::string& description);
  CLI::Option* AddNames(CLI::App* sub, const std::string& collection, const std::string& description);
  // A flag that sets a field of what is created or changed; of a field that names another thing, its collection.
  CLI::Option* AddField(CLI::App* sub, const std::string& flag, const std::string& field,
                        const std::string& description, const std::string& collection = "");
  // The same for a choice: completes its words.
  CLI::Option* AddChoice(CLI::App* sub, const std::string& flag, const std::string& field,
                         const google::protobuf::EnumDescriptor* choice, const std::string& description);
  void AddOrg(CLI::App* sub, const std::string& description);
  void AddLimit(CLI::App* sub);
  void AddDryRun(CLI::App* sub);
  void AddEtag(CLI::App* sub);
  void AddYes(CLI::App* sub);
  // Building: command_line_events.cc.
  void AddEvents();
  void AddWatch();
  void AddResource(CLI::App* sub);
  // Building: command_line_forms.cc.
  enum class Reason { kNone, kOptional, kRequired };
  void AddEvalLife(CLI::App* eval);
  void AddTarget();
  void AddReview();
  CLI::Option* AddForm(CLI::App* sub, const std::string& collection);
  CLI::Option* AddForms(CLI::App* sub, const std::string& collection);
  void AddReason(CLI::App* sub, bool required);
  void AddStep(CLI::App* sub, bool asks);
  CLI::App* AddFormAction(CLI::App* parent, const std::string& name, const std::string& description,
                          const std::string& collection, Run run, Reason reason, bool asks);
  void AddWaiting(CLI::App* sub);
  CLI::Option* AddComments(CLI::App* sub, const std::string& description);
  void AddAnswers(CLI::App* parent, const std::string& collection);
  void AddReturn(CLI::App* parent, const std::string& collection);
  void AddFormFile(CLI::App* sub);
  // Building: command_line_policy.cc.
  void AddPolicy();
  void AddPolicySimulate(CLI::App* policy);
  void AddPolicyInForce(CLI::App* policy);
  // --remote, which chooses between two commands.
  void AddRemote(CLI::App* sub, Run local, Run remote);
  // Building: command_line_config.cc.
  void AddConfig();
  void AddLogin();
  // Building: command_line_directory.cc.
  void AddOrgs();
  void AddProjects();
  void AddOrgFields(CLI::App* sub);
  void AddProjectFields(CLI::App* sub);
  void AddImport(CLI::App* sub, const std::string& columns);
  // Building: command_line_access.cc.
  void AddPrincipals();
  void AddTokens();
  void AddWindows();
  // Building: command_line_work.cc.
  void AddTodo();
  void AddDue();
  void AddDiff();
  void AddHistory();
  void AddFormType(CLI::App* sub, const std::string& description);
  // Building: command_line_office.cc.
  void AddSamples();
  void AddSampleDraw(CLI::App* sample);
  void AddWorkflow();
  void AddBudgets();
  void AddResults();
  // Building: command_line_crosscheck.cc.
  void AddCrossCheck();
  // Building: command_line_report.cc.
  void AddSummary();
  void AddTexts();
  void AddDepartmentEvaluations();
  void AddYearFacts();
  void AddFormat(CLI::App* sub, std::vector<std::string> formats);
  // --org, which has to be given.
  CLI::Option* AddOrgRequired(CLI::App* sub, const std::string& description);

  // Building: command_line_files.cc.
  void AddExport();
  void AddImportForms();
  void AddEvalImport(CLI::App* eval);
  void AddLayouts();
  // --org, --project and --year of a sheet.
  void AddSheetOwner(CLI::App* sub);
  void AddSheetYear(CLI::App* sub);
  CLI::Option* AddOut(CLI::App* sub);

  // Checking and translating what CLI11 took as text: command_line_finish.cc. They return what is wrong.
  std::string Finish();
  std::string FinishGlobals();
  std::string FinishConnection();
  std::string FinishFiles();
  std::string FinishPolicy();
  std::string FinishEval();
  std::string FinishEvents();
  std::string FinishPaper();
  bool ParseTimeout();

  const std::vector<std::string>& arguments_;
  Language language_ = Language::kChinese;
  CLI::App app_{"", "heng"};
  Options options_;
  std::map<const CLI::Option*, Values> values_;
  bool no_color_by_environment_ = false;
  ConnectionSettings environment_settings_;
  std::string environment_context_, context_, config_file_;
  bool token_in_environment_ = false;
  std::string choice_mistake_;
  std::string output_ = "table", lang_, timeout_ = "30s", fail_on_, state_, target_state_, grade_, head_;
};

}  // namespace heng::cli
