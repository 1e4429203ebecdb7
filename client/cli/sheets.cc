#include "client/cli/sheets.h"

namespace heng::cli {

using heng::v1::Finding;
using heng::v1::ScoreSheet;

int CountOf(const ScoreSheet& sheet, Finding::Severity severity) {
  int count = 0;
  for (const Finding& finding : sheet.findings()) count += finding.severity() == severity ? 1 : 0;
  return count;
}

bool HasFindingsFrom(const ScoreSheet& sheet, Finding::Severity lowest) {
  if (lowest == Finding::SEVERITY_UNSPECIFIED) return false;
  for (const Finding& finding : sheet.findings()) {
    if (finding.severity() >= lowest && !finding.has_waiver()) return true;
  }
  return false;
}

Answer<Policy> PolicyOf(const Session& session) {
  const Options& options = session.options;
  return options.policy_file.empty() ? FindPolicy(options.policy) : LoadPolicyFile(options.policy_file);
}

}  // namespace heng::cli
