// The settings of hengd, each described once: from this table come the flags, the environment variables, the keys of
// hengd.toml, `hengd config` and deploy/settings.md. No setting holds a secret: those stay in files, settings name
// them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "service/config.h"
#include "service/language.h"

namespace heng {

struct Setting {
  using Field = std::variant<std::string Config::*, int Config::*, bool Config::*>;
  // What is wrong with a text; nullopt: nothing.
  using Check = std::optional<Text> (*)(const std::string& value);

  std::string key;   // in hengd.toml: "tls.certificate" is `certificate` in [tls]
  std::string flag;  // without dashes: "tls-certificate"
  Field field;       // its type; its default is Config's
  Text help;
  Check check = nullptr;  // of texts; the empty default passes without it
  int min = 0, max = 0;   // of numbers
};

const std::vector<Setting>& AllSettings();
const Setting* FindSetting(const std::string& key);

// "HENGD_TLS_CERTIFICATE" of the flag "tls-certificate".
std::string EnvironmentName(const Setting& setting);

// Its value as text: "true", "10", a path.
std::string ValueText(const Setting& setting, const Config& config);

// Reads `text` as the setting's type and checks it. What is wrong, or nullopt and the config has it. Says nothing of
// where the text came from.
std::optional<Text> SetValue(const Setting& setting, const std::string& text, Config* config);

// "text", "0 to 3600", "true or false".
Text TypeText(const Setting& setting);

}  // namespace heng
