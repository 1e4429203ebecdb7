// Reading samples: with how the rechecks of their forms stand.
#include "service/core/samples/samples.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "heng/v1/review.pb.h"
#include "scoring/decimal.h"
#include "service/core/directory/pages.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Sample;
using heng::v1::SampledForm;

// Forms read in one turn on a thread of the store.
constexpr int kFormsPerTurn = 50;
// A sample has up to 1000 forms, which a list reads and leaves out: more of them than this make no page.
constexpr int kMaxSamplesPerPage = 50;

std::string ScoreText(int64_t scaled) {
  constexpr int kScale = 100;  // of 10^-4 points to millionths
  return scoring::Decimal::FromMillionths(absl::int128(scaled) * kScale).ToString(2);
}

// How the form stands now; `sample` is the name of the one it was drawn in.
absl::Status Join(const store::StoredForm& stored, const std::string& sample, SampledForm* form) {
  heng::v1::ReviewRecord review;
  if (!review.ParseFromString(stored.revision.review)) {
    return absl::DataLossError(absl::StrCat("the review record of ", stored.header.id, " can't be read"));
  }
  const store::Header& header = stored.header;
  const auto& all = review.rechecks();
  const auto recheck =
      std::find_if(all.rbegin(), all.rend(), [&](const heng::v1::Recheck& one) { return one.sample() == sample; });
  if (recheck != all.rend()) {
    form->set_conclusion(recheck->conclusion());
    if (recheck->has_self_total()) form->set_self_total(recheck->self_total());
  } else if (header.score_source <= heng::v1::SELF && header.total) {
    form->set_self_total(ScoreText(*header.total));
  }
  if (header.total) form->set_total(ScoreText(*header.total));
  form->set_grade(static_cast<heng::v1::Grade>(header.grade));
  return absl::OkStatus();
}

// Reads the forms of a sample, some at a time, on threads of the store; keeps itself alive by the turns it waits for.
class Joining : public std::enable_shared_from_this<Joining> {
 public:
  Joining(const Writes* writes, const CallContext& call, Sample sample, Reply reply)
      : writes_(writes),
        authority_(call.authority),
        deadline_(call.deadline),
        sample_(std::move(sample)),
        reply_(std::move(reply)) {
    sample_.mutable_forms()->Swap(&drawn_);
  }

  void Next() {
    if (next_ == drawn_.size()) return reply_(sample_.SerializeAsString());
    // A list of nothing: what follows it runs in the read pool.
    store::ListQuery turn;
    turn.scope.org_ids.emplace();
    turn.limit = 1;
    writes_->store()->List(std::move(turn), deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<store::Header>>& nothing) {
                             auto status = nothing.ok() ? self->ReadSome() : nothing.status();
                             if (!status.ok()) return self->reply_(self->writes_->Caught(status));
                             self->Next();
                           });
  }

 private:
  absl::Status ReadSome() {
    const int end = std::min(drawn_.size(), next_ + kFormsPerTurn);
    for (; next_ < end; ++next_) {
      SampledForm& form = drawn_[next_];
      const auto stored = writes_->store()->Get(EvaluationId(form.evaluation()).value_or(""));
      if (!stored.ok()) return stored.status();
      const store::Header& header = stored->header;
      if (!authority_.RoleFor(Method::kGetSample, header.org_id, header.subject)) continue;
      if (auto status = Join(*stored, sample_.name(), &form); !status.ok()) return status;
      *sample_.add_forms() = std::move(form);
    }
    return absl::OkStatus();
  }

  const Writes* const writes_;
  const Authority authority_;
  const absl::Time deadline_;
  Sample sample_;  // with those forms only that were read
  const Reply reply_;
  google::protobuf::RepeatedPtrField<SampledForm> drawn_;
  int next_ = 0;
};

absl::StatusOr<std::string> AnswerPage(const DirectoryPage& page, const std::vector<store::Entry>& entries) {
  std::string answer;
  const size_t taken = std::min(entries.size(), static_cast<size_t>(page.size));
  for (size_t i = 0; i < taken; ++i) {
    Sample sample;
    if (!sample.ParseFromString(entries[i].body)) return absl::DataLossError(entries[i].name + " can't be read");
    sample.clear_forms();
    AppendField(heng::v1::ListSamplesResponse::kSamplesFieldNumber, sample.SerializeAsString(), &answer);
  }
  if (taken < entries.size()) {
    AppendField(heng::v1::ListSamplesResponse::kNextPageTokenFieldNumber,
                MakePageToken(page.filter, entries[taken - 1].sequence), &answer);
  }
  return answer;
}

}  // namespace

void Samples::GetSample(const CallContext& call, const heng::v1::GetSampleRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kGetSample;
  constexpr std::string_view kCollection = "samples/";
  const std::string& name = request.name();
  if (!name.starts_with(kCollection) || !IsResourceId(std::string_view(name).substr(kCollection.size()))) {
    return reply(InvalidField("name", absl::StrCat(Quoted(name), " 不是抽查的名称；应形如 samples/{编号}。"),
                              absl::StrCat(Quoted(name), " is no name of a sample; write samples/{id}")));
  }
  const auto entry = writes_->store()->GetEntry(name);
  if (absl::IsNotFound(entry.status())) return reply(call.authority.Missing(kMethod, name, ResourceNotFound(name)));
  if (!entry.ok()) return reply(writes_->Caught(entry.status()));
  if (auto status = call.authority.Check(kMethod, name, entry->org_id); !status.ok()) return reply(status);
  Sample sample;
  if (!sample.ParseFromString(entry->body)) {
    return reply(writes_->Caught(absl::DataLossError(name + " can't be read")));
  }
  std::make_shared<Joining>(writes_, call, std::move(sample), std::move(reply))->Next();
}

void Samples::ListSamples(const CallContext& call, const heng::v1::ListSamplesRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListSamples;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  page->size = std::min(page->size, kMaxSamplesPerPage);
  store::EntryQuery query;
  query.collection = "samples";
  query.org_ids = call.authority.ScopeOf(kMethod, page->within).org_ids;
  query.after_sequence = page->after_sequence;
  query.limit = page->size + 1;  // one more tells whether there is a next page
  writes_->store()->ListEntries(
      std::move(query), call.deadline,
      [this, page = *page, reply = std::move(reply)](const absl::StatusOr<std::vector<store::Entry>>& entries) {
        if (!entries.ok()) return reply(writes_->Caught(entries.status()));
        auto answer = AnswerPage(page, *entries);
        if (!answer.ok()) return reply(writes_->Caught(answer.status()));
        reply(*std::move(answer));
      });
}

}  // namespace heng::core
