// Which forms a sample takes: the order of its method, and what put a form there. Pure; the table of risk points is in
// README.md.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "heng/v1/policy.pb.h"
#include "heng/v1/sample.pb.h"
#include "service/store/store.h"

namespace heng::core {

struct Risk {
  int points = 0;
  std::vector<heng::v1::LocalizedText> reasons;  // one for each row of the table that fits
};
// `policy`: what the form was scored under, for the borders of its grades; null: it is not known.
Risk RiskOf(const store::Header& form, const heng::v1::Policy* policy);

// A form with its place in the order of a method; the smallest comes first.
struct Ranked {
  store::Header form;
  int64_t weight = 0;  // risk points, or 分; the larger the earlier
  std::string hash;    // RANDOM: SHA-256 of seed, line feed and name; 32 bytes

  friend bool operator<(const Ranked& a, const Ranked& b);
};
Ranked Rank(heng::v1::Sample::Method method, const std::string& seed, const store::Header& form,
            const heng::v1::Policy* policy);

// The first `size` of all that were added.
class FirstForms {
 public:
  explicit FirstForms(size_t size) : size_(size) {}
  void Add(Ranked ranked) {
    forms_.insert(std::move(ranked));
    if (forms_.size() > size_) forms_.erase(std::prev(forms_.end()));
  }
  const std::set<Ranked>& forms() const { return forms_; }

 private:
  const size_t size_;
  std::set<Ranked> forms_;
};

// As the sample shows it.
heng::v1::SampledForm ToSampledForm(heng::v1::Sample::Method method, const Ranked& ranked,
                                    const heng::v1::Policy* policy);

// SHA-256 as hex of the names in byte order, a line feed after each; sorts them.
std::string PopulationSha256(std::vector<std::string>* names);

}  // namespace heng::core
