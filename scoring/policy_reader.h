// From a policy as it is written to the rules scoring uses, with every mistake in it. Its parts are in
// policy_reader.cc, policy_totals.cc and policy_rows.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/policy.pb.h"
#include "scoring/policy_fields.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {

class PolicyReader : private PolicyFields {
 public:
  PolicyReader(const heng::v1::Policy& policy, std::vector<std::string>& mistakes)
      : PolicyFields(mistakes), policy_(policy) {}

  PolicyRules Read();

 private:
  void ReadHead();
  void ReadSeverities();
  void ReadWaivers();
  void ReadThresholds();
  void ReadClauses();
  void CheckCases();

  // policy_totals.cc: full marks, weights, execution, scaling, caps, lights, grades
  void ReadWeights();
  void ReadTemplate();
  void ReadTotals();
  void ReadGrades();

  // policy_rows.cc: how a row is read and scored
  void ReadRows();
  void ReadShares();
  std::vector<ShareStepRule> StepsOf(const google::protobuf::RepeatedPtrField<heng::v1::ShareStep>& steps,
                                     const std::string& name, std::string_view least, std::string_view most);
  void ReadBands();
  void ReadPhrases();

  const heng::v1::Policy& policy_;
  PolicyRules rules_;
};

}  // namespace heng::scoring
