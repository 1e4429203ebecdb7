// What a what-if costs over many forms: reading them, and reading and scoring them under two policies, on all cores.
// See README.md here.
#include <google/protobuf/arena.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "client/cli/form_file.h"
#include "client/cli/offline_batch.h"
#include "client/cli/ordered_work.h"
#include "proto/json/json.h"
#include "scoring/policy.h"
#include "scoring/simulate.h"
#include "tests/support/server_process.h"

namespace {

using heng::scoring::SimulatedForm;
using heng::v1::FormContent;

constexpr size_t kDistinct = 7'000;  // forms in memory, gone through again and again: 30 MB, more than the caches hold
constexpr size_t kBatch = 64;        // forms a thread takes at a time
constexpr int kRounds = 5;

std::vector<FormContent> SeedForms() {
  std::vector<FormContent> forms;
  for (const char* name : {"1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo", "4-shebao-jingban",
                           "5-dangan-guanli", "6-shebao-dalou", "7-jinbao-gongcheng"}) {
    const std::string text = heng::testing::ReadSourceFile(std::string("tests/data/seeds/") + name + ".json");
    const heng::cli::LoadedFile loaded = heng::cli::ParseFormFile(text);
    if (!loaded.file) std::abort();
    forms.push_back(loaded.file->evaluation.form());
  }
  return forms;
}

// The seed forms again and again, each time with another amount, claim and actual.
std::vector<FormContent> Forms() {
  const std::vector<FormContent> seeds = SeedForms();
  std::vector<FormContent> forms;
  for (size_t i = 0; i < kDistinct; ++i) {
    FormContent form = seeds[i % seeds.size()];
    form.set_subject("projects/form-" + std::to_string(i));
    form.mutable_funds()->mutable_total()->set_executed(std::to_string(1'000 + 13 * i) + ".50");
    auto* row = form.mutable_indicators(static_cast<int>(i) % form.indicators_size());
    row->set_actual(std::to_string(i % 120) + "%");
    row->set_claimed(std::to_string(i % 11));
    forms.push_back(std::move(form));
  }
  return forms;
}

// One way of reading the forms.
struct Source {
  const char* name;
  size_t count;
  // Reads form `i` and hands it to `use`.
  std::function<void(size_t i, const std::function<void(const FormContent&)>& use)> read;
};

struct Spent {
  double wall = 0, processor = 0;  // seconds; the second of all threads together
};

// Reads all forms on all cores and does `work` with each.
template <typename T>
Spent Run(const Source& source, const std::function<T(const FormContent&)>& work) {
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t processor_begin = std::clock();
  const size_t batches = (source.count + kBatch - 1) / kBatch;
  heng::cli::OrderedWork<std::vector<T>> ordered(batches, std::thread::hardware_concurrency(), [&](size_t batch) {
    std::vector<T> results;
    results.reserve(kBatch);
    const auto use = [&](const FormContent& form) { results.push_back(work(form)); };
    for (size_t i = batch * kBatch; i < std::min(source.count, (batch + 1) * kBatch); ++i) source.read(i, use);
    return results;
  });
  size_t done = 0;
  for (size_t i = 0; i < batches; ++i) done += ordered.Next().size();
  if (done != source.count) std::abort();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  return {wall.count(), static_cast<double>(std::clock() - processor_begin) / CLOCKS_PER_SEC};
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Measure(const Source& source, const char* from, const char* to) {
  const auto& shipped = heng::scoring::ShippedPolicies::Get();
  const heng::scoring::Simulator simulator(*shipped.Find(from), *shipped.Find(to));
  std::vector<double> parse, simulate, wall_ratio, processor_ratio;
  for (int round = 0; round < kRounds; ++round) {
    const Spent read = Run<int>(source, [](const FormContent& form) { return form.indicators_size(); });
    const Spent both = Run<SimulatedForm>(source, [&](const FormContent& form) { return simulator.Run(form); });
    parse.push_back(read.wall);
    simulate.push_back(both.wall);
    wall_ratio.push_back(both.wall / read.wall);
    processor_ratio.push_back(both.processor / read.processor);
  }
  const double microseconds = 1e6 / static_cast<double>(source.count);
  std::printf("%-16s %-11s -> %-11s %8.2f s %7.2f us %8.2f s %7.2f us %7.2f %7.2f\n", source.name, from, to,
              Median(parse), Median(parse) * microseconds, Median(simulate), Median(simulate) * microseconds,
              Median(wall_ratio), Median(processor_ratio));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 450'000;
  const std::vector<FormContent> forms = Forms();
  std::vector<std::string> bytes, json;
  for (const FormContent& form : forms) bytes.push_back(form.SerializeAsString());
  for (size_t i = 0; i < kDistinct / 7; ++i) json.push_back(heng::json::WriteMessage(forms[i]));

  using Use = std::function<void(const FormContent&)>;
  const Source sources[] = {
      {"protobuf", count,
       [&](size_t i, const Use& use) {
         FormContent form;
         if (!form.ParseFromString(bytes[i % bytes.size()])) std::abort();
         use(form);
       }},
      {"protobuf, arena", count,
       [&](size_t i, const Use& use) {
         thread_local google::protobuf::Arena arena;
         auto* form = google::protobuf::Arena::CreateMessage<FormContent>(&arena);
         if (!form->ParseFromString(bytes[i % bytes.size()])) std::abort();
         use(*form);
         arena.Reset();
       }},
      {"JSON, checked", count / 15,
       [&](size_t i, const Use& use) {
         const heng::cli::LoadedFile loaded = heng::cli::ParseFormFile(json[i % json.size()]);
         if (!loaded.file || heng::cli::CheckFields(loaded.file->evaluation, false)) std::abort();
         use(loaded.file->evaluation.form());
       }},
  };
  std::printf("%zu forms of %zu bytes, %u threads, medians of %d rounds; JSON: a 15th of them\n", count,
              bytes.front().size(), std::thread::hardware_concurrency(), kRounds);
  std::printf("%-43s %21s %21s %7s %7s\n", "", "parse, per form", "simulate, per form", "ratio", "cpu");
  for (const Source& source : sources) {
    Measure(source, "shanxi-2022", "mof-2020");
    Measure(source, "mof-2020", "hubei-2020");
  }
  return 0;
}
