// The hidden sheet: "heng-form-1", then in pieces one JSON object
//   {"layout": …, "evaluation" or "target": …, "shown": [[row id, path, text], …]}
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/json/json.h"
#include "scoring/text.h"
#include "service/forms/hidden_sheet.h"

namespace heng::forms {
namespace {

constexpr size_t kMaxPiece = 30'000;  // UTF-16 units, as spreadsheets count

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

std::string Shown(const Page& page) {
  std::string out;
  for (const PageCell& cell : page.cells) {
    if (cell.path.empty()) continue;
    absl::StrAppend(&out, out.empty() ? "[" : ",[", Quoted(page.rows[static_cast<size_t>(cell.row)].row_id), ",",
                    Quoted(cell.path), ",", Quoted(cell.text), "]");
  }
  return out;
}

// Name, etag and form; what the system worked out, and the contacts, stay behind.
std::string FormJson(const PaperForm& form) {
  if (form.content->GetDescriptor() == heng::v1::TargetContent::descriptor()) {
    heng::v1::Target target;
    target.set_name(form.name);
    target.set_etag(form.etag);
    *target.mutable_form() = static_cast<const heng::v1::TargetContent&>(*form.content);
    return absl::StrCat("\"target\":", heng::json::WriteMessage(target, heng::json::Style::kLine));
  }
  heng::v1::Evaluation evaluation;
  evaluation.set_name(form.name);
  evaluation.set_etag(form.etag);
  *evaluation.mutable_form() = static_cast<const heng::v1::FormContent&>(*form.content);
  return absl::StrCat("\"evaluation\":", heng::json::WriteMessage(evaluation, heng::json::Style::kLine));
}

void Split(std::string_view text, std::vector<std::string>& pieces) {
  size_t begin = 0, units = 0;
  for (size_t at = 0; at < text.size();) {
    const heng::scoring::CodePoint point = heng::scoring::FirstCodePoint(text.substr(at));
    const size_t width = point.value > 0xFFFF ? 2 : 1;
    if (units + width > kMaxPiece) {
      pieces.emplace_back(text.substr(begin, at - begin));
      begin = at;
      units = 0;
    }
    units += width;
    at += point.length;
  }
  if (begin < text.size()) pieces.emplace_back(text.substr(begin));
}

}  // namespace

std::vector<std::string> PackHidden(const Page& page, const PaperForm& form) {
  std::vector<std::string> pieces = {kHiddenMark};
  Split(absl::StrCat("{\"layout\":", Quoted(page.layout->id()), ",", FormJson(form), ",\"shown\":[", Shown(page), "]}"),
        pieces);
  return pieces;
}

}  // namespace heng::forms
