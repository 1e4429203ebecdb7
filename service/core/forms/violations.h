// What is wrong with the fields of a form, as paths of the request's form.
#pragma once

#include <utility>
#include <vector>

#include "scoring/form_check.h"

namespace heng::core {

inline std::vector<scoring::Violation> Violations(std::vector<scoring::Violation> of_form,
                                                  std::vector<scoring::Violation> of_contacts) {
  for (auto& violation : of_form) violation.field.insert(0, violation.field.empty() ? "form" : "form.");
  for (auto& violation : of_contacts) {
    violation.field.insert(0, "contacts.");
    of_form.push_back(std::move(violation));
  }
  return of_form;
}

}  // namespace heng::core
