#include "client/cli/command_line.h"

#include "client/cli/config_file.h"
#include "client/cli/token_file.h"

namespace heng::cli {
namespace {

// The words of --lang have to be known before the help texts are built.
std::string LanguageFlag(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with("--lang=")) return arguments[i].substr(7);
  }
  return "";
}

}  // namespace

CommandLine::CommandLine(const std::vector<std::string>& arguments, const Environment& environment)
    : arguments_(arguments) {
  language_ = ChooseLanguage(LanguageFlag(arguments), environment);
  options_.language = language_;
  no_color_by_environment_ = !environment("NO_COLOR").value_or("").empty();
  environment_settings_ = {environment("HENG_SERVER").value_or(""),      environment("HENG_CA").value_or(""),
                           environment("HENG_CERTIFICATE").value_or(""), environment("HENG_KEY").value_or(""),
                           environment("HENG_TOKEN_FILE").value_or(""),  false};
  environment_context_ = environment("HENG_CONTEXT").value_or("");
  token_in_environment_ = environment("HENG_TOKEN").has_value();
  Build();
  options_.connection.config_file = ConfigPath("", environment);
}

std::variant<Options, Exit> CommandLine::Parse() {
  // First of all, and before anything could repeat it in a message.
  if (const std::string mistake = TokenInArguments(); !mistake.empty()) return Usage(mistake);
  try {
    // CLI11 wants them last first.
    app_.parse(std::vector<std::string>(arguments_.rbegin(), arguments_.rend()));
  } catch (const CLI::CallForHelp&) {
    return Exit{ExitCode::kOk, app_.help()};
  } catch (const CLI::CallForVersion& version) {
    return Exit{ExitCode::kOk, std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return Usage(Explain(error));
  }
  if (options_.run == nullptr) return Usage(T("缺少命令。", "No command given."));
  const std::string mistake = Finish();
  if (!mistake.empty()) return Usage(mistake);
  return options_;
}

std::string CommandLine::TokenInArguments() const {
  const auto is_token = [](const std::string& text) {
    return LooksLikeToken(text) || LooksLikeToken(text.substr(text.find('=') + 1));
  };
  for (const std::string& argument : arguments_) {
    if (argument == "--token" || argument.starts_with("--token=")) {
      return T(
          "没有 --token 参数：命令行上的令牌，这台机器上的所有用户都能看到，还会留在命令历史里。\n"
          "请用 heng login 保存令牌，或写进只有自己能读的文件，用 --token-file 指定。",
          "There is no --token: every user of this machine can see a token on a command line, and shells keep it.\n"
          "Keep it with heng login, or in a file only you can read and name that by --token-file.");
    }
    if (is_token(argument)) {
      return T(
          "命令行上有一处像是令牌本身：这台机器上的所有用户都能看到它，还会留在命令历史里；请尽快撤销它"
          "（heng token revoke）。\n请用 heng login 保存令牌，或用 --token-file 指定存放令牌的文件。",
          "Something on the command line looks like a token: every user of this machine can see it, and shells keep "
          "it; revoke it soon (heng token revoke).\nKeep tokens with heng login, or name a file that holds one by "
          "--token-file.");
    }
  }
  return "";
}

std::string CommandLine::TokenInEnvironment() const {
  if (!token_in_environment_ && !LooksLikeToken(environment_settings_.token_file)) return "";
  return T(
      "环境变量里不放令牌（HENG_TOKEN，或 HENG_TOKEN_FILE 里的令牌本身）：同一用户的所有程序都能看到它。\n"
      "请先 unset 它，用 heng login 保存令牌，或用 --token-file（HENG_TOKEN_FILE）指定存放令牌的文件。",
      "A token does not belong in the environment (HENG_TOKEN, or a token itself in HENG_TOKEN_FILE): every program "
      "started from here can see it.\nUnset it, and keep the token with heng login, or name a file that holds it by "
      "--token-file (HENG_TOKEN_FILE).");
}

Exit CommandLine::Usage(const std::string& what) const {
  return {ExitCode::kUsage,
          what + "\n" + T("用 heng --help 或 heng 命令 --help 查看用法。", "See heng --help or heng COMMAND --help.") +
              "\n"};
}

std::string CommandLine::Explain(const CLI::ParseError& error) const {
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

}  // namespace heng::cli
