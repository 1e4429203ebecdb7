// Checks what the command line says and translates it. Each part returns what is wrong; empty: nothing.
#include <algorithm>
#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/policy_source.h"
#include "scoring/findings/catalogue.h"

namespace heng::cli {
namespace {

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

bool IsSenderId(const std::string& text, std::size_t max_bytes) {
  return text.size() <= max_bytes && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == ':' || c == '-';
         });
}

std::string WithCollection(const std::string& collection, const std::string& name) {
  return name.empty() || name.starts_with(collection + "/") ? name : collection + "/" + name;
}

std::string CommandLine::Finish() {
  for (const auto& check :
       {&CommandLine::FinishGlobals, &CommandLine::FinishConnection, &CommandLine::FinishFiles,
        &CommandLine::FinishPolicy, &CommandLine::FinishEval, &CommandLine::FinishEvents, &CommandLine::FinishPaper}) {
    std::string mistake = (this->*check)();
    if (!mistake.empty()) return mistake;
  }
  return "";
}

std::string CommandLine::FinishGlobals() {
  options_.no_color = options_.no_color || no_color_by_environment_;
  options_.output = output_ == "json" ? Output::kJson : Output::kTable;
  if (output_ != "json" && output_ != "table")
    return T("--output 只能是 table 或 json。", "--output is table or json.");
  if (!lang_.empty() && !ParseLanguage(lang_)) return T("--lang 只能是 zh 或 en。", "--lang is zh or en.");
  if (!ParseTimeout())
    return T("--timeout 要写成 30s、500ms 或 2m，且大于 0、不超过 1h。",
             "--timeout is 30s, 500ms or 2m, above 0 and at most 1h.");
  if (!IsSenderId(options_.request_id, 64)) {
    return T("--request-id 最多 64 个字符，只能用 A-Z a-z 0-9 . _ : -。",
             "--request-id has at most 64 characters of A-Z a-z 0-9 . _ : -.");
  }
  return "";
}

// Whoever names the server names whom it is for: a token of the environment does not go along with --context, nor that
// of HENG_CONTEXT with --server.
std::string CommandLine::FinishConnection() {
  if (std::string mistake = TokenInEnvironment(); !mistake.empty()) return mistake;
  ConnectionRequest& request = options_.connection;
  if (!config_file_.empty()) request.config_file = config_file_;
  request.context = context_;
  request.settings = options_.connection_flags;
  if (!context_.empty()) return "";
  request.settings = Over(options_.connection_flags, environment_settings_);
  if (options_.connection_flags.server.empty()) request.context = environment_context_;
  return "";
}

bool CommandLine::ParseTimeout() {
  if (IsDigits(timeout_)) timeout_ += "s";
  return absl::ParseDuration(timeout_, &options_.timeout) && options_.timeout > absl::ZeroDuration() &&
         options_.timeout <= absl::Hours(1);
}

std::string CommandLine::FinishFiles() {
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

std::string CommandLine::FinishPolicy() {
  if (!options_.policy_file.empty() && !options_.offline) {
    return T("--policy-file 只能和 --offline 一起用。", "--policy-file works with --offline only.");
  }
  if (!options_.policy_file.empty() && !options_.policy.empty()) {
    return T("--policy 和 --policy-file 只能给一个。", "Give either --policy or --policy-file.");
  }
  const bool remote_simulation = options_.run == RunRemotePolicySimulate;
  if (options_.run == RunPolicySimulate && options_.files.empty()) {
    return T("请写明试算哪些文件；服务器上的用 --remote。", "Name the files to simulate, or say --remote.");
  }
  if (options_.run == RunPolicySimulate &&
      (options_.changes || !options_.org.empty() || options_.fiscal_year != 0 || !state_.empty())) {
    return T("--org、--year、--state、--changes 只能和 --remote 一起用。",
             "--org, --year, --state and --changes work with --remote only.");
  }
  if (remote_simulation && (!options_.files.empty() || !options_.against.empty())) {
    return T("--remote 试算服务器上的自评表，不带文件和 --against：各表按它现在的规则比较。",
             "--remote takes neither files nor --against: each form is compared with what it is worth now.");
  }
  if (!options_.offline && !remote_simulation && IsPolicyPath(options_.policy)) {
    return T("规则文件只能和 --offline 一起用；服务器只认规则名。",
             "A policy file works with --offline only; the server goes by names.");
  }
  for (std::string* name : {&options_.policy, &options_.against}) {
    if ((!options_.offline && !remote_simulation) || !IsPolicyPath(*name)) *name = WithCollection("policies", *name);
  }
  if (options_.run == RunCompletion && options_.shell != "bash" && options_.shell != "zsh") {
    return T("只支持 bash 和 zsh。", "bash and zsh are supported.");
  }
  if (!options_.finding.empty() && scoring::FindFinding(options_.finding) == nullptr) {
    return T("没有问题编号 ", "No such finding: ") + options_.finding +
           T("。用 heng explain-finding 列出全部。", ". heng explain-finding lists them all.");
  }
  return "";
}

std::string CommandLine::FinishEval() {
  if (!choice_mistake_.empty()) return choice_mistake_;
  if (options_.limit < 0) return T("--limit 要大于 0。", "--limit is above 0.");
  if (!state_.empty() && !ParseState(state_, &options_.state)) {
    return T("没有状态 ", "No such state: ") + state_ + T("。可用：", ". There are: ") + StateChoices(language_);
  }
  if (!target_state_.empty() && !ParseState(target_state_, &options_.target_state)) {
    return T("没有状态 ", "No such state: ") + target_state_ + T("。可用：", ". There are: ") +
           TargetStateChoices(language_);
  }
  if (!grade_.empty() && !ParseGrade(grade_, &options_.grade)) {
    return T("没有等级 ", "No such grade: ") + grade_ +
           T("。可用：优、良、中、差。", ". There are: excellent, good, fair, poor.");
  }
  return "";
}

std::string CommandLine::FinishEvents() {
  if (options_.from < 1) return T("--from 要大于 0。", "--from is above 0.");
  if (options_.after < 0) return T("--after 不能为负数。", "--after is not negative.");
  if (head_.empty()) return "";
  const std::size_t colon = head_.find(':');
  const std::string sequence = head_.substr(0, colon);
  const std::string hash = colon == std::string::npos ? "" : absl::AsciiStrToLower(head_.substr(colon + 1));
  const bool is_hash = hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hash || !IsDigits(sequence) || !absl::SimpleAtoi(sequence, &options_.head_sequence)) {
    return T("--head 要写成 序号:64 位十六进制哈希，即 heng events head 的输出。",
             "--head is SEQUENCE:HASH with 64 hexadecimal digits, as heng events head prints it.");
  }
  options_.head_sha256 = hash;
  return "";
}

}  // namespace heng::cli
