#include "service/core/budgets/merge.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/core/budgets/columns.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetStamp;
using heng::v1::FundLine;
using heng::v1::FundSource;
using heng::v1::LocalizedText;
using scoring::Decimal;
using Stamps = google::protobuf::RepeatedPtrField<BudgetStamp>;

bool SameRow(const BudgetStamp& a, const BudgetStamp& b) {
  return a.system() == b.system() && a.batch() == b.batch() && a.row() == b.row();
}

bool SameBatch(const BudgetStamp& a, const BudgetStamp& b) {
  return a.system() == b.system() && a.batch() == b.batch();
}

// What the row says of the line is what stands there.
bool SaysTheSame(const FundLine& row, const FundLine& kept) {
  return std::all_of(kMoneyColumns.begin(), kMoneyColumns.end(), [&](const MoneyColumn& column) {
    return !column.In(row) || MoneyIn(row, column) == MoneyIn(kept, column);
  });
}

std::string FromText(const BudgetStamp& stamp, bool chinese) {
  if (stamp.system().empty()) {  // kept before rows had names
    return chinese                 ? stamp.as_of().empty() ? "没有日期" : stamp.as_of()
                           : stamp.as_of().empty() ? "without a day"
                                   : stamp.as_of();
  }
  return chinese ? absl::StrCat(stamp.as_of(), "，系统 ", stamp.system(), "，批次 ", stamp.batch(), "，第 ",
                                stamp.row(), " 行")
                 : absl::StrCat(stamp.as_of(), ", system ", stamp.system(), ", batch ", stamp.batch(), ", row ",
                                stamp.row());
}

class Merge {
 public:
  Merge(const Budget* kept, const Budget& row, const BudgetStamp& stamp) : row_(row), stamp_(stamp) {
    merged_.budget = kept == nullptr ? row : *kept;
    Budget& budget = merged_.budget;
    if (kept == nullptr) {
      budget.clear_total();
      budget.clear_lines();
    } else if (budget.stamps().empty()) {
      StampOld();
    }
  }

  absl::StatusOr<MergedBudget> Make() {
    if (row_.has_total()) {
      if (auto status = Take(row_.total(), Total()); !status.ok()) return status;
    }
    for (const FundLine& line : row_.lines()) {
      if (auto status = Take(line, LineOf(line.source())); !status.ok()) return status;
    }
    Budget& budget = merged_.budget;
    if (merged_.changed) {
      if (FindStamp(budget.mutable_stamps(), heng::v1::FUND_SOURCE_UNSPECIFIED) == nullptr) SumUp(&budget);
      Sort();
      budget.clear_as_of();
      for (const BudgetStamp& stamp : budget.stamps()) {
        if (stamp.as_of() > budget.as_of()) budget.set_as_of(stamp.as_of());
      }
    }
    merged_.superseded = !merged_.changed && !confirmed_;
    return std::move(merged_);
  }

 private:
  // Of a budget that was kept whole, before its lines had stamps: all of them are of its day.
  void StampOld() {
    Budget& budget = merged_.budget;
    const auto add = [&budget](FundSource source) {
      BudgetStamp* const stamp = budget.add_stamps();
      stamp->set_source(source);
      stamp->set_as_of(budget.as_of());
    };
    if (SaysMoney(budget.total())) add(heng::v1::FUND_SOURCE_UNSPECIFIED);
    for (const FundLine& line : budget.lines()) add(line.source());
  }

  FundLine* Total() {
    if (FindStamp(merged_.budget.mutable_stamps(), heng::v1::FUND_SOURCE_UNSPECIFIED) != nullptr) {
      return merged_.budget.mutable_total();
    }
    empty_ = FundLine();  // a sum is none of what was said
    return &empty_;
  }

  FundLine* LineOf(FundSource source) {
    for (FundLine& line : *merged_.budget.mutable_lines()) {
      if (line.source() == source) return &line;
    }
    empty_ = FundLine();
    empty_.set_source(source);
    return &empty_;
  }

  static BudgetStamp* FindStamp(Stamps* stamps, FundSource source) {
    const auto found = std::find_if(stamps->begin(), stamps->end(),
                                    [source](const BudgetStamp& stamp) { return stamp.source() == source; });
    return found == stamps->end() ? nullptr : &*found;
  }

  // `kept`: what stands there; empty_: nothing does.
  absl::Status Take(const FundLine& line, FundLine* kept) {
    const FundSource source = line.source();
    BudgetStamp* const there = FindStamp(merged_.budget.mutable_stamps(), source);
    if (there == nullptr) {
      Put(line, source, nullptr, kept);
      return absl::OkStatus();
    }
    if (SameRow(*there, stamp_)) {
      if (there->as_of() != stamp_.as_of() || !SaysTheSame(line, *kept)) {
        return RowReused(stamp_.batch(), stamp_.row());
      }
      merged_.repeated = confirmed_ = true;
      return absl::OkStatus();
    }
    if (SameBatch(*there, stamp_)) return RowTwice(stamp_.batch(), stamp_.row(), there->row(), FiguresText(source));
    if (const BudgetStamp* const before = Replaced(source); before != nullptr) {
      if (before->row() != stamp_.row()) {
        return RowTwice(stamp_.batch(), stamp_.row(), before->row(), FiguresText(source));
      }
      merged_.repeated = true;
      if (SaysTheSame(line, *kept)) {
        confirmed_ = true;
      } else {
        Left(source, *there);
      }
      return absl::OkStatus();
    }
    if (stamp_.as_of() < there->as_of()) {
      Left(source, *there);
      return absl::OkStatus();
    }
    Put(line, source, there, kept);
    return absl::OkStatus();
  }

  // What the batch said of it on this day, where something of the same day has come since.
  const BudgetStamp* Replaced(FundSource source) const {
    const Stamps& replaced = merged_.budget.replaced();
    const auto found = std::find_if(replaced.begin(), replaced.end(), [&](const BudgetStamp& stamp) {
      return stamp.source() == source && stamp.as_of() == stamp_.as_of() && SameBatch(stamp, stamp_);
    });
    return found == replaced.end() ? nullptr : &*found;
  }

  void Left(FundSource source, const BudgetStamp& by) {
    const LocalizedText figures = FiguresText(source);
    Say(absl::StrCat(figures.zh(), "保留较晚的数据（", FromText(by, true), "）。"),
        absl::StrCat(figures.en(), ": kept as it is, of ", FromText(by, false)));
  }

  void Put(const FundLine& line, FundSource source, BudgetStamp* there, FundLine* kept) {
    Budget& budget = merged_.budget;
    if (kept == &empty_) {
      if (source == heng::v1::FUND_SOURCE_UNSPECIFIED) {
        kept = budget.mutable_total();
        if (there == nullptr) kept->Clear();  // it was the sum
      } else {
        kept = budget.add_lines();
        kept->set_source(source);
      }
    }
    if (there != nullptr) Replace(line, source, *there, *kept);
    for (const MoneyColumn& column : kMoneyColumns) {
      if (!column.In(line) || MoneyIn(line, column) == MoneyIn(*kept, column)) continue;
      column.Put(column.Text(line), kept);
      merged_.amounts = true;
    }
    if (there == nullptr) there = budget.add_stamps();
    *there = stamp_;
    there->set_source(source);
    merged_.changed = true;
  }

  // Remembers and tells what goes; what is of an earlier day is past and needs neither.
  void Replace(const FundLine& line, FundSource source, const BudgetStamp& there, const FundLine& kept) {
    Stamps* const replaced = merged_.budget.mutable_replaced();
    int of_source = 0;
    for (int i = replaced->size() - 1; i >= 0; --i) {
      if (replaced->Get(i).source() != source) continue;
      if (replaced->Get(i).as_of() != stamp_.as_of() || ++of_source >= kMaxReplaced) replaced->DeleteSubrange(i, 1);
    }
    if (there.as_of() != stamp_.as_of() || there.system().empty()) return;
    *replaced->Add() = there;
    if (SaysTheSame(line, kept)) return;
    const LocalizedText figures = FiguresText(source);
    Say(absl::StrCat(figures.zh(), "更正了同一天的数据（", FromText(there, true), "）。"),
        absl::StrCat(figures.en(), ": corrects what was of the same day, of ", FromText(there, false)));
  }

  void Say(const std::string& zh, const std::string& en) {
    LocalizedText& message = merged_.message;
    message.mutable_zh()->append(zh);
    absl::StrAppend(message.mutable_en(), message.en().empty() ? "" : "; ", en);
  }

  // The sum of the lines, of the columns that all of them have.
  static void SumUp(Budget* budget) {
    budget->clear_total();
    for (const MoneyColumn& column : kMoneyColumns) {
      Decimal sum;
      bool all = !budget->lines().empty();
      for (const FundLine& line : budget->lines()) {
        const auto money = MoneyIn(line, column);
        all = all && money.has_value();
        if (money) sum += *money;
      }
      if (all) column.Put(DecimalText(sum.Scaled(kMoneyPlaces), kMoneyPlaces), budget->mutable_total());
    }
  }

  // Whatever order rows came in.
  void Sort() {
    const auto by_source = [](const auto& a, const auto& b) { return a.source() < b.source(); };
    Budget& budget = merged_.budget;
    std::sort(budget.mutable_lines()->begin(), budget.mutable_lines()->end(), by_source);
    std::sort(budget.mutable_stamps()->begin(), budget.mutable_stamps()->end(), by_source);
  }

  const Budget& row_;
  const BudgetStamp& stamp_;
  bool confirmed_ = false;  // something of the row stands as it says
  FundLine empty_;
  MergedBudget merged_;
};

}  // namespace

LocalizedText FiguresText(FundSource source) {
  struct Name {
    FundSource source;
    const char *zh, *en;
  };
  constexpr Name kNames[] = {
      {heng::v1::CENTRAL, "中央财政资金", "central"}, {heng::v1::PROVINCIAL, "省级财政资金", "provincial"},
      {heng::v1::LOCAL, "市县(区)财政资金", "local"}, {heng::v1::SELF_RAISED, "单位自筹", "self-raised"},
      {heng::v1::OTHER_FUNDS, "其他资金", "other"},   {heng::v1::CARRIED_OVER, "上年结转", "carried-over"}};
  LocalizedText text;
  text.set_zh("资金总额");
  text.set_en("total");
  for (const Name& name : kNames) {
    if (name.source != source) continue;
    text.set_zh(name.zh);
    text.set_en(name.en);
  }
  return text;
}

absl::StatusOr<MergedBudget> MergeRow(const Budget* kept, const Budget& row, const BudgetStamp& stamp) {
  return Merge(kept, row, stamp).Make();
}

}  // namespace heng::core
