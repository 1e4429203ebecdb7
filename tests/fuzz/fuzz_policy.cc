// LoadPolicy: any text is a policy or refused with a reason; a policy that loads scores a form without harm.
#include <string>

#include "scoring/policy.h"
#include "scoring/score.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;

namespace {

heng::v1::FormContent SmallForm() {
  heng::v1::FormContent form;
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_fiscal_year(2022);
  form.mutable_funds()->mutable_total()->set_annual_budget("22000");
  form.mutable_funds()->mutable_total()->set_executed("21000");
  for (const char* actual : {"40次", "达成预期指标", "=100100", "", "2023年1月5日"}) {
    auto* row = form.add_indicators();
    row->set_level1("产出指标");
    row->set_initial_target("≥50次");
    row->set_actual(actual);
    row->set_weight("20");
    row->set_claimed("20");
  }
  return form;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const heng::v1::FormContent form = SmallForm();
  heng::fuzz::SilenceProtobuf();
  const auto policy = heng::scoring::LoadPolicy(heng::fuzz::AsText(data, size), "fuzz.textproto");
  if (!policy.ok()) {
    Require(!policy.status().message().empty(), "a refusal has a reason");
    return 0;
  }
  Require((*policy)->pin().content_sha256().size() == 64, "a policy is pinned");
  const std::string first = heng::scoring::Score(**policy, form).SerializeAsString();
  Require(first == heng::scoring::Score(**policy, form).SerializeAsString(), "scoring is deterministic");
  return 0;
}
