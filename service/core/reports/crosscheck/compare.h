// The cross-check: what a report says, compared with the stored forms and with itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "heng/v1/report.pb.h"
#include "service/core/reports/crosscheck/facts.h"

namespace heng::core::crosscheck {

inline constexpr size_t kMaxTextBytes = 1 << 20;
inline constexpr size_t kMaxItems = 2000;
inline constexpr size_t kMaxForms = 1000;

struct Checked {
  std::vector<heng::v1::CrossCheckItem> items;  // in the order of the text, at most kMaxItems
  int left_out = 0;                             // beyond that
};

// Pure. Time is linear in the text and, for each project it tells of, in the forms. What is not labelled is not read.
Checked Compare(std::string_view text, const Facts& facts);

}  // namespace heng::core::crosscheck
