// Short ways to write a form in a test.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy.h"
#include "scoring/score.h"

namespace heng::scoring::testing {

struct Row {
  std::string target, actual;
  std::string weight = "", claimed = "";  // empty: absent
  std::string reason = "";
  std::string level1 = "产出指标", level2 = "质量指标", name = "";
  std::string group = "";
};

class FormBuilder {
 public:
  FormBuilder() {
    form_.set_subject("projects/p-1");
    form_.set_subject_kind(heng::v1::PROJECT);
    form_.set_org("orgs/o-1");
    form_.set_fiscal_year(2022);
    Funds("100.00", "100.00");
  }

  FormBuilder& Funds(const std::string& annual_budget, const std::string& executed) {
    auto* total = form_.mutable_funds()->mutable_total();
    total->set_id("total");
    total->set_annual_budget(annual_budget);
    total->set_executed(executed);
    return *this;
  }

  FormBuilder& Add(const Row& row) {
    heng::v1::Indicator* added = form_.add_indicators();
    const std::string number = std::to_string(form_.indicators_size());
    added->set_id("r" + number);
    added->set_level1(row.level1);
    added->set_level2(row.level2);
    added->set_name(row.name.empty() ? "指标" + number : row.name);
    added->set_initial_target(row.target);
    added->set_actual(row.actual);
    if (!row.weight.empty()) added->set_weight(row.weight);
    if (!row.claimed.empty()) added->set_claimed(row.claimed);
    if (!row.reason.empty()) added->set_deviation_reason(row.reason);
    if (!row.group.empty()) added->set_score_group(row.group);
    added->set_cell("F" + number);
    return *this;
  }

  heng::v1::FormContent& form() { return form_; }
  heng::v1::Indicator& last() { return *form_.mutable_indicators(form_.indicators_size() - 1); }

 private:
  heng::v1::FormContent form_;
};

inline std::shared_ptr<const CompiledPolicy> Shipped(const std::string& name) {
  auto policy = ShippedPolicies::Get().Find(name);
  EXPECT_NE(policy, nullptr) << name;
  return policy;
}

inline heng::v1::ScoreSheet ScoreUnder(const std::string& policy, const heng::v1::FormContent& form) {
  return Score(*Shipped(policy), form);
}

// The first finding of that id, alive as long as the sheet; nullptr: none.
inline const heng::v1::Finding* Find(const heng::v1::ScoreSheet& sheet, const std::string& id) {
  const auto it = std::find_if(sheet.findings().begin(), sheet.findings().end(),
                               [&](const heng::v1::Finding& finding) { return finding.id() == id; });
  return it == sheet.findings().end() ? nullptr : &*it;
}

inline int Count(const heng::v1::ScoreSheet& sheet, const std::string& id) {
  return static_cast<int>(std::count_if(sheet.findings().begin(), sheet.findings().end(),
                                        [&](const heng::v1::Finding& finding) { return finding.id() == id; }));
}

// "-" where a score is absent.
inline std::string Or(bool has, const std::string& value) { return has ? value : "-"; }

}  // namespace heng::scoring::testing
