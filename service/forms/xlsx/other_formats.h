// Files that are no .xlsx, told by what is in them: each refusal says how to make one of it.
#pragma once

#include <optional>
#include <string_view>

#include "service/forms/mistake.h"
#include "service/forms/xlsx/zip_reader.h"

namespace heng::forms::xlsx {

// By the first bytes; nullopt: a zip archive.
std::optional<Mistake> OtherThanZip(std::string_view file);
// By the parts of an archive: .ods, .docx, .ofd …; also macros and archives within.
std::optional<Mistake> OtherThanXlsx(const ZipReader& zip);

}  // namespace heng::forms::xlsx
