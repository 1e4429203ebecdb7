// What was read from a spreadsheet, as text for people.
#pragma once

#include <string>

#include "client/cli/commands.h"
#include "client/cli/render.h"
#include "client/cli/sheet_file.h"
#include "heng/v1/form_service.pb.h"

namespace heng::cli {

using SheetProblems = google::protobuf::RepeatedPtrField<heng::v1::SheetProblem>;

// Cells that were not understood, or not taken as they stand; empty: none.
std::string RenderProblems(const SheetProblems& problems, const Look& look);

// The same of a file that was read here, on stderr; nothing with --quiet.
void PrintProblems(const Session& session, const std::string& path, const SheetFile& sheet);

// Cell by cell what is stored and what the sheet says; empty: nothing differs.
std::string RenderDifferences(const heng::v1::ReadFormResponse& read, const Look& look);

}  // namespace heng::cli
