// The hidden sheet of a spreadsheet made by Heng. What it says is not trusted: it is read within limits, and a form
// from it is checked like any other.
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "proto/json/json.h"
#include "proto/json/tree.h"
#include "service/forms/hidden_sheet.h"

namespace heng::forms {
namespace {

using heng::json::Node;

const Node* Find(const Node& object, std::string_view key) {
  for (const json::Member& member : object.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

// The text of a member of the outermost object, from its value to the next key.
std::string_view TextOf(std::string_view json, const Node& object, std::string_view key) {
  for (size_t i = 0; i < object.members.size(); ++i) {
    const json::Member& member = object.members[i];
    if (member.key != key) continue;
    const bool last = i + 1 == object.members.size();
    const size_t next = last ? json.size() : object.members[i + 1].offset;
    const size_t end = json.rfind(last ? '}' : ',', next - 1);
    if (end == std::string_view::npos || end < member.value.offset) return {};
    return json.substr(member.value.offset, end - member.value.offset);
  }
  return {};
}

bool ReadShown(const Node& list, HiddenForm& form) {
  if (list.kind != Node::Kind::kArray) return false;
  for (const Node& entry : list.items) {
    if (entry.kind != Node::Kind::kArray || entry.items.size() != 3) return false;
    for (const Node& text : entry.items) {
      if (text.kind != Node::Kind::kString) return false;
    }
    form.shown.emplace(std::pair(entry.items[0].text, entry.items[1].text), entry.items[2].text);
  }
  return true;
}

std::optional<HiddenForm> Read(std::string_view text) {
  text = json::WithoutBom(text);
  Node root;
  json::Mistake mistake;
  if (!json::ParseTree(text, &root, &mistake) || root.kind != Node::Kind::kObject) return std::nullopt;
  const Node *layout = Find(root, "layout"), *shown = Find(root, "shown");
  if (layout == nullptr || layout->kind != Node::Kind::kString || shown == nullptr) return std::nullopt;
  HiddenForm form;
  form.layout = layout->text;
  form.is_target = Find(root, "target") != nullptr;
  if (form.is_target == (Find(root, "evaluation") != nullptr)) return std::nullopt;
  const auto mistakes = form.is_target ? json::ReadMessage(TextOf(text, root, "target"), &form.target)
                                       : json::ReadMessage(TextOf(text, root, "evaluation"), &form.evaluation);
  if (!mistakes.empty() || !ReadShown(*shown, form)) return std::nullopt;
  return form;
}

}  // namespace

std::optional<HiddenForm> UnpackHidden(const Workbook& workbook) {
  constexpr std::string_view kMark = "heng-form-1";
  for (const WorkbookSheet& sheet : workbook.sheets) {
    if (sheet.name != kHiddenSheet || !sheet.hidden || sheet.cells.empty()) continue;
    if (sheet.cells.front().at != CellAt{0, 0} || sheet.cells.front().text != kMark) continue;
    std::string text;
    for (size_t i = 1; i < sheet.cells.size(); ++i) {
      const WorkbookCell& cell = sheet.cells[i];
      const bool next = cell.at == CellAt{static_cast<int>(i), 0};
      if (!next || text.size() + cell.text.size() > kMaxHiddenBytes) return std::nullopt;
      text += cell.text;
    }
    return Read(text);
  }
  return std::nullopt;
}

}  // namespace heng::forms
