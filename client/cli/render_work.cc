#include "client/cli/render_work.h"

#include <algorithm>
#include <iterator>

#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::MissingForm;
using heng::v1::Task;
using heng::v1::WorkflowRules;

// What can be asked of somebody, in the order they see to it.
struct TaskKind {
  const char* action;
  const char* zh;
  const char* en;
};

constexpr TaskKind kTaskKinds[] = {
    {"answer", "答复意见", "Answer the comments"},
    {"budget", "预算已变，请确认", "The budget changed: confirm"},
    {"edit", "填写", "Fill in"},
    {"check", "核对", "Check"},
    {"submit", "提交", "Submit"},
    {"consent", "申请撤回，请答复", "The author asks for it back"},
    {"review", "审核", "Review"},
    {"approve", "审核通过或批复", "Approve"},
    {"accept", "接收", "Accept"},
    {"recheck", "复核", "Recheck"},
    {"publish", "公开", "Publish"},
};

const TaskKind* KindOf(const std::string& action) {
  const auto* const found = std::find_if(std::begin(kTaskKinds), std::end(kTaskKinds),
                                         [&](const TaskKind& kind) { return kind.action == action; });
  return found == std::end(kTaskKinds) ? nullptr : found;
}

// Those this program does not know come last.
std::ptrdiff_t Rank(const Task& task) {
  const TaskKind* const kind = KindOf(task.action());
  return kind == nullptr ? std::ssize(kTaskKinds) : kind - std::begin(kTaskKinds);
}

std::string ActionTitle(const std::string& action, Language language) {
  const TaskKind* const kind = KindOf(action);
  return kind == nullptr ? action : Say(language, kind->zh, kind->en);
}

std::string TaskCommand(const Task& task, Language language) {
  const std::string command = CommandFor(task.form(), task.action(), language);
  return command.empty() ? (IsTarget(task.form()) ? "heng target show " : "heng eval show ") + task.form() : command;
}

// What makes this one more urgent than others.
std::string TaskRemark(const Task& task, Language language) {
  std::string remark;
  const auto add = [&](const std::string& text) { remark += (remark.empty() ? "" : Say(language, "，", ", ")) + text; };
  if (task.late()) add(Say(language, "逾期", "late"));
  if (task.open_comments() > 0) {
    add(Say(language, "待回复 ", "open comments ") + std::to_string(task.open_comments()));
  }
  if (task.returned() > 0) add(Say(language, "退回次数 ", "returned ") + std::to_string(task.returned()));
  return remark;
}

Table TaskTable(Language language) {
  return Table({{Say(language, "项目", "Project"), Align::kLeft, true},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "单位", "Organisation")},
                {Say(language, "状态", "State")},
                {Say(language, "上次变动", "Since")},
                {Say(language, "最后一天", "Last day")},
                {Say(language, "备注", "Remark")},
                {Say(language, "命令", "Command")}});
}

std::vector<std::string> Row(const Task& task, Language language) {
  return {task.project_name().empty() ? task.subject() : task.project_name(),
          std::to_string(task.fiscal_year()),
          task.org(),
          StateText(task.form(), task.state(), language),
          TimeText(task.since()).substr(0, 10),
          task.due_date(),
          TaskRemark(task, language),
          TaskCommand(task, language)};
}

std::string Steps(int32_t steps) { return steps == 0 ? "" : std::to_string(steps); }

}  // namespace

std::string RenderTasks(std::vector<Task> tasks, const Look& look) {
  const Language language = look.language;
  std::stable_sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) {
    return Rank(a) != Rank(b) ? Rank(a) < Rank(b) : Rank(a) == std::ssize(kTaskKinds) && a.action() < b.action();
  });
  std::string out, counts;
  for (auto first = tasks.begin(); first != tasks.end();) {
    const auto last =
        std::find_if(first, tasks.end(), [&](const Task& task) { return task.action() != first->action(); });
    const std::string count = std::to_string(last - first);
    const std::string title = SafeText(ActionTitle(first->action(), language));
    Table table = TaskTable(language);
    for (auto task = first; task != last; ++task) table.AddRow(Row(*task, language));
    std::string head = title;
    head += Say(language, "（", " (") + count + Say(language, "）", ")");
    out += Paint(head, Color::kBold, look.color) + "\n" + table.Render(look.width) + "\n";
    counts += counts.empty() ? "" : Say(language, "，", ", ");
    counts.append(title).append(" ").append(count);
    first = last;
  }
  return out + Say(language, "共 ", "Total ") + std::to_string(tasks.size()) + Say(language, " 件：", ": ") + counts +
         Say(language, "。", ".") + "\n";
}

Table MissingTable(Language language) {
  return Table({{Say(language, "单位", "Organisation")},
                {Say(language, "项目", "Project"), Align::kLeft, true},
                {Say(language, "草稿状态", "Draft")},
                {Say(language, "最后一天", "Last day")},
                {Say(language, "逾期天数", "Days late"), Align::kRight},
                {Say(language, "退回次数", "Returned"), Align::kRight},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const MissingForm& form, Language language) {
  const auto number = [](int32_t count) { return count == 0 ? "" : std::to_string(count); };
  return {form.org_title().empty() ? form.org() : form.org_title(),
          form.project_title().empty() ? form.project() : form.project_title(),
          form.form().empty() ? Say(language, "没有", "none") : StateText(form.form(), form.state(), language),
          form.due_date(),
          number(form.days_late()),
          number(form.returned()),
          form.form().empty() ? form.project() : form.form()};
}

void MissingCounts::Add(const MissingForm& form) {
  const auto [place, is_new] = places_.emplace(form.org(), orgs_.size());
  if (is_new) orgs_.push_back({form.org(), form.org_title()});
  Org& org = orgs_[place->second];
  ++org.missing;
  if (form.days_late() > 0) ++org.late;
  if (!form.form().empty()) ++org.begun;
}

std::string MissingCounts::Render(const Look& look) const {
  const Language language = look.language;
  Table table({{Say(language, "单位", "Organisation"), Align::kLeft, true},
               {Say(language, "未报", "Missing"), Align::kRight},
               {Say(language, "其中逾期", "Late"), Align::kRight},
               {Say(language, "已有草稿", "Begun"), Align::kRight},
               {Say(language, "名称", "Name")}});
  Org all;
  for (const Org& org : orgs_) {
    table.AddRow(
        {org.title, std::to_string(org.missing), std::to_string(org.late), std::to_string(org.begun), org.name});
    all.missing += org.missing;
    all.late += org.late;
    all.begun += org.begun;
  }
  table.AddRow({Say(language, "合计", "Total"), std::to_string(all.missing), std::to_string(all.late),
                std::to_string(all.begun)});
  return table.Render(look.width);
}

Table WorkflowTable(Language language) {
  return Table({{Say(language, "单位", "Organisation")},
                {Say(language, "单位核对", "Unit check")},
                {Say(language, "不审自己的表", "Four eyes")},
                {Say(language, "审核级数", "Review steps"), Align::kRight},
                {Say(language, "财政接收", "Acceptance")},
                {Say(language, "逾期提交", "Late filing")},
                {Say(language, "修改时间", "Changed")}});
}

std::vector<std::string> Row(const WorkflowRules& rules, Language language) {
  return {rules.org(),
          ChoiceLabel(rules.unit_check(), language),
          ChoiceLabel(rules.four_eyes(), language),
          Steps(rules.review_steps()),
          ChoiceLabel(rules.acceptance(), language),
          ChoiceLabel(rules.late_filing(), language),
          TimeText(rules.update_time())};
}

std::string RenderWorkflow(const WorkflowRules& rules, Language language) {
  Table table({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) table.AddRow({Say(language, zh, en), value});
  };
  add("单位", "Organisation", rules.org());
  add("单位负责人先核对", "Unit head checks first", ChoiceLabel(rules.unit_check(), language));
  add("不审自己改过的表", "Nobody approves own work", ChoiceLabel(rules.four_eyes(), language));
  add("审核级数", "Review steps", Steps(rules.review_steps()));
  add("财政接收后才公开", "Finance accepts before publication", ChoiceLabel(rules.acceptance(), language));
  add("逾期提交", "Late filing", ChoiceLabel(rules.late_filing(), language));
  add("版本", "Etag", rules.etag());
  add("修改时间", "Changed", TimeText(rules.update_time()));
  return table.Render();
}

}  // namespace heng::cli
