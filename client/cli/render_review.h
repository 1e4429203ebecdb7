// What is said of a form beside its content, as text for people: comments, waivers, rechecks. Pure functions.
#pragma once

#include <functional>
#include <string>

#include "client/cli/render.h"
#include "heng/v1/target.pb.h"

namespace heng::cli {

// The form has to outlive them.
RowNames RowNamesOf(const heng::v1::FormContent& form);
RowNames RowNamesOf(const heng::v1::TargetContent& form);

// Whether a row of the form has this id.
bool HasRow(const heng::v1::FormContent& form, const std::string& row_id);
bool HasRow(const heng::v1::TargetContent& form, const std::string& row_id);

// "r3 质量指标/驻村补助 · 实际完成值"; "整张表" where neither is named. Safe to print.
std::string PlaceText(const std::string& row_id, const std::string& field, const RowNames& rows, Language language);

// "c2 · 数量指标/驻村人数 · 实际完成值" with who, when, the text and its answer below; ends with a newline.
std::string RenderComment(const heng::v1::Comment& comment, const RowNames& rows, Language language);
// One recheck: whose, conclusion, totals before and after, rows, reason; ends with a newline.
std::string RenderRecheck(const heng::v1::Recheck& recheck, const RowNames& rows, Language language);
// One waiver: of which finding, where, by whom and why; ends with a newline.
std::string RenderWaiver(const heng::v1::Waiver& waiver, const RowNames& rows, Language language);

// What may be done now, as commands, and what may not, and why; with a heading. Empty: nothing is said of it.
std::string RenderActions(const std::string& form,
                          const google::protobuf::RepeatedPtrField<heng::v1::AllowedAction>& actions, const Look& look);

// Sections with all comments, rechecks and waivers, each with a heading; empty: there are none.
std::string RenderReview(const heng::v1::ReviewRecord& review, const RowNames& rows, const Look& look);

}  // namespace heng::cli
