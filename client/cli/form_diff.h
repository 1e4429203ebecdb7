// What two forms say differently, row by row and word for word. Pure functions.
//
// Two evaluations, two targets, or one of each: then a target stands for the evaluation it would have become, its
// annual value for both the initial target and the actual value, and what it leaves empty is not compared. A cell that
// is absent and one that is empty are the same here; so is the order of rows, and where a row stands on a sheet.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"

namespace heng::cli {

// One form as it is compared.
struct ComparedForm {
  std::string name;  // as people gave it: "evaluations/x@3", a file
  std::string etag;  // empty: a file
  std::variant<heng::v1::FormContent, heng::v1::TargetContent> content;
  heng::v1::ScoreSheet score;  // empty: a target, or a file

  bool IsTarget() const { return content.index() == 1; }
  bool HasScore() const { return score.has_policy(); }
};

struct CellDifference {
  std::string path;  // in the row: "actual", "annual.value"
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string before, after;  // choices as the contract names them
};

struct RowDifference {
  enum Kind { kRemoved, kAdded, kChanged };
  Kind kind = kChanged;
  std::string part;                   // field of the form: "indicators", "funds"; "form": its head
  std::string row_id;                 // kAdded, kChanged: in the new form; empty: rows of this part have none
  std::string row;                    // what the form calls it: "数量指标/培训次数"; empty: the part is one row
  std::vector<CellDifference> cells;  // kAdded, kRemoved: those that say something
};

// Rows are the same where id and name agree, else where the names do (level1, level2 and name of an indicator), else
// where the ids do. Scores of rows are compared where both forms have scores. In the order of the form, what was added
// last in each part.
std::vector<RowDifference> DiffForms(const ComparedForm& before, const ComparedForm& after);

}  // namespace heng::cli
