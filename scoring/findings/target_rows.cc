// Findings of one row of a target form: its values in both halves, its weight.
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/findings/target_checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

class RowCheck {
 public:
  RowCheck(const CheckedTarget& checked, const TargetRow& row, Findings& findings)
      : rules_(checked.rules), texts_(checked.texts), row_(row), findings_(findings) {}

  void Run(bool duplicate) {
    ForHalves([](const TargetHalf& half) { return half.is_used && half.has_name && !half.has_value; },
              [this](const TargetHalf& half) {
                Found found = AtValue(half, "target-missing");
                found.variant = half.reading.target_text.empty() ? "target-blank" : "target";
                findings_.Add(std::move(found));
              });
    State("value-corrupt", Reading::CORRUPT);
    State("value-ambiguous", Reading::AMBIGUOUS);
    State("base-missing", Reading::INCREASE);
    Value("value-under-wrong-kind",
          [this](const TargetHalf& half) { return IsWrongKind(rules_, half.cell.level2(), half.reading.target); });
    Value("target-unreachable",
          [](const TargetHalf& half) { return IsUnreachable(half.cell.name(), half.reading.target); });
    Value("target-on-zero",
          [](const TargetHalf& half) { return IsZeroQuantity(half.cell.level2(), half.reading.target); });
    Template();
    Name(duplicate);
    Weight();
  }

 private:
  // Calls `add` for the halves of which `has` holds; where both say the same, for the year's alone.
  template <typename Has, typename Add>
  void ForHalves(const Has& has, const Add& add) {
    const bool term = has(row_.term), annual = has(row_.annual);
    both_ = term && annual && row_.term.cell.level2() == row_.annual.cell.level2() &&
            row_.term.reading.target_text == row_.annual.reading.target_text;
    if (term && !both_) add(row_.term);
    if (annual) add(row_.annual);
    both_ = false;
  }

  void State(std::string_view id, Reading::State state) {
    ForHalves([state](const TargetHalf& half) { return half.reading.target.state == state; },
              [&](const TargetHalf& half) {
                Found found = AtValue(half, id);
                found.variant = "target";
                findings_.Add(std::move(found));
              });
  }

  template <typename Has>
  void Value(std::string_view id, const Has& has) {
    ForHalves(has, [&](const TargetHalf& half) {
      findings_.Add(AtValue(half, id), {{"level", Quoted(half.cell.level2())}});
    });
  }

  void Template() {
    const auto check = [this](const TargetHalf& half, const std::string& text, std::string_view field) {
      const std::string* const leftover = LeftoverIn(rules_, texts_, text);
      if (leftover != nullptr) AddLeftover(At(half, "", field).place, text, *leftover, findings_);
    };
    for (const TargetHalf* half : {&row_.term, &row_.annual}) {
      check(*half, half->cell.name(), "name");
      check(*half, half->cell.initial_target(), "value");
    }
  }

  void Name(bool duplicate) {
    const TargetHalf& main = row_.Main();
    const auto add = [&](std::string_view id) {
      Found found = At(main, id, "name");
      found.stated = main.cell.name();
      findings_.Add(std::move(found));
    };
    if (IsExecutionRate(main.cell.name())) add("execution-as-indicator");
    if (duplicate) add("duplicate-indicator");
  }

  void Weight() {
    const auto& indicator = *row_.indicator;
    const auto weight = FieldDecimal(indicator.has_weight(), indicator.weight());
    if (!weight || *weight <= rules_.concentrated_weight) return;
    Found found = At(row_.Main(), "weight-concentrated", "name");
    found.place.set_field("weight");
    found.stated = indicator.weight();
    found.expected = rules_.concentrated_weight.ToString();
    findings_.Add(std::move(found));
  }

  Found AtValue(const TargetHalf& half, std::string_view id) {
    Found found = At(half, id, "value");
    found.stated = std::string(half.reading.target_text);
    return found;
  }

  Found At(const TargetHalf& half, std::string_view id, std::string_view field) {
    const bool term = &half == &row_.term;
    Found found;
    found.id = id;
    found.place.set_row_id(row_.indicator->id());
    found.place.set_field(absl::StrCat(term ? "term." : "annual.", absl::string_view(field.data(), field.size())));
    const std::string name = RowName();
    found.row_zh = absl::StrCat("第", row_.number, "行“", name, "”的",
                                both_  ? "实施期目标和年度目标"
                                : term ? "实施期目标"
                                       : "年度目标");
    found.row_en = absl::StrCat("row ", row_.number, " \"", name, "\" (",
                                both_  ? "term and year"
                                : term ? "term"
                                       : "year",
                                ")");
    return found;
  }

  // Forms cut the names of one half shorter than those of the other.
  std::string RowName() const {
    const std::string &term = row_.term.cell.name(), &annual = row_.annual.cell.name();
    const std::string& longer = annual.size() > term.size() ? annual : term;
    return Quoted(longer.empty() ? row_.Main().cell.level2() : longer);
  }

  const PolicyRules& rules_;
  FormTexts& texts_;
  const TargetRow& row_;
  Findings& findings_;
  bool both_ = false;  // what is being added is said of both halves
};

}  // namespace

void CheckTargetRow(const CheckedTarget& checked, const TargetRow& row, bool duplicate, Findings& findings) {
  RowCheck(checked, row, findings).Run(duplicate);
}

}  // namespace heng::scoring
