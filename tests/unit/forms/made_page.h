// Pages made by hand, for tests of what is made from pages.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "service/forms/page.h"

namespace heng::forms {

class MadePage {
 public:
  MadePage(const std::vector<int>& column_widths, bool landscape);
  MadePage(const MadePage&) = delete;
  MadePage& operator=(const MadePage&) = delete;

  const Page& page() const { return page_; }
  // The rows and cells below are added to the last row.
  MadePage& Row(bool header = false, const std::string& row_id = "");
  MadePage& Label(int column, int columns, const std::string& text, int rows = 1);
  MadePage& Text(int column, int columns, const std::string& text, int rows = 1);
  MadePage& Number(int column, int columns, const std::string& text, int rows = 1);
  MadePage& Styled(int column, int columns, const std::string& text, heng::v1::LayoutCell::Style style);
  // Of the last cell.
  PageCell& cell() { return page_.cells.back(); }
  heng::v1::LayoutCell& from() { return from_.back(); }

 private:
  MadePage& Add(int column, int columns, const std::string& text, int rows);

  heng::v1::Layout layout_;
  std::deque<heng::v1::LayoutCell> from_;
  Page page_;
};

// A form with a title, a table whose header is repeated and whose label reaches from it to the end, and a line of
// signatures. `rows` indicators in groups of four.
std::unique_ptr<MadePage> FormOfRows(int rows);

// Every text of a page that must be found in what is made of it, without white space.
std::string WithoutSpace(const std::string& text);

}  // namespace heng::forms
