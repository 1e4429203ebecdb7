#include "client/cli/render_diff.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

constexpr int kShown = 32;            // columns of a text that is cut
constexpr int kBeforeDifference = 6;  // columns of what is the same, before the first difference

const char* KindLabel(RowDifference::Kind kind, Language language) {
  if (kind == RowDifference::kAdded) return Say(language, "增加", "added");
  if (kind == RowDifference::kRemoved) return Say(language, "删去", "removed");
  return Say(language, "改动", "changed");
}

const char* KindName(RowDifference::Kind kind) {
  if (kind == RowDifference::kAdded) return "added";
  return kind == RowDifference::kRemoved ? "removed" : "changed";
}

std::string PartLabel(const std::string& part, Language language) {
  return part == "form" ? Say(language, "表头", "head") : FieldLabel(part, language);
}

// "annual.value" -> 年度目标·指标值.
std::string PathLabel(const std::string& path, Language language) {
  std::string label;
  for (const absl::string_view field : absl::StrSplit(path, '.')) {
    label += (label.empty() ? "" : "·") + FieldLabel(std::string(field), language);
  }
  return label;
}

std::string CellText(const CellDifference& cell, const std::string& text, Language language) {
  if (cell.field->type() != google::protobuf::FieldDescriptor::TYPE_ENUM) return SafeText(text);
  const auto value = ParseChoice(cell.field->enum_type(), text);
  return value ? ChoiceLabel(cell.field->enum_type(), *value, language) : text;
}

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Where both texts begin to differ, at the beginning of a character.
std::size_t FirstDifference(const std::string& a, const std::string& b) {
  const auto pair =
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
  auto at = static_cast<std::size_t>(pair.first - a.begin());
  while (at > 0 && ((at < a.size() && ContinuesCharacter(a[at])) || (at < b.size() && ContinuesCharacter(b[at])))) --at;
  return at;
}

// The part of a long text where it differs: "…台账只有一半…". Pre: `text` is safe to print.
std::string AroundDifference(const std::string& text, std::size_t difference) {
  if (DisplayWidth(text) <= kShown) return text;
  std::size_t begin = std::min(difference, text.size());
  while (begin > 0 && DisplayWidth(text.substr(begin, difference - begin)) < kBeforeDifference) {
    do --begin;
    while (begin > 0 && ContinuesCharacter(text[begin]));
  }
  if (begin == 0) return Shorten(text, kShown);
  return "…" + Shorten(text.substr(begin), kShown - 1);
}

std::string Total(const ComparedForm& form, Language language) {
  if (!form.score.has_total()) return Say(language, "无", "none");
  return TwoDecimals(form.score.total()) + " " + GradeLabel(form.score.grade(), language);
}

std::string Policy(const ComparedForm& form) {
  const std::string& name = form.score.policy().name();
  return name.substr(name.find('/') + 1);
}

std::string Head(const ComparedForm& before, const ComparedForm& after, const Look& look) {
  const Language language = look.language;
  std::string out = Paint(SafeText(before.name + " → " + after.name), Color::kBold, look.color) + "\n";
  if (before.HasScore() && after.HasScore()) {
    out += std::string(Say(language, "总分 ", "Total ")) + Total(before, language) + " → " + Total(after, language);
    if (Policy(before) != Policy(after)) {
      out += Say(language, "（规则 ", " (policy ") + Policy(before) + " → " + Policy(after) + Say(language, "）", ")");
    }
    out += "\n";
  }
  return out;
}

void AddRows(const RowDifference& row, bool full, Language language, Table* table) {
  std::string kind = KindLabel(row.kind, language);
  std::string place = PartLabel(row.part, language) + (row.row.empty() ? "" : " · " + row.row);
  for (const CellDifference& cell : row.cells) {
    std::string before = CellText(cell, cell.before, language);
    std::string after = CellText(cell, cell.after, language);
    if (!full) {
      const std::size_t difference = FirstDifference(before, after);
      before = AroundDifference(before, difference);
      after = AroundDifference(after, difference);
    }
    table->AddRow({kind, place, PathLabel(cell.path, language), before, after});
    kind.clear();  // said once for a row
    place.clear();
  }
  if (row.cells.empty()) table->AddRow({kind, place});
}

std::string Sum(const std::vector<RowDifference>& differences, Language language) {
  std::string sum;
  for (const auto kind : {RowDifference::kAdded, RowDifference::kRemoved, RowDifference::kChanged}) {
    const auto count = std::count_if(differences.begin(), differences.end(),
                                     [kind](const RowDifference& row) { return row.kind == kind; });
    sum += (sum.empty() ? "" : Say(language, "，", ", ")) + std::string(KindLabel(kind, language)) + " " +
           std::to_string(count);
  }
  return Say(language, "共 ", "") + std::to_string(differences.size()) + Say(language, " 行：", " row(s): ") + sum +
         Say(language, "。", ".") + "\n";
}

std::string SideJson(const ComparedForm& form) {
  std::string text = "{\"name\":" + JsonString(form.name);
  if (!form.etag.empty()) text += ",\"etag\":" + JsonString(form.etag);
  if (form.score.has_total()) {
    text += ",\"total\":" + JsonString(form.score.total()) +
            ",\"grade\":" + JsonString(heng::v1::Grade_Name(form.score.grade()));
  }
  return text + "}";
}

std::string CellJson(const CellDifference& cell, RowDifference::Kind kind) {
  std::string text = "{\"field\":" + JsonString(cell.path);
  if (kind != RowDifference::kAdded) text += ",\"old\":" + JsonString(cell.before);
  if (kind != RowDifference::kRemoved) text += ",\"new\":" + JsonString(cell.after);
  return text + "}";
}

}  // namespace

std::string RenderDiff(const ComparedForm& before, const ComparedForm& after,
                       const std::vector<RowDifference>& differences, bool full, const Look& look) {
  const Language language = look.language;
  std::string out = Head(before, after, look);
  if (differences.empty()) return out + Say(language, "内容没有不同。\n", "They say the same.\n");
  Table table({{Say(language, "变化", "Change")},
               {Say(language, "位置", "Place"), Align::kLeft, true},
               {Say(language, "栏目", "Field")},
               {Say(language, "旧", "Old"), Align::kLeft, !full},
               {Say(language, "新", "New"), Align::kLeft, !full}});
  for (const RowDifference& row : differences) AddRows(row, full, language, &table);
  return out + "\n" + table.Render(full ? 0 : look.width) + "\n" + Sum(differences, language);
}

std::string DiffJson(const ComparedForm& before, const ComparedForm& after,
                     const std::vector<RowDifference>& differences) {
  std::string out;
  int64_t counts[3] = {};
  for (const RowDifference& row : differences) {
    ++counts[row.kind];
    out += std::string("{\"change\":\"") + KindName(row.kind) + "\",\"part\":" + JsonString(row.part);
    if (!row.row_id.empty()) out += ",\"row\":" + JsonString(row.row_id);
    if (!row.row.empty()) out += ",\"name\":" + JsonString(row.row);
    std::string cells;
    for (const CellDifference& cell : row.cells) cells += (cells.empty() ? "" : ",") + CellJson(cell, row.kind);
    out += ",\"cells\":[" + cells + "]}\n";
  }
  return out + "{\"summary\":{\"old\":" + SideJson(before) + ",\"new\":" + SideJson(after) +
         ",\"added\":" + std::to_string(counts[RowDifference::kAdded]) +
         ",\"removed\":" + std::to_string(counts[RowDifference::kRemoved]) +
         ",\"changed\":" + std::to_string(counts[RowDifference::kChanged]) + "}}\n";
}

}  // namespace heng::cli
