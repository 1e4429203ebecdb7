#include "service/core/reports/report_file.h"

#include "service/core/errors.h"
#include "service/forms/write_report.h"

namespace heng::core {

absl::Status CheckTextFormat(heng::v1::FileFormat format) {
  if (format == heng::v1::FILE_FORMAT_UNSPECIFIED || format == heng::v1::TEXT || format == heng::v1::HTML) {
    return absl::OkStatus();
  }
  return InvalidField("format", "应为 TEXT（纯文本）或 HTML（网页），或不填。", "must be TEXT, HTML or nothing");
}

std::string FileName(const std::string& title, const std::string& ending) {
  constexpr size_t kMaxBytes = 180;  // file systems take 255
  std::string name;
  for (const char c : title) {
    const bool allowed =
        static_cast<unsigned char>(c) >= 0x20 && std::string_view("/\\:*?\"<>|\x7f").find(c) == std::string_view::npos;
    name += allowed ? c : '_';
  }
  if (name.size() > kMaxBytes) {
    size_t end = kMaxBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    name.resize(end);
  }
  return name + ending;
}

void AddFile(heng::v1::FileFormat format, const std::string& title, heng::v1::ReportTextResponse* response) {
  if (format == heng::v1::FILE_FORMAT_UNSPECIFIED) return;
  auto* const file = response->mutable_file();
  if (format == heng::v1::HTML) {
    file->set_file_name(FileName(title, ".html"));
    file->set_content_type("text/html; charset=utf-8");
    file->set_content(forms::WriteReportHtml(response->text(), title));
  } else {
    file->set_file_name(FileName(title, ".txt"));
    file->set_content_type("text/plain; charset=utf-8");
    file->set_content(forms::WriteReportText(response->text()));
  }
}

}  // namespace heng::core
