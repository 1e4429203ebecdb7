// How long scoring takes beside reading the form: forms of nine rows to three hundred.
#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <string>

#include "heng/v1/evaluation.pb.h"
#include "scoring/form_check.h"
#include "scoring/policy.h"
#include "scoring/score.h"
#include "scoring/scores.h"
#include "tests/support/server_process.h"

namespace {

heng::v1::FormContent Seed() {
  heng::v1::Evaluation evaluation;
  const auto status = google::protobuf::util::JsonStringToMessage(
      heng::testing::ReadSourceFile("tests/data/seeds/4-shebao-jingban.json"), &evaluation);
  if (!status.ok()) std::abort();
  return evaluation.form();
}

// The seed form with its rows repeated until there are `rows`.
heng::v1::FormContent Large(int rows) {
  heng::v1::FormContent form = Seed();
  const int seed_rows = form.indicators_size();
  for (int i = seed_rows; i < rows; ++i) {
    auto* row = form.add_indicators();
    *row = form.indicators(i % seed_rows);
    row->set_id("x" + std::to_string(i));
  }
  return form;
}

// What reading a form costs: the measure of the others.
void ParseForm(benchmark::State& state) {
  const std::string bytes = Large(static_cast<int>(state.range(0))).SerializeAsString();
  for (auto _ : state) {
    heng::v1::FormContent form;
    if (!form.ParseFromString(bytes)) std::abort();
    benchmark::DoNotOptimize(form);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseForm)->Arg(9)->Arg(15)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

void ScoreForm(benchmark::State& state) {
  const auto policy = heng::scoring::ShippedPolicies::Get().Find("shanxi-2022");
  const auto form = Large(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(heng::scoring::Score(*policy, form));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ScoreForm)->Arg(9)->Arg(15)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

// The same into an arena that is used again and again, as a server does.
void ScoreFormInArena(benchmark::State& state) {
  const auto policy = heng::scoring::ShippedPolicies::Get().Find("shanxi-2022");
  const auto form = Large(static_cast<int>(state.range(0)));
  google::protobuf::ArenaOptions options;
  std::string block(1 << 20, '\0');
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  google::protobuf::Arena arena(options);
  for (auto _ : state) {
    auto* sheet = google::protobuf::Arena::CreateMessage<heng::v1::ScoreSheet>(&arena);
    heng::scoring::Score(*policy, form, sheet);
    benchmark::DoNotOptimize(sheet);
    arena.Reset();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ScoreFormInArena)->Arg(9)->Arg(15)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

void ScoresAlone(benchmark::State& state) {
  const auto policy = heng::scoring::ShippedPolicies::Get().Find("shanxi-2022");
  const auto form = Large(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(heng::scoring::ScoresAlone(*policy, form));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ScoresAlone)->Arg(9)->Arg(15)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

void CheckForm(benchmark::State& state) {
  const auto form = Large(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(heng::scoring::CheckForm(form));
}
BENCHMARK(CheckForm)->Arg(9)->Arg(15)->Arg(300)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
