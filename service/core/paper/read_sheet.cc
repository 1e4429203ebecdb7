#include "service/core/paper/read_sheet.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "scoring/form_check.h"
#include "scoring/project_name.h"
#include "scoring/target_check.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"
#include "service/core/names.h"
#include "service/core/paper/choose_layout.h"
#include "service/core/paper/differences.h"
#include "service/core/paper/form_files.h"
#include "service/core/paper/keep_stored.h"
#include "service/core/paper/row_texts.h"
#include "service/core/paper/sheet_owner.h"
#include "service/core/wait_for.h"
#include "service/forms/layouts.h"
#include "service/forms/read_form.h"

namespace heng::core {
namespace {

using forms::ReadResult;
using google::protobuf::Message;
using heng::v1::Evaluation;
using heng::v1::ReadFormRequest;
using heng::v1::ReadFormResponse;
using heng::v1::Target;

constexpr Method kMethod = Method::kReadForm;
constexpr int32_t kEventsRead = 1000;  // a form has a few dozen
constexpr size_t kShownFields = 10;

std::vector<scoring::Violation> Check(const heng::v1::FormContent& form) { return scoring::CheckForm(form); }
std::vector<scoring::Violation> Check(const heng::v1::TargetContent& form) { return scoring::CheckTarget(form); }

google::protobuf::RepeatedPtrField<heng::v1::Finding>* FindingsOf(Evaluation* form) {
  return form->mutable_score()->mutable_findings();
}
google::protobuf::RepeatedPtrField<heng::v1::Finding>* FindingsOf(Target* form) { return form->mutable_findings(); }

// Scores as stored, back into the message they are part of.
bool TakeScore(const std::string& score, Evaluation* form) {
  if (!form->mutable_score()->ParseFromString(score)) return false;
  *form->mutable_policy() = form->score().policy();
  return true;
}
bool TakeScore(const std::string& score, Target* form) { return form->MergeFromString(score); }

// What is stored under the key of a sheet.
struct Stored {
  store::Header header;
  std::unique_ptr<Message> content;
  heng::v1::Contacts contacts;
  heng::v1::ReviewRecord record;
};

void AddProblem(ReadFormResponse* response, const char* id, const std::string& cell, const std::string& text,
                std::string zh, std::string en) {
  auto* problem = response->add_problems();
  problem->set_id(id);
  problem->set_cell(cell);
  problem->set_text(text);
  problem->mutable_message()->set_zh(std::move(zh));
  problem->mutable_message()->set_en(std::move(en));
}

// One sheet on its way.
template <typename Form>
class Reading {
 public:
  Reading(const Forms& forms, const Authority& authority, absl::Time deadline, const ReadFormRequest& request,
          Form* form, ReadFormResponse* response)
      : forms_(forms),
        writes_(*forms.writes()),
        authority_(authority),
        deadline_(deadline),
        request_(request),
        form_(*form),
        response_(*response) {}

  absl::Status Read() {
    if (auto status = Identify(); !status.ok()) return status;
    auto stored = FindStored();
    if (!stored.ok()) return stored.status();
    const std::string exported = form_.etag();
    const std::string exported_name = form_.name();
    form_.clear_name();
    form_.clear_etag();
    if (*stored) {
      if (auto status = Compare(**stored, exported_name, exported); !status.ok()) return status;
    }
    return Score(*stored ? &**stored : nullptr);
  }

 private:
  absl::Status Identify() {
    auto* content = form_.mutable_form();
    const auto* layout = forms::FindLayout(response_.layout());
    if (content->subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED && layout != nullptr) {
      content->set_subject_kind(layout->subject_kind());
    }
    PrintedIdentity printed;
    printed.org = content->org();
    printed.subject = content->subject();
    printed.fiscal_year = content->fiscal_year();
    printed.subject_kind = content->subject_kind();
    printed.unit_text = content->unit_text();
    printed.project_name = content->project_name();
    printed.bare_name = scoring::ProjectName(*content);
    printed.project_code = content->project_code();
    auto owner = FindOwner(writes_, authority_, deadline_, printed, request_, response_.mutable_notes());
    if (!owner.ok()) return owner.status();
    content->set_org(owner->org);
    content->set_subject(owner->subject);
    content->set_fiscal_year(owner->fiscal_year);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Stored>> FindStored() const {
    const auto& content = form_.form();
    store::ListQuery query;
    const std::string org_id(authority_.epoch().orgs->Successor(OrgId(content.org()).value_or("")));
    query.scope.org_ids = {org_id};
    query.form_type = forms_.kind().type();
    query.subjects = {content.subject()};
    query.fiscal_year = content.fiscal_year();
    const auto headers = WaitFor<std::vector<store::Header>>(
        [&](auto done) { writes_.store()->List(query, deadline_, std::move(done)); });
    if (!headers.ok()) return writes_.Caught(headers.status());
    for (const store::Header& header : *headers) {
      if (header.subject_kind != content.subject_kind()) continue;
      const auto stored = writes_.store()->Get(header.id);
      if (!stored.ok()) return writes_.Caught(stored.status());
      Stored found{stored->header, forms_.kind().New(), {}, {}};
      if (!found.content->ParseFromString(stored->revision.form) ||
          !found.contacts.ParseFromString(stored->revision.contacts) ||
          !found.record.ParseFromString(stored->revision.review)) {
        return writes_.Caught(absl::DataLossError(header.id + " can't be parsed"));
      }
      return std::optional<Stored>(std::move(found));
    }
    return std::optional<Stored>();
  }

  absl::Status Compare(const Stored& stored, const std::string& exported_name, const std::string& exported) {
    const store::Header& header = stored.header;
    const std::string name = store::FormNameOf(header.id);
    form_.set_name(name);
    form_.set_etag(absl::StrCat(header.etag));
    form_.set_state(static_cast<typename Form::State>(header.state));
    auto* content = form_.mutable_form();
    if (exported_name.empty()) AdoptRowIds(*stored.content, content, response_.mutable_cells());
    if (const auto* layout = forms::FindLayout(response_.layout()); layout != nullptr) {
      NoteKept(KeepWhatHasNoCell(*layout, *stored.content, content), name);
    }
    const CellIndex cells(response_.cells());
    AddDifferences(*stored.content, *content, "", cells, response_.mutable_differences());
    if (form_.has_contacts() && authority_.SeesContacts(header.org_id)) {
      AddDifferences(stored.contacts, form_.contacts(), "contacts.", cells, response_.mutable_differences());
    }
    int64_t etag = 0;
    if (exported_name != name || !absl::SimpleAtoi(exported, &etag) || etag >= header.etag) return absl::OkStatus();
    return NoteChanges(header, name, etag);
  }

  void NoteKept(const std::vector<std::string>& kept, const std::string& name) {
    if (kept.empty()) return;
    std::vector<std::string> shown(kept.begin(),
                                   kept.begin() + static_cast<std::ptrdiff_t>(std::min(kept.size(), kShownFields)));
    if (shown.size() < kept.size()) shown.emplace_back("…");
    const std::string list = absl::StrJoin(shown, ", ");
    auto* note = response_.add_notes();
    note->set_zh(absl::StrCat("这种版式没有栏目的内容沿用 ", name, "：", list, "。"));
    note->set_en(absl::StrCat("what this layout has no cell for stays as in ", name, ": ", list));
  }

  // The form has gone on since the sheet was exported.
  absl::Status NoteChanges(const store::Header& header, const std::string& name, int64_t etag) {
    store::EventQuery query;
    query.resource = name;
    query.limit = kEventsRead;
    const auto events = WaitFor<std::vector<store::Event>>(
        [&](auto done) { writes_.store()->Events(query, deadline_, std::move(done)); });
    if (!events.ok()) return writes_.Caught(events.status());
    const store::Event* last = nullptr;
    for (const store::Event& event : *events) {
      if (event.etag > etag && (!event.revision_sha256.empty() || last == nullptr)) last = &event;
    }
    const std::string who = last == nullptr ? "" : last->draft.caller;
    const std::string when = last == nullptr ? "" : MinuteOf(last->time);
    const std::string zh =
        absl::StrCat(name, " 在这张表导出（版本 ", etag, "）后变动过，现在是版本 ", header.etag,
                     last == nullptr ? "" : absl::StrCat("；", who, " 于 ", when, " ", last->draft.action));
    const std::string en = absl::StrCat(
        name, " has gone on since this sheet was exported (etag ", etag, "); it is at ", header.etag,
        last == nullptr ? "" : absl::StrCat("; ", last->draft.action, " by ", who, " at ", when, " (+08:00)"));
    if (header.content_rev > etag) {
      AddProblem(&response_, "changed-since-export", "", "", zh + "。写入会覆盖后来的改动；不同之处见逐格比较。",
                 en + "; writing this sheet would undo the later change: see the differences");
      return absl::OkStatus();
    }
    auto* note = response_.add_notes();
    note->set_zh(zh + "；内容没有改。");
    note->set_en(en + "; its content is the same");
    return absl::OkStatus();
  }

  absl::Status Score(const Stored* stored) {
    const CellIndex cells(response_.cells());
    const auto& content = form_.form();
    const auto wrong = Check(content), wrong_contacts = scoring::CheckContacts(form_.contacts());
    for (const auto& violation : wrong) {
      const RowField at = RowFieldOf(content, violation.field);
      AddProblem(&response_, "field-refused", cells.CellNear(at.row_id, at.field), "",
                 absl::StrCat(violation.field, "：", violation.zh), absl::StrCat(violation.field, ": ", violation.en));
    }
    for (const auto& violation : wrong_contacts) {
      const RowField at = RowFieldOf(form_.contacts(), violation.field);
      AddProblem(&response_, "field-refused", cells.CellOf("", "contacts." + at.field), "",
                 absl::StrCat(violation.field, "：", violation.zh), absl::StrCat(violation.field, ": ", violation.en));
    }
    if (!wrong.empty() || !wrong_contacts.empty()) return absl::OkStatus();
    const auto waivers = stored == nullptr ? std::vector<heng::v1::Waiver>() : WaiversOf(stored->record);
    const auto scored = forms_.ScoreToKeep(kMethod, authority_, content, form_.contacts(), waivers, request_.policy());
    if (!scored.ok()) return scored.status();
    if (!TakeScore(scored->content.score, &form_)) {
      return writes_.Caught(absl::InternalError("a score can't be parsed"));
    }
    FillCells(cells, FindingsOf(&form_));
    return absl::OkStatus();
  }

  const Forms& forms_;
  const Writes& writes_;
  const Authority& authority_;
  const absl::Time deadline_;
  const ReadFormRequest& request_;
  Form& form_;
  ReadFormResponse& response_;
};

}  // namespace

absl::Status CheckReadForm(const Authority& authority, const ReadFormRequest& request) {
  if (auto status = authority.CheckAnywhere(kMethod); !status.ok()) return status;
  if (!request.org().empty()) {
    const auto org_id = OrgId(request.org());
    if (!org_id) return BadName("org", request.org());
    if (auto status = authority.Check(kMethod, request.org(), *org_id); !status.ok()) return status;
  }
  if (!request.subject().empty() && !authority.SeesSubject(request.subject())) {
    return PermissionDenied(kMethod, request.subject());
  }
  if (request.file().empty()) return InvalidField("file", "没有内容。", "is empty");
  if (request.file().size() > kMaxSheetBytes) {
    return InvalidField("file", "超过 3 MiB；表不会这么大，请核对是否选错了文件。",
                        "is larger than 3 MiB: no form is; is this the right file?");
  }
  return CheckLayoutName(request.layout());
}

absl::StatusOr<std::string> ReadSheet(const Forms& evaluations, const Forms& targets, const Authority& authority,
                                      absl::Time deadline, const ReadFormRequest& request) {
  auto read = forms::ReadFormFile(request.file(), {.layout = request.layout()}, SheetLimits());
  if (const auto* mistake = std::get_if<forms::Mistake>(&read)) return SheetRefused(request.file_name(), *mistake);
  ReadResult& result = std::get<ReadResult>(read);
  ReadFormResponse response;
  response.set_layout(result.layout);
  for (auto& cell : result.cells) *response.add_cells() = std::move(cell);
  for (auto& problem : result.problems) *response.add_problems() = std::move(problem);
  absl::Status status;
  if (result.is_target) {
    *response.mutable_target() = std::move(result.target);
    status = Reading(targets, authority, deadline, request, response.mutable_target(), &response).Read();
  } else {
    *response.mutable_evaluation() = std::move(result.evaluation);
    status = Reading(evaluations, authority, deadline, request, response.mutable_evaluation(), &response).Read();
  }
  if (!status.ok()) return status;
  return response.SerializeAsString();
}

}  // namespace heng::core
