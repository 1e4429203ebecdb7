// DrawSample: goes through all forms there are to draw from, page by page, and keeps the first; then one write marks
// them and keeps the sample. A form that changed in between refuses the draw: nobody could draw it again.
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/access/principal_rules.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/new_id.h"
#include "service/core/samples/ranking.h"
#include "service/core/samples/samples.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Sample;
using store::Header;
using store::Mutation;
using store::Snapshot;

constexpr Method kMethod = Method::kDrawSample;
constexpr size_t kMaxTitleLength = 200, kMaxSeedLength = 100;
constexpr int32_t kFirstYear = 2000, kLastYear = 2100;
constexpr int32_t kPage = 1000;
constexpr std::string_view kCollection = "samples/";

absl::Status CheckFields(const Sample& sample) {
  FieldProblems problems;
  const std::string& name = sample.name();
  if (!name.starts_with(kCollection) || !IsResourceId(std::string_view(name).substr(kCollection.size()))) {
    problems.Add("sample.name", absl::StrCat(Quoted(name), " 不是抽查的名称；应形如 samples/{编号}，或不填。"),
                 absl::StrCat(Quoted(name), " is no name of a sample; write samples/{id}, or leave it out"));
  }
  problems.Text("sample.title", sample.title(), kMaxTitleLength, /*may_be_empty=*/true);
  problems.OrgName("sample.org", sample.org());
  if (sample.fiscal_year() < kFirstYear || sample.fiscal_year() > kLastYear) {
    problems.Add("sample.fiscalYear",
                 absl::StrCat(sample.fiscal_year(), " 不是年度；应为 ", kFirstYear, " 至 ", kLastYear, "。"),
                 absl::StrCat(sample.fiscal_year(), " must be a year from ", kFirstYear, " to ", kLastYear));
  }
  if (sample.method() == Sample::METHOD_UNSPECIFIED || !Sample::Method_IsValid(sample.method())) {
    problems.Add("sample.method", "应为 RANDOM（随机）、BY_RISK（按风险）或 BY_AMOUNT（按金额）。",
                 "must be RANDOM, BY_RISK or BY_AMOUNT");
  }
  problems.Text("sample.seed", sample.seed(), kMaxSeedLength, /*may_be_empty=*/true);
  if (sample.size() < 1 || sample.size() > kMaxSampleSize) {
    problems.Add("sample.size", absl::StrCat("不能抽 ", sample.size(), " 份；应为 1 至 ", kMaxSampleSize, "。"),
                 absl::StrCat("can't be ", sample.size(), "; must be 1 to ", kMaxSampleSize));
  }
  return problems.Take();
}

// The sample as asked for, with name and seed.
Sample Wanted(const Sample& given) {
  Sample sample;
  sample.set_name(given.name().empty() ? std::string(kCollection) + NewId("s") : given.name());
  sample.set_title(given.title());
  sample.set_org(given.org());
  sample.set_fiscal_year(given.fiscal_year());
  sample.set_method(given.method());
  sample.set_size(given.size());
  if (given.method() == Sample::RANDOM) sample.set_seed(given.seed().empty() ? NewId("seed") : given.seed());
  return sample;
}

bool IsClassified(const Epoch& epoch, const std::string& subject) {
  const auto found = epoch.classified->find(subject);
  return found != epoch.classified->end() && found->second.classified;
}

bool MayBeDrawn(const Header& form) {
  const bool approved = form.state == Evaluation::APPROVED || form.state == Evaluation::ACCEPTED;
  return approved && (form.flags & (store::kSampled | store::kRechecked)) == 0;
}

Mutation Mark(const Header& form, int64_t now) {
  Mutation mutation;
  mutation.header = form;
  mutation.header->etag += 1;
  mutation.header->update_time = now;
  mutation.header->flags |= store::kSampled;
  mutation.event.action = "evaluation.sample";
  mutation.event.resource = EvaluationName(form.id);
  mutation.event.org_id = form.org_id;
  mutation.event.policy = form.policy;
  return mutation;
}

absl::StatusOr<std::vector<Mutation>> DecideDraw(const Authority& authority, const Snapshot& snapshot,
                                                 const Sample& sample, const std::vector<Header>& drawn) {
  const std::string org_id = OrgId(sample.org()).value_or("");
  const Epoch& epoch = authority.epoch();
  if (auto status = authority.Check(kMethod, sample.org(), org_id); !status.ok()) return status;
  if (const auto& taken = snapshot.entries.front()) {
    const bool visible = authority.RoleFor(Method::kGetSample, taken->org_id).has_value();
    return visible ? ResourceExists(sample.name()) : PermissionDenied(kMethod, sample.name());
  }
  Sample next = sample;
  next.set_principal("principals/" + authority.principal_id());
  std::vector<Mutation> mutations = One(ChangeTo(std::nullopt, org_id, std::move(next), snapshot.now, Resident::kNo));
  for (size_t i = 0; i < drawn.size(); ++i) {
    const auto& form = snapshot.forms[i];
    const bool same = form && form->etag == drawn[i].etag && epoch.orgs->Contains(org_id, form->org_id) &&
                      !IsClassified(epoch, form->subject);
    if (!same) return DrawOutdated(EvaluationName(drawn[i].id));
    // The time of its event: each event of a write is 1 µs behind the one before.
    mutations.push_back(Mark(*form, snapshot.now + static_cast<int64_t>(i) + 1));
  }
  return mutations;
}

// Keeps itself alive by the pages it waits for.
class Draw : public std::enable_shared_from_this<Draw> {
 public:
  Draw(Writes* writes, size_t max_population, WriteJob job, Sample sample, Reply reply)
      : writes_(writes),
        max_population_(max_population),
        job_(std::move(job)),
        sample_(std::move(sample)),
        reply_(std::move(reply)),
        first_(static_cast<size_t>(sample_.size())) {
    const Epoch& epoch = job_.authority.epoch();
    const std::string org_id = OrgId(sample_.org()).value_or("");
    const OrgNode* const root = epoch.orgs->root();
    const bool everywhere = root != nullptr && root->id == org_id;
    query_.scope = job_.authority.ScopeOf(kMethod, everywhere ? std::nullopt : std::optional(org_id));
    query_.fiscal_year = sample_.fiscal_year();
    query_.limit = kPage;
  }

  // Forms of every state: one that moves on from one state to another meanwhile is met once only.
  void Next() {
    writes_->store()->List(query_, job_.deadline,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& page) {
                             if (!page.ok()) return self->reply_(self->writes_->Caught(page.status()));
                             self->Take(*page);
                           });
  }

 private:
  void Take(const std::vector<Header>& page) {
    const Epoch& epoch = job_.authority.epoch();
    for (const Header& form : page) {
      if (!MayBeDrawn(form) || IsClassified(epoch, form.subject)) continue;
      names_.push_back(EvaluationName(form.id));
      first_.Add(Rank(sample_.method(), sample_.seed(), form, PolicyOf(form)));
    }
    if (names_.size() > max_population_) {
      return reply_(TooMany("可供抽取的自评表", "forms to draw from", max_population_));
    }
    if (page.size() < static_cast<size_t>(kPage)) return Write();
    query_.after_sequence = page.back().sequence;
    Next();
  }

  const heng::v1::Policy* PolicyOf(const Header& form) const {
    const auto kept = job_.authority.epoch().policies->Find(form.policy);
    return kept == nullptr ? nullptr : &kept->compiled->proto();
  }

  void Write() {
    sample_.set_population(static_cast<int64_t>(names_.size()));
    sample_.set_population_sha256(PopulationSha256(&names_));
    std::vector<Header> drawn;
    for (const Ranked& ranked : first_.forms()) {
      *sample_.add_forms() = ToSampledForm(sample_.method(), ranked, PolicyOf(ranked.form));
      job_.keys.forms.push_back(ranked.form.id);
      drawn.push_back(ranked.form);
    }
    job_.keys.entries = {sample_.name()};
    job_.bytes = sample_.ByteSizeLong() + drawn.size() * sizeof(Header);
    AnswerWithEntry(*writes_, &job_);
    job_.decide = [sample = std::move(sample_), drawn = std::move(drawn)](const Authority& authority,
                                                                          const Snapshot& snapshot) {
      return DecideDraw(authority, snapshot, sample, drawn);
    };
    writes_->Run(std::move(job_), reply_);
  }

  Writes* const writes_;
  const size_t max_population_;
  WriteJob job_;
  Sample sample_;
  const Reply reply_;
  store::ListQuery query_;
  FirstForms first_;
  std::vector<std::string> names_;
};

}  // namespace

void Samples::DrawSample(const CallContext& call, const heng::v1::DrawSampleRequest& request, Reply reply) {
  Sample sample = Wanted(request.sample());
  if (const auto org_id = OrgId(sample.org())) {
    if (auto status = call.authority.Check(kMethod, sample.org(), *org_id); !status.ok()) return reply(status);
  }
  if (auto status = CheckFields(sample); !status.ok()) return reply(status);
  WriteJob job(kMethod, call, request);
  std::make_shared<Draw>(writes_, max_population_, std::move(job), std::move(sample), std::move(reply))->Next();
}

}  // namespace heng::core
