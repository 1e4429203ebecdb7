#include "service/core/errors_http.h"

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {
namespace {

absl::string_view Text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status UnreadableRequest(const std::vector<scoring::Violation>& violations) {
  const scoring::Violation& first = violations.front();
  const std::string colon = first.field.empty() ? "" : ": ";
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "UNREADABLE_REQUEST",
                    .zh = absl::StrCat("无法读取请求，有 ", violations.size(), " 处不对，第一处：",
                                       Shortened(first.field), colon, first.zh),
                    .en = absl::StrCat("the request can't be read, ", violations.size(),
                                       " mistake(s), the first: ", Shortened(first.field), colon, first.en),
                    .violations = violations});
}

absl::Status NoSuchMethod(std::string_view path) {
  return MakeError(
      {.code = absl::StatusCode::kUnimplemented,
       .reason = "METHOD_UNKNOWN",
       .zh = absl::StrCat("没有 ", Quoted(path), " 这个方法。请写 /heng.v1.服务/方法，如 ",
                          "/heng.v1.EvaluationService/GetEvaluation。"),
       .en = absl::StrCat("there is no method ", Quoted(path),
                          "; write /heng.v1.<Service>/<Method> such as /heng.v1.EvaluationService/GetEvaluation")});
}

absl::Status NotOverHttp(std::string_view method, std::string_view twin) {
  return MakeError({.code = absl::StatusCode::kUnimplemented,
                    .reason = "NOT_OVER_HTTP",
                    .zh = absl::StrCat(Text(method), " 是双向的流，HTTP 上没有。请用 ", Text(twin),
                                       "，每次一批，作用相同；或改用 gRPC。"),
                    .en = absl::StrCat(Text(method), " is a stream in both directions, which HTTP does not carry; use ",
                                       Text(twin), ", which does the same for one batch, or gRPC"),
                    .metadata = {{"method", std::string(twin)}}});
}

absl::Status PostOnly(std::string_view verb) {
  return MakeError({.code = absl::StatusCode::kUnimplemented,
                    .reason = "POST_ONLY",
                    .zh = absl::StrCat("方法只能用 POST 调用，不能用 ", Quoted(verb), "。"),
                    .en = absl::StrCat("methods are called with POST, not with ", Quoted(verb))});
}

absl::Status WrongContentType(std::string_view type, std::string_view allowed) {
  return MakeError(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "WRONG_CONTENT_TYPE",
       .zh = absl::StrCat("Content-Type 是 ", Quoted(type), "；这一方法请写 ", Text(allowed), "（文本为 UTF-8）。"),
       .en = absl::StrCat("Content-Type is ", Quoted(type), "; for this method write ", Text(allowed),
                          " (texts in UTF-8)")});
}

absl::Status WrongEncoding(std::string_view header, std::string_view value) {
  return MakeError({.code = absl::StatusCode::kUnimplemented,
                    .reason = "WRONG_ENCODING",
                    .zh = absl::StrCat(Text(header), " 是 ", Quoted(value), "；这里只能写 gzip 或 identity。"),
                    .en = absl::StrCat(Text(header), " is ", Quoted(value), "; supported here: gzip, identity")});
}

absl::Status WrongHeader(std::string_view header, std::string_view value, std::string_view allowed) {
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "WRONG_HEADER",
                    .zh = absl::StrCat(Text(header), " 是 ", Quoted(value), "；请写 ", Text(allowed), "。"),
                    .en = absl::StrCat(Text(header), " is ", Quoted(value), "; write ", Text(allowed))});
}

absl::Status MessageTooLarge(size_t limit) {
  return MakeError({.code = absl::StatusCode::kResourceExhausted,
                    .reason = "MESSAGE_TOO_LARGE",
                    .zh = absl::StrCat("请求过大：最多 ", limit, " 字节，解压后也是。请分批发送。"),
                    .en = absl::StrCat("the request is too large: at most ", limit,
                                       " bytes, also once it is decompressed; send it in parts")});
}

absl::Status AnswerTooLarge(size_t limit) {
  return MakeError(
      {.code = absl::StatusCode::kResourceExhausted,
       .reason = "ANSWER_TOO_LARGE",
       .zh = absl::StrCat("答复过大：最多 ", limit, " 字节。请用较小的 pageSize 分页读取。"),
       .en = absl::StrCat("the answer is too large: at most ", limit, " bytes; ask for smaller pages (pageSize)")});
}

absl::Status RequestTooSlow() {
  return MakeError(
      {.code = absl::StatusCode::kDeadlineExceeded,
       .reason = "REQUEST_TOO_SLOW",
       .zh = "请求到得太慢，没有读完，没有写入。请再发一次。",
       .en = "the request came too slowly and was not read to its end; nothing was written; send it again"});
}

absl::Status ServerCrowded() {
  return MakeError({.code = absl::StatusCode::kUnavailable,
                    .reason = "SERVER_CROWDED",
                    .zh = "服务端的连接或请求过多，这一个没有受理。请稍后重试。",
                    .en = "the server has too many connections or requests and did not take this one; try again in a "
                          "moment",
                    .retry = absl::Seconds(1)});
}

}  // namespace heng::core
