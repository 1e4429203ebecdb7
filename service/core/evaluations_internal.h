// Shared by the files of Evaluations only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/core/evaluations.h"

namespace heng::core {

// INVALID_FIELDS for a resource name that is none.
absl::Status BadName(std::string_view field, std::string_view name);

// The evaluation as this caller sees it: contacts inside the unit and its department only.
std::string EncodeFor(const Authority& authority, const store::Header& header, const store::Revision& revision);

// A form that was checked and scored, as bytes, before it waits for the writer.
struct Evaluations::Scored {
  store::Header header;                // identity and score columns only
  store::Revision content;             // score and contacts; form once it is to be stored; id and rev by the decision
  std::vector<std::string> error_ids;  // finding ids with severity ERROR, one per finding
  std::string form_org_id;             // the org the form names; header.org_id: where it is kept
};

// One write on its way through the store. `decide` sees the snapshot and says what the header becomes; what is common
// to the writes of forms (access, revision, times) is done by Run, what is common to all writes by Writes.
struct Evaluations::WriteCall {
  template <typename Request>
  WriteCall(Method method, const CallContext& call, const Request& request) : job(method, call, request) {}

  // The write stores `content` with the form's bytes as a new revision of the form `id`.
  void SetContent(const std::string& id, std::string form_bytes, Scored content) {
    content.content.form = std::move(form_bytes);
    const store::Header& header = content.header;
    job.keys.id = id;
    job.keys.form_key =
        store::FormKey{header.form_type, header.subject, header.org_id, header.subject_kind, header.fiscal_year};
    if (header.subject_kind != heng::v1::WHOLE_UNIT) job.keys.entries = {header.subject};
    job.bytes = content.content.form.size() + content.content.score.size() + content.content.contacts.size();
    scored = std::make_shared<const Scored>(std::move(content));
  }

  WriteJob job;
  std::shared_ptr<const Scored> scored;  // null: the content does not change, and the answer carries `unchanged`
  store::Revision unchanged;
  std::function<absl::StatusOr<store::Header>(const Authority&, const store::Snapshot&)> decide;
};

}  // namespace heng::core
