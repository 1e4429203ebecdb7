// The policies and forms under tests/data.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

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

// The form of tests/data/FOLDER/NAME.json.
inline heng::v1::FormContent DataForm(const std::string& folder, const std::string& name) {
  heng::v1::Evaluation evaluation;
  const auto mistakes = json::ReadMessage(
      FileText(std::string(HENG_SOURCE_DIR) + "/tests/data/" + folder + "/" + name + ".json"), &evaluation);
  EXPECT_TRUE(mistakes.empty()) << name;
  return evaluation.form();
}

// One of the seven forms: "5-dangan-guanli".
inline heng::v1::FormContent SeedForm(const std::string& name) { return DataForm("seeds", name); }
// One of the forms of other provinces: "003-tianchang-fangxun".
inline heng::v1::FormContent PublicForm(const std::string& name) { return DataForm("forms", name); }

// The names of all forms of other provinces, in order.
inline std::vector<std::string> PublicForms() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(HENG_SOURCE_DIR) + "/tests/data/forms")) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace heng::scoring::testing
