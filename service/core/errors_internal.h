// Shared by the files of the catalogue only: how an error is put together.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "scoring/form_check.h"

namespace heng::core {

struct ErrorEntry {
  absl::StatusCode code;
  std::string reason;
  std::string zh;
  std::string en;
  std::map<std::string, std::string> metadata = {};
  absl::Duration retry = absl::ZeroDuration();
  std::vector<scoring::Violation> violations = {};
};

absl::Status MakeError(const ErrorEntry& entry);

// A longer value of a caller is cut: the message stays readable, and the details stay within their limit.
std::string Shortened(std::string_view value);

}  // namespace heng::core
