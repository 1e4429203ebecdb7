// A form laid out: what stands in which cell of the grid. Made from a form and a layout; spreadsheets, HTML and PDF are
// made from it, and from nothing else.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"
#include "heng/v1/evaluation.pb.h"
#include "heng/v1/layout.pb.h"
#include "heng/v1/target.pb.h"

namespace heng::forms {

// A form to be printed. Either an evaluation or a target.
struct PaperForm {
  const google::protobuf::Message* content = nullptr;  // FormContent or TargetContent
  const heng::v1::Contacts* contacts = nullptr;        // null: not shown
  const heng::v1::ScoreSheet* score = nullptr;         // null: not scored. Scores stand where the author claims none
  const google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings = nullptr;  // null: not checked
  std::string name;  // "evaluations/…"; empty: not stored
  std::string etag;
  int64_t update_time = 0;  // µs; what a file says of its age: never the clock
};
PaperForm PaperFormOf(const heng::v1::Evaluation& evaluation);
PaperForm PaperFormOf(const heng::v1::Target& target);

// One cell of the page, which may cover several of the grid. Rows and columns count from 0.
struct PageCell {
  int row = 0, column = 0;
  int rows = 1, columns = 1;
  bool label = false;    // the same on every form, and locked
  bool derived = false;  // worked out by the system, and locked
  std::string text;      // what people read, printable (printable.h); a label before a field is part of it
  // Where the cell is a number: the same as an exact decimal in the unit printed, e.g. "8.81" (万元).
  std::optional<std::string> number;
  int decimals = 0;  // places printed of the number
  // Where a finding would be (Place): row of the form and field; both empty for labels.
  std::string row_id, field;
  std::string path;  // the layout's path of the field; empty for labels
  const heng::v1::LayoutCell* from = nullptr;
};

struct PageRow {
  bool header = false;  // repeated at the top of a page on which the rows below it go on
  int lines = 1;        // at least so high, in lines of text
  std::string row_id;   // of the element a repeated row stands for; of a goal "goals[0]", as places name it
};

struct Page {
  const heng::v1::Layout* layout = nullptr;
  heng::v1::MoneyUnit money_unit = heng::v1::MONEY_UNIT_UNSPECIFIED;
  std::vector<PageRow> rows;
  std::vector<PageCell> cells;  // by row, then column; never overlapping
  // Fields of the form that say something and have no cell in this layout, e.g. "narrative.summary".
  std::vector<std::string> left_out;
};

// `blank_rows`: for a template, so many empty rows in place of each list that has none, where the layout does not say
// how many; optional rows stay. 0: one, and optional rows that say nothing are left out.
Page Place(const heng::v1::Layout& layout, const PaperForm& form, int blank_rows = 0);

}  // namespace heng::forms
