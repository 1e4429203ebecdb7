// Form files: proto JSON of heng.v1.Evaluation or heng.v1.Target, or of its form alone; or a spreadsheet.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/sheet_file.h"
#include "heng/v1/target.pb.h"
#include "proto/json/json.h"

namespace heng::cli {

inline constexpr std::size_t kMaxFileBytes = 4u << 20;  // a form is at most 1 MiB; JSON with names takes more

struct FormFile {
  std::string sha256;               // of the file's bytes, lower-case hex: the same file is the same request
  heng::v1::Evaluation evaluation;  // name, etag, form and contacts; what only the server writes is left out
  SheetFile sheet;                  // where it is a spreadsheet
};

struct TargetFile {
  std::string sha256;
  heng::v1::Target target;  // name, etag, form and contacts
  SheetFile sheet;
};

struct LoadedFile {
  std::optional<FormFile> file;         // absent: see mistakes
  std::vector<json::Mistake> mistakes;  // line 0: of the file as a whole
};

// Reads `path`, or `standard_input` for "-". Refuses what is not a regular file and what is larger than kMaxFileBytes
// before reading it. Row ids that are missing are filled in, see FillRowIds.
LoadedFile LoadFormFile(const std::string& path, std::istream& standard_input);
// The same from the content of a file. What it is, JSON or a spreadsheet, its first bytes say.
LoadedFile ParseFormFile(const std::string& content);

struct LoadedTarget {
  std::optional<TargetFile> file;  // absent: see mistakes
  std::vector<json::Mistake> mistakes;
};

// A target in the same way: proto JSON of heng.v1.Target, or of its form alone.
LoadedTarget LoadTargetFile(const std::string& path, std::istream& standard_input);
LoadedTarget ParseTargetFile(const std::string& content);

// Gives every row without an id one by its position: indicators r1, r2 …; funds.total "total", its breakdown lines f1,
// f2 … counted through all breakdowns; main tasks t1 …; attachments a1 …. A taken id is followed by -2, -3 ….
void FillRowIds(heng::v1::FormContent* form);
// Of a target: indicators r1, r2 …; funds f1, f2 … counted through both periods.
void FillRowIds(heng::v1::TargetContent* form);

}  // namespace heng::cli
