#include "client/cli/ordered_work.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

namespace heng::cli {
namespace {

TEST(OrderedWork, ResultsComeInOrderWhoeverIsFaster) {
  OrderedWork<std::size_t> work(5000, 8, [](std::size_t i) {
    if (i % 7 == 0) std::this_thread::yield();
    return i * i;
  });
  for (std::size_t i = 0; i < 5000; ++i) ASSERT_EQ(work.Next(), i * i);
}

TEST(OrderedWork, EveryItemIsMadeOnce) {
  std::atomic<int> made = 0;
  {
    OrderedWork<int> work(1000, 4, [&](std::size_t) { return ++made; });
    for (int i = 0; i < 1000; ++i) work.Next();
  }
  EXPECT_EQ(made, 1000);
}

TEST(OrderedWork, NoMoreThanTheWindowIsMadeAhead) {
  constexpr std::size_t kThreads = 3;
  std::atomic<std::size_t> made = 0;
  std::size_t taken = 0;
  {
    OrderedWork<int> work(100'000, kThreads, [&](std::size_t) {
      ++made;
      return 0;
    });
    for (; taken < 500; ++taken) {
      work.Next();
      ASSERT_LE(made, taken + 1 + kThreads * OrderedWork<int>::kAhead);
    }
  }
  EXPECT_LE(made, taken + kThreads * OrderedWork<int>::kAhead);
}

TEST(OrderedWork, EndsWithWorkLeftOrNone) {
  {
    const OrderedWork<int> work(100, 4, [](std::size_t) { return 1; });
  }
  {
    const OrderedWork<int> work(0, 4, [](std::size_t) { return 1; });
  }
  OrderedWork<std::unique_ptr<int>> one(1, 0, [](std::size_t) { return std::make_unique<int>(3); });
  EXPECT_EQ(*one.Next(), 3);
}

}  // namespace
}  // namespace heng::cli
