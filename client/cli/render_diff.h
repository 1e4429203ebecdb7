// Differences of two forms as text for people and for programs. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/form_diff.h"
#include "client/cli/render.h"

namespace heng::cli {

// What is compared, the totals where both have one, and a table of what was added, removed and changed. Texts are cut
// to where they begin to differ, unless `full`.
std::string RenderDiff(const ComparedForm& before, const ComparedForm& after,
                       const std::vector<RowDifference>& differences, bool full, const Look& look);

// One line of JSON for each row that differs, and one that sums it up.
std::string DiffJson(const ComparedForm& before, const ComparedForm& after,
                     const std::vector<RowDifference>& differences);

}  // namespace heng::cli
