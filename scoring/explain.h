// Steps as sentences: why a row, the execution rate or the total has its score.
#pragma once

#include <string>

#include "heng/v1/score.pb.h"

namespace heng::scoring {

enum class Locale { kZh, kEn };

// One step: "50 → 40：完成率 80%，20 × 40 ÷ 50 = 16". A rule this version does not know is shown with its operands.
std::string RenderStep(const heng::v1::Step& step, Locale locale);

// A row in one sentence: "50 → 96 次：完成率 192%，得满分 20". Where the score that counts is not the computed one, it
// also says how the claim was taken. Empty for a row that does not count.
std::string RenderRow(const heng::v1::RowScore& row, Locale locale);

// The execution rate in one sentence: "100260 ÷ 210000 = 47.74%，10 × 47.74% = 4.77".
std::string RenderExecution(const heng::v1::ExecutionScore& execution, Locale locale);

}  // namespace heng::scoring
