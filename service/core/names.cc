#include "service/core/names.h"

#include <algorithm>

namespace heng::core {
namespace {

std::optional<std::string> IdAfter(std::string_view collection, std::string_view name) {
  if (!name.starts_with(collection)) return std::nullopt;
  name.remove_prefix(collection.size());
  if (!IsResourceId(name)) return std::nullopt;
  return std::string(name);
}

}  // namespace

bool IsResourceId(std::string_view id) {
  if (id.size() < 3 || id.size() > 63 || id[0] < 'a' || id[0] > 'z') return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool IsSenderId(std::string_view id, size_t max_bytes) {
  return !id.empty() && id.size() <= max_bytes && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  });
}

std::optional<std::string> EvaluationId(std::string_view name) { return IdAfter("evaluations/", name); }
std::string EvaluationName(std::string_view id) { return "evaluations/" + std::string(id); }
std::optional<std::string> OrgId(std::string_view name) { return IdAfter("orgs/", name); }
std::string OrgName(std::string_view id) { return "orgs/" + std::string(id); }
std::optional<std::string> ProjectId(std::string_view name) { return IdAfter("projects/", name); }
std::optional<std::string> PrincipalId(std::string_view name) { return IdAfter("principals/", name); }
std::optional<std::string> TokenId(std::string_view name) { return IdAfter("tokens/", name); }

std::optional<std::string> TargetId(std::string_view name) {
  if (!IdAfter("targets/", name)) return std::nullopt;
  return std::string(name);
}

}  // namespace heng::core
