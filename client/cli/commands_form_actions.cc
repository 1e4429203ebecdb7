// Steps of a form's life that take no more than a reason, for evaluations and targets.
#include "client/cli/choices.h"
#include "client/cli/form_labels.h"
#include "client/cli/form_work.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;

ExitCode WorkThatAsks(const Session& session, const std::string& action) {
  FormWork work = WorkOf(action);
  work.asks_for_one = true;
  return WorkOnForms(session, work);
}

ExitCode WorkOnWaiting(const Session& session, FormWork work, std::vector<WaitingForms> waiting) {
  work.asks_for_many = true;
  work.waiting = std::move(waiting);
  return WorkOnForms(session, work);
}

const WaitingForms kToReview{heng::v1::TARGET, Target::SUBMITTED, "review"};
const WaitingForms kToApprove{heng::v1::TARGET, Target::REVIEWED, "approve"};

// A reviewer reviews a target that was submitted, finance approves one that was reviewed.
std::string ApprovalOf(const AnyForm& form) {
  return IsTarget(form.name()) && form.state() == Target::State_Name(Target::SUBMITTED) ? "review" : "approve";
}

bool TargetsAreMeant(const Options& options) {
  const auto type = options.fields.find("form_type");
  return type != options.fields.end() &&
         ParseChoice(heng::v1::FormType_descriptor(), type->second.front()) == heng::v1::TARGET;
}

}  // namespace

ExitCode RunFormSubmit(const Session& session) { return WorkOnForms(session, WorkOf("submit")); }
ExitCode RunFormCheck(const Session& session) { return WorkOnForms(session, WorkOf("check")); }
ExitCode RunFormWithdraw(const Session& session) { return WorkThatAsks(session, "withdraw"); }
ExitCode RunFormAskWithdrawal(const Session& session) { return WorkOnForms(session, WorkOf("ask-withdrawal")); }
ExitCode RunFormDiscard(const Session& session) { return WorkThatAsks(session, "discard"); }
ExitCode RunEvalPublish(const Session& session) { return WorkThatAsks(session, "publish"); }
ExitCode RunEvalReopen(const Session& session) { return WorkThatAsks(session, "reopen"); }
ExitCode RunTargetAmend(const Session& session) { return WorkThatAsks(session, "amend"); }
ExitCode RunReviewAllow(const Session& session) { return WorkOnForms(session, WorkOf("allow-withdrawal")); }

ExitCode RunTargetReview(const Session& session) { return WorkOnWaiting(session, WorkOf("review"), {kToReview}); }
ExitCode RunTargetApprove(const Session& session) { return WorkOnWaiting(session, WorkOf("approve"), {kToApprove}); }

ExitCode RunReviewApprove(const Session& session) {
  FormWork work;
  work.action = ApprovalOf;
  if (TargetsAreMeant(session.options)) return WorkOnWaiting(session, work, {kToReview, kToApprove});
  return WorkOnWaiting(session, work, {{heng::v1::EVALUATION, Evaluation::SUBMITTED, "approve"}});
}

ExitCode RunReviewAccept(const Session& session) {
  return WorkOnWaiting(session, WorkOf("accept"), {{heng::v1::EVALUATION, Evaluation::APPROVED, "accept"}});
}

}  // namespace heng::cli
