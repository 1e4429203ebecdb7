// Shared by the files of Evaluations only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "service/core/evaluations.h"
#include "service/core/hash.h"

namespace heng::core {

// INVALID_FIELDS for a resource name that is none.
absl::Status BadName(std::string_view field, std::string_view name);

// A form that was checked and scored, as bytes, before it waits for the writer.
struct Evaluations::Scored {
  store::Header header;                // identity and score columns only
  store::Revision content;             // score and contacts; form once it is to be stored; id and rev by the decision
  std::vector<std::string> error_ids;  // finding ids with severity ERROR, one per finding
};

// One write on its way through the store. `decide` sees the snapshot and says what the header becomes; everything
// common to all writes (replays, etag, times, event, request record, validate_only) is done by Run.
struct Evaluations::WriteCall {
  // `the_method` is the RPC's name, `the_action` what the event log calls it: "evaluation.submit".
  template <typename Request>
  WriteCall(const CallContext& the_call, const char* the_method, const char* the_action, const Request& request)
      : caller(the_call.caller),
        deadline(the_call.deadline),
        body_sha256(Sha256(the_call.body)),
        method(the_method),
        action(the_action),
        request_id(request.request_id()),
        validate_only(request.validate_only()) {}

  // The write stores `content` with the form's bytes as a new revision of the form `id`.
  void SetContent(const std::string& id, std::string form_bytes, Scored content) {
    content.content.form = std::move(form_bytes);
    const store::Header& header = content.header;
    keys.id = id;
    keys.form_key = store::FormKey{header.subject, header.org_id, header.subject_kind, header.fiscal_year};
    scored = std::make_shared<const Scored>(std::move(content));
  }

  // About what the write holds while it is queued.
  size_t MemoryBytes() const {
    const Scored* const made = scored.get();
    const store::Revision& content = made == nullptr ? unchanged : made->content;
    return content.form.size() + content.score.size() + content.contacts.size();
  }

  std::string caller;
  absl::Time deadline;
  std::string body_sha256;
  std::string method;
  std::string action;
  std::string request_id;
  bool validate_only;
  store::Keys keys;
  std::shared_ptr<const Scored> scored;  // null: the content does not change, and the answer carries `unchanged`
  store::Revision unchanged;
  std::function<absl::StatusOr<store::Header>(const store::Snapshot&)> decide;
};

}  // namespace heng::core
