// What commands that score ask of sheets and options.
#pragma once

#include "client/cli/commands.h"
#include "client/cli/policy_source.h"
#include "client/cli/rpc.h"
#include "heng/v1/score.pb.h"

namespace heng::cli {

int CountOf(const heng::v1::ScoreSheet& sheet, heng::v1::Finding::Severity severity);
// Waived ones don't count. Unspecified: never.
bool HasFindingsFrom(const heng::v1::ScoreSheet& sheet, heng::v1::Finding::Severity lowest);

// The policy of --policy-file or --policy, for commands without a server.
Answer<Policy> PolicyOf(const Session& session);

}  // namespace heng::cli
