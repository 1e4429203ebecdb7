// Lists and sums by what the life of a form adds: its type, its subject, the step of its review, its flags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using ::testing::IsEmpty;

class LifeFilterTest : public StoreTest {
 protected:
  // 48 forms: of both types, of four subjects, with steps 0 to 2, with and without two flags, in two states.
  void MakeForms() {
    std::vector<Mutation> forms;
    for (int i = 0; i < 48; ++i) {
      Mutation form = NewForm(absl::StrCat(i % 2 == 0 ? "" : "targets/", "f", i));
      Header& h = *form.header;
      h.subject = absl::StrCat(i % 4 == 0 ? "orgs/s" : "projects/s", i / 2 % 4);
      h.fiscal_year = 2000 + i;
      h.review_step = i % 3;
      h.flags = (i / 4 % 2 == 0 ? kOpened : 0) | (i / 8 % 2 == 0 ? kLate : 0) | kStale;
      h.state = 1 + i / 16;
      h.org_id = absl::StrCat("o", i % 5);
      h.annual_budget = i;
      forms.push_back(std::move(form));
    }
    forms[5].header->active = false;
    Write write;
    write.decide = [forms](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> { return forms; };
    ASSERT_TRUE(RunWrite(*store_, std::move(write)).status.ok());
    for (int32_t type : {kTarget, kEvaluation}) {
      for (const Mutation& form : forms) {
        if (form.header->form_type == type) all_.push_back(*form.header);
      }
    }
    for (Header& header : all_) header.sequence = store_->Get(header.id)->header.sequence;
    std::sort(all_.begin(), all_.end(), [](const Header& a, const Header& b) { return a.sequence < b.sequence; });
  }

  static bool Matches(const Header& h, const ListQuery& q) {
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    return h.form_type == q.form_type && (q.state ? h.state == *q.state : h.active) &&
           (!q.subjects || has(*q.subjects, h.subject)) && (!q.review_step || h.review_step == *q.review_step) &&
           (h.flags & q.flags) == q.flags && (!q.scope.org_ids || has(*q.scope.org_ids, h.org_id)) &&
           !has(q.scope.hidden_subjects, h.subject);
  }

  // List and Count against what all_ says.
  void Check(const ListQuery& query, const std::string& what) {
    std::vector<std::string> expected, found;
    int64_t budget = 0, counted = 0, summed = 0;
    for (const Header& h : all_) {
      if (!Matches(h, query)) continue;
      expected.push_back(h.id);
      budget += *h.annual_budget;
    }
    const absl::StatusOr<std::vector<Header>> headers = RunList(*store_, query);
    ASSERT_TRUE(headers.ok()) << headers.status();
    for (const Header& h : *headers) found.push_back(h.id);
    EXPECT_EQ(found, expected) << what;
    const absl::StatusOr<std::vector<CountRow>> counts = RunCount(*store_, query);
    ASSERT_TRUE(counts.ok()) << counts.status();
    for (const CountRow& row : *counts) {
      counted += row.forms;
      summed += static_cast<int64_t>(row.annual_budget);
    }
    EXPECT_EQ(counted, static_cast<int64_t>(expected.size())) << what;
    EXPECT_EQ(summed, budget) << what;
    nonempty_ += expected.empty() ? 0 : 1;
  }

  std::vector<Header> all_;  // in the order of lists
  int nonempty_ = 0;
};

TEST_P(LifeFilterTest, EveryCombinationListsAndCountsWhatMatches) {
  MakeForms();
  for (unsigned filters = 0; filters < 128; ++filters) {
    ListQuery query;
    query.form_type = filters & 1 ? kTarget : kEvaluation;
    if (filters & 2) query.subjects = {"orgs/s0", "projects/s0", "projects/s1", "projects/s2"};
    if (filters & 4) query.review_step = 1;
    if (filters & 8) query.flags = kOpened | kStale;
    if (filters & 16) query.state = 1;
    if (filters & 32) query.scope.org_ids = {"o0", "o1", "o2", "o3"};
    if (filters & 64) query.scope.hidden_subjects = {"projects/s1"};
    Check(query, absl::StrCat("filters ", filters));
  }
  EXPECT_GT(nonempty_, 100);
}

TEST_P(LifeFilterTest, SubjectsManyOneAndNone) {
  MakeForms();
  ListQuery query;
  query.form_type = kTarget;
  query.subjects = {"projects/s1"};
  Check(query, "one");
  query.scope.org_ids = {"o1"};
  Check(query, "one of one org");
  query.scope.org_ids.reset();
  query.subjects->clear();
  for (int i = 0; i < 1999; ++i) query.subjects->push_back(absl::StrCat("projects/none-", i));
  query.subjects->push_back("projects/s2");
  Check(query, "as many as may be");
  EXPECT_EQ(nonempty_, 3);
  query.subjects = std::vector<std::string>();
  Check(query, "none");
  query.subjects = {"projects/s1 ", "targets/s1"};
  Check(query, "unknown");
  EXPECT_EQ(nonempty_, 3);
}

TEST_P(LifeFilterTest, FlagsAreAllWanted) {
  MakeForms();
  for (int32_t flags = 0; flags < 64; ++flags) {
    ListQuery query;
    query.flags = flags;
    Check(query, absl::StrCat("flags ", flags));
  }
}

TEST_P(LifeFilterTest, PagesOfSomeSubjectsFollowOneAnother) {
  MakeForms();
  ListQuery query;
  query.subjects = {"projects/s1", "orgs/s0"};
  query.limit = 1000;
  const std::vector<Header> all = *RunList(*store_, query);
  ASSERT_GT(all.size(), 5u);
  query.limit = 2;
  std::vector<std::string> paged, whole;
  for (const Header& header : all) whole.push_back(header.id);
  while (true) {
    const std::vector<Header> page = *RunList(*store_, query);
    if (page.empty()) break;
    for (const Header& header : page) paged.push_back(header.id);
    query.after_sequence = page.back().sequence;
  }
  EXPECT_EQ(paged, whole);
}

TEST_P(LifeFilterTest, TargetsOfHiddenSubjectsHaveNoEventsToSee) {
  ASSERT_TRUE(Create("targets/secret").status.ok());
  ASSERT_TRUE(Create("targets/open").status.ok());
  EventQuery query;
  query.scope.hidden_subjects = {"projects/secret"};
  const absl::StatusOr<std::vector<Event>> events = RunEvents(*store_, query);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().draft.resource, "targets/open");
  query.resource = "targets/secret";
  EXPECT_THAT(*RunEvents(*store_, query), IsEmpty());
}

HENG_WITH_EVERY_ENGINE(LifeFilterTest);

}  // namespace
}  // namespace heng::store
