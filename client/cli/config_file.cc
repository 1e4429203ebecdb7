#include "client/cli/config_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <vector>

#include "client/cli/read_file.h"
#include "client/cli/token_file.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kCurrent[] = "current-context";
constexpr char kContexts[] = "contexts";
constexpr char kPlaintext[] = "plaintext";
constexpr std::size_t kLongestName = 63;

struct TextKey {
  const char* name;
  std::string ConnectionSettings::*member;
  bool is_path;
};

constexpr TextKey kTextKeys[] = {{"server", &ConnectionSettings::server, false},
                                 {"ca", &ConnectionSettings::ca, true},
                                 {"certificate", &ConnectionSettings::certificate, true},
                                 {"key", &ConnectionSettings::key, true},
                                 {"token-file", &ConnectionSettings::token_file, true}};

std::string KnownKeys() {
  std::string keys;
  for (const TextKey& key : kTextKeys) keys += std::string(key.name) + ", ";
  return keys + kPlaintext;
}

RpcError Wrong(const std::string& path, std::string zh, std::string en) {
  return LocalError("WRONG_CONFIG", path + "：" + zh, path + ": " + en);
}

// What is wrong with a file, all of it.
class Mistakes {
 public:
  void Add(const toml::source_region& where, const std::string& zh, const std::string& en) {
    const std::string line = std::to_string(where.begin.line);
    zh_ += "\n第 " + line + " 行：" + zh;
    en_ += "\nline " + line + ": " + en;
  }
  bool empty() const { return en_.empty(); }
  RpcError Error(const std::string& path) const {
    return Wrong(path, "配置有误：" + zh_, "wrong configuration:" + en_);
  }

 private:
  std::string zh_, en_;
};

void WrongKind(const std::string& key, const toml::node& node, const char* zh, const char* en, Mistakes* mistakes) {
  mistakes->Add(node.source(), key + " 应当是" + zh + "。", key + " is to be " + en + ".");
}

void ReadText(const std::string& key, const toml::node& node, std::string* text, Mistakes* mistakes) {
  if (const auto value = node.value_exact<std::string>()) {
    // A token in the file would be printed by `heng config view`, so it is not kept, and not repeated here.
    if (!LooksLikeToken(*value)) {
      *text = *value;
    } else {
      mistakes->Add(node.source(), key + " 写的像是令牌本身，应当写存放令牌的文件的路径。",
                    key + " looks like a token itself; give the path of a file that holds it.");
    }
  } else {
    WrongKind(key, node, "带引号的文字", "a quoted text", mistakes);
  }
}

void ReadSetting(const std::string& key, const toml::node& node, const fs::path& folder, ConnectionSettings* settings,
                 Mistakes* mistakes) {
  if (key == kPlaintext) {
    if (const auto value = node.value_exact<bool>()) {
      settings->plaintext = *value;
    } else {
      WrongKind(key, node, " true 或 false", "true or false", mistakes);
    }
    return;
  }
  const auto* const known =
      std::find_if(std::begin(kTextKeys), std::end(kTextKeys), [&](const TextKey& one) { return key == one.name; });
  if (known == std::end(kTextKeys)) {
    mistakes->Add(node.source(), "不认识 " + key + "。可用：" + KnownKeys() + "。",
                  "unknown key " + key + ". There are: " + KnownKeys() + ".");
    return;
  }
  std::string& text = settings->*known->member;
  ReadText(key, node, &text, mistakes);
  if (known->is_path && !text.empty() && fs::path(text).is_relative()) text = (folder / text).string();
}

void ReadContexts(const toml::node& node, const fs::path& folder, Config* config, Mistakes* mistakes) {
  const toml::table* contexts = node.as_table();
  if (contexts == nullptr)
    return WrongKind(kContexts, node, "若干节 [contexts.名称]", "sections [contexts.NAME]", mistakes);
  for (const auto& [name, value] : *contexts) {
    const std::string context(name.str());
    const toml::table* settings = value.as_table();
    if (settings == nullptr) {
      WrongKind(context, value, "一节 [contexts.名称]", "a section [contexts.NAME]", mistakes);
      continue;
    }
    if (!IsContextName(context)) {
      mistakes->Add(value.source(),
                    "环境名 " + context + " 有误：只能用字母、数字、- _ .，不以 . 开头，最多 63 个字符。",
                    "context name " + context + " is wrong: up to 63 letters, digits, - _ . and no . in front.");
      continue;
    }
    ConnectionSettings& read = config->contexts[context];
    for (const auto& [key, setting] : *settings) {
      ReadSetting(std::string(key.str()), setting, folder, &read, mistakes);
    }
  }
}

// Line of the first comment; 0: there is none. What stands between quotation marks is none.
int CommentLine(const std::string& text) {
  int line = 1;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quote == '"' && c == '\\') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      return line;
    }
  }
  return 0;
}

FileText ReadText(const std::string& path) { return ReadRegularFile(path, kMaxConfigBytes); }

bool IsMissing(const std::string& path) {
  std::error_code ignored;
  return path.empty() || !fs::exists(fs::symlink_status(path, ignored));
}

}  // namespace

bool IsContextName(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.');
         });
}

std::string ConfigPath(const std::string& flag, const Environment& environment) {
  if (!flag.empty()) return flag;
  std::string named = environment("HENG_CONFIG").value_or("");
  if (!named.empty()) return named;
  const std::string xdg = environment("XDG_CONFIG_HOME").value_or("");
  if (xdg.starts_with("/")) return xdg + "/heng/config.toml";
  const std::string home = environment("HOME").value_or("");
  return home.empty() ? "" : home + "/.config/heng/config.toml";
}

std::string TokenPath(const std::string& config_path, const std::string& context) {
  return (fs::absolute(config_path).parent_path() / "tokens" / context).lexically_normal().string();
}

Answer<Config> ParseConfig(const std::string& text, const std::string& path) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    Mistakes mistakes;
    mistakes.Add(error.source(), "不是 TOML（" + std::string(error.description()) + "）。",
                 "no TOML (" + std::string(error.description()) + ").");
    return {mistakes.Error(path), {}};
  }
  Config config;
  Mistakes mistakes;
  const fs::path folder = fs::absolute(path).parent_path();
  for (const auto& [key, node] : root) {
    if (key.str() == kCurrent) {
      ReadText(kCurrent, node, &config.current_context, &mistakes);
    } else if (key.str() == kContexts) {
      ReadContexts(node, folder, &config, &mistakes);
    } else {
      const std::string name(key.str());
      mistakes.Add(node.source(), "不认识 " + name + "。可用：current-context、[contexts.名称]。",
                   "unknown key " + name + ". There are: current-context, [contexts.NAME].");
    }
  }
  if (!mistakes.empty()) return {mistakes.Error(path), {}};
  return {std::nullopt, std::move(config)};
}

Answer<Config> ReadConfig(const std::string& path) {
  if (IsMissing(path)) return {};
  const FileText file = ReadText(path);
  if (file.too_large)
    return {Wrong(path, "超过 1 MiB，不是 heng 的配置文件。", "larger than 1 MiB; no configuration is."), {}};
  if (!file.text) return {Wrong(path, file.zh, file.en), {}};
  return ParseConfig(*file.text, path);
}

std::string WriteConfigText(const Config& config) {
  toml::table contexts;
  for (const auto& [name, settings] : config.contexts) {
    toml::table table;
    for (const TextKey& key : kTextKeys) {
      if (!(settings.*key.member).empty()) table.insert(key.name, settings.*key.member);
    }
    if (settings.plaintext) table.insert(kPlaintext, true);
    contexts.insert(name, std::move(table));
  }
  toml::table root;
  if (!config.current_context.empty()) root.insert(kCurrent, config.current_context);
  if (!contexts.empty()) root.insert(kContexts, std::move(contexts));
  std::ostringstream text;
  text << root << "\n";
  return text.str();
}

std::optional<RpcError> WriteConfig(const std::string& path, const Config& config) {
  if (path.empty()) {
    return LocalError("WRONG_CONFIG", "不知道配置文件放在哪里：HOME 没有设置。请用 --config 指定。",
                      "There is no place for the configuration: HOME is not set. Give one with --config.");
  }
  if (!IsMissing(path)) {
    const FileText file = ReadText(path);
    const int line = file.text ? CommentLine(*file.text) : 0;
    if (line > 0) {
      const std::string where = std::to_string(line);
      return Wrong(
          path, "第 " + where + " 行有注释，改写会丢失它。请直接编辑这个文件，或先删去注释。",
          "line " + where + " has a comment, which would be lost. Edit the file yourself, or remove its comments.");
    }
  }
  return ReplacePrivateFile(path, WriteConfigText(config));
}

RpcError NoSuchContext(const std::string& name, const Config& config, const std::string& path) {
  std::string known;
  for (const auto& [one, settings] : config.contexts) known += (known.empty() ? "" : ", ") + one;
  return Wrong(path,
               "没有环境 \"" + name + "\"。" + (known.empty() ? "还没有任何环境" : "现有：" + known) +
                   "；新建：heng config set-context " + name + " --server 主机:端口。",
               "there is no context \"" + name + "\". " +
                   (known.empty() ? "There are none yet" : "There are: " + known) +
                   "; make it: heng config set-context " + name + " --server HOST:PORT.");
}

}  // namespace heng::cli
