// Forms as small as they can be.
#pragma once

#include <string>

#include "heng/v1/form.pb.h"

namespace heng::core {

// The smallest form that has a total under every policy: 9 points of execution and 90 of indicators.
inline heng::v1::FormContent SmallForm(const std::string& subject = "projects/abc") {
  heng::v1::FormContent form;
  form.set_subject(subject);
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/an-office");
  form.set_fiscal_year(2022);
  auto* total = form.mutable_funds()->mutable_total();
  total->set_id("total");
  total->set_annual_budget("200000.00");
  total->set_executed("180000.00");
  form.set_claimed_indicator_total("90");
  form.set_claimed_total("99");
  return form;
}

// The same of a whole unit.
inline heng::v1::FormContent WholeUnitForm(const std::string& org_id) {
  heng::v1::FormContent form = SmallForm("orgs/" + org_id);
  form.set_subject_kind(heng::v1::WHOLE_UNIT);
  form.set_org("orgs/" + org_id);
  return form;
}

// The same with a printed total that is none: total-not-sum is an error under both shipped policies.
inline heng::v1::FormContent BlockedForm() {
  heng::v1::FormContent form = SmallForm();
  form.set_claimed_total("50");
  return form;
}

}  // namespace heng::core
