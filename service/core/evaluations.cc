// Scoring and reading; what changes the store is in evaluations_write.cc.
#include "service/core/evaluations.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/form_check.h"
#include "scoring/score.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/evaluations_internal.h"
#include "service/core/names.h"
#include "service/core/page_token.h"
#include "service/core/wire.h"

namespace heng::core {

using heng::v1::FormContent;
using heng::v1::ListEvaluationsRequest;
using heng::v1::ListEvaluationsResponse;

namespace {

// From a money sum in 分: "1234.50".
std::string MoneyText(const store::BigSum& sum) {
  const store::BigSum yuan = sum / 100, rest = sum % 100;
  const auto cents = static_cast<int64_t>(rest < 0 ? -rest : rest);
  std::ostringstream text;
  if (sum < 0) text << '-';
  text << (yuan < 0 ? -yuan : yuan) << '.' << cents / 10 << cents % 10;
  return text.str();
}

// What ListEvaluations and CountEvaluations filter by.
template <typename Request>
absl::StatusOr<store::ListQuery> QueryFor(const Authority& authority, Method method, const Request& request) {
  if (auto status = authority.CheckAnywhere(method); !status.ok()) return status;
  store::ListQuery query;
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return BadName("org", request.org());
  }
  query.scope = authority.ScopeOf(method, within);
  if (request.fiscal_year() != 0) query.fiscal_year = request.fiscal_year();
  if (request.state() != 0) query.state = request.state();
  if (request.grade() != 0) query.grade = request.grade();
  return query;
}

}  // namespace

Evaluations::Evaluations(Options options) : options_(std::move(options)) {}

absl::StatusOr<Evaluations::Scored> Evaluations::ScoreForm(const FormContent& form, const heng::v1::Contacts& contacts,
                                                           const KeptPolicy& policy) const {
  auto violations = scoring::CheckForm(form);
  for (auto& violation : violations) violation.field.insert(0, violation.field.empty() ? "form" : "form.");
  for (auto& violation : scoring::CheckContacts(contacts)) {
    violation.field.insert(0, "contacts.");
    violations.push_back(std::move(violation));
  }
  if (!violations.empty()) return InvalidFields(violations);

  google::protobuf::Arena arena;  // a sheet is hundreds of small messages
  auto& sheet = *google::protobuf::Arena::CreateMessage<heng::v1::ScoreSheet>(&arena);
  scoring::Score(*policy.compiled, form, &sheet);
  Scored scored;
  FillHeader(form, sheet, &scored.header);
  for (const auto& finding : sheet.findings()) {
    if (finding.severity() == heng::v1::Finding::ERROR) scored.error_ids.push_back(finding.id());
  }
  scored.content.score = sheet.SerializeAsString();
  scored.content.contacts = contacts.SerializeAsString();
  return scored;
}

absl::StatusOr<Evaluations::Scored> Evaluations::ScoreToKeep(Method method, const Authority& authority,
                                                             const FormContent& form,
                                                             const heng::v1::Contacts& contacts,
                                                             std::string_view wanted) const {
  const Epoch& epoch = authority.epoch();
  const std::string form_org_id = OrgId(form.org()).value_or("");
  // The form's own org may have been merged since it was printed.
  const std::string org_id(epoch.orgs->Successor(form_org_id));
  if (!form_org_id.empty()) {
    if (auto status = authority.Check(method, form.org(), org_id); !status.ok()) return status;
    if (!authority.SeesSubject(form.subject())) return ProjectUnusable(form.subject(), form.org());
  }
  const auto policy = epoch.policies->InForce(*epoch.orgs, org_id, form.fiscal_year());
  if (policy == nullptr) {
    return PolicyNotFound(epoch.policies->default_policy, epoch.policies->Names());
  }
  auto scored = ScoreForm(form, contacts, *policy);
  if (!scored.ok()) return scored;
  if (!wanted.empty() && epoch.policies->Find(wanted) != policy) {
    return PolicyNotInForce(wanted, policy->revision.name());
  }
  scored->form_org_id = form_org_id;
  scored->header.org_id = org_id;
  return scored;
}

void Evaluations::Score(const CallContext& call, const heng::v1::ScoreEvaluationRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kScoreEvaluation); !status.ok()) return reply(status);
  const Epoch& epoch = call.authority.epoch();
  const FormContent& form = request.form();
  const auto policy = request.policy().empty()
                          ? epoch.policies->InForce(*epoch.orgs, OrgId(form.org()).value_or(""), form.fiscal_year())
                          : epoch.policies->Find(request.policy());
  if (policy == nullptr) return reply(PolicyNotFound(request.policy(), epoch.policies->Names()));
  auto scored = ScoreForm(form, {}, *policy);
  if (!scored.ok()) return reply(scored.status());
  std::string answer;
  AppendField(heng::v1::ScoreEvaluationResponse::kScoreFieldNumber, scored->content.score, &answer);
  reply(std::move(answer));
}

absl::StatusOr<store::StoredForm> Evaluations::Load(const Authority& authority, Method method, const std::string& name,
                                                    std::string_view field) {
  const auto id = EvaluationId(name);
  if (!id.has_value()) return BadName(field, name);
  auto stored = options_.writes->store()->Get(*id);
  if (absl::IsNotFound(stored.status())) return authority.Missing(method, name, EvaluationNotFound(name));
  if (!stored.ok()) return options_.writes->Caught(stored.status());
  if (auto status = authority.Check(method, name, stored->header.org_id, stored->header.subject); !status.ok()) {
    return status;
  }
  return stored;
}

void Evaluations::Get(const CallContext& call, const heng::v1::GetEvaluationRequest& request, Reply reply) {
  const auto stored = Load(call.authority, Method::kGetEvaluation, request.name(), "name");
  if (!stored.ok()) return reply(stored.status());
  reply(EncodeFor(call.authority, stored->header, stored->revision));
}

void Evaluations::Count(const CallContext& call, const heng::v1::CountEvaluationsRequest& request, Reply reply) {
  auto query = QueryFor(call.authority, Method::kCountEvaluations, request);
  if (!query.ok()) return reply(query.status());
  options_.writes->store()->Count(*std::move(query), call.deadline,
                                  [this, reply = std::move(reply)](absl::StatusOr<std::vector<store::CountRow>> rows) {
                                    if (!rows.ok()) return reply(options_.writes->Caught(rows.status()));
                                    heng::v1::CountEvaluationsResponse response;
                                    store::CountRow sum;
                                    for (const store::CountRow& row : *rows) {
                                      auto* group = response.add_groups();
                                      group->set_state(static_cast<heng::v1::Evaluation::State>(row.state));
                                      group->set_grade(static_cast<heng::v1::Grade>(row.grade));
                                      group->set_count(row.forms);
                                      group->set_annual_budget(MoneyText(row.annual_budget));
                                      group->set_executed(MoneyText(row.executed));
                                      sum.forms += row.forms;
                                      sum.annual_budget += row.annual_budget;
                                      sum.executed += row.executed;
                                    }
                                    response.set_count(sum.forms);
                                    response.set_annual_budget(MoneyText(sum.annual_budget));
                                    response.set_executed(MoneyText(sum.executed));
                                    reply(response.SerializeAsString());
                                  });
}

void Evaluations::List(const CallContext& call, const ListEvaluationsRequest& request, Reply reply) {
  auto query = QueryFor(call.authority, Method::kListEvaluations, request);
  if (!query.ok()) return reply(query.status());
  if (auto status = CheckPageSize(request.page_size()); !status.ok()) return reply(status);
  ListEvaluationsRequest filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  const std::string filter_text = filter.SerializeAsString();
  if (!request.page_token().empty()) {
    const auto after = ReadPageToken(request.page_token(), filter_text);
    if (!after.has_value()) return reply(BadPageToken());
    query->after_sequence = *after;
  }
  const int max_size = request.view() == heng::v1::FULL ? kMaxFullPageSize : kMaxPageSize;
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), max_size);
  query->limit = page_size + 1;  // one more tells whether there is a next page

  options_.writes->store()->List(
      *std::move(query), call.deadline,
      [this, request, page_size, filter_text, authority = call.authority,
       reply = std::move(reply)](absl::StatusOr<std::vector<store::Header>> headers) {
        if (!headers.ok()) return reply(options_.writes->Caught(headers.status()));
        reply(AnswerPage(request, authority, static_cast<size_t>(page_size), filter_text, *headers));
      });
}

absl::StatusOr<std::string> Evaluations::AnswerPage(const ListEvaluationsRequest& request, const Authority& authority,
                                                    size_t page_size, const std::string& filter,
                                                    const std::vector<store::Header>& headers) {
  std::string answer;
  size_t taken = 0;
  for (; taken < std::min(page_size, headers.size()); ++taken) {
    const store::Header& header = headers[taken];
    std::string item;
    if (request.view() == heng::v1::FULL) {
      // The header and its content are read together: the form may have changed since the list was read.
      const auto stored = options_.writes->store()->Get(header.id);
      if (!stored.ok()) return options_.writes->Caught(stored.status());
      item = EncodeFor(authority, stored->header, stored->revision);
    } else {
      AppendEnvelope(header, &item);
    }
    if (taken > 0 && answer.size() + item.size() > kMaxPageBytes) break;
    AppendField(ListEvaluationsResponse::kEvaluationsFieldNumber, item, &answer);
  }
  if (taken < headers.size()) {
    AppendField(ListEvaluationsResponse::kNextPageTokenFieldNumber, MakePageToken(filter, headers[taken - 1].sequence),
                &answer);
  }
  return answer;
}

std::string EncodeFor(const Authority& authority, const store::Header& header, const store::Revision& revision) {
  return EncodeEvaluation(header, revision, authority.SeesContacts(header.org_id));
}

absl::Status BadName(std::string_view field, std::string_view name) {
  return InvalidField(
      field,
      absl::StrCat(
          Quoted(name),
          " 不是名称；应形如 evaluations/dt-2022-canjiren（orgs/…），编号为 3 至 63 位小写字母、数字和连字符。"),
      absl::StrCat(Quoted(name),
                   " is no such name; write evaluations/{id} or orgs/{id} with an id of 3 to 63 lower-case "
                   "letters, digits and hyphens"));
}

}  // namespace heng::core
