// Asking for a secret on a terminal.
#pragma once

#include <istream>
#include <string>

namespace heng::cli {

// Reads one line of `in`, at most `max_bytes`; the rest is left out. Where `in` is stdin and a terminal, what is typed
// is not shown, and the terminal is as before afterwards, Ctrl-C or not.
std::string ReadSecretLine(std::istream& in, bool is_terminal, std::size_t max_bytes);

}  // namespace heng::cli
