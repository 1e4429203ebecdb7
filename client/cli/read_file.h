// Reading a whole file of limited size.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace heng::cli {

struct FileText {
  std::optional<std::string> text;  // absent: see why
  bool too_large = false;
  std::string zh, en;  // why it can't be read; empty where it is too large
  unsigned mode = 0;   // permissions of the file that was read: 0600
};

inline constexpr unsigned kOthersMayRead = 077;  // group or others may do something with it

// Refuses what is not a regular file, and what is larger than `max_bytes` before reading it.
FileText ReadRegularFile(const std::string& path, std::size_t max_bytes);

}  // namespace heng::cli
