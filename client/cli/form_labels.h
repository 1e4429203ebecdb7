// What evaluations and targets have in common, in words: states, actions, roles, and the command that does an action.
#pragma once

#include <string>

#include "client/cli/language.h"
#include "heng/v1/target.pb.h"

namespace heng::cli {

// By the name: "targets/…". Everything else is an evaluation.
bool IsTarget(const std::string& form);

// 已批复 / Approved; "" where there is none.
std::string StateLabel(heng::v1::Target::State state, Language language);
// Both languages, any case. False: no such one.
bool ParseState(const std::string& text, heng::v1::Target::State* state);
// All that may be asked for: "草稿、已提交 …".
std::string TargetStateChoices(Language language);

// Of a state as tasks, results and transitions say it: "APPROVED" is 审核通过 of an evaluation and 已批复 of a target.
// What is not known stays as it is.
std::string StateText(const std::string& form, const std::string& state, Language language);

// Of an action as allowed_actions, tasks and transitions say it: "ask-withdrawal" (also with _) -> 申请撤回.
std::string FormActionText(const std::string& form, const std::string& action, Language language);

// "unit_head" -> 单位负责人. What is not known stays as it is.
std::string RoleText(const std::string& role, Language language);

// The command that does the action: "heng eval submit evaluations/x"; with a place to fill in where it takes more:
// "heng review return evaluations/x --comment 意见". Empty: no command does it.
std::string CommandFor(const std::string& form, const std::string& action, Language language);

}  // namespace heng::cli
