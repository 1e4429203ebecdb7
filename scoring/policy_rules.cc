#include "scoring/policy_rules.h"

#include <algorithm>

#include "scoring/policy_reader.h"

namespace heng::scoring {

heng::v1::Finding::Severity PolicyRules::SeverityOf(std::string_view finding) const {
  const auto it = severities.find(absl::string_view(finding.data(), finding.size()));
  return it == severities.end() ? default_severity : it->second;
}

const std::string& PolicyRules::ClauseOf(std::string_view rule) const {
  const auto it = clauses.find(absl::string_view(rule.data(), rule.size()));
  return it == clauses.end() ? default_clause : it->second;
}

const BandRule& PolicyRules::Band(int number) const {
  const int last = static_cast<int>(bands.size());
  return bands[static_cast<size_t>(std::clamp(number, 1, last) - 1)];
}

bool Lists(const std::vector<std::string>& texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(), [text](const std::string& listed) { return listed == text; });
}

PolicyRules ReadPolicyRules(const heng::v1::Policy& policy, std::vector<std::string>& mistakes) {
  return PolicyReader(policy, mistakes).Read();
}

}  // namespace heng::scoring
