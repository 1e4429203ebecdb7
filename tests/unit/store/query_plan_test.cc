// How SQLite finds what sums and lists ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/queries.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class QueryPlanTest : public ::testing::Test {
 protected:
  void SetUp() override { MustOpen({.path = path_}).reset(); }
  std::string PlanOf(const sqlite::Query& query) {
    return store::Query(path_, absl::StrCat("EXPLAIN QUERY PLAN ", query.sql));
  }
  static ListQuery Of(size_t orgs) {
    ListQuery query;
    query.fiscal_year = 2022;
    query.scope.org_ids.emplace();
    for (size_t i = 0; i < orgs; ++i) query.scope.org_ids->push_back(absl::StrCat("org-", i));
    return query;
  }

  TempFolder folder_{MemoryFolder()};
  const std::string path_ = folder_.File("heng.db");
};

// A department of any size is summed without a look at its rows, whatever is hidden from the caller.
TEST_F(QueryPlanTest, SumsAreInTheIndexOfOrgs) {
  for (const size_t orgs : {1u, 20u, 2000u}) {
    ListQuery query = Of(orgs);
    EXPECT_THAT(PlanOf(sqlite::CountOf(query)), HasSubstr("COVERING INDEX headers_by_org (org_id=?")) << orgs;
    query.state = 3;
    query.grade = 1;
    query.scope.hidden_subjects = {"projects/secret"};
    EXPECT_THAT(PlanOf(sqlite::CountOf(query)), HasSubstr("COVERING INDEX headers_by_org (org_id=?")) << orgs;
  }
  ListQuery all;
  EXPECT_THAT(PlanOf(sqlite::CountOf(all)), HasSubstr("COVERING INDEX headers_by_org"));
  all.fiscal_year = 2022;
  EXPECT_THAT(PlanOf(sqlite::CountOf(all)), HasSubstr("COVERING INDEX headers_by_org"));
}

TEST_F(QueryPlanTest, ListsGoOnInTheirOrder) {
  EXPECT_THAT(PlanOf(sqlite::ListOf(Of(1))), HasSubstr("headers_by_org (org_id=? AND sequence>?)"));
  EXPECT_THAT(PlanOf(sqlite::ListOf(Of(1))), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(PlanOf(sqlite::ListOf(Of(2000))), Not(HasSubstr("TEMP B-TREE")));
}

}  // namespace
}  // namespace heng::store
