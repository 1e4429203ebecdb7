// The frame of every HTML file Heng writes: nothing outside it is loaded, nothing in it runs.
#pragma once

#include <string>
#include <string_view>

namespace heng::forms {

// `title` is text, `style` and `body` are CSS and HTML. A policy in the file lets it use its own style and nothing
// else.
std::string HtmlFile(std::string_view title, std::string_view style, std::string_view body);

}  // namespace heng::forms
