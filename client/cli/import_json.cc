#include "client/cli/import_json.h"

namespace heng::cli {
namespace {

class Splitter {
 public:
  Splitter(std::string_view text, std::size_t max_pieces) : text_(text), max_pieces_(max_pieces) {}

  JsonPieces Split() {
    SkipBlanks();
    const bool array = Peek() == '[';
    if (array) ++at_;
    bool ended = !array;
    for (SkipBlanks(); at_ < text_.size() && result_.bad_line == 0; SkipBlanks()) {
      if (array && Peek() == ']') {
        ++at_;
        ended = true;
        break;
      }
      ReadPiece();
      if (result_.bad_line == 0 && array) ReadComma();
    }
    SkipBlanks();
    if (result_.bad_line == 0 && !ended) Bad("数组没有结束", "the array does not end");
    if (result_.bad_line == 0 && at_ < text_.size()) Bad("数组之后还有内容", "there is something behind the array");
    if (result_.bad_line != 0) result_.pieces.clear();
    return std::move(result_);
  }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void Bad(const char* zh, const char* en) {
    result_.bad_line = line_;
    result_.zh = zh;
    result_.en = en;
  }

  void SkipBlanks() {
    for (; Peek() == ' ' || Peek() == '\t' || Peek() == '\r' || Peek() == '\n'; ++at_) {
      if (Peek() == '\n') ++line_;
    }
  }

  void ReadComma() {
    SkipBlanks();
    if (Peek() == ',') {
      ++at_;
      SkipBlanks();
      if (Peek() == ']') Bad("最后一个逗号多余", "there is a comma too many at the end");
    } else if (Peek() != ']' && at_ < text_.size()) {
      Bad("两个元素之间缺少逗号", "a comma is missing between two elements");
    }
  }

  // One object, up to the bracket that closes it.
  void ReadPiece() {
    if (Peek() != '{') return Bad("这里应当是一个对象 {…}", "an object {…} is expected here");
    if (result_.pieces.size() == max_pieces_)
      return Bad("行数太多，请分成几个文件", "there are too many rows; split the file");
    JsonPiece piece;
    piece.line = line_;
    const std::size_t begin = at_;
    int depth = 0;
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (quoted) {
        if (c == '\\') {
          ++at_;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        piece.text = text_.substr(begin, ++at_ - begin);
        result_.pieces.push_back(piece);
        return;
      }
    }
    line_ = piece.line;
    at_ = text_.size();
    Bad("从这里开始的对象没有结束", "the object that begins here does not end");
  }

  std::string_view text_;
  std::size_t max_pieces_;
  std::size_t at_ = 0;
  int line_ = 1;
  JsonPieces result_;
};

}  // namespace

JsonPieces SplitJson(std::string_view text, std::size_t max_pieces) { return Splitter(text, max_pieces).Split(); }

}  // namespace heng::cli
