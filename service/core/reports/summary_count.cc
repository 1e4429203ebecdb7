#include "service/core/reports/summary_count.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/envelope.h"
#include "service/core/names.h"
#include "service/core/reports/labels.h"
#include "service/core/reports/piece.h"
#include "service/core/reports/published.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Project;
using heng::v1::Summary;
using heng::v1::SummaryLine;
using scoring::Decimal;
using store::Header;

std::string Money(store::BigSum cents) { return Decimal::FromMillionths(cents * 10'000).ToString(kMoneyPlaces); }

std::string RateOf(store::BigSum annual_budget, store::BigSum executed) {
  return annual_budget > 0 ? PercentText(executed, annual_budget) : "";
}

}  // namespace

void SummaryCount::Sums::Add(const Header& form) {
  ++forms;
  annual_budget += form.annual_budget.value_or(0);
  executed += form.executed.value_or(0);
}

void SummaryCount::Sums::Add(const Sums& other) {
  forms += other.forms;
  annual_budget += other.annual_budget;
  executed += other.executed;
}

SummaryCount::SummaryCount(const Epoch& epoch, std::string org_id, int32_t fiscal_year)
    : epoch_(epoch), org_id_(std::move(org_id)), fiscal_year_(fiscal_year) {
  auto orgs = epoch_.orgs->Subtree(org_id_);
  std::sort(orgs.begin(), orgs.end(), [](const OrgNode* a, const OrgNode* b) {
    return std::tuple(a->org.code(), a->org.title(), a->id) < std::tuple(b->org.code(), b->org.title(), b->id);
  });
  for (size_t i = 0; i < orgs.size(); ++i) places_.emplace(orgs[i]->id, i);
}

void SummaryCount::AddProject(const std::string& name, Project::Tier tier, bool expected) {
  projects_[name] = {static_cast<uint8_t>(tier), expected && !IsClassified(epoch_, name)};
}

size_t SummaryCount::PlaceOf(const std::string& org_id) const {
  const auto found = places_.find(org_id);
  return found == places_.end() ? places_.size() : found->second;
}

const heng::v1::Policy* SummaryCount::PolicyOf(const Header& form) const {
  const auto kept = epoch_.policies->Find(form.policy);
  return kept == nullptr ? nullptr : &kept->compiled->proto();
}

void SummaryCount::AddForm(const Header& form) {
  if (form.subject_kind == heng::v1::WHOLE_UNIT) {
    ++whole_units_;
    return;
  }
  const auto project = projects_.find(form.subject);
  int32_t tier = Project::TIER_UNSPECIFIED;
  if (project != projects_.end()) {
    tier = project->second.tier;
    project->second.missing = false;
  }
  total_.Add(form);
  const bool graded = form.grade >= heng::v1::EXCELLENT && form.grade <= heng::v1::POOR;
  by_grade_[graded ? form.grade : heng::v1::GRADE_UNSPECIFIED].Add(form);
  by_state_[form.state].Add(form);
  by_tier_[tier].Add(form);
  by_org_[form.org_id].Add(form);
  if (form.returned > 0) ++returned_;
  if ((form.flags & store::kLate) != 0) ++late_;
  if (IsOpen(form.state)) ++open_;
  last_change_ = std::max(last_change_, form.update_time);
  Ranked ranked = Rank(heng::v1::Sample::BY_RISK, "", form, PolicyOf(form));
  if (ranked.weight > 0) risks_.Add(std::move(ranked));
  AddRow(form);
}

void SummaryCount::AddRow(const Header& form) {
  Row row{PlaceOf(form.org_id), form};
  const bool full = rows_.size() == kMaxSummaryRows;
  if (full && !(row < *rows_.rbegin())) return;
  rows_.insert(std::move(row));
  if (full) rows_.erase(std::prev(rows_.end()));
}

SummaryLine SummaryCount::LineOf(const std::string& key, const std::string& title, const Sums& sums) {
  SummaryLine line;
  line.set_key(key);
  line.set_title(title);
  line.set_count(static_cast<int32_t>(sums.forms));
  line.set_annual_budget(Money(sums.annual_budget));
  line.set_executed(Money(sums.executed));
  const std::string rate = RateOf(sums.annual_budget, sums.executed);
  if (!rate.empty()) line.set_execution_rate(rate);
  return line;
}

std::string SummaryCount::OrgTitle(const std::string& org_id) const {
  const OrgNode* const org = epoch_.orgs->Find(org_id);
  return org == nullptr ? std::string() : org->org.title();
}

Summary SummaryCount::Finish() const {
  Summary summary;
  summary.set_org(OrgName(org_id_));
  summary.set_org_title(OrgTitle(org_id_));
  summary.set_fiscal_year(fiscal_year_);
  *summary.mutable_total() = LineOf("", "合计", total_);
  FinishGroups(&summary);
  FinishOrgs(&summary);
  summary.set_returned(static_cast<int32_t>(returned_));
  summary.set_late(static_cast<int32_t>(late_));
  summary.set_open(static_cast<int32_t>(open_));
  summary.set_missing(static_cast<int32_t>(
      std::count_if(projects_.begin(), projects_.end(), [](const auto& known) { return known.second.missing; })));
  summary.set_whole_units(static_cast<int32_t>(whole_units_));
  summary.set_classified(static_cast<int32_t>(classified_));
  FinishRisks(&summary);
  FinishRows(&summary);
  return summary;
}

void SummaryCount::FinishGroups(Summary* summary) const {
  const auto sums = [](const std::map<int32_t, Sums>& groups, int32_t key) {
    const auto found = groups.find(key);
    return found == groups.end() ? Sums() : found->second;
  };
  for (const auto grade :
       {heng::v1::EXCELLENT, heng::v1::GOOD, heng::v1::FAIR, heng::v1::POOR, heng::v1::GRADE_UNSPECIFIED}) {
    *summary->add_by_grade() = LineOf(heng::v1::Grade_Name(grade), GradeInChinese(grade), sums(by_grade_, grade));
  }
  for (const auto& [state, of_state] : by_state_) {
    *summary->add_by_state() =
        LineOf(Evaluation::State_Name(static_cast<Evaluation::State>(state)), StateInChinese(state), of_state);
  }
  for (const auto tier : {Project::TIER_ONE, Project::TIER_TWO, Project::TIER_UNSPECIFIED}) {
    const Sums of_tier = sums(by_tier_, tier);
    if (tier == Project::TIER_UNSPECIFIED && of_tier.forms == 0) continue;
    *summary->add_by_tier() = LineOf(absl::StrCat(static_cast<int>(tier)), TierInChinese(tier), of_tier);
  }
}

void SummaryCount::FinishOrgs(Summary* summary) const {
  std::map<std::pair<size_t, std::string>, Sums> lines;  // by place
  if (by_org_.size() <= kMaxSummaryOrgs) {
    for (const auto& [org_id, sums] : by_org_) lines[{PlaceOf(org_id), org_id}] = sums;
  } else {
    for (const auto& [org_id, sums] : by_org_) {
      // The one below the org that was asked for.
      std::string id = org_id;
      for (const OrgNode* node = epoch_.orgs->Find(org_id); node != nullptr && node->id != org_id_;
           node = epoch_.orgs->Parent(*node)) {
        id = node->id;
      }
      lines[{PlaceOf(id), id}].Add(sums);
    }
  }
  for (const auto& [place, sums] : lines) {
    if (static_cast<size_t>(summary->by_org_size()) == kMaxSummaryOrgs) break;
    *summary->add_by_org() = LineOf(OrgName(place.second), OrgTitle(place.second), sums);
  }
  summary->set_orgs_left_out(static_cast<int32_t>(lines.size()) - summary->by_org_size());
}

void SummaryCount::FinishRisks(Summary* summary) const {
  for (const Ranked& ranked : risks_.forms()) {
    const Risk risk = RiskOf(ranked.form, PolicyOf(ranked.form));
    auto* const item = summary->add_risks();
    item->set_evaluation(EvaluationName(ranked.form.id));
    item->set_project_name(ranked.form.project_name);
    item->set_org_title(OrgTitle(ranked.form.org_id));
    item->set_points(risk.points);
    for (const auto& reason : risk.reasons) *item->add_reasons() = reason;
  }
}

void SummaryCount::FinishRows(Summary* summary) const {
  size_t bytes = 0;
  int32_t number = 0;
  for (const Row& row : rows_) {
    const Header& form = row.form;
    heng::v1::SummaryRow told;
    told.set_number(++number);
    told.set_org_title(OrgTitle(form.org_id));
    told.set_project_name(form.project_name);
    if (form.annual_budget) told.set_annual_budget(Money(*form.annual_budget));
    if (form.executed) told.set_executed(Money(*form.executed));
    if (form.annual_budget && form.executed) {
      const std::string rate = RateOf(*form.annual_budget, *form.executed);
      if (!rate.empty()) told.set_execution_rate(rate);
    }
    if (form.total) told.set_total(ShortText(*form.total, kScorePlaces));
    told.set_grade(static_cast<heng::v1::Grade>(form.grade));
    told.set_state(static_cast<Evaluation::State>(form.state));
    told.set_evaluation(EvaluationName(form.id));
    bytes += told.ByteSizeLong();
    if (bytes > kMaxSummaryRowBytes) break;
    *summary->add_rows() = std::move(told);
  }
  summary->set_rows_left_out(static_cast<int32_t>(total_.forms) - summary->rows_size());
}

}  // namespace heng::core
