// Has a data race on purpose. The test passes only if ThreadSanitizer reports it under the settings of all our tests:
// settings that hide this one would hide real ones.
#include <atomic>
#include <cstdint>
#include <iostream>
#include <thread>

namespace heng {

struct Account {
  int64_t acknowledged = 0;
};

void RaceOfTheCanary(Account& account, std::atomic<int>& ready) {
  ++ready;
  while (ready < 2) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) ++account.acknowledged;
}

}  // namespace heng

int main() {
  heng::Account account;
  std::atomic<int> ready{0};
  std::thread other([&] { heng::RaceOfTheCanary(account, ready); });
  heng::RaceOfTheCanary(account, ready);
  other.join();
  std::cout << account.acknowledged << "\n";
}
