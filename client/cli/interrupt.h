// Ctrl-C: the running call is cancelled, what is done is printed, the program ends with 130. A second Ctrl-C kills it.
#pragma once

#include "absl/time/time.h"

namespace heng::cli {

void CatchInterrupts();
bool Interrupted();

// Waits; false: cut short by Ctrl-C.
bool WaitUnlessInterrupted(absl::Duration duration);

}  // namespace heng::cli
