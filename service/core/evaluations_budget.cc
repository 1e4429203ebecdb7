// Evaluations and what was known before: the approved target, last year's form, the imported budget.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "service/core/forms/forms_write.h"
#include "service/core/forms/prefill.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::FormContent;

// Both or neither is not a place to begin.
absl::Status CheckSource(const heng::v1::PrefillEvaluationRequest& request) {
  if (!request.target().empty() && !request.evaluation().empty()) {
    return InvalidField("evaluation", "目标表和往年自评表只能选一个。",
                        "give a target or an earlier evaluation, not both");
  }
  const bool bare = request.target().empty() && request.evaluation().empty();
  if (bare && (request.subject().empty() || request.org().empty() || request.fiscal_year() == 0)) {
    return InvalidField("subject", "没有目标表或往年自评表时，须写明项目、单位和年度。",
                        "without a target or an earlier evaluation, subject, org and fiscal year are required");
  }
  return absl::OkStatus();
}

absl::StatusOr<FormContent> FromTarget(const Forms& targets, const CallContext& call, const std::string& name,
                                       Notes* notes) {
  const auto stored = targets.Load(call.authority, Method::kGetTarget, name, "target");
  if (!stored.ok()) return stored.status();
  const int64_t in_force = stored->header.in_force_rev;
  if (in_force == 0) return NothingInForce(name);
  const auto content = targets.writes()->store()->GetContent(stored->header.id, in_force);
  if (!content.ok()) return targets.writes()->Caught(content.status());
  heng::v1::TargetContent target;
  if (!target.ParseFromString(content->form)) {
    return targets.writes()->Caught(absl::DataLossError(name + " can't be parsed"));
  }
  return FormFromTarget(target, name, in_force, notes);
}

}  // namespace

void Evaluations::Prefill(const CallContext& call, const heng::v1::PrefillEvaluationRequest& request, Reply reply) {
  reply(StartPrefill(call, request));
}

absl::StatusOr<std::string> Evaluations::StartPrefill(const CallContext& call,
                                                      const heng::v1::PrefillEvaluationRequest& request) {
  if (auto status = CheckSource(request); !status.ok()) return status;
  Notes notes;
  FormContent form;
  if (!request.target().empty()) {
    const Forms targets(&TargetKind(), forms_.writes(), nullptr);
    auto from = FromTarget(targets, call, request.target(), &notes);
    if (!from.ok()) return from.status();
    form = *std::move(from);
  } else if (!request.evaluation().empty()) {
    const auto earlier = forms_.LoadParsed(call.authority, Method::kGetEvaluation, request.evaluation());
    if (!earlier.ok()) return earlier.status();
    const auto& content = static_cast<const FormContent&>(*earlier->content);
    form = FormFromEarlier(content, content.fiscal_year() + 1, &notes);
  } else {
    form.set_subject_kind(ProjectId(request.subject()) ? heng::v1::PROJECT : heng::v1::WHOLE_UNIT);
  }
  if (!request.subject().empty()) form.set_subject(request.subject());
  if (!request.org().empty()) form.set_org(request.org());
  if (request.fiscal_year() != 0) form.set_fiscal_year(request.fiscal_year());

  const Authority& authority = call.authority;
  const Epoch& epoch = authority.epoch();
  const auto org_id = OrgId(form.org());
  if (!org_id) return BadName("org", form.org());
  if (auto status = authority.Check(Method::kPrefillEvaluation, form.org(), *org_id, form.subject()); !status.ok()) {
    return status;
  }
  const auto budget = FindBudget(forms_.writes()->store(), form.subject(), *org_id, form.fiscal_year());
  if (!budget.ok()) return forms_.writes()->Caught(budget.status());
  if (*budget) {
    FillFromBudget(**budget, &form);
    heng::v1::LocalizedText& note = notes.emplace_back();
    note.set_zh(absl::StrCat("资金取自导入的预算数据 ", (*budget)->name(), "（截至 ", (*budget)->as_of(), "）。"));
    note.set_en(absl::StrCat("the money comes from the imported budget ", (*budget)->name(), " (as of ",
                             (*budget)->as_of(), ")"));
  }
  if (const auto policy = epoch.policies->InForce(*epoch.orgs, *org_id, form.fiscal_year()); policy != nullptr) {
    FillWeights(policy->compiled->proto(), &form, &notes);
  }
  heng::v1::PrefillEvaluationResponse response;
  *response.mutable_form() = std::move(form);
  for (auto& note : notes) *response.add_notes() = std::move(note);
  return response.SerializeAsString();
}

void Evaluations::ApplyBudget(const CallContext& call, const heng::v1::ApplyBudgetRequest& request, Reply reply) {
  if (auto status = StartApplyBudget(call, request, reply); !status.ok()) reply(status);
}

absl::Status Evaluations::StartApplyBudget(const CallContext& call, const heng::v1::ApplyBudgetRequest& request,
                                           Reply reply) {
  constexpr Method kMethod = Method::kApplyBudget;
  if (auto status = CheckReason(request.reason(), /*required=*/request.keep()); !status.ok()) return status;
  FormAction act{
      .action = Action::kApplyBudget, .name = request.name(), .etag = request.etag(), .reason = request.reason()};
  if (!request.keep()) {
    auto loaded = forms_.LoadParsed(call.authority, kMethod, request.name());
    if (!loaded.ok()) return loaded.status();
    const store::Header& header = loaded->stored.header;
    const auto budget = FindBudget(forms_.writes()->store(), header.subject, header.org_id, header.fiscal_year);
    if (!budget.ok()) return forms_.writes()->Caught(budget.status());
    auto& form = static_cast<FormContent&>(*loaded->content);
    if (*budget) FillFromBudget(**budget, &form);
    auto scored = forms_.ScoreToKeep(kMethod, call.authority, form, loaded->contacts, WaiversOf(loaded->record), "");
    if (!scored.ok()) return scored.status();
    scored->content.form = form.SerializeAsString();
    act.scored = std::make_shared<const ScoredForm>(*std::move(scored));
    act.read = std::move(loaded->stored);
  }
  forms_.Act(WriteJob(kMethod, call, request), std::move(act), std::move(reply));
  return absl::OkStatus();
}

}  // namespace heng::core
