// Summaries, texts for publication and the records they need, as text for people. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/render.h"
#include "client/cli/table.h"
#include "heng/v1/report.pb.h"

namespace heng::cli {

// Rows and risks shown where not all of them are asked for.
inline constexpr int kFewRows = 30, kFewRisks = 10;

// Counts and funds, risks, and the table where it is short or `full`. On a terminal (look.width) every grade has a bar.
std::string RenderSummary(const heng::v1::Summary& summary, bool full, const Look& look);

// Headings and paragraphs, an empty line between them.
std::string RenderReportText(const heng::v1::ReportText& text);

// An empty table of department evaluations, and one more row of it.
Table DepartmentEvaluationTable(Language language);
std::vector<std::string> Row(const heng::v1::DepartmentEvaluation& evaluation, Language language);

std::string RenderYearFacts(const heng::v1::YearFacts& facts, Language language);

}  // namespace heng::cli
