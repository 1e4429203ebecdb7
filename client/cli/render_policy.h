// A policy as tables for people.
#pragma once

#include <string>

#include "client/cli/render.h"
#include "heng/v1/policy.pb.h"

namespace heng::cli {

// Every rule that is set, section by section; of the cases only how many there are. Goes by the fields of the message,
// so a rule that is new in the contract is shown too.
std::string RenderPolicy(const heng::v1::Policy& policy, const Look& look);

}  // namespace heng::cli
