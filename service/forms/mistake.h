// Why a file can't be read, or a form can't be laid out, in both languages.
#pragma once

#include <string>

namespace heng::forms {

struct Mistake {
  std::string id;  // kebab-case, stable: "encrypted"
  std::string zh;
  std::string en;
};

}  // namespace heng::forms
