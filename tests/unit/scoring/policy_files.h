// The policies and forms under tests/data.
#pragma once

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "heng/v1/evaluation.pb.h"
#include "proto/json/json.h"
#include "scoring/policy.h"

namespace heng::scoring::testing {

inline std::string PolicyDir() { return std::string(HENG_SOURCE_DIR) + "/tests/data/policies"; }

inline std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// tests/data/policies/NAME.textproto.
inline std::shared_ptr<const CompiledPolicy> WhatIf(const std::string& name) {
  const std::string path = PolicyDir() + "/" + name + ".textproto";
  auto policy = LoadPolicy(FileText(path), path);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.ok() ? *std::move(policy) : nullptr;
}

// The form of tests/data/seeds/NAME.json.
inline heng::v1::FormContent SeedForm(const std::string& name) {
  heng::v1::Evaluation evaluation;
  const auto mistakes =
      json::ReadMessage(FileText(std::string(HENG_SOURCE_DIR) + "/tests/data/seeds/" + name + ".json"), &evaluation);
  EXPECT_TRUE(mistakes.empty()) << name;
  return evaluation.form();
}

}  // namespace heng::scoring::testing
