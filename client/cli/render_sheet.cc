#include "client/cli/render_sheet.h"

#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/render_review.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

constexpr int kShownWidth = 36;  // columns of each text that differs

}  // namespace

std::string RenderProblems(const SheetProblems& problems, const Look& look) {
  if (problems.empty()) return "";
  std::string out = Paint(std::string(Say(look.language, "读表时的问题 ", "Problems of the sheet ")) +
                              std::to_string(problems.size()),
                          Color::kYellow, look.color) +
                    "\n";
  for (const auto& problem : problems) {
    out += "  " + SafeText(problem.id());
    if (!problem.cell().empty()) out += " · " + SafeText(problem.cell());
    if (!problem.text().empty()) out += " · " + SafeText(Shorten(problem.text(), kShownWidth));
    out += "\n    " + SafeLines(Say(look.language, problem.message()), "    ") + "\n";
  }
  return out;
}

void PrintProblems(const Session& session, const std::string& path, const SheetFile& sheet) {
  if (session.console.quiet || sheet.problems.empty()) return;
  const SheetProblems problems(sheet.problems.begin(), sheet.problems.end());
  session.console.err << (session.options.files.size() > 1 ? SafeText(path) + "\n" : "")
                      << RenderProblems(problems, session.ErrLook());
}

std::string RenderDifferences(const heng::v1::ReadFormResponse& read, const Look& look) {
  if (read.differences().empty()) return "";
  const RowNames rows = read.has_target() ? RowNamesOf(read.target().form()) : RowNamesOf(read.evaluation().form());
  Table table({{Say(look.language, "格", "Cell")},
               {Say(look.language, "位置", "Place"), Align::kLeft, true},
               {Say(look.language, "已有", "Stored"), Align::kLeft, true},
               {Say(look.language, "表上", "Sheet"), Align::kLeft, true}});
  for (const auto& difference : read.differences()) {
    std::string place = difference.row_id().empty() ? "" : rows(difference.row_id());
    if (!difference.field().empty()) {
      place += (place.empty() ? "" : " · ") + FieldLabel(difference.field(), look.language);
    }
    const bool gone = difference.field().empty();
    table.AddRow(
        {difference.cell().empty() ? "-" : difference.cell(), place, Shorten(difference.stored(), kShownWidth),
         gone ? Say(look.language, "（没有这一行）", "(no such row)") : Shorten(difference.sheet(), kShownWidth)});
  }
  return table.Render(look.width);
}

}  // namespace heng::cli
