#include "proto/json/tree.h"

#include <unicode/utf8.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

namespace heng::json {
namespace {

using Json = nlohmann::json;

// True between the bytes of a character.
bool IsInside(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Builds the tree from nlohmann's events. It does not tell where a token starts, so the text is followed alongside:
// a token starts behind the one before, after blanks, commas and colons.
class TreeBuilder : public Json::json_sax_t {
 public:
  TreeBuilder(std::string_view text, Node* root, Mistake* mistake) : text_(text), root_(root), mistake_(mistake) {}

  bool null() override { return Add(Node::Kind::kNull, ""); }
  bool boolean(bool value) override { return Add(Node::Kind::kBool, value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return AddNumber(); }
  bool number_unsigned(number_unsigned_t) override { return AddNumber(); }
  bool number_float(number_float_t, const string_t&) override { return AddNumber(); }
  bool string(string_t& value) override { return Add(Node::Kind::kString, std::move(value)); }
  bool binary(binary_t&) override { return false; }  // never in text
  bool start_object(std::size_t) override { return Open(Node::Kind::kObject); }
  bool start_array(std::size_t) override { return Open(Node::Kind::kArray); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& value) override {
    const std::size_t start = NextToken();
    open_.back()->members.push_back({std::move(value), start, {}});
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) override {
    const std::string_view what = error.what();
    // A token in the wrong place is shown at its start; a broken token where it breaks.
    const bool misplaced = what.find(" - unexpected ") != std::string_view::npos;
    std::size_t offset = misplaced ? SkipBetween(cursor_) : std::min(position == 0 ? 0 : position - 1, text_.size());
    // A text that begins as a byte order mark does, such as one with ｛, breaks inside of its first character.
    while (offset > 0 && IsInside(text_, offset)) --offset;
    Describe(offset, what);
    Locate(text_, offset, mistake_);
    return false;
  }

 private:
  std::size_t SkipBetween(std::size_t at) const {
    while (at < text_.size() && (IsBlank(text_[at]) || text_[at] == ',' || text_[at] == ':')) ++at;
    return at;
  }

  std::size_t TokenEnd(std::size_t start) const {
    if (start >= text_.size()) return text_.size();
    std::size_t at = start + 1;
    if (text_[start] == '"') {
      while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
      return std::min(at + 1, text_.size());
    }
    if (std::strchr("{}[]", text_[start]) != nullptr) return at;
    while (at < text_.size() && !IsBlank(text_[at]) && std::strchr(",:{}[]\"", text_[at]) == nullptr) ++at;
    return at;
  }

  // Start of the token the parser has just read; the cursor moves behind it.
  std::size_t NextToken() {
    const std::size_t start = SkipBetween(cursor_);
    cursor_ = TokenEnd(start);
    return start;
  }

  bool AddNumber() {
    const std::size_t start = SkipBetween(cursor_);
    return Add(Node::Kind::kNumber, std::string(text_.substr(start, TokenEnd(start) - start)));
  }

  bool Add(Node::Kind kind, std::string text) {
    const std::size_t start = NextToken();
    if (++values_ > kMaxValues) {
      return Refuse(start, "内容过多：一个文件最多 500000 个值。请核对是否选错了文件。",
                    "Too many values: a file may hold 500000. Is this the right file?");
    }
    Node node{kind, start, std::move(text), {}, {}};
    if (open_.empty()) {
      *root_ = std::move(node);
      last_ = root_;
    } else if (open_.back()->kind == Node::Kind::kObject) {
      last_ = &(open_.back()->members.back().value = std::move(node));
    } else {
      last_ = &open_.back()->items.emplace_back(std::move(node));
    }
    return true;
  }

  bool Open(Node::Kind kind) {
    if (!Add(kind, "")) return false;
    open_.push_back(last_);
    if (open_.size() <= static_cast<std::size_t>(kMaxNesting)) return true;
    return Refuse(last_->offset, "嵌套超过 32 层：表单用不到这么深，请核对文件。",
                  "Nested deeper than 32 levels: no form needs that. Is this the right file?");
  }

  bool Close() {
    NextToken();
    open_.pop_back();
    return true;
  }

  bool Refuse(std::size_t offset, const char* zh, const char* en) {
    mistake_->zh = zh;
    mistake_->en = en;
    Locate(text_, offset, mistake_);
    return false;
  }

  void Describe(std::size_t offset, std::string_view what);

  std::string_view text_;
  Node* root_;
  Mistake* mistake_;
  std::size_t cursor_ = 0;  // behind the last token
  std::size_t values_ = 0;
  Node* last_ = nullptr;
  std::vector<Node*> open_;  // the objects and arrays we are in; only the innermost grows, so pointers hold
};

// The character at `offset`, whole.
std::string CharacterAt(std::string_view text, std::size_t offset) {
  std::size_t end = offset + 1;
  while (IsInside(text, end)) ++end;
  return std::string(text.substr(offset, end - offset));
}

bool IsFullWidthSign(std::string_view character) {
  for (const std::string_view sign :
       {"“", "”", "＂", "‘", "’", "，", "：", "；", "、", "｛", "｝", "［", "］", "【", "】"}) {
    if (character == sign) return true;
  }
  return false;
}

void TreeBuilder::Describe(std::size_t offset, std::string_view what) {
  const auto say = [this](std::string zh, std::string en) {
    mistake_->zh = "不是合法的 JSON：" + std::move(zh);
    mistake_->en = "Not JSON: " + std::move(en);
  };
  if (offset >= text_.size()) {
    say("内容到这里就结束了，缺少 \"、} 或 ]。请补全，或核对文件是否完整。",
        "the text ends here; a \", } or ] is missing. Complete it, or check that the file is whole.");
    return;
  }
  const std::string character = CharacterAt(text_, offset);
  if (IsFullWidthSign(character)) {
    say("这里是全角标点 " + character + "，应改用半角的 \" , : { } [ ]。",
        "full-width " + character + " found; use the ASCII \" , : { } [ ].");
  } else if (character == "}" || character == "]") {
    say("这里不应出现 " + character + "，多半是前面多了一个逗号，或缺少一个值。",
        character + " is out of place; there may be a comma too many before it, or a value is missing.");
  } else if (character == "'") {
    say("字符串要用双引号 \"，不能用单引号。", "strings stand in double quotes \", not single ones.");
  } else if (character == "/" || character == "#") {
    say("JSON 里不能写注释，请删去。", "JSON has no comments; remove it.");
  } else if (static_cast<unsigned char>(character[0]) < 0x20) {
    say("字符串里有未转义的换行或控制字符，换行应写成 \\n。",
        "a string holds a raw line break or control character; write \\n for a line break.");
  } else if (what.find("invalid string") != std::string_view::npos) {
    say("字符串里的转义写法不对，反斜杠应写成 \\\\。", "wrong escape in a string; write \\\\ for a backslash.");
  } else if (what.find("out_of_range") != std::string_view::npos) {
    say("数字太大。", "the number is too large.");
  } else {
    say("这里不应出现 " + character + "，前面可能缺少逗号、冒号或引号。",
        character + " is out of place; a comma, colon or quote may be missing before it.");
  }
}

// Offset of the first byte that is no UTF-8, or npos.
std::size_t FirstBadByte(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    const int32_t start = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (c < 0) return static_cast<std::size_t>(start);
  }
  return std::string_view::npos;
}

bool CheckBytes(std::string_view text, Mistake* mistake) {
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    mistake->zh = "文件里有 NUL 字符（U+0000）：请删去，或把文件另存为 UTF-8。";
    mistake->en = "A NUL character (U+0000) found: remove it, or save the file as UTF-8.";
    Locate(text, nul, mistake);
    return false;
  }
  const std::size_t bad = FirstBadByte(text);
  if (bad != std::string_view::npos) {
    mistake->zh = "文件不是 UTF-8 编码（可能是 GBK）：请另存为 UTF-8。";
    mistake->en = "The file is not UTF-8 (GBK perhaps): save it as UTF-8.";
    Locate(text, bad, mistake);
    return false;
  }
  return true;
}

}  // namespace

void Locate(std::string_view text, std::size_t offset, Mistake* mistake) {
  mistake->line = 1;
  mistake->column = 1;
  for (std::size_t at = 0; at < std::min(offset, text.size()); ++at) {
    if (text[at] == '\n') {
      ++mistake->line;
      mistake->column = 1;
    } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      ++mistake->column;
    }
  }
}

std::string_view WithoutBom(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? text.substr(3) : text;
}

bool ParseTree(std::string_view text, Node* root, Mistake* mistake) {
  if (!CheckBytes(text, mistake)) return false;
  TreeBuilder builder(text, root, mistake);
  return Json::sax_parse(text.begin(), text.end(), &builder);
}

}  // namespace heng::json
