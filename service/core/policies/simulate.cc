#include "service/core/policies/simulate.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "heng/v1/review.pb.h"
#include "scoring/scores.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/form_lists.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Grade;
using heng::v1::SimulatedChange;
using heng::v1::SimulatePolicyRequest;
using heng::v1::SimulatePolicyResponse;
using store::Header;

constexpr Method kMethod = Method::kSimulatePolicy;
constexpr int32_t kPage = 500;  // forms in a message; so many changes at most
constexpr absl::Duration kReadTime = absl::Seconds(30);
// A store that is busy is asked again: a simulation has time.
constexpr absl::Duration kPause = absl::Milliseconds(50);
constexpr int kMaxPauses = 600;

// What a form comes to, with the total as headers have it.
struct Worth {
  std::optional<int64_t> total;
  Grade grade = heng::v1::GRADE_UNSPECIFIED;

  bool operator==(const Worth&) const = default;
};

// The unit's own: where the form was rechecked, its header says what came of that.
std::optional<Worth> OwnWorth(const store::StoredForm& form) {
  const Header& header = form.header;
  if (header.score_source <= heng::v1::SELF) return Worth{header.total, static_cast<Grade>(header.grade)};
  google::protobuf::Arena arena;
  auto& sheet = *google::protobuf::Arena::CreateMessage<heng::v1::ScoreSheet>(&arena);
  if (!sheet.ParseFromString(form.revision.score)) return std::nullopt;
  return Worth{ScaledDecimal(sheet.has_total(), sheet.total(), kScorePlaces), sheet.grade()};
}

// What came of some forms.
struct Counts {
  absl::Status failed;
  int64_t forms = 0, totals_changed = 0, grades_changed = 0;
  std::map<std::pair<Grade, Grade>, int64_t> moves;
  std::vector<SimulatedChange> changes;

  void Add(const Counts& other) {
    forms += other.forms;
    totals_changed += other.totals_changed;
    grades_changed += other.grades_changed;
    for (const auto& [move, times] : other.moves) moves[move] += times;
  }
};

SimulatedChange ChangeOf(const Header& header, const Worth& before, const Worth& after) {
  SimulatedChange change;
  change.set_evaluation(store::FormNameOf(header.id));
  change.set_project_name(header.project_name);
  change.set_org(OrgName(header.org_id));
  change.set_old_policy(header.policy);
  if (before.total) change.set_old_total(DecimalText(*before.total, kScorePlaces));
  change.set_old_grade(before.grade);
  if (after.total) change.set_new_total(DecimalText(*after.total, kScorePlaces));
  change.set_new_grade(after.grade);
  return change;
}

}  // namespace

// One page for each Pull; nothing happens in between. What is not said to be shared is touched by one thread after the
// other.
class Simulations::Stream final : public MessageStream, public std::enable_shared_from_this<Stream> {
 public:
  Stream(Simulations* simulations, const CallContext& call, const SimulatePolicyRequest& request,
         std::shared_ptr<const scoring::CompiledPolicy> policy)
      : simulations_(simulations),
        writes_(simulations->writes_),
        authority_(call.authority),
        deadline_(call.deadline),
        request_(request),
        policy_(std::move(policy)) {
    request_.clear_content();
  }
  ~Stream() override { Leave(); }

  void Pull(Next next) override {
    next_ = std::move(next);
    if (ended_) return Give(std::nullopt);
    auto query = Query();
    if (!query.ok()) return Give(query.status());
    if (began_) return ReadPage(*std::move(query));
    began_ = true;
    Begin(*std::move(query));
  }

  void Cancel() override { cancelled_ = true; }

 private:
  using Part = std::pair<size_t, size_t>;  // of a page: from, to

  // What the caller may see now: a grant may have been taken away since the last page.
  absl::StatusOr<store::ListQuery> Query() {
    if (cancelled_) return CallerGone();
    auto authority = authority_.Later(writes_->residents()->Current(), absl::Now());
    if (!authority.ok()) return authority.status();
    authority_ = *std::move(authority);
    auto query = FormQuery(authority_, kMethod, request_, heng::v1::EVALUATION);
    if (!query.ok()) return query.status();
    query->after_sequence = after_sequence_;
    query->limit = kPage;
    return query;
  }

  absl::Time ReadDeadline() const { return std::min(deadline_, absl::Now() + kReadTime); }

  void Begin(store::ListQuery query) {
    const auto head = writes_->store()->Head();
    if (!head.ok()) return Give(head.status());
    result_.set_start_sequence(head->sequence);
    writes_->store()->Count(std::move(query), ReadDeadline(),
                            [self = shared_from_this()](const absl::StatusOr<std::vector<store::CountRow>>& rows) {
                              if (!rows.ok())
                                return self->AfterPause(
                                    rows.status(), [self](store::ListQuery again) { self->Begin(std::move(again)); });
                              for (const store::CountRow& row : *rows) self->all_ += row.forms;
                              self->Give(self->Progress());
                            });
  }

  void ReadPage(store::ListQuery query) {
    writes_->store()->List(std::move(query), ReadDeadline(),
                           [self = shared_from_this()](absl::StatusOr<std::vector<Header>> page) {
                             if (!page.ok())
                               return self->AfterPause(
                                   page.status(), [self](store::ListQuery again) { self->ReadPage(std::move(again)); });
                             self->pauses_ = 0;
                             self->page_ = *std::move(page);
                             self->ScorePage();
                           });
  }

  // Where the store was busy.
  void AfterPause(const absl::Status& status, std::function<void(store::ListQuery)> again) {
    if (!absl::IsResourceExhausted(status) || ++pauses_ > kMaxPauses) return Give(status);
    const bool taken = simulations_->pool_.Run(0, [self = shared_from_this(), again = std::move(again)] {
      absl::SleepFor(kPause);
      auto query = self->Query();
      if (!query.ok()) return self->Give(query.status());
      again(*std::move(query));
    });
    if (!taken) Give(status);
  }

  // Half of it on each thread; the one that ends last goes on.
  void ScorePage() {
    parts_left_ = kThreads;
    for (size_t i = 0; i < counts_.size(); ++i) {
      counts_[i] = Counts();
      const Part part(page_.size() * i / counts_.size(), page_.size() * (i + 1) / counts_.size());
      const bool taken = simulations_->pool_.Run(0, [self = shared_from_this(), part, i] {
        self->ScorePart(part, &self->counts_[i]);
        if (--self->parts_left_ == 0) self->FinishPage();
      });
      if (taken) continue;
      counts_[i].failed = absl::ResourceExhaustedError("queue full");
      if (--parts_left_ == 0) FinishPage();
    }
  }

  void ScorePart(Part part, Counts* counts) const {
    for (size_t i = part.first; i < part.second && counts->failed.ok(); ++i) {
      counts->failed = cancelled_ ? CallerGone() : ScoreForm(page_[i], counts);
    }
  }

  // `listed` may have changed since: what is read now counts.
  absl::Status ScoreForm(const Header& listed, Counts* counts) const {
    const auto form = writes_->store()->Get(listed.id);
    if (!form.ok()) return form.status();
    const Header& header = form->header;
    if (!header.active && request_.state() == 0) return absl::OkStatus();
    const std::string name = store::FormNameOf(header.id);
    if (!authority_.Check(kMethod, name, header.org_id, header.subject).ok()) return absl::OkStatus();
    google::protobuf::Arena arena;
    auto& content = *google::protobuf::Arena::CreateMessage<heng::v1::FormContent>(&arena);
    const auto before = OwnWorth(*form);
    if (!before || !content.ParseFromString(form->revision.form)) {
      return absl::DataLossError(absl::StrCat(name, ": the content can't be parsed"));
    }
    const scoring::Scores scores = scoring::ScoresAlone(*policy_, content);
    const Worth after{
        ScaledDecimal(scores.total.has_value(), scores.total ? scores.total->ToString() : "", kScorePlaces),
        scores.grade};
    ++counts->forms;
    ++counts->moves[{before->grade, after.grade}];
    if (before->total != after.total) ++counts->totals_changed;
    if (before->grade != after.grade) ++counts->grades_changed;
    if (request_.with_changes() && *before != after) counts->changes.push_back(ChangeOf(header, *before, after));
    return absl::OkStatus();
  }

  void FinishPage() {
    SimulatePolicyResponse message;
    for (Counts& counts : counts_) {
      if (!counts.failed.ok()) return Give(counts.failed);
      sums_.Add(counts);
      for (SimulatedChange& change : counts.changes) *message.add_changes() = std::move(change);
    }
    done_ += static_cast<int64_t>(page_.size());
    all_ = std::max(all_, done_);
    if (!page_.empty()) after_sequence_ = page_.back().sequence;
    const bool last = page_.size() < static_cast<size_t>(kPage);
    page_.clear();
    if (last) {
      all_ = done_;
      if (auto status = AddResult(&message); !status.ok()) return Give(status);
      ended_ = true;
    }
    message.MergeFrom(Progress());
    Give(message);
  }

  absl::Status AddResult(SimulatePolicyResponse* message) {
    const auto head = writes_->store()->Head();
    if (!head.ok()) return head.status();
    result_.set_end_sequence(head->sequence);
    result_.set_policy(policy_->pin().name());
    result_.set_policy_sha256(policy_->pin().content_sha256());
    result_.set_forms(sums_.forms);
    result_.set_totals_changed(sums_.totals_changed);
    result_.set_grades_changed(sums_.grades_changed);
    for (const auto& [move, times] : sums_.moves) {
      auto* const added = result_.add_moves();
      added->set_old_grade(move.first);
      added->set_new_grade(move.second);
      added->set_forms(times);
    }
    *message->mutable_result() = result_;
    return absl::OkStatus();
  }

  SimulatePolicyResponse Progress() const {
    SimulatePolicyResponse message;
    message.set_done(done_);
    message.set_all(all_);
    return message;
  }

  void Give(const SimulatePolicyResponse& message) { Give(std::optional(message.SerializeAsString())); }
  void Give(const absl::Status& status) {
    ended_ = true;
    Give(absl::StatusOr<std::optional<std::string>>(writes_->Caught(status)));
  }
  void Give(absl::StatusOr<std::optional<std::string>> message) {
    if (ended_) Leave();
    std::exchange(next_, nullptr)(std::move(message));
  }

  // Gives the place back before the caller sees the end: who opens one after the other never meets themselves.
  void Leave() {
    if (std::exchange(left_, true)) return;
    const std::lock_guard<std::mutex> lock(simulations_->mutex_);
    --simulations_->open_;
  }

  Simulations* const simulations_;
  const Writes* const writes_;
  Authority authority_;
  const absl::Time deadline_;
  SimulatePolicyRequest request_;
  const std::shared_ptr<const scoring::CompiledPolicy> policy_;
  std::atomic<bool> cancelled_ = false;  // shared
  Next next_;
  bool began_ = false, ended_ = false, left_ = false;
  int pauses_ = 0;
  int64_t after_sequence_ = 0, done_ = 0, all_ = 0;
  std::vector<Header> page_;
  std::array<Counts, kThreads> counts_;  // of the parts of a page, each its thread's
  std::atomic<int> parts_left_ = 0;      // shared
  Counts sums_;
  heng::v1::PolicySimulation result_;
};

OpenedStream Simulations::Open(const CallContext& call, const SimulatePolicyRequest& request,
                               std::shared_ptr<const scoring::CompiledPolicy> policy) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (open_ == kMaxOpen) return TooMany("同时进行的规则试算", "simulations at once", kMaxOpen);
    ++open_;
  }
  return std::make_shared<Stream>(this, call, request, std::move(policy));
}

}  // namespace heng::core
