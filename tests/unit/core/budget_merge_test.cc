// What a row makes of a kept budget, without a store: what is true when nobody remembers the request any more.
#include <gmock/gmock.h>

#include "service/core/budgets/budget_entry.h"
#include "service/core/budgets/merge.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetStamp;
using heng::v1::FundSource;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kEarly[] = "2022-06-30", kDay[] = "2022-12-31", kLate[] = "2023-01-31";

// Rows as they come: a batch, a row of it, a day, and what they say.
class MergeTest : public ::testing::Test {
 protected:
  struct Amounts {
    FundSource source = heng::v1::FUND_SOURCE_UNSPECIFIED;
    std::string annual = "", executed = "", initial = "";
  };

  // "UPDATED", or the reason it was refused with; what is kept goes on from there.
  std::string Row(const std::string& batch, const std::string& row, const std::string& day,
                  const std::vector<Amounts>& amounts, const std::string& system = "sys") {
    Budget given;
    given.set_subject("projects/one");
    given.set_org("orgs/an-office");
    given.set_fiscal_year(2022);
    given.set_as_of(day);
    for (const Amounts& one : amounts) {
      auto* const line = one.source == 0 ? given.mutable_total() : given.add_lines();
      line->set_source(one.source);
      if (!one.annual.empty()) line->set_annual_budget(one.annual);
      if (!one.executed.empty()) line->set_executed(one.executed);
      if (!one.initial.empty()) line->set_initial_budget(one.initial);
    }
    BudgetStamp stamp;
    stamp.set_as_of(day);
    stamp.set_system(system);
    stamp.set_batch(batch);
    stamp.set_row(row);
    auto merged = MergeRow(there_ ? &kept_ : nullptr, BudgetToKeep(given), stamp);
    if (!merged.ok()) return ReasonOf(merged.status());
    const std::string outcome = !there_              ? "CREATED"
                                : merged->superseded ? "SUPERSEDED"
                                : merged->amounts    ? "UPDATED"
                                                     : "UNCHANGED";
    message_ = merged->message;
    changed_ = merged->changed;
    there_ = true;
    kept_ = merged->budget;
    return outcome + (merged->repeated ? " again" : "");
  }
  const BudgetStamp& StampOf(FundSource source) {
    for (const auto& stamp : kept_.stamps()) {
      if (stamp.source() == source) return stamp;
    }
    return BudgetStamp::default_instance();
  }
  std::string Annual() { return kept_.total().annual_budget(); }

  Budget kept_;
  bool there_ = false, changed_ = false;
  heng::v1::LocalizedText message_;
};

constexpr auto kTotal = heng::v1::FUND_SOURCE_UNSPECIFIED;
constexpr auto kCentral = heng::v1::CENTRAL;
constexpr auto kLocal = heng::v1::LOCAL;

TEST_F(MergeTest, ALaterDayReplacesAnEarlierOneAndNeverTheOtherWayRound) {
  EXPECT_EQ(Row("b1", "1", kDay, {{kTotal, "100", "80"}}), "CREATED");
  EXPECT_EQ(kept_.as_of(), kDay);
  EXPECT_EQ(Row("b0", "1", kEarly, {{kTotal, "50", "40"}}), "SUPERSEDED");
  EXPECT_FALSE(changed_);
  EXPECT_THAT(message_.en(), HasSubstr("total: kept as it is, of 2022-12-31, system sys, batch b1, row 1"));
  EXPECT_THAT(message_.zh(), HasSubstr("资金总额保留较晚的数据（2022-12-31，系统 sys，批次 b1，第 1 行）"));
  EXPECT_EQ(Annual(), "100");
  EXPECT_EQ(Row("b2", "1", kLate, {{kTotal, "120", "90"}}), "UPDATED");
  EXPECT_THAT(message_.en(), IsEmpty());
  EXPECT_EQ(Annual(), "120");
  EXPECT_EQ(kept_.as_of(), kLate);
  EXPECT_EQ(StampOf(kTotal).batch(), "b2");
}

TEST_F(MergeTest, EachLineHasADayOfItsOwn) {
  Row("b1", "1", kDay, {{kCentral, "60", "60"}});
  EXPECT_EQ(Row("b2", "1", kLate, {{kLocal, "40", "20"}}), "UPDATED");
  // The sum of the lines, while nobody said a total.
  EXPECT_EQ(Annual(), "100.00");
  EXPECT_EQ(kept_.total().executed(), "80.00");
  EXPECT_FALSE(kept_.total().has_initial_budget());
  // One of two is earlier than what is kept.
  EXPECT_EQ(Row("b3", "1", kDay, {{kCentral, "61", "60"}, {kLocal, "1", "1"}}), "UPDATED");
  EXPECT_THAT(message_.en(), HasSubstr("local: kept as it is, of 2023-01-31"));
  EXPECT_THAT(message_.en(),
              HasSubstr("central: corrects what was of the same day, of 2022-12-31, system sys, batch b1"));
  EXPECT_EQ(Annual(), "101.00");
  // A total that was said stays what it is, whatever the lines add up to.
  EXPECT_EQ(Row("b4", "1", kDay, {{kTotal, "105", "80"}}), "UPDATED");
  EXPECT_EQ(Row("b5", "1", kLate, {{kCentral, "70", "60"}}), "UPDATED");
  EXPECT_EQ(Annual(), "105");
}

TEST_F(MergeTest, ASumHasTheColumnsThatAllLinesHave) {
  Row("b1", "1", kDay, {{kCentral, "60.10", "", "50"}, {kLocal, "39.90", "20"}});
  EXPECT_EQ(Annual(), "100.00");
  EXPECT_FALSE(kept_.total().has_executed());
  EXPECT_FALSE(kept_.total().has_initial_budget());
}

TEST_F(MergeTest, ColumnsARowLeavesOpenStay) {
  Row("b1", "1", kEarly, {{kTotal, "100", "", "90"}});
  EXPECT_EQ(Row("b2", "1", kDay, {{kTotal, "", "80"}}), "UPDATED");
  EXPECT_EQ(Annual(), "100");
  EXPECT_EQ(kept_.total().initial_budget(), "90");
  EXPECT_EQ(kept_.total().executed(), "80");
}

TEST_F(MergeTest, WhatOnlyConfirmsIsUnchangedWithALaterStamp) {
  Row("b1", "1", kDay, {{kTotal, "100.50", "80"}});
  EXPECT_EQ(Row("b2", "7", kLate, {{kTotal, "100.5", "80.00"}}), "UNCHANGED");
  EXPECT_TRUE(changed_);
  EXPECT_EQ(StampOf(kTotal).row(), "7");
  EXPECT_EQ(Annual(), "100.50");  // as it was first written
}

TEST_F(MergeTest, TheSameRowAgainChangesNothing) {
  Row("b1", "1", kDay, {{kTotal, "100", "80"}});
  EXPECT_EQ(Row("b1", "1", kDay, {{kTotal, "100.00", "80"}}), "UNCHANGED again");
  EXPECT_FALSE(changed_);
  EXPECT_EQ(Row("b1", "1", kDay, {{kTotal, "101", "80"}}), "ROW_REUSED");
  EXPECT_EQ(Row("b1", "1", kLate, {{kTotal, "100", "80"}}), "ROW_REUSED");
  EXPECT_EQ(Annual(), "100");
}

TEST_F(MergeTest, AnOldRowDoesNotUndoTheCorrectionThatCameAfterIt) {
  Row("b1", "1", kDay, {{kTotal, "100", "80"}});
  EXPECT_EQ(Row("b2", "1", kDay, {{kTotal, "200", "80"}}), "UPDATED");
  EXPECT_THAT(message_.zh(), HasSubstr("更正了同一天的数据（2022-12-31，系统 sys，批次 b1，第 1 行）"));
  // The first batch is sent once more, after its requests were forgotten.
  EXPECT_EQ(Row("b1", "1", kDay, {{kTotal, "100", "80"}}), "SUPERSEDED again");
  EXPECT_EQ(Annual(), "200");
  // The same of a batch that was confirmed by another one.
  Row("b3", "1", kDay, {{kTotal, "200", "80"}});
  EXPECT_EQ(Row("b2", "1", kDay, {{kTotal, "200", "80"}}), "UNCHANGED again");
  EXPECT_EQ(StampOf(kTotal).batch(), "b3");
}

TEST_F(MergeTest, WhatIsRememberedOfADayIsBounded) {
  for (int i = 0; i < kMaxReplaced + 5; ++i) {
    Row("b" + std::to_string(i), "1", kDay, {{kTotal, std::to_string(i + 1), "0"}, {kCentral, std::to_string(i), ""}});
  }
  EXPECT_EQ(kept_.replaced_size(), 2 * kMaxReplaced);
  EXPECT_EQ(Row("b5", "1", kDay, {{kTotal, "6", "0"}}), "SUPERSEDED again");
  Row("c", "1", kLate, {{kTotal, "1", "0"}, {kCentral, "1", ""}});
  EXPECT_EQ(kept_.replaced_size(), 0);  // another day: the old ones are earlier than what is kept
}

TEST_F(MergeTest, FiguresStandOnceInABatch) {
  Row("b1", "3", kDay, {{kTotal, "100", "80"}});
  EXPECT_EQ(Row("b1", "4", kDay, {{kTotal, "100", "80"}}), "ROW_TWICE");
  EXPECT_EQ(Row("b1", "5", kLate, {{kTotal, "1", "1"}}), "ROW_TWICE");
  EXPECT_EQ(Row("b1", "6", kDay, {{kCentral, "100", "80"}}), "UPDATED");
  EXPECT_EQ(Row("b1", "3", kDay, {{kTotal, "100", "80"}}, "another"), "UNCHANGED");  // another sender's batch b1
  EXPECT_EQ(Row("b1", "4", kDay, {{kTotal, "100", "80"}}), "ROW_TWICE");             // also when it was replaced
}

TEST_F(MergeTest, TheOrderOfRowsDoesNotMatterWhereTheirDaysDiffer) {
  Row("b1", "1", kEarly, {{kLocal, "1", "1"}});
  Row("b2", "1", kDay, {{kCentral, "2", "2"}});
  Row("b3", "1", kLate, {{kLocal, "3", "3"}});
  const std::string first = kept_.SerializeAsString();
  there_ = false;
  kept_.Clear();
  Row("b3", "1", kLate, {{kLocal, "3", "3"}});
  Row("b2", "1", kDay, {{kCentral, "2", "2"}});
  Row("b1", "1", kEarly, {{kLocal, "1", "1"}});
  EXPECT_EQ(kept_.SerializeAsString(), first);
}

TEST_F(MergeTest, ABudgetKeptBeforeThereWereStampsIsOfItsDay) {
  kept_.set_subject("projects/one");
  kept_.set_as_of(kDay);
  kept_.mutable_total()->set_annual_budget("100");
  there_ = true;
  EXPECT_EQ(Row("b1", "1", kEarly, {{kTotal, "50", "40"}}), "SUPERSEDED");
  EXPECT_THAT(message_.en(), HasSubstr("of 2022-12-31"));
  EXPECT_EQ(Row("b2", "1", kDay, {{kTotal, "60", "40"}}), "UPDATED");
}

TEST(BudgetContent, IsTheSameHoweverItIsWritten) {
  Budget one;
  one.set_subject("projects/one");
  one.set_org("orgs/an-office");
  one.mutable_total()->set_annual_budget("100.5");
  one.add_lines()->set_source(heng::v1::LOCAL);
  Budget other = one;
  other.mutable_total()->set_annual_budget("100.50");
  other.clear_lines();  // a source without amounts is none
  EXPECT_EQ(ContentHash(BudgetToKeep(one)), ContentHash(BudgetToKeep(other)));
  other.mutable_total()->set_executed("0");
  EXPECT_NE(ContentHash(BudgetToKeep(one)), ContentHash(BudgetToKeep(other)));
}

}  // namespace
}  // namespace heng::core
