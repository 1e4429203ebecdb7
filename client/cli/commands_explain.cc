// heng explain-finding: what a finding means, how severe it is, and how to mend it.
#include "client/cli/commands.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/policy_source.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "scoring/findings/catalogue.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;
using heng::v1::FindingEntry;

std::vector<Policy> AllPolicies() {
  std::vector<Policy> policies;
  const auto& shipped = scoring::ShippedPolicies::Get();
  for (const std::string& name : shipped.Names()) policies.push_back(shipped.Find(name));
  return policies;
}

Finding::Severity SeverityIn(const Policy& policy, const std::string& id) {
  const auto& severities = policy->proto().severities();
  for (const auto& of : severities.of()) {
    if (of.finding() == id) return of.severity();
  }
  return severities.default_severity();
}

// The text of a finding without a form at hand: the values are not known yet.
std::string WithoutValues(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return out + text.substr(at);
    out += text.substr(at, open - at) + "…";
    at = close + 1;
  }
  return out;
}

std::string When(const FindingEntry& entry, Language language) {
  return language == Language::kChinese ? entry.when_zh() : entry.when_en();
}

std::string Severities(const std::vector<Policy>& policies, const std::string& id, Language language) {
  Table table({{""}, {""}});
  for (const Policy& policy : policies) {
    table.AddRow({"  " + ShortPolicyName(policy->proto().name()), SeverityName(SeverityIn(policy, id), language)});
  }
  return table.Render();
}

std::string RenderEntry(const FindingEntry& entry, const Look& look) {
  const Language language = look.language;
  const auto title = [&](const char* zh, const char* en) {
    return Paint(Say(language, zh, en), Color::kBold, look.color) + "\n";
  };
  std::string out = Paint(SafeText(entry.id()), Color::kBold, look.color) + "\n\n";
  out += title("何时出现", "When it shows up");
  out += "  " + When(entry, language) + "\n";
  const std::string mend = WithoutValues(language == Language::kChinese ? entry.mend_zh() : entry.mend_en());
  if (!mend.empty()) out += "\n" + title("怎样改正", "How to mend it") + "  " + mend + "\n";
  return out + "\n" + title("级别（由评分规则规定）", "Severity, set by the policy") +
         Severities(AllPolicies(), entry.id(), language);
}

std::string RenderList(const Look& look) {
  const std::vector<Policy> policies = AllPolicies();
  std::vector<Column> columns = {{Say(look.language, "编号", "Finding")}};
  for (const Policy& policy : policies) columns.push_back({ShortPolicyName(policy->proto().name())});
  columns.push_back({Say(look.language, "何时出现", "When it shows up"), Align::kLeft, true});
  Table table(std::move(columns));
  for (const FindingEntry& entry : scoring::Catalogue().entries()) {
    std::vector<std::string> cells = {entry.id()};
    for (const Policy& policy : policies) {
      cells.push_back(SeverityName(SeverityIn(policy, entry.id()), look.language));
    }
    cells.push_back(When(entry, look.language));
    table.AddRow(std::move(cells));
  }
  return table.Render(look.width);
}

// {"finding": <FindingEntry>, "severities": {"policies/mof-2020": "ERROR", …}}
std::string JsonLine(const FindingEntry& entry, const std::vector<Policy>& policies) {
  std::string severities;
  for (const Policy& policy : policies) {
    severities += (severities.empty() ? "" : ",") + JsonString(policy->proto().name()) + ":" +
                  JsonString(Finding::Severity_Name(SeverityIn(policy, entry.id())));
  }
  return "{\"finding\":" + json::WriteMessage(entry, json::Style::kLine) + ",\"severities\":{" + severities + "}}\n";
}

}  // namespace

ExitCode RunExplainFinding(const Session& session) {
  std::ostream& out = session.console.out;
  const FindingEntry* const one = scoring::FindFinding(session.options.finding);
  if (one != nullptr) {
    out << (session.Json() ? JsonLine(*one, AllPolicies()) : RenderEntry(*one, session.OutLook()));
  } else if (session.Json()) {
    const std::vector<Policy> policies = AllPolicies();
    for (const FindingEntry& entry : scoring::Catalogue().entries()) out << JsonLine(entry, policies);
  } else {
    out << RenderList(session.OutLook());
  }
  return ExitCode::kOk;
}

}  // namespace heng::cli
