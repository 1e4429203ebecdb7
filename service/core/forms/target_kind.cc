// Targets as forms. They have findings and no scores.
#include "heng/v1/target.pb.h"
#include "scoring/form_check.h"
#include "scoring/project_name.h"
#include "scoring/target_check.h"
#include "scoring/target_findings.h"
#include "scoring/waivers.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/form_kind.h"
#include "service/core/forms/violations.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using google::protobuf::Message;
using heng::v1::Finding;
using heng::v1::Target;
using heng::v1::TargetContent;

const TargetContent& As(const Message& content) { return static_cast<const TargetContent&>(content); }

void Fill(const TargetContent& form, const Target& found, store::Header* header) {
  header->form_type = store::kTarget;
  header->subject = form.subject();
  header->subject_kind = form.subject_kind();
  header->org_id = OrgId(form.org()).value_or("");
  header->fiscal_year = form.fiscal_year();
  header->project_name = scoring::ProjectName(form);
  header->policy = found.policy().name();
  header->policy_sha256 = found.policy().content_sha256();
  const auto& funds = form.annual_funds();
  header->annual_budget = ScaledDecimal(funds.has_total(), funds.total(), kMoneyPlaces);
  header->errors = header->warnings = header->infos = 0;
  for (const Finding& finding : found.findings()) {
    if (finding.has_waiver()) continue;
    if (finding.severity() == Finding::ERROR) ++header->errors;
    if (finding.severity() == Finding::WARNING) ++header->warnings;
    if (finding.severity() == Finding::INFO) ++header->infos;
  }
}

class Kind final : public FormKind {
 public:
  heng::v1::FormType type() const override { return heng::v1::TARGET; }
  const Workflow& workflow() const override { return TargetWorkflow(); }
  std::unique_ptr<Message> New() const override { return std::make_unique<TargetContent>(); }
  std::string_view Subject(const Message& content) const override { return As(content).subject(); }
  std::string_view Org(const Message& content) const override { return As(content).org(); }
  int32_t FiscalYear(const Message& content) const override { return As(content).fiscal_year(); }

  absl::StatusOr<ScoredForm> Score(const Message& content, const heng::v1::Contacts& contacts, const KeptPolicy& policy,
                                   const std::vector<heng::v1::Waiver>& waivers,
                                   const heng::v1::Budget*) const override {
    const TargetContent& form = As(content);
    const auto violations = Violations(scoring::CheckTarget(form), scoring::CheckContacts(contacts));
    if (!violations.empty()) return InvalidFields(violations);
    heng::v1::ScoreSheet sheet;  // waivers mark the findings of a sheet
    scoring::AddTargetFindings(*policy.compiled, form, sheet.mutable_findings());
    if (!waivers.empty()) scoring::ApplyWaivers(*policy.compiled, waivers, &sheet);
    Target found;
    *found.mutable_policy() = policy.compiled->pin();
    found.mutable_findings()->Swap(sheet.mutable_findings());
    ScoredForm scored;
    Fill(form, found, &scored.header);
    for (const Finding& finding : found.findings()) {
      if (finding.severity() == Finding::ERROR && !finding.has_waiver()) scored.error_ids.push_back(finding.id());
    }
    scored.content.score = found.SerializeAsString();
    scored.content.contacts = contacts.SerializeAsString();
    return scored;
  }

  bool FillHeader(const store::Revision& content, store::Header* header) const override {
    TargetContent form;
    Target found;
    if (!form.ParseFromString(content.form) || !found.ParseFromString(content.score)) return false;
    Fill(form, found, header);
    return true;
  }

  std::vector<heng::v1::Finding> Findings(const store::Revision& content) const override {
    Target found;
    if (!found.ParseFromString(content.score)) return {};
    return {found.findings().begin(), found.findings().end()};
  }

  void AppendEnvelope(const store::Header& header, std::string* bytes) const override {
    AppendTargetEnvelope(header, bytes);
  }
  // Stored as the piece of a Target that it is.
  void AppendScore(const std::string& score, std::string* bytes) const override { bytes->append(score); }

  std::string_view NameField() const override { return "target.name"; }
  std::optional<std::string> FormId(std::string_view name) const override { return TargetId(name); }
  absl::Status NotFound(std::string_view name) const override { return TargetNotFound(name); }
  absl::Status Exists(std::string_view name) const override { return TargetExists(name); }
};

}  // namespace

const FormKind& TargetKind() {
  static const auto* const kKind = new Kind;
  return *kKind;
}

}  // namespace heng::core
