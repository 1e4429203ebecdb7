// A spreadsheet being written: what of libxlsxwriter a page needs, with the same bytes for the same content.
#pragma once

#include <xlsxwriter.h>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace heng::forms {

// How a cell looks.
struct CellLook {
  double size = 10.5;
  bool bold = false;
  bool border = true;
  bool locked = true;
  uint8_t align = LXW_ALIGN_NONE;  // horizontal
  std::string number = "@";        // number format; "@": text whatever it looks like

  auto operator<=>(const CellLook&) const = default;
};

struct CellBox {
  int row = 0, column = 0;
  int last_row = 0, last_column = 0;  // included
};

// Where a book is put together.
enum class BookRoom {
  kMemory,
  // In files without names, which are gone with the process: of any size, but cells come row by row, each row from left
  // to right, and nothing is merged.
  kDisk,
};

class XlsxBook {
 public:
  XlsxBook(const std::string& title, int64_t created, BookRoom room = BookRoom::kMemory);  // µs; 0: not known
  ~XlsxBook();
  XlsxBook(const XlsxBook&) = delete;
  XlsxBook& operator=(const XlsxBook&) = delete;

  // What the library calls a width, in the digits of its own font; the book has another.
  static double ColumnWidth(int mm);

  // nullptr: the book can't be written; Close says why.
  lxw_worksheet* AddSheet(const char* name);
  lxw_format* Format(const CellLook& look);

  // Text is text, whatever it begins with.
  void Text(lxw_worksheet* sheet, const CellBox& box, const std::string& text, const CellLook& look);
  // `number`: an exact decimal of at most 15 digits.
  void Number(lxw_worksheet* sheet, const CellBox& box, const std::string& number, const CellLook& look);
  // A list to pick from; other texts are allowed after a question.
  void Choices(lxw_worksheet* sheet, const CellBox& box, const std::vector<std::string>& choices);
  void Note(lxw_worksheet* sheet, const CellBox& box, const std::string& text);

  // The file. RESOURCE_EXHAUSTED: a text is too long for a cell; INTERNAL: the library failed.
  absl::StatusOr<std::string> Close();

  // What went wrong so far.
  const absl::Status& status() const { return status_; }
  // The same as Close for a book that is read in parts. RESOURCE_EXHAUSTED "disk full", too.
  absl::Status Finish();
  // What the file has from `offset` on, at most so many bytes; empty: that was all. Pre: Finish was OK.
  absl::StatusOr<std::string> Part(int64_t offset, size_t size) const;

 private:
  void SetDefaultFont();
  void Merge(lxw_worksheet* sheet, const CellBox& box, lxw_format* format);
  bool TooLong(std::string_view text, const CellBox& box);
  void Check(lxw_error error);

  int file_ = -1;  // without a name
  lxw_workbook* book_ = nullptr;
  std::map<CellLook, lxw_format*> formats_;
  absl::Status status_;
};

}  // namespace heng::forms
