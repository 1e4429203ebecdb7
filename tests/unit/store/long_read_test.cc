// Reads that take long: they end at their deadline, and they hold up nobody.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

class LongReadTest : public ::testing::Test {
 protected:
  void Submit(Write write) {
    write.done = answers_.Expect();
    store_->Submit(std::move(write));
  }

  TempFolder folder_;
  Answers answers_;
  std::unique_ptr<Store> store_;
};

TEST_F(LongReadTest, LongListEndsAtItsDeadline) {
  // To each thread its second look at the clock is two seconds later: the list begins in time and is over it at the
  // first look within.
  const auto clock = [] {
    thread_local int asked = 0;
    return absl::FromUnixSeconds(asked++ == 0 ? 1 : 3);
  };
  store_ = MustOpen({.path = folder_.File("heng.db"), .common = {.clock = clock}});
  constexpr int kForms = 3000;
  for (int i = 0; i < kForms; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  for (const WriteResult& result : answers_.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
  ListQuery query;
  query.grade = 4;  // matches nothing, so all headers are searched
  const absl::Status status = RunList(*store_, query, absl::FromUnixSeconds(2)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "sqlite")) << "ended before it began: " << status;
  EXPECT_TRUE(RunList(*store_, query).ok());
}

}  // namespace
}  // namespace heng::store
