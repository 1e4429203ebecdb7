// Targets as text for people. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/render.h"
#include "client/cli/table.h"
#include "heng/v1/target.pb.h"

namespace heng::cli {

Table TargetTable(Language language);
std::vector<std::string> Row(const heng::v1::Target& target, Language language);

// One whole target: head, funds, goals, indicators, findings, comments, what may be done.
std::string RenderTarget(const heng::v1::Target& target, const Look& look);

}  // namespace heng::cli
