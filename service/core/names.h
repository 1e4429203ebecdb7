// Resource names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heng::core {

// An id of a resource: [a-z][a-z0-9-]{2,62}.
bool IsResourceId(std::string_view id);

// What callers call a request, a batch, a row or themselves: 1 to `max_bytes` characters [A-Za-z0-9._:-].
bool IsSenderId(std::string_view id, size_t max_bytes);

// "evaluations/x" -> "x"; nullopt: not such a name.
std::optional<std::string> EvaluationId(std::string_view name);
std::string EvaluationName(std::string_view id);
// "orgs/x" -> "x".
std::optional<std::string> OrgId(std::string_view name);
std::string OrgName(std::string_view id);
std::optional<std::string> ProjectId(std::string_view name);
std::optional<std::string> PrincipalId(std::string_view name);
std::optional<std::string> TokenId(std::string_view name);
// "targets/x" -> "targets/x" if x is an id: the whole name is the id of a target (service/store/store.h).
std::optional<std::string> TargetId(std::string_view name);

}  // namespace heng::core
