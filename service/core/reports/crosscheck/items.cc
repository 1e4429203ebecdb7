#include "service/core/reports/crosscheck/items.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"

namespace heng::core::crosscheck {
namespace {

// Beyond this nobody looks at them; a report of 2000 items has a few hundred figures.
constexpr size_t kMaxKept = 30'000;
constexpr size_t kMaxProjectBytes = 240;

// Whole characters only, as many as fit.
std::string Cut(std::string_view text, size_t max_bytes) {
  std::string cut;
  for (std::string_view rest = text; !rest.empty();) {
    const scoring::CodePoint point = scoring::FirstCodePoint(rest);
    if (cut.size() + point.length > max_bytes) break;
    if (point.valid) cut.append(rest.substr(0, point.length));
    rest.remove_prefix(point.length);
  }
  return cut;
}

}  // namespace

void Items::Add(const Draft& draft) {
  if (items_.size() >= kMaxKept) return;
  const ReportFigure& figure = *draft.figure;
  const TextPlace place = flat_.PlaceOf(figure.at);
  CrossCheckItem item;
  item.set_verdict(draft.verdict);
  item.set_line(place.line);
  item.set_column(place.column);
  item.set_quote(flat_.Quote(draft.from != nullptr ? draft.from->begin : figure.begin, figure.end));
  item.set_label(draft.label);
  item.set_stated(draft.stated);
  item.set_expected(draft.expected);
  item.set_project(Cut(draft.project, kMaxProjectBytes));
  item.mutable_message()->set_zh(draft.text.zh);
  item.mutable_message()->set_en(draft.text.en);
  if (!draft.resource.empty() || !draft.rule.empty()) {
    auto* source = item.add_sources();
    source->set_text(draft.expected);
    source->set_resource(draft.resource);
    source->set_field(draft.field);
    source->set_rule(draft.rule);
  }
  items_.push_back({place.offset, std::move(item)});
}

std::vector<CrossCheckItem> Items::Take(size_t limit, int* left_out) {
  std::stable_sort(items_.begin(), items_.end(), [](const Placed& a, const Placed& b) { return a.offset < b.offset; });
  std::vector<CrossCheckItem> taken;
  for (Placed& placed : items_) {
    if (taken.size() == limit) break;
    taken.push_back(std::move(placed.item));
  }
  *left_out = static_cast<int>(items_.size() - taken.size());
  items_.clear();
  return taken;
}

std::string MoneyText(Decimal yuan) { return yuan.ToString(2); }

std::string PercentText(Decimal percent, int places) { return absl::StrCat(percent.ToString(places), "%"); }

std::string StatedPercent(const ReportFigure& figure) {
  return absl::StrCat(SignText(figure.sign), PercentText(figure.number, PlacesOf(figure.half)));
}

std::string SignText(Sign sign) {
  switch (sign) {
    case Sign::kAtLeast:
      return "≥";
    case Sign::kMore:
      return ">";
    case Sign::kAtMost:
      return "≤";
    case Sign::kLess:
      return "<";
    case Sign::kNone:
      break;
  }
  return "";
}

Text Differs(const std::string& zh_what, const std::string& en_what, const std::string& expected) {
  return {absl::StrCat(zh_what, "为 ", expected, "。"), absl::StrCat(en_what, ": ", expected)};
}

Text SameAs(const std::string& zh_what, const std::string& en_what) {
  return {absl::StrCat("与", zh_what, "一致。"), absl::StrCat("the same as: ", en_what)};
}

Text Rounded(const std::string& zh_what, const std::string& en_what, const std::string& expected) {
  return {absl::StrCat(zh_what, "为 ", expected, "，差在尾数。"),
          absl::StrCat(en_what, ": ", expected, "; rounding explains the difference")};
}

Text TextOf(Verdict verdict, const std::string& zh_what, const std::string& en_what, const std::string& expected) {
  if (verdict == CrossCheckItem::CONSISTENT) return SameAs(zh_what, en_what);
  if (verdict == CrossCheckItem::ROUNDING) return Rounded(zh_what, en_what, expected);
  return Differs(zh_what, en_what, expected);
}

}  // namespace heng::core::crosscheck
