// What an .xlsx says of its own parts: which one is the workbook, and which sheets, texts and styles belong to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/forms/xlsx/workbook.h"
#include "service/forms/xlsx/xml_reader.h"

namespace heng::forms::xlsx {

// [Content_Types].xml
class ContentTypesReader final : public XmlHandler {
 public:
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;

  const std::string& workbook() const { return workbook_; }  // its part; empty: not said
  bool macros() const { return macros_; }

 private:
  std::string workbook_;
  bool macros_ = false;
};

// *.rels
struct Relationship {
  std::string id;
  std::string type;    // the last part of its address: "worksheet"
  std::string target;  // the name of a part
};
class RelationshipsReader final : public XmlHandler {
 public:
  // `part`: whose relationships they are; targets are relative to it.
  RelationshipsReader(std::string_view part, size_t max_count) : part_(part), max_count_(max_count) {}
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;

  const std::vector<Relationship>& all() const { return all_; }
  const Relationship* WithId(std::string_view id) const;
  const Relationship* WithType(std::string_view type) const;

 private:
  std::string part_;
  size_t max_count_;
  std::vector<Relationship> all_;
};
// "xl/_rels/workbook.xml.rels" of "xl/workbook.xml".
std::string RelationshipsOf(std::string_view part);

// workbook.xml
struct SheetEntry {
  std::string name;
  std::string relationship;  // its id
  bool hidden = false;
};
class WorkbookReader final : public XmlHandler {
 public:
  explicit WorkbookReader(const WorkbookLimits& limits) : limits_(limits) {}
  void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) override;

  const std::vector<SheetEntry>& sheets() const { return sheets_; }
  bool date1904() const { return date1904_; }

 private:
  const WorkbookLimits& limits_;
  bool in_sheets_ = false;
  std::vector<SheetEntry> sheets_;
  bool date1904_ = false;
};

}  // namespace heng::forms::xlsx
