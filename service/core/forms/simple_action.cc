#include "service/core/forms/simple_action.h"

#include <memory>

#include "service/core/access/principal_rules.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"

namespace heng::core {
namespace {

using heng::v1::ReviewRecord;
using heng::v1::Waiver;

// Comments are checked against the rows of the form before anything waits.
template <typename Request>
void Comment(const Forms& forms, Method method, Action action, const CallContext& call, const Request& request,
             Reply reply) {
  auto loaded = forms.LoadParsed(call.authority, method, request.name());
  if (!loaded.ok()) return reply(loaded.status());
  if (auto status = CheckComments(request.comments(), *loaded->content); !status.ok()) return reply(status);
  FormAction act{.action = action, .name = request.name(), .etag = request.etag()};
  act.read = std::move(loaded->stored);
  act.edit = [comments = request.comments()](ReviewRecord* record, const Editing& editing) {
    return AddComments(comments, editing, record);
  };
  forms.Act(WriteJob(method, call, request), std::move(act), std::move(reply));
}

Waiver::Role WaiverRole(RoleSet roles) {
  return Contains(roles, heng::v1::REVIEWER) ? Waiver::REVIEWER : Waiver::PREPARER;
}

std::optional<heng::v1::Finding> FindingAt(const std::vector<heng::v1::Finding>& findings, const Waiver& waiver) {
  for (const auto& finding : findings) {
    const auto& place = finding.place();
    if (finding.id() == waiver.finding() && place.row_id() == waiver.row_id() && place.field() == waiver.field()) {
      return finding;
    }
  }
  return std::nullopt;
}

absl::Status StartWaive(const Forms& forms, Method method, const CallContext& call,
                        const heng::v1::WaiveFindingRequest& request, Reply reply) {
  if (auto status = CheckReason(request.reason(), /*required=*/true); !status.ok()) return status;
  auto loaded = forms.LoadParsed(call.authority, method, request.name());
  if (!loaded.ok()) return loaded.status();
  const store::Header& header = loaded->stored.header;
  if (loaded->record.waivers_size() >= kMaxWaivers) return TooMany("一张表的豁免", "waivers of one form", kMaxWaivers);
  Waiver waiver;
  waiver.set_finding(request.finding());
  waiver.set_row_id(request.row_id());
  waiver.set_field(request.field());
  waiver.set_reason(request.reason());
  waiver.set_role(WaiverRole(call.authority.RolesOn(header.org_id, header.subject)));
  waiver.set_principal("principals/" + call.authority.principal_id());
  const auto finding = FindingAt(forms.kind().Findings(loaded->stored.revision), waiver);
  if (!finding) return WaiverRefused(request.name(), request.finding(), /*exists=*/false);
  // It holds as long as the finding states the same.
  if (finding->has_stated()) waiver.set_stated(finding->stated());
  std::vector<Waiver> waivers = WaiversOf(loaded->record);
  waivers.push_back(waiver);
  auto scored = forms.ScoreToKeep(method, call.authority, *loaded->content, loaded->contacts, waivers, "");
  if (!scored.ok()) return scored.status();
  const auto after = FindingAt(forms.kind().Findings(scored->content), waiver);
  if (!after || !after->has_waiver()) {
    return WaiverRefused(request.name(), request.finding(), /*exists=*/true);
  }
  scored->content.form = loaded->stored.revision.form;
  FormAction act{.action = Action::kWaive, .name = request.name(), .etag = request.etag(), .reason = request.reason()};
  act.scored = std::make_shared<const ScoredForm>(*std::move(scored));
  act.read = std::move(loaded->stored);
  act.edit = [waiver](ReviewRecord* record, const Editing& editing) {
    Waiver* const kept = record->add_waivers();
    *kept = waiver;
    SetTime(editing.now, kept->mutable_time());
    return absl::OkStatus();
  };
  forms.Act(WriteJob(method, call, request), std::move(act), std::move(reply));
  return absl::OkStatus();
}

}  // namespace

void ActSimply(const Forms& forms, Method method, Action action, const CallContext& call,
               const heng::v1::FormActionRequest& request, Reply reply) {
  forms.Act(WriteJob(method, call, request),
            {.action = action, .name = request.name(), .etag = request.etag(), .reason = request.reason()},
            std::move(reply));
}

void ActAsking(const Forms& forms, Method method, Action action, const CallContext& call,
               const heng::v1::FormActionRequest& request, Reply reply) {
  FormAction act{.action = action, .name = request.name(), .etag = request.etag(), .reason = request.reason()};
  act.edit = [reason = request.reason()](ReviewRecord* record, const Editing& editing) {
    return AddComment(reason, editing, record);
  };
  forms.Act(WriteJob(method, call, request), std::move(act), std::move(reply));
}

void ReturnForm(const Forms& forms, Method method, const CallContext& call, const heng::v1::ReturnFormRequest& request,
                Reply reply) {
  Comment(forms, method, Action::kReturn, call, request, std::move(reply));
}

void CommentForm(const Forms& forms, Method method, const CallContext& call,
                 const heng::v1::CommentFormRequest& request, Reply reply) {
  Comment(forms, method, Action::kComment, call, request, std::move(reply));
}

void AnswerForm(const Forms& forms, Method method, const CallContext& call,
                const heng::v1::AnswerCommentsRequest& request, Reply reply) {
  FormAction act{.action = Action::kAnswer, .name = request.name(), .etag = request.etag()};
  act.edit = [request](ReviewRecord* record, const Editing& editing) {
    return AnswerComments(request, editing, record);
  };
  forms.Act(WriteJob(method, call, request), std::move(act), std::move(reply));
}

void WaiveFinding(const Forms& forms, Method method, const CallContext& call,
                  const heng::v1::WaiveFindingRequest& request, Reply reply) {
  if (auto status = StartWaive(forms, method, call, request, reply); !status.ok()) reply(status);
}

void SubmitDraft(const Forms& forms, Method method, const CallContext& call, const heng::v1::FormActionRequest& request,
                 Reply reply) {
  forms.SubmitStored(WriteJob(method, call, request), request.name(), request.etag(), "", std::move(reply));
}

}  // namespace heng::core
