// The parts of a zip archive in memory, read as streams one at a time. Names are keys and nothing else: no file is ever
// written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/forms/mistake.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms::xlsx {

class ZipReader {
 public:
  struct Part {
    std::string name;
    std::string key;                        // lower case: names of parts differ in more than their case
    uint64_t in_directory = 0, number = 0;  // where minizip finds it again
    uint64_t begin = 0, packed = 0;         // its bytes in the file
    uint64_t unpacked = 0;
    std::string magic;  // the first bytes
  };

  // Both must outlive this.
  ZipReader(std::string_view file, const WorkbookLimits& limits) : source_{file}, limits_(limits) {}
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  // Lists the parts. Refuses what is no zip, encrypted, damaged, too much, and entries that overlap or have one name.
  std::optional<Mistake> Open();
  const std::vector<Part>& parts() const { return parts_; }  // sorted by key
  const Part* Find(std::string_view name) const;

  // After Begin, Read fills `buffer` until *read is 0: then the part was as long as it should be and its checksum
  // right.
  std::optional<Mistake> Begin(const Part& part);
  std::optional<Mistake> Read(char* buffer, size_t size, size_t* read);

 private:
  struct Source {
    std::string_view bytes;
    uint64_t at = 0;
    bool cut = false;  // the last read wanted more than there is
  };
  struct Io;

  std::optional<Mistake> List(uint64_t count);
  std::optional<Mistake> TakeEntry();
  std::optional<Mistake> LookInto(Part& part);
  std::optional<Mistake> CheckNames() const;
  std::optional<Mistake> CheckPlaces() const;

  Source source_;
  const WorkbookLimits& limits_;
  void* zip_ = nullptr;
  std::vector<Part> parts_;
  const Part* current_ = nullptr;
  uint64_t current_read_ = 0;
  size_t total_read_ = 0;
};

}  // namespace heng::forms::xlsx
