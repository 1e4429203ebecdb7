#include "service/core/access/filing_windows.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/core/hash.h"

namespace heng::core {

const heng::v1::FilingWindow* FilingWindows::Nearest(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year,
                                                     heng::v1::FormType form_type) const {
  for (const OrgNode* org = orgs.Find(org_id); org != nullptr; org = orgs.Parent(*org)) {
    const auto found = windows.find({org->id, fiscal_year, form_type});
    if (found != windows.end()) return &found->second;
  }
  return nullptr;
}

std::string FilingWindows::LastDay(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year,
                                   heng::v1::FormType form_type) const {
  const heng::v1::FilingWindow* const window = Nearest(orgs, org_id, fiscal_year, form_type);
  if (window == nullptr) return "";
  std::string last = window->close_date();
  for (const OrgNode* org = orgs.Find(org_id); org != nullptr; org = orgs.Parent(*org)) {
    const auto found = extensions.find({org->id, fiscal_year, form_type});
    if (found != extensions.end() && found->second.until() > last) last = found->second.until();
  }
  return last;
}

std::optional<FilingWindows::Closed> FilingWindows::Check(const OrgTree& orgs, std::string_view org_id,
                                                          int32_t fiscal_year, heng::v1::FormType form_type,
                                                          std::string_view date) const {
  const heng::v1::FilingWindow* const window = Nearest(orgs, org_id, fiscal_year, form_type);
  if (window == nullptr) return std::nullopt;
  Closed closed{.open_date = window->open_date(), .last_date = LastDay(orgs, org_id, fiscal_year, form_type)};
  closed.extended = closed.last_date > window->close_date();
  closed.not_yet = date < closed.open_date;
  if (!closed.not_yet && date <= closed.last_date) return std::nullopt;
  return closed;
}

std::string OrgYearId(std::string_view org_id, int32_t fiscal_year) {
  // An id has 63 characters at most; the org's may have as many. A long one is shortened, with a hash that keeps it
  // apart from others.
  constexpr size_t kMaxOrgChars = 40;
  constexpr size_t kHashBytes = 4;
  std::string org(org_id);
  if (org.size() > kMaxOrgChars) {
    org = absl::StrCat(org.substr(0, kMaxOrgChars - 2 * kHashBytes - 1), "-",
                       absl::BytesToHexString(Sha256(org_id).substr(0, kHashBytes)));
  }
  return absl::StrCat(org, "-", fiscal_year);
}

std::string WindowId(std::string_view org_id, int32_t fiscal_year, heng::v1::FormType form_type) {
  return OrgYearId(org_id, fiscal_year) + (form_type == heng::v1::TARGET ? "-target" : "-evaluation");
}

}  // namespace heng::core
