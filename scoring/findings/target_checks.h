// The checks of a target form, one file per family. Each adds its findings in the order of the form.
#pragma once

#include <string_view>
#include <vector>

#include "heng/v1/form.pb.h"
#include "scoring/findings/catalogue.h"
#include "scoring/findings/judgements.h"
#include "scoring/policy_rules.h"
#include "scoring/row_reading.h"

namespace heng::scoring {

// One half of a row: 实施期目标 or 年度目标.
struct TargetHalf {
  // The half as an indicator of an evaluation would have it, so that it is read as it will be read there.
  heng::v1::Indicator cell;
  RowReading reading;      // its views are of `cell` and the pool
  bool has_name = false;   // the name says something
  bool has_value = false;  // the value says something
  bool is_used = false;    // of the column: some row says something in it
  bool IsBlank() const { return !has_name && !has_value; }
};

struct TargetRow {
  const heng::v1::TargetIndicator* indicator = nullptr;
  int number = 0;  // place on the form, from 1
  TargetHalf term, annual;
  bool IsBlank() const { return term.IsBlank() && annual.IsBlank(); }
  // The half that says what the row is: the year's, unless only the term's is filled in.
  const TargetHalf& Main() const { return annual.IsBlank() ? term : annual; }
};

struct CheckedTarget {
  const PolicyRules& rules;
  const heng::v1::TargetContent& target;
  const std::vector<TargetRow>& rows;
  FormTexts& texts;
};

void CheckTargetFunds(const CheckedTarget& checked, Findings& findings);  // target_funds.cc
// `duplicate`: an earlier row has the same levels, name and value.
void CheckTargetRow(const CheckedTarget& checked, const TargetRow& row, bool duplicate,
                    Findings& findings);                                  // target_rows.cc
void CheckTargetTable(const CheckedTarget& checked, Findings& findings);  // target_table.cc
void CheckTargetTexts(const CheckedTarget& checked, Findings& findings);  // target_table.cc

// True if the text says something: neither blank nor 未填报 and the like.
bool SaysSomething(const PolicyRules& rules, std::string_view text);  // target_findings.cc

}  // namespace heng::scoring
