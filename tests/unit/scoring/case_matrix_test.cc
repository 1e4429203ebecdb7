// Every kind of rule in every situation has a golden case, or a reason why it can't (tests/cases/matrix.txt).
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "all_cases.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "heng/v1/policy.pb.h"
#include "scoring/score.h"
#include "tests/cases/matrix.h"

namespace heng::scoring {
namespace {

using cases::Case;
using cases::Matrix;
using cases::MatrixCells;
using cases::RuleKind;
using testing::AllCases;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPath = HENG_SOURCE_DIR "/tests/cases/matrix.txt";

const Matrix& TheMatrix() {
  static const auto* const matrix = [] {
    std::ifstream in(kPath, std::ios::binary);
    return new Matrix(
        cases::ReadMatrix(std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}));
  }();
  return *matrix;
}

// Calls `see(path, golden, cells)` for every 格 line of every case.
template <typename See>
void EachCells(const See& see) {
  for (const auto& [path, file] : AllCases()) {
    for (const Case& golden : file.cases) {
      for (const MatrixCells& cells : golden.cells) see(path, golden, cells);
    }
  }
}

TEST(CaseMatrixTest, IsReadWithoutMistakes) {
  for (const auto& mistake : TheMatrix().mistakes) ADD_FAILURE_AT(kPath, mistake.line) << mistake.text;
  EXPECT_EQ(TheMatrix().situations.size(), 7U);
  EXPECT_GE(TheMatrix().kinds.size(), 30U);
  for (const RuleKind& kind : TheMatrix().kinds) {
    for (const std::string& policy : kind.policies) {
      if (ShippedPolicies::Get().Find(policy) == nullptr)
        ADD_FAILURE_AT(kPath, kind.line) << "没有这一规则：" << policy;
    }
  }
}

TEST(CaseMatrixTest, CasesNameKindsAndSituationsThatAreThere) {
  EachCells([](const std::string& path, const Case&, const MatrixCells& cells) {
    const RuleKind* kind = TheMatrix().Find(cells.kind);
    if (kind == nullptr) {
      ADD_FAILURE_AT(path.c_str(), cells.line) << "没有这一种：" << cells.kind;
      return;
    }
    for (const std::string& situation : cells.situations) {
      if (!TheMatrix().HasSituation(situation)) {
        ADD_FAILURE_AT(path.c_str(), cells.line) << "没有这一情形：" << situation;
      } else if (const auto exempt = kind->exempt.find(situation); exempt != kind->exempt.end()) {
        ADD_FAILURE_AT(path.c_str(), cells.line)
            << cells.kind << " × " << situation << " 在 matrix.txt 里写着不可能有：" << exempt->second;
      }
    }
  });
}

// (kind, situation, policy) of all cases.
std::set<std::tuple<std::string, std::string, std::string>> Shown() {
  std::set<std::tuple<std::string, std::string, std::string>> shown;
  EachCells([&](const std::string&, const Case& golden, const MatrixCells& cells) {
    for (const auto& expectation : golden.expectations) {
      for (const std::string& policy : expectation.policies) {
        for (const std::string& situation : cells.situations) shown.emplace(cells.kind, situation, policy);
      }
    }
  });
  return shown;
}

TEST(CaseMatrixTest, EveryKindHasACaseInEverySituation) {
  const auto shown = Shown();
  std::vector<std::string> missing;
  for (const RuleKind& kind : TheMatrix().kinds) {
    for (const std::string& situation : TheMatrix().situations) {
      if (kind.exempt.contains(situation)) continue;
      for (const std::string& policy : kind.policies) {
        if (shown.contains({kind.name, situation, policy})) continue;
        missing.push_back(absl::StrCat(kind.name, " × ", situation, "（", policy, "）"));
      }
    }
  }
  EXPECT_TRUE(missing.empty()) << "没有案例的格，" << missing.size() << " 个：\n" << absl::StrJoin(missing, "\n");
}

// The rules of the steps of a sheet, wherever they stand.
std::set<std::string> StepsOf(const heng::v1::ScoreSheet& sheet) {
  std::set<std::string> rules;
  for (const auto& step : sheet.steps()) rules.insert(step.rule());
  for (const auto& step : sheet.execution().steps()) rules.insert(step.rule());
  for (const auto& row : sheet.rows()) {
    for (const auto& step : row.steps()) rules.insert(step.rule());
  }
  return rules;
}

// A case that says it is of a kind really goes through that rule, under each policy it names.
TEST(CaseMatrixTest, CasesGoThroughTheRuleTheyName) {
  EachCells([](const std::string& path, const Case& golden, const MatrixCells& cells) {
    const RuleKind* kind = TheMatrix().Find(cells.kind);
    if (kind == nullptr || kind->steps.empty()) return;
    for (const auto& expectation : golden.expectations) {
      for (const std::string& name : expectation.policies) {
        std::string why;
        const auto policy = testing::PolicyOf(name, expectation.change, why);
        if (policy == nullptr) continue;  // said by the golden cases themselves
        const std::set<std::string> steps = StepsOf(Score(*policy, golden.form));
        const bool any =
            std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return kind->steps.contains(step); });
        if (!any) ADD_FAILURE_AT(path.c_str(), cells.line) << cells.kind << "（" << name << "）没有一步是这一种的";
      }
    }
  });
}

// ---- policy.proto ----

std::string ShortName(const std::string& full_name) { return std::string(absl::StripPrefix(full_name, "heng.v1.")); }

// The fields of `type` and of the messages in it, and the options of their enums. A message that is no rule is not
// looked into.
void CollectFields(const google::protobuf::Descriptor& type, std::set<std::string>& fields) {
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    const std::string name = ShortName(field.full_name());
    fields.insert(name);
    if (field.message_type() != nullptr && !TheMatrix().no_rules.contains(name)) {
      CollectFields(*field.message_type(), fields);
    }
    if (field.enum_type() == nullptr) continue;
    for (int j = 0; j < field.enum_type()->value_count(); ++j) {
      const auto& value = *field.enum_type()->value(j);
      if (value.number() != 0) fields.insert(ShortName(value.full_name()));
    }
  }
}

TEST(CaseMatrixTest, EveryRuleAPolicyCanHoldHasItsKind) {
  std::set<std::string> covered = TheMatrix().fields, fields;
  covered.insert(TheMatrix().no_rules.begin(), TheMatrix().no_rules.end());
  CollectFields(*heng::v1::Policy::descriptor(), fields);
  std::vector<std::string> missing, gone;
  std::set_difference(fields.begin(), fields.end(), covered.begin(), covered.end(), std::back_inserter(missing));
  std::set_difference(covered.begin(), covered.end(), fields.begin(), fields.end(), std::back_inserter(gone));
  EXPECT_THAT(missing, IsEmpty()) << "of policy.proto, in no 字段 of matrix.txt";
  EXPECT_THAT(gone, IsEmpty()) << "in matrix.txt, but not in policy.proto";
}

// ---- the file itself ----

TEST(MatrixFileTest, EveryMistakeIsNamedWithItsLine) {
  const std::map<std::string, std::string> mistaken = {
      {"规则 mof-2020", "1：应先写“种”"},
      {"种 甲", "1：没有写规则：甲"},
      {"种 甲\n规则 a\n种 甲\n规则 a", "3：写了两次：甲"},
      {"情形 零\n种 甲\n规则 a\n免 零", "4：没有写原因"},
      {"情形 零\n种 甲\n规则 a\n免 负：没有", "4：没有这一情形：负"},
      {"种 甲\n规则 a\n胡写 b", "3：不认识：胡写"},
      {"非规则 Policy.name", "1：没有写原因"},
  };
  for (const auto& [text, mistake] : mistaken) {
    std::vector<std::string> lines;
    for (const auto& found : cases::ReadMatrix(text).mistakes)
      lines.push_back(absl::StrCat(found.line, "：", found.text));
    EXPECT_THAT(absl::StrJoin(lines, "\n"), HasSubstr(mistake)) << text;
  }
}

}  // namespace
}  // namespace heng::scoring
