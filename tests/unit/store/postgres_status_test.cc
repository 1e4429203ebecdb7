// What PostgreSQL says, as the statuses store.h lists.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "service/store/postgres/status.h"

namespace heng::store::postgres {
namespace {

using ::testing::StartsWith;

TEST(PostgresStatusTest, EveryStateHasItsCode) {
  using Code = absl::StatusCode;
  for (const auto& [state, code] : {std::pair<std::string_view, Code>{"53100", Code::kResourceExhausted},
                                    {"57014", Code::kDeadlineExceeded},
                                    {"", Code::kUnavailable},
                                    {"08006", Code::kUnavailable},
                                    {"28P01", Code::kUnavailable},
                                    {"53200", Code::kUnavailable},
                                    {"53300", Code::kUnavailable},
                                    {"57P01", Code::kUnavailable},
                                    {"57P03", Code::kUnavailable},
                                    {"58030", Code::kUnavailable},
                                    {"40001", Code::kUnavailable},
                                    {"40P01", Code::kUnavailable},
                                    {"55P03", Code::kUnavailable},
                                    {"25006", Code::kUnavailable},
                                    {"25P03", Code::kUnavailable},
                                    {"XX001", Code::kDataLoss},
                                    {"XX002", Code::kDataLoss},
                                    {"XX000", Code::kInternal},
                                    {"23505", Code::kInternal},
                                    {"42P01", Code::kInternal}}) {
    const absl::Status status = ErrorStatus(state, "insert events", "text\n");
    EXPECT_EQ(status.code(), code) << state;
    EXPECT_EQ(SqlStateOf(status), state);
  }
  // Callers tell a full disk from a full queue by the beginning.
  EXPECT_THAT(std::string(ErrorStatus("53100", "insert events", "no space").message()), StartsWith("disk full"));
}

TEST(PostgresStatusTest, TextIsUtf8WithoutZeroBytes) {
  for (const std::string_view good : {"", "abc", "社保中心", "\x7f", "\xc2\x80", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsText(good)) << good;
  }
  for (const std::string_view bad :
       {std::string_view("\0", 1), std::string_view("a\0b", 3), std::string_view("\x80"), std::string_view("\xc1\xbf"),
        std::string_view("\xe0\x9f\xbf"), std::string_view("\xed\xa0\x80"), std::string_view("\xf0\x8f\xbf\xbf"),
        std::string_view("\xf4\x90\x80\x80"), std::string_view("\xf5\x80\x80\x80"), std::string_view("社\xe4\xb8"),
        std::string_view("\xc3")}) {
    EXPECT_FALSE(IsText(bad)) << bad;
  }
}

}  // namespace
}  // namespace heng::store::postgres
