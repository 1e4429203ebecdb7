// Files of many forms, taken apart.
#include "client/cli/form_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "3:{…}"; a form that is too large: "3:!".
std::vector<std::string> Forms(const std::string& text, std::size_t max_bytes = 1000) {
  std::istringstream stream(text);
  FormLines lines(stream, max_bytes);
  std::vector<std::string> forms;
  for (FormLine form; lines.Next(&form);) {
    forms.push_back(std::to_string(form.line) + ":" + (form.too_large ? "!" : form.text));
  }
  return forms;
}

TEST(FormLinesTest, ALineIsAForm) {
  EXPECT_THAT(Forms(""), IsEmpty());
  EXPECT_THAT(Forms("\n \r\n"), IsEmpty());
  EXPECT_THAT(Forms("{\"a\":1}\n{\"b\":2}"), ElementsAre("1:{\"a\":1}", "2:{\"b\":2}"));
  EXPECT_THAT(Forms("\xEF\xBB\xBF\n\n{1}\r\n\n{2}\n"), ElementsAre("3:{1}\r", "5:{2}"));
}

TEST(FormLinesTest, AWrongLineTakesNoOtherAlong) {
  EXPECT_THAT(Forms("{\"a\":{\n{\"b\":2}\nnothing\n{3}"),
              ElementsAre("1:{\"a\":{", "2:{\"b\":2}", "3:nothing", "4:{3}"));
  EXPECT_THAT(Forms("{\"a\":\"\n{2}"), ElementsAre("1:{\"a\":\"", "2:{2}"));
  EXPECT_THAT(Forms("}\n{2}"), ElementsAre("1:}", "2:{2}"));
}

TEST(FormLinesTest, AFormOverSeveralLines) {
  EXPECT_THAT(Forms("{\n  \"a\": [\n    1\n  ]\n}\n{2}\n"), ElementsAre("1:{\n  \"a\": [\n    1\n  ]\n}", "6:{2}"));
  EXPECT_THAT(Forms("{\n  \"a\": \"}\\\"{\"\n}\n{2}"), ElementsAre("1:{\n  \"a\": \"}\\\"{\"\n}", "4:{2}"));
}

TEST(FormLinesTest, AnArray) {
  EXPECT_THAT(Forms("[]"), IsEmpty());
  EXPECT_THAT(Forms(" [{\"a\":\"]\"},\n\n {\"b\":[{}]}\n]\n"), ElementsAre("1:{\"a\":\"]\"}", "3:{\"b\":[{}]}"));
  // Behind what is no form there is no telling where the next one begins.
  EXPECT_THAT(Forms("[{1},\n7,{2}]"), ElementsAre("1:{1}", "2:7"));
  EXPECT_THAT(Forms("[{1},\n{\"a\":"), ElementsAre("1:{1}", "2:{\"a\":"));
  EXPECT_THAT(Forms("[{1}"), ElementsAre("1:{1}", "1:["));
}

TEST(FormLinesTest, AFormThatIsTooLarge) {
  const std::string long_line = "{" + std::string(50, 'x') + "}";
  EXPECT_THAT(Forms(long_line + "\n{2}", 20), ElementsAre("1:!", "2:{2}"));
  EXPECT_THAT(Forms("[" + long_line + ",{2}]", 20), ElementsAre("1:!", "1:{2}"));
}

TEST(FormLinesTest, WhatIsKnownOfAFile) {
  const std::string path = ::testing::TempDir() + "form_lines_test.jsonl";
  std::ofstream(path) << "\n{1}\n \n{2}";
  const FileFacts lines = LookThrough(path);
  EXPECT_TRUE(lines.readable);
  EXPECT_EQ(lines.lines, 2);
  EXPECT_EQ(lines.sha256, Sha256Hex("\n{1}\n \n{2}"));
  std::ofstream(path) << "\n[{1},\n{2}]";
  EXPECT_EQ(LookThrough(path).lines, 0) << "an array is not counted";
  EXPECT_FALSE(LookThrough(path + ".none").readable);
}

}  // namespace
}  // namespace heng::cli
