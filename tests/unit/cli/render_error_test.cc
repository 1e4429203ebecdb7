#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render.h"

namespace heng::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const Look kZh{Language::kChinese, false, 0};
const Look kEn{Language::kEnglish, false, 0};

RpcError InvalidFields() {
  RpcError error;
  error.code = grpc::StatusCode::INVALID_ARGUMENT;
  error.reason = "INVALID_FIELDS";
  error.en = "1 field is wrong";
  error.zh = "1 处填写不符合要求";
  error.fields = {{"form.indicators[3].weight", "分值不能是负数：-1。 / The weight is negative: -1."}};
  error.request_id = "heng-1";
  return error;
}

TEST(RenderError, NamesReasonFieldsRequestAndNextStep) {
  EXPECT_EQ(RenderError("a.json", InvalidFields(), "s", kZh),
            "错误：a.json：1 处填写不符合要求 [INVALID_FIELDS]\n"
            "  form.indicators[3].weight：分值不能是负数：-1。\n"
            "  请求号：heng-1\n"
            "  下一步：按上面各处的说明改好后重试。\n");
  EXPECT_EQ(RenderError("a.json", InvalidFields(), "s", kEn),
            "Error: a.json: 1 field is wrong [INVALID_FIELDS]\n"
            "  form.indicators[3].weight: The weight is negative: -1.\n"
            "  Request id: heng-1\n"
            "  Next: Correct the fields named above and try again.\n");
}

TEST(RenderError, UnreachableServerIsNamed) {
  RpcError error;
  error.code = grpc::StatusCode::UNAVAILABLE;
  error.en = "Connection refused";
  EXPECT_THAT(RenderError("", error, "127.0.0.1:9", kZh), HasSubstr("连接不上服务器 127.0.0.1:9"));
  EXPECT_THAT(RenderError("", error, "127.0.0.1:9", kZh), HasSubstr("hengd"));
  EXPECT_THAT(RenderError("", error, "127.0.0.1:9", kEn), HasSubstr("Connection refused"));
}

TEST(RenderError, EveryCodeHasANextStep) {
  for (int code = 1; code <= 16; ++code) {
    RpcError error;
    error.code = static_cast<grpc::StatusCode>(code);
    EXPECT_THAT(RenderError("", error, "s", kZh), HasSubstr("下一步：")) << code;
    EXPECT_THAT(RenderError("", error, "s", kEn), HasSubstr("Next: ")) << code;
  }
}

TEST(RenderError, TextsOfOthersAreMadeSafe) {
  RpcError error = InvalidFields();
  error.zh = "\x1b[2J";
  error.fields[0].description = "\x1b]0;x\x07";
  EXPECT_THAT(RenderError("\x1b.json", error, "s", kZh), Not(HasSubstr("\x1b")));
}

TEST(RenderMistakes, NameFileLinePathAndWhat) {
  const std::vector<json::Mistake> mistakes = {{"form.titel", 3, 5, "没有这个字段", "unknown field"},
                                               {"", 0, 0, "没有这个文件。", "No such file."}};
  EXPECT_EQ(RenderMistakes("a.json", mistakes, kZh), "a.json:3:5: form.titel：没有这个字段\na.json: 没有这个文件。\n");
  EXPECT_EQ(RenderMistakes("-", mistakes, kEn), "stdin:3:5: form.titel: unknown field\nstdin: No such file.\n");
}

}  // namespace
}  // namespace heng::cli
