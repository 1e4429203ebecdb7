// The phrases the tests of the value reader read with.
#pragma once

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "heng/v1/policy.pb.h"

namespace heng::scoring::testing {

inline constexpr int kFiscalYear = 2022;

inline heng::v1::Phrases MakePhrases() {
  heng::v1::Phrases phrases;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"pb(
                                                              bands { text: "达成预期指标" band: 1 match: WHOLE }
                                                              bands { text: "完成" band: 1 match: WHOLE }
                                                              bands { text: "达标" band: 1 match: WHOLE }
                                                              bands { text: "实现" band: 1 match: WHOLE }
                                                              bands { text: "优" band: 1 match: WHOLE }
                                                              bands { text: "部分达成" band: 2 match: PREFIX }
                                                              bands { text: "基本" band: 2 match: PREFIX }
                                                              bands { text: "良" band: 2 match: WHOLE }
                                                              bands { text: "中" band: 2 match: WHOLE }
                                                              bands { text: "未" band: 2 match: PREFIX }
                                                              bands { text: "未达成" band: 3 match: PREFIX }
                                                              bands { text: "未完成预期指标" band: 3 match: PREFIX }
                                                              bands { text: "低" band: 3 match: WHOLE }
                                                              bands { text: "差" band: 3 match: WHOLE }
                                                              missing: "未填报"
                                                              missing: "/"
                                                              missing: "-"
                                                              missing: "—"
                                                              missing: "——"
                                                              missing: "*"
                                                              zero_for_zero: "无"
                                                              increase_prefixes: "提高"
                                                              increase_prefixes: "提升"
                                                              doubled_digits: 3
                                                            )pb",
                                                            &phrases));
  return phrases;
}

inline const heng::v1::Phrases& TestPhrases() {
  static const auto& phrases = *new heng::v1::Phrases(MakePhrases());
  return phrases;
}

}  // namespace heng::scoring::testing
