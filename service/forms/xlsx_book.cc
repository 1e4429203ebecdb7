#include "service/forms/xlsx_book.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {
namespace {

constexpr size_t kMaxCellText = 32'767;       // UTF-16 units
constexpr time_t kUnknownTime = 946'684'800;  // 2000-01-01: the library takes 0 for now
constexpr const char* kFont = "宋体";
constexpr uint8_t kChinese = 134;  // GB 2312
constexpr int kNoteWidth = 320;    // pixels
constexpr int kNoteLine = 18;
constexpr size_t kNoteLineUnits = 48;

size_t Units(std::string_view text) {
  size_t units = 0;
  while (!text.empty()) {
    const heng::scoring::CodePoint point = heng::scoring::FirstCodePoint(text);
    units += point.value > 0xFFFF ? 2 : 1;
    text.remove_prefix(point.length);
  }
  return units;
}

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

// A text that looks like the escape of a character, "_x0041_", would be read as that character. Control characters are
// escaped by the library.
std::string Escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.size() >= 7 && rest[0] == '_' && rest[1] == 'x' && IsHex(rest[2]) && IsHex(rest[3]) && IsHex(rest[4]) &&
        IsHex(rest[5]) && rest[6] == '_') {
      out += "_x005F";
    }
    out.push_back(text[i]);
  }
  return out;
}

// Parts of the file are put together here, each removed as soon as it is open.
char* PartsFolder() {
  static char folder[] = "/dev/shm";
  return access(folder, W_OK | X_OK) == 0 ? folder : nullptr;
}

// Where the library keeps rows of a book on the disk. Of a book that is given up it leaves these files open, and what
// is in them on the disk.
void CloseRowFiles(lxw_workbook* book) {
  lxw_worksheet* sheet = nullptr;
  STAILQ_FOREACH(sheet, book->worksheets, list_pointers) {
    if (sheet->optimize_tmpfile == nullptr) continue;
    std::fclose(sheet->optimize_tmpfile);
    sheet->optimize_tmpfile = nullptr;
  }
}

// The library does not look whether rows reached the disk, nor whether the sheet does that it makes of them when it
// closes: both are as long as the rows, and the file is shorter.
absl::Status CheckRoom(lxw_workbook* book) {
  uint64_t bytes = 0;
  lxw_worksheet* sheet = nullptr;
  STAILQ_FOREACH(sheet, book->worksheets, list_pointers) {
    if (sheet->optimize_tmpfile == nullptr) continue;
    struct stat info = {};
    const bool written = std::fflush(sheet->optimize_tmpfile) == 0 && std::ferror(sheet->optimize_tmpfile) == 0 &&
                         fstat(fileno(sheet->optimize_tmpfile), &info) == 0;
    if (!written) return absl::ResourceExhaustedError(absl::StrCat("disk full: ", P_tmpdir));
    bytes += static_cast<uint64_t>(info.st_size);
  }
  struct statvfs disk = {};
  if (bytes == 0 || statvfs(P_tmpdir, &disk) != 0) return absl::OkStatus();
  if (uint64_t{disk.f_bavail} * disk.f_frsize >= 2 * bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("disk full: ", P_tmpdir));
}

auto Row(int row) { return static_cast<lxw_row_t>(row); }
auto Column(int column) { return static_cast<lxw_col_t>(column); }

}  // namespace

XlsxBook::XlsxBook(const std::string& title, int64_t created, BookRoom room) {
  const bool on_disk = room == BookRoom::kDisk;
  file_ = on_disk ? open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : memfd_create("heng.xlsx", MFD_CLOEXEC);
  if (file_ >= 0) {
    lxw_workbook_options options = {};
    if (on_disk) {
      options.constant_memory = LXW_TRUE;  // the library's own files are removed as soon as they are open
    } else {
      options.tmpdir = PartsFolder();
    }
    book_ = workbook_new_opt(absl::StrCat("/proc/self/fd/", file_).c_str(), &options);
  }
  if (book_ == nullptr) {
    status_ = absl::InternalError(absl::StrCat("spreadsheet: no file can be made in ", on_disk ? P_tmpdir : "memory"));
    return;
  }
  SetDefaultFont();
  const std::string name = Escaped(title);
  lxw_doc_properties properties = {};
  properties.title = const_cast<char*>(name.c_str());
  properties.created = created > 0 ? static_cast<time_t>(created / 1'000'000) : kUnknownTime;
  Check(workbook_set_properties(book_, &properties));
}

// Columns are as wide as so many digits of the book's first font: 宋体, which offices have, and whose replacements are
// as wide. The library's own font is replaced by a wider one where it is missing.
void XlsxBook::SetDefaultFont() {
  lxw_format* font = STAILQ_FIRST(book_->formats);
  format_set_font_name(font, kFont);
  format_set_font_charset(font, kChinese);
  format_set_font_scheme(font, "");
}

double XlsxBook::ColumnWidth(int mm) {
  constexpr double kPixelsPerMm = 96 / 25.4;
  constexpr double kDigit = 8, kLibraryDigit = 7, kAround = 5;  // pixels
  return mm * kPixelsPerMm / kDigit - kAround / kLibraryDigit;
}

XlsxBook::~XlsxBook() {
  if (book_ != nullptr) {
    CloseRowFiles(book_);
    lxw_workbook_free(book_);
  }
  if (file_ >= 0) close(file_);
}

void XlsxBook::Check(lxw_error error) {
  if (error != LXW_NO_ERROR && status_.ok()) {
    status_ = absl::InternalError(absl::StrCat("spreadsheet: ", lxw_strerror(error)));
  }
}

lxw_worksheet* XlsxBook::AddSheet(const char* name) {
  if (book_ == nullptr) return nullptr;
  lxw_worksheet* sheet = workbook_add_worksheet(book_, name);
  if (sheet == nullptr) Check(LXW_ERROR_PARAMETER_VALIDATION);
  return sheet;
}

lxw_format* XlsxBook::Format(const CellLook& look) {
  lxw_format*& format = formats_[look];
  if (format != nullptr) return format;
  format = workbook_add_format(book_);
  format_set_font_name(format, kFont);
  format_set_font_size(format, look.size);
  format_set_font_charset(format, kChinese);
  if (look.bold) format_set_bold(format);
  if (look.border) format_set_border(format, LXW_BORDER_THIN);
  if (!look.locked) format_set_unlocked(format);
  format_set_text_wrap(format);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (look.align != LXW_ALIGN_NONE) format_set_align(format, look.align);
  if (look.align == LXW_ALIGN_RIGHT) format_set_indent(format, 1);
  format_set_num_format(format, look.number.c_str());
  return format;
}

void XlsxBook::Merge(lxw_worksheet* sheet, const CellBox& box, lxw_format* format) {
  if (box.row == box.last_row && box.column == box.last_column) return;
  Check(worksheet_merge_range(sheet, Row(box.row), Column(box.column), Row(box.last_row), Column(box.last_column),
                              nullptr, format));
}

bool XlsxBook::TooLong(std::string_view text, const CellBox& box) {
  const size_t units = Units(text);
  if (units <= kMaxCellText) return false;
  if (status_.ok()) {
    const std::string cell = CellName({box.row, box.column});
    status_ = absl::ResourceExhaustedError(
        absl::StrCat("单元格 ", cell, " 的文字有 ", units, " 个字符，电子表格的单元格最多 ", kMaxCellText,
                     " 个；请缩短，或导出 PDF", " / the text of cell ", cell, " has ", units,
                     " characters, a cell of a spreadsheet at most ", kMaxCellText, "; shorten it, or export as PDF"));
  }
  return true;
}

void XlsxBook::Text(lxw_worksheet* sheet, const CellBox& box, const std::string& text, const CellLook& look) {
  lxw_format* format = Format(look);
  Merge(sheet, box, format);
  const std::string escaped = Escaped(text);
  if (TooLong(escaped, box)) return;
  if (text.empty()) {
    Check(worksheet_write_blank(sheet, Row(box.row), Column(box.column), format));
  } else {
    Check(worksheet_write_string(sheet, Row(box.row), Column(box.column), escaped.c_str(), format));
  }
}

void XlsxBook::Number(lxw_worksheet* sheet, const CellBox& box, const std::string& number, const CellLook& look) {
  lxw_format* format = Format(look);
  Merge(sheet, box, format);
  Check(worksheet_write_number(sheet, Row(box.row), Column(box.column), std::strtod(number.c_str(), nullptr), format));
}

void XlsxBook::Choices(lxw_worksheet* sheet, const CellBox& box, const std::vector<std::string>& choices) {
  std::vector<char*> list;
  for (const std::string& choice : choices) list.push_back(const_cast<char*>(choice.c_str()));
  list.push_back(nullptr);
  std::string title = "不在选项中", message = "这里通常从列表中选择；其他文字也可以保留。";
  lxw_data_validation validation = {};
  validation.validate = LXW_VALIDATION_TYPE_LIST;
  validation.value_list = list.data();
  validation.ignore_blank = LXW_VALIDATION_ON;
  validation.dropdown = LXW_VALIDATION_ON;
  validation.show_input = LXW_VALIDATION_ON;
  validation.show_error = LXW_VALIDATION_ON;
  validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  validation.error_title = title.data();
  validation.error_message = message.data();
  Check(worksheet_data_validation_range(sheet, Row(box.row), Column(box.column), Row(box.last_row),
                                        Column(box.last_column), &validation));
}

void XlsxBook::Note(lxw_worksheet* sheet, const CellBox& box, const std::string& text) {
  const std::string escaped = Escaped(text);
  if (TooLong(escaped, box)) return;
  std::string author = "heng", font = kFont;
  lxw_comment_options options = {};
  options.author = author.data();
  options.font_name = font.data();
  options.font_size = 9;
  options.width = kNoteWidth;
  options.height = static_cast<uint16_t>(kNoteLine * std::min<size_t>(2 + 2 * Units(text) / kNoteLineUnits, 40));
  Check(worksheet_write_comment_opt(sheet, Row(box.row), Column(box.column), escaped.c_str(), &options));
}

absl::Status XlsxBook::Finish() {
  if (status_.ok()) status_ = CheckRoom(book_);
  if (!status_.ok()) return status_;
  lxw_workbook* book = book_;
  book_ = nullptr;
  Check(workbook_close(book));
  return status_;
}

absl::StatusOr<std::string> XlsxBook::Part(int64_t offset, size_t size) const {
  struct stat info = {};
  if (fstat(file_, &info) != 0) return absl::InternalError("spreadsheet: its file is gone");
  const auto left = static_cast<size_t>(std::max<int64_t>(0, info.st_size - offset));
  std::string content(std::min(size, left), '\0');
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = pread(file_, content.data() + done, content.size() - done, offset + static_cast<off_t>(done));
    if (count <= 0) return absl::InternalError("spreadsheet: its file can't be read");
    done += static_cast<size_t>(count);
  }
  return content;
}

absl::StatusOr<std::string> XlsxBook::Close() {
  if (auto status = Finish(); !status.ok()) return status;
  return Part(0, std::string::npos);
}

}  // namespace heng::forms
