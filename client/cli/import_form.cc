#include "client/cli/import_form.h"

#include <filesystem>
#include <utility>

#include "client/cli/any_form.h"
#include "client/cli/form_diff.h"
#include "client/cli/form_file.h"
#include "client/cli/form_labels.h"
#include "client/cli/read_file.h"
#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::ReadFormRequest;
using heng::v1::ReadFormResponse;
using heng::v1::Target;

constexpr char kChangedSince[] = "changed-since-export";

RpcError Conflict(const char* reason, std::string zh, std::string en) {
  RpcError error = LocalError(reason, std::move(zh), std::move(en));
  error.code = grpc::StatusCode::FAILED_PRECONDITION;
  return error;
}

// ---- reading ----

std::optional<RpcError> ReadSheetFile(const Session& session, const std::string& path, const std::string& content,
                                      ReadFormResponse* read) {
  const Options& options = session.options;
  ReadFormRequest request;
  request.set_file(content);
  request.set_file_name(std::filesystem::path(path).filename().string());
  request.set_layout(options.layout);
  request.set_subject(options.project);
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_policy(options.policy);
  auto answer = session.client.Call(&FormFiles::ReadForm, request);
  if (answer.ok()) *read = std::move(answer.value);
  return answer.error;
}

// The form a JSON file is by its fields: the one it has fewer mistakes as.
std::vector<json::Mistake> ParseJson(const std::string& content, ReadFormResponse* read) {
  LoadedFile evaluation = ParseFormFile(content);
  if (evaluation.file) {
    *read->mutable_evaluation() = std::move(evaluation.file->evaluation);
    return {};
  }
  LoadedTarget target = ParseTargetFile(content);
  if (target.file) {
    *read->mutable_target() = std::move(target.file->target);
    return {};
  }
  return target.mistakes.size() < evaluation.mistakes.size() ? target.mistakes : evaluation.mistakes;
}

// Which stored forms could be the file's.
template <typename Request, typename Form>
Request ListRequest(const Form& file) {
  Request request;
  request.set_org(file.form().org());
  request.set_subject(file.form().subject());
  request.set_fiscal_year(file.form().fiscal_year());
  request.set_view(heng::v1::FULL);
  return request;
}
// The one of the same subject, org, kind and year; an empty name: there is none.
template <typename Form>
Form FindIn(const google::protobuf::RepeatedPtrField<Form>& forms, const Form& file) {
  for (const Form& form : forms) {
    if (form.form().subject_kind() == file.form().subject_kind() && form.summary().org() == file.form().org()) {
      return form;
    }
  }
  return {};
}
Answer<Evaluation> Stored(const Session& session, const Evaluation& file) {
  const auto answer =
      session.client.Call(&Evaluations::ListEvaluations, ListRequest<heng::v1::ListEvaluationsRequest>(file));
  return {answer.error, FindIn(answer.value.evaluations(), file)};
}
Answer<Target> Stored(const Session& session, const Target& file) {
  const auto answer = session.client.Call(&Targets::ListTargets, ListRequest<heng::v1::ListTargetsRequest>(file));
  return {answer.error, FindIn(answer.value.targets(), file)};
}

// What the server does for a spreadsheet: finds the stored form, and what differs.
template <typename Form>
std::optional<RpcError> CompareJson(const Session& session, Form* form, ReadFormResponse* read) {
  const auto stored = Stored(session, *form);
  if (!stored.ok()) return stored.error;
  const std::string given_etag = form->etag();
  const bool same_form = form->name() == stored.value.name();
  if (stored.value.name().empty()) return std::nullopt;  // the file's name is the wanted one
  form->set_name(stored.value.name());
  form->set_etag(stored.value.etag());
  form->set_state(stored.value.state());
  const ComparedForm before{stored.value.name(), stored.value.etag(), stored.value.form(), {}};
  const ComparedForm after{"", "", form->form(), {}};
  for (const RowDifference& row : DiffForms(before, after)) {
    for (const CellDifference& cell : row.cells) {
      auto* difference = read->add_differences();
      difference->set_row_id(row.row_id);
      difference->set_field(cell.path);
      difference->set_stored(cell.before);
      difference->set_sheet(cell.after);
    }
  }
  if (same_form && !given_etag.empty() && given_etag != stored.value.etag() && !read->differences().empty()) {
    auto* problem = read->add_problems();
    problem->set_id(kChangedSince);
    problem->mutable_message()->set_zh("文件里的版本是 " + given_etag + "，" + form->name() + " 现在是版本 " +
                                       stored.value.etag() + "；写入会覆盖后来的改动。");
    problem->mutable_message()->set_en("the file is of etag " + given_etag + "; " + form->name() + " is at " +
                                       stored.value.etag() + " by now, and writing it would undo the later change");
  }
  return std::nullopt;
}

// ---- writing ----

heng::v1::CreateEvaluationRequest Creation(const Session& session, const Evaluation& form) {
  heng::v1::CreateEvaluationRequest request;
  *request.mutable_evaluation() = form;
  request.set_policy(session.options.policy);
  return request;
}
heng::v1::CreateTargetRequest Creation(const Session& /*session*/, const Target& form) {
  heng::v1::CreateTargetRequest request;
  *request.mutable_target() = form;
  return request;
}
heng::v1::UpdateEvaluationRequest Change(const Session& session, const Evaluation& form) {
  heng::v1::UpdateEvaluationRequest request;
  *request.mutable_evaluation() = form;
  request.set_policy(session.options.policy);
  return request;
}
heng::v1::UpdateTargetRequest Change(const Session& /*session*/, const Target& form) {
  heng::v1::UpdateTargetRequest request;
  *request.mutable_target() = form;
  return request;
}
Answer<Evaluation> Call(const Session& session, const heng::v1::CreateEvaluationRequest& request) {
  return session.client.Call(&Evaluations::CreateEvaluation, request);
}
Answer<Target> Call(const Session& session, const heng::v1::CreateTargetRequest& request) {
  return session.client.Call(&Targets::CreateTarget, request);
}
Answer<Evaluation> Call(const Session& session, const heng::v1::UpdateEvaluationRequest& request) {
  return session.client.Call(&Evaluations::UpdateEvaluation, request);
}
Answer<Target> Call(const Session& session, const heng::v1::UpdateTargetRequest& request) {
  return session.client.Call(&Targets::UpdateTarget, request);
}

// What an author may write again.
bool IsOpen(const Evaluation& form) {
  return form.state() == Evaluation::DRAFT || form.state() == Evaluation::CHECKED ||
         form.state() == Evaluation::RETURNED;
}
bool IsOpen(const Target& form) { return form.state() == Target::DRAFT || form.state() == Target::RETURNED; }

bool HasChangedSince(const ReadFormResponse& read) {
  for (const auto& problem : read.problems()) {
    if (problem.id() == kChangedSince) return true;
  }
  return false;
}

// Only what the author writes goes back.
template <typename Form>
Form AuthorsPart(const Form& whole) {
  Form part;
  part.set_name(whole.name());
  part.set_etag(whole.etag());
  *part.mutable_form() = whole.form();
  if (whole.has_contacts()) *part.mutable_contacts() = whole.contacts();
  return part;
}

// Findings of the stored form know no cells; those that were read with the sheet do.
void TakeScore(const Evaluation& kept, Evaluation* form) {
  if (form->score().findings_size() == 0) *form->mutable_score() = kept.score();
}
void TakeScore(const Target& kept, Target* form) {
  if (form->findings_size() == 0) *form->mutable_findings() = kept.findings();
}

template <typename Request, typename Form>
void Send(const Session& session, Request request, ImportOutcome outcome, Form* form, ImportedForm* imported) {
  const bool dry_run = session.options.dry_run;
  request.set_validate_only(dry_run);
  request.set_request_id(session.options.request_id.empty() ? ImportRequestId(request, imported->sha256)
                                                            : session.options.request_id);
  auto answer = Call(session, request);
  imported->error = std::move(answer.error);
  if (imported->error) return;
  imported->outcome = dry_run ? ImportOutcome::kChecked : outcome;
  if (!dry_run) {
    imported->name = answer.value.name();
    imported->etag = answer.value.etag();
  }
  TakeScore(answer.value, form);
}

template <typename Form>
void Keep(const Session& session, Form* form, ImportedForm* imported) {
  const std::string& on_conflict = session.options.on_conflict;
  imported->name = form->etag().empty() ? "" : form->name();  // without etag: the name that is wanted
  imported->etag = form->etag();
  const std::string state = StateText(form->name(), AnyForm(*form).state(), session.console.language);
  if (form->etag().empty()) {
    Send(session, Creation(session, AuthorsPart(*form)), ImportOutcome::kCreated, form, imported);
  } else if (imported->read.differences().empty()) {
    imported->outcome = session.options.dry_run ? ImportOutcome::kChecked : ImportOutcome::kUnchanged;
  } else if (on_conflict == "skip") {
    imported->outcome = session.options.dry_run ? ImportOutcome::kChecked : ImportOutcome::kSkipped;
  } else if (on_conflict == "fail") {
    imported->error = Conflict("FORM_EXISTS", form->name() + " 已有，与文件不同；按 --on-conflict fail 没有写入。",
                               form->name() + " is there and says otherwise; nothing was written (--on-conflict fail)");
  } else if (!IsOpen(*form)) {
    imported->error = Conflict(
        "NOT_A_DRAFT", form->name() + " 的状态是“" + state + "”，与文件不同；导入只改草稿和退回的表，没有写入。",
        form->name() + " is " + state + " and says otherwise; an import changes drafts and returned forms only");
  } else if (on_conflict.empty() && HasChangedSince(imported->read)) {
    imported->error = Conflict("CHANGED_SINCE_EXPORT",
                               form->name() +
                                   " 在文件导出后改动过，没有写入。核对不同之处后，要以文件为准请加 "
                                   "--on-conflict update。",
                               form->name() +
                                   " was changed after the file was exported; nothing was written; if the "
                                   "file is right, say --on-conflict update");
  } else {
    Send(session, Change(session, AuthorsPart(*form)), ImportOutcome::kUpdated, form, imported);
  }
}

}  // namespace

const google::protobuf::RepeatedPtrField<heng::v1::Finding>& FindingsOf(const ReadFormResponse& read) {
  return read.has_target() ? read.target().findings() : read.evaluation().score().findings();
}

ImportedForm ImportForm(const Session& session, const ImportResults& results, const std::string& path) {
  ImportedForm imported;
  FileText file = ReadRegularFile(path, kMaxFileBytes);
  if (!file.text) {
    imported.error =
        LocalError("WRONG_FILE", file.too_large ? "超过 4 MiB：表不会这么大，请核对是否选错了文件。" : file.zh,
                   file.too_large ? "Larger than 4 MiB: no form is. Is this the right file?" : file.en);
    return imported;
  }
  imported.sha256 = Sha256Hex(*file.text);
  imported.before = results.Has(imported.sha256);
  if (imported.before) return imported;
  ReadFormResponse& read = imported.read;
  if (LooksLikeSheet(*file.text)) {
    imported.error = ReadSheetFile(session, path, *file.text, &read);
  } else {
    imported.mistakes = ParseJson(*file.text, &read);
    if (!imported.mistakes.empty()) return imported;
    imported.error = read.has_target() ? CompareJson(session, read.mutable_target(), &read)
                                       : CompareJson(session, read.mutable_evaluation(), &read);
  }
  if (imported.error) return imported;
  if (read.has_target()) {
    Keep(session, read.mutable_target(), &imported);
  } else {
    Keep(session, read.mutable_evaluation(), &imported);
  }
  return imported;
}

}  // namespace heng::cli
