// The story of a form as text for people and for programs. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/history.h"
#include "client/cli/render.h"
#include "client/cli/render_review.h"

namespace heng::cli {

// A table with a line for each thing that happened. Hashes are cut to 12 digits and long texts to the width of the
// terminal, unless `full`.
std::string RenderHistory(const std::string& form, const std::vector<HistoryEntry>& entries, const RowNames& rows,
                          bool full, const Look& look);

// {"event": Event, "transition": Transition}, {"comment": Comment}, {"answer": Comment}, {"waiver": Waiver} or
// {"recheck": Recheck}; one line.
std::string HistoryJson(const HistoryEntry& entry);

}  // namespace heng::cli
