// "Did you mean": the nearest of some names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heng::json {

// The name nearest to `word`, letters compared without case and '_'; empty: none is near enough to be meant.
std::string Nearest(std::string_view word, const std::vector<std::string>& names);

std::string Join(const std::vector<std::string>& words, std::string_view separator);

}  // namespace heng::json
