#include "client/cli/sheet_file.h"

#include <array>
#include <map>
#include <utility>
#include <variant>

#include "client/cli/options.h"
#include "service/forms/read_form.h"

namespace heng::cli {
namespace {

using forms::ReadResult;

json::Mistake MistakeOf(std::string zh, std::string en) { return {"", 0, 0, std::move(zh), std::move(en)}; }

template <typename Form>
std::vector<json::Mistake> Parse(const std::string& content, bool wants_target, Form ReadResult::*part, Form* form,
                                 SheetFile* sheet) {
  auto read = forms::ReadFormFile(content);
  if (auto* mistake = std::get_if<forms::Mistake>(&read)) {
    return {MistakeOf(std::move(mistake->zh), std::move(mistake->en))};
  }
  auto& result = std::get<ReadResult>(read);
  if (result.is_target != wants_target) {
    return {wants_target ? MistakeOf("这是自评表，不是目标表。", "It is an evaluation, not a target.")
                         : MistakeOf("这是目标表，不是自评表；目标表用 heng target 或 heng import。",
                                     "It is a target, not an evaluation; heng target or heng import takes it.")};
  }
  *form = std::move(result.*part);
  sheet->content = content;
  sheet->cells = std::move(result.cells);
  sheet->problems = std::move(result.problems);
  return {};
}

}  // namespace

bool LooksLikeSheet(std::string_view content) {
  using namespace std::string_view_literals;
  constexpr std::array kBeginnings = {"PK\x03\x04"sv, "\xD0\xCF\x11\xE0"sv, "%PDF"sv, "{\\rtf"sv};
  for (const std::string_view beginning : kBeginnings) {
    if (content.starts_with(beginning)) return true;
  }
  return false;
}

std::vector<json::Mistake> ParseSheet(const std::string& content, heng::v1::Evaluation* form, SheetFile* sheet) {
  return Parse(content, false, &ReadResult::evaluation, form, sheet);
}

std::vector<json::Mistake> ParseSheet(const std::string& content, heng::v1::Target* form, SheetFile* sheet) {
  return Parse(content, true, &ReadResult::target, form, sheet);
}

std::optional<RpcError> NameOwner(const Options& options, const SheetFile& sheet, heng::v1::FormContent* form) {
  if (sheet.content.empty()) return std::nullopt;
  if (form->subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED) form->set_subject_kind(heng::v1::PROJECT);
  const bool whole_unit = form->subject_kind() == heng::v1::WHOLE_UNIT;
  if (form->org().empty()) form->set_org("orgs/on-the-sheet");
  if (form->subject().empty()) form->set_subject(whole_unit ? form->org() : "projects/on-the-sheet");
  if (form->fiscal_year() == 0) form->set_fiscal_year(options.fiscal_year);
  if (form->fiscal_year() != 0) return std::nullopt;
  return LocalError("YEAR_MISSING", "表上没有年度；请用 --year 写明，如 --year 2022。",
                    "The sheet does not say its year; give it with --year, e.g. --year 2022.");
}

void FillCells(const SheetFile& sheet, google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings) {
  std::map<std::pair<std::string, std::string>, std::string> cells;
  std::map<std::string, std::string> rows;
  for (const auto& cell : sheet.cells) {
    cells.emplace(std::pair(cell.row_id(), cell.field()), cell.cell());
    if (!cell.row_id().empty()) rows.emplace(cell.row_id(), cell.cell());
  }
  for (auto& finding : *findings) {
    const auto& place = finding.place();
    const auto exact = cells.find(std::pair(place.row_id(), place.field()));
    const auto row = rows.find(place.row_id());
    if (exact != cells.end()) {
      finding.mutable_place()->set_cell(exact->second);
    } else if (row != rows.end()) {
      finding.mutable_place()->set_cell(row->second);
    }
  }
}

}  // namespace heng::cli
