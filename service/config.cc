#include "service/config.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/json/suggest.h"
#include "scoring/policy.h"
#include "service/language.h"
#include "service/settings_print.h"
#include "service/settings_read.h"
#include "service/tls/identity.h"

namespace heng {
namespace {

constexpr char kDefaultFile[] = "/etc/heng/hengd.toml";

// What the command line says, before anything is checked.
struct CommandLine {
  SettingSources sources;
  std::string file;                                                         // --config
  bool print_config = false, as_json = false, docs = false, check = false;  // hengd config
  admin::Command command;
  Language language = Language::kChinese;
};

void AddFlag(CLI::App& app, const Setting& setting, CommandLine* line) {
  const std::string name = absl::StrCat("--", setting.flag);
  const auto take = [line, &setting](const std::string& text) { line->sources.flags.emplace_back(&setting, text); };
  const std::string& help = Say(line->language, setting.help);
  const std::string value = ValueText(setting, Config());
  if (std::holds_alternative<bool Config::*>(setting.field)) {
    app.add_flag_function(
           absl::StrCat(name, ",!--no-", setting.flag), [take](int64_t count) { take(count > 0 ? "true" : "false"); },
           help)
        ->default_str(value);
  } else {
    const bool is_text = std::holds_alternative<std::string Config::*>(setting.field);
    app.add_option_function<std::string>(name, take, help)
        ->type_name(is_text ? "TEXT" : TypeText(setting).en)
        ->default_str(value);
  }
}

void AddFileFlag(CLI::App& app, CommandLine* line) {
  app.add_option(
      "--config", line->file,
      Say(line->language, {"配置文件；默认：HENGD_CONFIG，或 /etc/heng/hengd.toml（如存在）",
                           "configuration file; default: HENGD_CONFIG, or /etc/heng/hengd.toml if it exists"}));
}

void AddConfigCommand(CLI::App& app, CommandLine* line) {
  const Language language = line->language;
  CLI::App* command = app.add_subcommand(
      "config", Say(language, {"列出各项设置及其来源", "print every setting and where it comes from"}));
  command->fallthrough();  // every flag of hengd may follow
  command->add_flag("--json", line->as_json, Say(language, {"以 JSON 输出", "as JSON"}));
  command->add_flag("--docs", line->docs,
                    Say(language, {"输出设置说明表（Markdown）", "print the table of settings, Markdown"}));
  command->add_flag("--check", line->check,
                    Say(language, {"只作检查，连同所指的文件", "only check, the files they name included"}));
  command->callback([line] { line->print_config = true; });
  command->footer("hengd config --config /etc/heng/hengd.toml --check");
}

void Build(CLI::App& app, CommandLine* line) {
  app.set_version_flag("--version", "hengd " HENG_VERSION);
  app.allow_extras();  // what is unknown is said together with all else that is wrong
  AddFileFlag(app, line);
  for (const Setting& setting : AllSettings()) AddFlag(app, setting, line);
  const auto add_store = [line](CLI::App& command) {
    AddFileFlag(command, line);
    AddFlag(command, *FindSetting("store"), line);
  };
  admin::AddCommands(app, add_store, &line->command);
  AddConfigCommand(app, line);
  app.footer(absl::StrCat(Say(line->language, {"例：", "Example: "}),
                          "hengd --default-policy shanxi-2022 --store sqlite:/var/lib/heng/heng.db"));
}

// Words of the command line that belong to nothing.
void AddStrays(const CLI::App& app, std::vector<Problem>* problems) {
  std::vector<std::string> names = {"--config"};
  for (const Setting& setting : AllSettings()) names.push_back(absl::StrCat("--", setting.flag));
  bool after_unknown = false;  // its value, most likely
  for (const std::string& word : app.remaining(/*recurse=*/true)) {
    const bool is_flag = absl::StartsWith(word, "-");
    if (!is_flag && std::exchange(after_unknown, false)) continue;
    after_unknown = is_flag;
    const std::string name = word.substr(0, word.find('='));
    const std::string near = is_flag ? json::Nearest(name, names) : "";
    Text text =
        is_flag ? Text{"没有这个选项", "there is no such flag"} : Text{"多出来的词", "this word belongs to nothing"};
    absl::StrAppend(&text.zh, near.empty() ? "；见 hengd --help" : absl::StrCat("；是不是 ", near, "？"));
    absl::StrAppend(&text.en, near.empty() ? "; see hengd --help" : absl::StrCat("; did you mean ", near, "?"));
    problems->push_back({name, std::move(text)});
  }
}

std::string FileToRead(const std::string& flag) {
  if (!flag.empty()) return flag;
  const std::string named = ProcessEnvironment("HENGD_CONFIG").value_or("");
  if (!named.empty()) return named;
  std::error_code error;
  return std::filesystem::exists(kDefaultFile, error) || error ? kDefaultFile : "";
}

// Reads the files; what is only doubtful is said at once.
void CheckTlsFiles(Language language, LoadedSettings* loaded) {
  using File = tls::FileProblem::File;
  const tls::Files files = TlsFilesOf(loaded->config);
  const tls::Loaded tls = tls::Load(files);
  for (const tls::FileProblem& problem : tls.problems) {
    const char* key = problem.file == File::kCertificate ? "tls.certificate"
                      : problem.file == File::kKey       ? "tls.key"
                                                         : "tls.client_ca";
    loaded->problems.push_back({PlaceOf(*loaded, key), problem.text});
  }
  if (!tls.problems.empty()) return;
  if (const auto warning = tls::ValidityWarning(files, tls.identity, absl::Now())) {
    std::cerr << "hengd: " << Say(language, *warning) << "\n";
  }
}

// Everything of `line`, with all that is wrong.
LoadedSettings Load(const CLI::App& app, CommandLine* line) {
  line->sources.file = FileToRead(line->file);
  for (char** entry = environ; *entry != nullptr; ++entry) line->sources.environment.emplace_back(*entry);
  LoadedSettings loaded = ReadSettings(line->sources);
  AddStrays(app, &loaded.problems);
  if (auto wrong = LanguageProblem(ProcessEnvironment)) loaded.problems.push_back({"HENG_LANG", *std::move(wrong)});
  const bool reads_files = !line->print_config || line->check;
  const bool maintenance = line->command.kind != admin::Command::Kind::kNone;
  if (maintenance) {
    if (auto wrong = admin::CommandProblem(line->command))
      loaded.problems.push_back({"--no-backup", *std::move(wrong)});
  } else {
    CheckTogether(&loaded);
    if (loaded.problems.empty() && loaded.config.tls() && reads_files) CheckTlsFiles(line->language, &loaded);
  }
  loaded.config.command = line->command;
  loaded.config.language = line->language;
  const auto policy = scoring::ShippedPolicies::Get().Find(loaded.config.default_policy);
  if (policy != nullptr) loaded.config.default_policy = policy->proto().name();
  return loaded;
}

void PrintConfig(const CommandLine& line, const LoadedSettings& loaded) {
  if (line.check) {
    std::cout << Say(line.language, {"设置无误", "the settings are fine"}) << "\n";
  } else {
    std::cout << (line.as_json ? SettingsJson(loaded) : SettingsText(loaded, line.language));
  }
}

}  // namespace

tls::Files TlsFilesOf(const Config& config) {
  return {.certificate = config.tls_certificate, .key = config.tls_key, .client_ca = config.tls_client_ca};
}

ConfigOutcome ReadConfig(int argc, char** argv, Config* config) {
  CommandLine line;
  line.language = ChooseLanguage(ProcessEnvironment);
  CLI::App app{Say(line.language, {"hengd：预算绩效自评服务，保存、评分、评级",
                                   "hengd keeps, scores and grades budget performance self-evaluation forms"}),
               "hengd"};
  Build(app, &line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 reports by exception
    return app.exit(error, std::cout, std::cerr) == 0 ? ConfigOutcome::kExitOk : ConfigOutcome::kExitUsage;
  }
  if (line.docs) {
    std::cout << SettingsMarkdown();
    return ConfigOutcome::kExitOk;
  }
  LoadedSettings loaded = Load(app, &line);
  for (const Problem& problem : loaded.problems) std::cerr << "hengd: " << Sentence(line.language, problem) << "\n";
  if (!loaded.problems.empty()) return ConfigOutcome::kExitUsage;
  if (line.print_config) {
    PrintConfig(line, loaded);
    return ConfigOutcome::kExitOk;
  }
  *config = std::move(loaded.config);
  return config->command.kind == admin::Command::Kind::kNone ? ConfigOutcome::kServe : ConfigOutcome::kCommand;
}

}  // namespace heng
