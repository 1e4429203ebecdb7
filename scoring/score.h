// Scoring: (policy, form) -> score sheet. A pure function: no clock, no I/O, no randomness, no global state; the same
// input gives the same bytes. Server, offline client, tests and simulation call this one.
#pragma once

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy.h"

namespace heng::scoring {

// What `form` is worth under `policy`: execution score, rows, total, grade, steps and all findings.
//
// Pre: CheckForm(form) is empty (scoring/form_check.h). A form that breaks it is scored as far as it can be read; the
// function never crashes on any input, but numbers that are no numbers count as absent.
// The sheet's `complete` says whether there is a total; domain rules are in scoring/README.md.
// `imported`: what the budget system says of the same project, org and year, to be compared with; null: nothing is
// known. It adds findings and changes no number.
heng::v1::ScoreSheet Score(const CompiledPolicy& policy, const heng::v1::FormContent& form,
                           const heng::v1::Budget* imported = nullptr);
// The same into a message of the caller's, best one in an arena: a sheet is a thousand small pieces. Pre: it is empty.
void Score(const CompiledPolicy& policy, const heng::v1::FormContent& form, const heng::v1::Budget* imported,
           heng::v1::ScoreSheet* sheet);
inline void Score(const CompiledPolicy& policy, const heng::v1::FormContent& form, heng::v1::ScoreSheet* sheet) {
  Score(policy, form, nullptr, sheet);
}

// True if a finding has severity ERROR and is not waived: such a form, or target, may not be submitted.
bool HasErrors(const google::protobuf::RepeatedPtrField<heng::v1::Finding>& findings);
// The same for the findings of a sheet.
bool HasErrors(const heng::v1::ScoreSheet& sheet);

}  // namespace heng::scoring
