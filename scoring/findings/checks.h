// The checks of a form, one file per family. Each adds its findings in the order of the form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/execution.h"
#include "scoring/findings/catalogue.h"
#include "scoring/findings/judgements.h"
#include "scoring/indicator.h"
#include "scoring/policy_rules.h"
#include "scoring/spending.h"

namespace heng::scoring {

// A form with what scoring made of it.
struct CheckedForm {
  const PolicyRules& rules;
  const heng::v1::FormContent& form;
  const ExecutionNumbers& execution;
  const Spending& spending;
  const std::vector<ScoredRow>& rows;
  std::optional<Decimal> claimed_total;
  const heng::v1::ScoreSheet& sheet;  // complete but for its findings
  FormTexts& texts;
  const heng::v1::Budget* imported = nullptr;  // what the budget system says; null: nothing
  bool not_filled = false;  // a kind with scores whose form has none: one finding stands for all others
};

// Runs every check: funds, rows in order, weights, totals, texts.
void AddFindings(CheckedForm checked, google::protobuf::RepeatedPtrField<heng::v1::Finding>* out);

void CheckFunds(const CheckedForm& checked, Findings& findings);                         // funds.cc
void CheckRow(const CheckedForm& checked, const ScoredRow& row, Findings& findings);     // rows.cc: values and points
void CheckReason(const CheckedForm& checked, const ScoredRow& row, Findings& findings);  // reasons.cc
void CheckRowStructure(const CheckedForm& checked, const ScoredRow& row, bool duplicate,
                       Findings& findings);                                 // structure.cc
void CheckStructure(const CheckedForm& checked, Findings& findings);        // structure.cc: whole table
void CheckWeights(const CheckedForm& checked, Findings& findings);          // weights.cc
void CheckTotals(const CheckedForm& checked, Findings& findings);           // totals.cc
void CheckGoals(const CheckedForm& checked, Findings& findings);            // structure.cc
void CheckExecutionReason(const CheckedForm& checked, Findings& findings);  // reasons.cc

void CheckSpending(const CheckedForm& checked, Findings& findings);    // spending.cc: indicators against money
void CheckBudgetCut(const CheckedForm& checked, Findings& findings);   // spending.cc
void CheckMoneyUnits(const CheckedForm& checked, Findings& findings);  // money_unit.cc
void CheckImported(const CheckedForm& checked, Findings& findings);    // imported.cc: against the budget system
void CheckKinds(const CheckedForm& checked, const ScoredRow& row, Findings& findings);  // kinds.cc: values and levels
void CheckTexts(const CheckedForm& checked, Findings& findings);                        // texts.cc: leftovers
void CheckNarrative(const CheckedForm& checked, Findings& findings);                    // narrative.cc

bool IsNotFilled(const CheckedForm& checked);  // structure.cc
// No indicator row says anything: a report that gives only a paragraph.
bool HasNoTable(const heng::v1::FormContent& form);  // structure.cc

// A finding at a field of the row, naming the row.
Found AtRow(const ScoredRow& row, std::string_view id, std::string_view field);

}  // namespace heng::scoring
