#include "service/core/reports/report_file.h"

#include "absl/strings/str_join.h"
#include "service/core/errors.h"
#include "service/core/paper/file_name.h"
#include "service/forms/write_report.h"

namespace heng::core {

absl::Status CheckTextFormat(heng::v1::FileFormat format) {
  if (format == heng::v1::FILE_FORMAT_UNSPECIFIED || format == heng::v1::TEXT || format == heng::v1::HTML) {
    return absl::OkStatus();
  }
  return InvalidField("format", "应为 TEXT（纯文本）或 HTML（网页），或不填。", "must be TEXT, HTML or nothing");
}

void AddFile(heng::v1::FileFormat format, const std::vector<std::string>& title,
             heng::v1::ReportTextResponse* response) {
  if (format == heng::v1::FILE_FORMAT_UNSPECIFIED) return;
  auto* const file = response->mutable_file();
  if (format == heng::v1::HTML) {
    file->set_file_name(FileNameOf(title, ".html"));
    file->set_content_type("text/html; charset=utf-8");
    file->set_content(forms::WriteReportHtml(response->text(), absl::StrJoin(title, "-")));
  } else {
    file->set_file_name(FileNameOf(title, ".txt"));
    file->set_content_type("text/plain; charset=utf-8");
    file->set_content(forms::WriteReportText(response->text()));
  }
}

}  // namespace heng::core
