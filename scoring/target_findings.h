// The findings of a target form: what is wrong with it or worth knowing before the year begins. From the same catalogue
// as those of an evaluation, with the severities of the same policy.
#pragma once

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy.h"

namespace heng::scoring {

// Adds the findings of `target` in the order of the form: funds, rows, table, goals and texts. Pure: the same input
// gives the same bytes.
//
// Pre: CheckTarget(target) is empty (scoring/target_check.h). A target that breaks it is read as far as it can be; the
// function never crashes on any input.
//
// Places: an indicator is its row id with "term.value", "annual.value", "weight" …; whatever stands but once has no row
// id: "annual_funds.total", "project_term", "indicators", "annual_goal". What both halves of a row say alike is told
// once, at the year's.
void AddTargetFindings(const CompiledPolicy& policy, const heng::v1::TargetContent& target,
                       google::protobuf::RepeatedPtrField<heng::v1::Finding>* out);

}  // namespace heng::scoring
