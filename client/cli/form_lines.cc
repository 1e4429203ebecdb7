#include "client/cli/form_lines.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"

namespace heng::cli {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(std::string_view text) { return text.find_first_not_of(kBlank) == std::string_view::npos; }

bool IsBlank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// How deep in brackets one is behind so much of a form.
class Depth {
 public:
  void Add(std::string_view text) {
    for (const char c : text) Add(c);
  }
  void Add(char c) {
    if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
      }
      return;
    }
    if (c == '"') in_text_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
  }
  bool open() const { return depth_ > 0; }

 private:
  int depth_ = 0;
  bool in_text_ = false, escaped_ = false;
};

bool Continues(std::string_view line) {
  return line.empty() || line.front() == ' ' || line.front() == '\t' || line.front() == '\r' || line.front() == '}' ||
         line.front() == ']';
}

}  // namespace

bool FormLines::Next(FormLine* form) {
  *form = FormLine();
  if (!std::exchange(began_, true)) Begin();
  return array_ ? NextOfArray(form) : NextOfLines(form);
}

int FormLines::Get() {
  const int c = stream_.rdbuf()->sbumpc();
  if (c == '\n') ++line_;
  return c;
}

void FormLines::Begin() {
  for (const char c : kByteOrderMark) {
    if (Peek() == static_cast<unsigned char>(c)) Get();
  }
  while (IsBlank(Peek())) Get();
  array_ = Peek() == '[';
  if (array_) Get();
}

bool FormLines::ReadLine(std::string* line, int64_t* number) {
  line->clear();
  if (Peek() == EOF) return false;
  *number = line_;
  for (int c = Get(); c != EOF && c != '\n'; c = Get()) {
    if (line->size() <= max_bytes_) line->push_back(static_cast<char>(c));  // one without end does not fill the memory
  }
  return true;
}

bool FormLines::NextOfLines(FormLine* form) {
  form->text = std::move(pending_);
  form->line = std::exchange(pending_line_, 0);
  while (form->line == 0 || IsBlank(form->text)) {
    if (!ReadLine(&form->text, &form->line)) return false;
  }
  Depth depth;
  depth.Add(form->text);
  std::string line;
  while (depth.open() && form->text.size() <= max_bytes_) {
    int64_t number = 0;
    if (!ReadLine(&line, &number)) break;
    if (!Continues(line)) {
      pending_ = std::move(line);
      pending_line_ = number;
      break;
    }
    depth.Add(line);
    form->text += '\n' + line;
  }
  form->too_large = form->text.size() > max_bytes_;
  return true;
}

bool FormLines::NextOfArray(FormLine* form) {
  if (ended_) return false;
  int c = Get();
  while (c == ',' || IsBlank(c)) c = Get();
  form->line = line_;
  if (c == ']') {
    ended_ = true;
    return false;
  }
  Depth depth;
  for (; c != EOF; c = Get()) {
    if (form->text.size() <= max_bytes_) form->text.push_back(static_cast<char>(c));
    depth.Add(static_cast<char>(c));
    if (!depth.open()) break;
  }
  form->too_large = form->text.size() > max_bytes_;
  // Behind what is no object one can't tell where the next form begins; nor behind a file that was cut.
  ended_ = c == EOF || !form->text.starts_with('{');
  if (form->text.empty()) form->text.push_back('[');  // the array has no end
  return true;
}

FileFacts LookThrough(const std::string& path) {
  FileFacts facts;
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!file || EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) != 1) return facts;
  std::string block(1 << 20, '\0');
  bool blank = true, array = false, first = true;
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const std::string_view part(block.data(), static_cast<std::size_t>(file.gcount()));
    EVP_DigestUpdate(hash.get(), part.data(), part.size());
    for (const char c : part) {
      if (c == '\n') {
        facts.lines += blank ? 0 : 1;
        blank = true;
      } else if (kBlank.find(c) == std::string_view::npos && kByteOrderMark.find(c) == std::string_view::npos) {
        if (std::exchange(first, false)) array = c == '[';
        blank = false;
      }
    }
  }
  if (file.bad()) return facts;
  facts.lines = array ? 0 : facts.lines + (blank ? 0 : 1);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_DigestFinal_ex(hash.get(), digest.data(), &size);
  facts.sha256 = absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), size});
  facts.readable = true;
  return facts;
}

}  // namespace heng::cli
