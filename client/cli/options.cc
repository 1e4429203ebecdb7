#include "client/cli/options.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <functional>
#include <memory>

#include "absl/strings/numbers.h"
#include "client/cli/labels.h"

namespace heng::cli {
namespace {

constexpr char kDefaultPort[] = "7443";

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string WithCollection(const std::string& collection, const std::string& name) {
  return name.empty() || name.starts_with(collection + "/") ? name : collection + "/" + name;
}

bool IsRequestId(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == ':' || c == '-';
  });
}

// The words of --lang have to be known before the help texts are built.
std::string LanguageFlag(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with("--lang=")) return arguments[i].substr(7);
  }
  return "";
}

// Builds the CLI11 app and fills Options from it. All of CLI11, and its exceptions, stay in this class.
class CommandLine {
 public:
  CommandLine(const std::vector<std::string>& arguments, const Environment& environment) : arguments_(arguments) {
    language_ = ChooseLanguage(LanguageFlag(arguments), environment);
    options_.language = language_;
    no_color_by_environment_ = !environment("NO_COLOR").value_or("").empty();
    server_by_environment_ = environment("HENG_SERVER").value_or("");
    app_.description(
        T("衡：预算绩效自评的提交、评分与查询", "heng: file, score and look up budget performance self-evaluations"));
    app_.footer(
        T("示例：\n"
          "  heng score 自评表.json              只评分，不保存\n"
          "  heng submit *.json                  提交；重复执行不会重复提交\n"
          "  heng eval list --year 2022          列出\n"
          "  heng eval show dt-2022-canjiren     查看一份\n\n"
          "退出码：0 成功，1 失败，2 用法错误，3 身份或权限，4 冲突或状态不符，5 有阻止提交的问题，\n"
          "        6 部分文件失败，7 连接不上服务器，130 被中断",
          "Examples:\n"
          "  heng score form.json                score only, nothing is kept\n"
          "  heng submit *.json                  submit; running it twice is harmless\n"
          "  heng eval list --year 2022          list\n"
          "  heng eval show dt-2022-canjiren     show one\n\n"
          "Exit codes: 0 ok, 1 failure, 2 usage, 3 identity or permission, 4 conflict or wrong state,\n"
          "            5 findings that block, 6 part of a batch failed, 7 server not reachable, 130 interrupted"));
    app_.require_subcommand(0, 1);  // not 1: a misspelt command is to be named, not called missing
    app_.fallthrough();
    if (language_ == Language::kChinese) UseChineseHeadings();
    AddGlobalOptions();
    AddScore();
    AddSubmit();
    AddEval();
    Sub(&app_, "version", T("显示版本", "print the version"), Command::kVersion);
    NameGroups(&app_);
  }

  std::variant<Options, Exit> Parse() {
    try {
      // CLI11 wants them last first.
      app_.parse(std::vector<std::string>(arguments_.rbegin(), arguments_.rend()));
    } catch (const CLI::CallForHelp&) {
      return Exit{ExitCode::kOk, app_.help()};
    } catch (const CLI::ParseError& error) {
      return Usage(Explain(error));
    }
    if (options_.command == Command::kNone) return Usage(T("缺少命令。", "No command given."));
    const std::string mistake = Finish();
    if (!mistake.empty()) return Usage(mistake);
    return options_;
  }

 private:
  std::string T(const char* zh, const char* en) const { return Say(language_, zh, en); }

  Exit Usage(const std::string& what) const {
    return {ExitCode::kUsage,
            what + "\n" +
                T("用 heng --help 或 heng 命令 --help 查看用法。", "See heng --help or heng COMMAND --help.") + "\n"};
  }

  std::string Explain(const CLI::ParseError& error) const {
    const std::string what = error.what();
    if (language_ == Language::kEnglish) return "Wrong command line: " + what;
    switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
      case CLI::ExitCodes::RequiredError:
        return "缺少命令或必填的参数（" + what + "）。";
      case CLI::ExitCodes::ExtrasError:
        return "有不认识的参数（" + what + "）。";
      case CLI::ExitCodes::ArgumentMismatch:
        return "参数的个数不对（" + what + "）。";
      case CLI::ExitCodes::ConversionError:
        return "参数的值不对（" + what + "）。";
      default:
        return "命令行有误（" + what + "）。";
    }
  }

  // Titles of the sections of a help text; CLI11 takes them from groups.
  void NameGroups(CLI::App* app) {
    for (CLI::Option* option : app->get_options()) option->group(T("选项", "Options"));
    for (CLI::App* sub : app->get_subcommands([](CLI::App*) { return true; })) {
      sub->group(T("命令", "Commands"));
      NameGroups(sub);
    }
  }

  void UseChineseHeadings() {
    auto formatter = std::make_shared<CLI::Formatter>();
    formatter->label("Usage", "用法");
    formatter->label("OPTIONS", "选项");
    formatter->label("SUBCOMMAND", "命令");
    formatter->label("Positionals", "参数");
    formatter->label("REQUIRED", "必填");
    formatter->label("Env", "环境变量");
    formatter->column_width(34);
    app_.formatter(formatter);
  }

  void SetHelp(CLI::App* app) { app->set_help_flag("-h,--help", T("显示帮助", "show this help")); }

  CLI::App* Sub(CLI::App* parent, const std::string& name, const std::string& description, Command command) {
    CLI::App* sub = parent->add_subcommand(name, description);
    SetHelp(sub);
    sub->footer("");
    sub->callback([this, command] { options_.command = command; });
    return sub;
  }

  void AddGlobalOptions() {
    SetHelp(&app_);
    app_.add_option("--server", server_,
                    T("服务器地址，目前只接受本机（默认 127.0.0.1:7443；环境变量 HENG_SERVER）",
                      "server, this machine only for now (default 127.0.0.1:7443; env HENG_SERVER)"));
    app_.add_option("-o,--output", output_, T("输出格式：table 或 json", "output: table or json"));
    app_.add_option("--lang", lang_, T("语言：zh 或 en（环境变量 HENG_LANG）", "language: zh or en (env HENG_LANG)"));
    app_.add_option("--timeout", timeout_,
                    T("一次调用连同重试的时限，如 30s、2m（默认 30s）",
                      "time for one call with its retries, 30s or 2m (default 30s)"));
    app_.add_option(
        "--request-id", options_.request_id,
        T("请求号；不给则由内容算出，重复执行不会重复提交", "request id; derived from the content if not given"));
    app_.add_flag("-q,--quiet", options_.quiet, T("不显示进度和提示", "no progress and no notes"));
    app_.add_flag("--no-color", options_.no_color, T("不用颜色（环境变量 NO_COLOR）", "no colours (env NO_COLOR)"));
  }

  void AddFiles(CLI::App* sub) {
    sub->add_option("FILE", options_.files, T("自评表文件（JSON）；- 为标准输入", "form files (JSON); - is stdin"))
        ->required();
    sub->add_option("--policy", options_.policy,
                    T("评分规则，如 shanxi-2022；不给则用服务器的默认规则",
                      "scoring policy, e.g. shanxi-2022; default: the server's"));
  }

  void AddScore() {
    CLI::App* sub = Sub(&app_, "score", T("给自评表评分，不保存", "score forms, keep nothing"), Command::kScore);
    AddFiles(sub);
    sub->add_flag("--explain", options_.explain, T("说明每个分数怎么得出", "say how every score came about"));
    sub->add_option("--fail-on", fail_on_,
                    T("有此级别的问题时退出码为 5：error 或 warning",
                      "exit 5 if there are findings of this level: error or warning"));
    sub->footer(T("示例：\n  heng score 自评表.json --explain\n  heng score *.json -o json",
                  "Examples:\n  heng score form.json --explain\n  heng score *.json -o json"));
  }

  void AddSubmit() {
    CLI::App* sub = Sub(&app_, "submit", T("提交自评表", "submit forms"), Command::kSubmit);
    AddFiles(sub);
    sub->add_flag("--dry-run", options_.dry_run,
                  T("只检查能否提交，不写入", "only check whether it could be submitted"));
    sub->footer(T("示例：\n  heng submit 自评表.json\n  heng submit *.json --dry-run",
                  "Examples:\n  heng submit form.json\n  heng submit *.json --dry-run"));
  }

  void AddEval() {
    CLI::App* eval = app_.add_subcommand("eval", T("查询和管理自评表", "look up and manage evaluations"));
    SetHelp(eval);
    eval->footer("");
    eval->require_subcommand(0, 1);
    CLI::App* list = Sub(eval, "list", T("列出自评表", "list evaluations"), Command::kEvalList);
    list->add_option("--org", options_.org, T("单位，如 orgs/dt-shebao", "organisation, e.g. orgs/dt-shebao"));
    list->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
    list->add_option("--state", state_, T("状态：草稿 draft、已提交 submitted …", "state: draft, submitted …"));
    list->add_option("--grade", grade_, T("等级：优、良、中、差", "grade: excellent, good, fair, poor"));
    list->add_option("--limit", options_.limit,
                     T("最多列出多少份（默认全部）", "list at most this many (default: all)"));
    list->footer(T("示例：\n  heng eval list --year 2022 --grade 良\n  heng eval list --org dt-shebao -o json",
                   "Examples:\n  heng eval list --year 2022 --grade good\n  heng eval list --org dt-shebao -o json"));
    CLI::App* show = Sub(eval, "show", T("查看一份自评表", "show one evaluation"), Command::kEvalShow);
    show->add_option("ID", options_.name, T("名称或编号", "name or id"))->required();
    CLI::App* discard = Sub(eval, "discard", T("作废一份草稿", "discard a draft"), Command::kEvalDiscard);
    discard->add_option("ID", options_.name, T("名称或编号", "name or id"))->required();
    discard->add_option("--etag", options_.etag, T("只在仍是这一版本时作废", "only if this is still the version"));
    discard->add_flag("-y,--yes", options_.yes, T("不再询问", "do not ask"));
  }

  // Checks and translates what CLI11 took as text. Returns what is wrong, empty: nothing.
  std::string Finish() {
    for (const auto& check : {&CommandLine::FinishGlobals, &CommandLine::FinishFiles, &CommandLine::FinishEval}) {
      std::string mistake = (this->*check)();
      if (!mistake.empty()) return mistake;
    }
    return "";
  }

  std::string FinishGlobals() {
    options_.no_color = options_.no_color || no_color_by_environment_;
    options_.output = output_ == "json" ? Output::kJson : Output::kTable;
    if (output_ != "json" && output_ != "table")
      return T("--output 只能是 table 或 json。", "--output is table or json.");
    if (!lang_.empty() && !ParseLanguage(lang_)) return T("--lang 只能是 zh 或 en。", "--lang is zh or en.");
    if (!server_by_environment_.empty()) options_.server = server_by_environment_;
    if (!server_.empty()) options_.server = server_;
    options_.target = LoopbackTarget(options_.server);
    if (options_.target.empty()) {
      return T("服务器地址 ", "Server address ") + options_.server +
             T(" 不是本机地址：目前只有明文连接，只允许连接本机（127.0.0.1、[::1]、localhost，可带 :端口）。",
               " is not on this machine: connections are plaintext for now, so only 127.0.0.1, [::1] and localhost "
               "(with :port) are allowed.");
    }
    if (!ParseTimeout())
      return T("--timeout 要写成 30s、500ms 或 2m，且大于 0、不超过 1h。",
               "--timeout is 30s, 500ms or 2m, above 0 and at most 1h.");
    if (!options_.request_id.empty() && !IsRequestId(options_.request_id)) {
      return T("--request-id 最多 64 个字符，只能用 A-Z a-z 0-9 . _ : -。",
               "--request-id has at most 64 characters of A-Z a-z 0-9 . _ : -.");
    }
    return "";
  }

  bool ParseTimeout() {
    if (IsDigits(timeout_)) timeout_ += "s";
    return absl::ParseDuration(timeout_, &options_.timeout) && options_.timeout > absl::ZeroDuration() &&
           options_.timeout <= absl::Hours(1);
  }

  std::string FinishFiles() {
    options_.policy = WithCollection("policies", options_.policy);
    if (std::count(options_.files.begin(), options_.files.end(), "-") > 1) {
      return T("- （标准输入）只能写一次。", "- (stdin) can be given once.");
    }
    if (options_.files.size() > 1 && !options_.request_id.empty()) {
      return T("一个 --request-id 只能用于一个文件。", "One --request-id serves one file only.");
    }
    if (fail_on_ == "error") options_.fail_on = heng::v1::Finding::ERROR;
    if (fail_on_ == "warning") options_.fail_on = heng::v1::Finding::WARNING;
    if (!fail_on_.empty() && options_.fail_on == heng::v1::Finding::SEVERITY_UNSPECIFIED) {
      return T("--fail-on 只能是 error 或 warning。", "--fail-on is error or warning.");
    }
    return "";
  }

  std::string FinishEval() {
    options_.org = WithCollection("orgs", options_.org);
    options_.name = WithCollection("evaluations", options_.name);
    if (options_.limit < 0) return T("--limit 要大于 0。", "--limit is above 0.");
    if (!state_.empty() && !ParseState(state_, &options_.state)) {
      return T("没有状态 ", "No such state: ") + state_ + T("。可用：", ". There are: ") + StateChoices(language_);
    }
    if (!grade_.empty() && !ParseGrade(grade_, &options_.grade)) {
      return T("没有等级 ", "No such grade: ") + grade_ +
             T("。可用：优、良、中、差。", ". There are: excellent, good, fair, poor.");
    }
    return "";
  }

  const std::vector<std::string>& arguments_;
  Language language_ = Language::kChinese;
  CLI::App app_{"", "heng"};
  Options options_;
  bool no_color_by_environment_ = false;
  std::string server_by_environment_;
  std::string server_, output_ = "table", lang_, timeout_ = "30s", fail_on_, state_, grade_;
};

}  // namespace

std::variant<Options, Exit> ParseCommandLine(const std::vector<std::string>& arguments,
                                             const Environment& environment) {
  return CommandLine(arguments, environment).Parse();
}

std::string LoopbackTarget(const std::string& server) {
  std::string host = server;
  std::string port = kDefaultPort;
  const bool bracketed = server.starts_with("[");
  const std::size_t colon = bracketed ? server.find("]:") : server.rfind(':');
  if (colon != std::string::npos) {
    host = server.substr(0, bracketed ? colon + 1 : colon);
    port = server.substr(bracketed ? colon + 2 : colon + 1);
  }
  int number = 0;
  if (!IsDigits(port) || !absl::SimpleAtoi(port, &number) || number < 1 || number > 65535) return "";
  in_addr ipv4{};
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1) {
    return ntohl(ipv4.s_addr) >> 24 == 127 ? "ipv4:" + host + ":" + port : "";
  }
  if (host == "[::1]") return "ipv6:[::1]:" + port;
  return host == "localhost" ? "dns:localhost:" + port : "";
}

}  // namespace heng::cli
