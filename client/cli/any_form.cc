#include "client/cli/any_form.h"

#include "absl/strings/str_replace.h"
#include "client/cli/change.h"
#include "client/cli/form_labels.h"
#include "client/cli/render_target.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::BatchFormActionRequest;
using heng::v1::BatchFormActionResponse;
using heng::v1::Evaluation;
using heng::v1::FormActionRequest;
using heng::v1::Target;

// Empty: there is no such call.
struct ActionCalls {
  const char* action;
  Method<Evaluations, FormActionRequest, Evaluation> evaluation;
  Method<Targets, FormActionRequest, Target> target;
  Method<Evaluations, BatchFormActionRequest, BatchFormActionResponse> evaluations;
  Method<Targets, BatchFormActionRequest, BatchFormActionResponse> targets;
};

// submit, and discard of evaluations, have requests of their own: see Act.
constexpr ActionCalls kCalls[] = {
    {"submit", nullptr, nullptr, &Evaluations::BatchSubmitEvaluations, &Targets::BatchSubmitTargets},
    {"discard", nullptr, &Targets::DiscardTarget, nullptr, nullptr},
    {"check", &Evaluations::CheckEvaluation, nullptr, nullptr, nullptr},
    {"withdraw", &Evaluations::WithdrawEvaluation, &Targets::WithdrawTarget, nullptr, nullptr},
    {"ask-withdrawal", &Evaluations::AskEvaluationWithdrawal, &Targets::AskTargetWithdrawal, nullptr, nullptr},
    {"allow-withdrawal", &Evaluations::AllowEvaluationWithdrawal, &Targets::AllowTargetWithdrawal, nullptr, nullptr},
    {"open", &Evaluations::OpenEvaluation, &Targets::OpenTarget, nullptr, nullptr},
    {"review", nullptr, &Targets::ReviewTarget, nullptr, &Targets::BatchReviewTargets},
    {"approve", &Evaluations::ApproveEvaluation, &Targets::ApproveTarget, &Evaluations::BatchApproveEvaluations,
     &Targets::BatchApproveTargets},
    {"accept", &Evaluations::AcceptEvaluation, nullptr, &Evaluations::BatchAcceptEvaluations, nullptr},
    {"publish", &Evaluations::PublishEvaluation, nullptr, &Evaluations::BatchPublishEvaluations, nullptr},
    {"reopen", &Evaluations::ReopenEvaluation, nullptr, nullptr, nullptr},
    {"amend", nullptr, &Targets::AmendTarget, nullptr, nullptr},
};

const ActionCalls* Find(const std::string& action) {
  for (const ActionCalls& calls : kCalls) {
    if (calls.action == action) return &calls;
  }
  return nullptr;
}

template <typename Form>
Answer<AnyForm> Any(Answer<Form> answer) {
  return {std::move(answer.error), AnyForm(std::move(answer.value))};
}

Answer<AnyForm> SubmitStored(const Session& session, const FormActionRequest& request) {
  const auto fill = [&](auto* submit, auto* form) {
    form->set_name(request.name());
    form->set_etag(request.etag());
    submit->set_request_id(request.request_id());
    submit->set_validate_only(request.validate_only());
  };
  if (IsTarget(request.name())) {
    heng::v1::SubmitTargetRequest submit;
    fill(&submit, submit.mutable_target());
    return Any(session.client.Call(&Targets::SubmitTarget, submit));
  }
  heng::v1::SubmitEvaluationRequest submit;
  fill(&submit, submit.mutable_evaluation());
  return Any(session.client.Call(&Evaluations::SubmitEvaluation, submit));
}

Answer<AnyForm> DiscardEvaluation(const Session& session, const FormActionRequest& request) {
  heng::v1::DiscardEvaluationRequest discard;
  discard.set_name(request.name());
  discard.set_etag(request.etag());
  discard.set_request_id(request.request_id());
  discard.set_validate_only(request.validate_only());
  return Any(session.client.Call(&Evaluations::DiscardEvaluation, discard));
}

template <typename Request>
Answer<AnyForm> CallEither(const Session& session, Method<Evaluations, Request, Evaluation> evaluation,
                           Method<Targets, Request, Target> target, const Request& request) {
  if (IsTarget(request.name())) return Any(session.client.Call(target, request));
  return Any(session.client.Call(evaluation, request));
}

}  // namespace

const std::string& AnyForm::name() const {
  return std::visit([](const auto& form) -> const std::string& { return form.name(); }, form_);
}

const std::string& AnyForm::etag() const {
  return std::visit([](const auto& form) -> const std::string& { return form.etag(); }, form_);
}

std::string AnyForm::state() const {
  if (const auto* target = std::get_if<Target>(&form_)) {
    return target->state() == Target::STATE_UNSPECIFIED ? "" : Target::State_Name(target->state());
  }
  const auto state = std::get<Evaluation>(form_).state();
  return state == Evaluation::STATE_UNSPECIFIED ? "" : Evaluation::State_Name(state);
}

const std::string& AnyForm::project_name() const {
  return std::visit(
      [](const auto& form) -> const std::string& {
        return form.form().project_name().empty() ? form.summary().project_name() : form.form().project_name();
      },
      form_);
}

const google::protobuf::RepeatedPtrField<heng::v1::AllowedAction>& AnyForm::allowed_actions() const {
  return std::visit(
      [](const auto& form) -> const auto& { return form.allowed_actions(); }, form_);
}

const heng::v1::ReviewRecord& AnyForm::review() const {
  return std::visit([](const auto& form) -> const heng::v1::ReviewRecord& { return form.review(); }, form_);
}

const google::protobuf::Message& AnyForm::message() const {
  return std::visit([](const auto& form) -> const google::protobuf::Message& { return form; }, form_);
}

RowNames AnyForm::rows() const {
  return std::visit([](const auto& form) { return RowNamesOf(form.form()); }, form_);
}

bool AnyForm::HasRow(const std::string& row_id) const {
  return std::visit([&row_id](const auto& form) { return cli::HasRow(form.form(), row_id); }, form_);
}

bool AnyForm::Allows(const std::string& action) const {
  for (const auto& allowed : allowed_actions()) {
    if (allowed.allowed() && absl::StrReplaceAll(allowed.action(), {{"_", "-"}}) == action) return true;
  }
  return false;
}

std::string AnyForm::Render(const Look& look) const {
  if (const auto* target = std::get_if<Target>(&form_)) return RenderTarget(*target, look);
  return RenderEvaluation(std::get<Evaluation>(form_), look);
}

std::string Called(const AnyForm& form, Language language) {
  return NameAndTitle(form.name(), form.project_name(), language);
}

Answer<AnyForm> GetForm(const Session& session, const std::string& name, const std::string& revision) {
  if (IsTarget(name)) {
    heng::v1::GetTargetRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return Any(session.client.Call(&Targets::GetTarget, request));
  }
  heng::v1::GetEvaluationRequest request;
  request.set_name(name);
  request.set_revision(revision);
  return Any(session.client.Call(&Evaluations::GetEvaluation, request));
}

bool HasAction(const std::string& form, const std::string& action) {
  const ActionCalls* calls = Find(action);
  if (calls == nullptr) return false;
  if (action == "submit" || action == "discard") return true;
  return IsTarget(form) ? calls->target != nullptr : calls->evaluation != nullptr;
}

bool HasBatch(const std::string& form, const std::string& action) {
  const ActionCalls* calls = Find(action);
  if (calls == nullptr) return false;
  return IsTarget(form) ? calls->targets != nullptr : calls->evaluations != nullptr;
}

Answer<AnyForm> Act(const Session& session, const std::string& action, const FormActionRequest& request) {
  const ActionCalls& calls = *Find(action);
  if (action == "submit") return SubmitStored(session, request);
  if (action == "discard" && !IsTarget(request.name())) return DiscardEvaluation(session, request);
  return CallEither(session, calls.evaluation, calls.target, request);
}

Answer<BatchFormActionResponse> ActOnAll(const Session& session, const std::string& action,
                                         const BatchFormActionRequest& request) {
  const ActionCalls& calls = *Find(action);
  if (request.requests_size() > 0 && IsTarget(request.requests(0).name())) {
    return session.client.Call(calls.targets, request);
  }
  return session.client.Call(calls.evaluations, request);
}

Answer<AnyForm> ReturnForm(const Session& session, const heng::v1::ReturnFormRequest& request) {
  return CallEither<heng::v1::ReturnFormRequest>(session, &Evaluations::ReturnEvaluation, &Targets::ReturnTarget,
                                                 request);
}

Answer<AnyForm> CommentForm(const Session& session, const heng::v1::CommentFormRequest& request) {
  return CallEither<heng::v1::CommentFormRequest>(session, &Evaluations::CommentEvaluation, &Targets::CommentTarget,
                                                  request);
}

Answer<AnyForm> AnswerComments(const Session& session, const heng::v1::AnswerCommentsRequest& request) {
  return CallEither<heng::v1::AnswerCommentsRequest>(session, &Evaluations::AnswerEvaluationComments,
                                                     &Targets::AnswerTargetComments, request);
}

Answer<AnyForm> WaiveFinding(const Session& session, const heng::v1::WaiveFindingRequest& request) {
  return CallEither<heng::v1::WaiveFindingRequest>(session, &Evaluations::WaiveEvaluationFinding,
                                                   &Targets::WaiveTargetFinding, request);
}

template <typename Form>
std::optional<ExitCode> NameAndEtag(const Session& session, Form* form) {
  const Options& options = session.options;
  if (!form->name().empty() && form->name() != options.name) {
    return ReportUsage(session, session.console.Say("文件里是 ", "The file holds ") + form->name() +
                                    session.console.Say("，不是 ", ", not ") + options.name +
                                    session.console.Say("。", "."));
  }
  form->set_name(options.name);
  if (!options.etag.empty()) form->set_etag(options.etag);
  if (!form->etag().empty()) return std::nullopt;
  const auto current = GetForm(session, options.name);
  if (!current.ok()) return Report(session, options.name, *current.error);
  form->set_etag(current.value.etag());
  return std::nullopt;
}
template std::optional<ExitCode> NameAndEtag(const Session& session, Evaluation* form);
template std::optional<ExitCode> NameAndEtag(const Session& session, Target* form);

void NoteNext(const Session& session, const AnyForm& form) {
  const Console& console = session.console;
  std::string next;
  for (const auto& action : form.allowed_actions()) {
    const std::string command = CommandFor(form.name(), action.action(), console.language);
    if (!action.allowed() || command.empty()) continue;
    next +=
        "\n  " + SafeText(command) + "   " + SafeText(FormActionText(form.name(), action.action(), console.language));
  }
  if (next.empty()) {
    next = console.Say("现在没有您要做的；用 heng ", " nothing for you to do now; heng ") +
           std::string(IsTarget(form.name()) ? "target show " : "eval show ") + SafeText(form.name()) +
           console.Say(" 查看进展。", " shows where it is.");
  }
  console.Note(console.Say("下一步：", "Next:") + next);
}

ExitCode DoneForm(const Session& session, const AnyForm& form, const std::string& what, const std::string& before) {
  const Console& console = session.console;
  const Language language = console.language;
  std::string said = what;
  if (const std::string state = form.state(); !state.empty()) {
    said += console.Say("：", ": ");
    if (!before.empty() && before != state) said += StateText(form.name(), before, language) + " → ";
    said += StateText(form.name(), state, language);
  }
  if (!form.etag().empty()) said += console.Say("，版本 ", ", etag ") + form.etag();
  const ExitCode code = Done(session, form.message(), said);
  if (!session.options.dry_run) NoteNext(session, form);
  return code;
}

}  // namespace heng::cli
