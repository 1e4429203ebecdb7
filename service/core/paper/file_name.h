// Names of exported files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heng::core {

// The parts joined by "-", those that are empty left out, with an extension (".xlsx"): a name people understand and
// every file system takes. What one of them refuses (/ \ : * ? " < > |, control and direction characters) becomes "_",
// long parts are cut between characters; at most 255 bytes.
std::string FileNameOf(const std::vector<std::string>& parts, std::string_view extension);

}  // namespace heng::core
