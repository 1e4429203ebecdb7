#include "client/cli/render_crosscheck.h"

#include <algorithm>

#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::CrossCheckItem;
using heng::v1::CrossCheckReportResponse;

const char* VerdictLabel(CrossCheckItem::Verdict verdict, Language language) {
  switch (verdict) {
    case CrossCheckItem::CONSISTENT:
      return Say(language, "一致", "consistent");
    case CrossCheckItem::ROUNDING:
      return Say(language, "尾差", "rounding");
    case CrossCheckItem::OTHER_BASIS:
      return Say(language, "口径不同", "other basis");
    case CrossCheckItem::CONTRADICTION:
      return Say(language, "矛盾", "contradiction");
    case CrossCheckItem::NOT_COMPARABLE:
      return Say(language, "无可对照", "not comparable");
    default:
      return Say(language, "未知", "unknown");
  }
}

}  // namespace

std::string RenderCrossCheck(const CrossCheckReportResponse& response, bool all, const Look& look) {
  const Language language = look.language;
  Table table({{Say(language, "行:列", "Line:col"), Align::kRight},
               {Say(language, "判定", "Verdict")},
               {Say(language, "数据", "Figure")},
               {Say(language, "文中", "Stated"), Align::kRight},
               {Say(language, "应为", "Expected"), Align::kRight},
               {Say(language, "项目", "Project"), Align::kLeft, true},
               {Say(language, "原文", "Quote"), Align::kLeft, true},
               {Say(language, "说明", "Why"), Align::kLeft, true, 20}});
  for (const CrossCheckItem& item : response.items()) {
    if (!all && item.verdict() == CrossCheckItem::CONSISTENT) continue;
    table.AddRow({std::to_string(item.line()) + ":" + std::to_string(item.column()),
                  VerdictLabel(item.verdict(), language), item.label(), item.stated(), item.expected(), item.project(),
                  item.quote(), Say(language, item.message())});
  }
  return table.empty() ? "" : table.Render(look.width);
}

int CountOf(const CrossCheckReportResponse& response, CrossCheckItem::Verdict verdict) {
  return static_cast<int>(std::count_if(response.items().begin(), response.items().end(),
                                        [verdict](const CrossCheckItem& item) { return item.verdict() == verdict; }));
}

std::string CrossCheckSentence(const CrossCheckReportResponse& response, Language language) {
  std::string sentence = Say(language, "核对 ", "Compared: ") + std::to_string(response.items_size()) +
                         Say(language, " 处：", " figure(s): ");
  bool first = true;
  for (const auto verdict : {CrossCheckItem::CONSISTENT, CrossCheckItem::ROUNDING, CrossCheckItem::OTHER_BASIS,
                             CrossCheckItem::CONTRADICTION, CrossCheckItem::NOT_COMPARABLE}) {
    sentence += (first ? "" : Say(language, "，", ", ")) + std::string(VerdictLabel(verdict, language)) + " " +
                std::to_string(CountOf(response, verdict));
    first = false;
  }
  if (response.left_out() > 0) {
    sentence += Say(language, "；另有未列出 ", "; left out ") + std::to_string(response.left_out());
  }
  return sentence + Say(language, "。", ".");
}

}  // namespace heng::cli
