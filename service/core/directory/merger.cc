#include "service/core/directory/merger.h"

#include <atomic>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "service/core/directory/open_work.h"
#include "service/core/directory/project_rules.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using store::Entry;
using store::Header;
using store::Mutation;
using store::Snapshot;
using store::Write;
using Mutations = absl::StatusOr<std::vector<Mutation>>;

// Writes under way at once; the store commits them in groups.
constexpr int32_t kPage = 64;

enum class Outcome { kSkipped, kMoved, kKeyTaken, kSuccessorClosed };

// What one write came to; set by its decision, read after the commit.
struct Attempt {
  Outcome outcome = Outcome::kSkipped;
  std::string taken_by;  // kKeyTaken: the form that has the key
};

// Goes from page to page; keeps itself alive by the callbacks it waits for.
class Move : public std::enable_shared_from_this<Move> {
 public:
  Move(store::Store* store, MoveOrder order, std::function<void(absl::StatusOr<Moved>)> done)
      : store_(store), order_(std::move(order)), done_(std::move(done)) {
    for (const auto& [from, to] : order_.to) from_.push_back(from);
  }

  // Projects first: a form may be worked on once its project is one of its org.
  void NextProjects(int64_t after) {
    store::EntryQuery query;
    query.collection = "projects";
    query.org_ids = from_;
    query.after_sequence = after;
    query.limit = kPage;
    store_->ListEntries(
        std::move(query), order_.deadline, [self = shared_from_this()](const absl::StatusOr<std::vector<Entry>>& page) {
          if (!page.ok()) return self->done_(page.status());
          if (page->empty()) return self->NextForms(0, 0);
          self->Begin(page->size(), [self, after_page = page->back().sequence] { self->NextProjects(after_page); });
          for (const Entry& entry : *page) self->MoveProject(entry);
        });
  }

 private:
  void NextForms(size_t open, int64_t after) {
    if (open == std::size(kOpenStates)) return done_(moved_);
    store::ListQuery query;
    query.scope.org_ids = from_;
    query.form_type = kOpenStates[open].form_type;
    query.state = kOpenStates[open].state;
    query.after_sequence = after;
    query.limit = kPage;
    store_->List(std::move(query), order_.deadline,
                 [self = shared_from_this(), open](const absl::StatusOr<std::vector<Header>>& page) {
                   if (!page.ok()) return self->done_(page.status());
                   if (page->empty()) return self->NextForms(open + 1, 0);
                   self->Begin(page->size(),
                               [self, open, after_page = page->back().sequence] { self->NextForms(open, after_page); });
                   for (const Header& header : *page) self->MoveForm(header);
                 });
  }

  // `writes` are about to be sent; `next` goes on when the last was answered.
  void Begin(size_t writes, std::function<void()> next) {
    const std::lock_guard lock(mutex_);
    waiting_ = writes;
    next_ = std::move(next);
  }

  void Finish(const absl::Status& status) {
    std::function<void()> next;
    absl::Status failed;
    {
      const std::lock_guard lock(mutex_);
      if (!status.ok()) failed_ = status;
      if (--waiting_ > 0) return;
      next = std::move(next_);
      failed = failed_;
    }
    if (!failed.ok()) return done_(failed);
    next();
  }

  store::EventDraft Event(const char* action) const {
    store::EventDraft event;
    event.caller = order_.caller;
    event.role = order_.role;
    event.action = action;
    return event;
  }

  // Empty: nothing is written, and `attempt` says why.
  std::vector<Mutation> Written(Mutation mutation, Attempt* attempt) const {
    attempt->outcome = Outcome::kMoved;
    std::vector<Mutation> mutations;
    if (!order_.validate_only) mutations.push_back(std::move(mutation));
    return mutations;
  }

  // False: the successor was closed in the meantime. Its own merger, or the next start, moves what is left here.
  static bool IsInUse(const std::optional<Entry>& successor) { return successor && successor->active; }

  void MoveProject(const Entry& listed) {
    const std::string to = order_.to.at(listed.org_id);
    auto attempt = std::make_shared<Attempt>();
    Write write;
    write.keys.entries = {listed.name, OrgName(to)};
    write.deadline = order_.deadline;
    write.decide = [self = shared_from_this(), attempt, to, from = listed.org_id](const Snapshot& snapshot) {
      return self->DecideProject(snapshot, from, to, attempt.get());
    };
    write.done = [self = shared_from_this(), attempt](const store::WriteResult& result) {
      if (result.status.ok() && attempt->outcome == Outcome::kMoved) {
        const std::lock_guard lock(self->mutex_);
        ++self->moved_.projects;
      }
      self->Finish(result.status);
    };
    store_->Submit(std::move(write));
  }

  Mutations DecideProject(const Snapshot& snapshot, const std::string& from, const std::string& to,
                          Attempt* attempt) const {
    *attempt = Attempt();
    auto kept = ReadProject(snapshot.entries[0]);
    if (!kept.ok()) return kept.status();
    const bool here = *kept && (*kept)->entry.active && (*kept)->entry.org_id == from;
    if (!here || !IsInUse(snapshot.entries[1])) return std::vector<Mutation>();
    heng::v1::Project next = (*kept)->project;
    next.set_org(OrgName(to));
    Mutation mutation = ProjectChange((*kept)->entry, std::move(next), snapshot.now);
    const std::string name = mutation.event.resource;
    mutation.event = Event("project.move");
    mutation.event.resource = name;
    mutation.event.org_id = to;
    return Written(std::move(mutation), attempt);
  }

  void MoveForm(const Header& listed) {
    const std::string to = order_.to.at(listed.org_id);
    auto attempt = std::make_shared<Attempt>();
    Write write;
    write.keys.id = listed.id;
    write.keys.form_key = store::FormKey{listed.form_type, listed.subject, to, listed.subject_kind, listed.fiscal_year};
    write.keys.entries = {OrgName(to)};
    write.deadline = order_.deadline;
    write.decide = [self = shared_from_this(), attempt, to, from = listed.org_id, key = *write.keys.form_key](
                       const Snapshot& snapshot) { return self->DecideForm(snapshot, from, key, attempt.get()); };
    write.done = [self = shared_from_this(), attempt, listed, to](const store::WriteResult& result) {
      if (result.status.ok()) self->Count(listed, to, *attempt);
      self->Finish(result.status);
    };
    store_->Submit(std::move(write));
  }

  // The content stays as it was filed, the org it names included; only whose it is changes.
  Mutations DecideForm(const Snapshot& snapshot, const std::string& from, const store::FormKey& key,
                       Attempt* attempt) const {
    *attempt = Attempt();
    // What the predecessor's people changed in the moment of the merger is listed by its new state or key, if at all.
    const auto& form = snapshot.by_id;
    const bool here = form && form->org_id == from && IsOpen(*form) && form->subject == key.subject &&
                      form->subject_kind == key.subject_kind && form->fiscal_year == key.fiscal_year;
    if (!here) return std::vector<Mutation>();
    if (!IsInUse(snapshot.entries[0])) {
      attempt->outcome = Outcome::kSuccessorClosed;
      return std::vector<Mutation>();
    }
    if (snapshot.by_key) {
      attempt->outcome = Outcome::kKeyTaken;
      attempt->taken_by = snapshot.by_key->id;
      return std::vector<Mutation>();
    }
    Mutation mutation;
    mutation.header = *form;
    mutation.header->org_id = key.org_id;
    mutation.header->etag += 1;
    mutation.header->update_time = snapshot.now;
    mutation.event = Event(form->form_type == store::kTarget ? "target.move" : "evaluation.move");
    mutation.event.resource = store::FormNameOf(form->id);
    mutation.event.org_id = key.org_id;
    mutation.event.policy = form->policy;
    return Written(std::move(mutation), attempt);
  }

  void Count(const Header& form, const std::string& to, const Attempt& attempt) {
    const std::lock_guard lock(mutex_);
    if (attempt.outcome == Outcome::kMoved) ++(form.form_type == store::kTarget ? moved_.targets : moved_.evaluations);
    if (attempt.outcome == Outcome::kMoved || attempt.outcome == Outcome::kSkipped) return;
    if (++moved_.stayed_count > static_cast<int32_t>(kMaxStayed)) return;
    moved_.stayed.push_back(
        {.id = form.id,
         .subject = form.subject,
         .why = attempt.outcome == Outcome::kKeyTaken
                    ? FormKeyTaken(form.subject, OrgName(to), form.fiscal_year, store::FormNameOf(attempt.taken_by))
                    : RulesChanged()});
  }

  store::Store* const store_;
  const MoveOrder order_;
  const std::function<void(absl::StatusOr<Moved>)> done_;
  std::vector<std::string> from_;  // sorted
  std::mutex mutex_;               // guards all below
  Moved moved_;
  size_t waiting_ = 0;
  std::function<void()> next_;
  absl::Status failed_;
};

}  // namespace

void MoveOpenWork(store::Store* store, MoveOrder order, std::function<void(absl::StatusOr<Moved>)> done) {
  if (order.to.empty()) return done(Moved());
  std::make_shared<Move>(store, std::move(order), std::move(done))->NextProjects(0);
}

}  // namespace heng::core
