// Actions of the workflow on a stored form.
#include <utility>

#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"

namespace heng::core {

void Forms::Act(WriteJob job, FormAction action, Reply reply) const {
  if (auto status = StartAct(std::move(job), std::move(action), reply); !status.ok()) reply(status);
}

absl::Status Forms::StartAct(WriteJob job, FormAction action, Reply reply) const {
  if (action.etag.empty()) return FormEtagRequired();
  if (auto status = CheckReason(action.reason, /*required=*/false); !status.ok()) return status;
  absl::StatusOr<store::StoredForm> stored =
      action.read ? *std::move(action.read) : Load(job.authority, job.method, action.name, "name");
  if (!stored.ok()) return stored.status();
  const store::Header& header = stored->header;
  auto write = std::make_shared<Write>(kind_, std::move(job), action.action);
  auto record = std::make_shared<heng::v1::ReviewRecord>();
  if (!record->ParseFromString(stored->revision.review)) {
    return writes_->Caught(absl::DataLossError(action.name + ": the review record can't be parsed"));
  }
  write->record = std::move(record);
  write->record_rev = header.review_rev;
  write->read = header.etag;
  write->etag = action.etag;
  write->reason = std::move(action.reason);
  write->edit = std::move(action.edit);
  write->adjust = std::move(action.adjust);
  if (action.scored != nullptr) {
    write->SetScored(header.id, std::move(action.scored));
  } else {
    write->job.keys.id = header.id;
    write->unchanged = stored->revision;
    // Of an org that was merged: where the form would go back to.
    const std::string_view successor = write->job.authority.epoch().orgs->Successor(header.org_id);
    if (successor != header.org_id) {
      write->job.keys.form_key = store::FormKey{.form_type = header.form_type,
                                                .subject = header.subject,
                                                .org_id = std::string(successor),
                                                .subject_kind = header.subject_kind,
                                                .fiscal_year = header.fiscal_year};
    }
  }
  if (action.action == Action::kDiscard && header.in_force_rev != 0) {
    auto content = writes_->store()->GetContent(header.id, header.in_force_rev);
    if (!content.ok()) return writes_->Caught(content.status());
    store::Header in_force = header;
    if (!kind_->FillHeader(*content, &in_force)) {
      return writes_->Caught(absl::DataLossError(action.name + ": the revision in force can't be parsed"));
    }
    write->in_force = std::move(in_force);
    content->review = stored->revision.review;
    write->unchanged = *std::move(content);
  }
  Run(std::move(write), std::move(reply));
  return absl::OkStatus();
}

}  // namespace heng::core
