// Lists of forms: what they filter by, their pages, their answers.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heng/v1/evaluation_service.pb.h"
#include "service/core/errors.h"
#include "service/core/forms/forms.h"
#include "service/core/names.h"
#include "service/core/page_token.h"
#include "service/core/wire.h"

namespace heng::core {

// What ListEvaluations, CountEvaluations and ListTargets filter by.
template <typename Request>
absl::StatusOr<store::ListQuery> FormQuery(const Authority& authority, Method method, const Request& request,
                                           heng::v1::FormType type) {
  if (auto status = authority.CheckAnywhere(method); !status.ok()) return status;
  store::ListQuery query;
  query.form_type = type;
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return BadName("org", request.org());
  }
  query.scope = authority.ScopeOf(method, within);
  if (request.fiscal_year() != 0) query.fiscal_year = request.fiscal_year();
  if (request.state() != 0) query.state = request.state();
  return query;
}

// One page of a list of forms.
struct FormPage {
  std::string filter;  // the same for the same filter: what page tokens are bound to
  size_t size = 0;
  bool full = false;                          // whole forms, not envelopes
  int forms_field = 0, next_token_field = 0;  // of the response
};

// Completes the query by page size and token of the request.
template <typename Request>
absl::StatusOr<FormPage> PageOf(const Request& request, store::ListQuery* query) {
  if (auto status = CheckPageSize(request.page_size()); !status.ok()) return status;
  Request filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  FormPage page;
  page.filter = filter.SerializeAsString();
  if (!request.page_token().empty()) {
    const auto after = ReadPageToken(request.page_token(), page.filter);
    if (!after.has_value()) return BadPageToken();
    query->after_sequence = *after;
  }
  page.full = request.view() == heng::v1::FULL;
  const int max_size = page.full ? kMaxFullPageSize : kMaxPageSize;
  const int size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), max_size);
  page.size = static_cast<size_t>(size);
  query->limit = size + 1;  // one more tells whether there is a next page
  return page;
}

// Reads the page and answers it.
void AnswerList(const Forms& forms, const CallContext& call, store::ListQuery query, FormPage page, Reply reply);

}  // namespace heng::core
