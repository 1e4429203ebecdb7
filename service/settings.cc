#include "service/settings.h"

#include <algorithm>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "scoring/policy.h"
#include "service/address.h"
#include "service/store_location.h"

namespace heng {
namespace {

constexpr size_t kMaxValueBytes = 4096;

std::string Quote(const std::string& value) { return absl::StrCat("\"", value, "\""); }

std::optional<Text> CheckAddress(const std::string& value) {
  if (ReadAddress(value).has_value()) return std::nullopt;
  return Text{absl::StrCat(Quote(value), " 不是地址；请写 主机:端口，如 127.0.0.1:7443、[::1]:7443"),
              absl::StrCat(Quote(value), " is no address; write host:port such as 127.0.0.1:7443 or [::1]:7443")};
}

// Empty turns the listener off.
std::optional<Text> CheckHttpAddress(const std::string& value) {
  return value.empty() ? std::nullopt : CheckAddress(value);
}

std::optional<Text> CheckPath(const std::string& value) {
  // Whoever pastes the key itself: it must not be repeated in a message.
  if (value.find("-----BEGIN") != std::string::npos) {
    return Text{"这里要写文件的路径，不能写证书或密钥本身",
                "this must be the path of a file, not the certificate or the key itself"};
  }
  if (value.find('\n') == std::string::npos) return std::nullopt;
  return Text{"路径不能有换行", "a path has no line breaks"};
}

std::optional<Text> CheckPolicy(const std::string& value) {
  const auto& shipped = scoring::ShippedPolicies::Get();
  if (shipped.Find(value) != nullptr) return std::nullopt;
  std::string known;
  for (const auto& name : shipped.Names()) absl::StrAppend(&known, " ", name.substr(sizeof("policies/") - 1));
  return Text{absl::StrCat("没有评分规则 ", Quote(value), "；现有：", known),
              absl::StrCat("there is no policy ", Quote(value), "; there are:", known)};
}

Text WrongNumber(const Setting& setting, const std::string& value) {
  return {absl::StrCat(Quote(value), " 不是 ", setting.min, " 到 ", setting.max, " 的整数"),
          absl::StrCat(Quote(value), " is no whole number from ", setting.min, " to ", setting.max)};
}

Text WrongSwitch(const std::string& value) {
  return {absl::StrCat(Quote(value), " 既不是 true 也不是 false"),
          absl::StrCat(Quote(value), " is neither true nor false")};
}

Text TooLong(size_t size) {
  return {absl::StrCat("有 ", size, " 字节；最多 ", kMaxValueBytes),
          absl::StrCat("is ", size, " bytes long; at most ", kMaxValueBytes)};
}

}  // namespace

const std::vector<Setting>& AllSettings() {
  // The order of `hengd config`, the help and the docs.
  static const auto* settings = new std::vector<Setting>{
      {.key = "store",
       .flag = "store",
       .field = &Config::store,
       .help = {"存储位置：sqlite:PATH 或 postgres://USER@HOST:PORT/DATABASE，不带密码",
                "where forms are kept: sqlite:PATH or postgres://USER@HOST:PORT/DATABASE, without a password"},
       .check = StoreProblem},
      {.key = "default_policy",
       .flag = "default-policy",
       .field = &Config::default_policy,
       .help = {"未指明评分规则的表用哪一规则", "scoring policy of forms that name none"},
       .check = CheckPolicy},
      {.key = "drain_seconds",
       .flag = "drain-seconds",
       .field = &Config::drain_seconds,
       .help = {"停止时最多等待进行中的调用多少秒", "how long stopping waits for the calls under way, in seconds"},
       .max = 3600},
      {.key = "listen.address",
       .flag = "listen",
       .field = &Config::listen,
       .help = {"gRPC 服务地址，主机:端口；端口 0 为任一空闲端口；本机以外的地址须有 TLS",
                "address of the gRPC service, host:port; port 0 takes a free one; other than loopback wants TLS"},
       .check = CheckAddress},
      {.key = "listen.insecure_plaintext",
       .flag = "insecure-plaintext",
       .field = &Config::insecure_plaintext,
       .help = {"允许在本机以外的地址上不加密地服务（内容和令牌可被窃听）",
                "serve other addresses than loopback without encryption: forms and tokens can be read on the way"}},
      {.key = "tls.certificate",
       .flag = "tls-certificate",
       .field = &Config::tls_certificate,
       .help =
           {"服务器证书链的文件（PEM），自己的证书在前；替换后自动启用",
            "file with the server's certificate chain, PEM, its own first; replaced while it serves it is taken up"},
       .check = CheckPath},
      {.key = "tls.key",
       .flag = "tls-key",
       .field = &Config::tls_key,
       .help = {"证书私钥的文件（PEM，无口令），其他用户不得可读",
                "file with its private key, PEM without passphrase, not readable by others"},
       .check = CheckPath},
      {.key = "tls.client_ca",
       .flag = "tls-client-ca",
       .field = &Config::tls_client_ca,
       .help = {"签发客户端证书的机构的证书文件（PEM）；设置后请求并核验客户端证书，但不强制",
                "file with the authorities of client certificates, PEM; if set, these are asked for and verified, not "
                "required"},
       .check = CheckPath},
      {.key = "http.listen",
       .flag = "http-listen",
       .field = &Config::http_listen,
       .help = {"HTTP 地址，主机:端口：/healthz、/readyz、/metrics 和各方法（JSON）；空：关闭",
                "address of HTTP, host:port: /healthz, /readyz, /metrics, and the methods as JSON; empty: off"},
       .check = CheckHttpAddress},
      {.key = "http.allow_remote",
       .flag = "http-allow-remote",
       .field = &Config::http_allow_remote,
       .help = {"允许 http.listen 为本机以外的地址；有 http.api 时还须 http.tls",
                "let http.listen be another address than loopback; with http.api that wants http.tls, too"}},
      {.key = "http.api",
       .flag = "http-api",
       .field = &Config::http_api,
       .help = {"在 http.listen 上也提供各方法（Connect 协议：JSON 和 protobuf）",
                "serve the methods on http.listen, too (Connect protocol: JSON and protobuf)"}},
      {.key = "http.tls",
       .flag = "http-tls",
       .field = &Config::http_tls,
       .help = {"http.listen 用 HTTPS，证书、私钥、客户端证书机构同 tls.*",
                "HTTPS on http.listen, with the certificate, key and client authorities of tls.*"}},
      {.key = "log.calls",
       .flag = "log-calls",
       .field = &Config::log_calls,
       .help = {"每次调用在标准错误上写一行 JSON", "write one JSON line per call to standard error"}},
  };
  return *settings;
}

const Setting* FindSetting(const std::string& key) {
  for (const Setting& setting : AllSettings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string EnvironmentName(const Setting& setting) {
  return absl::StrCat("HENGD_", absl::AsciiStrToUpper(absl::StrReplaceAll(setting.flag, {{"-", "_"}})));
}

std::string ValueText(const Setting& setting, const Config& config) {
  return std::visit(
      [&](auto field) -> std::string {
        const auto& value = config.*field;
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, bool>) return value ? "true" : "false";
        return absl::StrCat(value);
      },
      setting.field);
}

std::optional<Text> SetValue(const Setting& setting, const std::string& text, Config* config) {
  if (text.size() > kMaxValueBytes) return TooLong(text.size());
  if (std::holds_alternative<std::string Config::*>(setting.field)) {
    const auto field = std::get<std::string Config::*>(setting.field);
    const bool is_default = text == Config().*field;
    if (!is_default && setting.check != nullptr) {
      if (auto wrong = setting.check(text)) return wrong;
    }
    config->*field = text;
  } else if (std::holds_alternative<int Config::*>(setting.field)) {
    int value = 0;
    if (!absl::SimpleAtoi(text, &value) || value < setting.min || value > setting.max)
      return WrongNumber(setting, text);
    config->*std::get<int Config::*>(setting.field) = value;
  } else {
    if (text != "true" && text != "false") return WrongSwitch(text);
    config->*std::get<bool Config::*>(setting.field) = text == "true";
  }
  return std::nullopt;
}

Text TypeText(const Setting& setting) {
  if (std::holds_alternative<int Config::*>(setting.field)) {
    return {absl::StrCat(setting.min, " 到 ", setting.max), absl::StrCat(setting.min, " to ", setting.max)};
  }
  if (std::holds_alternative<bool Config::*>(setting.field)) return {"true 或 false", "true or false"};
  return {"文本", "text"};
}

}  // namespace heng
