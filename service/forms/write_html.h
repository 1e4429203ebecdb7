// A page as HTML: one file without anything outside it, that prints well.
#pragma once

#include <string>
#include <string_view>

#include "service/forms/page.h"

namespace heng::forms {

std::string WriteHtml(const Page& page, std::string_view title);

// Text as it stands in HTML, in elements and in attributes in quotation marks.
std::string EscapeHtml(std::string_view text);

}  // namespace heng::forms
