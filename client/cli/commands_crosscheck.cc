// heng crosscheck: the figures of a published report against the stored forms.
#include <istream>

#include "client/cli/commands.h"
#include "client/cli/read_file.h"
#include "client/cli/render_crosscheck.h"
#include "client/cli/rpc.h"
#include "client/cli/sheets.h"
#include "client/cli/text_encoding.h"
#include "client/cli/text_width.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using heng::v1::CrossCheckItem;

constexpr std::size_t kMaxTextBytes = 1u << 20;  // what the server takes, as UTF-8
constexpr std::size_t kMaxFileBytes = 4u << 20;

RpcError WrongReport(std::string zh, std::string en) { return LocalError("WRONG_FILE", std::move(zh), std::move(en)); }

RpcError TooLarge() {
  return WrongReport("超过 1 MiB：请只给情况说明和附表部分的文字。",
                     "Larger than 1 MiB: give the text of the explanation and of the attached forms only.");
}

// Of a format with text inside; such a file is no text whatever its encoding.
bool IsDocument(const std::string& bytes) {
  for (const std::string_view magic : {"PK\x03\x04", "%PDF-", "\xD0\xCF\x11\xE0"}) {
    if (bytes.starts_with(magic)) return true;
  }
  return false;
}

Answer<std::string> ReadReport(const std::string& path, std::istream& standard_input) {
  std::string bytes;
  if (path == "-") {
    std::string block(1u << 16, '\0');
    while (bytes.size() <= kMaxFileBytes && standard_input) {
      standard_input.read(block.data(), static_cast<std::streamsize>(block.size()));
      bytes.append(block, 0, static_cast<std::size_t>(standard_input.gcount()));
    }
    if (bytes.size() > kMaxFileBytes) return {TooLarge(), ""};
  } else {
    FileText file = ReadRegularFile(path, kMaxFileBytes);
    if (file.too_large) return {TooLarge(), ""};
    if (!file.text) return {WrongReport(file.zh, file.en), ""};
    bytes = std::move(*file.text);
  }
  if (IsDocument(bytes)) {
    return {WrongReport("这是文档，不是纯文本：请在 WPS、Word 或 PDF 阅读器中另存为纯文本（.txt）。",
                        "This is a document, not plain text: save it as plain text (.txt) first."),
            ""};
  }
  DecodedText text = DecodeText(std::move(bytes));
  if (!text.ok) return {WrongReport(text.zh, text.en), ""};
  if (text.utf8.size() > kMaxTextBytes) return {TooLarge(), ""};
  return {std::nullopt, std::move(text.utf8)};
}

}  // namespace

ExitCode RunCrossCheck(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  auto text = ReadReport(options.file, console.in);
  if (!text.ok()) return Report(session, options.file, *text.error);
  heng::v1::CrossCheckReportRequest request;
  request.set_text(std::move(text.value));
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  const auto answer = session.client.Call(&Reports::CrossCheckReport, request);
  if (!answer.ok()) return Report(session, options.file, *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value);
  } else {
    console.out << RenderCrossCheck(answer.value, options.full, session.OutLook());
    console.out.flush();
    console.Note(CrossCheckSentence(answer.value, console.language));
  }
  const bool blocking = options.fail_on_contradiction && CountOf(answer.value, CrossCheckItem::CONTRADICTION) > 0;
  return blocking ? ExitCode::kFindings : ExitCode::kOk;
}

}  // namespace heng::cli
