#include "client/cli/grade_moves.h"

#include <vector>

#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::Grade;

constexpr Grade kGrades[] = {heng::v1::EXCELLENT, heng::v1::GOOD, heng::v1::FAIR, heng::v1::POOR,
                             heng::v1::GRADE_UNSPECIFIED};

}  // namespace

std::string GradeText(Grade grade, Language language) {
  return grade == heng::v1::GRADE_UNSPECIFIED ? Say(language, "无", "none") : GradeLabel(grade, language);
}

std::string MoveText(Grade from, Grade to, Language language) {
  return GradeText(from, language) + "→" + GradeText(to, language);
}

int64_t GradeMoves::Forms() const {
  int64_t forms = 0;
  for (const auto& [move, times] : moves_) forms += times;
  return forms;
}

int64_t GradeMoves::Changed() const {
  int64_t forms = 0;
  for (const auto& [move, times] : moves_) forms += move.first == move.second ? 0 : times;
  return forms;
}

std::string GradeMoves::Render(const Console& console) const {
  std::vector<Column> columns = {{console.Say("原等级＼新等级", "old \\ new")}};
  for (const Grade grade : kGrades) columns.push_back({GradeText(grade, console.language), Align::kRight});
  columns.push_back({console.Say("合计", "sum"), Align::kRight});
  Table table(std::move(columns));
  std::map<Grade, int64_t> below;
  for (const Grade from : kGrades) {
    std::vector<std::string> cells = {GradeText(from, console.language)};
    int64_t sum = 0;
    for (const Grade to : kGrades) {
      const auto found = moves_.find({from, to});
      const int64_t forms = found == moves_.end() ? 0 : found->second;
      sum += forms;
      below[to] += forms;
      cells.push_back(std::to_string(forms));
    }
    cells.push_back(std::to_string(sum));
    table.AddRow(std::move(cells));
  }
  std::vector<std::string> cells = {console.Say("合计", "sum")};
  for (const Grade to : kGrades) cells.push_back(std::to_string(below[to]));
  cells.push_back(std::to_string(Forms()));
  table.AddRow(std::move(cells));
  return table.Render(console.width);
}

std::string GradeMoves::Sentence(const Console& console, int64_t totals_changed) const {
  std::string moves;
  for (const auto& [move, times] : moves_) {
    if (move.first == move.second) continue;
    moves += (moves.empty() ? "" : console.Say("，", ", ")) + MoveText(move.first, move.second, console.language) +
             " " + std::to_string(times);
  }
  if (!moves.empty()) moves = console.Say("（", " (") + moves + console.Say("）", ")");
  return console.Say("共 ", "Forms: ") + std::to_string(Forms()) + console.Say(" 份：得分改变 ", "; total changes: ") +
         std::to_string(totals_changed) + console.Say("，等级改变 ", ", grade changes: ") + std::to_string(Changed()) +
         moves + console.Say("。", ".") + "\n";
}

std::string GradeMoves::Json(int64_t totals_changed) const {
  std::string moves;
  for (const auto& [move, times] : moves_) {
    moves += (moves.empty() ? "" : ",") + ("{\"old\":" + JsonString(heng::v1::Grade_Name(move.first))) +
             ",\"new\":" + JsonString(heng::v1::Grade_Name(move.second)) + ",\"forms\":" + std::to_string(times) + "}";
  }
  return "{\"summary\":{\"forms\":" + std::to_string(Forms()) + ",\"totalChanged\":" + std::to_string(totals_changed) +
         ",\"gradeChanged\":" + std::to_string(Changed()) + ",\"moves\":[" + moves + "]";
}

}  // namespace heng::cli
