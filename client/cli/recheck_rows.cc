#include "client/cli/recheck_rows.h"

#include <set>

namespace heng::cli {

Answer<std::vector<heng::v1::RowRecheck>> ParseRecheckRows(const std::vector<std::string>& texts) {
  std::vector<heng::v1::RowRecheck> rows;
  std::set<std::string> taken;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::size_t colon = equals == std::string::npos ? equals : text.find(':', equals);
    if (equals == 0 || colon == std::string::npos || colon == equals + 1 || colon + 1 == text.size()) {
      return {LocalError("WRONG_ROW", "--row " + text + " 不对：要写成 行号=得分:理由，如 r3=8.5:台账只有一半。",
                         "--row " + text + " is wrong: write ROW=SCORE:REASON, r3=8.5:half of the ledger is missing."),
              {}};
    }
    heng::v1::RowRecheck row;
    row.set_row_id(text.substr(0, equals));
    row.set_score(text.substr(equals + 1, colon - equals - 1));
    row.set_reason(text.substr(colon + 1));
    if (!taken.insert(row.row_id()).second) {
      return {LocalError("WRONG_ROW", "--row " + row.row_id() + " 给了两次。",
                         "--row " + row.row_id() + " is given twice."),
              {}};
    }
    rows.push_back(std::move(row));
  }
  return {std::nullopt, std::move(rows)};
}

}  // namespace heng::cli
