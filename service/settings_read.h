// Where settings come from: flags over environment over file over default.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "service/config.h"
#include "service/language.h"
#include "service/settings.h"

namespace heng {

struct SettingSources {
  std::vector<std::pair<const Setting*, std::string>> flags;
  std::vector<std::string> environment;  // "NAME=value", as in environ; only HENGD_* are looked at
  std::string file;                      // path of hengd.toml; empty: none
};

// Where a value came from.
struct Origin {
  enum class Kind { kDefault, kFile, kEnvironment, kFlag };
  Kind kind = Kind::kDefault;
  std::string place;  // "--listen", "HENGD_LISTEN", "/etc/heng/hengd.toml:3"; default: empty
};

// Something that is wrong; `where` names the place to mend.
struct Problem {
  std::string where;
  Text text;
};
std::string Sentence(Language language, const Problem& problem);

struct LoadedSettings {
  Config config;                          // every setting that was well-formed
  std::map<std::string, Origin> origins;  // by key; settings at their default are absent
  std::vector<Problem> problems;          // all of them: wrong keys, wrong values, wrong file
};

LoadedSettings ReadSettings(const SettingSources& sources);

// The place to mend a setting: where its value came from, else its flag.
std::string PlaceOf(const LoadedSettings& settings, const std::string& key);

// What does not go together, for a server: half of TLS, plaintext for other machines, … Added to settings.problems.
void CheckTogether(LoadedSettings* settings);

}  // namespace heng
