// Scoring, reading, keeping; what happens on the way is in evaluations_actions.cc.
#include "service/core/evaluations.h"

#include <sstream>
#include <utility>

#include "service/core/errors.h"
#include "service/core/forms/form_lists.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {

using heng::v1::Evaluation;
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

FormDraft DraftOf(const Evaluation& evaluation, const std::string& policy) {
  return {.name = evaluation.name(),
          .etag = evaluation.etag(),
          .content = evaluation.form(),
          .contacts = evaluation.has_contacts() ? &evaluation.contacts() : nullptr,
          .policy = policy};
}

std::string AnswerCounts(const std::vector<store::CountRow>& rows) {
  heng::v1::CountEvaluationsResponse response;
  store::CountRow sum;
  for (const store::CountRow& row : rows) {
    auto* group = response.add_groups();
    group->set_state(static_cast<Evaluation::State>(row.state));
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
  return response.SerializeAsString();
}

}  // namespace

Evaluations::Evaluations(Options options)
    : forms_(&EvaluationKind(), options.writes, std::move(options.new_id)), imports_(&forms_) {}

void Evaluations::Score(const CallContext& call, const heng::v1::ScoreEvaluationRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kScoreEvaluation); !status.ok()) return reply(status);
  const Epoch& epoch = call.authority.epoch();
  const FormContent& form = request.form();
  const auto policy = request.policy().empty()
                          ? epoch.policies->InForce(*epoch.orgs, OrgId(form.org()).value_or(""), form.fiscal_year())
                          : epoch.policies->Find(request.policy());
  if (policy == nullptr) return reply(PolicyNotFound(request.policy(), epoch.policies->Names()));
  const auto imported =
      forms_.BudgetOf(call.authority, form.subject(), OrgId(form.org()).value_or(""), form.fiscal_year());
  if (!imported.ok()) return reply(imported.status());
  auto scored = forms_.kind().Score(form, {}, *policy, {}, *imported ? &**imported : nullptr);
  if (!scored.ok()) return reply(scored.status());
  std::string answer;
  AppendField(heng::v1::ScoreEvaluationResponse::kScoreFieldNumber, scored->content.score, &answer);
  reply(std::move(answer));
}

void Evaluations::Get(const CallContext& call, const heng::v1::GetEvaluationRequest& request, Reply reply) {
  reply(forms_.Get(call, Method::kGetEvaluation, request.name(), request.revision()));
}

void Evaluations::Count(const CallContext& call, const heng::v1::CountEvaluationsRequest& request, Reply reply) {
  auto query = FormQuery(call.authority, Method::kCountEvaluations, request, heng::v1::EVALUATION);
  if (!query.ok()) return reply(query.status());
  if (request.grade() != 0) query->grade = request.grade();
  Writes* const writes = forms_.writes();
  writes->store()->Count(*std::move(query), call.deadline,
                         [writes, reply = std::move(reply)](absl::StatusOr<std::vector<store::CountRow>> rows) {
                           if (!rows.ok()) return reply(writes->Caught(rows.status()));
                           reply(AnswerCounts(*rows));
                         });
}

void Evaluations::List(const CallContext& call, const ListEvaluationsRequest& request, Reply reply) {
  auto query = FormQuery(call.authority, Method::kListEvaluations, request, heng::v1::EVALUATION);
  if (!query.ok()) return reply(query.status());
  if (request.grade() != 0) query->grade = request.grade();
  if (!request.subject().empty()) query->subjects = {request.subject()};
  auto page = PageOf(request, &*query);
  if (!page.ok()) return reply(page.status());
  page->forms_field = ListEvaluationsResponse::kEvaluationsFieldNumber;
  page->next_token_field = ListEvaluationsResponse::kNextPageTokenFieldNumber;
  AnswerList(forms_, call, *std::move(query), *std::move(page), std::move(reply));
}

void Evaluations::Create(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply) {
  forms_.Create(WriteJob(Method::kCreateEvaluation, call, request), call.body,
                DraftOf(request.evaluation(), request.policy()), std::move(reply));
}

void Evaluations::Update(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply) {
  forms_.Update(WriteJob(Method::kUpdateEvaluation, call, request), DraftOf(request.evaluation(), request.policy()),
                request.update_mask(), std::move(reply));
}

void Evaluations::Submit(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  WriteJob job(Method::kSubmitEvaluation, call, request);
  if (evaluation.has_form()) {
    forms_.Submit(std::move(job), call.body, DraftOf(evaluation, request.policy()), std::move(reply));
  } else {
    forms_.SubmitStored(std::move(job), evaluation.name(), evaluation.etag(), request.policy(), std::move(reply));
  }
}

void Evaluations::Discard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply) {
  forms_.Act(WriteJob(Method::kDiscardEvaluation, call, request),
             {.action = Action::kDiscard, .name = request.name(), .etag = request.etag()}, std::move(reply));
}

}  // namespace heng::core
