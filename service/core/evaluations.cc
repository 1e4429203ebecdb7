// Scoring and reading; what changes the store is in evaluations_write.cc.
#include "service/core/evaluations.h"

#include <google/protobuf/arena.h>

#include <algorithm>
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

Evaluations::Evaluations(Options options) : options_(std::move(options)) {}

absl::Status Evaluations::Caught(const absl::Status& status) const {
  google::rpc::Status details;
  if (status.ok() || ReadDetails(status, &details)) return status;
  options_.log_error(status.ToString());
  return FromStore(status);
}

absl::StatusOr<std::shared_ptr<const scoring::CompiledPolicy>> Evaluations::FindPolicy(std::string_view name) const {
  const auto& shipped = scoring::ShippedPolicies::Get();
  const std::string_view wanted = name.empty() ? std::string_view(options_.default_policy) : name;
  auto policy = shipped.Find(wanted);
  if (policy == nullptr) return PolicyNotFound(wanted, shipped.Names());
  return policy;
}

absl::StatusOr<Evaluations::Scored> Evaluations::ScoreForm(const FormContent& form, const heng::v1::Contacts& contacts,
                                                           std::string_view policy_name) const {
  auto violations = scoring::CheckForm(form);
  for (auto& violation : violations) violation.field.insert(0, violation.field.empty() ? "form" : "form.");
  for (auto& violation : scoring::CheckContacts(contacts)) {
    violation.field.insert(0, "contacts.");
    violations.push_back(std::move(violation));
  }
  if (!violations.empty()) return InvalidFields(violations);
  auto policy = FindPolicy(policy_name);
  if (!policy.ok()) return policy.status();

  google::protobuf::Arena arena;  // a sheet is hundreds of small messages
  auto& sheet = *google::protobuf::Arena::CreateMessage<heng::v1::ScoreSheet>(&arena);
  scoring::Score(**policy, form, &sheet);
  Scored scored;
  FillHeader(form, sheet, &scored.header);
  for (const auto& finding : sheet.findings()) {
    if (finding.severity() == heng::v1::Finding::ERROR) scored.error_ids.push_back(finding.id());
  }
  scored.content.score = sheet.SerializeAsString();
  scored.content.contacts = contacts.SerializeAsString();
  return scored;
}

void Evaluations::Score(const CallContext&, const heng::v1::ScoreEvaluationRequest& request, Reply reply) {
  auto scored = ScoreForm(request.form(), {}, request.policy());
  if (!scored.ok()) return reply(scored.status());
  std::string answer;
  AppendField(heng::v1::ScoreEvaluationResponse::kScoreFieldNumber, scored->content.score, &answer);
  reply(std::move(answer));
}

absl::StatusOr<store::StoredForm> Evaluations::Load(const std::string& name, std::string_view field) {
  const auto id = EvaluationId(name);
  if (!id.has_value()) return BadName(field, name);
  auto stored = options_.store->Get(*id);
  if (absl::IsNotFound(stored.status())) return EvaluationNotFound(name);
  if (!stored.ok()) return Caught(stored.status());
  return stored;
}

void Evaluations::Get(const CallContext&, const heng::v1::GetEvaluationRequest& request, Reply reply) {
  const auto stored = Load(request.name(), "name");
  if (!stored.ok()) return reply(stored.status());
  reply(EncodeEvaluation(stored->header, stored->revision));
}

void Evaluations::List(const CallContext& call, const ListEvaluationsRequest& request, Reply reply) {
  if (request.page_size() < 0) {
    return reply(InvalidField("pageSize", "不能为负数；填 0 取默认值。", "must not be negative; 0 takes the default"));
  }
  store::ListQuery query;
  if (!request.org().empty()) {
    const auto org = OrgId(request.org());
    if (!org) return reply(BadName("org", request.org()));
    query.scope.org_ids = {*org};
  }
  if (request.fiscal_year() != 0) query.fiscal_year = request.fiscal_year();
  if (request.state() != 0) query.state = request.state();
  if (request.grade() != 0) query.grade = request.grade();

  ListEvaluationsRequest filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  const std::string filter_text = filter.SerializeAsString();
  if (!request.page_token().empty()) {
    const auto after = ReadPageToken(request.page_token(), filter_text);
    if (!after.has_value()) {
      return reply(InvalidField("pageToken", "不是同一查询上一页返回的翻页标记；请从第一页重新开始。",
                                "not the next_page_token of this same query; start again from the first page"));
    }
    query.after_sequence = *after;
  }
  const int max_size = request.view() == heng::v1::FULL ? kMaxFullPageSize : kMaxPageSize;
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), max_size);
  query.limit = page_size + 1;  // one more tells whether there is a next page

  options_.store->List(query, call.deadline,
                       [this, request, page_size, filter_text,
                        reply = std::move(reply)](absl::StatusOr<std::vector<store::Header>> headers) {
                         if (!headers.ok()) return reply(Caught(headers.status()));
                         reply(AnswerPage(request, static_cast<size_t>(page_size), filter_text, *headers));
                       });
}

absl::StatusOr<std::string> Evaluations::AnswerPage(const ListEvaluationsRequest& request, size_t page_size,
                                                    const std::string& filter,
                                                    const std::vector<store::Header>& headers) {
  std::string answer;
  size_t taken = 0;
  for (; taken < std::min(page_size, headers.size()); ++taken) {
    const store::Header& header = headers[taken];
    std::string item;
    if (request.view() == heng::v1::FULL) {
      // The header and its content are read together: the form may have changed since the list was read.
      const auto stored = options_.store->Get(header.id);
      if (!stored.ok()) return Caught(stored.status());
      item = EncodeEvaluation(stored->header, stored->revision);
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
