// The text of a report without what has no meaning in it: line wraps inside sentences, blanks, thousands separators,
// full-width spellings, and the tables but for the texts people wrote into them. Every byte knows its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heng::core::crosscheck {

struct TextPlace {
  uint32_t offset = 0;  // in the text as given, bytes
  int32_t line = 1;     // from 1
  int32_t column = 1;   // in characters, from 1
};

// Where a form is attached: from `at` on the text is what people wrote into that form.
struct AttachedForm {
  size_t at = 0;             // in FlatText::text()
  std::string project_name;  // as its cell says
};

class FlatText {
 public:
  // Takes any bytes; `original` stays where it is.
  explicit FlatText(std::string_view original);

  // Sentences in one piece, "\n" where a paragraph ends.
  const std::string& text() const { return text_; }
  // Of the byte `at` of text(); the end of the original behind it.
  TextPlace PlaceOf(size_t at) const;
  // What stands from `begin` to `end` of text(), as it was given but for blanks, with a few characters more on both
  // sides.
  std::string Quote(size_t begin, size_t end) const;
  const std::vector<AttachedForm>& forms() const { return forms_; }

 private:
  struct Line;

  void AddLine(const Line& line);
  void AddCells(const Line& line);
  void AddText(std::string_view text, const Line& line);
  void Break();
  void FoldCommas();

  const std::string_view original_;
  std::string text_;
  std::vector<TextPlace> places_;  // one for each byte of text_
  std::vector<AttachedForm> forms_;
  bool in_form_ = false;
  bool in_cell_text_ = false;  // the last line was the text of a cell: the next may go on with it
  bool heading_before_ = false;
};

}  // namespace heng::core::crosscheck
