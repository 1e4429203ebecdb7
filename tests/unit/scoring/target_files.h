// The target forms under tests/data.
#pragma once

#include <string>

#include "gtest/gtest.h"
#include "heng/v1/target.pb.h"
#include "policy_files.h"
#include "proto/json/json.h"

namespace heng::scoring::testing {

// The six target forms of 2026, in the order of the report.
inline constexpr const char* kSeedTargets[] = {"1-canjiren-baozhangjin", "2-danwei-yunzhuan", "3-yishu-buzhu",
                                               "4-zhucun-bangfu",        "5-shebao-yewu",     "6-dangzhibu-huodong"};

// tests/data/seeds/targets/NAME.json.
inline heng::v1::Target SeedTarget(const std::string& name) {
  heng::v1::Target target;
  const auto mistakes = json::ReadMessage(
      FileText(std::string(HENG_SOURCE_DIR) + "/tests/data/seeds/targets/" + name + ".json"), &target);
  EXPECT_TRUE(mistakes.empty()) << name;
  return target;
}

}  // namespace heng::scoring::testing
