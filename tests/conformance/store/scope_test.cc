// What a scope lets through: lists, sums, entries and events against the same worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Names = std::vector<std::string>;

bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string OrgOf(int number) { return absl::StrCat("org-", number % 12); }

// Lists of orgs: none given, none at all, one, some, unknown ones, and so many that an engine may read another way.
std::vector<std::optional<Names>> OrgLists() {
  Names many;
  for (int i = 0; i < 3000; ++i) many.push_back(absl::StrCat("org-", i * 2));
  std::sort(many.begin(), many.end());
  return {std::nullopt,
          Names{},
          Names{"org-3"},
          Names{"org-11", "org-3", "org-7"},
          Names{"none", "nowhere"},
          many,
          Names{"it's \"quoted\" \\ and\nmore", "org-5"}};
}

class ScopeTest : public StoreTest {
 protected:
  // 48 forms of 12 orgs, in states, grades and years that are not in step with the orgs; some discarded.
  void MakeForms() {
    std::vector<Mutation> forms;
    for (int i = 0; i < 48; ++i) {
      Mutation form = NewForm(absl::StrCat("f", i));
      form.header->org_id = form.event.org_id = OrgOf(i);
      form.header->state = 1 + i % 3;
      form.header->grade = 1 + i / 5 % 4;
      form.header->fiscal_year = 2021 + i / 7 % 2;
      form.header->active = i % 11 != 0;
      if (i % 4 != 0) form.header->annual_budget = std::numeric_limits<int64_t>::max() - i;
      if (i % 3 != 0) form.header->executed = -std::numeric_limits<int64_t>::max() + i;
      ASSERT_TRUE(RunWrite(*store_, CreateWrite(form)).status.ok());
    }
    for (int i = 0; i < 48; ++i) all_.push_back(store_->Get(absl::StrCat("f", i))->header);
  }

  static bool Matches(const ListQuery& q, const Header& h) {
    return (!q.scope.org_ids || Has(*q.scope.org_ids, h.org_id)) && !Has(q.scope.hidden_subjects, h.subject) &&
           (!q.fiscal_year || h.fiscal_year == *q.fiscal_year) && (q.state ? h.state == *q.state : h.active) &&
           (!q.grade || h.grade == *q.grade);
  }

  void ExpectListed(const ListQuery& query) {
    const absl::StatusOr<std::vector<Header>> listed = RunList(*store_, query);
    ASSERT_TRUE(listed.ok()) << listed.status();
    Names ids, expected;
    for (const Header& h : *listed) ids.push_back(h.id);
    for (const Header& h : all_) {
      if (Matches(query, h) && h.sequence > query.after_sequence &&
          expected.size() < static_cast<size_t>(query.limit)) {
        expected.push_back(h.id);
      }
    }
    EXPECT_EQ(ids, expected);
  }

  void ExpectCounted(const ListQuery& query) {
    const absl::StatusOr<std::vector<CountRow>> counted = RunCount(*store_, query);
    ASSERT_TRUE(counted.ok()) << counted.status();
    std::map<std::pair<int32_t, int32_t>, CountRow> expected;
    for (const Header& h : all_) {
      if (!Matches(query, h)) continue;
      CountRow& row = expected[{h.state, h.grade}];
      ++row.forms;
      row.annual_budget += h.annual_budget.value_or(0);
      row.executed += h.executed.value_or(0);
    }
    ASSERT_EQ(counted->size(), expected.size());
    auto at = counted->begin();
    for (const auto& [key, row] : expected) {  // in the order of state and grade
      EXPECT_EQ(std::pair(at->state, at->grade), key);
      EXPECT_EQ(at->forms, row.forms);
      EXPECT_EQ(at->annual_budget, row.annual_budget);
      EXPECT_EQ(at->executed, row.executed);
      ++at;
    }
  }

  // Which of the events these filters leave.
  std::vector<int64_t> Sequences(const EventQuery& query) {
    std::vector<int64_t> sequences;
    const absl::StatusOr<std::vector<Event>> events = RunEvents(*store_, query);
    EXPECT_TRUE(events.ok()) << events.status();
    for (const Event& event : *events) sequences.push_back(event.sequence);
    return sequences;
  }

  std::vector<Header> all_;
};

TEST_P(ScopeTest, ListsAndSumsAreThoseOfTheFormsInScope) {
  MakeForms();
  for (const auto& org_ids : OrgLists()) {
    for (int filters = 0; filters < 16; ++filters) {
      ListQuery query;
      query.scope.org_ids = org_ids;
      if (filters & 1) query.fiscal_year = 2021;
      if (filters & 2) query.state = 2;
      if (filters & 4) query.grade = 3;
      if (filters & 8) query.scope.hidden_subjects = {"projects/f15", "projects/f2", "projects/f3", "projects/f40"};
      SCOPED_TRACE(absl::StrCat(org_ids ? org_ids->size() : 99, " orgs, filters ", filters));
      ExpectListed(query);
      ExpectCounted(query);  // page and limit are no filters of a sum
      query.after_sequence = 17;
      query.limit = 2;
      ExpectListed(query);
      ExpectCounted(query);
    }
  }
}

TEST_P(ScopeTest, AnEmptyStoreHasNoSums) { EXPECT_THAT(*RunCount(*store_, {}), IsEmpty()); }

TEST_P(ScopeTest, EntriesAreThoseOfTheCollectionTheOrgsAndNotHidden) {
  std::vector<Entry> all;
  for (int i = 0; i < 60; ++i) {
    Entry entry = NewEntry(absl::StrCat(i % 5 == 0 ? "orgs/e" : "projects/e", i), absl::StrCat("body ", i));
    entry.org_id = i % 8 == 0 ? "" : OrgOf(i);
    entry.active = i % 9 != 0;
    all.push_back(entry);
  }
  all = RunWrite(*store_, CreateEntries(all)).entries;
  ASSERT_EQ(all.size(), 60u);
  ASSERT_TRUE(RunWrite(*store_, UpdateEntry("projects/e1", 1, "changed later, still the first")).status.ok());
  all[1] = *store_->GetEntry("projects/e1");
  for (const char* collection : {"projects", "orgs", "project", ""}) {
    for (const auto& org_ids : OrgLists()) {
      for (int filters = 0; filters < 8; ++filters) {
        EntryQuery query;
        query.collection = collection;
        query.org_ids = org_ids;
        query.inactive = (filters & 1) != 0;
        if (filters & 2) query.hidden = {"orgs/e5", "projects/e1", "projects/e3", "projects/e7"};
        if (filters & 4) {
          query.after_sequence = 20;
          query.limit = 3;
        }
        std::vector<std::string> expected, listed;
        for (const Entry& e : all) {
          if (e.collection == collection && (!org_ids || Has(*org_ids, e.org_id)) && (e.active || query.inactive) &&
              !Has(query.hidden, e.name) && e.sequence > query.after_sequence &&
              expected.size() < static_cast<size_t>(query.limit)) {
            expected.push_back(e.name + e.body);
          }
        }
        const absl::StatusOr<std::vector<Entry>> entries = RunListEntries(*store_, query);
        ASSERT_TRUE(entries.ok()) << entries.status();
        for (const Entry& e : *entries) listed.push_back(e.name + e.body);
        EXPECT_EQ(listed, expected) << collection << filters << (org_ids ? org_ids->size() : 99);
      }
    }
  }
}

TEST_P(ScopeTest, EventsAreThoseOfTheOrgsAndNotOfWhatIsHidden) {
  const auto in = [](Mutation mutation, const std::string& org) {
    mutation.event.org_id = org;
    if (mutation.header) mutation.header->org_id = org;
    return mutation;
  };
  const auto create = [](Mutation mutation) {
    Write write;
    write.decide = [mutation](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> { return One(mutation); };
    return write;
  };
  ASSERT_TRUE(RunWrite(*store_, create(in(NewForm("a1"), "x"))).status.ok());                           // 1
  ASSERT_TRUE(RunWrite(*store_, create(in(NewForm("a2"), "y"))).status.ok());                           // 2
  ASSERT_TRUE(RunWrite(*store_, create(in(ChangeOf(NewEntry("projects/a1")), "x"))).status.ok());       // 3
  ASSERT_TRUE(RunWrite(*store_, create(in(ChangeOf(NewEntry("orgs/y")), "y"))).status.ok());            // 4
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "")).status.ok());                                 // 5
  ASSERT_TRUE(RunWrite(*store_, create(in(NextOf(store_->Get("a2")->header, "z"), "x"))).status.ok());  // 6: moved
  const auto of = [&](Scope scope, std::optional<std::string> resource = std::nullopt) {
    return Sequences({.after_sequence = 0, .limit = 10, .resource = std::move(resource), .scope = std::move(scope)});
  };
  EXPECT_THAT(of({}), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(of({.org_ids = Names{"x"}, .hidden_subjects = {}}), ElementsAre(1, 3, 5, 6));
  EXPECT_THAT(of({.org_ids = Names{"x", "y"}, .hidden_subjects = {}}), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(of({.org_ids = Names{}, .hidden_subjects = {}}), IsEmpty());
  EXPECT_THAT(of({.org_ids = std::nullopt, .hidden_subjects = {"projects/a1"}}), ElementsAre(2, 4, 6));
  EXPECT_THAT(of({.org_ids = Names{"x"}, .hidden_subjects = {"projects/a1", "projects/a9"}}), ElementsAre(6));
  EXPECT_THAT(of({}, "projects/a1"), ElementsAre(3));
  EXPECT_THAT(of({}, "orgs/y"), ElementsAre(4));
  EXPECT_THAT(of({}, "evaluations/a1"), ElementsAre(1, 5));
  EXPECT_THAT(of({.org_ids = Names{"y"}, .hidden_subjects = {}}, "evaluations/a2"), ElementsAre(2));
  EXPECT_THAT(of({.org_ids = std::nullopt, .hidden_subjects = {"projects/a1"}}, "evaluations/a1"), IsEmpty());
  EXPECT_THAT(of({.org_ids = std::nullopt, .hidden_subjects = {"orgs/y"}}, "orgs/y"), IsEmpty());
  EXPECT_THAT(of({.org_ids = Names{"x"}, .hidden_subjects = {}}, "orgs/y"), IsEmpty());
  for (const char* unknown : {"projects/a", "orgs/none", "a1", "evaluations/projects/a1", ""}) {
    EXPECT_THAT(of({}, unknown), IsEmpty()) << unknown;
  }
  EXPECT_THAT(Sequences({.after_sequence = 1,
                         .limit = 1,
                         .resource = std::nullopt,
                         .scope = {.org_ids = Names{"x"}, .hidden_subjects = {}}}),
              ElementsAre(3));
}

HENG_WITH_EVERY_ENGINE(ScopeTest);

}  // namespace
}  // namespace heng::store
