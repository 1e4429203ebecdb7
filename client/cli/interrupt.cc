#include "client/cli/interrupt.h"

#include <algorithm>
#include <csignal>

#include "absl/time/clock.h"

namespace heng::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void OnSignal(int) { interrupted = 1; }

}  // namespace

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // and no SA_RESTART: a read from the terminal ends too
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

bool Interrupted() { return interrupted != 0; }

bool WaitUnlessInterrupted(absl::Duration duration) {
  constexpr absl::Duration kStep = absl::Milliseconds(50);
  const absl::Time end = absl::Now() + duration;
  while (!Interrupted()) {
    const absl::Duration left = end - absl::Now();
    if (left <= absl::ZeroDuration()) return true;
    absl::SleepFor(std::min(left, kStep));
  }
  return false;
}

}  // namespace heng::cli
