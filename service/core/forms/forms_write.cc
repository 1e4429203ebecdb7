// The way of every write of a form through the store.
#include "service/core/forms/forms_write.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/forms/conflict.h"

namespace heng::core {
namespace {

using store::Snapshot;

// How often the review record is read again because somebody wrote it in between.
constexpr int kMaxReloads = 8;

}  // namespace

// Reads the record of the form that is replaced, and scores the new content with its waivers.
absl::StatusOr<store::StoredForm> Forms::Reload(Write& w) const {
  if (++w.reloads > kMaxReloads) return RulesChanged();
  auto stored = writes_->store()->Get(w.reload);
  if (!stored.ok()) return writes_->Caught(stored.status());
  auto record = std::make_shared<heng::v1::ReviewRecord>();
  if (!record->ParseFromString(stored->revision.review)) {
    return writes_->Caught(absl::DataLossError(w.reload + ": the review record can't be parsed"));
  }
  w.record_rev = stored->header.review_rev;
  w.reload.clear();
  if (!record->waivers().empty()) {
    const auto content = kind_->New();
    heng::v1::Contacts contacts;
    if (!content->ParseFromString(w.scored->content.form) || !contacts.ParseFromString(w.scored->content.contacts)) {
      return UnreadableRequest();
    }
    auto scored = ScoreToKeep(w.job.method, w.job.authority, *content, contacts, WaiversOf(*record), "");
    if (!scored.ok()) return scored.status();
    w.SetContent(w.job.keys.id, w.scored->content.form, *std::move(scored));
  }
  w.record = std::move(record);
  return stored;
}

void Forms::Run(std::shared_ptr<Write> w, Reply reply) const {
  WriteJob job = w->job;
  job.decide = [this, w](const Authority& authority, const Snapshot& snapshot) {
    return Decide(*w, authority, snapshot);
  };
  job.answer = [this, w](const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    if (mutations.empty()) return std::string();  // to be decided again, see below
    store::Revision shown = w->scored == nullptr ? w->unchanged : w->scored->content;
    if (!w->written_review.empty()) shown.review = w->written_review;
    return Encode(w->job.authority, *mutations.front().header, shown);
  };
  job.replay = [this, w](const store::RequestRecord& record) { return AnswerReplay(w->job.authority, record); };
  const Authority authority = w->job.authority;
  const absl::Time deadline = w->job.deadline;
  writes_->Run(std::move(job),
               [this, w, authority, deadline, reply = std::move(reply)](absl::StatusOr<std::string> answer) mutable {
                 if (answer.ok() && !w->reload.empty()) {
                   if (auto stored = Reload(*w); !stored.ok()) return reply(stored.status());
                   return Run(std::move(w), std::move(reply));
                 }
                 if (!answer.ok() && ReasonOf(answer.status()) == "ETAG_MISMATCH") {
                   const std::string given = w->etag.empty() && w->read ? absl::StrCat(*w->read) : w->etag;
                   return ExplainConflict(*this, w->job.keys.id, given, deadline, answer.status(), std::move(reply));
                 }
                 reply(std::move(answer));
               });
}

}  // namespace heng::core
