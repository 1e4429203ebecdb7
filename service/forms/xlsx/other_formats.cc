#include "service/forms/xlsx/other_formats.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kZip = "PK\3\4"sv;
constexpr std::string_view kOldOffice = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
// The stream in which an encrypted .xlsx is kept, its name in UTF-16.
constexpr std::string_view kEncryptedPackage = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;

constexpr Words kSaveAs = {
    "请用 WPS、Excel 或 LibreOffice 打开，另存为“Excel 工作簿 (*.xlsx)”，再用新文件。",
    "Open it in WPS, Excel or LibreOffice, save it as \"Excel workbook (*.xlsx)\" and use that."};
constexpr Words kCopyTable = {"请把其中的表格复制到一个新的电子表格，另存为 .xlsx。",
                              "Copy the table into a new spreadsheet and save that as .xlsx."};
constexpr Words kTypeAnew = {"请向提供的人要原来的电子表格，或按版式模板填写一份 .xlsx。",
                             "Ask for the spreadsheet it was made from, or fill in a template of the layout as .xlsx."};
constexpr Words kUnpack = {"请先解压，再选里面的 .xlsx。", "Unpack it first and choose the .xlsx in it."};
constexpr Words kCheckChoice = {"请检查是否选对了文件。", "Check that it is the right file."};

struct Beginning {
  std::string_view bytes;
  Words what;
  Words how;
};
constexpr Beginning kBeginnings[] = {
    {"%PDF-", {"PDF 文件", "a PDF file"}, kTypeAnew},
    {"{\\rtf", {"RTF 文字文档", "an RTF text document"}, kCopyTable},
    {"\x89PNG", {"图片", "a picture"}, kTypeAnew},
    {"\xFF\xD8\xFF", {"图片", "a picture"}, kTypeAnew},
    {"Rar!\x1A\x07", {"RAR 压缩包", "a RAR archive"}, kUnpack},
    {"7z\xBC\xAF\x27\x1C", {"7z 压缩包", "a 7z archive"}, kUnpack},
    {"\x1F\x8B", {"gzip 压缩包", "a gzip archive"}, kUnpack},
    {"PK\5\6", {"空的压缩包", "an empty archive"}, kCheckChoice},
};

struct Content {
  std::string_view part;
  Words what;
  Words how;
};
constexpr Content kContents[] = {
    {"mimetype", {"OpenDocument 文件（.ods 或 .odt）", "an OpenDocument file (.ods or .odt)"}, kSaveAs},
    {"word/document.xml", {"Word 文档（.docx）", "a Word document (.docx)"}, kCopyTable},
    {"ppt/presentation.xml", {"演示文稿（.pptx）", "a presentation (.pptx)"}, kCopyTable},
    {"ofd.xml", {"OFD 版式文件", "an OFD document"}, kTypeAnew},
    {"xl/workbook.bin", {"二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"}, kSaveAs},
};

// Bytes of a text, in whichever encoding: no control characters but those of texts.
bool LooksLikeText(std::string_view file) {
  const std::string_view beginning = file.substr(0, 4096);
  return std::none_of(beginning.begin(), beginning.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && !absl::ascii_isspace(static_cast<unsigned char>(c))) || c == 0x7F;
  });
}

Mistake OtherText(std::string_view file) {
  const std::string beginning = absl::AsciiStrToLower(View(file.substr(0, 1024)));
  if (beginning.find("urn:schemas-microsoft-com:office:spreadsheet") != std::string::npos) {
    return NotASpreadsheet({"XML 电子表格 2003", "an XML spreadsheet of 2003"}, kSaveAs);
  }
  if (beginning.find("<html") != std::string::npos || beginning.find("<table") != std::string::npos) {
    return NotASpreadsheet({"网页（HTML），有的系统把它导出为 .xls", "a web page (HTML), which some systems call .xls"},
                           kSaveAs);
  }
  return NotASpreadsheet({"文本文件（如 .csv）", "a text file (such as .csv)"}, kSaveAs);
}

// Pictures of Office may be gzip, so that one is not meant here.
bool IsArchive(std::string_view magic) {
  return magic.starts_with("PK\3\4") || magic.starts_with("PK\5\6") || magic.starts_with("Rar!\x1A\x07") ||
         magic.starts_with("7z\xBC\xAF\x27\x1C");
}

}  // namespace

std::optional<Mistake> OtherThanZip(std::string_view file) {
  if (file.starts_with(kZip)) return std::nullopt;
  if (file.empty()) return NotASpreadsheet({"空文件", "an empty file"}, kCheckChoice);
  if (file.starts_with(kOldOffice)) {
    return file.find(kEncryptedPackage) != std::string_view::npos ? Encrypted() : OldFormat();
  }
  for (const Beginning& one : kBeginnings) {
    if (file.starts_with(one.bytes)) return NotASpreadsheet(one.what, one.how);
  }
  if (kZip.starts_with(file)) return Damaged("", {"只有开头几个字节", "only its first bytes are there"});
  if (LooksLikeText(file)) return OtherText(file);
  return NotASpreadsheet({"别种文件", "a file of another kind"}, kCheckChoice);
}

std::optional<Mistake> OtherThanXlsx(const ZipReader& zip) {
  for (const Content& one : kContents) {
    if (zip.Find(one.part) != nullptr) return NotASpreadsheet(one.what, one.how);
  }
  if (zip.Find("[Content_Types].xml") == nullptr) {
    return NotASpreadsheet({"压缩包（zip）", "an archive (zip)"}, kUnpack);
  }
  for (const ZipReader::Part& part : zip.parts()) {
    if (part.key.ends_with("vbaproject.bin") || part.key.find("/macrosheets/") != std::string::npos) return Macro();
  }
  for (const ZipReader::Part& part : zip.parts()) {
    if (IsArchive(part.magic)) return NestedArchive(part.name);
  }
  return std::nullopt;
}

}  // namespace heng::forms::xlsx
