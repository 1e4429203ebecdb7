// What if: the same forms under two policies. Pure, like scoring itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy.h"

namespace heng::scoring {

// One form under both. Totals are absent where the form is incomplete under that policy.
struct SimulatedForm {
  std::optional<std::string> old_total, new_total;
  heng::v1::Grade old_grade = heng::v1::GRADE_UNSPECIFIED;
  heng::v1::Grade new_grade = heng::v1::GRADE_UNSPECIFIED;
  heng::v1::Light old_light = heng::v1::LIGHT_UNSPECIFIED;
  heng::v1::Light new_light = heng::v1::LIGHT_UNSPECIFIED;

  bool TotalChanges() const { return old_total != new_total; }
  bool GradeChanges() const { return old_grade != new_grade; }
};

struct Simulation {
  std::vector<SimulatedForm> forms;  // in the order given
  int total_changes = 0;
  int grade_changes = 0;
};

// Two policies for many forms: what both read alike is read once. Safe to share between threads; the policies have to
// live as long as this.
class Simulator {
 public:
  // `from` is the policy in force, `to` the one that might be.
  Simulator(const CompiledPolicy& from, const CompiledPolicy& to);

  SimulatedForm Run(const heng::v1::FormContent& form) const;

 private:
  const PolicyRules& from_;
  const PolicyRules& to_;
  const bool read_alike_;
};

// The same for one form, and for a list of them.
SimulatedForm SimulateForm(const CompiledPolicy& from, const CompiledPolicy& to, const heng::v1::FormContent& form);
Simulation Simulate(const CompiledPolicy& from, const CompiledPolicy& to,
                    const std::vector<heng::v1::FormContent>& forms);

}  // namespace heng::scoring
