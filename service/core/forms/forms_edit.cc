// Create, update, submit: writes that carry content. Each prepares everything that costs time on the caller's thread.
#include <utility>

#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "service/core/errors.h"
#include "service/core/form_mask.h"
#include "service/core/forms/forms_write.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

// The form as it stands in the request.
std::string FormBytes(std::string_view body, const google::protobuf::Message& content) {
  // The evaluation or target is field 1 of every request that carries a form.
  static_assert(heng::v1::SubmitEvaluationRequest::kEvaluationFieldNumber == 1 &&
                heng::v1::CreateEvaluationRequest::kEvaluationFieldNumber == 1 &&
                heng::v1::SubmitTargetRequest::kTargetFieldNumber == 1 &&
                heng::v1::CreateTargetRequest::kTargetFieldNumber == 1);
  return ContentBytes(OnlyField(1, body), content);
}

const heng::v1::Contacts& ContactsOf(const FormDraft& draft) {
  return draft.contacts == nullptr ? heng::v1::Contacts::default_instance() : *draft.contacts;
}

}  // namespace

std::string ContentBytes(std::optional<std::string_view> carrier, const google::protobuf::Message& content) {
  const auto bytes = carrier ? OnlyField(heng::v1::Evaluation::kFormFieldNumber, *carrier) : std::nullopt;
  return bytes ? std::string(*bytes) : content.SerializeAsString();
}

void Forms::Create(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const {
  if (auto status = StartCreate(std::move(job), body, draft, reply); !status.ok()) reply(status);
}

absl::Status Forms::StartCreate(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const {
  std::string id = new_id_();
  if (!draft.name.empty()) {
    const auto wanted = kind_->FormId(draft.name);
    if (!wanted) return BadName(kind_->NameField(), draft.name);
    id = *wanted;
  }
  auto scored = ScoreToKeep(job.method, job.authority, draft.content, ContactsOf(draft), {}, draft.policy);
  if (!scored.ok()) return scored.status();
  auto write = std::make_shared<Write>(kind_, std::move(job), Action::kUpdate);
  write->creates = true;
  write->SetContent(id, FormBytes(body, draft.content), *std::move(scored));
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Forms::Update(WriteJob job, const FormDraft& draft, const google::protobuf::FieldMask& mask, Reply reply) const {
  if (auto status = StartUpdate(std::move(job), draft, mask, reply); !status.ok()) reply(status);
}

absl::Status Forms::StartUpdate(WriteJob job, const FormDraft& draft, const google::protobuf::FieldMask& mask,
                                Reply reply) const {
  if (draft.etag.empty()) return FormEtagRequired();
  auto loaded = LoadParsed(job.authority, job.method, draft.name, kind_->NameField());
  if (!loaded.ok()) return loaded.status();
  auto status = ApplyMask(draft.content, draft.contacts, mask, loaded->content.get(), &loaded->contacts);
  if (!status.ok()) return status;
  auto scored = ScoreToKeep(job.method, job.authority, *loaded->content, loaded->contacts, WaiversOf(loaded->record),
                            draft.policy);
  if (!scored.ok()) return scored.status();
  auto write = std::make_shared<Write>(kind_, std::move(job), Action::kUpdate);
  write->etag = draft.etag;
  write->read = loaded->stored.header.etag;
  write->SetContent(loaded->stored.header.id, loaded->content->SerializeAsString(), *std::move(scored));
  write->written_review = loaded->stored.revision.review;  // shown again, not written
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Forms::Submit(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const {
  if (auto status = StartSubmit(std::move(job), body, draft, reply); !status.ok()) reply(status);
}

absl::Status Forms::StartSubmit(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const {
  std::optional<std::string> wanted;
  if (!draft.name.empty()) {
    wanted = kind_->FormId(draft.name);
    if (!wanted) return BadName(kind_->NameField(), draft.name);
  }
  auto scored = ScoreToKeep(job.method, job.authority, draft.content, ContactsOf(draft), {}, draft.policy);
  if (!scored.ok()) return scored.status();
  auto write = std::make_shared<Write>(kind_, std::move(job), Action::kSubmit);
  write->may_create = true;
  // A form without a name is the one that holds its key, or a new one.
  write->by_key = !wanted.has_value();
  write->etag = draft.etag;
  write->SetContent(wanted.value_or(new_id_()), FormBytes(body, draft.content), *std::move(scored));
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

void Forms::SubmitStored(WriteJob job, const std::string& name, const std::string& etag, const std::string& policy,
                         Reply reply) const {
  if (auto status = StartSubmitStored(std::move(job), name, etag, policy, reply); !status.ok()) reply(status);
}

absl::Status Forms::StartSubmitStored(WriteJob job, const std::string& name, const std::string& etag,
                                      const std::string& policy, Reply reply) const {
  if (etag.empty()) return FormEtagRequired();
  auto loaded = LoadParsed(job.authority, job.method, name, kind_->NameField());
  if (!loaded.ok()) return loaded.status();
  // Scored again: what is submitted is pinned to the rules of this moment, not to those of the last save.
  auto scored =
      ScoreToKeep(job.method, job.authority, *loaded->content, loaded->contacts, WaiversOf(loaded->record), policy);
  if (!scored.ok()) return scored.status();
  auto write = std::make_shared<Write>(kind_, std::move(job), Action::kSubmit);
  write->etag = etag;
  write->read = loaded->stored.header.etag;
  write->record_rev = loaded->stored.header.review_rev;
  write->record = std::make_shared<const heng::v1::ReviewRecord>(std::move(loaded->record));
  write->SetContent(loaded->stored.header.id, loaded->stored.revision.form, *std::move(scored));
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

}  // namespace heng::core
