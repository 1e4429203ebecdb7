// CrossCheckReport: through the headers of the year, then the content of the forms, some at a time, and the comparison,
// all on threads of the store.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/reports/crosscheck/compare.h"
#include "service/core/reports/narrative_text.h"
#include "service/core/reports/published.h"
#include "service/core/reports/report_entries.h"
#include "service/core/reports/reports.h"

namespace heng::core {
namespace {

using crosscheck::Facts;
using crosscheck::FormFacts;
using heng::v1::CrossCheckReportRequest;
using scoring::Decimal;
using store::Header;

constexpr Method kMethod = Method::kCrossCheckReport;
constexpr int32_t kPage = 1000;
constexpr size_t kFormsPerTurn = 50;
constexpr size_t kMaxDepartmentEvaluations = 1000;

// Keeps itself alive by the pages it waits for.
class CrossCheck : public std::enable_shared_from_this<CrossCheck> {
 public:
  CrossCheck(const Writes* writes, const CallContext& call, const CrossCheckReportRequest& request, Reply reply)
      : writes_(writes),
        authority_(call.authority),
        deadline_(call.deadline),
        org_id_(OrgId(request.org()).value_or("")),
        year_(request.fiscal_year()),
        text_(request.text()),
        reply_(std::move(reply)) {
    query_.scope = authority_.ScopeOf(kMethod, org_id_);
    query_.fiscal_year = year_;
    query_.limit = kPage;
    records_.collection = std::string(kDepartmentEvaluations);
    records_.org_ids = query_.scope.org_ids;
    records_.limit = kPage;
  }

  void ReadHeaders() {
    writes_->store()->List(query_, deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& page) {
                             if (!page.ok()) return self->Fail(page.status());
                             self->TakeHeaders(*page);
                           });
  }

 private:
  const core::Epoch& Epoch() const { return authority_.epoch(); }
  void Fail(const absl::Status& status) { reply_(ReasonOf(status).empty() ? writes_->Caught(status) : status); }

  void TakeHeaders(const std::vector<Header>& page) {
    for (const Header& form : page) {
      // Classified projects are in no text for the public, so nothing of them is compared, whoever asks.
      const bool scored = form.subject_kind == heng::v1::PROJECT ||
                          (form.subject_kind == heng::v1::WHOLE_UNIT && form.org_id == org_id_);
      if (scored && !IsClassified(Epoch(), form.subject)) ids_.push_back(form.id);
    }
    if (ids_.size() > crosscheck::kMaxForms) {
      return Fail(TooMany("与一份报告核对的自评表", "forms to compare a report with", crosscheck::kMaxForms));
    }
    if (page.size() < static_cast<size_t>(kPage)) return ReadForms();
    query_.after_sequence = page.back().sequence;
    ReadHeaders();
  }

  // A list of nothing: what follows it runs in the read pool.
  template <typename Then>
  void InReadPool(Then then) {
    store::ListQuery turn;
    turn.scope.org_ids.emplace();
    turn.limit = 1;
    writes_->store()->List(std::move(turn), deadline_,
                           [self = shared_from_this(), then](const absl::StatusOr<std::vector<Header>>& nothing) {
                             auto status = nothing.ok() ? then() : nothing.status();
                             if (!status.ok()) self->Fail(status);
                           });
  }

  void ReadForms() {
    if (next_ == ids_.size()) return ReadRecords();
    InReadPool([this] {
      auto status = ReadSome();
      if (status.ok()) ReadForms();
      return status;
    });
  }

  absl::Status ReadSome() {
    const size_t end = std::min(ids_.size(), next_ + kFormsPerTurn);
    for (; next_ < end; ++next_) {
      auto stored = writes_->store()->Get(ids_[next_]);
      if (!stored.ok()) return stored.status();
      if (!stored->header.active) continue;
      const auto read = ReadStored(*std::move(stored));
      if (!read.ok()) return read.status();
      Add(*read);
    }
    return absl::OkStatus();
  }

  void Add(const ReadEvaluation& read) {
    FormFacts facts = crosscheck::FactsOf(EvaluationName(read.header.id), read.form, read.sheet);
    facts.grade = static_cast<heng::v1::Grade>(read.header.grade);
    facts.total.reset();
    if (read.header.total) facts.total = Decimal::FromMillionths(absl::int128(*read.header.total) * 100);
    if (read.header.subject_kind == heng::v1::WHOLE_UNIT) {
      facts_.whole_unit = std::move(facts);
    } else {
      facts_.forms.push_back(std::move(facts));
    }
  }

  void ReadRecords() {
    writes_->store()->ListEntries(records_, deadline_,
                                  [self = shared_from_this()](const absl::StatusOr<std::vector<store::Entry>>& page) {
                                    auto status = page.ok() ? self->TakeRecords(*page) : page.status();
                                    if (!status.ok()) return self->Fail(status);
                                    if (page->size() < static_cast<size_t>(kPage)) return self->Answer();
                                    self->records_.after_sequence = page->back().sequence;
                                    self->ReadRecords();
                                  });
  }

  absl::Status TakeRecords(const std::vector<store::Entry>& page) {
    for (const store::Entry& entry : page) {
      heng::v1::DepartmentEvaluation one;
      if (!one.ParseFromString(entry.body)) return absl::DataLossError(entry.name + " can't be read");
      if (one.fiscal_year() != year_ || IsClassified(Epoch(), one)) continue;
      const auto funds = ReadMoney(one.funds());
      facts_.reviews.push_back({one.name(), one.projects_size(), funds.value_or(Decimal())});
      if (facts_.reviews.size() > kMaxDepartmentEvaluations) {
        return TooMany("与一份报告核对的部门评价", "department evaluations to compare a report with",
                       kMaxDepartmentEvaluations);
      }
    }
    return absl::OkStatus();
  }

  void Answer() {
    const auto year_facts = FindYearFacts(writes_->store(), org_id_, year_);
    if (!year_facts.ok()) return Fail(year_facts.status());
    if (*year_facts) {
      facts_.year_facts = (*year_facts)->name();
      if ((*year_facts)->has_project_expenditure()) {
        facts_.project_expenditure = ReadMoney((*year_facts)->project_expenditure());
      }
      if ((*year_facts)->has_project_budget()) facts_.project_budget = ReadMoney((*year_facts)->project_budget());
    }
    crosscheck::Checked checked = crosscheck::Compare(text_, facts_);
    heng::v1::CrossCheckReportResponse response;
    for (auto& item : checked.items) *response.add_items() = std::move(item);
    response.set_left_out(checked.left_out);
    reply_(response.SerializeAsString());
  }

  const Writes* const writes_;
  const Authority authority_;
  const absl::Time deadline_;
  const std::string org_id_;
  const int32_t year_;
  const std::string text_;
  const Reply reply_;
  store::ListQuery query_;
  store::EntryQuery records_;
  std::vector<std::string> ids_;
  size_t next_ = 0;
  Facts facts_;
};

absl::Status CheckText(std::string_view text) {
  if (text.empty())
    return InvalidField("text", "未填写；请给出报告的文字。", "is missing; give the text of the report");
  if (text.size() <= crosscheck::kMaxTextBytes) return absl::OkStatus();
  const std::string size = absl::StrCat(text.size());
  return InvalidField("text", absl::StrCat("有 ", size, " 字节，最多 1 MiB（1048576）；请只给情况说明和附表部分。"),
                      absl::StrCat("has ", size,
                                   " bytes, at most 1 MiB (1048576); give the explanatory part and the "
                                   "attached forms only"));
}

}  // namespace

void Reports::CrossCheckReport(const CallContext& call, const CrossCheckReportRequest& request, Reply reply) {
  const auto org_id = CheckOrgAndYear(call.authority, kMethod, request.org(), request.fiscal_year());
  if (!org_id.ok()) return reply(org_id.status());
  if (auto status = CheckText(request.text()); !status.ok()) return reply(status);
  std::make_shared<CrossCheck>(writes_, call, request, std::move(reply))->ReadHeaders();
}

}  // namespace heng::core
