#include "scoring/waivers.h"

#include <optional>

#include "scoring/findings/checks.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {
namespace {

using heng::v1::Finding;
using heng::v1::Waiver;
using FindingList = google::protobuf::RepeatedPtrField<Finding>;

bool IsAt(const Finding& finding, const Waiver& waiver) {
  return finding.id() == waiver.finding() && finding.place().row_id() == waiver.row_id() &&
         finding.place().field() == waiver.field();
}

// The finding still states what it did when it was waived.
bool Holds(const Finding& finding, const Waiver& waiver) {
  return !waiver.has_stated() || finding.stated() == waiver.stated();
}

bool MayWaive(const PolicyRules& rules, const Waiver& waiver) {
  if (waiver.role() == Waiver::REVIEWER) return true;
  return waiver.role() == Waiver::PREPARER && rules.preparer_may_waive.contains(waiver.finding());
}

std::optional<WaiverProblem> Apply(const PolicyRules& rules, const Waiver& waiver, FindingList* findings) {
  if (!MayWaive(rules, waiver)) return WaiverProblem::kNotAllowed;
  if (SaysNothing(rules, waiver.reason())) return WaiverProblem::kNoReason;
  bool found = false;
  for (Finding& finding : *findings) {
    if (!IsAt(finding, waiver) || !Holds(finding, waiver)) continue;
    found = true;
    if (!finding.has_waiver()) *finding.mutable_waiver() = waiver;
  }
  return found ? std::nullopt : std::optional<WaiverProblem>(WaiverProblem::kNoSuchFinding);
}

}  // namespace

std::vector<RefusedWaiver> ApplyWaivers(const CompiledPolicy& policy, const std::vector<Waiver>& waivers,
                                        FindingList* findings) {
  std::vector<RefusedWaiver> refused;
  for (size_t i = 0; i < waivers.size(); ++i) {
    const auto problem = Apply(policy.rules(), waivers[i], findings);
    if (problem) refused.push_back({static_cast<int>(i), *problem});
  }
  return refused;
}

std::vector<RefusedWaiver> ApplyWaivers(const CompiledPolicy& policy, const std::vector<Waiver>& waivers,
                                        heng::v1::ScoreSheet* sheet) {
  return ApplyWaivers(policy, waivers, sheet->mutable_findings());
}

}  // namespace heng::scoring
