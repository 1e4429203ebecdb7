// The yardsticks for gets, in a process of their own: a bare callback server that sends back what it is sent (echo),
// and one that answers every call with the same bytes (constant), which a server that reads nothing could reach at
// best.
#pragma once

#include <sys/types.h>

#include <string>

namespace heng::bench {

// Never returns: serves both, `answer` being the constant one, and writes its address to `address_fd`.
[[noreturn]] void ServeEcho(const std::string& answer, int address_fd);

// Runs this very program as an echo server (flag --serve-echo FILE); returns its address and pid.
std::string StartEcho(const std::string& program, const std::string& answer, const std::string& file, pid_t* pid);

}  // namespace heng::bench
