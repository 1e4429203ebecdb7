#include <gtest/gtest.h>

#include "heng/v1/form.pb.h"
#include "proto/json/json.h"

namespace heng::json {
namespace {

heng::v1::Indicator Row() {
  heng::v1::Indicator row;
  row.set_name("参保人数");
  row.set_initial_target(">=42万人<i>");
  row.set_deviation_reason("a\\u003cb \"c\"\n");
  row.set_actual("");
  return row;
}

TEST(WriteMessage, ChineseAndAngleBracketsStandUnescaped) {
  EXPECT_EQ(WriteMessage(Row(), Style::kLine),
            R"({"name":"参保人数","initialTarget":">=42万人<i>","actual":"","deviationReason":"a\\u003cb \"c\"\n"})");
}

TEST(WriteMessage, PrettyHasOneFieldALine) {
  heng::v1::Goal goal;
  goal.set_expected("x");
  EXPECT_EQ(WriteMessage(goal), "{\n \"expected\": \"x\"\n}\n");
}

TEST(WriteMessage, ReadsBackAsItWas) {
  for (const Style style : {Style::kPretty, Style::kLine}) {
    heng::v1::Indicator back;
    ASSERT_TRUE(ReadMessage(WriteMessage(Row(), style), &back).empty());
    EXPECT_EQ(back.SerializeAsString(), Row().SerializeAsString());
  }
}

}  // namespace
}  // namespace heng::json
