// The pages of ListOrgs and ListProjects.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/page_token.h"

namespace heng::core {

// Where a page begins and how long it may be.
struct DirectoryPage {
  std::optional<std::string> within;  // org id
  int size = 0;
  std::string filter;          // what its token is bound to
  std::string behind;          // orgs: goes on behind this id; empty: from the beginning
  int64_t after_sequence = 0;  // projects
};

// INVALID_FIELDS for what is no name of a project.
inline absl::Status BadProjectName(std::string_view field, std::string_view name) {
  return InvalidField(
      field,
      absl::StrCat(Quoted(name), " 不是项目名称；应形如 projects/{id}，编号为 3 至 63 位小写字母、数字和连字符。"),
      absl::StrCat(Quoted(name),
                   " is no name of a project; write projects/{id} with an id of 3 to 63 lower-case letters, digits "
                   "and hyphens"));
}

// INVALID_FIELDS: the page size, the org or the token is none.
template <typename Request>
absl::StatusOr<DirectoryPage> ReadDirectoryPage(const Request& request, bool behind_id) {
  DirectoryPage page;
  if (!request.org().empty()) {
    page.within = OrgId(request.org());
    if (!page.within) return BadName("org", request.org());
  }
  if (auto status = CheckPageSize(request.page_size()); !status.ok()) return status;
  page.size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  Request filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  page.filter = Request::descriptor()->name() + filter.SerializeAsString();
  if (request.page_token().empty()) return page;
  if (behind_id) {
    const auto behind = ReadPageTokenBehind(request.page_token(), page.filter);
    if (!behind) return BadPageToken();
    page.behind = *behind;
  } else {
    const auto after = ReadPageToken(request.page_token(), page.filter);
    if (!after) return BadPageToken();
    page.after_sequence = *after;
  }
  return page;
}

}  // namespace heng::core
