#include "scoring/simulate.h"

#include <utility>

#include "scoring/scored_form.h"

namespace heng::scoring {

namespace {

std::optional<std::string> Text(const std::optional<Decimal>& total) {
  return total ? std::optional<std::string>(total->ToString()) : std::nullopt;
}

}  // namespace

Simulator::Simulator(const CompiledPolicy& from, const CompiledPolicy& to)
    : from_(from.rules()), to_(to.rules()), read_alike_(from_.reading == to_.reading) {}

SimulatedForm Simulator::Run(const heng::v1::FormContent& form) const {
  TextPool pool;
  std::vector<RowReading> readings = ReadRows(from_.reading, form, true, pool);
  SimulatedForm simulated;
  {
    const ScoredForm before = ScoreForm(from_, form, readings, nullptr);
    simulated.old_total = Text(before.totals.total);
    simulated.old_grade = before.Grade();
    simulated.old_light = before.light;
  }
  if (!read_alike_) readings = ReadRows(to_.reading, form, true, pool);
  const ScoredForm after = ScoreForm(to_, form, readings, nullptr);
  simulated.new_total = Text(after.totals.total);
  simulated.new_grade = after.Grade();
  simulated.new_light = after.light;
  return simulated;
}

SimulatedForm SimulateForm(const CompiledPolicy& from, const CompiledPolicy& to, const heng::v1::FormContent& form) {
  return Simulator(from, to).Run(form);
}

Simulation Simulate(const CompiledPolicy& from, const CompiledPolicy& to,
                    const std::vector<heng::v1::FormContent>& forms) {
  Simulation simulation;
  const Simulator simulator(from, to);
  simulation.forms.reserve(forms.size());
  for (const heng::v1::FormContent& form : forms) {
    SimulatedForm simulated = simulator.Run(form);
    if (simulated.TotalChanges()) ++simulation.total_changes;
    if (simulated.GradeChanges()) ++simulation.grade_changes;
    simulation.forms.push_back(std::move(simulated));
  }
  return simulation;
}

}  // namespace heng::scoring
