// Units of values: where one ends, what multiplies it, and which ones convert (ScaleOfUnit in scoring/value.h).
#pragma once

#include <string_view>

#include "absl/numeric/int128.h"
#include "scoring/text.h"

namespace heng::scoring {

// Takes 万, 亿 or 万亿 and returns what it multiplies by; 1 if none comes next.
absl::int128 TakeMultiplier(Cursor& in);

// Takes what looks like a unit: letters, Chinese characters, %, / and the like, up to a digit, blank, dash or other
// punctuation. May be empty.
std::string_view TakeUnit(Cursor& in);

// True if `unit` can be one: "", "人次", "%", "次/年"; not "次左右", "%的群众", "余人".
bool IsPlausibleUnit(std::string_view unit);

}  // namespace heng::scoring
