// Resource names and the words for states and actions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heng/v1/evaluation.pb.h"

namespace heng::core {

// An id of a resource: [a-z][a-z0-9-]{2,62}.
bool IsResourceId(std::string_view id);

// "evaluations/x" -> "x"; nullopt: not such a name.
std::optional<std::string> EvaluationId(std::string_view name);
std::string EvaluationName(std::string_view id);
// "orgs/x" -> "x".
std::optional<std::string> OrgId(std::string_view name);
std::string OrgName(std::string_view id);
std::optional<std::string> ProjectId(std::string_view name);
std::optional<std::string> PrincipalId(std::string_view name);
std::optional<std::string> TokenId(std::string_view name);

std::string StateInChinese(heng::v1::Evaluation::State state);  // 草稿
std::string ActionInChinese(std::string_view action);           // 提交

}  // namespace heng::core
