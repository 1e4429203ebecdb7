// The items of a cross-check as they come about.
#pragma once

#include <string>
#include <vector>

#include "heng/v1/report.pb.h"
#include "service/core/reports/crosscheck/report_text.h"
#include "service/core/reports/crosscheck/tolerance.h"

namespace heng::core::crosscheck {

using heng::v1::CrossCheckItem;

struct Text {
  std::string zh, en;
};

// One item in the making. The place is that of the figure's number.
struct Draft {
  const ReportFigure* figure = nullptr;
  const ReportFigure* from = nullptr;  // the quote begins with this one; null: with `figure`
  std::string label, stated, project;
  Verdict verdict = CrossCheckItem::NOT_COMPARABLE;
  std::string expected;
  Text text;
  std::string resource, field, rule;  // what it was compared with
};

class Items {
 public:
  explicit Items(const FlatText& flat) : flat_(flat) {}

  void Add(const Draft& draft);
  // In the order of the text; beyond `limit` they are left out.
  std::vector<CrossCheckItem> Take(size_t limit, int* left_out);

 private:
  struct Placed {
    uint32_t offset;
    CrossCheckItem item;
  };

  const FlatText& flat_;
  std::vector<Placed> items_;
};

// As people write them.
std::string MoneyText(Decimal yuan);                    // 88100.00
std::string PercentText(Decimal percent, int places);   // 47.74%
std::string StatedPercent(const ReportFigure& figure);  // with the decimals it was written with
std::string SignText(Sign sign);

// "自评表为 44" and what it would have to be.
Text Differs(const std::string& zh_what, const std::string& en_what, const std::string& expected);
Text SameAs(const std::string& zh_what, const std::string& en_what);
Text Rounded(const std::string& zh_what, const std::string& en_what, const std::string& expected);
// The one of the three that goes with `verdict`.
Text TextOf(Verdict verdict, const std::string& zh_what, const std::string& en_what, const std::string& expected);

}  // namespace heng::core::crosscheck
