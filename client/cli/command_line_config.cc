// Where calls go and as whom: the flags of every command, heng config, login, logout and whoami.
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "client/cli/config_file.h"

namespace heng::cli {

void CommandLine::AddConnectionOptions() {
  ConnectionSettings& flags = options_.connection_flags;
  // Read only when somebody completes a context.
  const Values contexts{[this] {
                          std::vector<std::string> names;
                          const auto config = ReadConfig(options_.connection.config_file);
                          for (const auto& [name, settings] : config.value.contexts) names.push_back(name);
                          return names;
                        },
                        false};
  Takes(app_.add_option("--context", context_,
                        T("用哪个环境（环境变量 HENG_CONTEXT；默认为 heng config use-context 所选）",
                          "which context (env HENG_CONTEXT; default: that of heng config use-context)")),
        contexts);
  app_.add_option("--server", flags.server,
                  T("服务器，主机:端口（环境变量 HENG_SERVER；默认 127.0.0.1:7443）",
                    "server, HOST:PORT (env HENG_SERVER; default 127.0.0.1:7443)"));
  Takes(app_.add_option("--token-file", flags.token_file,
                        T("存放令牌的文件，权限须为 0600（环境变量 HENG_TOKEN_FILE）",
                          "file that holds the token, mode 0600 (env HENG_TOKEN_FILE)")),
        FileNames());
  Takes(app_.add_option("--ca", flags.ca,
                        T("签发服务器证书的 CA，PEM（环境变量 HENG_CA；默认为系统信任的 CA）",
                          "CA of the server's certificate, PEM (env HENG_CA; default: those of the system)")),
        FileNames());
  Takes(app_.add_option(
            "--certificate", flags.certificate,
            T("客户端证书，PEM（环境变量 HENG_CERTIFICATE）", "client certificate, PEM (env HENG_CERTIFICATE)")),
        FileNames());
  Takes(app_.add_option(
            "--key", flags.key,
            T("客户端证书的私钥，PEM（环境变量 HENG_KEY）", "key of the client certificate, PEM (env HENG_KEY)")),
        FileNames());
  app_.add_flag("--plaintext", flags.plaintext,
                T("连接别的机器也不用 TLS；此时不发送令牌", "no TLS to another machine either; no token is sent then"));
  Takes(app_.add_option("--config", config_file_,
                        T("配置文件（环境变量 HENG_CONFIG；默认 ~/.config/heng/config.toml）",
                          "configuration (env HENG_CONFIG; default ~/.config/heng/config.toml)")),
        FileNames());
}

void CommandLine::AddConfig() {
  CLI::App* config = Group(
      "config", T("环境：有哪些服务器，以谁的身份连接", "contexts: which servers there are, and as whom to call"));
  const auto add = [&](const char* name, const std::string& description, Run run) {
    return Sub(config, name, description, run, Needs::kNothing);
  };
  const auto add_context = [&](CLI::App* sub) {
    sub->add_option("NAME", options_.name, T("环境名", "name of the context"))->required();
  };
  CLI::App* set = add("set-context", T("新建或修改一个环境", "make or change a context"), RunSetContext);
  add_context(set);
  set->footer(
      T("只改给出的各项。环境名用字母、数字、- _ .。\n示例：\n"
        "  heng config set-context office --server heng.example.gov.cn:7443 --ca /etc/heng/ca.pem\n"
        "  heng login",
        "Changes what is given. Names have letters, digits, - _ and .\nExamples:\n"
        "  heng config set-context office --server heng.example.gov.cn:7443 --ca /etc/heng/ca.pem\n"
        "  heng login"));
  add_context(add("use-context", T("以后默认用这个环境", "use this context from now on"), RunUseContext));
  add("get-contexts", T("列出所有环境", "list the contexts"), RunGetContexts);
  add("current-context", T("输出当前的环境名", "print the name of the current context"), RunCurrentContext);
  CLI::App* remove =
      add("delete-context", T("删除一个环境和它的令牌文件", "delete a context and its token"), RunDeleteContext);
  add_context(remove);
  AddYes(remove);
  add("view", T("显示配置文件（其中没有令牌）", "show the configuration (there are no tokens in it)"), RunViewConfig);
}

void CommandLine::AddLogin() {
  CLI::App* login = Sub(&app_, "login",
                        T("保存访问令牌：在终端输入（不显示），核对后存入仅自己可读的文件",
                          "keep a token: asks for it without showing it, tries it, keeps it 0600"),
                        RunLogin, Needs::kNothing);
  login->add_flag("--stdin", options_.standard_input, T("从标准输入读取令牌", "read the token from stdin"));
  login->footer(T("示例：\n  heng login\n  heng login --context office --stdin < 令牌文件",
                  "Examples:\n  heng login\n  heng login --context office --stdin < token-file"));
  CLI::App* logout = Sub(&app_, "logout", T("删去 heng login 保存的令牌", "forget the token that heng login kept"),
                         RunLogout, Needs::kNothing);
  logout->add_flag("--revoke", options_.revoke, T("先在服务器上撤销它", "revoke it on the server first"));
  Sub(&app_, "whoami", T("服务器认为我是谁，可以做什么", "who the server takes me for, and what I may do"), RunWhoAmI);
}

}  // namespace heng::cli
