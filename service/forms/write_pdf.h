// A page as PDF, A4. The same page gives the same bytes on one machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "service/forms/page.h"

namespace heng::forms {

struct PdfOptions {
  std::string title;
  int64_t created = 0;  // µs, as the file says
};

// Text wraps and is never cut: a row higher than a page goes on on the next. RESOURCE_EXHAUSTED: more than 200 pages;
// INTERNAL: no font with Chinese is installed, or cairo says what is wrong.
absl::StatusOr<std::string> WritePdf(const Page& page, const PdfOptions& options);

}  // namespace heng::forms
