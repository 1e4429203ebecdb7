// Spreadsheets for tests, made of the XML a test gives: right ones and wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heng::forms::test {

struct ZipPart {
  std::string name;
  std::string content = {};
  bool stored = false;  // not compressed
  // Content is deflated already; these are what the directory says of it.
  bool raw = false;
  uint64_t unpacked = 0;
  uint32_t crc = 0;
};

// The bytes of an archive with these parts in this order; nothing is checked.
std::string Zip(const std::vector<ZipPart>& parts);

// A part that is `byte` and nothing else, deflated without having been in memory.
ZipPart Repeated(std::string name, char byte, uint64_t megabytes);

// A workbook of one sheet unless said otherwise. Parts that are empty are left out, and what refers to them too.
struct Book {
  std::string rows = {};                 // within <sheetData>
  std::string before = {};               // in <worksheet>, before <sheetData>
  std::string after = {};                // and after it
  std::string strings = {};              // within <sst>
  std::string formats = {};              // within <styleSheet>
  std::string workbook_properties = {};  // "date1904=\"1\""
  std::vector<ZipPart> more = {};

  std::vector<ZipPart> Parts() const;
  std::string Bytes() const { return Zip(Parts()); }
};

// <styleSheet> in which cell format i has the i-th of these codes; a number is a built-in id.
std::string Formats(const std::vector<std::string>& codes);

inline constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
std::string ContentTypes(std::string_view workbook_type);
std::string WorkbookXml(const std::vector<std::string>& sheets, std::string_view properties = "");
// Relationships rId1 … of kinds "worksheet", "styles", to these targets.
struct Target {
  std::string kind, target;
};
std::string Relationships(const std::vector<Target>& targets);
std::string SheetXml(std::string_view rows, std::string_view before = "", std::string_view after = "");

}  // namespace heng::forms::test
