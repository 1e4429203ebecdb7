// The decision of every write of a form, in the store's order: who may, on what, and what becomes of it.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"
#include "service/core/forms/review_record.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using store::Header;
using store::Snapshot;

// Whether the write is one of those the record tells of. Editing is in the event log.
bool IsRecorded(Action action) {
  return action != Action::kUpdate && action != Action::kComment && action != Action::kAnswer;
}

}  // namespace

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

class Forms::Decision {
 public:
  // None is owned; all outlive it.
  Decision(const FormKind& kind, Write& write, const Authority& authority, const Snapshot& snapshot)
      : kind_(kind),
        w_(write),
        authority_(authority),
        epoch_(authority.epoch()),
        snapshot_(snapshot),
        current_(write.by_key ? snapshot.by_key : snapshot.by_id) {}

  absl::StatusOr<std::vector<store::Mutation>> Make() {
    if (auto status = CheckAccess(); !status.ok()) return status;
    if (w_.import) {
      if (auto status = MeetConflict(); !status.ok()) return status;
      if (!w_.reload.empty() || (w_.import->there && w_.import->on_conflict == OnConflict::kSkip)) {
        return std::vector<store::Mutation>();
      }
    }
    if (auto status = CheckPresence(); !status.ok()) return status;
    id_ = current_ ? current_->id : w_.job.keys.id;
    // A whole form that takes the place of one nobody read: its waivers count for it, too.
    if (w_.may_create && current_ && current_->review_rev != w_.record_rev) {
      w_.reload = id_;
      return std::vector<store::Mutation>();
    }
    header_ = w_.scored == nullptr
                  ? *current_
                  : WithContent(w_.scored->header, current_ ? &*current_ : nullptr, id_, snapshot_.now);
    if (current_) header_.org_id = current_->org_id;  // judged where it is, whatever org its new content names
    if (auto status = Allow(); !status.ok()) return status;
    if (auto status = PutContent(); !status.ok()) return status;
    if (auto status = HandToSuccessor(); !status.ok()) return status;
    if (w_.adjust) w_.adjust(&header_);
    if (row_ != nullptr && (w_.edit || IsRecorded(w_.action))) {
      if (auto status = WriteRecord(); !status.ok()) return status;
    }
    return One(Take());
  }

 private:
  // Where the form is now, and where its content would put it.
  absl::Status CheckAccess() const {
    const Method method = w_.job.method;
    if (snapshot_.by_id) {
      const Header& there = *snapshot_.by_id;
      auto status = authority_.Check(method, store::FormNameOf(there.id), there.org_id, there.subject);
      if (!status.ok()) return status;
    }
    if (w_.scored == nullptr) return absl::OkStatus();
    const Header& scored = w_.scored->header;
    auto status = authority_.Check(method, OrgName(w_.scored->form_org_id), scored.org_id);
    if (status.ok() && !authority_.SeesSubject(scored.subject)) {
      status = ProjectUnusable(scored.subject, OrgName(scored.org_id));
    }
    if (status.ok()) status = CheckContent(epoch_, scored, w_.scored->form_org_id);
    if (status.ok()) status = CheckOrgOpen(epoch_, scored.org_id);
    if (status.ok()) status = CheckSubject(epoch_, scored, snapshot_);
    return status;
  }

  // Of an import: what the form that has the name or the key means for it.
  absl::Status MeetConflict() {
    w_.creates = !current_ && w_.action == Action::kUpdate;
    w_.import->there = snapshot_.by_id ? snapshot_.by_id : snapshot_.by_key;
    if (!w_.import->there || w_.import->on_conflict == OnConflict::kSkip) return absl::OkStatus();
    if (w_.import->on_conflict == OnConflict::kFail) {
      return snapshot_.by_id ? kind_.Exists(store::FormNameOf(snapshot_.by_id->id))
                             : KeyTaken(w_.scored->header, *snapshot_.by_key);
    }
    if (!current_) return KeyTaken(w_.scored->header, *snapshot_.by_key);  // by another than the row names
    w_.import->there = current_;
    if (current_->etag != w_.import->read) w_.reload = current_->id;
    return absl::OkStatus();
  }

  // Whether the form has to be there, and is.
  absl::Status CheckPresence() const {
    if (w_.creates) {
      return snapshot_.by_id ? kind_.Exists(store::FormNameOf(snapshot_.by_id->id)) : absl::OkStatus();
    }
    if (current_) return absl::OkStatus();
    if (!w_.may_create) return absl::InternalError("the form disappeared");
    // An etag speaks of a form that was read.
    const std::string name = store::FormNameOf(w_.job.keys.id);
    return w_.etag.empty() ? absl::OkStatus() : authority_.Missing(w_.job.method, name, kind_.NotFound(name));
  }

  absl::Status CheckEtags() const {
    if (!current_) return absl::OkStatus();
    if (!w_.etag.empty()) {
      if (auto status = CheckFormEtag(*current_, w_.etag); !status.ok()) return status;
    }
    // Nothing may have come in between, not even where the caller guessed the etag it would then have.
    if (w_.read && *w_.read != current_->etag) return CheckFormEtag(*current_, absl::StrCat(*w_.read));
    return absl::OkStatus();
  }

  // Finds the row of the workflow and takes the form along it.
  absl::Status Allow() {
    const std::string day = DayOf(snapshot_.now);
    const Situation situation(kind_.workflow(), authority_, header_, day);
    const bool submits_form = w_.action == Action::kSubmit && w_.scored != nullptr;
    if (submits_form && w_.may_create) {
      // What stands in the form comes first: it is the author's to mend, whatever the state of the stored one.
      if (!situation.Holds(kWindowOpen)) return situation.Refusal(kWindowOpen, w_.action);
      if (!w_.scored->error_ids.empty()) return Blocked(w_.scored->error_ids);
    }
    if (auto status = CheckEtags(); !status.ok()) return status;
    if (w_.creates) {
      before_ = header_;
      header_.etag = 1;
      header_.update_time = snapshot_.now;
      return absl::OkStatus();
    }
    const auto allowed = situation.May(w_.action);
    if (!allowed.ok()) {
      const bool blocked = submits_form && ReasonOf(allowed.status()) == "BLOCKED_BY_FINDINGS";
      return blocked ? Blocked(w_.scored->error_ids) : allowed.status();
    }
    row_ = allowed->row;
    role_ = RoleName(allowed->role);
    if (auto status = CheckReason(w_.reason, row_->needs_reason); !status.ok()) return status;
    before_ = header_;
    header_ = After(*row_, before_, snapshot_.now, situation.IsLate());
    return absl::OkStatus();
  }

  bool Has(Effect effect) const { return row_ != nullptr && (row_->effects & effect) != 0; }

  absl::Status PutContent() {
    if (w_.scored != nullptr) {
      if (snapshot_.by_key && snapshot_.by_key->id != id_) return KeyTaken(w_.scored->header, *snapshot_.by_key);
      header_.org_id = w_.scored->header.org_id;
      revision_ = w_.scored->content;
      header_.content_rev = header_.etag;
      if (!current_ || Has(kNewContent)) header_.editor = authority_.principal_id();
    }
    if (Has(kBackInForce) && w_.in_force) {
      // Kept once more, as the content of this etag: a revision is never what a later etag points back to.
      header_ = WithContent(*w_.in_force, &header_, id_, snapshot_.now);
      header_.org_id = before_.org_id;
      revision_ = w_.unchanged;
      header_.content_rev = header_.etag;
    }
    return absl::OkStatus();
  }

  absl::Status HandToSuccessor() {
    if (!Has(kToSuccessor)) return absl::OkStatus();
    const std::string successor(epoch_.orgs->Successor(header_.org_id));
    if (successor == header_.org_id) return absl::OkStatus();
    // The successor was looked up before; where it is another one by now, the caller asks again.
    const auto& key = w_.job.keys.form_key;
    if (!key || key->org_id != successor) return RulesChanged();
    header_.org_id = successor;
    if (snapshot_.by_key && snapshot_.by_key->id != id_) return KeyTaken(header_, *snapshot_.by_key);
    return absl::OkStatus();
  }

  absl::Status WriteRecord() {
    heng::v1::ReviewRecord record;
    if (w_.record != nullptr) record = *w_.record;
    const Editing editing{.now = snapshot_.now,
                          .etag = absl::StrCat(header_.etag),
                          .principal = "principals/" + authority_.principal_id(),
                          .role = role_,
                          .before = before_};
    if (w_.edit) {
      if (auto status = w_.edit(&record, editing); !status.ok()) return status;
    }
    if (IsRecorded(w_.action)) {
      const bool own_work = (row_->guards & kFourEyes) != 0 && before_.editor == authority_.principal_id();
      AddTransition(*row_, kind_.type(), editing, header_, w_.reason, own_work, &record);
    }
    header_.open_comments = OpenComments(record);
    header_.review_rev = header_.etag;
    revision_.review = w_.written_review = record.SerializeAsString();
    return absl::OkStatus();
  }

  store::Mutation Take() {
    store::Mutation mutation;
    if (revision_.has_content() || !revision_.review.empty()) {
      revision_.id = id_;
      revision_.rev = header_.etag;
      mutation.revision = std::move(revision_);
    }
    store::EventDraft& event = mutation.event;
    event.role = role_;
    event.resource = store::FormNameOf(id_);
    event.org_id = header_.org_id;
    event.policy = header_.policy;
    // One method may stand for several actions.
    if (w_.action == Action::kSendBack) event.action = "evaluation.send-back";
    if (w_.import) event.action = RuleOf(ImportedAs()).action;
    mutation.header = std::move(header_);
    return mutation;
  }

  Method ImportedAs() const {
    if (w_.action == Action::kSubmit) return Method::kSubmitEvaluation;
    return w_.creates ? Method::kCreateEvaluation : Method::kUpdateEvaluation;
  }

  const FormKind& kind_;
  Write& w_;
  const Authority& authority_;
  const Epoch& epoch_;
  const Snapshot& snapshot_;
  const std::optional<Header>& current_;  // the form that is written; nullopt: a new one
  std::string id_, role_;
  const WorkflowRow* row_ = nullptr;  // null: a form is created
  Header before_, header_;
  store::Revision revision_;
};

absl::StatusOr<std::vector<store::Mutation>> Forms::Decide(Write& write, const Authority& authority,
                                                           const Snapshot& snapshot) const {
  write.reload.clear();
  if (write.import) write.import->written.reset();
  if (write.import) write.import->there.reset();
  return Decision(*kind_, write, authority, snapshot).Make();
}

}  // namespace heng::core
