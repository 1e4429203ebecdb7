#include "service/forms/xlsx/workbook.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/forms/xlsx/other_formats.h"
#include "service/forms/xlsx/package.h"
#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/shared_strings.h"
#include "service/forms/xlsx/sheet.h"
#include "service/forms/xlsx/styles.h"
#include "service/forms/xlsx/xml_reader.h"
#include "service/forms/xlsx/zip_reader.h"

namespace heng::forms {
namespace {

using namespace xlsx;  // NOLINT(google-build-using-namespace): what this file puts together

constexpr size_t kPiece = 32u << 10;

// The parts of one file, read in the order in which they refer to each other.
class Reader {
 public:
  Reader(std::string_view file, const WorkbookLimits& limits) : limits_(limits), zip_(file, limits) {}

  std::optional<Mistake> Read(Workbook* workbook) {
    if (auto mistake = zip_.Open()) return mistake;
    if (auto mistake = OtherThanXlsx(zip_)) return mistake;
    std::string part;
    if (auto mistake = FindWorkbook(&part)) return mistake;
    RelationshipsReader relationships(part, static_cast<size_t>(limits_.parts));
    WorkbookReader entries(limits_);
    if (auto mistake = ReadPart(RelationshipsOf(part), relationships)) return mistake;
    if (auto mistake = ReadPart(part, entries)) return mistake;
    if (auto mistake = ReadShared(relationships)) return mistake;
    date1904_ = entries.date1904();
    for (const SheetEntry& entry : entries.sheets()) {
      if (auto mistake = ReadSheet(part, entry, relationships, workbook)) return mistake;
    }
    if (!workbook->sheets.empty()) return std::nullopt;
    return Damaged(part, {"工作簿里没有工作表", "there is no sheet in the workbook"});
  }

 private:
  std::optional<Mistake> ReadPart(std::string_view name, XmlHandler& handler) {
    const ZipReader::Part* part = zip_.Find(name);
    if (part == nullptr) return Damaged(name, {"缺少这个部件", "this part is missing"});
    if (auto mistake = zip_.Begin(*part)) return mistake;
    XmlReader xml(part->name, limits_.xml_depth, handler);
    for (;;) {
      size_t size = 0;
      if (auto mistake = zip_.Read(xml.Buffer(kPiece), kPiece, &size)) return mistake;
      if (auto mistake = xml.Take(size, size == 0)) return mistake;
      if (size == 0) return std::nullopt;
    }
  }

  std::optional<Mistake> FindWorkbook(std::string* part) {
    ContentTypesReader types;
    if (auto mistake = ReadPart("[Content_Types].xml", types)) return mistake;
    if (types.macros()) return Macro();
    *part = types.workbook().empty() ? "xl/workbook.xml" : types.workbook();
    if (zip_.Find(*part) != nullptr) return std::nullopt;
    return Damaged(*part, {"缺少工作簿", "the workbook is missing"});
  }

  // What all sheets refer to; a workbook need not have it.
  std::optional<Mistake> ReadShared(const RelationshipsReader& relationships) {
    if (const Relationship* one = relationships.WithType("sharedStrings")) {
      strings_ = std::make_unique<SharedStrings>();
      SharedStringsReader reader(limits_, strings_.get());
      if (auto mistake = ReadPart(one->target, reader)) return mistake;
    }
    const Relationship* one = relationships.WithType("styles");
    if (one == nullptr) return std::nullopt;
    StylesReader reader(&formats_);
    return ReadPart(one->target, reader);
  }

  std::optional<Mistake> ReadSheet(std::string_view part, const SheetEntry& entry,
                                   const RelationshipsReader& relationships, Workbook* workbook) {
    const Relationship* one = relationships.WithId(entry.relationship);
    if (one == nullptr) {
      return Damaged(part, {absl::StrCat("工作表“", scoring::Excerpt(entry.name), "”没有对应的部件"),
                            absl::StrCat("there is no part for sheet \"", scoring::Excerpt(entry.name), "\"")});
    }
    if (one->type == "xlMacrosheet" || one->type == "xlIntlMacrosheet") return Macro();
    if (one->type != "worksheet") return std::nullopt;  // a chart has no cells
    WorkbookSheet& sheet = workbook->sheets.emplace_back();
    sheet.name = entry.name;
    sheet.hidden = entry.hidden;
    SheetReader reader(one->target, {limits_, strings_.get(), formats_, date1904_}, &budget_, &sheet);
    return ReadPart(one->target, reader);
  }

  const WorkbookLimits& limits_;
  ZipReader zip_;
  std::unique_ptr<SharedStrings> strings_;
  CellFormats formats_;
  bool date1904_ = false;
  SheetBudget budget_;
};

}  // namespace

std::variant<Workbook, Mistake> ReadWorkbook(std::string_view file, const WorkbookLimits& limits) {
  if (file.size() > limits.file_bytes) return TooLarge(file.size(), limits.file_bytes);
  if (auto mistake = OtherThanZip(file)) return *std::move(mistake);
  Workbook workbook;
  if (auto mistake = Reader(file, limits).Read(&workbook)) return *std::move(mistake);
  return workbook;
}

}  // namespace heng::forms
