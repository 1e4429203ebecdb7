// The matrix of matrix.txt: which kinds of rules in which situations the golden cases have to show.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cases/case_file.h"

namespace heng::cases {

struct RuleKind {
  int line = 0;
  std::string name;
  std::vector<std::string> policies;          // each cell needs a case under each of them
  std::set<std::string> steps;                // a case of this kind shows at least one of them; empty: not looked at
  std::map<std::string, std::string> exempt;  // situation -> why it can't be
};

struct Matrix {
  std::vector<std::string> situations;
  std::vector<RuleKind> kinds;
  std::set<std::string> fields;    // of policy.proto, each covered by a kind
  std::set<std::string> no_rules;  // of policy.proto, and no rules of scoring
  std::vector<CaseMistake> mistakes;

  const RuleKind* Find(std::string_view name) const;  // null: no such kind
  bool HasSituation(std::string_view name) const;
};

Matrix ReadMatrix(std::string_view text);

}  // namespace heng::cases
