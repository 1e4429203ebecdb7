// What the fields and choices of a policy are called.
#pragma once

#include <string>

#include "client/cli/language.h"

namespace heng::cli {

// "score_rounding" -> 得分取整 / score rounding; a field without a name of its own as it is, with blanks.
std::string PolicyFieldLabel(const std::string& field, Language language);
// "HALF_EVEN" -> 四舍六入五成双 / half even; likewise.
std::string PolicyChoiceLabel(const std::string& choice, Language language);

}  // namespace heng::cli
