#include "service/forms/xlsx/package.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

// At least one, which may be empty.
std::vector<std::string_view> NamesOf(std::string_view path) {
  std::vector<std::string_view> names;
  for (;;) {
    const size_t slash = path.find('/');
    names.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return names;
    path.remove_prefix(slash + 1);
  }
}

// "xl/worksheets/sheet1.xml" of "worksheets/sheet1.xml" beside "xl/workbook.xml".
std::string Resolve(std::string_view part, std::string_view target) {
  std::vector<std::string_view> names;
  if (!target.starts_with('/')) {
    names = NamesOf(part);
    names.pop_back();
  }
  for (const std::string_view name : NamesOf(target)) {
    if (name == "..") {
      if (!names.empty()) names.pop_back();
    } else if (!name.empty() && name != ".") {
      names.push_back(name);
    }
  }
  std::string path;
  for (const std::string_view name : names) absl::StrAppend(&path, path.empty() ? "" : "/", View(name));
  return path;
}

}  // namespace

void ContentTypesReader::OnStart(int depth, std::string_view name, const XmlAttributes& attributes) {
  if (depth != 2) return;
  const std::string type = absl::AsciiStrToLower(View(attributes.Get("ContentType")));
  if (type.find("macroenabled") != std::string::npos || type.find("vbaproject") != std::string::npos) {
    macros_ = true;
  }
  const bool workbook =
      type.ends_with("spreadsheetml.sheet.main+xml") || type.ends_with("spreadsheetml.template.main+xml");
  if (name == "Override" && workbook && workbook_.empty()) workbook_ = Resolve("", attributes.Get("PartName"));
}

void RelationshipsReader::OnStart(int depth, std::string_view name, const XmlAttributes& attributes) {
  if (depth != 2 || name != "Relationship" || attributes.Get("TargetMode") == "External") return;
  if (all_.size() >= max_count_) return Refuse(TooManyParts(all_.size() + 1, max_count_));
  const std::string_view type = attributes.Get("Type");
  all_.push_back({std::string(attributes.Get("Id")), std::string(type.substr(type.rfind('/') + 1)),
                  Resolve(part_, attributes.Get("Target"))});
}

const Relationship* RelationshipsReader::WithId(std::string_view id) const {
  for (const Relationship& one : all_) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

const Relationship* RelationshipsReader::WithType(std::string_view type) const {
  for (const Relationship& one : all_) {
    if (one.type == type) return &one;
  }
  return nullptr;
}

std::string RelationshipsOf(std::string_view part) {
  const size_t name = part.rfind('/') + 1;  // 0 if there is no folder
  return absl::StrCat(View(part.substr(0, name)), "_rels/", View(part.substr(name)), ".rels");
}

void WorkbookReader::OnStart(int depth, std::string_view name, const XmlAttributes& attributes) {
  if (depth == 2) {
    in_sheets_ = name == "sheets";
    if (name == "workbookPr") date1904_ = attributes.Is("date1904");
    return;
  }
  if (depth != 3 || !in_sheets_ || name != "sheet") return;
  const auto most = static_cast<size_t>(limits_.sheets);
  if (sheets_.size() >= most) return Refuse(TooManySheets(most));
  const std::string_view state = attributes.Get("state");
  sheets_.push_back({std::string(attributes.Get("name")), std::string(attributes.Get("id")),
                     state == "hidden" || state == "veryHidden"});
}

}  // namespace heng::forms::xlsx
