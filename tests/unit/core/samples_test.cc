// Samples: which forms are drawn, that anybody can draw them again, and what becomes of the forms.
#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "heng/v1/review.pb.h"
#include "service/core/hash.h"
#include "service/core/samples/ranking.h"
#include "tests/unit/core/office_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Sample;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SamplesTest : public OfficeTest {
 protected:
  static Sample SampleOf(Sample::Method method, int size, const std::string& id = "") {
    Sample sample;
    if (!id.empty()) sample.set_name("samples/" + id);
    sample.set_title("2022 年抽查");
    sample.set_org(std::string("orgs/") + testing::kTestRoot);
    sample.set_fiscal_year(2022);
    sample.set_method(method);
    sample.set_seed("第 7 期");
    sample.set_size(size);
    return sample;
  }
  absl::StatusOr<Sample> Draw(const Sample& sample, bool validate_only = false, const std::string& request_id = "") {
    heng::v1::DrawSampleRequest request;
    *request.mutable_sample() = sample;
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    return CallOn<Sample>(&samples_, &Samples::DrawSample, request, testing::kTester);
  }
  absl::StatusOr<Sample> GetSample(const std::string& name, const std::string& as = testing::kTester) {
    heng::v1::GetSampleRequest request;
    request.set_name(name);
    return CallOn<Sample>(&samples_, &Samples::GetSample, request, as);
  }
  static std::vector<std::string> FormsOf(const Sample& sample) {
    std::vector<std::string> forms;
    for (const auto& form : sample.forms()) forms.push_back(form.evaluation());
    return forms;
  }
  void PutMany(int count) {
    for (int i = 0; i < count; ++i) {
      PutForm(absl::StrCat("form-", i), i % 2 == 0 ? Evaluation::APPROVED : Evaluation::ACCEPTED,
              [&](store::Header* form) { form->annual_budget = 100 * i; });
    }
  }
};

TEST_F(SamplesTest, ARandomSampleIsTheSmallestHashesAndMarksItsForms) {
  PutMany(20);
  const int64_t before = LastSequence();
  const auto sample = Draw(SampleOf(Sample::RANDOM, 5));
  ASSERT_TRUE(sample.ok()) << sample.status();
  std::vector<std::pair<std::string, std::string>> all;
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) {
    names.push_back(absl::StrCat("evaluations/form-", i));
    all.emplace_back(Sha256("第 7 期\n" + names.back()), names.back());
  }
  std::sort(all.begin(), all.end());
  ASSERT_THAT(sample->forms(), SizeIs(5));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(sample->forms(i).evaluation(), all[i].second);
    EXPECT_EQ(sample->forms(i).measure(), absl::BytesToHexString(all[i].first));
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const auto& name : names) text += name + "\n";
  EXPECT_EQ(sample->population(), 20);
  EXPECT_EQ(sample->population_sha256(), absl::BytesToHexString(Sha256(text)));
  EXPECT_EQ(sample->principal(), "principals/tester");
  EXPECT_EQ(EventsBehind(before).size(), 6u);
  for (const auto& form : sample->forms()) {
    const store::Header header = HeaderOf(form.evaluation().substr(12));
    EXPECT_EQ(header.flags, store::kSampled);
    EXPECT_EQ(header.etag, 2);
  }
  // What was drawn is not drawn again.
  const auto second = Draw(SampleOf(Sample::RANDOM, 100));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->population(), 15);
  EXPECT_THAT(second->forms(), SizeIs(15));
}

TEST_F(SamplesTest, ARehearsalDrawsTheSameAndMarksNothing) {
  PutMany(10);
  const int64_t before = LastSequence();
  const auto rehearsal = Draw(SampleOf(Sample::RANDOM, 3, "first-one"), /*validate_only=*/true);
  ASSERT_TRUE(rehearsal.ok()) << rehearsal.status();
  EXPECT_EQ(LastSequence(), before);
  const auto sample = Draw(SampleOf(Sample::RANDOM, 3, "first-one"));
  ASSERT_TRUE(sample.ok());
  EXPECT_EQ(FormsOf(*sample), FormsOf(*rehearsal));
  EXPECT_EQ(sample->population_sha256(), rehearsal->population_sha256());
}

TEST_F(SamplesTest, TheSameRequestAgainIsAnsweredWithTheSampleOfThen) {
  PutMany(10);
  Sample wanted = SampleOf(Sample::RANDOM, 3);
  wanted.clear_seed();
  const auto first = Draw(wanted, false, "r-1");
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->seed().empty());
  const int64_t before = LastSequence();
  const auto again = Draw(wanted, false, "r-1");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(LastSequence(), before);
}

TEST_F(SamplesTest, OnlyWhatIsApprovedOfThatYearAndNotClassifiedIsDrawn) {
  ASSERT_TRUE(CreateProject(ProjectOf("secret")).ok());
  heng::v1::Project secret = *GetProject("secret");
  secret.set_classified(true);
  ASSERT_TRUE(UpdateProject(secret, {"classified"}).ok());
  PutForm("good-one", Evaluation::APPROVED);
  PutForm("secret", Evaluation::APPROVED);
  for (const auto state : {Evaluation::DRAFT, Evaluation::SUBMITTED, Evaluation::RETURNED, Evaluation::PUBLISHED}) {
    PutForm(absl::StrCat("state-", int{state}), state);
  }
  PutForm("year-before", Evaluation::APPROVED, [](store::Header* form) { form->fiscal_year = 2021; });
  PutForm("rechecked", Evaluation::APPROVED, [](store::Header* form) { form->flags = store::kRechecked; });
  PutForm("targets/approved", 4);
  const auto sample = Draw(SampleOf(Sample::RANDOM, 100));
  ASSERT_TRUE(sample.ok());
  EXPECT_THAT(FormsOf(*sample), ElementsAre("evaluations/good-one"));
}

TEST_F(SamplesTest, ByAmountTheLargestComeFirst) {
  PutMany(5);
  PutForm("no-amount", Evaluation::APPROVED);
  const auto sample = Draw(SampleOf(Sample::BY_AMOUNT, 100));
  ASSERT_TRUE(sample.ok());
  EXPECT_THAT(FormsOf(*sample), ElementsAre("evaluations/form-4", "evaluations/form-3", "evaluations/form-2",
                                            "evaluations/form-1", "evaluations/form-0", "evaluations/no-amount"));
  EXPECT_EQ(sample->forms(0).measure(), "4.00");
  EXPECT_EQ(sample->seed(), "");
}

TEST(SampleRisk, EachRowOfTheTableCounts) {
  heng::v1::Policy policy;
  for (const char* from : {"90", "80", "60", "0"}) policy.add_grades()->set_from(from);
  const auto points = [&](const std::function<void(store::Header*)>& change) {
    store::Header form;
    form.total = 950'000;
    form.execution_rate = 100'000'000;
    change(&form);
    const Risk risk = RiskOf(form, &policy);
    EXPECT_EQ(risk.points > 0, !risk.reasons.empty());
    return risk.points;
  };
  EXPECT_EQ(points([](store::Header*) {}), 0);
  EXPECT_EQ(points([](store::Header* form) { form->warnings = 3; }), 3);
  EXPECT_EQ(points([](store::Header* form) { form->warnings = 30; }), 10);
  EXPECT_EQ(points([](store::Header* form) { form->returned = 2; }), 10);
  EXPECT_EQ(points([](store::Header* form) { form->returned = 9; }), 15);
  EXPECT_EQ(points([](store::Header* form) { form->flags = store::kLate; }), 5);
  EXPECT_EQ(points([](store::Header* form) { form->execution_rate = 49'999'999; }), 15);
  EXPECT_EQ(points([](store::Header* form) { form->execution_rate = 50'000'000; }), 8);
  EXPECT_EQ(points([](store::Header* form) { form->execution_rate = 80'000'000; }), 0);
  EXPECT_EQ(points([](store::Header* form) { form->execution_rate.reset(); }), 0);
  EXPECT_EQ(points([](store::Header* form) { form->total = 1'000'000; }), 5);
  EXPECT_EQ(points([](store::Header* form) { form->total = 900'000; }), 5);
  EXPECT_EQ(points([](store::Header* form) { form->total = 905'000; }), 5);
  EXPECT_EQ(points([](store::Header* form) { form->total = 905'001; }), 0);
  EXPECT_EQ(points([](store::Header* form) { form->total = 899'999; }), 0);
  EXPECT_EQ(points([](store::Header* form) { form->total = 1'000; }), 0);
  EXPECT_EQ(points([](store::Header* form) { form->annual_budget = 1'000'000'000; }), 5);
  EXPECT_EQ(points([](store::Header* form) { form->annual_budget = 999'999'999; }), 0);
}

TEST_F(SamplesTest, ByRiskTheMostPointsComeFirstWithTheirReasons) {
  PutForm("calm-one", Evaluation::APPROVED, [](store::Header* form) { form->total = 950'000; });
  PutForm("risky-one", Evaluation::APPROVED, [](store::Header* form) {
    form->flags = store::kLate;
    form->returned = 2;
  });
  const auto sample = Draw(SampleOf(Sample::BY_RISK, 1));
  ASSERT_TRUE(sample.ok());
  ASSERT_THAT(FormsOf(*sample), ElementsAre("evaluations/risky-one"));
  EXPECT_EQ(sample->forms(0).measure(), "20");
  EXPECT_THAT(sample->forms(0).reasons(), SizeIs(3));
}

TEST_F(SamplesTest, ATakenNameWrongFieldsAndTooManyFormsAreRefused) {
  PutMany(3);
  ASSERT_TRUE(Draw(SampleOf(Sample::RANDOM, 1, "first-one")).ok());
  EXPECT_EQ(ReasonFor(Draw(SampleOf(Sample::RANDOM, 1, "first-one")).status()), "RESOURCE_EXISTS");
  Sample wrong;
  wrong.set_name("x");
  EXPECT_THAT(FieldsOf(Draw(wrong).status()),
              ElementsAre("sample.name", "sample.org", "sample.fiscalYear", "sample.method", "sample.size"));
  Samples few(core_.writes(), /*max_population=*/1);
  heng::v1::DrawSampleRequest request;
  *request.mutable_sample() = SampleOf(Sample::RANDOM, 1);
  EXPECT_EQ(ReasonFor(CallOn<Sample>(&few, &Samples::DrawSample, request, testing::kTester).status()), "TOO_MANY");
}

TEST_F(SamplesTest, GetSampleSaysHowEachFormStandsNow) {
  heng::v1::ReviewRecord review;
  auto* recheck = review.add_rechecks();
  recheck->set_sample("samples/first-one");
  recheck->set_conclusion(heng::v1::Recheck::ADJUST);
  recheck->set_self_total("98.50");
  PutForm(
      "form-a", Evaluation::APPROVED, [](store::Header* form) { form->total = 915'000; }, review.SerializeAsString());
  PutForm("form-b", Evaluation::APPROVED, [](store::Header* form) { form->total = 880'000; });
  ASSERT_TRUE(Draw(SampleOf(Sample::BY_RISK, 10, "first-one")).ok());
  const auto sample = GetSample("samples/first-one");
  ASSERT_TRUE(sample.ok()) << sample.status();
  ASSERT_THAT(sample->forms(), SizeIs(2));
  const auto& a = sample->forms(0).evaluation() == "evaluations/form-a" ? sample->forms(0) : sample->forms(1);
  const auto& b = sample->forms(0).evaluation() == "evaluations/form-a" ? sample->forms(1) : sample->forms(0);
  EXPECT_EQ(a.conclusion(), heng::v1::Recheck::ADJUST);
  EXPECT_EQ(a.self_total(), "98.50");
  EXPECT_EQ(a.total(), "91.50");
  EXPECT_EQ(b.conclusion(), heng::v1::Recheck::CONCLUSION_UNSPECIFIED);
  EXPECT_EQ(b.self_total(), "88.00");
  AddPrincipal("elsewhere", {{heng::v1::FINANCE, "an-office", true}});
  EXPECT_EQ(ReasonFor(GetSample("samples/first-one", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(GetSample("samples/no-such").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(SamplesTest, AFormClassifiedSinceIsLeftOut) {
  for (const char* id : {"one", "two"}) {
    ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
    PutForm(id, Evaluation::APPROVED);
  }
  AddPrincipal("auditor", {{heng::v1::AUDITOR, testing::kTestRoot}});
  ASSERT_TRUE(Draw(SampleOf(Sample::BY_AMOUNT, 10, "first-one")).ok());
  heng::v1::Project secret = *GetProject("two");
  secret.set_classified(true);
  ASSERT_TRUE(UpdateProject(secret, {"classified"}).ok());
  EXPECT_THAT(FormsOf(*GetSample("samples/first-one", "auditor")), ElementsAre("evaluations/one"));
  EXPECT_THAT(GetSample("samples/first-one")->forms(), SizeIs(2));
}

TEST_F(SamplesTest, ListsGoPageByPageWithoutForms) {
  PutMany(4);
  for (const char* id : {"first-one", "second-one", "third-one"}) {
    ASSERT_TRUE(Draw(SampleOf(Sample::RANDOM, 1, id)).ok());
  }
  heng::v1::ListSamplesRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page =
        CallOn<heng::v1::ListSamplesResponse>(&samples_, &Samples::ListSamples, request, testing::kTester);
    ASSERT_TRUE(page.ok());
    for (const auto& sample : page->samples()) {
      names.push_back(sample.name());
      EXPECT_THAT(sample.forms(), IsEmpty());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("samples/first-one", "samples/second-one", "samples/third-one"));
}

}  // namespace
}  // namespace heng::core
