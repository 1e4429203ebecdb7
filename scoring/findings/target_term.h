// 项目期: how many years a project runs.
#pragma once

#include <optional>
#include <string_view>

namespace heng::scoring {

// Years the text names, a part of one counting whole: "99年" 99 (open-ended), "2024-2026年" 3, "2026年" 1, "三年" 3,
// "6个月" 1, "长期" 99. nullopt: it can't be told, as of "2024年起".
std::optional<int> YearsOfTerm(std::string_view text);

}  // namespace heng::scoring
