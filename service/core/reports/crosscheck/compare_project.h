// The figures of one project's paragraph, or of the whole unit's, against its form.
#pragma once

#include "service/core/reports/crosscheck/facts.h"
#include "service/core/reports/crosscheck/items.h"
#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// `form`: the stored one; null: there is none, and only what the paragraph says can be compared with itself.
// `project` is what the items name; empty for the unit.
void CompareProject(const Passage& passage, const FormFacts* form, const std::string& project, Items* items);

// 满意度 of a text against the rows of a table; for CompareProject and attached forms.
void CompareSatisfaction(const ReportFigure& figure, const FormFacts* form, const std::string& project, Items* items);

// A rate against the amounts of a form or of the report itself (a form without resource).
void CompareRate(const ReportFigure& figure, const FormFacts& form, const std::string& project, Items* items);

}  // namespace heng::core::crosscheck
