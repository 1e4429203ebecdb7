#include "scoring/project_name.h"

namespace heng::scoring {

std::string ProjectName(const heng::v1::FormContent& form) {
  const std::string& name = form.project_name();
  const std::string& prefix = form.local_prefix();
  const bool has_prefix = !prefix.empty() && name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0;
  return has_prefix ? name.substr(prefix.size()) : name;
}

}  // namespace heng::scoring
