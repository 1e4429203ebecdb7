// What is said of a form beside its content, as text for people: comments, waivers, rechecks. Pure functions.
#pragma once

#include <functional>
#include <string>

#include "client/cli/render.h"
#include "heng/v1/target.pb.h"

namespace heng::cli {

// What a row of the form is called, by its id. The form has to outlive it.
using RowNames = std::function<std::string(const std::string& row_id)>;
RowNames RowNamesOf(const heng::v1::FormContent& form);
RowNames RowNamesOf(const heng::v1::TargetContent& form);

// "c2 · 数量指标/驻村人数 · 实际完成值" with who, when, the text and its answer below; ends with a newline.
std::string RenderComment(const heng::v1::Comment& comment, const RowNames& rows, Language language);
// One recheck: whose, conclusion, totals before and after, rows, reason; ends with a newline.
std::string RenderRecheck(const heng::v1::Recheck& recheck, const RowNames& rows, Language language);
// One waiver: of which finding, where, by whom and why; ends with a newline.
std::string RenderWaiver(const heng::v1::Waiver& waiver, const RowNames& rows, Language language);

// Sections with all comments, rechecks and waivers, each with a heading; empty: there are none.
std::string RenderReview(const heng::v1::ReviewRecord& review, const RowNames& rows, const Look& look);

}  // namespace heng::cli
