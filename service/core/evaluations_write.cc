// What changes the store: create, update, submit, discard. Each prepares everything that costs time on the caller's
// thread (checking, scoring, serialising), then hands the store a small decision.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
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

bool IsRequestId(std::string_view id) {
  return id.size() <= kMaxRequestIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == ':' || c == '-';
         });
}

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

}  // namespace

void Evaluations::Run(WriteCall write, Reply reply) {
  if (!IsRequestId(write.request_id)) {
    return reply(InvalidField("requestId", "请求号最多 64 位，只能用字母、数字和 . _ : -。",
                              "at most 64 characters: letters, digits and . _ : -"));
  }
  if (!write.request_id.empty()) {
    write.keys.request = store::RequestKey{write.caller, write.method, write.request_id};
  }
  // Filled by the decision, which may run more than once; read after the commit.
  struct Outcome {
    WriteCall write;
    std::optional<store::RequestRecord> replay;
    Header header;
  };
  auto outcome = std::make_shared<Outcome>(Outcome{std::move(write), std::nullopt, Header()});

  store::Write job;
  job.keys = outcome->write.keys;
  job.deadline = outcome->write.deadline;
  job.bytes = outcome->write.MemoryBytes();
  job.decide = [outcome](const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    const WriteCall& w = outcome->write;
    outcome->replay.reset();
    if (snapshot.request) {
      if (snapshot.request->body_sha256 != w.body_sha256) return RequestIdReused(w.request_id);
      outcome->replay = snapshot.request;
      return std::vector<store::Mutation>();
    }
    auto header = w.decide(snapshot);
    if (!header.ok()) return header.status();
    header->update_time = snapshot.now;
    outcome->header = *header;
    std::vector<store::Mutation> mutations;
    if (w.validate_only) return mutations;

    store::Mutation& mutation = mutations.emplace_back();
    mutation.header = *header;
    if (w.scored != nullptr) {
      mutation.revision = w.scored->content;
      mutation.revision->id = header->id;
      mutation.revision->rev = header->content_rev;
    }
    mutation.event = {.caller = w.caller,
                      .role = "",
                      .action = w.action,
                      .resource = EvaluationName(header->id),
                      .org_id = header->org_id,
                      .policy = header->policy,
                      .request_id = w.request_id};
    if (w.keys.request) {
      mutation.request = store::RequestRecord{.key = *w.keys.request,
                                              .body_sha256 = w.body_sha256,
                                              .resource_id = header->id,
                                              .etag = header->etag,
                                              .content_rev = header->content_rev,
                                              .state = header->state,
                                              .update_time = header->update_time,
                                              .submit_time = header->submit_time};
    }
    return mutations;
  };
  job.done = [this, outcome, reply = std::move(reply)](store::WriteResult result) {
    if (!result.status.ok()) return reply(Caught(result.status));
    if (outcome->replay) return reply(AnswerReplay(*outcome->replay));
    const Header& header = result.header ? *result.header : outcome->header;
    const auto& w = outcome->write;
    if (w.scored == nullptr) return reply(EncodeEvaluation(header, w.unchanged));
    reply(EncodeEvaluation(header, w.scored->content));
  };
  options_.store->Submit(std::move(job));
}

// The same answer again, rebuilt from the revision and the little the request record keeps.
absl::StatusOr<std::string> Evaluations::AnswerReplay(const store::RequestRecord& record) {
  const auto stored = options_.store->Get(record.resource_id);
  if (!stored.ok()) return Caught(stored.status());
  const auto revision = options_.store->GetRevision(record.resource_id, record.content_rev);
  if (!revision.ok()) return Caught(revision.status());
  heng::v1::FormContent form;
  heng::v1::ScoreSheet sheet;
  if (!form.ParseFromString(revision->form) || !sheet.ParseFromString(revision->score)) {
    return Caught(absl::DataLossError(
        absl::StrCat("revision ", record.content_rev, " of ", record.resource_id, " can't be parsed")));
  }
  Header header = stored->header;
  FillHeader(form, sheet, &header);
  header.etag = record.etag;
  header.content_rev = record.content_rev;
  header.state = record.state;
  header.update_time = record.update_time;
  header.submit_time = record.submit_time;
  return EncodeEvaluation(header, *revision);
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
  auto scored = ScoreForm(evaluation.form(), evaluation.contacts(), request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(call, "CreateEvaluation", "evaluation.create", request);
  write.SetContent(id, FormBytes(call.body, evaluation.form()), *std::move(scored));
  write.decide = [id, content = write.scored](const Snapshot& snapshot) {
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
  const auto stored = Load(evaluation.name(), "evaluation.name");
  if (!stored.ok()) return stored.status();
  heng::v1::FormContent form;
  heng::v1::Contacts contacts;
  if (auto status = Parse(stored->revision, &form, &contacts); !status.ok()) return Caught(status);
  if (auto status = ApplyMask(evaluation, request.update_mask(), &form, &contacts); !status.ok()) return status;
  auto scored = ScoreForm(form, contacts, request.policy().empty() ? stored->header.policy : request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(call, "UpdateEvaluation", "evaluation.update", request);
  write.SetContent(stored->header.id, form.SerializeAsString(), *std::move(scored));
  write.decide = [content = write.scored, etag = evaluation.etag(),
                  read = stored->header.etag](const Snapshot& snapshot) -> absl::StatusOr<Header> {
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
  std::string policy = request.policy();
  if (wanted && policy.empty()) {
    const auto draft = options_.store->Get(*wanted);
    if (draft.ok()) policy = draft->header.policy;
    if (!draft.ok() && !absl::IsNotFound(draft.status())) return Caught(draft.status());
  }
  auto scored = ScoreForm(evaluation.form(), evaluation.contacts(), policy);
  if (!scored.ok()) return scored.status();
  WriteCall write(call, "SubmitEvaluation", "evaluation.submit", request);
  const std::string id = wanted.value_or(options_.new_id());
  write.SetContent(id, FormBytes(call.body, evaluation.form()), *std::move(scored));
  write.decide = [content = write.scored, id, named = wanted.has_value(),
                  etag = evaluation.etag()](const Snapshot& snapshot) -> absl::StatusOr<Header> {
    // What stands in the form comes first: it is the author's to mend, whatever the state of the stored one.
    if (!content->error_ids.empty()) return Blocked(content->error_ids);
    // A form without a name is the one that holds its key, or a new one.
    const auto& current = named ? snapshot.by_id : snapshot.by_key;
    if (current) return DecideReplace(snapshot, *current, content->header, etag, "submit", Evaluation::SUBMITTED);
    if (!etag.empty()) return EvaluationNotFound(EvaluationName(id));  // an etag speaks of a form that was read
    return DecideNew(snapshot, content->header, id, Evaluation::SUBMITTED);
  };
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

absl::Status Evaluations::SubmitStored(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request,
                                       Reply reply) {
  const Evaluation& evaluation = request.evaluation();
  if (evaluation.etag().empty()) return EtagRequired();
  const auto stored = Load(evaluation.name(), "evaluation.name");
  if (!stored.ok()) return stored.status();
  heng::v1::FormContent form;
  heng::v1::Contacts contacts;
  if (auto status = Parse(stored->revision, &form, &contacts); !status.ok()) return Caught(status);
  // Scored again: what is submitted is pinned to the rules of this moment, not to those of the last save.
  auto scored = ScoreForm(form, contacts, request.policy().empty() ? stored->header.policy : request.policy());
  if (!scored.ok()) return scored.status();
  WriteCall write(call, "SubmitEvaluation", "evaluation.submit", request);
  write.SetContent(stored->header.id, stored->revision.form, *std::move(scored));
  write.decide = [content = write.scored, etag = evaluation.etag(),
                  read = stored->header.etag](const Snapshot& snapshot) -> absl::StatusOr<Header> {
    if (!snapshot.by_id) return absl::InternalError("the form disappeared");
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
  auto stored = Load(request.name(), "name");
  if (!stored.ok()) return stored.status();
  WriteCall write(call, "DiscardEvaluation", "evaluation.discard", request);
  write.keys.id = stored->header.id;
  write.unchanged = std::move(stored->revision);
  write.decide = [etag = request.etag(),
                  read = stored->header.etag](const Snapshot& snapshot) -> absl::StatusOr<Header> {
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
