// ListTasks (待办) and ListMissingForms (催报).
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "service/core/directory/pages.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/workflow/tasks.h"
#include "service/core/workflow/workflows.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormType;
using heng::v1::MissingForm;
using heng::v1::Target;
using store::Header;

// How often the queries of ListTasks are asked for one page; a page that is not full then goes on with the next.
constexpr int kMaxRounds = 5;

absl::Status BadFormType() {
  return InvalidField("formType", "应为 TARGET（目标表）或 EVALUATION（自评表）。", "must be TARGET or EVALUATION");
}

// Merges what the queries find in the order the forms were created; keeps itself alive by the pages it waits for.
class TaskList : public std::enable_shared_from_this<TaskList> {
 public:
  TaskList(const Writes* writes, const CallContext& call, DirectoryPage page, const heng::v1::ListTasksRequest& request,
           Reply reply)
      : writes_(writes),
        deadline_(call.deadline),
        page_(std::move(page)),
        book_(call.authority, page_.within),
        queries_(book_.Queries(request.form_type())),
        reply_(std::move(reply)),
        after_(page_.after_sequence) {
    for (store::ListQuery& query : queries_) {
      if (request.fiscal_year() != 0) query.fiscal_year = request.fiscal_year();
      query.limit = page_.size;
    }
  }

  void Next() {
    if (query_ == queries_.size()) return EndRound();
    store::ListQuery query = queries_[query_++];
    query.after_sequence = after_;
    writes_->store()->List(std::move(query), deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& page) {
                             if (!page.ok()) return self->reply_(self->writes_->Caught(page.status()));
                             self->Take(*page);
                             self->Next();
                           });
  }

 private:
  void Take(const std::vector<Header>& page) {
    for (const Header& form : page) found_.insert_or_assign(form.sequence, form);
    const bool more = page.size() == static_cast<size_t>(page_.size);
    if (more) known_until_ = std::min(known_until_, page.back().sequence);
  }

  // What stands before the end of the shortest page is complete.
  void EndRound() {
    for (const auto& [sequence, form] : found_) {
      if (sequence > known_until_) break;
      auto task = book_.TaskOf(form);
      if (!task) continue;
      *response_.add_tasks() = *std::move(task);
      if (response_.tasks_size() == page_.size) return Answer(sequence);
    }
    if (known_until_ == INT64_MAX) return Answer(std::nullopt);
    if (++rounds_ == kMaxRounds) return Answer(known_until_);
    after_ = known_until_;
    known_until_ = INT64_MAX;
    found_.clear();
    query_ = 0;
    Next();
  }

  // `last`: the list goes on behind it.
  void Answer(std::optional<int64_t> last) {
    if (last) response_.set_next_page_token(MakePageToken(page_.filter, *last));
    reply_(response_.SerializeAsString());
  }

  const Writes* const writes_;
  const absl::Time deadline_;
  const DirectoryPage page_;
  const TaskBook book_;
  std::vector<store::ListQuery> queries_;
  const Reply reply_;
  int64_t after_;
  size_t query_ = 0;
  int rounds_ = 0;
  int64_t known_until_ = INT64_MAX;
  std::map<int64_t, Header> found_;  // by sequence, each once
  heng::v1::ListTasksResponse response_;
};

// True if the form is still to be filed. One that is being amended was approved already.
bool IsToBeFiled(const Header& form) {
  if (form.form_type == store::kTarget) {
    return form.in_force_rev == 0 && (form.state == Target::DRAFT || form.state == Target::RETURNED);
  }
  return form.state == Evaluation::DRAFT || form.state == Evaluation::CHECKED || form.state == Evaluation::RETURNED;
}

int32_t DaysLate(const std::string& due, const std::string& today) {
  absl::CivilDay last, now;
  if (!absl::ParseCivilTime(due, &last) || !absl::ParseCivilTime(today, &now)) return 0;
  return static_cast<int32_t>(std::max<absl::civil_diff_t>(0, now - last));
}

// A page of projects, then their forms; keeps itself alive by the pages it waits for.
class MissingList : public std::enable_shared_from_this<MissingList> {
 public:
  MissingList(const Writes* writes, const CallContext& call, DirectoryPage page,
              const heng::v1::ListMissingFormsRequest& request, Reply reply)
      : writes_(writes),
        authority_(call.authority),
        deadline_(call.deadline),
        page_(std::move(page)),
        year_(request.fiscal_year()),
        form_type_(request.form_type()),
        late_only_(request.late()),
        reply_(std::move(reply)) {}

  void ReadProjects() {
    store::Scope scope = authority_.ScopeOf(Method::kListMissingForms, page_.within);
    store::EntryQuery query;
    query.collection = "projects";
    query.org_ids = std::move(scope.org_ids);
    query.hidden = std::move(scope.hidden_subjects);
    query.after_sequence = page_.after_sequence;
    query.limit = page_.size + 1;  // one more tells whether there is a next page
    writes_->store()->ListEntries(std::move(query), deadline_,
                                  [self = shared_from_this()](absl::StatusOr<std::vector<store::Entry>> projects) {
                                    if (!projects.ok()) return self->Fail(projects.status());
                                    self->TakeProjects(*std::move(projects));
                                  });
  }

 private:
  void Fail(const absl::Status& status) { reply_(writes_->Caught(status)); }

  void TakeProjects(std::vector<store::Entry> projects) {
    more_ = projects.size() > static_cast<size_t>(page_.size);
    if (more_) projects.pop_back();
    projects_ = std::move(projects);
    if (projects_.empty()) return Answer();
    // Forms of any org: whoever filed it, the project is not missing any more.
    forms_.form_type = form_type_;
    forms_.fiscal_year = year_;
    forms_.limit = kMaxPageSize;
    forms_.subjects.emplace();
    for (const store::Entry& project : projects_) forms_.subjects->push_back(project.name);
    std::sort(forms_.subjects->begin(), forms_.subjects->end());
    ReadForms();
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
      Forms& forms = by_subject_[form.subject];
      if (IsToBeFiled(form)) {
        forms.open = form;
      } else {
        forms.filed = true;
      }
    }
    if (page.size() < static_cast<size_t>(kMaxPageSize)) return Answer();
    forms_.after_sequence = page.back().sequence;
    ReadForms();
  }

  void Answer() {
    heng::v1::ListMissingFormsResponse response;
    const std::string today = DayOf(absl::ToUnixMicros(absl::Now()));
    for (const store::Entry& project : projects_) {
      const Forms& forms = by_subject_[project.name];
      if (forms.filed) continue;
      heng::v1::Project message;
      if (!message.ParseFromString(project.body)) return Fail(absl::DataLossError(project.name + " can't be read"));
      MissingForm missing = Missing(project, message, forms.open, today);
      if (!late_only_ || missing.days_late() > 0) *response.add_forms() = std::move(missing);
    }
    if (more_) response.set_next_page_token(MakePageToken(page_.filter, projects_.back().sequence));
    reply_(response.SerializeAsString());
  }

  MissingForm Missing(const store::Entry& entry, const heng::v1::Project& project, const std::optional<Header>& open,
                      const std::string& today) const {
    const Epoch& epoch = authority_.epoch();
    MissingForm missing;
    missing.set_org(OrgName(entry.org_id));
    if (const OrgNode* org = epoch.orgs->Find(entry.org_id)) missing.set_org_title(org->org.title());
    missing.set_project(entry.name);
    missing.set_project_title(project.title());
    missing.set_due_date(epoch.windows->LastDay(*epoch.orgs, entry.org_id, year_, static_cast<FormType>(form_type_)));
    missing.set_days_late(DaysLate(missing.due_date(), today));
    if (!open || !authority_.RoleFor(Method::kListMissingForms, open->org_id, open->subject)) return missing;
    missing.set_form(store::FormNameOf(open->id));
    missing.set_state(form_type_ == store::kTarget
                          ? Target::State_Name(static_cast<Target::State>(open->state))
                          : Evaluation::State_Name(static_cast<Evaluation::State>(open->state)));
    missing.set_returned(open->returned);
    return missing;
  }

  struct Forms {
    bool filed = false;
    std::optional<Header> open;  // the latest
  };

  const Writes* const writes_;
  const Authority authority_;
  const absl::Time deadline_;
  const DirectoryPage page_;
  const int32_t year_, form_type_;
  const bool late_only_;
  const Reply reply_;
  std::vector<store::Entry> projects_;
  bool more_ = false;
  store::ListQuery forms_;
  std::map<std::string, Forms> by_subject_;
};

}  // namespace

void Workflows::ListTasks(const CallContext& call, const heng::v1::ListTasksRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kListTasks); !status.ok()) return reply(status);
  auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  if (!heng::v1::FormType_IsValid(request.form_type())) return reply(BadFormType());
  std::make_shared<TaskList>(writes_, call, *std::move(page), request, std::move(reply))->Next();
}

void Workflows::ListMissingForms(const CallContext& call, const heng::v1::ListMissingFormsRequest& request,
                                 Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kListMissingForms); !status.ok()) return reply(status);
  auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  if (request.fiscal_year() == 0)
    return reply(InvalidField("fiscalYear", "未填写；请填年度，如 2022。", "is missing; write a year such as 2022"));
  if (request.form_type() != heng::v1::TARGET && request.form_type() != heng::v1::EVALUATION) {
    return reply(BadFormType());
  }
  std::make_shared<MissingList>(writes_, call, *std::move(page), request, std::move(reply))->ReadProjects();
}

}  // namespace heng::core
