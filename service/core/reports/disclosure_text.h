// 预算绩效情况说明 (1) to (5): the text of an org and year. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "heng/v1/directory.pb.h"
#include "heng/v1/report.pb.h"
#include "service/core/reports/narrative_text.h"

namespace heng::core {

// An approved evaluation of a project.
struct DisclosedProject {
  ReadEvaluation evaluation;
  heng::v1::Project::Tier tier = heng::v1::Project::TIER_UNSPECIFIED;
};

// Nothing of a classified project in any of it.
struct DisclosureFacts {
  std::string org;  // "orgs/…"
  std::string org_title;
  int32_t fiscal_year = 0;
  std::vector<DisclosedProject> projects;  // in the order of the text
  std::vector<ReadEvaluation> units;       // of whole units; that of the org itself first
  std::optional<heng::v1::YearFacts> year_facts;
  std::vector<heng::v1::DepartmentEvaluation> department_evaluations;
  std::map<std::string, std::string> org_titles;  // of the orgs these name
  std::map<int32_t, int64_t> not_counted;         // forms that are not approved, by state
};

// Narratives beyond about `max_bytes` of answer are left out, and the text says so.
heng::v1::ReportText WriteDisclosure(const DisclosureFacts& facts, size_t max_bytes);

}  // namespace heng::core
