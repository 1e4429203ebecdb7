// Many forms in one file of any size: a line of JSON for each, or an array. Read piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <streambuf>
#include <string>

namespace heng::cli {

// One form as it stands in the file. A form may go over several lines where those that continue it are indented or
// begin with a closing bracket; so a line that is cut does not take the next one along.
struct FormLine {
  int64_t line = 0;  // where it begins, from 1
  std::string text;
  bool too_large = false;  // larger than any form; `text` is its beginning
};

class FormLines {
 public:
  // `max_bytes`: of one form.
  FormLines(std::istream& stream, std::size_t max_bytes) : stream_(stream), max_bytes_(max_bytes) {}

  // False: there are no more.
  bool Next(FormLine* form);

 private:
  void Begin();
  // False: none is left. *number: which it is.
  bool ReadLine(std::string* line, int64_t* number);
  bool NextOfLines(FormLine* form);
  bool NextOfArray(FormLine* form);
  int Peek() const { return stream_.rdbuf()->sgetc(); }
  int Get();

  std::istream& stream_;
  const std::size_t max_bytes_;
  bool began_ = false, array_ = false, ended_ = false;
  int64_t line_ = 1;          // where the next character stands
  std::string pending_;       // a line that was read and begins the next form
  int64_t pending_line_ = 0;  // 0: there is none
};

// Lines of a file that are not blank, and its hash, for a batch that is the same whenever it is sent. Reads all of it.
struct FileFacts {
  bool readable = false;
  std::string sha256;  // 64 hexadecimal digits
  int64_t lines = 0;   // 0: an array, whose forms are not counted
};
FileFacts LookThrough(const std::string& path);

}  // namespace heng::cli
