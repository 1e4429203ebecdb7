// heng config: the contexts. No command here talks to a server.
#include <unistd.h>

#include <filesystem>

#include "client/cli/change.h"
#include "client/cli/config_file.h"
#include "client/cli/json_text.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

// A wrong configuration is as much a wrong command line as a wrong flag.
ExitCode ReportConfig(const Session& session, const RpcError& error) {
  Report(session, "", error);
  return ExitCode::kUsage;
}

const std::string& Path(const Session& session) { return session.options.connection.config_file; }

// Files named by flags are found from anywhere.
ConnectionSettings Absolute(ConnectionSettings settings) {
  for (std::string* path : {&settings.ca, &settings.certificate, &settings.key, &settings.token_file}) {
    if (!path->empty()) *path = std::filesystem::absolute(*path).lexically_normal().string();
  }
  return settings;
}

std::optional<std::string> WrongSettings(const ConnectionSettings& settings, const Console& console) {
  if (!settings.server.empty() && !ParseServer(settings.server)) {
    return console.Say("服务器地址有误：要写成 主机 或 主机:端口。",
                       "The server address is wrong: write HOST or HOST:PORT.");
  }
  return std::nullopt;
}

std::string JsonOf(const std::string& name, const ConnectionSettings& settings, bool current) {
  std::string line = "{\"name\":" + JsonString(name) + ",\"current\":" + (current ? "true" : "false");
  const std::pair<const char*, const std::string&> texts[] = {{"server", settings.server},
                                                              {"ca", settings.ca},
                                                              {"certificate", settings.certificate},
                                                              {"key", settings.key},
                                                              {"tokenFile", settings.token_file}};
  for (const auto& [key, value] : texts) {
    if (!value.empty()) line += ",\"" + std::string(key) + "\":" + JsonString(value);
  }
  return line + (settings.plaintext ? ",\"plaintext\":true}" : "}");
}

}  // namespace

ExitCode RunSetContext(const Session& session) {
  const Console& console = session.console;
  const std::string& name = session.options.name;
  if (!IsContextName(name)) {
    return ReportUsage(session, console.Say("环境名只能用字母、数字、- _ .，不以 . 开头，最多 63 个字符。",
                                            "A context name has up to 63 letters, digits, - _ . and no . in front."));
  }
  if (const auto wrong = WrongSettings(session.options.connection_flags, console)) return ReportUsage(session, *wrong);
  auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  const bool is_new = !config.value.contexts.contains(name);
  ConnectionSettings& settings = config.value.contexts[name];
  settings = Over(Absolute(session.options.connection_flags), settings);
  // TLS material says that there is to be TLS again.
  const ConnectionSettings& flags = session.options.connection_flags;
  if (!flags.plaintext && (!flags.ca.empty() || !flags.certificate.empty())) settings.plaintext = false;
  if (settings.server.empty()) {
    return ReportUsage(
        session, console.Say("新环境要写明服务器：--server 主机:端口。", "A new context needs --server HOST:PORT."));
  }
  if (config.value.current_context.empty()) config.value.current_context = name;
  if (const auto error = WriteConfig(Path(session), config.value)) return ReportConfig(session, *error);
  console.Note(console.Say(is_new ? "新建环境 " : "修改环境 ", is_new ? "Made context " : "Changed context ") + name);
  const bool is_current = config.value.current_context == name;
  const std::string next = is_current ? "heng login" : "heng login --context " + name;
  if (settings.token_file.empty() && settings.certificate.empty()) {
    console.Note(console.Say("下一步：", "Next: ") + next);
  } else if (!is_current) {
    console.Note(console.Say("下一步：heng config use-context ", "Next: heng config use-context ") + name);
  }
  return ExitCode::kOk;
}

ExitCode RunUseContext(const Session& session) {
  const std::string& name = session.options.name;
  auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  if (!config.value.contexts.contains(name)) {
    return ReportConfig(session, NoSuchContext(name, config.value, Path(session)));
  }
  config.value.current_context = name;
  if (const auto error = WriteConfig(Path(session), config.value)) return ReportConfig(session, *error);
  session.console.Note(session.console.Say("以后默认用环境 ", "From now on: context ") + name);
  return ExitCode::kOk;
}

ExitCode RunGetContexts(const Session& session) {
  const Console& console = session.console;
  const auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  Table table({{""},
               {console.Say("环境", "Context")},
               {console.Say("服务器", "Server")},
               {console.Say("凭据", "Credentials"), Align::kLeft, true}});
  for (const auto& [name, settings] : config.value.contexts) {
    const bool current = name == config.value.current_context;
    if (session.Json()) {
      console.out << JsonOf(name, settings, current) << "\n";
      continue;
    }
    const std::string by = !settings.token_file.empty()   ? settings.token_file
                           : settings.certificate.empty() ? console.Say("（无）", "(none)")
                                                          : settings.certificate;
    table.AddRow({current ? "*" : "", name, settings.server, by});
  }
  if (!table.empty()) console.out << table.Render(console.width);
  if (config.value.contexts.empty() && !session.Json()) {
    console.Note(console.Say("还没有环境。新建：heng config set-context 名称 --server 主机:端口",
                             "No contexts yet. Make one: heng config set-context NAME --server HOST:PORT"));
  }
  return ExitCode::kOk;
}

ExitCode RunCurrentContext(const Session& session) {
  const Console& console = session.console;
  const auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  if (config.value.current_context.empty()) {
    console.err << console.Say("没有选定环境。选一个：heng config use-context 名称\n",
                               "There is no current context. Choose one: heng config use-context NAME\n");
    return ExitCode::kFailure;
  }
  console.out << config.value.current_context << "\n";
  return ExitCode::kOk;
}

ExitCode RunDeleteContext(const Session& session) {
  const Console& console = session.console;
  const std::string& name = session.options.name;
  auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  if (!config.value.contexts.contains(name)) {
    return ReportConfig(session, NoSuchContext(name, config.value, Path(session)));
  }
  if (const auto end =
          Confirm(session, "删除环境 " + name + " 和它的令牌文件", "Delete context " + name + " with its token")) {
    return *end;
  }
  config.value.contexts.erase(name);
  if (config.value.current_context == name) config.value.current_context.clear();
  if (const auto error = WriteConfig(Path(session), config.value)) return ReportConfig(session, *error);
  unlink(TokenPath(Path(session), name).c_str());  // only what heng login wrote; others' files stay
  console.Note(console.Say("删除环境 ", "Deleted context ") + name);
  return ExitCode::kOk;
}

ExitCode RunViewConfig(const Session& session) {
  const Console& console = session.console;
  const auto config = ReadConfig(Path(session));
  if (!config.ok()) return ReportConfig(session, *config.error);
  console.Note(SafeText(Path(session)));
  if (session.Json()) {
    for (const auto& [name, settings] : config.value.contexts) {
      console.out << JsonOf(name, settings, name == config.value.current_context) << "\n";
    }
  } else {
    console.out << WriteConfigText(config.value);
  }
  return ExitCode::kOk;
}

}  // namespace heng::cli
