// Filing windows (填报期) and extensions (延期): one of each per org, fiscal year and form type.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/access/access.h"
#include "service/core/access/filing_windows.h"
#include "service/core/access/principal_rules.h"
#include "service/core/access/rule_entries.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::FilingExtension;
using heng::v1::FilingWindow;

constexpr int32_t kFirstYear = 2000, kLastYear = 2100;
constexpr size_t kMaxReasonChars = 100;
// Of each; ListFilingWindows answers all of them in one message.
constexpr size_t kMaxWindows = 5000;

void CheckDay(const std::string& field, const std::string& day, FieldProblems* problems) {
  if (IsDay(day)) return;
  problems->Add(field, absl::StrCat(Quoted(day), " 不是日期；应形如 2023-03-31。"),
                absl::StrCat(Quoted(day), " is no day; write one such as 2023-03-31"));
}

// What windows and extensions have in common; `prefix`: "window.".
template <typename Message>
void CheckKey(const std::string& prefix, const Message& message, FieldProblems* problems) {
  problems->OrgName(prefix + "org", message.org());
  if (message.fiscal_year() < kFirstYear || message.fiscal_year() > kLastYear) {
    problems->Add(prefix + "fiscalYear",
                  absl::StrCat(message.fiscal_year(), " 不是年度；应为 ", kFirstYear, " 至 ", kLastYear, "。"),
                  absl::StrCat(message.fiscal_year(), " must be a year from ", kFirstYear, " to ", kLastYear));
  }
  if (message.form_type() != heng::v1::TARGET && message.form_type() != heng::v1::EVALUATION) {
    problems->Add(prefix + "formType", "应为 TARGET（目标表）或 EVALUATION（自评表）。",
                  "must be TARGET or EVALUATION");
  }
}

absl::Status CheckFields(const FilingWindow& window) {
  FieldProblems problems;
  CheckKey("window.", window, &problems);
  if (!window.open_date().empty()) CheckDay("window.openDate", window.open_date(), &problems);
  CheckDay("window.closeDate", window.close_date(), &problems);
  if (IsDay(window.open_date()) && IsDay(window.close_date()) && window.open_date() > window.close_date()) {
    problems.Add("window.closeDate",
                 absl::StrCat("截止日 ", window.close_date(), " 早于开始日 ", window.open_date(), "。"),
                 absl::StrCat("the last day, ", window.close_date(), ", lies before the first, ", window.open_date()));
  }
  return problems.Take();
}

absl::Status CheckFields(const FilingExtension& extension) {
  FieldProblems problems;
  CheckKey("extension.", extension, &problems);
  CheckDay("extension.until", extension.until(), &problems);
  problems.Text("extension.reason", extension.reason(), kMaxReasonChars, /*may_be_empty=*/false);
  return problems.Take();
}

// What has to be true of the orgs and windows in force.
absl::Status CheckInForce(const Epoch& epoch, const std::string& org_id, const FilingWindow&, bool is_new) {
  if (auto status = CheckInUse(epoch, org_id); !status.ok()) return status;
  const bool full = is_new && epoch.windows->windows.size() >= kMaxWindows;
  return full ? TooMany("填报期", "filing windows", kMaxWindows) : absl::OkStatus();
}

absl::Status CheckInForce(const Epoch& epoch, const std::string& org_id, const FilingExtension& extension,
                          bool is_new) {
  if (auto status = CheckInUse(epoch, org_id); !status.ok()) return status;
  const FilingWindow* const window =
      epoch.windows->Nearest(*epoch.orgs, org_id, extension.fiscal_year(), extension.form_type());
  if (window == nullptr) return NoWindow(extension.org(), extension.fiscal_year());
  if (extension.until() <= window->close_date()) {
    return InvalidField(
        "extension.until",
        absl::StrCat("延期应晚于填报期的截止日 ", window->close_date(), "，而不是 ", extension.until(), "。"),
        absl::StrCat("an extension ends later than its window, which closes on ", window->close_date(), "; not on ",
                     extension.until()));
  }
  const bool full = is_new && epoch.windows->extensions.size() >= kMaxWindows;
  return full ? TooMany("延期", "extensions", kMaxWindows) : absl::OkStatus();
}

// Creates or changes the one of its org, year and form type.
template <typename Message, typename Request>
void Keep(Writes* writes, Method method, const std::string& collection, const CallContext& call, const Request& request,
          const Message& wanted, Reply reply) {
  const auto org_id = OrgId(wanted.org());
  if (org_id) {
    if (auto status = call.authority.Check(method, wanted.org(), *org_id); !status.ok()) return reply(status);
  }
  if (auto status = CheckFields(wanted); !status.ok()) return reply(status);
  Message message = wanted;
  message.set_name(absl::StrCat(collection, "/", WindowId(*org_id, wanted.fiscal_year(), wanted.form_type())));
  auto check = [message, org_id = *org_id](const Epoch& epoch, bool is_new) {
    return CheckInForce(epoch, org_id, message, is_new);
  };
  SetRule(writes, method, call, request, message, EtagNeed::kOptional, std::move(check), std::move(reply));
}

}  // namespace

void Access::ListFilingWindows(const CallContext& call, const heng::v1::ListFilingWindowsRequest& request,
                               Reply reply) {
  constexpr Method kMethod = Method::kListFilingWindows;
  const Authority& authority = call.authority;
  if (auto status = authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return reply(BadName("org", request.org()));
  }
  const OrgTree& orgs = *authority.epoch().orgs;
  const auto shown = [&](const std::string& org_id, int32_t year) {
    if (request.fiscal_year() != 0 && request.fiscal_year() != year) return false;
    if (within) return orgs.Contains(*within, org_id) && authority.RoleFor(kMethod, org_id).has_value();
    if (authority.RoleFor(kMethod, org_id)) return true;
    // One of an org above counts for the caller's orgs, too: it is their deadline.
    const auto& grants = authority.principal()->grants();
    return std::any_of(grants.begin(), grants.end(), [&](const heng::v1::Grant& grant) {
      return orgs.Contains(org_id, OrgId(grant.org()).value_or(""));
    });
  };
  heng::v1::ListFilingWindowsResponse response;
  const FilingWindows& all = *authority.epoch().windows;
  for (const auto& [key, window] : all.windows) {
    if (shown(std::get<0>(key), std::get<1>(key))) *response.add_windows() = window;
  }
  for (const auto& [key, extension] : all.extensions) {
    if (shown(std::get<0>(key), std::get<1>(key))) *response.add_extensions() = extension;
  }
  reply(response.SerializeAsString());
}

void Access::SetFilingWindow(const CallContext& call, const heng::v1::SetFilingWindowRequest& request, Reply reply) {
  Keep(writes_, Method::kSetFilingWindow, "windows", call, request, request.window(), std::move(reply));
}

void Access::DeleteFilingWindow(const CallContext& call, const heng::v1::DeleteFilingWindowRequest& request,
                                Reply reply) {
  DropRule<FilingWindow>(writes_, Method::kDeleteFilingWindow, "windows", call, request, std::move(reply));
}

void Access::SetFilingExtension(const CallContext& call, const heng::v1::SetFilingExtensionRequest& request,
                                Reply reply) {
  Keep(writes_, Method::kSetFilingExtension, "extensions", call, request, request.extension(), std::move(reply));
}

void Access::DeleteFilingExtension(const CallContext& call, const heng::v1::DeleteFilingExtensionRequest& request,
                                   Reply reply) {
  DropRule<FilingExtension>(writes_, Method::kDeleteFilingExtension, "extensions", call, request, std::move(reply));
}

}  // namespace heng::core
