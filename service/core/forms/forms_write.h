// Shared by the files of Forms only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "service/core/forms/forms.h"

namespace heng::core {

// What a row of an import adds to its write.
struct RowImport {
  OnConflict on_conflict = OnConflict::kFail;
  int64_t read = 0;  // etag of the form that was looked up; 0: none was
  // ---- set by the decision ----
  std::optional<store::Header> there;    // the form that has the name or the key
  std::optional<store::Header> written;  // the form, where it was written
  std::optional<store::RequestRecord> replayed;
};

// One write on its way through the store. What is common to the writes of forms (access, workflow, revision, record,
// times) is done by Forms::Decide, what is common to all writes by Writes.
struct Forms::Write {
  using Header = store::Header;

  Write(const FormKind* the_kind, WriteJob the_job, Action the_action)
      : kind(the_kind), job(std::move(the_job)), action(the_action) {}

  // The write stores `content` with the form's bytes as a new revision of the form `id`.
  void SetContent(const std::string& id, std::string form_bytes, ScoredForm content) {
    content.content.form = std::move(form_bytes);
    SetScored(id, std::make_shared<const ScoredForm>(std::move(content)));
  }
  void SetScored(const std::string& id, std::shared_ptr<const ScoredForm> content) {
    const store::Header& header = content->header;
    job.keys.id = id;
    job.keys.form_key = store::FormKey{.form_type = kind->type(),
                                       .subject = header.subject,
                                       .org_id = header.org_id,
                                       .subject_kind = header.subject_kind,
                                       .fiscal_year = header.fiscal_year};
    if (header.subject_kind != heng::v1::WHOLE_UNIT) job.keys.entries = {header.subject};
    job.bytes = content->content.form.size() + content->content.score.size() + content->content.contacts.size();
    scored = std::move(content);
  }

  const FormKind* const kind;
  WriteJob job;
  const Action action;
  bool creates = false;                      // the form must not be there yet
  bool may_create = false;                   // it need not be there yet
  bool by_key = false;                       // without a name: the form that holds the key
  std::string etag;                          // as the request gives it; empty: not compared
  std::optional<int64_t> read;               // etag of the form that was read on the caller's thread; nullopt: none was
  std::shared_ptr<const ScoredForm> scored;  // null: the content does not change
  store::Revision unchanged;                 // the stored content, where it does not
  std::shared_ptr<const heng::v1::ReviewRecord> record;  // as stored at `record_rev`; null: there is none
  int64_t record_rev = 0;
  std::optional<store::Header> in_force;  // columns of the content that is in force again
  std::string reason;
  std::function<absl::Status(heng::v1::ReviewRecord*, const Editing&)> edit;
  std::function<void(store::Header*)> adjust;

  std::optional<RowImport> import;  // of a row of an import

  // ---- set by the decision ----
  std::string reload;  // id of a form whose record has to be read before this can be decided; empty: none
  int reloads = 0;
  std::string written_review;  // the record after it
};

// The columns of `scored` in place of those of `current` (null: a new form), whose life goes on (forms_decision.cc).
store::Header WithContent(const store::Header& scored, const store::Header* current, const std::string& id,
                          int64_t now);

// What has to hold in the store's order, besides the workflow (form_rules.cc).
absl::Status CheckOrgOpen(const Epoch& epoch, std::string_view org_id);
// The subject: a project in use that belongs to the org or to one above it, or the org itself.
absl::Status CheckSubject(const Epoch& epoch, const store::Header& header, const store::Snapshot& snapshot);
// Content that was scored on the caller's thread: nothing it rests on may have changed since.
absl::Status CheckContent(const Epoch& epoch, const store::Header& scored, std::string_view form_org_id);
absl::Status CheckFormEtag(const store::Header& current, std::string_view given);
absl::Status FormEtagRequired();
absl::Status KeyTaken(const store::Header& scored, const store::Header& by);
absl::Status Blocked(const std::vector<std::string>& error_ids);
// The content as its author sent it, where its bytes can be found in those of the Evaluation (Target) around it:
// serialising it again would cost a tenth of the whole call.
std::string ContentBytes(std::optional<std::string_view> carrier, const google::protobuf::Message& content);
std::vector<heng::v1::Waiver> WaiversOf(const heng::v1::ReviewRecord& record);

}  // namespace heng::core
