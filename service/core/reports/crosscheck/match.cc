#include "service/core/reports/crosscheck/match.h"

#include <algorithm>
#include <iterator>

#include "scoring/text.h"
#include "service/core/reports/crosscheck/tolerance.h"

namespace heng::core::crosscheck {
namespace {

constexpr size_t kMaxPairs = 100;
constexpr int kAlike = 60;   // percent
constexpr int kMargin = 10;  // by which the most alike must be ahead of the next

bool SameMoney(const std::optional<Decimal>& a, const std::optional<Decimal>& b, Decimal half) {
  return a && b && (*a - *b).Abs() <= half;
}

}  // namespace

Pairs PairsOf(std::string_view name) {
  Pairs pairs;
  char32_t last = 0;
  const std::string folded = scoring::FoldGlyphs(name);
  for (std::string_view rest = folded; !rest.empty() && pairs.size() < kMaxPairs;) {
    const scoring::CodePoint point = scoring::FirstCodePoint(rest);
    rest.remove_prefix(point.length);
    if (point.value == U' ') continue;
    if (last != 0) pairs.emplace_back(last, point.value);
    last = point.value;
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

int Likeness(const Pairs& a, const Pairs& b) {
  if (a.empty() || b.empty()) return 0;
  size_t common = 0, i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) {
      ++common, ++i, ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return static_cast<int>(200 * common / (a.size() + b.size()));
}

FormFinder::FormFinder(const std::vector<FormFacts>& forms) {
  for (const FormFacts& form : forms) forms_.push_back({&form, PairsOf(form.project_name)});
}

const FormFacts* FormFinder::Find(const std::string& name, std::optional<Decimal> budget,
                                  std::optional<Decimal> executed) const {
  const Pairs pairs = PairsOf(name);
  const FormFacts* best = nullptr;
  int most = kAlike - 1, next = 0;
  for (const Named& named : forms_) {
    const int likeness = Likeness(pairs, named.pairs);
    if (likeness > most) {
      next = std::max(next, best == nullptr ? 0 : most);
      most = likeness;
      best = named.form;
    } else {
      next = std::max(next, likeness);
    }
  }
  if (best != nullptr && most - next >= kMargin) return best;
  // Several names are as alike, or none is: the amounts tell, where exactly one form has them.
  const FormFacts* same = nullptr;
  for (const Named& named : forms_) {
    const FormFacts& form = *named.form;
    if (!SameMoney(budget, form.annual_budget, form.printed_half) ||
        !SameMoney(executed, form.executed, form.printed_half)) {
      continue;
    }
    if (same != nullptr) return nullptr;
    same = &form;
  }
  return same;
}

const FormFacts* FormFinder::NamedIn(std::string_view text) const {
  const FormFacts* found = nullptr;
  for (const Named& named : forms_) {
    if (named.form->project_name.empty() || text.find(named.form->project_name) == std::string_view::npos) continue;
    if (found != nullptr) return nullptr;
    found = named.form;
  }
  return found;
}

}  // namespace heng::core::crosscheck
