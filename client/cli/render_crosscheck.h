// How the figures of a report agree with the forms, as text for people. Pure functions.
#pragma once

#include <string>

#include "client/cli/render.h"
#include "heng/v1/report_service.pb.h"

namespace heng::cli {

// One line for each figure, by its place; those that agree only with `all`. Empty: there are none.
std::string RenderCrossCheck(const heng::v1::CrossCheckReportResponse& response, bool all, const Look& look);

// "核对 62 处：一致 50，尾差 3，口径不同 1，矛盾 5，无可对照 3。"
std::string CrossCheckSentence(const heng::v1::CrossCheckReportResponse& response, Language language);

int CountOf(const heng::v1::CrossCheckReportResponse& response, heng::v1::CrossCheckItem::Verdict verdict);

}  // namespace heng::cli
