// The yardstick for gets: a bare callback server that answers every call with the same bytes, in a process of its own.
#pragma once

#include <sys/types.h>

#include <string>

namespace heng::bench {

// Never returns: serves `answer` for every unary call and writes its address to `address_fd`.
[[noreturn]] void ServeEcho(const std::string& answer, int address_fd);

// Runs this very program as an echo server (flag --serve-echo FILE); returns its address and pid.
std::string StartEcho(const std::string& program, const std::string& answer, const std::string& file, pid_t* pid);

}  // namespace heng::bench
