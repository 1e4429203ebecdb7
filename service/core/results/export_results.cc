#include "service/core/results/export_results.h"

#include <memory>

#include "service/core/access/principal_rules.h"
#include "service/core/errors.h"
#include "service/core/page_token.h"
#include "service/core/results/result_stream.h"

namespace heng::core {

OpenedStream ResultExports::Open(const CallContext& call, const heng::v1::ExportResultsRequest& request) {
  // What is wrong with the filter is said at once.
  if (auto query = ExportQuery(call.authority, request); !query.ok()) return query.status();
  const auto format = request.format();
  const bool is_xlsx = format == heng::v1::XLSX;
  FieldProblems problems;
  if (format != heng::v1::FILE_FORMAT_UNSPECIFIED && !is_xlsx && format != heng::v1::CSV && format != heng::v1::TEXT) {
    problems.Add("format", "应为 CSV、XLSX 或 TEXT（JSON 行），或不填。",
                 "must be CSV, XLSX, TEXT (JSON lines) or nothing");
  }
  if (is_xlsx && !request.page_token().empty()) {
    problems.Add("pageToken", "电子表格是一整份，不能从中间继续；请重新导出，或改用 CSV。",
                 "does not go with a spreadsheet, which is one piece: export it again, or as CSV");
  }
  if (auto status = problems.Take(); !status.ok()) return status;
  int64_t after = 0;
  if (!request.page_token().empty()) {
    const auto read = ReadPageToken(request.page_token(), ExportFilter(request));
    if (!read) return BadPageToken();
    after = *read;
  }
  const ExportTools tools{.writes = writes_, .pool = &pool_};
  if (!is_xlsx) return std::make_shared<ResultStream>(tools, call, request, after);
  auto stream = std::make_shared<XlsxStream>(tools, call, request, after);
  if (auto status = spreadsheets_.Enter(stream); !status.ok()) return status;
  return stream;
}

}  // namespace heng::core
