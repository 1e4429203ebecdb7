// The golden cases of tests/cases and the policies they name.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "scoring/policy.h"
#include "tests/cases/case_file.h"

namespace heng::scoring::testing {

// Path of the file -> what stands in it; read once.
inline const std::map<std::string, cases::CaseFile>& AllCases() {
  static const auto* const all = [] {
    auto* files = new std::map<std::string, cases::CaseFile>;
    for (const auto& entry : std::filesystem::directory_iterator(HENG_SOURCE_DIR "/tests/cases")) {
      if (entry.path().extension() != ".case") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      EXPECT_TRUE(in) << entry.path();
      (*files)[entry.path().string()] =
          cases::ReadCases(std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
    }
    return files;
  }();
  return *all;
}

// A shipped policy, or one that differs from it by the textproto `change`: its lists take the place of the policy's,
// its messages change only what they say. Null: `why` says why.
inline std::shared_ptr<const CompiledPolicy> PolicyOf(const std::string& name, const std::string& change,
                                                      std::string& why) {
  const auto shipped = ShippedPolicies::Get().Find(name);
  if (shipped == nullptr) why = "没有这一规则：" + name;
  if (shipped == nullptr || change.empty()) return shipped;
  heng::v1::Policy policy = shipped->proto();
  heng::v1::Policy changes;
  if (!google::protobuf::TextFormat::ParseFromString(change, &changes)) {
    why = "规则的改动写法有误：" + change;
    return nullptr;
  }
  std::vector<const google::protobuf::FieldDescriptor*> given;
  changes.GetReflection()->ListFields(changes, &given);
  for (const auto* field : given) {
    if (field->is_repeated()) policy.GetReflection()->ClearField(&policy, field);
  }
  policy.MergeFrom(changes);
  auto compiled = CompiledPolicy::Compile(std::move(policy));
  if (!compiled.ok()) why = std::string(compiled.status().message());
  return compiled.ok() ? *compiled : nullptr;
}

}  // namespace heng::scoring::testing
