#include "scoring/simulate.h"

#include <utility>

#include "scoring/score.h"

namespace heng::scoring {

SimulatedForm SimulateForm(const CompiledPolicy& from, const CompiledPolicy& to, const heng::v1::FormContent& form) {
  const heng::v1::ScoreSheet before = Score(from, form);
  const heng::v1::ScoreSheet after = Score(to, form);
  SimulatedForm simulated;
  if (before.has_total()) simulated.old_total = before.total();
  if (after.has_total()) simulated.new_total = after.total();
  simulated.old_grade = before.grade();
  simulated.new_grade = after.grade();
  simulated.old_light = before.light();
  simulated.new_light = after.light();
  return simulated;
}

Simulation Simulate(const CompiledPolicy& from, const CompiledPolicy& to,
                    const std::vector<heng::v1::FormContent>& forms) {
  Simulation simulation;
  simulation.forms.reserve(forms.size());
  for (const heng::v1::FormContent& form : forms) {
    SimulatedForm simulated = SimulateForm(from, to, form);
    if (simulated.TotalChanges()) ++simulation.total_changes;
    if (simulated.GradeChanges()) ++simulation.grade_changes;
    simulation.forms.push_back(std::move(simulated));
  }
  return simulation;
}

}  // namespace heng::scoring
