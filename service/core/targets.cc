#include "service/core/targets.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/forms/form_lists.h"
#include "service/core/forms/simple_action.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::BatchFormActionRequest;
using heng::v1::FormActionRequest;
using heng::v1::Target;

const std::string& PolicyInForce() {
  static const auto* const kNone = new std::string;
  return *kNone;
}

FormDraft DraftOf(const Target& target) {
  return {.name = target.name(),
          .etag = target.etag(),
          .content = target.form(),
          .contacts = target.has_contacts() ? &target.contacts() : nullptr,
          .policy = PolicyInForce()};
}

}  // namespace

Targets::Targets(Options options) : forms_(&TargetKind(), options.writes, std::move(options.new_id)) {}

void Targets::CheckForm(const CallContext& call, const heng::v1::CheckTargetFormRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kCheckTargetForm); !status.ok()) return reply(status);
  const Epoch& epoch = call.authority.epoch();
  const auto& form = request.form();
  const auto policy = request.policy().empty()
                          ? epoch.policies->InForce(*epoch.orgs, OrgId(form.org()).value_or(""), form.fiscal_year())
                          : epoch.policies->Find(request.policy());
  if (policy == nullptr) return reply(PolicyNotFound(request.policy(), epoch.policies->Names()));
  const auto scored = forms_.kind().Score(form, {}, *policy, {}, nullptr);
  if (!scored.ok()) return reply(scored.status());
  heng::v1::CheckTargetFormResponse response;
  for (auto& finding : forms_.kind().Findings(scored->content)) *response.add_findings() = std::move(finding);
  reply(response.SerializeAsString());
}

void Targets::Create(const CallContext& call, const heng::v1::CreateTargetRequest& request, Reply reply) {
  forms_.Create(WriteJob(Method::kCreateTarget, call, request), call.body, DraftOf(request.target()), std::move(reply));
}

void Targets::Get(const CallContext& call, const heng::v1::GetTargetRequest& request, Reply reply) {
  if (!request.in_force()) return reply(forms_.Get(call, Method::kGetTarget, request.name(), request.revision()));
  const auto stored = forms_.Load(call.authority, Method::kGetTarget, request.name(), "name");
  if (!stored.ok()) return reply(stored.status());
  if (stored->header.in_force_rev == 0) return reply(NothingInForce(request.name()));
  reply(forms_.Get(call, Method::kGetTarget, request.name(), absl::StrCat(stored->header.in_force_rev)));
}

void Targets::List(const CallContext& call, const heng::v1::ListTargetsRequest& request, Reply reply) {
  auto query = FormQuery(call.authority, Method::kListTargets, request, heng::v1::TARGET);
  if (!query.ok()) return reply(query.status());
  if (!request.subject().empty()) query->subjects = {request.subject()};
  auto page = PageOf(request, &*query);
  if (!page.ok()) return reply(page.status());
  page->forms_field = heng::v1::ListTargetsResponse::kTargetsFieldNumber;
  page->next_token_field = heng::v1::ListTargetsResponse::kNextPageTokenFieldNumber;
  AnswerList(forms_, call, *std::move(query), *std::move(page), std::move(reply));
}

void Targets::Update(const CallContext& call, const heng::v1::UpdateTargetRequest& request, Reply reply) {
  forms_.Update(WriteJob(Method::kUpdateTarget, call, request), DraftOf(request.target()), request.update_mask(),
                std::move(reply));
}

void Targets::Submit(const CallContext& call, const heng::v1::SubmitTargetRequest& request, Reply reply) {
  const Target& target = request.target();
  WriteJob job(Method::kSubmitTarget, call, request);
  if (target.has_form()) {
    forms_.Submit(std::move(job), call.body, DraftOf(target), std::move(reply));
  } else {
    forms_.SubmitStored(std::move(job), target.name(), target.etag(), "", std::move(reply));
  }
}

void Targets::Discard(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kDiscardTarget, Action::kDiscard, call, request, std::move(reply));
}

void Targets::Withdraw(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kWithdrawTarget, Action::kWithdraw, call, request, std::move(reply));
}

void Targets::AskWithdrawal(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAskTargetWithdrawal, Action::kAskWithdrawal, call, request, std::move(reply));
}

void Targets::AllowWithdrawal(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAllowTargetWithdrawal, Action::kAllowWithdrawal, call, request, std::move(reply));
}

void Targets::Open(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kOpenTarget, Action::kOpen, call, request, std::move(reply));
}

void Targets::Return(const CallContext& call, const heng::v1::ReturnFormRequest& request, Reply reply) {
  ReturnForm(forms_, Method::kReturnTarget, call, request, std::move(reply));
}

void Targets::Review(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kReviewTarget, Action::kReview, call, request, std::move(reply));
}

void Targets::Approve(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kApproveTarget, Action::kApprove, call, request, std::move(reply));
}

void Targets::Amend(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAmendTarget, Action::kAmend, call, request, std::move(reply));
}

void Targets::Comment(const CallContext& call, const heng::v1::CommentFormRequest& request, Reply reply) {
  CommentForm(forms_, Method::kCommentTarget, call, request, std::move(reply));
}

void Targets::Answer(const CallContext& call, const heng::v1::AnswerCommentsRequest& request, Reply reply) {
  AnswerForm(forms_, Method::kAnswerTargetComments, call, request, std::move(reply));
}

void Targets::Waive(const CallContext& call, const heng::v1::WaiveFindingRequest& request, Reply reply) {
  WaiveFinding(forms_, Method::kWaiveTargetFinding, call, request, std::move(reply));
}

void Targets::BatchSubmit(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    SubmitDraft(forms_, Method::kSubmitTarget, each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchSubmitTargets, call, request, one, std::move(reply));
}

void Targets::BatchReview(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    Review(each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchReviewTargets, call, request, one, std::move(reply));
}

void Targets::BatchApprove(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    Approve(each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchApproveTargets, call, request, one, std::move(reply));
}

}  // namespace heng::core
