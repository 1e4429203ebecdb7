#include "service/core/results/outcome.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "heng/v1/directory.pb.h"
#include "heng/v1/review.pb.h"
#include "service/core/envelope.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::EvaluationOutcome;
using store::Header;

// Empty: it has none, or is no project.
absl::StatusOr<std::string> ProjectCodeOf(store::Store* store, const std::string& subject) {
  if (!ProjectId(subject)) return std::string();
  const auto entry = store->GetEntry(subject);
  if (absl::IsNotFound(entry.status())) return std::string();
  if (!entry.ok()) return entry.status();
  heng::v1::Project project;
  if (!project.ParseFromString(entry->body)) return absl::DataLossError(subject + " can't be read");
  return project.code();
}

// The last one, without what is long.
absl::Status FillRecheck(store::Store* store, const Header& form, EvaluationOutcome* out) {
  if (form.review_rev == 0) return absl::OkStatus();
  if ((form.flags & store::kRechecked) == 0 && form.score_source == heng::v1::SCORE_SOURCE_UNSPECIFIED) {
    return absl::OkStatus();
  }
  const auto revision = store->GetRevision(form.id, form.review_rev);
  if (!revision.ok()) return revision.status();
  heng::v1::ReviewRecord record;
  if (!record.ParseFromString(revision->review)) {
    return absl::DataLossError(absl::StrCat("the review record of ", form.id, " can't be read"));
  }
  if (record.rechecks().empty()) return absl::OkStatus();
  heng::v1::Recheck& recheck = *record.mutable_rechecks(record.rechecks_size() - 1);
  recheck.clear_rows();
  recheck.clear_steps();
  *out->mutable_recheck() = std::move(recheck);
  return absl::OkStatus();
}

void FillMoney(const Header& form, EvaluationOutcome* out) {
  if (form.annual_budget) out->set_annual_budget(DecimalText(*form.annual_budget, kMoneyPlaces));
  if (form.executed) out->set_executed(DecimalText(*form.executed, kMoneyPlaces));
  if (form.annual_budget && form.executed) {
    out->set_unspent(DecimalText(*form.annual_budget - *form.executed, kMoneyPlaces));
  }
  if (form.execution_rate) out->set_execution_rate(DecimalText(*form.execution_rate, kPercentPlaces));
  if (form.execution_score) out->set_execution_score(DecimalText(*form.execution_score, kScorePlaces));
}

}  // namespace

absl::StatusOr<EvaluationOutcome> OutcomeOf(store::Store* store, const Epoch& epoch, const Header& form) {
  EvaluationOutcome out;
  out.set_evaluation(EvaluationName(form.id));
  out.set_subject(form.subject);
  out.set_project_name(form.project_name);
  auto code = ProjectCodeOf(store, form.subject);
  if (!code.ok()) return code.status();
  out.set_project_code(*std::move(code));
  out.set_org(OrgName(form.org_id));
  if (const OrgNode* const org = epoch.orgs->Find(form.org_id); org != nullptr) {
    out.set_org_title(org->org.title());
    out.set_org_code(org->org.code());
  }
  out.set_fiscal_year(form.fiscal_year);
  out.set_state(static_cast<heng::v1::Evaluation::State>(form.state));
  if (form.total) out.set_total(DecimalText(*form.total, kScorePlaces));
  out.set_grade(static_cast<heng::v1::Grade>(form.grade));
  out.set_score_source(static_cast<heng::v1::ScoreSource>(form.score_source));
  if (auto status = FillRecheck(store, form, &out); !status.ok()) return status;
  FillMoney(form, &out);
  out.set_stale((form.flags & store::kStale) != 0);
  out.set_late((form.flags & store::kLate) != 0);
  out.set_sampled((form.flags & store::kSampled) != 0);
  out.set_errors(form.errors);
  out.set_warnings(form.warnings);
  out.mutable_policy()->set_name(form.policy);
  out.mutable_policy()->set_content_sha256(form.policy_sha256);
  out.set_etag(absl::StrCat(form.etag));
  SetTime(form.update_time, out.mutable_update_time());
  return out;
}

}  // namespace heng::core
