#include "service/settings_print.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace heng {
namespace {

using Json = nlohmann::ordered_json;

bool IsText(const Setting& setting) { return std::holds_alternative<std::string Config::*>(setting.field); }

// As TOML writes it; JSON's escapes are TOML's.
std::string Literal(const Setting& setting, const Config& config) {
  const std::string value = ValueText(setting, config);
  return IsText(setting) ? Json(value).dump(-1, ' ', false, Json::error_handler_t::replace) : value;
}

Origin OriginOf(const LoadedSettings& settings, const Setting& setting) {
  const auto found = settings.origins.find(setting.key);
  return found == settings.origins.end() ? Origin{} : found->second;
}

const char* SourceName(Origin::Kind kind) {
  switch (kind) {
    case Origin::Kind::kFile:
      return "file";
    case Origin::Kind::kEnvironment:
      return "environment";
    case Origin::Kind::kFlag:
      return "flag";
    case Origin::Kind::kDefault:
      break;
  }
  return "default";
}

// A cell of a markdown table.
std::string Cell(const std::string& text) { return absl::StrReplaceAll(text, {{"|", "\\|"}}); }

}  // namespace

std::string SettingsText(const LoadedSettings& settings, Language language) {
  std::string text;
  for (const Setting& setting : AllSettings()) {
    const Origin origin = OriginOf(settings, setting);
    const std::string place = origin.kind == Origin::Kind::kDefault ? Say(language, {"默认", "default"}) : origin.place;
    absl::StrAppend(&text, setting.key, " = ", Literal(setting, settings.config), "  # ", place, "\n");
  }
  return text;
}

std::string SettingsJson(const LoadedSettings& settings) {
  Json list = Json::array();
  for (const Setting& setting : AllSettings()) {
    const Origin origin = OriginOf(settings, setting);
    list.push_back({{"key", setting.key},
                    {"value", Json::parse(Literal(setting, settings.config))},
                    {"source", SourceName(origin.kind)},
                    {"place", origin.place}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string SettingsMarkdown() {
  std::string text =
      "# Settings of hengd / hengd 的设置\n\n"
      "Written by `hengd config --docs`. A flag goes before the environment, the environment before the file, the file "
      "before the default. The file: `--config PATH`, else `HENGD_CONFIG`, else `/etc/heng/hengd.toml` if it exists. In "
      "the "
      "file `tls.key` is `key` under `[tls]`. Paths are relative to the folder hengd is started in. No setting holds a "
      "secret: keys and passwords stay in files of their own. `hengd config` prints what is in force and where it "
      "comes "
      "from; `hengd config --check` checks it.\n\n"
      "由 `hengd config --docs` 生成。命令行优先于环境变量，环境变量优先于文件，文件优先于默认值。文件：`--config "
      "PATH`，否则 "
      "`HENGD_CONFIG`，否则 `/etc/heng/hengd.toml`（如存在）。文件中 `tls.key` 即 `[tls]` 下的 `key`。相对路径以启动 "
      "hengd 的目录为准。"
      "设置中不写秘密：私钥和密码放在各自的文件里。`hengd config` 列出现行设置及来源；`hengd config --check` "
      "作检查。\n\n"
      "| Setting | Flag | Environment | Value | Default | Meaning | 说明 |\n"
      "|---|---|---|---|---|---|---|\n";
  const Config defaults;
  for (const Setting& setting : AllSettings()) {
    absl::StrAppend(&text, "| `", setting.key, "` | `--", setting.flag, "` | `", EnvironmentName(setting), "` | ");
    absl::StrAppend(&text, TypeText(setting).en, " | `", Literal(setting, defaults), "` | ");
    absl::StrAppend(&text, Cell(setting.help.en), " | ", Cell(setting.help.zh), " |\n");
  }
  return text;
}

}  // namespace heng
