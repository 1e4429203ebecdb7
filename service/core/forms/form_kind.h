// What is different between evaluations and targets. All else (keeping, finding, changing, going through the workflow)
// is the same for both and stands in forms.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "service/core/policies/policy_book.h"
#include "service/core/workflow/table.h"
#include "service/store/store.h"

namespace heng::core {

// A form that was checked and scored, as bytes, before it waits for the writer.
struct ScoredForm {
  store::Header header;                // identity and score columns only
  store::Revision content;             // score and contacts; form once it is to be stored; id and rev by the decision
  std::vector<std::string> error_ids;  // finding ids with severity ERROR that are not waived, one per finding
  std::string form_org_id;             // the org the form names; header.org_id: where it is kept
};

class FormKind {
 public:
  virtual ~FormKind() = default;

  virtual heng::v1::FormType type() const = 0;
  virtual const Workflow& workflow() const = 0;
  // An empty FormContent or TargetContent. Every `content` below is one.
  virtual std::unique_ptr<google::protobuf::Message> New() const = 0;
  virtual std::string_view Subject(const google::protobuf::Message& content) const = 0;
  virtual std::string_view Org(const google::protobuf::Message& content) const = 0;
  virtual int32_t FiscalYear(const google::protobuf::Message& content) const = 0;

  // Everything wrong with its fields: INVALID_FIELDS; else its scores and findings under the policy. `imported`: what
  // the budget system says of the same money; null: nothing is known.
  virtual absl::StatusOr<ScoredForm> Score(const google::protobuf::Message& content, const heng::v1::Contacts& contacts,
                                           const KeptPolicy& policy, const std::vector<heng::v1::Waiver>& waivers,
                                           const heng::v1::Budget* imported) const = 0;
  // The columns of the header that follow from stored content. False: it can't be read.
  virtual bool FillHeader(const store::Revision& content, store::Header* header) const = 0;
  // The findings as stored.
  virtual std::vector<heng::v1::Finding> Findings(const store::Revision& content) const = 0;
  // Appends what stands before the content on the wire, but for allowed_actions; and the score as stored.
  virtual void AppendEnvelope(const store::Header& header, std::string* bytes) const = 0;
  virtual void AppendScore(const std::string& score, std::string* bytes) const = 0;

  // Where the name stands in requests that carry the form: "evaluation.name".
  virtual std::string_view NameField() const = 0;
  // "evaluations/x" -> "x"; "targets/x" -> "targets/x" (store.h). nullopt: not a name of this kind.
  virtual std::optional<std::string> FormId(std::string_view name) const = 0;
  virtual absl::Status NotFound(std::string_view name) const = 0;
  virtual absl::Status Exists(std::string_view name) const = 0;
};

const FormKind& EvaluationKind();  // evaluation_kind.cc
const FormKind& TargetKind();      // target_kind.cc
const FormKind& KindOf(int32_t form_type);

}  // namespace heng::core
