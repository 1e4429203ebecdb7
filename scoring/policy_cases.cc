#include "scoring/policy_cases.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "scoring/score.h"

namespace heng::scoring {
namespace {

using heng::v1::PolicyCase;
using heng::v1::RowExpectation;
using heng::v1::RowScore;
using heng::v1::ScoreSheet;

// Compares one case with its sheet.
class CaseCheck {
 public:
  CaseCheck(int index, const PolicyCase& policy_case, const ScoreSheet& sheet, std::vector<CaseFailure>& failures)
      : index_(index), case_(policy_case), sheet_(sheet), failures_(failures) {}

  void Run() {
    if (case_.has_execution_score()) {
      Score("execution_score", case_.execution_score(), sheet_.execution().has_score(), sheet_.execution().score());
    }
    if (case_.has_total()) Score("total", case_.total(), sheet_.has_total(), sheet_.total());
    if (case_.grade() != heng::v1::GRADE_UNSPECIFIED && case_.grade() != sheet_.grade()) {
      Fail("grade", heng::v1::Grade_Name(case_.grade()), heng::v1::Grade_Name(sheet_.grade()));
    }
    if (case_.light() != heng::v1::LIGHT_UNSPECIFIED && case_.light() != sheet_.light()) {
      Fail("light", heng::v1::Light_Name(case_.light()), heng::v1::Light_Name(sheet_.light()));
    }
    if (case_.incomplete() && sheet_.complete()) Fail("complete", "false", "true");
    for (const RowExpectation& row : case_.rows()) Row(row);
    for (const std::string& id : case_.findings()) {
      if (!HasFinding(id)) Fail("findings", id, "no such finding");
    }
    for (const std::string& id : case_.no_findings()) {
      if (HasFinding(id)) Fail("findings", absl::StrCat("no ", id), "it is there");
    }
  }

 private:
  void Fail(const std::string& what, const std::string& expected, const std::string& got) {
    failures_.push_back(
        {index_, absl::StrCat("case \"", case_.name(), "\": ", what, ": expected ", expected, ", got ", got)});
  }

  // "" expects none; otherwise the numbers are compared, not their texts.
  void Score(const std::string& what, const std::string& expected, bool has, const std::string& got) {
    const std::optional<Decimal> number = Decimal::Parse(expected);
    if (expected.empty() ? !has : has && number && number == Decimal::Parse(got)) return;
    Fail(what, expected.empty() ? "none" : expected, has ? got : "none");
  }

  void Row(const RowExpectation& expected) {
    const auto it = std::find_if(sheet_.rows().begin(), sheet_.rows().end(),
                                 [&](const RowScore& row) { return row.row_id() == expected.row_id(); });
    const std::string what = absl::StrCat("row ", expected.row_id());
    if (it == sheet_.rows().end()) {
      Fail(what, "a row", "no such row");
      return;
    }
    if (expected.has_computed()) Score(what + " computed", expected.computed(), it->has_computed(), it->computed());
    if (expected.has_score()) Score(what + " score", expected.score(), it->has_score(), it->score());
  }

  bool HasFinding(const std::string& id) const {
    return std::any_of(sheet_.findings().begin(), sheet_.findings().end(),
                       [&](const heng::v1::Finding& finding) { return finding.id() == id; });
  }

  const int index_;
  const PolicyCase& case_;
  const ScoreSheet& sheet_;
  std::vector<CaseFailure>& failures_;
};

}  // namespace

std::vector<CaseFailure> FailedCases(const CompiledPolicy& policy) {
  std::vector<CaseFailure> failures;
  for (int i = 0; i < policy.proto().cases_size(); ++i) {
    const PolicyCase& policy_case = policy.proto().cases(i);
    CaseCheck(i, policy_case, Score(policy, policy_case.form()), failures).Run();
  }
  return failures;
}

}  // namespace heng::scoring
