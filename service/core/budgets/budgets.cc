// Reading budgets. Those of classified projects are not seen without clearance, in lists neither.
#include "service/core/budgets/budgets.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/directory/pages.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Budget;

// The name asked for: as given, or by what it is of. INVALID_FIELDS: neither.
absl::StatusOr<std::string> NameOf(const heng::v1::GetBudgetRequest& request) {
  constexpr std::string_view kCollection = "budgets/";
  const std::string& name = request.name();
  if (name.starts_with(kCollection) && IsResourceId(std::string_view(name).substr(kCollection.size()))) return name;
  if (!name.empty()) {
    return InvalidField("name",
                        absl::StrCat(Quoted(name),
                                     " 不是预算的名称；应形如 budgets/{编号}，或改填 subject、org、"
                                     "fiscalYear。"),
                        absl::StrCat(Quoted(name),
                                     " is no name of a budget; write budgets/{id} as listed, or subject, "
                                     "org and fiscalYear instead"));
  }
  if (!ProjectId(request.subject())) return BadProjectName("subject", request.subject());
  const auto org_id = OrgId(request.org());
  if (!org_id) return BadName("org", request.org());
  return BudgetName(request.subject(), *org_id, request.fiscal_year());
}

absl::StatusOr<std::string> AnswerPage(const Authority& authority, const DirectoryPage& page,
                                       const std::vector<store::Entry>& entries) {
  std::string answer;
  size_t taken = 0;
  for (; taken < entries.size() && taken < static_cast<size_t>(page.size) && answer.size() < kMaxPageBytes; ++taken) {
    Budget budget;
    if (!budget.ParseFromString(entries[taken].body)) {
      return absl::DataLossError(entries[taken].name + " can't be read");
    }
    if (!authority.SeesSubject(budget.subject())) continue;
    AppendField(heng::v1::ListBudgetsResponse::kBudgetsFieldNumber, entries[taken].body, &answer);
  }
  if (taken < entries.size() && taken > 0) {
    AppendField(heng::v1::ListBudgetsResponse::kNextPageTokenFieldNumber,
                MakePageToken(page.filter, entries[taken - 1].sequence), &answer);
  }
  return answer;
}

}  // namespace

void Budgets::GetBudget(const CallContext& call, const heng::v1::GetBudgetRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kGetBudget;
  const auto name = NameOf(request);
  if (!name.ok()) return reply(name.status());
  const auto entry = writes_->store()->GetEntry(*name);
  if (absl::IsNotFound(entry.status())) return reply(call.authority.Missing(kMethod, *name, ResourceNotFound(*name)));
  if (!entry.ok()) return reply(writes_->Caught(entry.status()));
  Budget budget;
  if (!budget.ParseFromString(entry->body)) {
    return reply(writes_->Caught(absl::DataLossError(*name + " can't be read")));
  }
  auto status = call.authority.Check(kMethod, *name, entry->org_id, budget.subject());
  if (!status.ok()) return reply(status);
  reply(entry->body);
}

void Budgets::ListBudgets(const CallContext& call, const heng::v1::ListBudgetsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListBudgets;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  store::EntryQuery query;
  query.collection = "budgets";
  query.org_ids = call.authority.ScopeOf(kMethod, page->within).org_ids;
  query.after_sequence = page->after_sequence;
  query.limit = page->size + 1;  // one more tells whether there is a next page
  writes_->store()->ListEntries(std::move(query), call.deadline,
                                [this, page = *page, authority = call.authority,
                                 reply = std::move(reply)](const absl::StatusOr<std::vector<store::Entry>>& entries) {
                                  if (!entries.ok()) return reply(writes_->Caught(entries.status()));
                                  auto answer = AnswerPage(authority, page, *entries);
                                  if (!answer.ok()) return reply(writes_->Caught(answer.status()));
                                  reply(*std::move(answer));
                                });
}

}  // namespace heng::core
