// Columns that line up, with Chinese in them.
#pragma once

#include <string>
#include <vector>

namespace heng::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
  bool may_shrink = false;  // shortened with … where the terminal is too narrow
  int at_least = 0;         // width
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell per column; cells are made safe to print.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // A title line (unless all titles are empty) and one line per row. `max_width` in columns of the terminal; 0: as wide
  // as it takes.
  std::string Render(int max_width = 0) const;
  // For a table too long to hold: the rows so far, which are then forgotten. Only the first part has titles, and a
  // column never becomes narrower than in the part before.
  std::string RenderPart(int max_width = 0);

 private:
  std::vector<int> Widths(int max_width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace heng::cli
