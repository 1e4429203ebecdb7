// The transcribed forms of tests/data/seeds, as forms to be printed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "proto/json/json.h"
#include "service/forms/page.h"

namespace heng::forms {

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct SeedForm {
  std::string id;  // file name without extension
  bool is_target = false;
  heng::v1::Evaluation evaluation;
  heng::v1::Target target;

  PaperForm paper() const { return is_target ? PaperFormOf(target) : PaperFormOf(evaluation); }
};

// The seven evaluations, then the six targets.
inline std::vector<SeedForm> SeedForms() {
  std::vector<SeedForm> forms;
  for (const bool target : {false, true}) {
    const std::filesystem::path folder =
        std::string(HENG_SOURCE_DIR) + "/tests/data/seeds" + (target ? "/targets" : "");
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      SeedForm& form = forms.emplace_back();
      form.id = (target ? "target-" : "") + file.stem().string();
      form.is_target = target;
      google::protobuf::Message* message = &form.evaluation;
      if (target) message = &form.target;
      EXPECT_TRUE(heng::json::ReadMessage(ReadText(file), message).empty()) << file;
    }
  }
  return forms;
}

// A form of another province: tests/data/forms.
inline heng::v1::Evaluation OtherForm(const std::string& name) {
  heng::v1::Evaluation form;
  EXPECT_TRUE(
      heng::json::ReadMessage(ReadText(std::string(HENG_SOURCE_DIR) + "/tests/data/forms/" + name), &form).empty());
  return form;
}

// A whole unit with two main tasks and two breakdowns of its money.
inline heng::v1::Evaluation WholeUnit() {
  heng::v1::Evaluation form = SeedForms()[1].evaluation;
  heng::v1::FormContent& content = *form.mutable_form();
  content.set_subject_kind(heng::v1::WHOLE_UNIT);
  content.set_subject(content.org());
  content.set_layout("zt-common");
  for (const char* id : {"t1", "t2"}) {
    heng::v1::MainTask& task = *content.add_main_tasks();
    task.set_id(id);
    task.set_name(std::string("任务") + id);
    task.set_description("按月发放");
    task.set_annual_budget("1234500.00");
    task.set_executed("1234500.00");
    task.set_result("完成");
  }
  heng::v1::FundBreakdown& breakdown = *content.mutable_funds()->add_breakdowns();
  breakdown.set_name("按支出");
  breakdown.add_lines()->set_label("基本支出");
  breakdown.mutable_lines(0)->set_id("basic");
  return form;
}

}  // namespace heng::forms
