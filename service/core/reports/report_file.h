// Texts of reports as files.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "heng/v1/report_service.pb.h"

namespace heng::core {

// OK for TEXT, HTML and none; else INVALID_FIELDS.
absl::Status CheckTextFormat(heng::v1::FileFormat format);
// Adds the text as a file named `title`, where a format is wanted.
void AddFile(heng::v1::FileFormat format, const std::string& title, heng::v1::ReportTextResponse* response);

// A name without what a file name may not have; a long one cut between characters.
std::string FileName(const std::string& title, const std::string& ending);

}  // namespace heng::core
