// Reads that take long: they end at their deadline, and they hold up nobody.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

class LongReadTest : public ::testing::Test {
 protected:
  void Submit(Write write) {
    write.done = answers_.Expect();
    store_->Submit(std::move(write));
  }

  TempFolder folder_{MemoryFolder()};
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

// Holds a read in the middle of its search: the store looks at the clock from within, on the reader's thread.
class HeldRead {
 public:
  // Called on the reader's thread.
  static void ThisIsTheReader() { IsReader() = true; }
  // The clock of the store. The first look of a read is in the queue; the second one, in the search, waits.
  std::function<absl::Time()> Clock() {
    return [this] {
      if (IsReader() && armed_ && ++looks_ == 2) {
        held_.Open();
        go_on_.Wait();
      }
      return absl::FromUnixSeconds(second_);
    };
  }
  void Arm() { armed_ = true; }
  void WaitUntilHeld() { held_.Wait(); }
  void LetGo() { go_on_.Open(); }
  void Pass(int64_t seconds) { second_ += seconds; }

 private:
  static bool& IsReader() {
    thread_local bool is_reader = false;
    return is_reader;
  }

  std::atomic<int64_t> second_{1000};
  std::atomic<bool> armed_{false};
  std::atomic<int> looks_{0};
  Gate held_, go_on_;
};

class StuckReaderTest : public LongReadTest {
 protected:
  static constexpr int kCheckpointPages = 20;
  static constexpr int kForms = 3000;  // enough to search for the clock to be looked at

  void SetUp() override {
    store_ = MustOpen({.path = path_,
                       .common = {.read_threads = 1, .max_read_time = absl::Seconds(10), .clock = read_.Clock()},
                       .checkpoint_pages = kCheckpointPages});
    for (int i = 0; i < kForms; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
    for (const WriteResult& result : answers_.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
    Gate marked;
    store_->List({}, absl::InfiniteFuture(), [&marked](absl::StatusOr<std::vector<Header>>) {
      HeldRead::ThisIsTheReader();
      marked.Open();
    });
    marked.Wait();
  }

  // Starts a list without a deadline and returns when it is in the middle of its search.
  std::thread StartStuckList(absl::Status* answer) {
    read_.Arm();
    std::thread reader([this, answer] {
      ListQuery query;
      query.grade = 4;  // matches nothing, so all headers are searched
      *answer = RunList(*store_, query).status();
    });
    read_.WaitUntilHeld();
    return reader;
  }

  void WriteSome(int round) {
    for (int i = 0; i < 40; ++i) {
      ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(absl::StrCat("b", round, "-", i), std::string(9000, 'b'))))
                      .status.ok());
    }
  }

  uintmax_t LogBytes() const { return std::filesystem::file_size(path_ + "-wal"); }

  const std::string path_ = folder_.File("heng.db");
  HeldRead read_;
};

TEST_F(StuckReaderTest, ReadWithoutADeadlineEndsAtTheLimitAndTheLogStartsOver) {
  absl::Status answer;
  std::thread reader = StartStuckList(&answer);
  const uintmax_t before = LogBytes();
  for (int round = 0; round < 8; ++round) WriteSome(round);
  const uintmax_t stuck = LogBytes();
  EXPECT_GT(stuck, before + 320 * 9000) << "the log has to keep what the reader may still want";
  RecordProperty("log_bytes_with_a_stuck_reader", std::to_string(stuck));

  read_.Pass(11);
  read_.LetGo();
  reader.join();
  EXPECT_EQ(answer.code(), absl::StatusCode::kDeadlineExceeded) << answer;
  for (int round = 8; round < 10; ++round) WriteSome(round);
  EXPECT_LT(LogBytes(), stuck / 2) << "the log has not been emptied";
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(StuckReaderTest, ReadThatEndsWithinTheLimitIsAnsweredWhole) {
  absl::Status answer = absl::UnknownError("no answer");
  std::thread reader = StartStuckList(&answer);
  WriteSome(0);
  read_.Pass(9);
  read_.LetGo();
  reader.join();
  EXPECT_TRUE(answer.ok()) << answer;
}

TEST_F(StuckReaderTest, WriterWaitsForTheReaderSeldomAndNotAfterEachGroup) {
  absl::Status answer;
  std::thread reader = StartStuckList(&answer);
  WriteSome(0);
  WriteSome(1);  // by now the log is beyond eight times its size, and an attempt to empty it waits half a second
  const absl::Time start = absl::Now();
  constexpr int kUpdates = 60;
  for (int i = 1; i <= kUpdates; ++i) {
    ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", i, "")).status.ok());
  }
  const absl::Duration took = absl::Now() - start;
  RecordProperty("milliseconds_for_60_writes", std::to_string(absl::ToInt64Milliseconds(took)));
  // A pause after each would be 30 s.
  EXPECT_LT(took, absl::Seconds(10));
  read_.LetGo();
  reader.join();
}

}  // namespace
}  // namespace heng::store
