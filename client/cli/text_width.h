// Text on a terminal: how wide it is, and safe to print.
#pragma once

#include <string>
#include <string_view>

namespace heng::cli {

// `text` with everything that could steer a terminal or hide what is there (control and format characters, bytes that
// are no UTF-8) as a visible escape: \x1b, \u202e, \n. Texts of forms are printed through this, always.
std::string SafeText(std::string_view text);
// The same, but line breaks stay and lines after the first begin with `indent`.
std::string SafeLines(std::string_view text, std::string_view indent);

// Columns a safe text takes: 2 for a wide East Asian character, 0 for a combining mark, else 1.
int DisplayWidth(std::string_view text);

// `text` cut to at most `width` columns, with … where something was cut. Pre: width >= 1.
std::string Shorten(std::string_view text, int width);

}  // namespace heng::cli
