#include "client/cli/connection.h"

#include "client/cli/config_file.h"
#include "client/cli/read_file.h"
#include "client/cli/token_file.h"

namespace heng::cli {
namespace {

RpcError Wrong(std::string zh, std::string en) { return LocalError("WRONG_CONNECTION", std::move(zh), std::move(en)); }

// The settings of the context that counts.
Answer<ConnectionSettings> ContextSettings(const ConnectionRequest& request) {
  // The current context belongs to its server: its token is not for another one that was named.
  if (request.context.empty() && !request.settings.server.empty()) return {};
  const auto config = ReadConfig(request.config_file);
  if (!config.ok()) return {config.error, {}};
  const std::string& name = request.context.empty() ? config.value.current_context : request.context;
  if (name.empty()) return {};
  const auto found = config.value.contexts.find(name);
  if (found == config.value.contexts.end()) return {NoSuchContext(name, config.value, request.config_file), {}};
  return {std::nullopt, found->second};
}

std::optional<RpcError> ReadPem(const std::string& path, const char* marker, std::string* pem) {
  if (path.empty()) return std::nullopt;
  const FileText file = ReadRegularFile(path, kMaxPemBytes);
  if (!file.text) {
    return LocalError("WRONG_FILE", path + "：" + (file.too_large ? "超过 1 MiB，不是证书或密钥文件。" : file.zh),
                      path + ": " + (file.too_large ? "larger than 1 MiB; no certificate or key is." : file.en));
  }
  if (file.text->find(marker) == std::string::npos) {
    return LocalError("WRONG_FILE", path + "：不是 PEM 格式（其中没有 \"" + marker + "\"）。请核对文件。",
                      path + ": not PEM (there is no \"" + marker + "\" in it). Check the file.");
  }
  *pem = *file.text;
  return std::nullopt;
}

std::optional<RpcError> CheckKeyMode(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const FileText file = ReadRegularFile(path, kMaxPemBytes);
  if (!file.text || (file.mode & kOthersMayRead) == 0) return std::nullopt;
  return LocalError("WRONG_FILE", path + "：同组或其他用户能读到这个私钥。请先运行：chmod 600 " + path,
                    path + ": group or others can read this private key. Run: chmod 600 " + path);
}

std::optional<RpcError> CheckTogether(const ConnectionSettings& settings, const Connection& connection) {
  if (settings.certificate.empty() != settings.key.empty()) {
    return Wrong("客户端证书和私钥要一起给：--certificate 文件 --key 文件。",
                 "A client certificate and its key go together: --certificate FILE --key FILE.");
  }
  const bool for_tls = !settings.ca.empty() || !settings.certificate.empty();
  if (settings.plaintext && for_tls) {
    return Wrong("--plaintext 与 --ca、--certificate 不能同时用：前者不加密。",
                 "--plaintext goes with neither --ca nor --certificate: it means no TLS.");
  }
  if (settings.plaintext && !connection.address.loopback && !settings.token_file.empty()) {
    return Wrong(
        "不加密（--plaintext）时不向别的机器发送令牌：沿途的人都能看到。请用 TLS（去掉 --plaintext，需要时加 --ca）。",
        "A token is not sent to another machine in plaintext: everyone on the way could read it. Use TLS "
        "(without --plaintext, with --ca where needed).");
  }
  return std::nullopt;
}

std::optional<RpcError> ReadFiles(const ConnectionSettings& settings, TokenUse use, Connection* connection) {
  if (auto error = ReadPem(settings.ca, "-----BEGIN CERTIFICATE-----", &connection->ca_pem)) return error;
  if (auto error = ReadPem(settings.certificate, "-----BEGIN CERTIFICATE-----", &connection->certificate_pem)) {
    return error;
  }
  if (auto error = ReadPem(settings.key, "PRIVATE KEY-----", &connection->key_pem)) return error;
  if (auto error = CheckKeyMode(settings.key)) return error;
  if (use == TokenUse::kLeave || settings.token_file.empty()) return std::nullopt;
  auto token = ReadTokenFile(settings.token_file);
  connection->token = std::move(token.value);
  return token.error;
}

}  // namespace

ConnectionSettings Over(const ConnectionSettings& first, const ConnectionSettings& second) {
  const auto either = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  ConnectionSettings both;
  both.server = either(first.server, second.server);
  both.ca = either(first.ca, second.ca);
  both.certificate = either(first.certificate, second.certificate);
  both.key = either(first.key, second.key);
  both.token_file = either(first.token_file, second.token_file);
  both.plaintext = first.plaintext || second.plaintext;
  return both;
}

Answer<Connection> Resolve(const ConnectionRequest& request, TokenUse token) {
  const auto context = ContextSettings(request);
  if (!context.ok()) return {context.error, {}};
  ConnectionSettings settings = Over(request.settings, context.value);
  if (settings.server.empty()) settings.server = kDefaultServer;
  const auto address = ParseServer(settings.server);
  if (!address) {
    return {Wrong("服务器地址 \"" + settings.server +
                      "\" 有误：要写成 主机 或 主机:端口，如 heng.example.gov.cn:7443、"
                      "10.1.2.3、[fd00::7]:7443。",
                  "Server address \"" + settings.server +
                      "\" is wrong: write HOST or HOST:PORT, such as "
                      "heng.example.gov.cn:7443, 10.1.2.3 or [fd00::7]:7443."),
            {}};
  }
  Connection connection;
  connection.server = settings.server;
  connection.address = *address;
  connection.target = address->target;
  connection.tls = !settings.plaintext && (!address->loopback || !settings.ca.empty() || !settings.certificate.empty());
  auto error = CheckTogether(settings, connection);
  if (!error) error = ReadFiles(settings, token, &connection);
  return {std::move(error), std::move(connection)};
}

}  // namespace heng::cli
