// Text as it may stand on paper.
#pragma once

#include <string>
#include <string_view>

namespace heng::forms {

// Lines end in \n, tabs are spaces. What can't be seen and could change what people read (control characters,
// directions of writing such as U+202E, what is no UTF-8, codes that are no characters) stands as �, so that the page
// shows that something is there.
std::string Printable(std::string_view text);

}  // namespace heng::forms
