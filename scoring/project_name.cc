#include "scoring/project_name.h"

#include <string_view>

namespace heng::scoring {
namespace {

std::string WithoutPrefix(const std::string& name, std::string_view prefix) {
  const bool has_prefix = !prefix.empty() && name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0;
  return has_prefix ? name.substr(prefix.size()) : name;
}

}  // namespace

std::string ProjectName(const heng::v1::FormContent& form) {
  return WithoutPrefix(form.project_name(), form.local_prefix());
}

std::string ProjectName(const heng::v1::TargetContent& form) {
  return WithoutPrefix(form.project_name(), form.local_prefix());
}

}  // namespace heng::scoring
