// Scores of a recheck as people write them: "r3=8.5:台账只有一半".
#pragma once

#include <string>
#include <vector>

#include "client/cli/rpc_error.h"
#include "heng/v1/review.pb.h"

namespace heng::cli {

// "ROW=SCORE:REASON" each; the reason may hold anything. Error WRONG_ROW: one that is not of this shape, or a row that
// is given twice. Whether the row is there and the score fits, the server says.
Answer<std::vector<heng::v1::RowRecheck>> ParseRecheckRows(const std::vector<std::string>& texts);

}  // namespace heng::cli
