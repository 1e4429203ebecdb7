// Which form a passage of a report is about.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/core/reports/crosscheck/facts.h"
#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// Pairs of neighbouring characters of a name in one spelling, sorted.
using Pairs = std::vector<std::pair<char32_t, char32_t>>;
Pairs PairsOf(std::string_view name);
// How alike two names are, in percent: twice the pairs in common by all pairs. Names drift between forms and reports
// (驻村帮扶工作人员经费, 驻村帮扶工作经费).
int Likeness(const Pairs& a, const Pairs& b);

class FormFinder {
 public:
  // `forms` outlive this.
  explicit FormFinder(const std::vector<FormFacts>& forms);

  // By its name, else by its amounts; null: none, or none alone.
  const FormFacts* Find(const std::string& name, std::optional<Decimal> budget, std::optional<Decimal> executed) const;
  // The only form whose name stands in `text`; null: none, or several.
  const FormFacts* NamedIn(std::string_view text) const;

 private:
  struct Named {
    const FormFacts* form;
    Pairs pairs;
  };
  std::vector<Named> forms_;
};

}  // namespace heng::core::crosscheck
