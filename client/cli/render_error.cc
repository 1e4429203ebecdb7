#include "client/cli/console.h"
#include "client/cli/render.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

struct Advice {
  const char* reason;
  const char* zh;
  const char* en;
};

// What to do in terms of `heng`; the message itself speaks in terms of the service.
constexpr Advice kByReason[] = {
    {"INVALID_FIELDS", "按上面各处的说明改好后重试。", "Correct the fields named above and try again."},
    {"REQUEST_ID_REUSED", "去掉 --request-id，或换一个请求号。", "Leave out --request-id or choose another one."},
    {"EVALUATION_NOT_FOUND", "用 heng eval list 查看已有的自评表。", "See heng eval list for what there is."},
    {"WRONG_FILE", "核对路径和文件后重试。", "Check the path and the file and try again."},
    {"WRONG_POLICY", "按上面各处的说明改好规则文件；heng policy test 逐条列出用例。",
     "Correct the policy file as told above; heng policy test lists its cases one by one."},
    {"POLICY_NOT_FOUND", "用 --policy 指定上面列出的规则之一。", "Choose one of these with --policy."},
    {"EVALUATION_EXISTS", "用 heng eval show 查看已有的那一份。", "Look at the existing one with heng eval show."},
    {"FORM_KEY_TAKEN", "用 heng eval show 查看已有的那一份；是误建的草稿可用 heng eval discard 作废。",
     "Look at the existing one with heng eval show; a draft made by mistake goes with heng eval discard."},
    {"ETAG_MISMATCH", "用 heng eval show（目标表用 heng target show）查看最新内容，再重复同一命令。",
     "See the latest content with heng eval show (a target: heng target show), then repeat the command."},
    {"WRONG_STATE", "用 heng eval show（目标表用 heng target show）查看它现在的状态和可执行的操作。",
     "heng eval show (a target: heng target show) tells its state and what may be done."},
    {"NOT_INITIALIZED", "由管理员在服务器上运行 hengd init。", "The administrator runs hengd init on the server."},
    {"CERTIFICATE_UNKNOWN", "请管理员登记证书上的名字：heng access update 用户 --certificate-name 名字。",
     "The administrator registers a name of it: heng access update NAME --certificate-name CERTIFICATE-NAME."},
    {"PRINCIPAL_DISABLED", "请联系管理员（heng access enable）。", "Ask the administrator (heng access enable)."},
    {"ORG_CLOSED", "用 heng org show 查看由哪个单位承接。", "heng org show tells who took over."},
    {"PROJECT_UNUSABLE", "用 heng project list 核对项目和单位。", "Check project and org with heng project list."},
    {"POLICY_NOT_IN_FORCE", "去掉 --policy；heng policy activations 列出施行的规则。",
     "Leave out --policy; heng policy activations lists what is in force."},
    {"WINDOW_CLOSED", "用 heng window list 查看填报期；需要时请财政部门延期。",
     "heng window list shows the windows; finance may extend them."},
    {"RULES_CHANGED", "用同样的命令重试。", "Run the same command again."},
    {"WRONG_CONFIG", "改正配置文件后重试；heng config view 显示内容。",
     "Correct the configuration and try again; heng config view shows it."},
    {"WRONG_CONNECTION", "核对 --server、--context 等参数和 heng config view。",
     "Check --server, --context and the like, and heng config view."},
    {"WRONG_TOKEN_FILE", "改好这个文件，或用 heng login 重新保存令牌。",
     "Mend the file, or keep the token anew with heng login."},
    {"TLS_UNTRUSTED",
     "向管理员要来签发这张证书的 CA，用 --ca（HENG_CA 或 heng config set-context）指定；若本不该如此，请勿继续。",
     "Get the CA of this certificate from the administrator and name it by --ca (HENG_CA, heng config set-context); if "
     "it "
     "should be trusted already, do not go on."},
    {"TLS_NAME_MISMATCH", "核对 --server 的名字；名字没错则请管理员换证书。",
     "Check the name in --server; if it is right, the administrator has to change the certificate."},
    {"TLS_EXPIRED", "请管理员更新服务器证书。", "The administrator has to renew the server's certificate."},
    {"TLS_NOT_YET_VALID", "校准本机时钟后重试。", "Set the clock of this machine and try again."},
    {"TLS_NOT_SPOKEN", "核对端口；服务器确实不用 TLS 时去掉 --ca、--certificate，别的机器还要加 --plaintext。",
     "Check the port. If the server has no TLS on purpose: leave out --ca and --certificate; for another machine add "
     "--plaintext."},
    {"TLS_REQUIRED", "用 --ca 指定签发服务器证书的 CA，去掉 --plaintext。",
     "Name the CA of the server's certificate by --ca and leave out --plaintext."},
    {"TLS_CLIENT_CERTIFICATE", "用 --certificate 和 --key 给出管理员发的客户端证书，并核对它没有过期。",
     "Give the client certificate you got from the administrator by --certificate and --key; check that it has not "
     "expired."},
    {"BLOCKED_BY_FINDINGS", "改正下列错误后用同样的命令重新提交。",
     "Correct the errors below and run the same command again."},
};

// Empty: there is nothing to add to the message.
std::string NextStep(const RpcError& error, const std::string& server, Language language) {
  for (const Advice& advice : kByReason) {
    if (error.reason == advice.reason) return Say(language, advice.zh, advice.en);
  }
  switch (error.code) {
    case grpc::StatusCode::UNAVAILABLE:
      if (!error.reason.empty()) break;
      return Say(language, "请确认 hengd 已启动、地址正确（现在是 ",
                 "Check that hengd is running and the address is right (now ") +
             server + Say(language, "，用 --server 或 HENG_SERVER 更改）。", "; set it with --server or HENG_SERVER).");
    case grpc::StatusCode::UNIMPLEMENTED:
      return Say(language, "该地址上的服务不是 hengd，或版本较旧：请核对 --server。",
                 "The service at this address is not hengd, or an older one: check --server.");
    case grpc::StatusCode::INVALID_ARGUMENT:
      return Say(language, "按说明改好后重试。", "Correct it and try again.");
    case grpc::StatusCode::UNAUTHENTICATED:
      return Say(
          language, "用 heng login 登录（或用 --token-file 指定令牌文件）；没有令牌或已失效时向管理员要新的。",
          "Log in with heng login, or name a token file by --token-file; if you have none, or it no longer counts, "
          "ask the administrator for one.");
    case grpc::StatusCode::PERMISSION_DENIED:
      return Say(
          language, "用 heng whoami 查看你是谁、有哪些角色；不够时请管理员授权（heng access grant）。",
          "heng whoami shows who you are and your roles; if they are not enough, ask the administrator for a grant "
          "(heng access grant).");
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Say(language, "加大 --timeout 后用同样的命令重试，不会重复提交。",
                 "Run the same command again with a longer --timeout; nothing is submitted twice.");
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::NOT_FOUND:
      if (!error.reason.empty()) return "";  // the message says what to do
      break;
    default:
      break;
  }
  if (error.code == grpc::StatusCode::UNAVAILABLE || error.code == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    return Say(language, "稍后用同样的命令重试，不会重复提交。",
               "Run the same command again later; nothing is submitted twice.");
  }
  return Say(language, "请把请求号告诉管理员。", "Tell the administrator the request id.");
}

std::string MessageOf(const RpcError& error, const std::string& server, Language language) {
  if (error.interrupted) return Say(language, "已中断。", "Interrupted.");
  if (error.reason.empty() && error.code == grpc::StatusCode::UNAVAILABLE) {
    return Say(language, "连接不上服务器 ", "Can't reach the server ") + server +
           (language == Language::kChinese ? "。" : " (" + error.en + ").");
  }
  if (error.reason.empty() && error.code == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return Say(language, "服务器没有在时限内答复。", "The server did not answer in time.");
  }
  return language == Language::kChinese && !error.zh.empty() ? error.zh : error.en;
}

}  // namespace

std::string RenderError(const std::string& subject, const RpcError& error, const std::string& server,
                        const Look& look) {
  const Language language = look.language;
  const std::string message = MessageOf(error, server, language);
  // Most messages name what they are about.
  const bool named = subject.empty() || message.compare(0, subject.size(), subject) == 0;
  const std::string prefix = named ? "" : SafeText(subject) + Say(language, "：", ": ");
  const std::string reason = error.reason.empty() ? CodeName(error.code) : error.reason;
  std::string out = Paint(Say(language, "错误：", "Error: "), Color::kRed, look.color) + prefix +
                    SafeLines(message, "  ") + " [" + SafeText(reason) + "]\n";
  for (const FieldError& field : error.fields) {
    out += "  " + SafeText(field.field) + Say(language, "：", ": ") +
           SafeLines(HalfOf(field.description, language), "    ") + "\n";
  }
  if (!error.request_id.empty()) {
    out += std::string("  ") + Say(language, "请求号：", "Request id: ") + SafeText(error.request_id) + "\n";
  }
  const std::string next = error.interrupted ? "" : NextStep(error, SafeText(server), language);
  if (!next.empty()) out += std::string("  ") + Say(language, "下一步：", "Next: ") + next + "\n";
  return out;
}

std::string RenderMistakes(const std::string& file, const std::vector<json::Mistake>& mistakes, const Look& look) {
  std::string out;
  for (const json::Mistake& mistake : mistakes) {
    out += SafeText(file == "-" ? Say(look.language, "标准输入", "stdin") : file);
    if (mistake.line > 0) out += ":" + std::to_string(mistake.line) + ":" + std::to_string(mistake.column);
    out += ": ";
    if (!mistake.path.empty()) out += SafeText(mistake.path) + Say(look.language, "：", ": ");
    out += SafeText(Say(look.language, mistake.zh.c_str(), mistake.en.c_str())) + "\n";
  }
  if (mistakes.size() >= json::kMaxMistakes) {
    out += Say(look.language, "错误太多，只列出前 100 处。\n", "Too many mistakes; only the first 100 are listed.\n");
  }
  return out;
}

}  // namespace heng::cli
