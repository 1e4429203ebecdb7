#include "service/core/paper/export_form.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/form_check.h"
#include "scoring/project_name.h"
#include "scoring/score.h"
#include "scoring/target_check.h"
#include "scoring/target_findings.h"
#include "service/core/errors.h"
#include "service/core/forms/violations.h"
#include "service/core/names.h"
#include "service/core/paper/choose_layout.h"
#include "service/core/paper/file_name.h"
#include "service/core/paper/form_files.h"
#include "service/forms/write_html.h"
#include "service/forms/write_pdf.h"
#include "service/forms/write_xlsx.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::ExportFormRequest;
using heng::v1::Target;

constexpr Method kMethod = Method::kExportForm;
constexpr int kBlankRows = 8;         // of a template, in place of each empty list
constexpr size_t kMaxPdfPages = 200;  // write_pdf.h

absl::Status CheckRequest(const ExportFormRequest& request) {
  const heng::v1::FileFormat format = request.format();
  if (format != heng::v1::XLSX && format != heng::v1::PDF && format != heng::v1::HTML) {
    return InvalidField("format", "应为 XLSX、PDF 或 HTML。", "must be XLSX, PDF or HTML");
  }
  const int given = static_cast<int>(!request.name().empty()) + static_cast<int>(request.has_evaluation()) +
                    static_cast<int>(request.has_target());
  if (given != 1) {
    return InvalidField("name", "应写明已有的表的名称，或附上一张自评表或目标表，三者选一。",
                        "name a stored form, or give an evaluation or a target: one of the three");
  }
  if (request.name().empty() && !request.revision().empty()) {
    return InvalidField("revision", "只能与名称一起填写。", "is for stored forms only");
  }
  return absl::OkStatus();
}

// A form that says whose it is, so that what is wrong is wrong in what it does say.
template <typename Form>
Form WithIdentity(Form form) {
  if (form.subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED) form.set_subject_kind(heng::v1::PROJECT);
  const bool whole_unit = form.subject_kind() == heng::v1::WHOLE_UNIT;
  if (form.org().empty()) form.set_org("orgs/none");
  if (form.subject().empty()) form.set_subject(whole_unit ? form.org() : "projects/none");
  if (form.fiscal_year() == 0) form.set_fiscal_year(2000);
  return form;
}

std::vector<scoring::Violation> Check(const heng::v1::FormContent& form) { return scoring::CheckForm(form); }
std::vector<scoring::Violation> Check(const heng::v1::TargetContent& form) { return scoring::CheckTarget(form); }

// A form that came with the request, without what only the server says.
template <typename Stored>
absl::StatusOr<Stored> Given(const Stored& given) {
  const auto violations = Violations(Check(WithIdentity(given.form())), scoring::CheckContacts(given.contacts()));
  if (!violations.empty()) return InvalidFields(violations);
  Stored form;
  *form.mutable_form() = given.form();
  if (given.has_contacts()) *form.mutable_contacts() = given.contacts();
  return form;
}

template <typename Stored>
absl::Status ReadStored(const Forms& forms, const CallContext& call, const ExportFormRequest& request, Stored* stored) {
  const auto bytes = forms.Get(call, kMethod, request.name(), request.revision());
  if (!bytes.ok()) return bytes.status();
  if (stored->ParseFromString(*bytes)) return absl::OkStatus();
  return forms.writes()->Caught(absl::DataLossError(request.name() + " can't be parsed"));
}

absl::Status ReadGiven(const CallContext& call, const ExportFormRequest& request, ExportJob* job) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return status;
  const Epoch& epoch = call.authority.epoch();
  const auto take = [&](const auto& given, auto* form) -> absl::Status {
    auto checked = Given(given);
    if (!checked.ok()) return checked.status();
    *form = *std::move(checked);
    // Only a form that says whose it is can be scored.
    const bool whole = Check(form->form()).empty();
    const std::string org_id = OrgId(form->form().org()).value_or("");
    if (whole) job->policy = epoch.policies->InForce(*epoch.orgs, org_id, form->form().fiscal_year());
    return absl::OkStatus();
  };
  return job->is_target ? take(request.target(), &job->target) : take(request.evaluation(), &job->evaluation);
}

LayoutWanted WantedOf(const ExportJob& job, const std::string& asked) {
  LayoutWanted wanted;
  wanted.asked = asked;
  wanted.form_type = job.is_target ? heng::v1::TARGET : heng::v1::EVALUATION;
  wanted.own = job.is_target ? job.target.form().layout() : job.evaluation.form().layout();
  wanted.subject_kind = job.is_target ? job.target.form().subject_kind() : job.evaluation.form().subject_kind();
  return wanted;
}

// What an empty form says for its layout's sake, so that it is read back as what it is.
template <typename Content>
void FillFromLayout(const heng::v1::Layout& layout, Content* form) {
  if (form->subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED) form->set_subject_kind(layout.subject_kind());
  if (form->layout().empty()) form->set_layout(layout.id());
}

// The row of the total is one row of every form; read back it needs its id.
void NameTotal(heng::v1::FormContent* form) {
  auto* total = form->mutable_funds()->mutable_total();
  if (total->id().empty()) total->set_id("total");
}
void NameTotal(heng::v1::TargetContent* /*form*/) {}

std::string UnitTitle(const Epoch& epoch, const std::string& org) {
  const OrgNode* const node = epoch.orgs->Find(OrgId(org).value_or(""));
  return node == nullptr ? "" : node->org.title();
}

// What the name of a file is made of.
template <typename Content>
std::vector<std::string> NameParts(const ExportJob& job, const Content& form) {
  const std::string unit = job.unit.empty() ? form.unit_text() : job.unit;
  const std::string year = form.fiscal_year() == 0 ? "" : absl::StrCat(form.fiscal_year());
  const std::string kind = job.is_target ? "目标表" : "自评表";
  std::string project = scoring::ProjectName(form);
  if (unit.empty() && project.empty()) return {job.layout->title(), kind};
  return {unit, year, std::move(project), kind};
}

struct FileKind {
  const char* extension;
  const char* content_type;
};
FileKind KindOfFile(heng::v1::FileFormat format) {
  if (format == heng::v1::PDF) return {".pdf", "application/pdf"};
  if (format == heng::v1::HTML) return {".html", "text/html; charset=utf-8"};
  return {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
}

absl::StatusOr<std::string> Write(const Writes& writes, const ExportJob& job, const forms::Page& page,
                                  const forms::PaperForm& form, const std::string& title) {
  if (job.format == heng::v1::HTML) return forms::WriteHtml(page, title);
  if (job.format == heng::v1::XLSX) {
    auto file = forms::WriteXlsx(page, form, {.findings = job.findings, .english = false});
    if (file.ok()) return file;
    return InvalidField("form", absl::StrCat("无法写成电子表格：", std::string(file.status().message())),
                        absl::StrCat("can't be written as a spreadsheet: ", std::string(file.status().message())));
  }
  auto file = forms::WritePdf(page, {.title = title, .created = form.update_time});
  if (file.ok()) return file;
  if (absl::IsResourceExhausted(file.status())) return TooMany("页", "pages", kMaxPdfPages);
  return writes.Caught(file.status());
}

// The sheet or the findings of a form that came with the request.
void ScoreGiven(const KeptPolicy& policy, Evaluation* evaluation) {
  scoring::Score(*policy.compiled, evaluation->form(), evaluation->mutable_score());
}
void ScoreGiven(const KeptPolicy& policy, Target* target) {
  scoring::AddTargetFindings(*policy.compiled, target->form(), target->mutable_findings());
}

template <typename Stored>
absl::StatusOr<std::string> Finish(const Writes& writes, const ExportJob& job, Stored form) {
  if (!job.stored) {
    FillFromLayout(*job.layout, form.mutable_form());
    NameTotal(form.mutable_form());
  }
  if (job.policy != nullptr) ScoreGiven(*job.policy, &form);
  const FileKind kind = KindOfFile(job.format);
  const std::string file_name = FileNameOf(NameParts(job, form.form()), kind.extension);
  const std::string title = file_name.substr(0, file_name.size() - std::string_view(kind.extension).size());
  const forms::PaperForm paper = forms::PaperFormOf(form);
  const forms::Page page = forms::Place(*job.layout, paper, job.stored ? 0 : kBlankRows);
  auto content = Write(writes, job, page, paper, title);
  if (!content.ok()) return content.status();
  if (content->size() > kMaxExportedBytes)
    return TooMany("导出文件的字节", "bytes of the exported file", kMaxExportedBytes);
  heng::v1::ExportFormResponse response;
  response.mutable_file()->set_file_name(file_name);
  response.mutable_file()->set_content_type(kind.content_type);
  response.mutable_file()->set_content(*std::move(content));
  response.set_layout(job.layout->id());
  for (const std::string& field : page.left_out) response.add_left_out(field);
  return response.SerializeAsString();
}

}  // namespace

absl::StatusOr<ExportJob> StartExport(const Forms& evaluations, const Forms& targets, const CallContext& call,
                                      const ExportFormRequest& request) {
  if (auto status = CheckRequest(request); !status.ok()) return status;
  ExportJob job;
  job.stored = !request.name().empty();
  job.is_target = job.stored ? TargetId(request.name()).has_value() : request.has_target();
  job.format = request.format();
  job.findings = request.findings();
  absl::Status read = job.stored ? job.is_target ? ReadStored(targets, call, request, &job.target)
                                                 : ReadStored(evaluations, call, request, &job.evaluation)
                                 : ReadGiven(call, request, &job);
  if (!read.ok()) return read;
  auto layout = ChooseLayout(WantedOf(job, request.layout()));
  if (!layout.ok()) return layout.status();
  job.layout = *layout;
  job.bytes = (job.is_target ? job.target.ByteSizeLong() : job.evaluation.ByteSizeLong()) + sizeof(ExportJob);
  if (job.stored) {
    const std::string& org = job.is_target ? job.target.form().org() : job.evaluation.form().org();
    job.unit = UnitTitle(call.authority.epoch(), org);
  }
  return job;
}

absl::StatusOr<std::string> FinishExport(const Writes& writes, const ExportJob& job) {
  return job.is_target ? Finish(writes, job, job.target) : Finish(writes, job, job.evaluation);
}

}  // namespace heng::core
