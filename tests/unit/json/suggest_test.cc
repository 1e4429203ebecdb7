#include "proto/json/suggest.h"

#include <gtest/gtest.h>

namespace heng::json {
namespace {

const std::vector<std::string> kNames = {"weight", "claimed", "initialTarget", "actual", "id"};

TEST(Nearest, FindsTypingMistakes) {
  EXPECT_EQ(Nearest("weigth", kNames), "weight");
  EXPECT_EQ(Nearest("wieght", kNames), "weight");
  EXPECT_EQ(Nearest("Actual", kNames), "actual");
  EXPECT_EQ(Nearest("intial_target", kNames), "initialTarget");
}

TEST(Nearest, IsSilentAboutOtherWords) {
  EXPECT_EQ(Nearest("score", kNames), "");
  EXPECT_EQ(Nearest("分值", kNames), "");
  EXPECT_EQ(Nearest("", kNames), "");
  EXPECT_EQ(Nearest(std::string(100'000, 'w'), kNames), "");
}

}  // namespace
}  // namespace heng::json
