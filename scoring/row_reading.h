// Reading the two cells of a row together: which target counts, the unit an actual inherits, the direction.
#pragma once

#include <string>
#include <string_view>

#include "heng/v1/form.pb.h"
#include "scoring/policy_rules.h"
#include "scoring/value.h"

namespace heng::scoring {

struct RowReading {
  std::string_view target_text;   // of the row's indicator; empty: both target cells are blank
  std::string_view target_field;  // "adjusted_target" or "initial_target"
  std::string_view actual_text;
  std::string_view folded_actual;  // of the form or the pool
  Value target;                    // op is set for every NUMBER: written, or by direction (then inferred)
  Value actual;                    // in the target's unit where both have one of the same dimension
  bool direction_guessed = false;  // op came from the kind of row: no operator, no direction column
  bool actual_has_operator = false;
  bool same_text = false;              // the actual repeats the target, spelling aside
  bool unit_mismatch = false;          // units of different dimensions
  bool percent_scale_suspect = false;  // 0.99 against ≥98%
};

// `pool` has to live as long as the reading.
RowReading ReadRow(const ReadingRules& rules, const heng::v1::Indicator& row, int fiscal_year, TextPool& pool);

}  // namespace heng::scoring
