// heng summary, narrative and disclosure.
#include "absl/strings/match.h"
#include "client/cli/change.h"
#include "client/cli/commands.h"
#include "client/cli/render_report.h"
#include "client/cli/rpc.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

using heng::v1::FileFormat;

struct Ending {
  const char* ending;
  const char* word;
  FileFormat format;
};
constexpr Ending kEndings[] = {{".csv", "csv", heng::v1::CSV},
                               {".xlsx", "xlsx", heng::v1::XLSX},
                               {".txt", "text", heng::v1::TEXT},
                               {".html", "html", heng::v1::HTML},
                               {".htm", "html", heng::v1::HTML}};

// The format asked for, or the one --out ends with. None: unspecified.
FileFormat FormatOf(const Options& options) {
  for (const Ending& one : kEndings) {
    const bool asked =
        options.format.empty() ? absl::EndsWithIgnoreCase(options.out, one.ending) : options.format == one.word;
    if (asked) return one.format;
  }
  return heng::v1::FILE_FORMAT_UNSPECIFIED;
}

// What is wrong with where the file is to go; nothing is asked of the server then.
std::optional<ExitCode> CheckPlace(const Session& session, FileFormat format, std::initializer_list<FileFormat> known,
                                   const char* zh, const char* en) {
  const Options& options = session.options;
  const Console& console = session.console;
  const bool fits = std::find(known.begin(), known.end(), format) != known.end();
  if (!fits && (!options.out.empty() || format != heng::v1::FILE_FORMAT_UNSPECIFIED)) {
    return ReportUsage(session, console.Say(zh, en));
  }
  if (format == heng::v1::XLSX && (options.out == "-" || options.out.empty()) && console.width > 0) {
    return ReportUsage(session, console.Say("电子表格不能写到终端：请用 --out 文件.xlsx。",
                                            "A spreadsheet is nothing for a terminal: use --out FILE.xlsx."));
  }
  if (options.out.empty() || options.out == "-") return std::nullopt;
  const auto error = CheckCanCreate(options.out);
  return error ? std::optional(Report(session, "", *error)) : std::nullopt;
}

ExitCode WriteOut(const Session& session, const heng::v1::ExportedFile& file) {
  const std::string& out = session.options.out;
  if (out.empty() || out == "-") {
    session.console.out << file.content();
    return ExitCode::kOk;
  }
  constexpr unsigned kMode = 0644;
  if (const auto error = CreateFile(out, file.content(), kMode)) return Report(session, "", *error);
  session.console.Note(session.console.Say("写入 ", "Wrote ") + SafeText(out));
  return ExitCode::kOk;
}

// The text or its file; remarks are for who asks and go to stderr.
ExitCode PrintText(const Session& session, FileFormat format, const heng::v1::ReportTextResponse& response) {
  const Console& console = session.console;
  ExitCode code = ExitCode::kOk;
  if (format != heng::v1::FILE_FORMAT_UNSPECIFIED) {
    code = WriteOut(session, response.file());
  } else if (session.Json()) {
    console.out << json::WriteMessage(response.text());
    return code;
  } else {
    console.out << RenderReportText(response.text());
  }
  for (const auto& remark : response.text().remarks()) {
    console.Note(console.Say("提示：", "Remark: ") + SafeText(Say(console.language, remark)));
  }
  return code;
}

constexpr char kTextsZh[] = "这里的文件是 text（.txt）或 html（.html）：请用 --format 或 --out 的扩展名写明。";
constexpr char kTextsEn[] = "Files of this are text (.txt) or html (.html): say so by --format or the end of --out.";

}  // namespace

ExitCode RunSummary(const Session& session) {
  const Options& options = session.options;
  const FileFormat format = FormatOf(options);
  if (const auto end = CheckPlace(session, format, {heng::v1::CSV, heng::v1::XLSX},
                                  "这里的文件是 csv 或 xlsx：请用 --format 或 --out 的扩展名写明。",
                                  "Files of this are csv or xlsx: say so by --format or the end of --out.")) {
    return *end;
  }
  heng::v1::GetSummaryRequest request;
  request.set_org(options.name);
  request.set_fiscal_year(options.fiscal_year);
  request.set_format(format);
  const auto answer = session.client.Call(&Reports::GetSummary, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const auto& summary = answer.value.summary();
  if (format != heng::v1::FILE_FORMAT_UNSPECIFIED) {
    const ExitCode code = WriteOut(session, answer.value.file());
    if (summary.rows_left_out() > 0) {
      session.console.Note(session.console.Say("未列出的行（合计中有它们）：", "Rows left out (the total has them): ") +
                           std::to_string(summary.rows_left_out()));
    }
    return code;
  }
  session.console.out << (session.Json() ? json::WriteMessage(summary)
                                         : RenderSummary(summary, options.full, session.OutLook()));
  return ExitCode::kOk;
}

ExitCode RunNarrative(const Session& session) {
  const Options& options = session.options;
  const FileFormat format = FormatOf(options);
  if (const auto end = CheckPlace(session, format, {heng::v1::TEXT, heng::v1::HTML}, kTextsZh, kTextsEn)) return *end;
  heng::v1::GetNarrativeRequest request;
  request.set_evaluation(options.name);
  request.set_appendix(options.appendix);
  request.set_format(format);
  const auto answer = session.client.Call(&Reports::GetNarrative, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return PrintText(session, format, answer.value);
}

ExitCode RunDisclosure(const Session& session) {
  const Options& options = session.options;
  const FileFormat format = FormatOf(options);
  if (const auto end = CheckPlace(session, format, {heng::v1::TEXT, heng::v1::HTML}, kTextsZh, kTextsEn)) return *end;
  heng::v1::GetDisclosureRequest request;
  request.set_org(options.name);
  request.set_fiscal_year(options.fiscal_year);
  request.set_format(format);
  const auto answer = session.client.Call(&Reports::GetDisclosure, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return PrintText(session, format, answer.value);
}

}  // namespace heng::cli
