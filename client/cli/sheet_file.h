// Spreadsheets among form files: read here, without a server, wherever a form file is taken.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/rpc_error.h"
#include "heng/v1/form_service.pb.h"
#include "heng/v1/target.pb.h"
#include "proto/json/json.h"

namespace heng::cli {

struct Options;

// What a spreadsheet says besides its form.
struct SheetFile {
  std::string content;  // the file's bytes; empty: the form did not come from a spreadsheet
  std::vector<heng::v1::SheetCell> cells;
  std::vector<heng::v1::SheetProblem> problems;
};

// By its first bytes: a spreadsheet, or something else from an office program that gets a sentence of its own. Form
// files are text.
bool LooksLikeSheet(std::string_view content);

// Reads it; what is wrong, empty: nothing. A spreadsheet of the other kind is wrong.
std::vector<json::Mistake> ParseSheet(const std::string& content, heng::v1::Evaluation* form, SheetFile* sheet);
std::vector<json::Mistake> ParseSheet(const std::string& content, heng::v1::Target* form, SheetFile* sheet);

// A sheet may not say whose form it is; scoring does not ask. Fills in what is missing from the options, else something
// that stands for it; the year decides how dates are read and has to be known. Nothing for forms of other files.
std::optional<RpcError> NameOwner(const Options& options, const SheetFile& sheet, heng::v1::FormContent* form);

// Says in each finding in which cell it is.
void FillCells(const SheetFile& sheet, google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings);

}  // namespace heng::cli
