// Reading forms, and making content ready to be kept.
#include "service/core/forms/forms.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"
#include "service/core/forms/review_record.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {

using google::protobuf::Message;
using heng::v1::Evaluation;
using heng::v1::Target;
using store::Header;

// Both kinds of forms have their content in the same fields.
static_assert(static_cast<int>(Evaluation::kFormFieldNumber) == Target::kFormFieldNumber &&
              static_cast<int>(Evaluation::kContactsFieldNumber) == Target::kContactsFieldNumber &&
              static_cast<int>(Evaluation::kReviewFieldNumber) == Target::kReviewFieldNumber);

Forms::Forms(const FormKind* kind, Writes* writes, std::function<std::string()> new_id)
    : kind_(kind), writes_(writes), new_id_(std::move(new_id)) {}

absl::StatusOr<ScoredForm> Forms::ScoreToKeep(Method method, const Authority& authority, const Message& content,
                                              const heng::v1::Contacts& contacts,
                                              const std::vector<heng::v1::Waiver>& waivers,
                                              std::string_view wanted) const {
  const Epoch& epoch = authority.epoch();
  const std::string form_org(kind_->Org(content));
  const std::string form_org_id = OrgId(form_org).value_or("");
  // The form's own org may have been merged since it was printed.
  const std::string org_id(epoch.orgs->Successor(form_org_id));
  if (!form_org_id.empty()) {
    if (auto status = authority.Check(method, form_org, org_id); !status.ok()) return status;
    if (!authority.SeesSubject(kind_->Subject(content))) return ProjectUnusable(kind_->Subject(content), form_org);
  }
  const auto policy = epoch.policies->InForce(*epoch.orgs, org_id, kind_->FiscalYear(content));
  if (policy == nullptr) {
    return PolicyNotFound(epoch.policies->default_policy, epoch.policies->Names());
  }
  const auto imported = BudgetOf(authority, kind_->Subject(content), org_id, kind_->FiscalYear(content));
  if (!imported.ok()) return imported.status();
  auto scored = kind_->Score(content, contacts, *policy, waivers, *imported ? &**imported : nullptr);
  if (!scored.ok()) return scored;
  if (!wanted.empty() && epoch.policies->Find(wanted) != policy) {
    return PolicyNotInForce(wanted, policy->revision.name());
  }
  scored->form_org_id = form_org_id;
  scored->header.org_id = org_id;
  scored->header.form_type = kind_->type();
  return scored;
}

absl::StatusOr<std::optional<heng::v1::Budget>> Forms::BudgetOf(const Authority& authority, std::string_view subject,
                                                                std::string_view org_id, int32_t fiscal_year) const {
  const bool known = kind_->type() == heng::v1::EVALUATION && ProjectId(subject) && !org_id.empty();
  if (!known || !authority.RoleFor(Method::kGetBudget, org_id, subject)) return std::nullopt;
  auto budget = FindBudget(writes_->store(), subject, org_id, fiscal_year);
  if (!budget.ok()) return writes_->Caught(budget.status());
  return budget;
}

absl::StatusOr<store::StoredForm> Forms::Load(const Authority& authority, Method method, const std::string& name,
                                              std::string_view field) const {
  const auto id = kind_->FormId(name);
  if (!id.has_value()) return BadName(field, name);
  auto stored = writes_->store()->Get(*id);
  if (absl::IsNotFound(stored.status())) return authority.Missing(method, name, kind_->NotFound(name));
  if (!stored.ok()) return writes_->Caught(stored.status());
  if (auto status = authority.Check(method, name, stored->header.org_id, stored->header.subject); !status.ok()) {
    return status;
  }
  return stored;
}

absl::StatusOr<LoadedForm> Forms::LoadParsed(const Authority& authority, Method method, const std::string& name,
                                             std::string_view field) const {
  auto stored = Load(authority, method, name, field);
  if (!stored.ok()) return stored.status();
  LoadedForm loaded;
  loaded.content = kind_->New();
  const store::Revision& revision = stored->revision;
  if (!loaded.content->ParseFromString(revision.form) || !loaded.contacts.ParseFromString(revision.contacts) ||
      !loaded.record.ParseFromString(revision.review)) {
    return writes_->Caught(
        absl::DataLossError(absl::StrCat("revision ", revision.rev, " of ", revision.id, " can't be parsed")));
  }
  loaded.stored = *std::move(stored);
  return loaded;
}

std::string Forms::Encode(const Authority& authority, const Header& header, const store::Revision& revision) const {
  std::string out;
  out.reserve(2048 + revision.form.size() + revision.score.size() + revision.contacts.size() + revision.review.size());
  kind_->AppendEnvelope(header, &out);
  AppendActions(kind_->workflow(), authority, header, Actions::kAll, &out);
  // Absent content is not written; an empty score is: it was made.
  AppendField(Evaluation::kFormFieldNumber, revision.form, &out);
  kind_->AppendScore(revision.score, &out);
  if (!revision.contacts.empty() && authority.SeesContacts(header.org_id)) {
    AppendField(Evaluation::kContactsFieldNumber, revision.contacts, &out);
  }
  if (!revision.review.empty()) AppendField(Evaluation::kReviewFieldNumber, revision.review, &out);
  return out;
}

absl::StatusOr<std::string> Forms::Get(const CallContext& call, Method method, const std::string& name,
                                       const std::string& revision) const {
  const auto stored = Load(call.authority, method, name, "name");
  if (!stored.ok()) return stored.status();
  if (revision.empty()) return Encode(call.authority, stored->header, stored->revision);
  int64_t etag = 0;
  if (!absl::SimpleAtoi(revision, &etag) || etag < 1 || etag > stored->header.etag) {
    return RevisionNotFound(name, revision, stored->header.etag);
  }
  const auto content = writes_->store()->GetContent(stored->header.id, etag);
  if (!content.ok()) return writes_->Caught(content.status());
  // As it was then: what only the newest header tells is left out.
  Header header;
  header.id = stored->header.id;
  header.org_id = stored->header.org_id;
  header.form_type = stored->header.form_type;
  header.create_time = stored->header.create_time;
  if (!kind_->FillHeader(*content, &header)) return writes_->Caught(absl::DataLossError(name + " can't be parsed"));
  header.org_id = stored->header.org_id;
  header.etag = etag;
  header.content_rev = content->rev;
  std::string out;
  kind_->AppendEnvelope(header, &out);
  AppendField(Evaluation::kFormFieldNumber, content->form, &out);
  kind_->AppendScore(content->score, &out);
  if (!content->contacts.empty() && call.authority.SeesContacts(header.org_id)) {
    AppendField(Evaluation::kContactsFieldNumber, content->contacts, &out);
  }
  return out;
}

// The form as it was when the request was answered first, from the revision and the little its record keeps. What it
// has gone through since does not count, but for marks that are not kept of old versions.
absl::StatusOr<store::StoredForm> Forms::AsAnswered(const store::RequestRecord& record) const {
  auto form = writes_->store()->Get(record.resource_id);
  if (!form.ok()) return writes_->CaughtReplaying(form.status());
  Header& header = form->header;
  if (header.etag == record.etag) return form;
  auto content = writes_->store()->GetContent(record.resource_id, record.content_rev);
  if (!content.ok()) return writes_->CaughtReplaying(content.status());
  const std::string org_id = header.org_id;
  if (!kind_->FillHeader(*content, &header)) {
    return writes_->Caught(absl::DataLossError(
        absl::StrCat("revision ", record.content_rev, " of ", record.resource_id, " can't be parsed")));
  }
  header.org_id = org_id;
  header.etag = record.etag;
  header.content_rev = record.content_rev;
  header.state = record.state;
  header.update_time = record.update_time;
  header.submit_time = record.submit_time;
  heng::v1::ReviewRecord reviewed;
  if (!reviewed.ParseFromString(form->revision.review)) {
    return writes_->Caught(absl::DataLossError(record.resource_id + ": the review record can't be parsed"));
  }
  TakeRechecks(reviewed, &header);
  const auto written = writes_->store()->GetRevision(record.resource_id, record.etag);
  if (written.ok()) content->review = written->review;
  form->revision = *std::move(content);
  return form;
}

// The same answer again.
absl::StatusOr<std::string> Forms::AnswerReplay(const Authority& authority, const store::RequestRecord& record) const {
  const auto form = AsAnswered(record);
  if (!form.ok()) return form.status();
  return Encode(authority, form->header, form->revision);
}

}  // namespace heng::core
