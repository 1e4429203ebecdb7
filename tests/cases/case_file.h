// Golden cases as text: how a .case file is read. The format is described in README.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"

namespace heng::cases {

// One expectation: a value of the sheet (key "计算", value "16") of row `row` (from 1), or of the form (0).
struct Expected {
  int line = 0;
  int row = 0;
  std::string section;  // 行, 执行, 结果
  std::string key;
  std::string value;
};

// One list of finding ids: 有, 无, 只有, 错误, 警告, 提示.
struct ExpectedFindings {
  int line = 0;
  std::string key;
  std::vector<std::string> ids;
};

// A waiver that somebody tries, and whether it is taken.
struct ExpectedWaiver {
  int line = 0;
  std::string role;  // 填报人, 审核人
  std::string finding, reason;
  bool accepted = false;
};

// What is expected under some policies.
struct Expectation {
  int line = 0;
  std::vector<std::string> policies;
  std::string change;  // textproto merged into the policies first
  std::vector<Expected> values;
  std::vector<ExpectedFindings> findings;
  std::vector<ExpectedWaiver> waivers;
};

// Cells of the matrix (matrix.txt) a case stands in: a kind of rule and the situations it shows.
struct MatrixCells {
  int line = 0;
  std::string kind;
  std::vector<std::string> situations;
};

struct Case {
  int line = 0;
  std::string name;
  std::vector<MatrixCells> cells;
  heng::v1::FormContent form;
  std::optional<heng::v1::Budget> imported;  // what the budget system says of it
  std::vector<Expectation> expectations;
};

// A line that is wrong.
struct CaseMistake {
  int line = 0;
  std::string text;
};

struct CaseFile {
  std::vector<Case> cases;
  std::vector<CaseMistake> mistakes;
};

CaseFile ReadCases(std::string_view text);

}  // namespace heng::cases
