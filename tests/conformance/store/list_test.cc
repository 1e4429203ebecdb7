// Lists: filters, order of creation, keyset pages, one state throughout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListTest : public StoreTest {
 protected:
  void Create(const std::string& id, const std::string& org, int32_t year, int32_t state, int32_t grade) {
    Mutation mutation = NewForm(id);
    mutation.header->org_id = org;
    mutation.header->fiscal_year = year;
    mutation.header->state = state;
    mutation.header->grade = grade;
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(mutation)).status.ok());
  }

  void Discard(const std::string& id) {
    Write write = UpdateWrite(id, 1, "");
    write.decide = [decide = write.decide](const Snapshot& snapshot) {
      absl::StatusOr<std::vector<Mutation>> decision = decide(snapshot);
      decision->front().header->active = false;
      decision->front().header->state = 8;
      return decision;
    };
    ASSERT_TRUE(RunWrite(*store_, std::move(write)).status.ok());
  }

  std::vector<std::string> Ids(const ListQuery& query) {
    std::vector<std::string> ids;
    const absl::StatusOr<std::vector<Header>> headers = RunList(*store_, query);
    EXPECT_TRUE(headers.ok()) << headers.status();
    for (const Header& header : *headers) ids.push_back(header.id);
    return ids;
  }
};

TEST_P(ListTest, EveryCombinationOfFiltersReturnsWhatMatchesInOrderOfCreation) {
  std::vector<Header> all;
  int number = 0;
  for (const char* org : {"大同", "xz", "大同"}) {  // ids out of alphabetical order on purpose
    for (int32_t year : {2022, 2021}) {
      for (int32_t state : {3, 1}) {
        for (int32_t grade : {1, 4}) Create(absl::StrCat("f", 97 - ++number * 7 % 97), org, year, state, grade);
      }
    }
  }
  Discard("f90");  // the first one
  all = *RunList(*store_, {});
  ASSERT_EQ(all.size(), 23u);
  for (unsigned filters = 0; filters < 16; ++filters) {
    ListQuery query;
    if (filters & 1) query.scope.org_ids = {"大同"};
    if (filters & 2) query.fiscal_year = 2022;
    if (filters & 4) query.state = 3;
    if (filters & 8) query.grade = 1;
    std::vector<std::string> expected;
    for (const Header& h : all) {
      if ((!query.scope.org_ids || h.org_id == query.scope.org_ids->front()) &&
          (!query.fiscal_year || h.fiscal_year == query.fiscal_year) && (!query.state || h.state == query.state) &&
          (!query.grade || h.grade == query.grade)) {
        expected.push_back(h.id);
      }
    }
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(Ids(query), expected) << "filters " << filters;
  }
}

TEST_P(ListTest, OrderIsThatOfCreationAndSurvivesUpdates) {
  for (const char* id : {"c", "a", "b"}) Create(id, "o", 2022, 1, 1);
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("c", 1, "next")).status.ok());
  EXPECT_THAT(Ids({}), ElementsAre("c", "a", "b"));
}

TEST_P(ListTest, DiscardedFormsAreListedByTheirStateOnly) {
  Create("a", "o", 2022, 1, 1);
  Create("b", "o", 2022, 1, 1);
  Discard("a");
  EXPECT_THAT(Ids({}), ElementsAre("b"));
  ListQuery discarded;
  discarded.state = 8;
  EXPECT_THAT(Ids(discarded), ElementsAre("a"));
}

TEST_P(ListTest, AbsentKeysGiveEmptyLists) {
  Create("a", "o", 2022, 1, 1);
  ListQuery query;
  query.scope.org_ids = {"o "};
  EXPECT_THAT(Ids(query), IsEmpty());
  query.scope.org_ids.reset();
  query.after_sequence = 1;
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_P(ListTest, PagesNeitherRepeatNorSkipWhileOthersWrite) {
  constexpr int kBefore = 300;
  Answers answers;
  for (int i = 0; i < kBefore; ++i) {
    Write write = CreateWrite(NewForm(absl::StrCat("before", i)));
    write.done = answers.Expect();
    store_->Submit(std::move(write));
  }
  answers.Wait();
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      EXPECT_TRUE(RunWrite(*store_, CreateWrite(NewForm(absl::StrCat("during", i)))).status.ok());
      EXPECT_TRUE(
          RunWrite(*store_, UpdateWrite(absl::StrCat("before", i % kBefore), 1 + i / kBefore, "x")).status.ok());
    }
  });
  ListQuery query;
  query.fiscal_year = 2022;
  query.limit = 7;
  std::set<std::string> seen;
  int pages = 0;
  int64_t after = 0;
  // Enough pages to go through everything there was before, and some of what came since.
  for (; pages < 2 * kBefore / query.limit; ++pages) {
    query.after_sequence = after;
    const std::vector<Header> page = *RunList(*store_, query);
    for (const Header& header : page) {
      EXPECT_GT(header.sequence, after);
      EXPECT_TRUE(seen.insert(header.id).second) << header.id << " came twice";
      after = header.sequence;
    }
  }
  stop = true;
  writer.join();
  for (int i = 0; i < kBefore; ++i) EXPECT_TRUE(seen.contains(absl::StrCat("before", i))) << i;
}

// Each group of writes moves all forms to the same etag, so a list that sees two of them mixes two states.
TEST_P(ListTest, ListUnderWaySeesOneStateWhateverIsCommittedMeanwhile) {
  constexpr int kForms = 120, kRounds = 40, kReaders = 4;
  for (int i = 0; i < kForms; ++i) Submit(CreateWrite(NewForm(absl::StrCat("f", i))));
  answers_.Wait();
  std::atomic<bool> stop{false};
  std::atomic<int> lists{0};
  std::vector<std::thread> readers;
  for (int r = 0; r < kReaders; ++r) {
    readers.emplace_back([&] {
      while (!stop) {
        const absl::StatusOr<std::vector<Header>> headers = RunList(*store_, FirstForms(kForms));
        ASSERT_TRUE(headers.ok()) << headers.status();
        ASSERT_EQ(headers->size(), static_cast<size_t>(kForms));
        for (const Header& header : *headers) ASSERT_EQ(header.etag, headers->front().etag) << header.id;
        ++lists;
      }
    });
  }
  for (int round = 1; round <= kRounds; ++round) {
    Answers answers;
    Gate gate;
    HoldWriter(*store_, gate, answers);
    for (int i = 0; i < kForms; ++i) {
      Write write = UpdateWrite(absl::StrCat("f", i), round, "");
      write.done = answers.Expect();
      store_->Submit(std::move(write));
    }
    gate.Open();
    for (const WriteResult& result : answers.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_GT(lists, 0);
}

HENG_WITH_EVERY_ENGINE(ListTest);

}  // namespace
}  // namespace heng::store
