// Scores alone compared with the score sheet of the same form.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "heng/v1/score.pb.h"
#include "scoring/scores.h"

namespace heng::scoring::testing {

// What is different, with both values; empty: every number is the same.
inline std::string Differences(const heng::v1::ScoreSheet& sheet, const Scores& scores) {
  std::string differences;
  const auto note = [&](const std::string& what, const std::string& stated, const std::string& alone) {
    if (stated != alone) differences += what + ": " + stated + ", alone " + alone + "\n";
  };
  const auto number = [&](const std::string& what, bool has, const std::string& stated,
                          const std::optional<Decimal>& alone) {
    note(what, has ? stated : "none", alone ? alone->ToString() : "none");
  };
  number("rate", sheet.execution().has_rate(), sheet.execution().rate(), scores.execution_rate);
  number("execution", sheet.execution().has_score(), sheet.execution().score(), scores.execution_score);
  note("rows", std::to_string(sheet.rows_size()), std::to_string(scores.rows.size()));
  for (size_t i = 0; i < scores.rows.size() && static_cast<int>(i) < sheet.rows_size(); ++i) {
    const heng::v1::RowScore& row = sheet.rows(static_cast<int>(i));
    const std::string name = "row " + std::to_string(i + 1);
    number(name + " computed", row.has_computed(), row.computed(), scores.rows[i].computed);
    number(name + " score", row.has_score(), row.score(), scores.rows[i].score);
  }
  number("indicator total", sheet.has_indicator_total(), sheet.indicator_total(), scores.indicator_total);
  number("scaled indicator total", sheet.has_scaled_indicator_total(), sheet.scaled_indicator_total(),
         scores.scaled_indicator_total);
  number("computed total", sheet.has_computed_total(), sheet.computed_total(), scores.computed_total);
  number("total", sheet.has_total(), sheet.total(), scores.total);
  note("grade", heng::v1::Grade_Name(sheet.grade()), heng::v1::Grade_Name(scores.grade));
  note("light", heng::v1::Light_Name(sheet.light()), heng::v1::Light_Name(scores.light));
  note("complete", sheet.complete() ? "true" : "false", scores.complete ? "true" : "false");
  return differences;
}

}  // namespace heng::scoring::testing
