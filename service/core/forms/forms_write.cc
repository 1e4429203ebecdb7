// The decision of every write of a form, in the store's order.
#include "service/core/forms/forms_write.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/forms/conflict.h"
#include "service/core/forms/review_record.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using store::Header;
using store::Snapshot;

// How often the review record is read again because somebody wrote it in between.
constexpr int kMaxReloads = 8;

// The columns of `scored` in place of those of `current` (null: a new form), whose life goes on.
Header WithContent(const Header& scored, const Header* current, const std::string& id, int64_t now) {
  Header header = current == nullptr ? Header() : *current;
  header.id = id;
  header.form_type = scored.form_type;
  header.subject = scored.subject;
  header.subject_kind = scored.subject_kind;
  header.org_id = scored.org_id;
  header.fiscal_year = scored.fiscal_year;
  header.project_name = scored.project_name;
  header.policy = scored.policy;
  header.policy_sha256 = scored.policy_sha256;
  header.total = scored.total;
  header.grade = scored.grade;
  header.execution_score = scored.execution_score;
  header.execution_rate = scored.execution_rate;
  header.annual_budget = scored.annual_budget;
  header.executed = scored.executed;
  header.errors = scored.errors;
  header.warnings = scored.warnings;
  header.infos = scored.infos;
  header.score_source = 0;  // what was rechecked is no longer what counts
  header.flags &= ~store::kRechecked;
  if (current == nullptr) {
    header.state = heng::v1::Evaluation::DRAFT;
    header.create_time = now;
  }
  static_assert(static_cast<int>(heng::v1::Evaluation::DRAFT) == heng::v1::Target::DRAFT);
  return header;
}

// Whether the write is one of those the record tells of. Editing is in the event log.
bool IsRecorded(Action action) {
  return action != Action::kUpdate && action != Action::kComment && action != Action::kAnswer;
}

}  // namespace

absl::StatusOr<std::vector<store::Mutation>> Forms::Decide(Write& w, const Authority& authority,
                                                           const Snapshot& snapshot) const {
  const Epoch& epoch = authority.epoch();
  const Method method = w.job.method;
  w.reload.clear();
  // Where the form is now, and where its content would put it.
  const auto& current = w.by_key ? snapshot.by_key : snapshot.by_id;
  if (snapshot.by_id) {
    const Header& there = *snapshot.by_id;
    const auto status = authority.Check(method, store::FormNameOf(there.id), there.org_id, there.subject);
    if (!status.ok()) return status;
  }
  if (w.scored != nullptr) {
    const Header& scored = w.scored->header;
    auto status = authority.Check(method, OrgName(w.scored->form_org_id), scored.org_id);
    if (status.ok() && !authority.SeesSubject(scored.subject)) {
      status = ProjectUnusable(scored.subject, OrgName(scored.org_id));
    }
    if (status.ok()) status = CheckContent(epoch, scored, w.scored->form_org_id);
    if (status.ok()) status = CheckOrgOpen(epoch, scored.org_id);
    if (status.ok()) status = CheckSubject(epoch, scored, snapshot);
    if (!status.ok()) return status;
  }
  if (w.creates && snapshot.by_id) return kind_->Exists(store::FormNameOf(snapshot.by_id->id));
  if (!w.creates && !current) {
    const std::string name = store::FormNameOf(w.job.keys.id);
    if (!w.may_create) return absl::InternalError("the form disappeared");
    // An etag speaks of a form that was read.
    if (!w.etag.empty()) return authority.Missing(method, name, kind_->NotFound(name));
  }
  const std::string id = current ? current->id : w.job.keys.id;
  // A whole form that takes the place of one nobody read: its waivers count for it, too.
  if (w.may_create && current && current->review_rev != w.record_rev) {
    w.reload = id;
    return std::vector<store::Mutation>();
  }
  Header header =
      w.scored == nullptr ? *current : WithContent(w.scored->header, current ? &*current : nullptr, id, snapshot.now);

  if (current) header.org_id = current->org_id;  // judged where it is, whatever org its new content names
  const std::string day = DayOf(snapshot.now);
  const Situation situation(kind_->workflow(), authority, header, day);
  const bool submits_form = w.action == Action::kSubmit && w.scored != nullptr;
  if (submits_form && w.may_create) {
    // What stands in the form comes first: it is the author's to mend, whatever the state of the stored one.
    if (!situation.Holds(kWindowOpen)) return situation.Refusal(kWindowOpen, w.action);
    if (!w.scored->error_ids.empty()) return Blocked(w.scored->error_ids);
  }
  if (current) {
    if (!w.etag.empty()) {
      if (auto status = CheckFormEtag(*current, w.etag); !status.ok()) return status;
    }
    // Nothing may have come in between, not even where the caller guessed the etag it would then have.
    if (w.read && *w.read != current->etag) return CheckFormEtag(*current, absl::StrCat(*w.read));
  }

  store::Mutation mutation;
  store::EventDraft& event = mutation.event;
  const WorkflowRow* row = nullptr;
  if (w.creates) {
    header.etag = 1;
    header.update_time = snapshot.now;
  } else {
    const auto allowed = situation.May(w.action);
    if (!allowed.ok()) {
      const bool blocked = submits_form && ReasonOf(allowed.status()) == "BLOCKED_BY_FINDINGS";
      return blocked ? Blocked(w.scored->error_ids) : allowed.status();
    }
    row = allowed->row;
    if (auto status = CheckReason(w.reason, row->needs_reason); !status.ok()) return status;
    event.role = RoleName(allowed->role);
  }
  if (w.scored != nullptr) {
    if (snapshot.by_key && snapshot.by_key->id != id) return KeyTaken(w.scored->header, *snapshot.by_key);
    header.org_id = w.scored->header.org_id;
  }
  const bool writes_record = row != nullptr && (w.edit || IsRecorded(w.action));
  const Header before = header;
  if (row != nullptr) header = After(*row, before, snapshot.now, situation.IsLate());
  store::Revision revision;
  if (w.scored != nullptr) {
    revision = w.scored->content;
    header.content_rev = header.etag;
    if (!current || (row->effects & kNewContent) != 0) header.editor = authority.principal_id();
  }
  if (row != nullptr && (row->effects & kBackInForce) != 0 && w.in_force) {
    // Kept once more, as the content of this etag: a revision is never what a later etag points back to.
    header = WithContent(*w.in_force, &header, id, snapshot.now);
    header.org_id = before.org_id;
    revision = w.unchanged;
    header.content_rev = header.etag;
  }
  if (row != nullptr && (row->effects & kToSuccessor) != 0) {
    const std::string successor(epoch.orgs->Successor(header.org_id));
    const auto& key = w.job.keys.form_key;
    if (successor != header.org_id) {
      // The successor was looked up before; where it is another one by now, the caller asks again.
      if (!key || key->org_id != successor) return RulesChanged();
      header.org_id = successor;
      if (snapshot.by_key && snapshot.by_key->id != id) return KeyTaken(header, *snapshot.by_key);
    }
  }
  if (w.adjust) w.adjust(&header);
  if (writes_record) {
    heng::v1::ReviewRecord record;
    if (w.record != nullptr) record = *w.record;
    const Editing editing{.now = snapshot.now,
                          .etag = absl::StrCat(header.etag),
                          .principal = "principals/" + authority.principal_id(),
                          .role = event.role,
                          .before = before};
    if (w.edit) {
      if (auto status = w.edit(&record, editing); !status.ok()) return status;
    }
    if (IsRecorded(w.action)) {
      AddTransition(*row, kind_->type(), editing, header, w.reason,
                    /*own_work=*/(row->guards & kFourEyes) != 0 && before.editor == authority.principal_id(), &record);
    }
    header.open_comments = OpenComments(record);
    header.review_rev = header.etag;
    revision.review = w.written_review = record.SerializeAsString();
  }
  if (revision.has_content() || !revision.review.empty()) {
    revision.id = id;
    revision.rev = header.etag;
    mutation.revision = std::move(revision);
  }
  event.resource = store::FormNameOf(id);
  event.org_id = header.org_id;
  event.policy = header.policy;
  // One method may stand for several actions.
  if (w.action == Action::kSendBack) event.action = "evaluation.send-back";
  mutation.header = std::move(header);
  return One(std::move(mutation));
}

// Reads the record of the form that is replaced, and scores the new content with its waivers.
absl::Status Forms::Reload(Write& w) const {
  if (++w.reloads > kMaxReloads) return RulesChanged();
  const auto stored = writes_->store()->Get(w.reload);
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
  return absl::OkStatus();
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
                   if (auto status = Reload(*w); !status.ok()) return reply(status);
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
