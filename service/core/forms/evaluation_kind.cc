// Evaluations as forms.
#include <google/protobuf/arena.h>

#include "heng/v1/evaluation.pb.h"
#include "scoring/form_check.h"
#include "scoring/score.h"
#include "scoring/waivers.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/forms/form_kind.h"
#include "service/core/forms/violations.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using google::protobuf::Message;
using heng::v1::FormContent;

const FormContent& As(const Message& content) { return static_cast<const FormContent&>(content); }

class Kind final : public FormKind {
 public:
  heng::v1::FormType type() const override { return heng::v1::EVALUATION; }
  const Workflow& workflow() const override { return EvaluationWorkflow(); }
  std::unique_ptr<Message> New() const override { return std::make_unique<FormContent>(); }
  std::string_view Subject(const Message& content) const override { return As(content).subject(); }
  std::string_view Org(const Message& content) const override { return As(content).org(); }
  int32_t FiscalYear(const Message& content) const override { return As(content).fiscal_year(); }

  absl::StatusOr<ScoredForm> Score(const Message& content, const heng::v1::Contacts& contacts, const KeptPolicy& policy,
                                   const std::vector<heng::v1::Waiver>& waivers,
                                   const heng::v1::Budget* imported) const override {
    const FormContent& form = As(content);
    const auto violations = Violations(scoring::CheckForm(form), scoring::CheckContacts(contacts));
    if (!violations.empty()) return InvalidFields(violations);

    google::protobuf::Arena arena;  // a sheet is hundreds of small messages
    auto& sheet = *google::protobuf::Arena::CreateMessage<heng::v1::ScoreSheet>(&arena);
    scoring::Score(*policy.compiled, form, imported, &sheet);
    if (!waivers.empty()) scoring::ApplyWaivers(*policy.compiled, waivers, &sheet);
    ScoredForm scored;
    core::FillHeader(form, sheet, &scored.header);
    for (const auto& finding : sheet.findings()) {
      if (finding.severity() == heng::v1::Finding::ERROR && !finding.has_waiver()) {
        scored.error_ids.push_back(finding.id());
      }
    }
    scored.content.score = sheet.SerializeAsString();
    scored.content.contacts = contacts.SerializeAsString();
    return scored;
  }

  bool FillHeader(const store::Revision& content, store::Header* header) const override {
    FormContent form;
    heng::v1::ScoreSheet sheet;
    if (!form.ParseFromString(content.form) || !sheet.ParseFromString(content.score)) return false;
    core::FillHeader(form, sheet, header);
    return true;
  }

  std::vector<heng::v1::Finding> Findings(const store::Revision& content) const override {
    heng::v1::ScoreSheet sheet;
    if (!sheet.ParseFromString(content.score)) return {};
    return {sheet.findings().begin(), sheet.findings().end()};
  }

  void AppendEnvelope(const store::Header& header, std::string* bytes) const override {
    core::AppendEnvelope(header, bytes);
  }
  void AppendScore(const std::string& score, std::string* bytes) const override {
    AppendField(heng::v1::Evaluation::kScoreFieldNumber, score, bytes);
  }

  std::string_view NameField() const override { return "evaluation.name"; }
  std::optional<std::string> FormId(std::string_view name) const override { return EvaluationId(name); }
  absl::Status NotFound(std::string_view name) const override { return EvaluationNotFound(name); }
  absl::Status Exists(std::string_view name) const override { return EvaluationExists(name); }
};

}  // namespace

const FormKind& EvaluationKind() {
  static const auto* const kKind = new Kind;
  return *kKind;
}

const FormKind& KindOf(int32_t form_type) { return form_type == store::kTarget ? TargetKind() : EvaluationKind(); }

}  // namespace heng::core
