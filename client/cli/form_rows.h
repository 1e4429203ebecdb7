// A form as a list of rows of cells, whatever kind of form it is. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"

namespace heng::cli {

struct FormCell {
  std::string path;  // in the row: "actual", "annual.value"
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string text;  // empty: absent, or nothing in it
};

struct FormRow {
  std::string part;             // field of the form: "indicators"; "form": its head
  std::string id;               // may be empty
  std::string key;              // level1, level2 and name; position where a row has no name
  std::string name;             // for people
  std::vector<FormCell> cells;  // all there are, in the order of the contract: rows of one part have the same
};

// `score` adds what each indicator was given; null: no scores.
std::vector<FormRow> RowsOf(const heng::v1::FormContent& form, const heng::v1::ScoreSheet* score);
std::vector<FormRow> RowsOf(const heng::v1::TargetContent& target);

// The target as the evaluation it would have become: its annual half only. declared_in_target is filled where
// `evaluation` has it.
heng::v1::FormContent AsEvaluation(const heng::v1::TargetContent& target, const heng::v1::FormContent& evaluation);

}  // namespace heng::cli
