#include "service/settings_read.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/json/suggest.h"
#include "service/address.h"

namespace heng {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;
constexpr char kEnvironmentPrefix[] = "HENGD_";
constexpr char kFileVariable[] = "HENGD_CONFIG";

void Set(const Setting& setting, const std::string& text, Origin origin, LoadedSettings* loaded) {
  const bool in_file = origin.kind == Origin::Kind::kFile;
  const std::string where = in_file ? absl::StrCat(origin.place, ": ", setting.key) : origin.place;
  if (auto wrong = SetValue(setting, text, &loaded->config)) {
    loaded->problems.push_back({where, *std::move(wrong)});
  } else {
    loaded->origins[setting.key] = std::move(origin);
  }
}

Text Unknown(const std::string& near, const Text& what, const Text& see) {
  Text text = what;
  if (!near.empty()) {
    absl::StrAppend(&text.zh, "；是不是 ", near, "？");
    absl::StrAppend(&text.en, "; did you mean ", near, "?");
  } else {
    absl::StrAppend(&text.zh, "；", see.zh);
    absl::StrAppend(&text.en, "; ", see.en);
  }
  return text;
}

const Text kSeeDocs = {"全部设置见 hengd config", "hengd config lists all settings"};

Text UnknownKey(const std::string& key) {
  std::vector<std::string> keys;
  for (const Setting& setting : AllSettings()) keys.push_back(setting.key);
  return Unknown(json::Nearest(key, keys), {"没有这项设置", "there is no such setting"}, kSeeDocs);
}

// nullopt after adding a problem.
std::optional<std::string> ReadWholeFile(const std::string& path, LoadedSettings* loaded) {
  const auto refuse = [&](const Text& text) {
    loaded->problems.push_back({path, text});
    return std::nullopt;
  };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info {};
  if (fd < 0 || fstat(fd, &info) != 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) close(fd);
    return refuse(
        {absl::StrCat("无法读取配置文件（", why, "）"), absl::StrCat("can't read the configuration file (", why, ")")});
  }
  std::string text(kMaxFileBytes + 1, '\0');
  const ssize_t size = S_ISREG(info.st_mode) ? read(fd, text.data(), text.size()) : -1;
  close(fd);
  if (size < 0) return refuse({"配置文件不是普通文件", "the configuration file is no regular file"});
  if (static_cast<size_t>(size) > kMaxFileBytes) {
    return refuse({"配置文件超过 1 MiB", "the configuration file is larger than 1 MiB"});
  }
  text.resize(static_cast<size_t>(size));
  return text;
}

// A value of the file as text; nullopt: not of the setting's type.
std::optional<std::string> NodeText(const Setting& setting, const toml::node& node) {
  if (std::holds_alternative<std::string Config::*>(setting.field)) return node.value_exact<std::string>();
  if (std::holds_alternative<int Config::*>(setting.field)) {
    const auto value = node.value_exact<int64_t>();
    return value ? std::optional<std::string>(absl::StrCat(*value)) : std::nullopt;
  }
  const auto value = node.value_exact<bool>();
  return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
}

Text WrongType(const Setting& setting) {
  if (std::holds_alternative<std::string Config::*>(setting.field)) {
    return {"要写带引号的文本", "this must be a text in quotes"};
  }
  const Text type = TypeText(setting);
  return {absl::StrCat("要写 ", type.zh, "，不加引号"), absl::StrCat("this must be ", type.en, ", without quotes")};
}

struct Entry {
  uint32_t line = 0;
  std::string key;
  const toml::node* value = nullptr;
};

// What is no setting itself and a table is a part of a name.
void ListEntries(const toml::table& table, const std::string& prefix, std::vector<Entry>* entries) {
  for (const auto& [name, node] : table) {
    const std::string key = absl::StrCat(prefix, std::string(name.str()));
    if (FindSetting(key) == nullptr && node.is_table()) {
      ListEntries(*node.as_table(), key + ".", entries);
    } else {
      entries->push_back({name.source().begin.line, key, &node});
    }
  }
}

void ReadTable(const toml::table& table, const std::string& path, LoadedSettings* loaded) {
  std::vector<Entry> entries;
  ListEntries(table, "", &entries);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.line < b.line; });
  for (const Entry& entry : entries) {
    const std::string place = absl::StrCat(path, ":", entry.line);
    const std::string where = absl::StrCat(place, ": ", entry.key);
    const Setting* setting = FindSetting(entry.key);
    if (setting == nullptr) {
      loaded->problems.push_back({where, UnknownKey(entry.key)});
    } else if (const std::optional<std::string> text = NodeText(*setting, *entry.value)) {
      Set(*setting, *text, {Origin::Kind::kFile, place}, loaded);
    } else {
      loaded->problems.push_back({where, WrongType(*setting)});
    }
  }
}

void ReadTomlFile(const std::string& path, LoadedSettings* loaded) {
  const std::optional<std::string> text = ReadWholeFile(path, loaded);
  if (!text) return;
  try {
    ReadTable(toml::parse(*text, path), path, loaded);
  } catch (const toml::parse_error& error) {  // toml++ reports by exception
    const std::string why(error.description());
    loaded->problems.push_back({absl::StrCat(path, ":", error.source().begin.line, ":", error.source().begin.column),
                                {absl::StrCat("不是 TOML（", why, "）"), absl::StrCat("this is no TOML (", why, ")")}});
  }
}

void ReadEnvironment(const std::vector<std::string>& environment, LoadedSettings* loaded) {
  std::map<std::string, const Setting*> known;
  std::vector<std::string> names = {kFileVariable};
  for (const Setting& setting : AllSettings()) {
    known[EnvironmentName(setting)] = &setting;
    names.push_back(EnvironmentName(setting));
  }
  for (const std::string& entry : environment) {
    if (!absl::StartsWith(entry, kEnvironmentPrefix)) continue;
    const std::string name = entry.substr(0, entry.find('='));
    if (name == kFileVariable) continue;  // which file to read is decided before (config.cc)
    const auto found = known.find(name);
    if (found == known.end()) {
      loaded->problems.push_back(
          {name, Unknown(json::Nearest(name, names), {"没有这个环境变量", "hengd knows no such environment variable"},
                         kSeeDocs)});
    } else {
      Set(*found->second, entry.substr(std::min(entry.size(), name.size() + 1)), {Origin::Kind::kEnvironment, name},
          loaded);
    }
  }
}

}  // namespace

std::string Sentence(Language language, const Problem& problem) {
  return absl::StrCat(problem.where, language == Language::kChinese ? "：" : ": ", Say(language, problem.text));
}

LoadedSettings ReadSettings(const SettingSources& sources) {
  LoadedSettings loaded;
  if (!sources.file.empty()) ReadTomlFile(sources.file, &loaded);
  ReadEnvironment(sources.environment, &loaded);
  for (const auto& [setting, text] : sources.flags) {
    Set(*setting, text, {Origin::Kind::kFlag, absl::StrCat("--", setting->flag)}, &loaded);
  }
  return loaded;
}

std::string PlaceOf(const LoadedSettings& settings, const std::string& key) {
  const auto found = settings.origins.find(key);
  if (found == settings.origins.end()) return absl::StrCat("--", FindSetting(key)->flag);
  if (found->second.kind == Origin::Kind::kFile) return absl::StrCat(found->second.place, ": ", key);
  return found->second.place;
}

namespace {

void CheckHttp(LoadedSettings* settings) {
  const Config& config = settings->config;
  const auto refuse = [settings](const char* key, const Text& text) {
    settings->problems.push_back({PlaceOf(*settings, key), text});
  };
  if (config.http_tls && !config.tls()) {
    refuse("http.tls", {"没有证书就没有 HTTPS；请设置 tls.certificate 和 tls.key",
                        "there is no HTTPS without certificate; set tls.certificate and tls.key"});
  }
  const auto http = ReadAddress(config.http_listen);
  if (!http || http->loopback) return;
  if (!config.http_allow_remote) {
    return refuse("http.listen",
                  {absl::StrCat(http->host, " 不是本机回环地址；请改用 127.0.0.1，或设置 http.allow_remote"),
                   absl::StrCat(http->host, " is not a loopback address; use 127.0.0.1 or set http.allow_remote")});
  }
  if (!config.http_api || config.http_tls || config.insecure_plaintext) return;
  refuse("http.listen",
         {absl::StrCat(http->host,
                       " 不是本机回环地址，而 HTTP 不加密：填报内容和令牌会在网络上明文传输；请设置 http.tls，或 "
                       "http.api = false 只留健康和指标页（确需明文：--insecure-plaintext）"),
          absl::StrCat(http->host,
                       " is not a loopback address and HTTP is not encrypted: forms and tokens would cross the network "
                       "in plaintext; set http.tls, or http.api = false for the pages alone (if it must be plaintext: "
                       "--insecure-plaintext)")});
}

}  // namespace

void CheckTogether(LoadedSettings* settings) {
  const Config& config = settings->config;
  const auto refuse = [settings](const char* key, const Text& text) {
    settings->problems.push_back({PlaceOf(*settings, key), text});
  };
  if (config.tls_certificate.empty() && !config.tls_key.empty()) {
    refuse("tls.key",
           {"有私钥而没有证书；请同时设置 tls.certificate", "a key without certificate; set tls.certificate too"});
  }
  if (!config.tls_certificate.empty() && config.tls_key.empty()) {
    refuse("tls.certificate", {"有证书而没有私钥；请同时设置 tls.key", "a certificate without key; set tls.key too"});
  }
  if (config.tls_certificate.empty() && !config.tls_client_ca.empty()) {
    refuse("tls.client_ca",
           {"没有 tls.certificate 和 tls.key 就没有 TLS，无法核验客户端证书；请一并设置",
            "without tls.certificate and tls.key there is no TLS and no client certificate; set them too"});
  }
  if (config.tls() && config.insecure_plaintext) {
    refuse("listen.insecure_plaintext",
           {"与 tls.certificate 矛盾：设置了 TLS 就不会有明文；请去掉其中一项",
            "contradicts tls.certificate: with TLS nothing is plaintext; remove one of them"});
  }
  const auto listen = ReadAddress(config.listen);
  if (listen && !listen->loopback && !config.tls() && !config.insecure_plaintext) {
    refuse("listen.address",
           {absl::StrCat(listen->host,
                         " 不是本机回环地址，而没有 TLS：填报内容和令牌会在网络上明文传输；请设置 tls.certificate 和 "
                         "tls.key，或改用 127.0.0.1（确需明文：--insecure-plaintext）"),
            absl::StrCat(listen->host,
                         " is not a loopback address and there is no TLS: forms and tokens would cross the "
                         "network in plaintext; set tls.certificate and tls.key, or use 127.0.0.1 (if it must be "
                         "plaintext: --insecure-plaintext)")});
  }
  CheckHttp(settings);
}

}  // namespace heng
