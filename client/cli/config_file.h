// The file of contexts: which servers there are and as whom to call them. Written by `heng config` and `heng login`:
//
//   current-context = 'office'
//
//   [contexts.office]
//   server = 'heng.example.gov.cn:7443'
//   ca = '/etc/heng/ca.pem'
//   token-file = '/home/li/.config/heng/tokens/office'
//
// Besides these: certificate, key, plaintext. Paths are absolute, or begin at the folder of the file.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "client/cli/connection.h"
#include "client/cli/language.h"

namespace heng::cli {

inline constexpr std::size_t kMaxConfigBytes = 1u << 20;

struct Config {
  std::string current_context;  // empty: none
  std::map<std::string, ConnectionSettings> contexts;

  bool operator==(const Config&) const = default;
};

// Letters, digits, - _ . (not first), at most 63: a context is also the name of a file.
bool IsContextName(const std::string& name);

// `flag`, else HENG_CONFIG, else config.toml under $XDG_CONFIG_HOME/heng or ~/.config/heng. Empty: there is no home.
std::string ConfigPath(const std::string& flag, const Environment& environment);
// Where `heng login` keeps the token of a context: tokens/NAME beside the file.
std::string TokenPath(const std::string& config_path, const std::string& context);

// A file that is not there holds nothing. WRONG_CONFIG: not TOML, unknown keys and values of the wrong kind, all named
// with their lines.
Answer<Config> ReadConfig(const std::string& path);
// Replaces the file. WRONG_CONFIG: it holds comments, which would be lost.
std::optional<RpcError> WriteConfig(const std::string& path, const Config& config);

// The same as text.
Answer<Config> ParseConfig(const std::string& text, const std::string& path);
std::string WriteConfigText(const Config& config);

// There is no context `name`; says which there are and how to make one.
RpcError NoSuchContext(const std::string& name, const Config& config, const std::string& path);

}  // namespace heng::cli
