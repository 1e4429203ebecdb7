// Texts of reports as files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "heng/v1/report_service.pb.h"

namespace heng::core {

// OK for TEXT, HTML and none; else INVALID_FIELDS.
absl::Status CheckTextFormat(heng::v1::FileFormat format);
// Adds the text as a file, where a format is wanted; the parts of its title, joined by "-", are its name (file_name.h).
void AddFile(heng::v1::FileFormat format, const std::vector<std::string>& title,
             heng::v1::ReportTextResponse* response);

}  // namespace heng::core
