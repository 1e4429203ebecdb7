// What may stand in a text for the public, and what counts there.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/report.pb.h"
#include "service/core/epoch.h"

namespace heng::core {

// A classified project: in no text, number or sum, whoever asks.
inline bool IsClassified(const Epoch& epoch, const std::string& subject) {
  const auto found = epoch.classified->find(subject);
  return found != epoch.classified->end() && found->second.classified;
}
inline bool IsClassified(const Epoch& epoch, const heng::v1::DepartmentEvaluation& evaluation) {
  return std::any_of(evaluation.projects().begin(), evaluation.projects().end(),
                     [&](const std::string& project) { return IsClassified(epoch, project); });
}

// Approved or later: what is published is final.
inline bool IsApproved(int32_t state) {
  return state == heng::v1::Evaluation::APPROVED || state == heng::v1::Evaluation::ACCEPTED ||
         state == heng::v1::Evaluation::PUBLISHED;
}
// There, and not submitted.
inline bool IsOpen(int32_t state) {
  return state == heng::v1::Evaluation::DRAFT || state == heng::v1::Evaluation::CHECKED ||
         state == heng::v1::Evaluation::RETURNED;
}

// The order of orgs in reports: by code, then title. Of an org that is not there: last.
inline std::tuple<bool, std::string, std::string, std::string> OrgOrder(const Epoch& epoch, std::string_view org_id) {
  const OrgNode* const node = epoch.orgs->Find(org_id);
  if (node == nullptr) return {true, "", "", std::string(org_id)};
  return {false, node->org.code(), node->org.title(), node->id};
}

}  // namespace heng::core
