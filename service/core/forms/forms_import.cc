// Rows of imports: created, or put in the place of what is there.
#include <utility>

#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"

namespace heng::core {
namespace {

using google::protobuf::Message;
using heng::v1::Evaluation;
using Outcome = ImportedForm::Outcome;

// States in which the author still works on it; the same numbers for a target.
bool IsWorkedOn(int32_t state) {
  return state == Evaluation::DRAFT || state == Evaluation::CHECKED || state == Evaluation::RETURNED;
}

bool SameMessage(Message* a, Message* b, const std::string& a_bytes, const std::string& b_bytes) {
  if (a_bytes == b_bytes) return true;
  return a->ParseFromString(a_bytes) && b->ParseFromString(b_bytes) && a->SerializeAsString() == b->SerializeAsString();
}

// Word for word, however it was serialized.
bool SameContent(const FormKind& kind, const store::Revision& a, const store::Revision& b) {
  heng::v1::Contacts a_contacts, b_contacts;
  return SameMessage(kind.New().get(), kind.New().get(), a.form, b.form) &&
         SameMessage(&a_contacts, &b_contacts, a.contacts, b.contacts);
}

ImportedForm Refused(absl::Status status, store::Header header) {
  return {.outcome = Outcome::kRefused, .refusal = std::move(status), .header = std::move(header)};
}

ImportedForm Done(Outcome outcome, store::Header header) {
  return {.outcome = outcome, .refusal = absl::OkStatus(), .header = std::move(header)};
}

}  // namespace

absl::StatusOr<std::shared_ptr<Forms::Write>> Forms::PrepareImport(WriteJob job, std::string_view carrier,
                                                                   const FormDraft& draft, OnConflict on_conflict,
                                                                   bool submit) const {
  std::optional<std::string> wanted;
  if (!draft.name.empty()) {
    wanted = kind_->FormId(draft.name);
    if (!wanted) return BadName(kind_->NameField(), draft.name);
  }
  const auto& contacts = draft.contacts == nullptr ? heng::v1::Contacts::default_instance() : *draft.contacts;
  auto scored = ScoreToKeep(job.method, job.authority, draft.content, contacts, {}, draft.policy);
  if (!scored.ok()) return scored.status();
  auto write = std::make_shared<Write>(kind_, std::move(job), submit ? Action::kSubmit : Action::kUpdate);
  write->import.emplace().on_conflict = on_conflict;
  write->may_create = submit;
  write->by_key = !wanted.has_value();
  write->SetContent(wanted.value_or(new_id_()), ContentBytes(carrier, draft.content), *std::move(scored));
  return write;
}

void Forms::DecideImport(std::shared_ptr<Write> w, std::function<void(ImportedForm)> done) const {
  WriteJob job = w->job;
  job.decide = [this, w](const Authority& authority, const store::Snapshot& snapshot) {
    return Decide(*w, authority, snapshot);
  };
  job.answer = [w](const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    if (!mutations.empty()) w->import->written = *mutations.front().header;
    return std::string();
  };
  job.replay = [w](const store::RequestRecord& record) -> absl::StatusOr<std::string> {
    w->import->replayed = record;
    return std::string();
  };
  writes_->Run(std::move(job), [w, done = std::move(done)](const absl::StatusOr<std::string>& answer) {
    const RowImport& import = *w->import;
    if (!answer.ok()) {
      store::Header header = w->scored->header;
      if (import.there && ReasonOf(answer.status()) != "BLOCKED_BY_FINDINGS") header = *import.there;
      return done(Refused(answer.status(), std::move(header)));
    }
    if (import.written) {
      return done(Done(import.written->etag == 1 ? Outcome::kCreated : Outcome::kUpdated, *import.written));
    }
    if (import.replayed || !w->reload.empty()) return done(Done(Outcome::kUndecided, {}));
    done(Done(Outcome::kSkipped, *import.there));
  });
}

ImportedForm Forms::LookUp(Write& w) const {
  if (w.import->replayed) {
    auto form = AsAnswered(*w.import->replayed);
    if (!form.ok()) return Refused(form.status(), {});
    return Done(w.import->replayed->etag == 1 ? Outcome::kCreated : Outcome::kUpdated, std::move(form->header));
  }
  auto form = Reload(w);
  if (!form.ok()) return Refused(form.status(), {});
  w.import->read = form->header.etag;
  const bool arrived = w.action != Action::kSubmit || !IsWorkedOn(form->header.state);
  if (arrived && form->header.active && SameContent(*kind_, form->revision, w.scored->content)) {
    return Done(Outcome::kUnchanged, std::move(form->header));
  }
  return Done(Outcome::kUndecided, {});
}

}  // namespace heng::core
