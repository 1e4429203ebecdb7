// Finding forms: filters, pages, views.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::ListEvaluationsRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string UniqueOrg() { return "orgs/" + UniqueId("list"); }

Evaluation CreateIn(const std::string& org) {
  FormContent form = SmallForm();
  form.set_org(org);
  return CreateDraft(form);
}

std::vector<std::string> CreateMany(const std::string& org, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(CreateIn(org).name());
  return names;
}

ListEvaluationsRequest ListOf(const std::string& org) {
  ListEvaluationsRequest request;
  request.set_org(org);
  return request;
}

// All pages of `request`, as they follow each other. Gives up after far more pages than any test has.
std::vector<Evaluation> Pages(ListEvaluationsRequest request) {
  std::vector<Evaluation> all;
  for (int page = 0; page < 2000; ++page) {
    const auto answer = Call(request);
    EXPECT_TRUE(answer.ok()) << answer.error();
    if (request.page_size() > 0) {
      EXPECT_LE(answer.message.evaluations_size(), request.page_size());
    }
    all.insert(all.end(), answer.message.evaluations().begin(), answer.message.evaluations().end());
    if (answer.message.next_page_token().empty()) return all;
    request.set_page_token(answer.message.next_page_token());
  }
  ADD_FAILURE() << "the pages never end";
  return all;
}

std::vector<std::string> Names(const std::vector<Evaluation>& evaluations) {
  std::vector<std::string> names;
  for (const auto& evaluation : evaluations) names.push_back(evaluation.name());
  return names;
}

TEST(List, ShowsFormsInTheOrderTheyWereCreatedAtEveryPageSize) {
  const std::string org = UniqueOrg();
  const auto names = CreateMany(org, 7);
  for (int size = 0; size <= 8; ++size) {
    SCOPED_TRACE(size);
    auto request = ListOf(org);
    request.set_page_size(size);
    EXPECT_EQ(Names(Pages(request)), names);
  }
}

TEST(List, TheLastPageHasNoTokenAlsoWhenItIsFull) {
  const std::string org = UniqueOrg();
  CreateMany(org, 4);
  auto request = ListOf(org);
  request.set_page_size(2);
  const auto first = Call(request).message;
  EXPECT_EQ(first.evaluations_size(), 2);
  request.set_page_token(first.next_page_token());
  const auto last = Call(request).message;
  EXPECT_EQ(last.evaluations_size(), 2);
  EXPECT_EQ(last.next_page_token(), "");
}

TEST(List, AChangedFormKeepsItsPlace) {
  const std::string org = UniqueOrg();
  const auto names = CreateMany(org, 3);
  heng::v1::SubmitEvaluationRequest submit;
  submit.mutable_evaluation()->set_name(names[0]);
  submit.mutable_evaluation()->set_etag("1");
  ASSERT_TRUE(Call(submit).ok());
  EXPECT_EQ(Names(Pages(ListOf(org))), names);
}

TEST(List, FiltersByOrgYearStateAndGrade) {
  const std::string org = UniqueOrg();
  FormContent form = SmallForm();
  form.set_org(org);
  const std::string draft = CreateDraft(form).name();
  form.set_fiscal_year(2023);
  const std::string other_year = CreateDraft(form).name();
  form = SmallForm();
  form.set_org(org);
  for (auto& row : *form.mutable_indicators()) row.set_claimed("8");
  form.clear_claimed_total();
  form.clear_claimed_grade();
  const std::string poor = CreateDraft(form).name();  // 5 x 8 + 9 = 49
  heng::v1::SubmitEvaluationRequest submit;
  *submit.mutable_evaluation()->mutable_form() = SmallForm();
  submit.mutable_evaluation()->mutable_form()->set_org(org);
  const auto submitted = Call(submit);
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  const std::string final = submitted.message.name();
  CreateIn(UniqueOrg());

  auto request = ListOf(org);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(draft, other_year, poor, final));
  request.set_fiscal_year(2023);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(other_year));
  request = ListOf(org);
  request.set_state(Evaluation::SUBMITTED);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(final));
  request.set_state(Evaluation::DRAFT);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(draft, other_year, poor));
  request = ListOf(org);
  request.set_grade(heng::v1::POOR);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(poor));
  request.set_grade(heng::v1::EXCELLENT);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(draft, other_year, final));
  request.set_fiscal_year(2022);
  request.set_state(Evaluation::DRAFT);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(draft));
  request.set_fiscal_year(2099);
  EXPECT_THAT(Names(Pages(request)), IsEmpty());
}

TEST(List, DiscardedFormsAreShownToThoseWhoAskForThem) {
  const std::string org = UniqueOrg();
  const auto names = CreateMany(org, 2);
  heng::v1::DiscardEvaluationRequest discard;
  discard.set_name(names[0]);
  discard.set_etag("1");
  ASSERT_TRUE(Call(discard).ok());
  auto request = ListOf(org);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(names[1]));
  request.set_state(Evaluation::DISCARDED);
  EXPECT_THAT(Names(Pages(request)), ElementsAre(names[0]));
}

TEST(List, ReturnsEnvelopesAndWholeFormsOnRequest) {
  const std::string org = UniqueOrg();
  const Evaluation draft = CreateIn(org);
  auto request = ListOf(org);
  Evaluation envelope = draft;
  envelope.clear_form();
  envelope.clear_score();
  // A list names what is allowed and leaves out why the rest is not.
  auto* const actions = envelope.mutable_allowed_actions();
  actions->erase(std::remove_if(actions->begin(), actions->end(), [](const auto& action) { return !action.allowed(); }),
                 actions->end());
  auto listed = Pages(request);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_TRUE(SameBytes(listed[0], envelope)) << listed[0].ShortDebugString();
  request.set_view(heng::v1::FULL);
  listed = Pages(request);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_TRUE(SameBytes(listed[0], draft));
}

TEST(List, PageSizesAreCutToTheLimits) {
  const std::string org = UniqueOrg();
  const auto names = CreateMany(org, 105);
  auto request = ListOf(org);
  EXPECT_EQ(Call(request).message.evaluations_size(), 100) << "the default";
  request.set_page_size(1'000'000);
  EXPECT_EQ(Call(request).message.evaluations_size(), 105);
  request.set_view(heng::v1::FULL);
  EXPECT_EQ(Call(request).message.evaluations_size(), 100) << "the most of the full view";
  EXPECT_EQ(Names(Pages(request)), names);
  request.set_page_size(-1);
  ExpectInvalidField(Call(request).error(), "pageSize");
}

// Pages are cut by size as well as by count: a page of whole forms always fits a message. Four of these forms are just
// below the limit of a page, and the fifth would not fit with them.
TEST(List, LargeFormsInFullViewComeOverSeveralPages) {
  const std::string org = UniqueOrg();
  std::vector<std::string> names;
  for (int i = 0; i < 4; ++i) {
    FormContent form = SmallForm();
    form.set_org(org);
    form.clear_goals();
    for (int goal = 0; goal < 19; ++goal) {
      form.add_goals()->set_expected(std::string(20'000, 'x'));
      form.mutable_goals(goal)->set_achieved(std::string(20'000, 'y'));
    }
    names.push_back(CreateDraft(form).name());
  }
  FormContent form = LargeForm();
  form.set_org(org);
  names.push_back(CreateDraft(form).name());
  auto request = ListOf(org);
  request.set_view(heng::v1::FULL);
  const auto first = Call(request);
  ASSERT_TRUE(first.ok()) << first.error();
  EXPECT_EQ(first.message.evaluations_size(), 4);
  EXPECT_EQ(Names(Pages(request)), names);
}

TEST(List, ATokenOfAnotherFilterIsRefused) {
  const std::string org = UniqueOrg();
  CreateMany(org, 3);
  auto request = ListOf(org);
  request.set_page_size(1);
  const auto first = Call(request);
  ASSERT_TRUE(first.ok()) << first.error();
  request.set_page_token(first.message.next_page_token());
  request.set_page_size(2);
  EXPECT_TRUE(Call(request).ok()) << "another page size is the same query";
  std::vector<ListEvaluationsRequest> others(5, request);
  others[0].set_org(UniqueOrg());
  others[1].set_fiscal_year(2022);
  others[2].set_state(Evaluation::DRAFT);
  others[3].set_grade(heng::v1::GOOD);
  others[4].set_view(heng::v1::FULL);
  for (const auto& other : others) ExpectInvalidField(Call(other).error(), "pageToken");
}

TEST(List, ATokenThatIsNoneIsRefused) {
  const std::string org = UniqueOrg();
  CreateMany(org, 2);
  auto request = ListOf(org);
  request.set_page_size(1);
  std::string altered = Call(request).message.next_page_token();
  altered[0] = altered[0] == 'A' ? 'B' : 'A';
  for (const std::string& token : {std::string("garbage"), std::string("AAAA"), std::string("翻页"), altered,
                                   altered + altered, std::string(100'000, 'A')}) {
    request.set_page_token(token);
    ExpectInvalidField(Call(request).error(), "pageToken");
  }
}

TEST(List, AnOrgThatIsNoNameIsRefused) {
  for (const char* org : {"sx-datong-121005", "orgs/", "orgs/大同", "projects/abc", "orgs/A-1"}) {
    ExpectInvalidField(Call(ListOf(org)).error(), "org");
  }
}

// Writers create and change forms while pages are read: what was there before is seen once, in order, and nothing
// twice.
TEST(List, NoFormIsSkippedOrShownTwiceWhileOthersAreCreated) {
  const std::string org = UniqueOrg();
  const auto before = CreateMany(org, 30);
  constexpr int kWriters = 4;
  constexpr int kPerWriter = 25;
  std::vector<std::vector<std::string>> created(kWriters);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) writers.emplace_back([&, w] { created[w] = CreateMany(org, kPerWriter); });
  writers.emplace_back([&] {
    for (const auto& name : before) {
      heng::v1::SubmitEvaluationRequest submit;
      submit.mutable_evaluation()->set_name(name);
      submit.mutable_evaluation()->set_etag("1");
      EXPECT_TRUE(Call(submit).ok());
    }
  });
  std::vector<std::vector<std::string>> readings;
  for (int size = 1; size <= 6; ++size) {
    auto request = ListOf(org);
    request.set_page_size(size);
    readings.push_back(Names(Pages(request)));
  }
  for (auto& writer : writers) writer.join();

  const auto all = Names(Pages(ListOf(org)));
  EXPECT_EQ(all.size(), before.size() + kWriters * kPerWriter);
  for (const auto& reading : readings) {
    ASSERT_GE(reading.size(), before.size());
    // In the order of creation there is nothing between what was read: each reading is a beginning of the whole list.
    EXPECT_TRUE(std::equal(reading.begin(), reading.end(), all.begin()));
  }
  EXPECT_TRUE(std::equal(before.begin(), before.end(), all.begin()));
  for (const auto& names : created) {
    std::vector<std::string> seen;
    for (const auto& name : all) {
      if (std::find(names.begin(), names.end(), name) != names.end()) seen.push_back(name);
    }
    EXPECT_EQ(seen, names) << "each writer's forms are there, in its order";
  }
}

}  // namespace
}  // namespace heng::conformance
