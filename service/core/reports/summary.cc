// GetSummary: through all projects and all headers of the year, page by page, on threads of the store. No content is
// read.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/paper/file_name.h"
#include "service/core/reports/published.h"
#include "service/core/reports/report_entries.h"
#include "service/core/reports/reports.h"
#include "service/core/reports/summary_count.h"
#include "service/forms/write_summary_xlsx.h"

namespace heng::core {
namespace {

using heng::v1::FileFormat;
using store::Header;

constexpr Method kMethod = Method::kGetSummary;
constexpr int32_t kPage = 1000;
constexpr int64_t kMaxForms = 1'000'000;

// Keeps itself alive by the pages it waits for.
class Summing : public std::enable_shared_from_this<Summing> {
 public:
  Summing(const Writes* writes, const CallContext& call, const heng::v1::GetSummaryRequest& request, Reply reply)
      : writes_(writes),
        authority_(call.authority),
        deadline_(call.deadline),
        org_id_(OrgId(request.org()).value_or("")),
        format_(request.format()),
        reply_(std::move(reply)),
        count_(authority_.epoch(), org_id_, request.fiscal_year()) {
    const Epoch& epoch = authority_.epoch();
    const OrgNode* const root = epoch.orgs->root();
    const bool everywhere = root != nullptr && root->id == org_id_;
    forms_.scope = authority_.ScopeOf(kMethod, everywhere ? std::nullopt : std::optional(org_id_));
    forms_.fiscal_year = request.fiscal_year();
    forms_.limit = kPage;
    projects_.collection = "projects";
    projects_.org_ids = WithAncestors(forms_.scope.org_ids);
    projects_.inactive = true;  // forms of projects that have ended are there as well
    projects_.limit = kPage;
  }

  void ReadProjects() {
    writes_->store()->ListEntries(projects_, deadline_,
                                  [self = shared_from_this()](const absl::StatusOr<std::vector<store::Entry>>& page) {
                                    auto status = page.ok() ? self->TakeProjects(*page) : page.status();
                                    if (!status.ok()) return self->Fail(status);
                                    if (page->size() < static_cast<size_t>(kPage)) return self->ReadForms();
                                    self->projects_.after_sequence = page->back().sequence;
                                    self->ReadProjects();
                                  });
  }

 private:
  void Fail(const absl::Status& status) { reply_(ReasonOf(status).empty() ? writes_->Caught(status) : status); }

  // A project may be of a department above, for several of its units.
  std::optional<std::vector<std::string>> WithAncestors(std::optional<std::vector<std::string>> org_ids) const {
    if (!org_ids) return org_ids;
    const OrgTree& orgs = *authority_.epoch().orgs;
    const OrgNode* node = orgs.Find(org_id_);
    for (node = node == nullptr ? nullptr : orgs.Parent(*node); node != nullptr; node = orgs.Parent(*node)) {
      org_ids->push_back(node->id);
    }
    std::sort(org_ids->begin(), org_ids->end());
    return org_ids;
  }

  absl::Status TakeProjects(const std::vector<store::Entry>& page) {
    const OrgTree& orgs = *authority_.epoch().orgs;
    for (const store::Entry& entry : page) {
      heng::v1::Project project;
      if (!project.ParseFromString(entry.body)) return absl::DataLossError(entry.name + " can't be read");
      count_.AddProject(entry.name, project.tier(), entry.active && orgs.Contains(org_id_, entry.org_id));
    }
    return absl::OkStatus();
  }

  void ReadForms() {
    writes_->store()->List(forms_, deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& page) {
                             if (!page.ok()) return self->Fail(page.status());
                             self->TakeForms(*page);
                           });
  }

  void TakeForms(const std::vector<Header>& page) {
    for (const Header& form : page) {
      if (!IsClassified(authority_.epoch(), form.subject)) {
        count_.AddForm(form);
      } else if (authority_.SeesSubject(form.subject)) {
        count_.AddClassified();
      }
    }
    if (count_.forms() > kMaxForms) return Fail(TooMany("一次汇总的自评表", "forms in one summary", kMaxForms));
    if (page.size() < static_cast<size_t>(kPage)) return Answer();
    forms_.after_sequence = page.back().sequence;
    ReadForms();
  }

  void Answer() {
    heng::v1::GetSummaryResponse response;
    auto* const summary = response.mutable_summary();
    *summary = count_.Finish();
    if (format_ != heng::v1::FILE_FORMAT_UNSPECIFIED) {
      if (auto status = AddTable(*summary, response.mutable_file()); !status.ok()) return Fail(status);
      summary->clear_rows();
    }
    reply_(response.SerializeAsString());
  }

  absl::Status AddTable(const heng::v1::Summary& summary, heng::v1::ExportedFile* file) const {
    const std::vector<std::string> title = {summary.org_title(), absl::StrCat(summary.fiscal_year()), "绩效自评汇总表"};
    if (format_ == heng::v1::CSV) {
      file->set_file_name(FileNameOf(title, ".csv"));
      file->set_content_type("text/csv; charset=utf-8");
      file->set_content(SummaryCsv(summary));
      return absl::OkStatus();
    }
    auto table = forms::WriteSummaryXlsx(summary, count_.last_change());
    if (!table.ok()) return table.status();
    file->set_file_name(FileNameOf(title, ".xlsx"));
    file->set_content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    file->set_content(*std::move(table));
    return absl::OkStatus();
  }

  const Writes* const writes_;
  const Authority authority_;
  const absl::Time deadline_;
  const std::string org_id_;
  const FileFormat format_;
  const Reply reply_;
  store::EntryQuery projects_;
  store::ListQuery forms_;
  SummaryCount count_;
};

}  // namespace

void Reports::GetSummary(const CallContext& call, const heng::v1::GetSummaryRequest& request, Reply reply) {
  const auto org_id = CheckOrgAndYear(call.authority, kMethod, request.org(), request.fiscal_year());
  if (!org_id.ok()) return reply(org_id.status());
  FieldProblems problems;
  const auto format = request.format();
  if (format != heng::v1::FILE_FORMAT_UNSPECIFIED && format != heng::v1::XLSX && format != heng::v1::CSV) {
    problems.Add("format", "应为 XLSX 或 CSV，或不填。", "must be XLSX, CSV or nothing");
  }
  if (auto status = problems.Take(); !status.ok()) return reply(status);
  std::make_shared<Summing>(writes_, call, request, std::move(reply))->ReadProjects();
}

}  // namespace heng::core
