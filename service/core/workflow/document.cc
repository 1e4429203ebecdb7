// The workflow tables as Markdown.
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/workflow/texts.h"

namespace heng::core {
namespace {

using heng::v1::Role;

std::string RolesOf(RoleSet roles) {
  std::vector<std::string> names;
  for (const Role role : kAllRoles) {
    if (Contains(roles, role)) names.push_back(RoleName(role));
  }
  return absl::StrJoin(names, ", ");
}

template <typename Bit>
std::string Texts(uint32_t set, int count) {
  std::vector<std::string> zh, en;
  for (int i = 0; i < count; ++i) {
    if ((set >> i & 1) == 0) continue;
    const ConditionText text = MeaningOf(static_cast<Bit>(1u << i));
    zh.push_back(text.zh);
    en.push_back(text.en);
  }
  if (en.empty()) return "";
  return absl::StrCat(absl::StrJoin(en, "; "), "<br>", absl::StrJoin(zh, "；"));
}

std::string TableOf(const Workflow& workflow) {
  std::string table =
      "| action | state | role | where | only if | state after | besides |\n|---|---|---|---|---|---|---|\n";
  for (const WorkflowRow& row : workflow.rows) {
    absl::StrAppend(&table, "| `", std::string(ActionName(row.action)), "` ", ActionInChinese(row.action),
                    row.needs_reason ? " *" : "", " | ", StateNames(workflow.type, row.from), " | ", RolesOf(row.roles),
                    " | ", Texts<Condition>(row.when, kConditionCount), " | ");
    absl::StrAppend(&table, Texts<Condition>(row.guards, kConditionCount), " | ",
                    row.to == kSameState ? "the same" : StateName(workflow.type, row.to), " | ",
                    Texts<Effect>(row.effects, kEffectCount), " |\n");
  }
  return table;
}

}  // namespace

std::string WorkflowDocument() {
  return absl::StrCat(
      "# The life of a form (表的流转)\n\n"
      "Generated from `workflow/evaluation_table.cc` and `workflow/target_table.cc`; a test compares the two. Roles "
      "are "
      "held on the form's org or above it. *Where* says which of several rows is meant; *only if* has to hold, and "
      "what "
      "does not is said with what to do. Actions with * take a reason. Who has nothing to do with a form is answered "
      "PERMISSION_DENIED, whatever its state. `heng eval show` and `heng target show` list what the reader may do now, "
      "and why not.\n\n"
      "本表由程序生成。角色须授在表的单位或其上级；“where”用来区分同一操作的几种情形，“only if”是必须满足的条件；带 * "
      "的操作须写理由。\n\n"
      "## Evaluations (绩效自评表)\n\n",
      TableOf(EvaluationWorkflow()), "\n## Targets (绩效目标表)\n\n", TableOf(TargetWorkflow()));
}

}  // namespace heng::core
