// What `hengd config` prints.
#pragma once

#include <string>

#include "service/settings_read.h"

namespace heng {

// Every setting with its value and where it comes from; lines of TOML.
std::string SettingsText(const LoadedSettings& settings, Language language);

// A JSON array of {"key", "value", "source", "place"}; source: "default", "file", "environment", "flag".
std::string SettingsJson(const LoadedSettings& settings);

// deploy/settings.md: the table of all settings, in both languages.
std::string SettingsMarkdown();

}  // namespace heng
