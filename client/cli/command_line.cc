#include "client/cli/command_line.h"

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
  server_by_environment_ = environment("HENG_SERVER").value_or("");
  Build();
}

std::variant<Options, Exit> CommandLine::Parse() {
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
