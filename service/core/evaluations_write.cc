// What changes the store: create, update, submit, discard. Each prepares everything that costs time on the caller's
// thread (checking, scoring, serialising), then hands the store a small decision.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/entries.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/evaluations_internal.h"
#include "service/core/form_mask.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using store::Header;
using store::Snapshot;

absl::Status CheckEtag(const Header& current, std::string_view given) {
  if (given == absl::StrCat(current.etag)) return absl::OkStatus();
  return EtagMismatch(EvaluationName(current.id), given, current.etag);
}

// For a change that was worked out from the form as read at etag `read`: nothing may have come in between, not even
// where the caller guessed the etag it would then have.
absl::Status CheckUnchanged(const Header& current, int64_t read) { return CheckEtag(current, absl::StrCat(read)); }

absl::Status CheckDraft(const Header& current, std::string_view action) {
  if (current.state == Evaluation::DRAFT) return absl::OkStatus();
  return WrongState(EvaluationName(current.id), action, current.state);
}

absl::Status EtagRequired() {
  return InvalidField("etag", "缺少版本标记；请先读取，再把其中的 etag 一并提交。",
                      "is missing; read the evaluation first and send the etag it carries");
}

// The header of a form whose content is `scored`, in place of `current` (null: a new form).
Header WithContent(const Header& scored, const Header* current, const std::string& id, Evaluation::State state,
                   int64_t now) {
  Header header = scored;
  header.id = id;
  header.state = state;
  header.create_time = current == nullptr ? now : current->create_time;
  header.sequence = current == nullptr ? 0 : current->sequence;
  header.etag = current == nullptr ? 1 : current->etag + 1;
  header.content_rev = header.etag;
  if (current != nullptr) header.submit_time = current->submit_time;
  if (state == Evaluation::SUBMITTED) header.submit_time = now;
  return header;
}

// Creating: neither the id nor the key may be taken.
absl::StatusOr<Header> DecideNew(const Snapshot& snapshot, const Header& scored, const std::string& id,
                                 Evaluation::State state) {
  if (snapshot.by_id) return EvaluationExists(EvaluationName(id));
  if (snapshot.by_key) {
    return FormKeyTaken(scored.subject, "orgs/" + scored.org_id, scored.fiscal_year,
                        EvaluationName(snapshot.by_key->id));
  }
  return WithContent(scored, nullptr, id, state, snapshot.now);
}

// Replacing: the draft must be there, at that etag, and its key must not have moved onto another form.
absl::StatusOr<Header> DecideReplace(const Snapshot& snapshot, const Header& current, const Header& scored,
                                     std::string_view etag, std::string_view action, Evaluation::State state) {
  if (auto status = CheckDraft(current, action); !status.ok()) return status;
  if (!etag.empty()) {
    if (auto status = CheckEtag(current, etag); !status.ok()) return status;
  }
  if (snapshot.by_key && snapshot.by_key->id != current.id) {
    return FormKeyTaken(scored.subject, "orgs/" + scored.org_id, scored.fiscal_year,
                        EvaluationName(snapshot.by_key->id));
  }
  return WithContent(scored, &current, current.id, state, snapshot.now);
}

absl::Status Parse(const store::Revision& revision, heng::v1::FormContent* form, heng::v1::Contacts* contacts) {
  if (form->ParseFromString(revision.form) && contacts->ParseFromString(revision.contacts)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("revision ", revision.rev, " of ", revision.id, " can't be parsed"));
}

// The form as it stands in the request: serialising it again would cost a tenth of the whole call.
std::string FormBytes(std::string_view body, const heng::v1::FormContent& form) {
  // The evaluation is field 1 of every request that carries a form.
  static_assert(heng::v1::SubmitEvaluationRequest::kEvaluationFieldNumber == 1 &&
                heng::v1::CreateEvaluationRequest::kEvaluationFieldNumber == 1);
  const auto evaluation = OnlyField(1, body);
  const auto bytes = evaluation ? OnlyField(Evaluation::kFormFieldNumber, *evaluation) : std::nullopt;
  return bytes ? std::string(*bytes) : form.SerializeAsString();
}

absl::Status Blocked(const std::vector<std::string>& error_ids) {
  const std::set<std::string> distinct(error_ids.begin(), error_ids.end());
  return BlockedByFindings(static_cast<int>(error_ids.size()), {distinct.begin(), distinct.end()});
}

// ---- what has to hold in the store's order, besides the state of the form ----

absl::Status CheckOrgOpen(const Epoch& epoch, std::string_view org_id) {
  const OrgNode* const org = epoch.orgs->Find(org_id);
  if (org != nullptr && org->active) return absl::OkStatus();
  if (org == nullptr) return RulesChanged();  // access was checked against it
  return OrgClosed(OrgName(org_id), org->org.end_date(), org->org.successor());
}

// The subject: a project in use that belongs to the org or to one above it, or the org itself.
absl::Status CheckSubject(const Epoch& epoch, const Header& header, const Snapshot& snapshot) {
  bool usable = false;
  if (header.subject_kind == heng::v1::WHOLE_UNIT) {
    usable = epoch.orgs->Successor(OrgId(header.subject).value_or("")) == header.org_id;
  } else {
    const auto& project = snapshot.entries.front();
    usable = project && project->active && epoch.orgs->Contains(project->org_id, header.org_id);
  }
  return usable ? absl::OkStatus() : ProjectUnusable(header.subject, OrgName(header.org_id));
}

absl::Status CheckWindow(const Epoch& epoch, const Header& header, int64_t now) {
  const auto closed =
      epoch.windows->Check(*epoch.orgs, header.org_id, header.fiscal_year, heng::v1::EVALUATION, DayOf(now));
  if (!closed) return absl::OkStatus();
  return WindowClosed(OrgName(header.org_id), header.fiscal_year, closed->open_date, closed->last_date,
                      closed->not_yet);
}

// Content that was scored on the caller's thread: nothing it rests on may have changed since.
absl::Status CheckContent(const Epoch& epoch, const Header& scored, std::string_view form_org_id) {
  if (epoch.orgs->Successor(form_org_id) != scored.org_id) return RulesChanged();
  const auto policy = epoch.policies->InForce(*epoch.orgs, scored.org_id, scored.fiscal_year);
  if (policy == nullptr || policy->revision.name() != scored.policy) return RulesChanged();
  return absl::OkStatus();
}

}  // namespace

void Evaluations::Run(WriteCall write, Reply reply) {
  auto w = std::make_shared<const WriteCall>(std::move(write));
  WriteJob job = w->job;
  job.decide = [w](const Authority& authority,
                   const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    const Epoch& epoch = authority.epoch();
    const Method method = w->job.method;
    // Where the form is now, and where its content would put it.
    if (snapshot.by_id) {
      const Header& current = *snapshot.by_id;
      auto status = authority.Check(method, EvaluationName(current.id), current.org_id, current.subject);
      // What a merger could not move, and a draft made in the moment its org was closed, can still be thrown away.
      if (status.ok() && method != Method::kDiscardEvaluation) status = CheckOrgOpen(epoch, current.org_id);
      if (!status.ok()) return status;
    }
    if (w->scored != nullptr) {
      const Header& scored = w->scored->header;
      auto status = authority.Check(method, OrgName(w->scored->form_org_id), scored.org_id);
      if (status.ok() && !authority.SeesSubject(scored.subject)) {
        status = ProjectUnusable(scored.subject, OrgName(scored.org_id));
      }
      if (status.ok()) status = CheckContent(epoch, scored, w->scored->form_org_id);
      if (status.ok()) status = CheckOrgOpen(epoch, scored.org_id);
      if (status.ok()) status = CheckSubject(epoch, scored, snapshot);
      if (!status.ok()) return status;
    }
    auto header = w->decide(authority, snapshot);
    if (!header.ok()) return header.status();
    header->update_time = snapshot.now;

    store::Mutation mutation;
    if (w->scored != nullptr) {
      mutation.revision = w->scored->content;
      mutation.revision->id = header->id;
      mutation.revision->rev = header->content_rev;
    }
    mutation.event.resource = EvaluationName(header->id);
    mutation.event.org_id = header->org_id;
    mutation.event.policy = header->policy;
    mutation.header = *std::move(header);
    return One(std::move(mutation));
  };
  job.answer = [w](const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    const store::Revision& content = w->scored == nullptr ? w->unchanged : w->scored->content;
    return EncodeFor(w->job.authority, *mutations.front().header, content);
  };
  job.replay = [this, w](const store::RequestRecord& record) { return AnswerReplay(w->job.authority, record); };
  options_.writes->Run(std::move(job), std::move(reply));
}

// The same answer again, rebuilt from the revision and the little the request record keeps.
absl::StatusOr<std::string> Evaluations::AnswerReplay(const Authority& authority, const store::RequestRecord& record) {
  const Writes& writes = *options_.writes;
  const auto stored = writes.store()->Get(record.resource_id);
  if (!stored.ok()) return writes.CaughtReplaying(stored.status());
  const auto revision = writes.store()->GetRevision(record.resource_id, record.content_rev);
  if (!revision.ok()) return writes.CaughtReplaying(revision.status());
  heng::v1::FormContent form;
  heng::v1::ScoreSheet sheet;
  if (!form.ParseFromString(revision->form) || !sheet.ParseFromString(revision->score)) {
    return writes.Caught(absl::DataLossError(
        absl::StrCat("revision ", record.content_rev, " of ", record.resource_id, " can't be parsed")));
  }
  Header header = stored->header;
  FillHeader(form, sheet, &header);
  header.org_id = stored->header.org_id;
  header.etag = record.etag;
  header.content_rev = record.content_rev;
  header.state = record.state;
  header.update_time = record.update_time;
  header.submit_time = record.submit_time;
  return EncodeFor(authority, header, *revision);
}

void Evaluations::Create(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply) {
  if (auto status = StartCreate(call, request, reply); !status.ok()) reply(status);
}

absl::Status Evaluations::StartCreate(const CallContext& call, const heng::v1::CreateEvaluationRequest& request,
                                      Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  std::string id = options_.new_id();
  if (!evaluation.name().empty()) {
    const auto wanted = EvaluationId(evaluation.name());
    if (!wanted) return BadName("evaluation.name", evaluation.name());
    id = *wanted;
  }
  auto scored = ScoreToKeep(Method::kCreateEvaluation, call.authority, evaluation.form(), evaluation.contacts(),
                            request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(Method::kCreateEvaluation, call, request);
  write.SetContent(id, FormBytes(call.body, evaluation.form()), *std::move(scored));
  write.decide = [id, content = write.scored](const Authority&, const Snapshot& snapshot) {
    return DecideNew(snapshot, content->header, id, Evaluation::DRAFT);
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Evaluations::Update(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply) {
  if (auto status = StartUpdate(call, request, reply); !status.ok()) reply(status);
}

absl::Status Evaluations::StartUpdate(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request,
                                      Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  if (evaluation.etag().empty()) return EtagRequired();
  const auto stored = Load(call.authority, Method::kUpdateEvaluation, evaluation.name(), "evaluation.name");
  if (!stored.ok()) return stored.status();
  heng::v1::FormContent form;
  heng::v1::Contacts contacts;
  if (auto status = Parse(stored->revision, &form, &contacts); !status.ok()) return options_.writes->Caught(status);
  if (auto status = ApplyMask(evaluation, request.update_mask(), &form, &contacts); !status.ok()) return status;
  auto scored = ScoreToKeep(Method::kUpdateEvaluation, call.authority, form, contacts, request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(Method::kUpdateEvaluation, call, request);
  write.SetContent(stored->header.id, form.SerializeAsString(), *std::move(scored));
  write.decide = [content = write.scored, etag = evaluation.etag(), read = stored->header.etag](
                     const Authority&, const Snapshot& snapshot) -> absl::StatusOr<Header> {
    if (!snapshot.by_id) return absl::InternalError("the form disappeared");
    auto header = DecideReplace(snapshot, *snapshot.by_id, content->header, etag, "update", Evaluation::DRAFT);
    if (!header.ok()) return header;
    if (auto status = CheckUnchanged(*snapshot.by_id, read); !status.ok()) return status;
    return header;
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Evaluations::Submit(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply) {
  const auto status =
      request.evaluation().has_form() ? SubmitForm(call, request, reply) : SubmitStored(call, request, reply);
  if (!status.ok()) reply(status);
}

absl::Status Evaluations::SubmitForm(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request,
                                     Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  std::optional<std::string> wanted;
  if (!evaluation.name().empty()) {
    wanted = EvaluationId(evaluation.name());
    if (!wanted) return BadName("evaluation.name", evaluation.name());
  }
  auto scored = ScoreToKeep(Method::kSubmitEvaluation, call.authority, evaluation.form(), evaluation.contacts(),
                            request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(Method::kSubmitEvaluation, call, request);
  const std::string id = wanted.value_or(options_.new_id());
  write.SetContent(id, FormBytes(call.body, evaluation.form()), *std::move(scored));
  write.decide = [content = write.scored, id, named = wanted.has_value(), etag = evaluation.etag()](
                     const Authority& authority, const Snapshot& snapshot) -> absl::StatusOr<Header> {
    if (auto status = CheckWindow(authority.epoch(), content->header, snapshot.now); !status.ok()) return status;
    // What stands in the form comes first: it is the author's to mend, whatever the state of the stored one.
    if (!content->error_ids.empty()) return Blocked(content->error_ids);
    // A form without a name is the one that holds its key, or a new one.
    const auto& current = named ? snapshot.by_id : snapshot.by_key;
    if (current) return DecideReplace(snapshot, *current, content->header, etag, "submit", Evaluation::SUBMITTED);
    // An etag speaks of a form that was read.
    if (!etag.empty()) {
      return authority.Missing(Method::kSubmitEvaluation, EvaluationName(id), EvaluationNotFound(EvaluationName(id)));
    }
    return DecideNew(snapshot, content->header, id, Evaluation::SUBMITTED);
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

absl::Status Evaluations::SubmitStored(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request,
                                       Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  if (evaluation.etag().empty()) return EtagRequired();
  const auto stored = Load(call.authority, Method::kSubmitEvaluation, evaluation.name(), "evaluation.name");
  if (!stored.ok()) return stored.status();
  heng::v1::FormContent form;
  heng::v1::Contacts contacts;
  if (auto status = Parse(stored->revision, &form, &contacts); !status.ok()) return options_.writes->Caught(status);
  // Scored again: what is submitted is pinned to the rules of this moment, not to those of the last save.
  auto scored = ScoreToKeep(Method::kSubmitEvaluation, call.authority, form, contacts, request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(Method::kSubmitEvaluation, call, request);
  write.SetContent(stored->header.id, stored->revision.form, *std::move(scored));
  write.decide = [content = write.scored, etag = evaluation.etag(), read = stored->header.etag](
                     const Authority& authority, const Snapshot& snapshot) -> absl::StatusOr<Header> {
    if (!snapshot.by_id) return absl::InternalError("the form disappeared");
    if (auto status = CheckWindow(authority.epoch(), content->header, snapshot.now); !status.ok()) return status;
    auto header = DecideReplace(snapshot, *snapshot.by_id, content->header, etag, "submit", Evaluation::SUBMITTED);
    if (!header.ok()) return header;
    if (auto status = CheckUnchanged(*snapshot.by_id, read); !status.ok()) return status;
    if (!content->error_ids.empty()) return Blocked(content->error_ids);
    return header;
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Evaluations::Discard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply) {
  if (auto status = StartDiscard(call, request, reply); !status.ok()) reply(status);
}

absl::Status Evaluations::StartDiscard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request,
                                       Reply reply) {
  if (request.etag().empty()) return EtagRequired();
  auto stored = Load(call.authority, Method::kDiscardEvaluation, request.name(), "name");
  if (!stored.ok()) return stored.status();
  WriteCall write(Method::kDiscardEvaluation, call, request);
  write.job.keys.id = stored->header.id;
  write.unchanged = std::move(stored->revision);
  write.decide = [etag = request.etag(), read = stored->header.etag](
                     const Authority&, const Snapshot& snapshot) -> absl::StatusOr<Header> {
    if (!snapshot.by_id) return absl::InternalError("the form disappeared");
    Header header = *snapshot.by_id;
    if (auto status = CheckDraft(header, "discard"); !status.ok()) return status;
    if (auto status = CheckEtag(header, etag); !status.ok()) return status;
    if (auto status = CheckUnchanged(header, read); !status.ok()) return status;
    header.state = Evaluation::DISCARDED;
    header.active = false;
    header.etag += 1;
    return header;
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

}  // namespace heng::core
