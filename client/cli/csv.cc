#include "client/cli/csv.h"

namespace heng::cli {
namespace {

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_rows) : text_(text), max_rows_(max_rows) {}

  Csv Read() {
    while (at_ < text_.size() && csv_.bad_line == 0) ReadRow();
    if (csv_.bad_line != 0) csv_.rows.clear();
    return std::move(csv_);
  }

 private:
  bool AtEndOfRow() const {
    return at_ == text_.size() || text_[at_] == '\n' || (text_[at_] == '\r' && Next() == '\n');
  }
  char Next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }

  void Bad(int line, const char* zh, const char* en) {
    csv_.bad_line = line;
    csv_.zh = zh;
    csv_.en = en;
  }

  void ReadRow() {
    CsvRow row;
    row.line = line_;
    while (csv_.bad_line == 0) {
      row.cells.emplace_back();
      ReadCell(&row.cells.back());
      if (csv_.bad_line != 0 || AtEndOfRow()) break;
      ++at_;  // the comma
    }
    if (at_ < text_.size()) {
      at_ += text_[at_] == '\r' ? 2 : 1;
      ++line_;
    }
    if (csv_.bad_line != 0 || (row.cells.size() == 1 && row.cells.front().empty())) return;
    if (csv_.rows.size() == max_rows_)
      return Bad(row.line, "行数太多，请分成几个文件", "there are too many rows; split the file");
    csv_.rows.push_back(std::move(row));
  }

  void ReadCell(std::string* cell) {
    if (at_ < text_.size() && text_[at_] == '"') return ReadQuoted(cell);
    while (!AtEndOfRow() && text_[at_] != ',') {
      if (text_[at_] == '"') return Bad(line_, "引号只能在格子的开头和结尾", "a quotation mark stands inside a cell");
      if (text_[at_] == '\0') return Bad(line_, "含有 NUL 字符", "there is a NUL character");
      *cell += text_[at_++];
    }
  }

  void ReadQuoted(std::string* cell) {
    const int first_line = line_;
    ++at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\0') return Bad(line_, "含有 NUL 字符", "there is a NUL character");
      if (c == '"' && Next() == '"') {
        ++at_;
      } else if (c == '"') {
        ++at_;
        if (!AtEndOfRow() && text_[at_] != ',') {
          Bad(line_, "引号之后还有文字", "there is text behind a closing quotation mark");
        }
        return;
      } else if (c == '\n') {
        ++line_;
      }
      *cell += c;
    }
    Bad(first_line, "引号没有结束", "a quotation mark is never closed");
  }

  std::string_view text_;
  std::size_t max_rows_;
  std::size_t at_ = 0;
  int line_ = 1;
  Csv csv_;
};

}  // namespace

Csv ReadCsv(std::string_view text, std::size_t max_rows) { return Reader(text, max_rows).Read(); }

std::string CsvCell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

}  // namespace heng::cli
