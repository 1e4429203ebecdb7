// 汇总表 as .xlsx: 序号, 单位, 项目, 预算, 执行, 执行率, 得分, 等级.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "heng/v1/report.pb.h"

namespace heng::forms {

// Amounts, rates and scores are numbers, in 元 and percent; text that begins with = + - @ stays text. `changed` (µs) is
// what the file says of its age, never the clock: the same summary gives the same bytes. RESOURCE_EXHAUSTED: a text is
// too long for a cell; INTERNAL: the library failed.
absl::StatusOr<std::string> WriteSummaryXlsx(const heng::v1::Summary& summary, int64_t changed);

}  // namespace heng::forms
