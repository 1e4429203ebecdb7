// Completion of the command line in a shell. The script asks `heng` itself, so it never lags behind the commands:
//   heng __complete WORD… LAST     prints what LAST may become, one a line
#pragma once

#include <string>

namespace heng::cli {

inline constexpr char kCompleteWord[] = "__complete";
inline constexpr char kFilesToo[] = ":files";  // as a line of the answer: names of files fit as well

// The script for "bash" or "zsh".
std::string CompletionScript(const std::string& shell);

}  // namespace heng::cli
