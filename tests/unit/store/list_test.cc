// Lists: filters, order of creation, keyset pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListTest : public ::testing::Test {
 protected:
  ListTest() : store_(MustOpen({.path = folder_.File("heng.db")})) {}

  void Create(const std::string& id, const std::string& org, int32_t year, int32_t state, int32_t grade) {
    Mutation mutation = NewForm(id);
    mutation.header.org_id = org;
    mutation.header.fiscal_year = year;
    mutation.header.state = state;
    mutation.header.grade = grade;
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(mutation)).status.ok());
  }

  void Discard(const std::string& id) {
    Write write = UpdateWrite(id, 1, "");
    write.decide = [decide = write.decide](const Snapshot& snapshot) {
      absl::StatusOr<std::optional<Mutation>> decision = decide(snapshot);
      (*decision)->header.active = false;
      (*decision)->header.state = 8;
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

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(ListTest, EveryCombinationOfFiltersReturnsWhatMatchesInOrderOfCreation) {
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
    if (filters & 1) query.org_id = "大同";
    if (filters & 2) query.fiscal_year = 2022;
    if (filters & 4) query.state = 3;
    if (filters & 8) query.grade = 1;
    std::vector<std::string> expected;
    for (const Header& h : all) {
      if ((!query.org_id || h.org_id == query.org_id) && (!query.fiscal_year || h.fiscal_year == query.fiscal_year) &&
          (!query.state || h.state == query.state) && (!query.grade || h.grade == query.grade)) {
        expected.push_back(h.id);
      }
    }
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(Ids(query), expected) << "filters " << filters;
  }
}

TEST_F(ListTest, OrderIsThatOfCreationAndSurvivesUpdates) {
  for (const char* id : {"c", "a", "b"}) Create(id, "o", 2022, 1, 1);
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("c", 1, "next")).status.ok());
  EXPECT_THAT(Ids({}), ElementsAre("c", "a", "b"));
}

TEST_F(ListTest, DiscardedFormsAreListedByTheirStateOnly) {
  Create("a", "o", 2022, 1, 1);
  Create("b", "o", 2022, 1, 1);
  Discard("a");
  EXPECT_THAT(Ids({}), ElementsAre("b"));
  ListQuery discarded;
  discarded.state = 8;
  EXPECT_THAT(Ids(discarded), ElementsAre("a"));
}

TEST_F(ListTest, LimitIsKeptBetweenOneAndTheLargestPage) {
  Answers answers;
  for (int i = 0; i < 1100; ++i) {
    Write write = CreateWrite(NewForm(absl::StrCat("a", i)));
    write.done = answers.Expect();
    store_->Submit(std::move(write));
  }
  answers.Wait();
  ListQuery query;
  query.limit = 0;
  EXPECT_EQ(Ids(query).size(), 1u);
  query.limit = -5;
  EXPECT_EQ(Ids(query).size(), 1u);
  query.limit = 1'000'000;
  EXPECT_EQ(Ids(query).size(), 1001u);
}

TEST_F(ListTest, AbsentKeysGiveEmptyLists) {
  Create("a", "o", 2022, 1, 1);
  ListQuery query;
  query.org_id = "o ";
  EXPECT_THAT(Ids(query), IsEmpty());
  query.org_id.reset();
  query.after_sequence = 1;
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_F(ListTest, PagesNeitherRepeatNorSkipWhileOthersWrite) {
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

}  // namespace
}  // namespace heng::store
