// Dates as offices write them: "2022年12月31日", "12月底前", "第三季度", "2021年12月完成".
#pragma once

#include <string_view>

#include "absl/time/civil_time.h"

namespace heng::scoring {

struct DateReading {
  enum Kind {
    kNone,     // does not begin like a date
    kDate,     // a date and nothing else
    kPhrase,   // begins like a date and goes on with other words: "2022年预算执行情况"
    kInvalid,  // a date that is none or may be read in two ways: "2月30日", "3月内"
  };
  Kind kind = kNone;
  absl::CivilDay day;  // the last day the text allows
};

// `text` is folded and without operator. `fiscal_year` stands in where no year is written.
DateReading ReadDate(std::string_view text, int fiscal_year);

}  // namespace heng::scoring
