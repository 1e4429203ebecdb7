#include "service/core/page_token.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace heng::core {
namespace {

TEST(PageToken, GoesOnWhereItWasMade) {
  for (int64_t sequence : {int64_t{0}, int64_t{1}, int64_t{255}, int64_t{256}, INT64_MAX}) {
    EXPECT_EQ(ReadPageToken(MakePageToken("filter", sequence), "filter"), sequence);
  }
  EXPECT_TRUE(rc::check("any filter and any sequence come back", [](const std::string& filter) {
    const auto sequence = *rc::gen::nonNegative<int64_t>();
    RC_ASSERT(ReadPageToken(MakePageToken(filter, sequence), filter) == sequence);
  }));
}

TEST(PageToken, BelongsToItsFilter) {
  const std::string token = MakePageToken("orgs/a", 5);
  EXPECT_EQ(ReadPageToken(token, "orgs/b"), std::nullopt);
  EXPECT_EQ(ReadPageToken(token, ""), std::nullopt);
}

TEST(PageToken, IsSafeInAUrl) {
  for (int64_t sequence = 0; sequence < 1000; ++sequence) {
    EXPECT_EQ(MakePageToken("x", sequence).find_first_of("+/=&? "), std::string::npos);
  }
}

TEST(PageToken, GarbageIsRefused) {
  const std::string token = MakePageToken("filter", 5);
  for (const std::string& garbage :
       {std::string(), std::string("x"), std::string("garbage"), std::string("翻页标记"), token + token,
        token.substr(1), token.substr(0, token.size() - 2), std::string(1 << 20, 'A'), std::string(100, '\0')}) {
    EXPECT_EQ(ReadPageToken(garbage, "filter"), std::nullopt);
  }
}

TEST(PageToken, FuzzNoTextIsTakenForAToken) {
  EXPECT_TRUE(rc::check("arbitrary bytes are refused",
                        [](const std::string& bytes) { RC_ASSERT(ReadPageToken(bytes, "filter") == std::nullopt); }));
}

TEST(PageToken, FuzzAnAlteredTokenIsRefusedOrStillNamesAPlace) {
  EXPECT_TRUE(rc::check("one changed character", [] {
    std::string token = MakePageToken("filter", *rc::gen::inRange<int64_t>(0, 1'000'000));
    const auto at = *rc::gen::inRange<size_t>(0, token.size());
    token[at] = *rc::gen::arbitrary<char>();
    const auto read = ReadPageToken(token, "filter");
    RC_ASSERT(!read.has_value() || *read >= 0);
  }));
}

}  // namespace
}  // namespace heng::core
