// Filing windows and extensions (填报期, 延期), in memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "heng/v1/access.pb.h"
#include "service/core/directory/org_tree.h"

namespace heng::core {

class FilingWindows {
 public:
  // Org id, fiscal year, form type: one window and one extension each.
  using Key = std::tuple<std::string, int32_t, int32_t>;

  std::map<Key, heng::v1::FilingWindow> windows;
  std::map<Key, heng::v1::FilingExtension> extensions;

  // The window that counts for an org: that of the nearest org at or above it; null: none.
  const heng::v1::FilingWindow* Nearest(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year,
                                        heng::v1::FormType form_type) const;

  // The last day to submit, with extensions: the window of the nearest org at or above `org_id` counts; of the
  // extensions at or above it the latest one, where it is later. Empty: there is no window.
  std::string LastDay(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year,
                      heng::v1::FormType form_type) const;

  // Why nothing may be submitted on `date` ("2023-03-31"): the window and the last day with extensions.
  struct Closed {
    std::string open_date, last_date;
    bool not_yet = false;   // it opens later
    bool extended = false;  // last_date is that of an extension
  };
  // nullopt: it may be submitted.
  std::optional<Closed> Check(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year,
                              heng::v1::FormType form_type, std::string_view date) const;
};

// The ids of what is kept once per org, year and type: "dt-shebao-2022-evaluation".
// Where the org's id is long, it is shortened with a hash that keeps it apart: "dt-shebao-2022".
std::string OrgYearId(std::string_view org_id, int32_t fiscal_year);
std::string WindowId(std::string_view org_id, int32_t fiscal_year, heng::v1::FormType form_type);

}  // namespace heng::core
