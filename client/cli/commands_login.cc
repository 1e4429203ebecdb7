// heng login, logout and whoami.
#include <unistd.h>

#include "client/cli/change.h"
#include "client/cli/config_file.h"
#include "client/cli/interrupt.h"
#include "client/cli/labels.h"
#include "client/cli/render_directory.h"
#include "client/cli/secret_prompt.h"
#include "client/cli/text_width.h"
#include "client/cli/token_file.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

ExitCode ReportConfig(const Session& session, const RpcError& error) {
  Report(session, "", error);
  return ExitCode::kUsage;
}

// The context login and logout are about, which is there.
struct Chosen {
  Config config;
  std::string name;
  std::string path;  // of the configuration
};

Answer<Chosen> Choose(const Session& session) {
  const ConnectionRequest& request = session.options.connection;
  auto config = ReadConfig(request.config_file);
  if (!config.ok()) return {config.error, {}};
  Chosen chosen{std::move(config.value), request.context, request.config_file};
  if (chosen.name.empty()) chosen.name = chosen.config.current_context;
  if (chosen.name.empty()) {
    return {LocalError(
                "WRONG_CONFIG", "还没有环境可以登录。先新建：heng config set-context 名称 --server 主机:端口。",
                "There is no context to log in to. Make one first: heng config set-context NAME --server HOST:PORT."),
            {}};
  }
  if (!chosen.config.contexts.contains(chosen.name)) {
    return {NoSuchContext(chosen.name, chosen.config, chosen.path), {}};
  }
  return {std::nullopt, std::move(chosen)};
}

// The connection of the context, with flags over it.
Answer<Connection> ConnectionOf(const Session& session, const Chosen& chosen, TokenUse use) {
  ConnectionRequest request = session.options.connection;
  request.context = chosen.name;
  return Resolve(request, use);
}

Answer<std::string> AskForToken(const Session& session) {
  const Console& console = session.console;
  const bool ask = !session.options.standard_input;
  if (ask) console.err << console.Say("令牌（输入时不显示）：", "Token (not shown while typed): ") << std::flush;
  const std::string line = ReadSecretLine(console.in, ask && console.in_is_terminal, kMaxTokenBytes + 64);
  if (ask) console.err << "\n";
  return ParseToken(line, ask ? console.Say("输入", "input") : console.Say("标准输入", "stdin"));
}

}  // namespace

ExitCode RunLogin(const Session& session) {
  const Console& console = session.console;
  if (!console.in_is_terminal && !session.options.standard_input) {
    return ReportUsage(session, console.Say("没有终端可以输入令牌：用 heng login --stdin < 令牌文件。",
                                            "There is no terminal to ask on: use heng login --stdin < FILE."));
  }
  auto chosen = Choose(session);
  if (!chosen.ok()) return ReportConfig(session, *chosen.error);
  auto connection = ConnectionOf(session, chosen.value, TokenUse::kLeave);
  if (!connection.ok()) return ReportConfig(session, *connection.error);
  if (!connection.value.tls && !connection.value.address.loopback) {
    return ReportUsage(session,
                       console.Say("不加密时不向别的机器发送令牌：去掉环境中的 plaintext，需要时加 --ca。",
                                   "A token is not sent to another machine in plaintext: take plaintext out of "
                                   "the context, give --ca where needed."));
  }
  const auto token = AskForToken(session);
  if (Interrupted()) return ExitCode::kInterrupted;
  if (!token.ok()) return Report(session, "", *token.error);
  connection.value.token = token.value;
  Client client(connection.value, session.options.timeout, session.options.request_id);
  const auto who = client.Call(&Access::WhoAmI, {});
  if (!who.ok()) return Report({session.options, console, client}, "", *who.error);

  const std::string path = TokenPath(chosen.value.path, chosen.value.name);
  if (const auto error = ReplacePrivateFile(path, token.value + "\n")) return Report(session, "", *error);
  chosen.value.config.contexts[chosen.value.name].token_file = path;
  if (const auto error = WriteConfig(chosen.value.path, chosen.value.config)) return ReportConfig(session, *error);
  if (session.Json()) console.out << json::WriteMessage(who.value);
  const std::string called =
      NameAndTitle(who.value.principal().name(), who.value.principal().title(), console.language);
  const std::string until = TimeText(who.value.expire_time());
  console.Note(console.Say("已登录为 ", "Logged in as ") + SafeText(called) +
               (until.empty() ? "" : console.Say("，令牌有效至 ", "; the token is valid until ") + until));
  console.Note(console.Say("下一步：heng whoami 查看可以做什么。", "Next: heng whoami shows what you may do."));
  return ExitCode::kOk;
}

ExitCode RunLogout(const Session& session) {
  const Console& console = session.console;
  auto chosen = Choose(session);
  if (!chosen.ok()) return ReportConfig(session, *chosen.error);
  ConnectionSettings& settings = chosen.value.config.contexts[chosen.value.name];
  const std::string path = TokenPath(chosen.value.path, chosen.value.name);
  if (settings.token_file != path) {
    console.Note(console.Say("环境 ", "Context ") + chosen.value.name +
                 console.Say(" 没有用 heng login 登录，没有要删去的令牌。",
                             " is not logged in by heng login; there is nothing to forget."));
    return ExitCode::kOk;
  }
  if (session.options.revoke) {
    const auto connection = ConnectionOf(session, chosen.value, TokenUse::kRead);
    if (!connection.ok()) return ReportConfig(session, *connection.error);
    Client client(connection.value, session.options.timeout, session.options.request_id);
    const Session with_token{session.options, console, client};
    const auto who = client.Call(&Access::WhoAmI, {});
    if (!who.ok()) return Report(with_token, "", *who.error);
    heng::v1::RevokeTokenRequest request;
    request.set_name(who.value.token());
    request.set_request_id(RequestIdOf(request));
    const auto revoked = client.Call(&Access::RevokeToken, request);
    if (!revoked.ok()) return Report(with_token, who.value.token(), *revoked.error);
    console.Note(console.Say("撤销 ", "Revoked ") + SafeText(who.value.token()));
  }
  settings.token_file.clear();
  if (const auto error = WriteConfig(chosen.value.path, chosen.value.config)) return ReportConfig(session, *error);
  unlink(path.c_str());
  console.Note(console.Say("已退出环境 ", "Logged out of context ") + chosen.value.name);
  if (!session.options.revoke) {
    console.Note(console.Say("令牌本身仍有效；不再需要时用 heng token revoke 撤销。",
                             "The token itself still counts; heng token revoke ends it."));
  }
  return ExitCode::kOk;
}

ExitCode RunWhoAmI(const Session& session) {
  const auto who = session.client.Call(&Access::WhoAmI, {});
  if (!who.ok()) return Report(session, "", *who.error);
  session.console.out << (session.Json() ? json::WriteMessage(who.value)
                                         : RenderWhoAmI(who.value, session.Server(), session.console.language));
  return ExitCode::kOk;
}

}  // namespace heng::cli
